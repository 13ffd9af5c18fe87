"""Answers kept on disk, so that an import that was interrupted goes on where it was."""

import contextlib
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kb.errors import ImportFileError, reason
from kb.importers.site.response import Response

# Long enough to mend a connection and go on; who comes back later wants to know what is new.
_AGE = 60 * 60
_ENDING = ".answer"


class Kept:
    """A folder of answers, a file each, named after the address that was asked.

    A file is a line of JSON that tells of the answer, and then its body. One that is damaged or
    older than an hour is as good as none.
    """

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._now = now

    def find(self, asked: str) -> Response | None:
        """Return what this address answered less than an hour ago."""
        try:
            head, _, body = self._path(asked).read_bytes().partition(b"\n")
            told = json.loads(head)
            age = self._now() - told["at"]
            if told["asked"] != asked or told["size"] != len(body) or not 0 <= age < _AGE:
                return None
            return Response.of(told["url"], told["status"], told["headers"], body)
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, asked: str, response: Response) -> None:
        """Keep an answer, whole or not at all.

        Raises:
            ImportFileError: the folder cannot be written to.
        """
        told = {
            "asked": asked,
            "at": self._now(),
            "url": response.url,
            "status": response.status,
            "headers": response.headers.multi_items(),
            "size": len(response.body),
        }
        try:
            self._write(self._path(asked), json.dumps(told).encode() + b"\n" + response.body)
        except OSError as error:
            raise ImportFileError(
                f"{self._folder}: what was read cannot be kept there ({reason(error)}); "
                "make room, or give the right to write"
            ) from None

    def remove(self) -> None:
        """Remove every answer, and the folder if nothing else is in it."""
        with contextlib.suppress(OSError):
            for path in self._folder.glob(f"*{_ENDING}*"):
                path.unlink()
            self._folder.rmdir()

    def _path(self, asked: str) -> Path:
        return self._folder / (hashlib.sha256(asked.encode()).hexdigest() + _ENDING)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(prefix=path.name, suffix=".part", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            Path(part).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(part).unlink()
            raise
