"""The stems of a word: what its inflections share.

A dictionary's lemmas where it knows the word. Else, of a compound, the lemma of its last part
(arbets|integrerat → arbetsintegrera); and of the rest what Snowball leaves
(https://snowballstem.org/algorithms/swedish/). Snowball on top of a lemma would undo what the
dictionary keeps apart: företag, företagare and företagande.
"""

import threading

import snowballstemmer

from kb.language.compounds import split
from kb.language.lexicon import Lexicon

_STEMMER = snowballstemmer.stemmer("swedish")
# PyStemmer's stemmers keep a buffer of their own and say nothing of threads.
_STEMMER_LOCK = threading.Lock()


def stems(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the stems of a word in normal form without a colon ending, the likeliest first."""
    if lemmas := lexicon.entry(word).lemmas:
        return lemmas
    if parts := split(word, lexicon):
        before = word[: len(word) - len(parts[-1])]
        return tuple(before + lemma for lemma in lexicon.entry(parts[-1]).lemmas)
    return (snowball(word),)


def part_stems(parts: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the stem of each part of a compound, so that its words find it.

    A part that opens or continues is a lemma already (barn|omsorg) or the joint of one (arbets →
    arbete); its likeliest reading counts. The last is read as in the whole word, if known.
    """
    opening = tuple(lexicon.entry(part).lemmas[0] for part in parts[:-1])
    before = "".join(parts[:-1])
    whole = lexicon.entry(before + parts[-1]).lemmas
    lemmas = lexicon.entry(parts[-1]).lemmas
    fitting = [lemma for lemma in lemmas if before + lemma in whole]
    return (*opening, (fitting or lemmas)[0])


def snowball(word: str) -> str:
    """Return Snowball's stem of a word."""
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(word))
