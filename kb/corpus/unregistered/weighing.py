"""How much speaks for a name: how it is made, what stands around it, what makes it doubtful.

The weights were set on the shipped corpus and on posts of other fields (docs/evaluation.md has
the figures); each is what its cue is worth beside the strongest, 1: a word that says outright
what the name is of.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kb.corpus.unregistered import known, nouns, people, places
from kb.corpus.unregistered.around import Cue
from kb.corpus.unregistered.counting import Candidate
from kb.corpus.unregistered.vocabulary import Vocabulary

# What is made of a place, besides what its ending tells: Gotlandsmusiken, Kalmarhem.
_OF_PLACES = frozenset(
    ("bostäder", "buss", "bygg", "energi", "hem", "hjälpen", "hus", "kraft", "musiken", "revyn")
)
_UNTOLD = 0.9
# Words of a person's name at most, and those in small letters inside it.
_MOST_NAMES = 4
_PARTICLES = frozenset(("af", "von", "van", "de", "del", "la", "du", "der"))


class Weight(NamedTuple):
    """What speaks for a name, and which kind that speaks for."""

    score: float = 0.0
    organisation: float = 0.0
    project: float = 0.0

    def plus(self, other: "Weight") -> "Weight":
        """Return both together."""
        return Weight(*(one + two for one, two in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Name:
    """A name with what is asked of it more than once."""

    text: str
    words: Sequence[str]
    candidate: Candidate
    vocabulary: Vocabulary
    is_place: Callable[[str], bool]

    @property
    def last(self) -> str:
        """What the last word ends in, behind its hyphen, in small letters."""
        return last_part(self.words[-1])

    @property
    def has_capital(self) -> bool:
        """Whether it stood where no sentence asks for a capital."""
        return self.candidate.counts[Cue.MID] > 0

    @property
    def is_known(self) -> bool:
        """Whether everybody knows it."""
        return known.is_known_body(self.text) or known.is_known_project(self.text)

    def count(self, *cues: Cue) -> int:
        """Return how often cues were seen."""
        return sum(self.candidate.counts[cue] for cue in cues)

    def begins_with_place(self) -> bool:
        """Whether its first word is a place, in the genitive or not."""
        return self.is_place(self.words[0].removesuffix("s"))


def last_part(word: str) -> str:
    """Return what a word ends in, behind its hyphen, in small letters."""
    return word.lower().rstrip("-").rpartition("-")[2]


def has_body(words: Sequence[str]) -> bool:
    """Tell whether a word of a name says that it is an organisation's."""
    if not words:
        return False
    last = last_part(words[-1])
    if nouns.is_body(last) or nouns.says_organisation(last) or nouns.is_the_body(words[0].lower()):
        return True
    if "&" in words and not people.is_first_name(words[-1]):
        return True
    return any(
        nouns.is_body_word(word)
        or nouns.is_branch_word(word)
        or known.opens_body(word)
        or known.is_known_body(word)
        for word in words
    )


def of_form(name: Name) -> Weight:
    """Weigh how a name itself is made."""
    weight = _of_ending(name)
    if nouns.ends_as_project(name.last) or nouns.ends_as_project(name.words[-1]):
        score = max(weight.score, 1.0 if name.has_capital else 0.4)
        weight = Weight(score, weight.organisation, weight.project + 1.5)
    more = 0.0
    if len(name.words) > 1:
        if name.candidate.shorts:
            more += 0.7
        if name.begins_with_place():
            more += 0.7 if name.words[0].endswith("s") else 0.4
    elif _is_of_place(name):
        more += 1.0
    elif name.has_capital and _has_inner_capital(name.text):
        # BeeSafe, DHR
        more += 0.5 if name.text.isupper() else 1.0
    return weight.plus(Weight(more))


def _has_inner_capital(word: str) -> bool:
    """Whether a word is written as brands are, which some surnames are, too: McEwan."""
    return word[1:] != word[1:].lower() and not people.is_spelt_with_two_capitals(word)


def _of_ending(name: Name) -> Weight:
    is_common = name.vocabulary.is_common(name.words[0])
    is_known_here = known.is_known_body(name.text) and (name.has_capital or not is_common)
    if known.is_authority(name.text) or is_known_here:
        weight = Weight(1.3, organisation=2.0)
    elif known.is_known_project(name.text):
        weight = Weight(1.3, project=3.0)
    elif name.count(Cue.EVENT):
        weight = Weight(1.0 if name.has_capital else 0.3, project=3.0)
    elif name.count(Cue.BODY):
        is_opening = known.opens_body(name.words[0]) or bool(name.candidate.shorts)
        told = name.has_capital or not is_common or is_opening
        weight = Weight(1.2 if told else 0.2, organisation=2.0)
    elif len(name.words) > 1 and has_body(name.words):
        is_branch = nouns.is_branch_word(name.words[-1]) and not has_body(name.words[:-1])
        weight = Weight(1.2, organisation=0.5 if is_branch else 2.0)
    elif len(name.words) == 1 and nouns.is_the_body(name.last) and name.has_capital:
        weight = Weight(1.2, organisation=2.0)
    else:
        weight = Weight()
    return weight


def of_surroundings(name: Name) -> Weight:
    """Weigh what stood around a name, in all places together."""
    partner = name.count(Cue.PARTNER, Cue.HAS)
    done = name.count(Cue.WITHIN, Cue.HAPPENS)
    told_organisation = name.count(Cue.ORGANISATION, Cue.IS_ORGANISATION)
    told_project = name.count(Cue.PROJECT, Cue.IS_PROJECT)
    score = min(2, name.candidate.told) + 0.6 * min(2, partner)
    score += 0.4 * min(2, done + name.count(Cue.DOES))
    if name.has_capital:
        score += 0.35 * min(3, len(name.candidate.posts) - 1)
    organisation = told_organisation + 0.5 * name.count(Cue.PARTNER) + name.count(Cue.HAS)
    organisation += 0.3 * name.count(Cue.DOES)
    project = 1.5 * told_project + 0.7 * done
    near = name.count(Cue.NEAR_PROJECT) - partner
    if not told_organisation and 2.5 * near > name.candidate.total:
        project += 1.2
    return Weight(score, organisation, project)


def limit(name: Name) -> float:
    """Return the most that may speak for a name, whatever was added up.

    However many posts have a word that only its capital tells of, it may as well be a surname or a
    village; letters may be a law, a currency, a disease.
    """
    told = name.count(Cue.WITHIN, Cue.HAPPENS, Cue.PARTNER, Cue.HAS, Cue.DOES)
    if told or len(name.words) > 1 or name.is_known or name.candidate.told:
        return float("inf")
    return float("inf") if _is_told_by_form(name) else _UNTOLD


def _is_told_by_form(name: Name) -> bool:
    """Whether a name's making alone says what it is."""
    if name.count(Cue.BODY, Cue.EVENT) or known.is_authority(name.text):
        return True
    is_branded = _has_inner_capital(name.text) and not name.text.isupper()
    is_told = nouns.is_the_body(name.last) or nouns.ends_as_project(name.text)
    return len(name.words) == 1 and (is_branded or is_told or _is_of_place(name))


def may_be_person(name: Name) -> bool:
    """Tell whether a name of several words is a person's for all that is seen."""
    first, *others = (word for word in name.words if word not in _PARTICLES)
    is_told = name.candidate.told or name.count(Cue.HAPPENS, Cue.HAS, Cue.BODY, Cue.EVENT)
    if not others or is_told or len(name.words) > _MOST_NAMES or name.begins_with_place():
        return False
    is_letters = any(word.isupper() and len(word) > 1 for word in name.words)
    is_owner = first.endswith("s") and places.is_spelt_like_a_town(first)
    is_event = nouns.ends_as_project(name.words[-1]) or name.words[-1][-1].isdigit()
    if has_body(name.words) or is_letters or is_owner or is_event:
        return False
    # Kwame Rask; but Handkraft Syd and Zibbla Åkericentral are made of words.
    return not (
        name.vocabulary.is_common(first)
        or _is_made(first, name.vocabulary)
        or any(_is_made(word, name.vocabulary) for word in others)
    )


def _is_made(word: str, vocabulary: Vocabulary) -> bool:
    # Frimodig is what soldiers were called.
    is_name = people.is_spelt_like_a_surname(word) or word.endswith(("ig", "isk", "sam"))
    return not (is_name or vocabulary.is_name(word)) and vocabulary.is_compound(word)


def of_doubts(name: Name) -> Weight:
    """Weigh what speaks for an ordinary word, a place or a person."""
    return Weight(_of_several_words(name) if len(name.words) > 1 else _of_one_word(name))


def _of_several_words(name: Name) -> float:
    common = [name.vocabulary.is_common(word) for word in name.words]
    is_body = name.count(Cue.BODY) > 0 or has_body(name.words)
    is_event = nouns.ends_as_project(name.words[-1])
    located = name.count(Cue.PLACE) / max(1, name.candidate.total)
    is_special = any(word.isupper() or word[-1].isdigit() for word in name.words)
    is_opening = known.opens_body(name.words[0]) or bool(name.candidate.shorts)
    if all(common) and not name.has_capital and not is_opening:
        doubt = -0.7
    elif located > 0.5 and not (name.candidate.told or is_body or is_event):
        doubt = -0.8
    elif name.count(Cue.BODY) and places.is_foreign(name.words[0]):
        doubt = -0.8  # Irlands regering is what it says
    elif is_body or any(common) or is_special:
        # Only names give capitals to ordinary words within a sentence.
        doubt = 0.2 + 0.3 * min(3, sum(common)) if name.has_capital else 0.0
    elif name.begins_with_place():
        doubt = 0.3
    else:
        doubt = 0.0 if any(_is_made(word, name.vocabulary) for word in name.words) else -0.5
    return doubt


def _of_one_word(name: Name) -> float:
    is_common = name.vocabulary.is_common(name.text)
    said = name.count(Cue.ORGANISATION, Cue.PROJECT, Cue.LINKED)
    if not is_common:
        said = name.candidate.told
    told = nouns.is_the_body(name.last) or nouns.ends_as_project(name.text)
    if (
        name.is_known
        or said > name.count(Cue.PLACE)
        or _is_of_place(name)
        or (told and name.has_capital)
    ):
        return 0.0
    doubt = 0.0
    located = name.count(Cue.PLACE) / max(1, name.candidate.total)
    if located > 0.25 and not name.candidate.told:
        doubt -= 1.5 * located + 0.3
    if name.vocabulary.is_name(name.text):
        doubt -= 0.7
    if is_common:
        doubt -= 0.5 if name.has_capital else 1.5
    elif not name.has_capital:
        doubt -= 1.0 if name.vocabulary.is_compound(name.text) else 0.5
    if places.is_spelt_like_a_town(name.text) or people.is_spelt_like_a_surname(name.text):
        doubt -= 0.4
    return doubt


def _is_of_place(name: Name) -> bool:
    """Whether a word is made of a place and of what it is: Smålandsposten, Gotlandsmusiken."""
    for cut in range(4, len(name.text) - 2):
        if name.is_place(name.text[:cut]):
            rest = name.text[cut:].removeprefix("s")
            if rest in _OF_PLACES or nouns.is_the_body(rest):
                return True
    return False
