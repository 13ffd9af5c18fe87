"""Compounds: samhälls|utmaning, arbets|miljö|arbete.

A split is a chain of forms that the lexicon lets open, continue and close a compound. It depends
on the word and the lexicon alone, never on which posts there are; how much a word is used only
chooses between splits.
"""

from collections.abc import Callable

from kb.language.lexicon import (
    CLOSES,
    CLOSES_LEARNT,
    CONTINUES,
    NAME,
    OPENS,
    OPENS_BARE,
    OPENS_LEARNT,
    Lexicon,
)

# Adverbs and prepositions that begin verbs and what is made of them. `för|säkring` is no
# compound, so no compound is opened by one of these, nor by one with a linking s.
_PARTICLES = (
    "an av bak be bi bort efter emot en er fast fort fram från för före förbi förut genom hit i "
    "ifrån igen ihop in inne inom inter intill isär kring kvar med mis miss mot ned ner o om "
    "omkring opp ovan på re sam samman sönder till tillbaka tillsammans trans under undan upp ur "
    "ut utan vid å åter över"
)
PARTICLES = frozenset(_PARTICLES.split())
MOST_PARTS = 4
# Two parts of three letters: bil|väg. Shorter ones (ö|bo) are mostly chance.
_SHORTEST_PART = 3
# What a particle leaves must be a word of some length: om|fördelning, not in|ta.
_SHORTEST_AFTER_PARTICLE = 4
# Longer words are no words; the search below must end.
MOST_LETTERS = 64

_Parts = tuple[str, ...]


def split(word: str, lexicon: Lexicon) -> _Parts:
    """Return the parts of a compound as it is spelt; none for a simple word.

    Nor for a name (Strandberg), unless it says what it names: Bohus|banan, Kungs|gatan.

    The parts join to the word and are at most four.
    """
    if not 2 * _SHORTEST_PART <= len(word) <= MOST_LETTERS:
        return ()
    # Of the word and of what parts leave of it.
    known = {word: lexicon.beginnings(word)}

    def beginnings(text: str) -> list[tuple[str, int]]:
        if text not in known:
            known[text] = lexicon.beginnings(text)
        return known[text]

    if _is_prefixed(word, beginnings(word), lexicon):
        return ()
    found = [parts for parts in chains(word, beginnings) if _is_likely(word, parts, lexicon)]
    if found and name_of(word, lexicon):
        found = [parts for parts in found if _may_be_inflected(parts[-1], lexicon)]
    if not found:
        return ()
    # The most parts, since a part may be found only if it stands apart; then the best used.
    return max(found, key=lambda parts: (len(parts), _use(parts, lexicon), parts))


def chains(word: str, beginnings: Callable[[str], list[tuple[str, int]]]) -> list[_Parts]:
    """Return every chain of at most four parts that may make a word, likely or not.

    `beginnings` gives the forms that a text begins with, and their roles.
    """
    closings = CLOSES | CLOSES_LEARNT
    found: list[_Parts] = []

    def follow(before: _Parts, rest: str) -> None:
        opens = CONTINUES if before else OPENS | OPENS_LEARNT
        may_go_on = len(before) + 1 < MOST_PARTS
        # What is left must be a part, too.
        longest = len(rest) - _SHORTEST_PART
        for part, roles in beginnings(rest):
            length = len(part)
            if length < _SHORTEST_PART:
                continue
            if length == len(rest):
                if before and roles & closings:
                    found.append((*before, part))
            elif length <= longest and may_go_on and roles & opens:
                follow((*before, part), rest[length:])

    follow((), word)
    return found


def name_of(word: str, lexicon: Lexicon) -> str:
    """Return the name that a word is, or is the genitive of; an empty text for other words."""
    for name in (word, word.removesuffix("s")):
        if lexicon.roles(name) & NAME:
            return name
    return ""


def _is_prefixed(word: str, beginnings: list[tuple[str, int]], lexicon: Lexicon) -> bool:
    """Tell a particle before a word of its own: under|sökning is not unders|ökning."""
    longest = len(word) - _SHORTEST_AFTER_PARTICLE
    for form, _ in beginnings:
        if form in PARTICLES and 1 < len(form) <= longest and lexicon.lemmas(word[len(form) :]):
            return True
    return False


def _is_likely(word: str, parts: _Parts, lexicon: Lexicon) -> bool:
    """Tell whether a split may be believed.

    One whose ends are both marked as such may. One with a learnt end may if the word is unknown;
    a known word must inflect like its last part (kompetens|erna does not), and not open
    compounds as it is: what is a compound itself takes an s there (fotbolls|plan), so that
    `mil|jö` and `tran|sport` are none.
    """
    marked = lexicon.roles(parts[0]) & OPENS and lexicon.roles(parts[-1]) & CLOSES
    lemmas = lexicon.lemmas(word)
    if marked or not lemmas:
        return True
    if any(lexicon.roles(lemma) & OPENS_BARE for lemma in lemmas):
        return False
    before = word[: len(word) - len(parts[-1])]
    endings = lexicon.lemmas(parts[-1])
    return word in lemmas or any(before + ending in lemmas for ending in endings)


def _may_be_inflected(part: str, lexicon: Lexicon) -> bool:
    """Tell whether a part may be a form of another word, apart from its genitive."""
    own = {part, part.removesuffix("s")}
    return not own.issuperset(lexicon.lemmas(part))


def _use(parts: _Parts, lexicon: Lexicon) -> int:
    return sum(lexicon.entry(part).use for part in parts)
