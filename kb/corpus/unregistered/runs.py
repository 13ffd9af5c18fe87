"""Runs of words with capitals: which words of a line may be one name."""

import re
from collections.abc import Callable, Sequence

from kb.corpus.unregistered import known, nouns, people, places
from kb.language.stop_words import is_stop_word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TOKEN = re.compile(
    r"[A-ZÅÄÖ]\.[A-ZÅÄÖ]{2,}|"  # E.ON
    r"[^\W_]+(?:(?:[-'’:&/]|\.(?=[a-zåäö]))[^\W_]+)*(?:\+|-(?= (?:och|eller) ))?|[^\w\s]|_"
)
# What may stand inside a name in small letters, if `_joins` agrees.
_FOREIGN = _words("af of and the for de du des do da di del la le van von y et und")
_LINKS = _FOREIGN | _words("och & i för – - /")
_NUMBER = re.compile(r"\d{1,4}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNTED = _words("kronor kr procent personer år mil km meter kvm miljoner mkr gånger : – - %")
_SMALL_TAIL = re.compile(r"-[a-zåäö]+$")
_ADJECTIVE = re.compile(r"\w{2,}(?:a|iv|ig|isk|al|bar|ell|t|ande|ade|de)")
_DEFINITE = ("en", "et", "an", "na")
# Words of a name at most, and those in small letters at its end.
_LONGEST, _LONGEST_END = 9, 4


def tokens(line: str) -> list[str]:
    """Return the words and signs of a line."""
    return _TOKEN.findall(line)


def tail_of(word: str) -> str:
    """Return what follows on a name with a hyphen in small letters: -projekt of ESF-projekt."""
    found = _SMALL_TAIL.search(word) if "-" in word else None
    return found[0] if found else ""


def is_headline(words: Sequence[str]) -> bool:
    """Tell whether capitals tell nothing here: all letters are, or every word has one."""
    read = [word for word in words if word[0].isalpha()]
    long = [word for word in read if len(word) > 3]
    upper = sum(word.isupper() for word in long)
    if len(long) < 3:
        return len(long) == upper == 2
    capital = sum(word[0].isupper() for word in read)
    return 2 * upper > len(long) or (len(read) > 4 and capital >= 0.85 * len(read))


class Runs:
    """Finds runs in the words of one line."""

    def __init__(self, words: Sequence[str], is_common: Callable[[str], bool]) -> None:
        """`is_common` tells whether a word is one of those that are written in small letters."""
        self._words = words
        self._end = len(words)
        self._is_common = is_common

    def end_of(self, start: int, *, initial: bool) -> int:
        """Return where the run that begins at a word ends; 0 where none begins.

        `initial`: a sentence begins there, so that the first capital may be its.
        """
        words = self._words
        if not self._has_capital(start):
            return 0
        if is_stop_word(words[start].lower()) and not self._may_begin(start):
            return 0
        stop = start + 1
        while stop < self._end and stop - start < _LONGEST:
            if self._has_capital(stop):
                if self._is_whose(stop - 1, stop):
                    break
                stop += 1
            elif _NUMBER.fullmatch(words[stop]) and not self._is_counting(stop):
                stop += 1
                break
            elif (
                words[stop] in _LINKS
                and self._has_capital(stop + 1)
                and self._joins(start, stop, initial)
            ):
                stop += 2
            else:
                break
        return stop

    def with_small_letters(self, start: int, stop: int) -> tuple[int, bool]:
        """Return where a name ends with the small letters that say what it is: Lunds universitet.

        Also whether they say that it is a project: Internationella kvinnodagen.
        """
        words, end = self._words, self._end
        last = words[stop - 1]
        follows = words[stop] if stop < end else ""
        if follows in ("län", "läns"):
            return stop + 1, False
        if follows == "för" and stop - start == 1 and nouns.may_go_on_with_for(last.lower()):
            return self._with_purpose(stop + 1) or stop, False
        if last.endswith("-") and follows in ("och", "eller") and stop + 1 < end:
            return (stop + 2 if nouns.is_body(words[stop + 1]) else stop), False
        for index in range(stop, min(stop + _LONGEST_END, end)):
            word = words[index]
            if not word.islower():
                break
            if self._closes(word, last, index == stop):
                return index + 1, False
            if nouns.is_event(word) and (
                last.endswith("a")
                if word.endswith(_DEFINITE)
                else last.endswith("s") and index == stop
            ):
                return index + 1, True
            is_middle = _ADJECTIVE.fullmatch(word) and word.endswith(("a", "t"))
            joins = word == "och" and index > stop and last.endswith("s")
            if not joins and (not is_middle or is_stop_word(word)):
                break
        return stop, False

    def _closes(self, noun: str, last: str, is_next: bool) -> bool:
        """Whether a noun in small letters closes a name of an organisation."""
        if nouns.is_the_body(noun):
            return last.endswith(("a", "e"))
        is_owner = is_next or last.endswith("s") or not self._is_common(last)
        return nouns.is_body(noun) and is_owner

    def _has_capital(self, index: int) -> bool:
        if index >= self._end:
            return False
        word = self._words[index]
        if not (word[0].isupper() or word[1:2].isupper()) or known.is_no_name(word):
            return False
        # An ESF-projekt is no name, Västerviks-Tidningen is.
        return not tail_of(word)

    def _is_whose(self, owner: int, index: int) -> bool:
        """Whether a name ends in the genitive and a person's begins: Gefle IF:s Elias Hult."""
        before = self._words[owner]
        return before.endswith(":s") or (
            before.endswith("s")
            and nouns.is_body(before.lower())
            and people.is_first_name(self._words[index])
        )

    def _may_begin(self, start: int) -> bool:
        """Whether a stop word with a capital may begin a name: Min Farm, VI, Vara kommun."""
        word = self._words[start]
        if self._has_capital(start + 1) or (word.isupper() and len(word) > 1):
            return True
        follows = self._words[start + 1] if start + 1 < self._end else ""
        return places.is_known_place(word) and nouns.is_body(follows)

    def _is_counting(self, index: int) -> bool:
        """Whether a number counts something or is a part of a date, not of a name."""
        if index + 1 >= self._end or _YEAR.fullmatch(self._words[index]):
            return False
        word = self._words[index + 1]
        return word in _COUNTED or known.is_no_name(word)

    def _joins(self, start: int, link: int, initial: bool) -> bool:
        """Whether what stands on both sides of a small word is one name."""
        sign, before = self._words[link], self._words[link - 1]
        if sign in ("&", "/") or sign in _FOREIGN:
            return True
        if sign in ("–", "-", "för"):
            return nouns.may_go_on_with_for(before.lower())
        if sign == "och":
            return self._is_one_name(start, link)
        # Högskolan i Halmstad and Film i Väst are names; ”Möte i Malmö” has its capital from the
        # sentence, and Stortorget is one wherever it lies.
        if not self._is_common(before) or link - start > 1:
            return nouns.says_organisation(before.lower()) and self._is_common(before)
        return nouns.says_organisation(before.lower()) or not (
            initial or before.endswith(_DEFINITE)
        )

    def _is_one_name(self, start: int, link: int) -> bool:
        """Whether och belongs to a name: Sveriges Kommuner och Regioner, not Sida och Formas."""
        before, follows = self._words[link - 1], self._words[link + 1]
        if people.is_first_name(before) and people.is_first_name(follows):
            return True  # Knut och Alice Wallenbergs stiftelse
        return (
            link - start > 1
            and all(map(self._is_common, (before, follows)))
            and not self._has_capital(link + 2)
            and not any(
                nouns.is_body(word.lower()) or nouns.is_branch_word(word)
                for word in (before, follows)
            )
        )

    def _with_purpose(self, start: int) -> int:
        """Return the end of what a body is for: ”vård och omsorg”, ”social innovation”."""
        words, index = self._words, start
        while index < self._end and words[index].islower() and index - start < 3:
            word = words[index]
            if is_stop_word(word):
                return 0
            index += 1
            if not _ADJECTIVE.fullmatch(word) or word.endswith(("else", "het", "skap", "itet")):
                break
        if index == start:
            return 0
        pair = words[index : index + 3]
        if len(pair) > 1 and pair[0] == "och" and pair[1].islower():
            closed = len(pair) == 2 or not pair[2][0].isalnum()
            return index + 2 if closed else index
        return index
