"""How the system's allocator is to treat arrays that live as long as a search."""

import ctypes
from functools import cache

# The numbers by which glibc's mallopt knows them, and what they are set to, in bytes.
_M_TRIM_THRESHOLD, _KEPT = -1, 64 << 20
_M_MMAP_THRESHOLD, _LARGE = -3, 16 << 20


@cache
def keep_freed_memory() -> None:
    """Ask the allocator to keep what is freed, some 64 MB at the most, for the next search.

    By itself glibc gives arrays of more than 128 kB back to the system at once. A search among
    100,000 posts makes some twenty of them; that their pages were new each time took half of it.
    Other allocators know no such request.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return
    mallopt(_M_TRIM_THRESHOLD, _KEPT)
    mallopt(_M_MMAP_THRESHOLD, _LARGE)
