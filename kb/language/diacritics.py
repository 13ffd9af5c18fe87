"""The words that a word typed without dots may be: vaxthusodling → växthusodling.

Read from the lexicon, so it knows words that no post has; which of them a search can use is for
the search to tell.
"""

from kb.language.compounds import MOST_LETTERS, chains, split
from kb.language.lexicon import WORD, Lexicon
from kb.language.tokens import without_diacritics

# Longer lists are of short words, most of them names and rarities; the best used are kept.
_MOST = 8


def restore_diacritics(word: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the words and compounds that are `word` but for their dots, the most used first.

    None for a word with dots of its own, since those are meant.
    """
    if without_diacritics(word) != word or len(word) > MOST_LETTERS:
        return ()
    found = {}
    for form, entry in lexicon.beginnings_with_diacritics(word):
        if len(form) == len(word) and entry.roles & WORD:
            found[form] = entry.use
    for parts in chains(word, lambda text: _with_roles(text, lexicon)):
        form = "".join(parts)
        if form not in found and split(form, lexicon):
            found[form] = 0
    found.pop(word, None)
    return tuple(sorted(found, key=lambda form: (-found[form], form)))[:_MOST]


def _with_roles(text: str, lexicon: Lexicon) -> list[tuple[str, int]]:
    return [(form, entry.roles) for form, entry in lexicon.beginnings_with_diacritics(text)]
