"""Which words may open, continue and close a compound.

hunspell-sv marks most words: X opens, U continues, Y closes, and its suffix rules make the
combining forms (näring → närings, hälsa → hälso). What it does not mark is learnt from its own
list: what opens, or closes, several of its words does so in others too (smitt|skydd, smitt|fri,
smitt|källa …).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kb.language.building.word_lists import Inflection
from kb.language.compounds import PARTICLES
from kb.language.lexicon import (
    CLOSES,
    CLOSES_LEARNT,
    CONTINUES,
    OPENS,
    OPENS_BARE,
    OPENS_LEARNT,
    WORD,
)

# Endings that make words of words; some are spelt like words (het: hot, dom: judgement).
_TAILS = (
    "ad ade aktig aktiga aktigt ande andet are aren arna bar bara bart dom domar domarna domen "
    "domens doms else elsen elser ende endet era erad erade erar erat eri erier essa fald faldig "
    "faldiga faldigt het heten heter heterna hetens hets ing ingen inna innan isk iska iskt ism "
    "ismen ist ister kap kapen kapet kaps lek lig liga ligen ligt log logi login logisk logiska "
    "logiskt mer mässig mässiga mässigt ning ningar ningen or orer rar ren sam samma samt sion "
    "ska skap skapen skaper skapet skaps tals tion tionen tioner tet vis ör ören"
)
TAILS = frozenset(_TAILS.split())

# Learnt only from five words of the list: with three, a third of the splits that come of it are
# wrong on the words of 14,000 paragraphs (tran|sport, föro|rening); with ten, some right ones go.
_LEARNT_FROM = 5
_SHORTEST_LEARNT_OPENING = 4
_SHORTEST_CLOSING = 3


def compound_roles(inflections: Iterable[Inflection]) -> dict[str, int]:
    """Return what every form of hunspell-sv may be."""
    roles: dict[str, int] = defaultdict(int)
    forms: dict[str, set[str]] = defaultdict(set)
    words: set[str] = set()
    for form, word, flags, is_name in inflections:
        role = 0
        if "Z" not in flags:
            role |= WORD
            if not is_name:
                forms[word].add(form)
                if form == word:
                    words.add(word)
        if "X" in flags and not _is_particle(form):
            role |= OPENS | (OPENS_BARE if form in words else 0)
        if "U" in flags:
            role |= CONTINUES
        if "Y" in flags and _may_close(form):
            role |= CLOSES
        roles[form] |= role
    openings, closings = _learnt(words, roles)
    for opening in openings:
        roles[opening] |= OPENS_LEARNT
    for closing in closings:
        for form in forms[closing]:
            if _may_close(form):
                roles[form] |= CLOSES_LEARNT
    return {form: role for form, role in roles.items() if role}


def lemma_of_combining_form(form: str, lemmas: Mapping[str, object]) -> str:
    """Return the lemma of a form that stands only inside compounds: arbets → arbete.

    The links that Swedish joins words with are undone one after the other; the first that leaves
    a lemma counts, else the form stands for itself.
    """
    for word in _without_link(form):
        if word in lemmas:
            return word
    return form


def _learnt(words: set[str], roles: Mapping[str, int]) -> tuple[set[str], set[str]]:
    """Return the openings and the closings that many words of the list have in common."""
    opened: dict[str, int] = defaultdict(int)
    closed: dict[str, int] = defaultdict(int)
    for word in words:
        for cut in range(_SHORTEST_CLOSING, len(word) - _SHORTEST_CLOSING + 1):
            first, last = word[:cut], word[cut:]
            if last not in words:
                continue
            if roles[last] & CLOSES:
                opened[first] += 1
            elif roles.get(first, 0) & OPENS:
                closed[last] += 1
    openings = {
        first
        for first, count in opened.items()
        if count >= _LEARNT_FROM
        and len(first) >= _SHORTEST_LEARNT_OPENING
        and not _is_particle(first)
        and not roles.get(first, 0) & OPENS
        and any(word in words for word in (first, *_without_link(first)))
    }
    closings = {
        last for last, count in closed.items() if count >= _LEARNT_FROM and _may_close(last)
    }
    return openings, closings


def _without_link(form: str) -> Iterator[str]:
    """Yield the words that a combining form may be made of, the commonest ways first."""
    if form.endswith("s"):
        yield from (form[:-1], form[:-1] + "e", form[:-1] + "a")
    if form[-1:] in ("o", "e", "u", "a"):
        yield from (form[:-1] + "a", form[:-1] + "e", form[:-1])
    yield from (form + "a", form + "e")


def _is_particle(form: str) -> bool:
    return form in PARTICLES or (form.endswith("s") and form[:-1] in PARTICLES)


def _may_close(form: str) -> bool:
    return len(form) >= _SHORTEST_CLOSING and form not in TAILS and form not in PARTICLES
