"""The judgement: which candidates are organisations or projects, on all that was counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.corpus.unregistered import known, nouns, people, places, weighing
from kb.corpus.unregistered.around import Cue
from kb.corpus.unregistered.counting import PREPOSITIONS, Candidate
from kb.corpus.unregistered.vocabulary import Vocabulary
from kb.language.stop_words import is_stop_word

# What has so much for it is suggested. In a list of organisations, less will do.
ENOUGH, ENOUGH_IN_LIST = 1.0, 0.0
_PLACE_OF = frozenset(("kommun", "kommuns", "stad", "län", "stift"))
_PARTS_OF_PLACES = frozenset(
    (
        *("Centrala", "Gamla", "Hela", "Inre", "Lilla", "Nedre", "Norra", "Nya", "Stora", "Södra"),
        *("Västra", "Yttre", "Östra", "Övre", "Övriga"),
    )
)
_MOST_NAMES = 4  # words of a person's name
_MOST_LETTERS = 8  # of an abbreviation: in more, somebody shouts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a name is of, by its kind's name, and how much speaks for it."""

    kind: str
    score: float


class Judge:
    """Judges the candidates of a corpus, each beside all others."""

    def __init__(self, candidates: Mapping[str, Candidate], vocabulary: Vocabulary) -> None:
        self._candidates = candidates
        self._vocabulary = vocabulary
        self._places = self._find_places()
        self._people = self._find_people()
        self._beside: dict[str, set[str]] = {}
        for name, candidate in candidates.items():
            for other in candidate.beside:
                self._beside.setdefault(name, set()).add(other)
                self._beside.setdefault(other, set()).add(name)
        self._verdicts = {name: self._judged(name) for name in candidates}

    def verdict(self, name: str) -> Verdict | None:
        """Return what a name is of; None where it is of none, or too little speaks for it."""
        verdict = self._verdicts[name]
        if verdict is None or verdict.score >= ENOUGH:
            return verdict
        beside = (self._verdicts.get(each) for each in self._beside.get(name, ()))
        is_among_them = any(each and each.score >= ENOUGH for each in beside)
        return verdict if is_among_them and verdict.score >= ENOUGH_IN_LIST else None

    def is_other(self, name: str) -> bool:
        """Tell whether a name was found to be a person's or a place's."""
        return name in self._people or self._is_place(name)

    def _judged(self, text: str) -> Verdict | None:
        name = self._name(text)
        if self._is_excluded(name):
            return None
        weight = weighing.of_form(name).plus(weighing.of_surroundings(name))
        weight = weight.plus(weighing.of_doubts(name))
        is_project = weight.project > weight.organisation and not known.is_known_body(text)
        kind = PROJECT if is_project else ORGANISATION
        return Verdict(kind.name, min(weight.score, weighing.limit(name)))

    def _name(self, text: str) -> weighing.Name:
        candidate = self._candidates[text]
        return weighing.Name(text, text.split(" "), candidate, self._vocabulary, self._is_place)

    def _is_excluded(self, name: weighing.Name) -> bool:
        """Whether nothing may make this a name of an organisation or a project."""
        if name.text in self._people or name.count(Cue.CONCEPT):
            return True
        if name.is_known or known.is_authority(name.text):
            return False
        is_broken = self._is_piece(name) if len(name.words) > 1 else self._is_ordinary(name)
        return is_broken or self._is_of_places(name)

    def _is_piece(self, name: weighing.Name) -> bool:
        """Whether several words are a piece of a text: ”I Norden”, ”George W”, a shout."""
        last = name.words[-1]
        is_initial = len(last) == 1 and last.isalpha()
        is_shout = all(word.isupper() and len(word) > 1 for word in name.words)
        is_common = any(map(self._vocabulary.is_common, name.words))
        begins = name.words[0].lower() in PREPOSITIONS and not name.candidate.told
        return is_initial or begins or (is_shout and is_common) or last.endswith("-")

    def _is_ordinary(self, name: weighing.Name) -> bool:
        """Whether one word is no name, or seldom meant as one."""
        word = name.text.lower()
        if len(word) < 2 or word.endswith("-") or nouns.is_bare(word) or is_stop_word(word):
            return True
        if not self._vocabulary.is_common(name.text):
            return name.text.isupper() and len(word) > _MOST_LETTERS
        said = name.count(Cue.ORGANISATION, Cue.PROJECT, Cue.LINKED)
        is_shout = name.text.isupper() and len(word) > 3 and not said
        return is_shout or 3 * max(said, name.count(Cue.MID)) < name.candidate.total

    def _is_of_places(self, name: weighing.Name) -> bool:
        """Whether a name is that of a street, a county, a place, and nothing tells otherwise."""
        if len(name.words) < 3 and name.last in ("län", "läns"):
            return True
        said = name.count(Cue.ORGANISATION, Cue.PROJECT)
        is_here = self._is_place(name.text) and said <= name.count(Cue.PLACE)
        if name.candidate.told and not is_here:
            return False
        has_number = len(name.words) > 1 and name.last[:1].isdigit()
        street = name.words[-2] if has_number else name.words[-1]
        return places.is_street(street) or all(
            self._is_place(word) or word in _PARTS_OF_PLACES for word in name.words
        )

    def _is_place(self, word: str) -> bool:
        return word in self._places or places.is_known_place(word)

    def _find_places(self) -> set[str]:
        """Return what the posts themselves show to be places: X kommun, Region X, mostly i X."""
        found: set[str] = set()
        for name, candidate in self._candidates.items():
            first, _, rest = name.partition(" ")
            if rest in _PLACE_OF:
                found |= {first, first.removesuffix("s")}
            elif first == "Region":
                found.add(rest)
            elif not rest and candidate.counts[Cue.PLACE] >= max(2, 0.5 * candidate.total):
                found.add(name)
        return found

    def _find_people(self) -> set[str]:
        found: set[str] = set()
        for text, candidate in self._candidates.items():
            name = self._name(text)
            if self._is_persons(name.words, candidate):
                found.add(text)
                # Lindqvist alone is the one whose full name another sentence has.
                found.update(word for word in name.words if not self._vocabulary.is_common(word))
            elif weighing.may_be_person(name):
                found |= {text, name.words[-1]}
        return found

    def _is_persons(self, words: Sequence[str], candidate: Candidate) -> bool:
        counts = candidate.counts
        if counts[Cue.BODY] or counts[Cue.EVENT] or len(words) > _MOST_NAMES:
            return False
        if _ends_in_person(words):
            return True
        # Astrid Lindgrens Värld is hers, not she.
        is_owned = len(words) > 2 and words[-2].endswith("s")
        if weighing.has_body(words) or (is_owned and self._vocabulary.is_common(words[-1])):
            return False
        if len(words) == 1:
            is_called = people.is_first_name(words[0]) or counts[Cue.PERSON] > 0
            told = candidate.told or counts[Cue.PARTNER] > 2 * counts[Cue.PERSON]
            return is_called and not told
        if any(map(people.is_first_name, words[:-1])) and not candidate.told:
            return True
        return counts[Cue.PERSON] > candidate.told


def _ends_in_person(words: Sequence[str]) -> bool:
    """Whether a person follows on a title or on whom that is of: Skolverkets Dan Ek."""
    if len(words) < 3 or not people.is_first_name(words[-2]):
        return False
    before = words[-3]
    return before.endswith("s") or people.is_title(before.lower())
