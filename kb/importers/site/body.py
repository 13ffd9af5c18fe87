"""The body of an answer, unpacked piece by piece within a bound."""

import zlib
from collections.abc import Iterable

# What is asked for; zlib can stop in the middle of a packed piece, so that a few bytes that
# unpack to gigabytes do no harm.
ACCEPTED = "gzip, deflate"


class TooLargeError(Exception):
    """The body is larger than the bound."""


class BrokenBodyError(Exception):
    """The body is packed otherwise than it says, or in a way that was not asked for."""


def read_body(pieces: Iterable[bytes], encoding: str, largest: int) -> bytes:
    """Return what the pieces hold once unpacked.

    Args:
        pieces: as they come over the wire.
        encoding: the header Content-Encoding, "" for none.
        largest: bytes, before and after unpacking.

    Raises:
        TooLargeError: there is more.
        BrokenBodyError: it cannot be unpacked, or ends too early.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _join(pieces, largest)
    if encoding in ("gzip", "x-gzip"):
        return _unpack(pieces, largest, 16 + zlib.MAX_WBITS)
    if encoding == "deflate":
        content = _join(pieces, largest)
        # Deflate is meant with zlib's head, and often sent without.
        bare = len(content) < 2 or content[0] & 0x0F != 8 or int.from_bytes(content[:2]) % 31
        return _unpack([content], largest, -zlib.MAX_WBITS if bare else zlib.MAX_WBITS)
    raise BrokenBodyError(f"packed as {encoding!r}")


def _join(pieces: Iterable[bytes], largest: int) -> bytes:
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > largest:
            raise TooLargeError
    return bytes(content)


def _unpack(pieces: Iterable[bytes], largest: int, bits: int) -> bytes:
    content = bytearray()
    unpacker = zlib.decompressobj(bits)
    packed = 0
    try:
        for piece in pieces:
            packed += len(piece)
            rest = piece
            while rest:
                if unpacker.eof:
                    # Several packed files behind each other are one body; zeros at its end none.
                    if not rest.strip(b"\0"):
                        break
                    unpacker = zlib.decompressobj(bits)
                content += unpacker.decompress(rest, largest + 1 - len(content))
                if len(content) > largest or packed > largest:
                    raise TooLargeError
                rest = unpacker.unconsumed_tail or unpacker.unused_data
    except zlib.error as error:
        raise BrokenBodyError(str(error)) from None
    if packed and not unpacker.eof:
        raise BrokenBodyError("ends too early")
    return bytes(content)
