"""What is the same for everyone: read and packed once, at the start, and served from memory."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from kb.settings import Settings
from kb.web.caching import is_known

FOLDER = Path(__file__).parent / "static"
# The one style sheet, joined from its parts in the order of their names.
SHEET = "kb.css"
_PARTS = "css"
_HASHED = re.compile(r"(.+)\.[0-9a-f]{8}(\.[a-z0-9]+)")
# Its address tells one version from another, so a browser need never ask again.
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_AS_IT_IS = "identity"
# An encoding with the quality 0 is one that is not wanted.
_REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")
# Of which systems know different ones.
_TYPES = {
    "js": "text/javascript",
    "ico": "image/x-icon",
    "webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is the same for everyone.

    Attributes:
        hashed: its name with its hash, as addresses have it.
        media_type: what it holds.
        bodies: by encoding, the smallest first; the last is `identity`.
    """

    hashed: str
    media_type: str
    bodies: Mapping[str, bytes]


class Assets:
    """The files of a folder, and the address of each."""

    def __init__(self, settings: Settings, folder: Path = FOLDER) -> None:
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        parts = [part.read_bytes() for part in sorted((folder / _PARTS).glob("*.css"))]
        files[SHEET] = b"\n".join([_accents(settings), *parts])
        accent = Settings.model_fields["accent"].default
        for name, body in files.items():
            if name.endswith(".svg"):
                files[name] = body.replace(accent.encode(), settings.accent.encode())
        self._assets = {name: _asset(name, body) for name, body in files.items()}

    def address(self, name: str) -> str:
        """Return the address of a file, another one for each version of it."""
        return f"/static/{self._assets[name].hashed}"

    async def answer(self, request: Request) -> Response:
        """`/static/{name}`: a file.

        Without the hash, or with that of an older version, as a page has it that was kept from
        before, it is the file as it is now, which nobody is to keep.
        """
        asked = request.path_params["name"]
        hashed = _HASHED.fullmatch(asked)
        asset = self._assets.get("".join(hashed.groups()) if hashed else asked)
        if asset is None:
            raise HTTPException(404)
        kept = _FOR_EVER if asked == asset.hashed else _ASK_AGAIN
        tag = f'W/"{asset.hashed}"'
        headers = {"Cache-Control": kept, "ETag": tag}
        if is_known(request, tag):
            return Response(status_code=304, headers=headers)
        encoding = next(each for each in asset.bodies if each in _encodings(request))
        if encoding != _AS_IT_IS:  # else the middleware that packs says so
            headers |= {"Content-Encoding": encoding, "Vary": "Accept-Encoding"}
        return Response(asset.bodies[encoding], media_type=asset.media_type, headers=headers)


def _accents(settings: Settings) -> bytes:
    """Return the part of the sheet that the settings write."""
    return (
        f":root {{ --accent: {settings.accent}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --accent: {settings.dark_accent}; }} }}\n"
    ).encode()


def _asset(name: str, body: bytes) -> Asset:
    stem, dot, suffix = name.rpartition(".")
    packed = {"br": brotli.compress(body), "gzip": gzip.compress(body, mtime=0)}
    return Asset(
        hashed=f"{stem}.{hashlib.sha256(body).hexdigest()[:8]}{dot}{suffix}",
        media_type=_TYPES.get(suffix)
        or mimetypes.guess_type(name)[0]
        or "application/octet-stream",
        bodies={
            **{encoding: less for encoding, less in packed.items() if len(less) < len(body)},
            _AS_IT_IS: body,
        },
    )


def _encodings(request: Request) -> set[str]:
    """Return the encodings that a browser takes: whatever it says, a file as it is."""
    accepted = request.headers.get("accept-encoding", "").lower().split(",")
    wanted = {each.partition(";")[0].strip() for each in accepted if not _REFUSED.search(each)}
    return wanted | {_AS_IT_IS}
