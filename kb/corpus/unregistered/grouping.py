"""Which candidates are one name: spellings, abbreviations, short forms."""

import re
from collections.abc import Callable, Iterator, Mapping

from kb.corpus.unregistered import nouns
from kb.corpus.unregistered.around import Cue
from kb.corpus.unregistered.counting import Candidate
from kb.language.tokens import normal_form

_LEGAL = frozenset(("AB", "HB", "KB", "Inc", "Ltd"))
_SMALL = frozenset(["i", "för", "av", "på", "och", "till", "vid", "the", "of", "and"])


def key(name: str) -> str:
    """Return what spellings of one name share: Min Farm, MinFarm; X och Y, X & Y."""
    words = re.findall(r"[^\W_]+\+?", name)
    if len(words) > 2 and words[-1] in _LEGAL:
        words.pop()
    # The first word is never small: I Am, Till Tröst.
    kept = [word for index, word in enumerate(words) if not index or word.lower() not in _SMALL]
    return "".join(map(normal_form, kept))


def without_noun(name: str) -> str:
    """Return what follows a word that says what a name is of (Nätverket Bynära); else nothing."""
    first, _, rest = name.partition(" ")
    rest = rest.lstrip("–- ")
    noun = first.lower()
    if not rest or not (rest[0].isupper() or rest[0].isdigit()):
        return ""
    says = nouns.says_organisation(noun) or nouns.says_project(noun)
    return rest if says else ""


def same(
    candidates: Mapping[str, Candidate], is_common: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Yield pairs of candidates that are one name; `is_common` tells ordinary words."""
    by_key: dict[str, str] = {}
    for name in candidates:
        first = by_key.setdefault(key(name), name)
        if first != name:
            yield first, name
    for name, candidate in candidates.items():
        rest = by_key.get(key(without_noun(name)))
        if rest is not None:
            yield rest, name
        for short in candidate.shorts:
            if short in candidates:
                yield short, name
        for ending in ("en", "n", "et", "t") if " " not in name and len(name) > 5 else ():
            if name + ending in candidates:
                yield name, name + ending
    yield from _short_forms(candidates, is_common)


def _short_forms(
    candidates: Mapping[str, Candidate], is_common: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Yield beginnings of names that stand for them: Medägarcentrum for Medägarcentrum Syd.

    What several names begin with stands for none of them.
    """
    longer: dict[str, list[str]] = {}
    for name in candidates:
        short = name.rpartition(" ")[0]
        if short in candidates and not is_common(short):
            longer.setdefault(short, []).append(name)
    for short, names in longer.items():
        if len(names) == 1 and _is_short_for(candidates[short], candidates[names[0]]):
            yield short, names[0]


def _is_short_for(short: Candidate, long: Candidate) -> bool:
    """Whether a beginning of a name stands for it: mostly where the whole name stands, too."""
    together = len(set(short.posts) & set(long.posts))
    return 2 * together >= len(short.posts) and len(short.posts) <= len(long.posts)


def chosen(names: Mapping[str, Candidate]) -> str:
    """Return the name of a group: the commonest, with the word that says what it is if written."""

    def weight(name: str) -> tuple[float, int]:
        candidate = names[name]
        rest = without_noun(name)
        # Nätverket Bynära has its capital within a sentence; odlingskooperativet Rotgrönt not.
        bonus = 1000.0 if rest and rest in names and candidate.counts[Cue.MID] else 0.0
        return (bonus + len(candidate.posts), len(name))

    return max(names, key=weight)
