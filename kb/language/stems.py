"""Swedish stems, by the Snowball algorithm (https://snowballstem.org/algorithms/swedish/)."""

from functools import lru_cache

import snowballstemmer

from kb.language.tokens import without_colon_ending

_STEMMER = snowballstemmer.stemmer("swedish")


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """Return the stem of a word in normal form; a colon ending is dropped first."""
    return str(_STEMMER.stemWord(without_colon_ending(word)))
