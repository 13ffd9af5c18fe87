"""What a version of a post keeps of it, as one field that the cluster neither reads nor indexes.

Compressed here it costs the cluster half of what it takes to parse and compress its parts there.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any, NamedTuple

from zstandard import ZstdCompressor, ZstdDecompressor

# The field's name.
PACKED = "packed"
# The first two parts are JSON on one line.
_END = b"\n"
_LEVEL = 3


class Kept(NamedTuple):
    """What a version keeps, as UTF-8.

    Attributes:
        types: what it counts; see `kb.engines.opensearch.writing.version_types`.
        data, html: the parts of the post; see `Document.to_parts`.
    """

    types: bytes
    data: bytes
    html: bytes


class Packer:
    """Packs what versions keep; of one thread."""

    def __init__(self) -> None:
        self._compress = ZstdCompressor(_LEVEL).compress

    def packed(self, kept: Kept) -> str:
        """Return what the field has."""
        return b64encode(self._compress(_END.join(kept))).decode()


def unpacked(source: Mapping[str, Any]) -> Kept:
    """Return what is kept in the source of a version; ValueError or ZstdError if it is damaged."""
    types, data, html = ZstdDecompressor().decompress(b64decode(source[PACKED])).split(_END, 2)
    return Kept(types, data, html)
