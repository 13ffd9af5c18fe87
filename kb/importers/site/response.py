"""What an address answered."""

import codecs
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

from kb.errors import ImportFileError

_CHARSET = re.compile(r"""(?i);\s*charset\s*=\s*["']?([^\s"';]+)""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: 2xx or 4xx.

    Attributes:
        url: the address that answered, after redirects.
        status: as 200.
        content_type: without its parameters, in lower case; "" where there is none.
        headers: by name, in any case.
        body: as it is once unpacked.
    """

    url: str
    status: int
    content_type: str
    headers: httpx2.Headers = field(repr=False)
    body: bytes = field(repr=False)

    @classmethod
    def of(cls, url: str, status: int, headers: Sequence[Sequence[str]], body: bytes) -> "Response":
        """Make an answer of its headers, name and value each."""
        named = httpx2.Headers([(name, value) for name, value in headers])
        content_type = named.get("content-type", "").partition(";")[0].strip().lower()
        return cls(url, status, content_type, named, body)

    @property
    def charset(self) -> str | None:
        """The encoding that the headers tell, if Python knows it."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        try:
            return codecs.lookup(found[1]).name if found else None
        except (LookupError, ValueError):
            return None

    @property
    def text(self) -> str:
        """The body as text: by its mark or its header, else UTF-8, else Windows-1252."""
        for mark, encoding in _MARKS:
            if self.body.startswith(mark):
                return self.body.decode(encoding, "replace")
        if self.charset:
            return self.body.decode(self.charset, "replace")
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            return self.body.decode("windows-1252", "replace")

    def json(self) -> Any:
        """Return what the body says in JSON.

        Raises:
            ImportFileError: it is no JSON.
        """
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            raise ImportFileError(
                f"{self.url}: answers in something else than JSON ({self.content_type or 'no type'}"
                "); open it in a browser to see what it is"
            ) from None
