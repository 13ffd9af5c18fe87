"""Where a line of text may name something, with what stands around it."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kb.corpus.unregistered import nouns, people
from kb.corpus.unregistered.around import Cue, told_before, told_behind
from kb.corpus.unregistered.runs import Runs, is_headline, tail_of, tokens
from kb.language.sentences import is_abbreviation
from kb.language.stop_words import is_stop_word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENDS, _QUOTES, _BULLETS = ".!?:", '“„«”"»', "•☐∗·"
_OPENING = _BULLETS + "–—-("
_ABBREVIATION = re.compile(r"(?=.{2,10}$)[A-ZÅÄÖ][\w&-]*[A-ZÅÄÖ][\w&-]*")
_IN_LISTS = frozenset((",", "och", "samt", "&"))
# Small words that may stand inside the name of a project, and what no name goes on with.
_INSIDE = _words("i till på för om med av utan och mot")
_GOES_ON = re.compile(
    r"(?:ska|skall|är|var|har|hade|får|fick|vill|ville|kan|kunde|blir|blev|finns|fanns|går|gick|tar|"
    r"tog|ger|gav|gör|gjorde|måste|bör|kommer|kom|som|där|när|att|sedan|efter|men|eller|samt|den|det|"
    r"de|inte|också|även|nu|då|inom|under|från|hos|vid|mellan|genom|\w{2,}(?:ar|ade|er|as|ades|s|te|de))"
)
# ”i höst” says when, ”i form av” how.
_NOT_INSIDE = _words(
    """
        dag fjol form fredags går höst höstas kväll lördags maj mars måndags onsdags samarbete
        samband sommar sommaren söndags tisdags torsdags vinter vår våras år
    """
)
_MOST_FURTHER, _MOST_QUOTED = 4, 8


class Occurrence(NamedTuple):
    """A name in a text.

    Attributes:
        name: as it stands there.
        cues: what stands around it.
        first: at the beginning of a sentence, a word that may be no part of the name, which is
            what follows it.
        short: an abbreviation that follows it.
        further: words in small letters behind the name of a project, which may belong to it;
            None where it is not said to be one.
        beside: the name before it in a list.
    """

    name: str
    cues: tuple[Cue, ...]
    first: str = ""
    short: str = ""
    further: str | None = None
    beside: str = ""


def occurrences(line: str, is_common: Callable[[str], bool]) -> Iterator[Occurrence]:
    """Yield what may be names in a line of text; `is_common` tells ordinary words."""
    words = tokens(line)
    # A sentence is no headline, so most lines need not be looked at twice.
    if (line[-1] not in _ENDS or line.isupper()) and is_headline(words):
        return
    yield from _Line(words, is_common, near_project="rojekt" in line).occurrences()


def spells(short: str, name: str) -> bool:
    """Tell whether an abbreviation may stand for a name: its letters come in order in it."""
    letters = iter(name.lower())
    own = [letter for letter in short.lower() if letter.isalpha()]
    return bool(own) and own[0] == name[0].lower() and all(letter in letters for letter in own)


class _Line:
    """Reads a line from its beginning to its end."""

    def __init__(
        self, words: list[str], is_common: Callable[[str], bool], near_project: bool
    ) -> None:
        self._words = words
        self._runs = Runs(words, is_common)
        self._near_project = near_project
        # Where the last name ended, what stood around it, and itself.
        self._last: tuple[int, tuple[Cue, ...], str] = (-1, (), "")

    def occurrences(self) -> Iterator[Occurrence]:
        words, end = self._words, len(self._words)
        index, initial = 0, True
        while index < end:
            word = words[index]
            if word.islower():  # most are
                initial = False
            elif word[0].isalnum():
                if self._is_concept(index):
                    yield Occurrence(word.partition(":")[0], (Cue.MID, Cue.CONCEPT))
                elif stop := self._runs.end_of(index, initial=initial):
                    occurrence, index = self._occurrence(index, stop, initial)
                    yield occurrence
                    initial = False
                    continue
                elif not initial and (tail := tail_of(word)):
                    yield Occurrence(word.removesuffix(tail), (Cue.COMPOUND,))
                initial = False
            elif word in _ENDS:
                initial = self._ends_sentence(index)
            elif word in _QUOTES:
                quoted, closing = self._quoted(index)
                if quoted:
                    yield quoted
                    index, initial = closing, False
            else:
                initial = initial or word in _BULLETS or (index == 0 and word in _OPENING)
            index += 1

    def _ends_sentence(self, index: int) -> bool:
        before = self._words[index - 1] if index else ""
        follows = self._words[index + 1 : index + 2]
        if self._words[index] != "." or not before:
            return True
        is_initial = len(before) == 1 and before.isalpha()
        return not (is_initial or is_abbreviation(before) or (follows and follows[0][0].islower()))

    def _is_concept(self, index: int) -> bool:
        """Whether an abbreviation stands for words in small letters: sociala företag (ASF)."""
        words = self._words
        if not 2 <= index < len(words) - 1 or self._last[0] == index - 1:
            return False
        opening, closing = words[index - 1], words[index + 1]
        is_enclosed = (opening == "(" and closing == ")") or (opening == "," and closing in ",.")
        return (
            is_enclosed
            and words[index - 2].islower()
            and _ABBREVIATION.fullmatch(words[index]) is not None
        )

    def _occurrence(self, start: int, stop: int, initial: bool) -> tuple[Occurrence, int]:
        """Return the name that begins with a run, and where it ends."""
        words = self._words
        stop_of_run = stop
        stop, is_event = self._runs.with_small_letters(start, stop)
        named = words[start:stop]
        around = [Cue.INITIAL if initial and _is_forced(named) else Cue.MID]
        if stop > stop_of_run:
            around.append(Cue.EVENT if is_event else Cue.BODY)
        if self._near_project:
            around.append(Cue.NEAR_PROJECT)
        whole = _joined(named)
        short, past = self._short(whole, stop)
        if short in people.PARTIES:
            short = ""
            around.append(Cue.PERSON)
        first = ""
        if initial and len(named) > 1 and named[1][0].isupper() and not _is_capitals(named[0]):
            first, *named = named
        around += told_before(first.lower() if first else self._before(start))
        around += told_behind(named[-1], words[stop : stop + 10])
        beside = ""
        if start - self._last[0] == 1 and words[start - 1] in _IN_LISTS:
            around += [cue for cue in self._last[1] if cue in (Cue.PARTNER, Cue.PERSON)]
            beside = self._last[2]
        name, cues = _joined(named), tuple(dict.fromkeys(around))
        self._last = (past, cues, name)
        is_project = Cue.PROJECT in around or nouns.says_project(named[0].lower())
        further = self._further(stop) if is_project else None
        return Occurrence(name, cues, first, short, further, beside), stop

    def _short(self, name: str, stop: int) -> tuple[str, int]:
        """Return an abbreviation behind a name, and where that ends."""
        words = self._words
        if stop + 2 >= len(words) or words[stop] not in "(,":
            return "", stop
        short, closing = words[stop + 1], words[stop + 2]
        if words[stop] == ",":
            fits = len(short) > 2 and short.isupper() and closing in ",." and spells(short, name)
            return (short, stop + 2) if fits else ("", stop)
        if closing != ")" or not short[0].isupper():
            return "", stop
        # Statens kulturråd (Kulturrådet), Brottsförebyggande rådet (Brå)
        is_part = len(short) > 5 and short[:6].lower() in name.lower()
        fits = len(short) < 6 or _ABBREVIATION.fullmatch(short) is not None
        if is_part or short in people.PARTIES or (fits and spells(short, name)):
            return short, stop + 3
        return "", stop

    def _before(self, start: int) -> str:
        index = start - 1
        while index >= 0 and self._words[index] in _QUOTES:
            index -= 1
        return " ".join(self._words[max(0, index - 3) : index + 1]).lower()

    def _quoted(self, index: int) -> tuple[Occurrence | None, int]:
        """Return a name in quotes behind a word that says what it is, and where they close."""
        words = self._words
        told = [cue for cue in told_before(self._before(index)) if cue in _SAID]
        if told:
            for stop in range(index + 2, min(index + 2 + _MOST_QUOTED, len(words))):
                if words[stop] in _QUOTES:
                    named = words[index + 1 : stop]
                    if named[0][0].isupper() and named[-1][0].isalnum():
                        return Occurrence(_joined(named), (Cue.MID, *told)), stop
                    break
        return None, index

    def _further(self, stop: int) -> str:
        """Return the words in small letters that may belong to a name: ”Vägar till tro”."""
        words = self._words
        taken: list[str] = []
        for index in range(stop, min(stop + _MOST_FURTHER, len(words))):
            word = words[index]
            if not (word.islower() and word[0].isalpha()) or word in _NOT_INSIDE:
                break
            if word == "och" and not taken:
                break
            if word not in _INSIDE and (_GOES_ON.fullmatch(word) or is_stop_word(word)):
                # ”… utställningen Havet berättar.”
                closes = index + 1 == len(words) or not words[index + 1][0].isalnum()
                if taken or not closes or is_stop_word(word):
                    break
            taken.append(word)
        while taken and taken[-1] in _INSIDE:
            taken.pop()
        return " ".join(taken)


_SAID = (Cue.PROJECT, Cue.ORGANISATION)
_SPACED = re.compile(r" ([,.:;!?)])")


def _is_forced(named: list[str]) -> bool:
    """Whether a sentence may have given a name its only capital."""
    has_second = len(named) > 1 and named[1][0].isupper()
    return not has_second and named[0][1:] == named[0][1:].lower()


def _is_capitals(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _joined(words: list[str]) -> str:
    text = " ".join(words)
    return text if text.replace(" ", "").isalnum() else _SPACED.sub(r"\1", text).replace(" / ", "/")
