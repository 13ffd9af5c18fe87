"""The stems of a word: what its inflections share.

A dictionary's lemmas where it knows the word. Else, of a compound, the lemma of its last part
(arbets|integrerat → arbetsintegrera); and of the rest what Snowball leaves
(https://snowballstem.org/algorithms/swedish/). Snowball on top of a lemma would undo what the
dictionary keeps apart: företag, företagare and företagande.
"""

import threading

import snowballstemmer

from kb.language.compounds import split
from kb.language.lexicon import WORD, Lexicon
from kb.language.tokens import folded

_STEMMER = snowballstemmer.stemmer("swedish")
# PyStemmer's stemmers keep a buffer of their own and say nothing of threads.
_STEMMER_LOCK = threading.Lock()


def stems(word: str, lexicon: Lexicon, parts: tuple[str, ...] | None = None) -> tuple[str, ...]:
    """Return the stems of a word as it is spelt, without a colon ending, the likeliest first.

    `parts` are those that it splits into, where that is known already.
    """
    if lemmas := lexicon.lemmas(word):
        return lemmas
    if parts is None:
        parts = split(word, lexicon)
    if parts:
        before = folded(word[: len(word) - len(parts[-1])])
        return tuple(before + lemma for lemma in lexicon.lemmas(parts[-1]))
    return unknown_stems(word, lexicon)


def unknown_stems(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the stems of a word that nothing is known of: Snowball's, and that of a genitive.

    Not where Snowball makes another word of it, since the lists have that one's inflections: of
    the name Sanden no sand.
    """
    stem = snowball(word)
    genitive = word.removesuffix("s") or word
    if stem != genitive and lexicon.roles(stem) & WORD:
        return (folded(genitive),)
    return tuple(dict.fromkeys((folded(stem), folded(genitive))))


def part_stems(parts: tuple[str, ...], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the stem of each part of a compound, so that its words find it.

    A part that opens or continues is a lemma already (barn|omsorg) or the joint of one (arbets →
    arbete); its likeliest reading counts. The last is read as in the whole word, if known.
    """
    opening = tuple(lexicon.lemmas(part)[0] for part in parts[:-1])
    before = "".join(parts[:-1])
    whole = lexicon.lemmas(before + parts[-1])
    before = folded(before)
    lemmas = lexicon.lemmas(parts[-1])
    fitting = [lemma for lemma in lemmas if before + lemma in whole]
    return (*opening, (fitting or lemmas)[0])


def snowball(word: str) -> str:
    """Return Snowball's stem of a word."""
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(word))
