"""What is the same for everyone: read once at the start, then served from memory."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
# The one style sheet, joined from its parts in the order of their names.
SHEET = "kb.css"
_PARTS = "css"

_HASHED = re.compile(r"(.+)\.[0-9a-f]{8}(\.[a-z0-9]+)")
# Its address tells one version from another, so a browser need never ask again.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is the same for everyone.

    Attributes:
        name: without its hash.
        hashed: with it, as addresses have it.
        body: what it holds.
        media_type: what that is.
    """

    name: str
    hashed: str
    body: bytes
    media_type: str


class Assets:
    """The files of a folder, and the address of each."""

    def __init__(self, folder: Path = FOLDER) -> None:
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        files[SHEET] = b"\n".join(
            part.read_bytes() for part in sorted((folder / _PARTS).glob("*.css"))
        )
        self._assets = {name: _asset(name, body) for name, body in files.items()}

    def address(self, name: str) -> str:
        """Return the address of a file, another one for each version of it."""
        return f"/static/{self._assets[name].hashed}"

    def answer(self, request: Request) -> Response:
        """`/static/{name}`: a file.

        Without the hash, or with the one of an older version, as a page has it that was kept from
        before, it is the file as it is now, which nobody is to keep.
        """
        asked = request.path_params["name"]
        asset = self._assets.get(_HASHED.sub(r"\1\2", asked))
        if asset is None:
            raise HTTPException(404)
        return Response(
            asset.body,
            media_type=asset.media_type,
            headers={"Cache-Control": _FOR_EVER if asked == asset.hashed else _ASK_AGAIN},
        )


def _asset(name: str, body: bytes) -> Asset:
    stem, dot, suffix = name.rpartition(".")
    return Asset(
        name=name,
        hashed=f"{stem}.{hashlib.sha256(body).hexdigest()[:8]}{dot}{suffix}",
        body=body,
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
    )
