"""Abbreviations that a text introduces: ”arbetsintegrerande sociala företag (ASF)”, or ”, ASF,”.

The letters are matched from the first word on, as Schwartz and Hearst (2003, A simple algorithm
for identifying abbreviation definitions in biomedical text) do from the last, but strictly:
every word gives its first letter, and may give letters inside it besides, as compounds do
(Europeiska socialfonden, ESF). Only stop words may be passed over. One word alone must be a
compound that the letters begin the parts of (Arbetsförmedlingen, AF).

A person's name has nothing but a party behind it: ”Maria Persson (MP)”. Two or three words with
capitals are taken for a name unless they look like an organisation's.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kb.language.analyzer import Analyzer
from kb.language.stop_words import is_stop_word
from kb.language.tokens import Word, words

# Two to eight letters, capitals but for the odd small one between (BoI, SiS), no sentence.
_SHORT = r"[A-ZÅÄÖ][A-ZÅÄÖa-zåäö&-]{0,6}[A-ZÅÄÖ]"
_SHORT_BEHIND = re.compile(rf"\((?:s\.?k\.? )?({_SHORT})\)")
# Commas stand around much else, so two letters, which any two words may spell, do not suffice.
_SHORT_BETWEEN = re.compile(r", ([A-ZÅÄÖ][A-ZÅÄÖa-zåäö&-]{1,6}[A-ZÅÄÖ])(?=[,.])")
_LONG_BEHIND = re.compile(rf"\b({_SHORT}) \(([^()]{{5,120}})\)")
_STOP = re.compile(r"[.!?;:()\n]")
_STOP_OR_COMMA = re.compile(r"[.,!?;:()\n]")
_LOOK_BACK = 200

_LEAST_PART, _LEAST_LAST_PART = 3, 5
_MOST_NAMES = 3  # words of a person's name
# What organisations are, as the end of a word; no surname ends so. A list, since no dictionary
# tells them from what else people are called (Berg, Skog, Falk).
_BODY = re.compile(
    r"(?:akademi|allians|arkiv|bank|bibliotek|biograf|bolag|byrå|center|centrum|dagblad|"
    r"departement|distrikt|domstol|fabrik|fakultet|fond|forum|front|förbund|förening|företag|"
    r"förlag|församling|galleri|grupp|handel|hus|högskol[ae]|initiativ|inspektion|institut|"
    r"kammare|kansli|klubb|kollektiv|kommitté|kommitte|kommun|kontor|kooperativ|kyrk[ao]|lag|"
    r"landsting|leader|magasin|marknad|media|mission|muse|museum|myndighet|nämnd|nätverk|"
    r"näringsliv|ombud|orkester|organisation|parti|program|projekt|radio|region|riksdag|råd|"
    r"rörelse|sällskap|samfund|samverkan|sektor|skol[ae]|spel|stad|station|stift|stiftelse|studio|"
    r"styrelse|teat[e]?r|television|tidning|union|universitet|utskott|verk|verkstad|"
    # those whom it is of
    r"arbetare|barn|bönder|forskare|företagare|föräldrar|kvinnor|lärare|läkare|pensionär|"
    r"studenter|ungdom|unga|vänner|"
    r"agency|association|board|centre|college|commission|committee|council|development|federation|"
    r"foundation|fund|group|institute|initiative|network|office|organization|party|partnership|"
    r"project|regulation|responsibility|school|service|society|trust|university)"
    r"(?:e[nrt]?|a[nr]?|n|t|na|arna|erna|orna)?s?"
)
_ABSTRACT = re.compile(r"\w+(?:het|skap|ning|else|tion|itet|ism)(?:e[nrt]|en|ar)?s?")
# Of whom or what something is (folkets, dagens), and what kind (svenska, gröna): in these forms
# hardly any first name is an inflection of a word.
_QUALIFIES = re.compile(r"\w{3,}(?:[ae]ns|ets|nas|a|t)")
_NATIONAL = re.compile(r"\w*(?:sve|i|l[äa]nd|kån)sk[at]?")
_DEFINITE_OR_PLURAL = re.compile(r"\w+(?:en|et|an|na|or|ar)")


class Abbreviation(NamedTuple):
    """An abbreviation and the words it stands for, in normal form."""

    short: str
    long: tuple[str, ...]


def find_abbreviations(text: str, analyzer: Analyzer) -> Iterator[Abbreviation]:
    """Yield the abbreviations that a plain text introduces."""
    # Hardly any paragraph has brackets, and most end here.
    has_brackets = "(" in text
    behind = ((_SHORT_BEHIND, _STOP),) if has_brackets else ()
    for form, stop in (*behind, (_SHORT_BETWEEN, _STOP_OR_COMMA)):
        for match in form.finditer(text):
            before = stop.split(text[max(0, match.start() - _LOOK_BACK) : match.start()])[-1]
            candidates = list(words(before))
            for first in range(len(candidates) - 1, -1, -1):
                run = candidates[first:]
                if _stands_for(match[1], run, analyzer):
                    if not _is_person(before, run, analyzer):
                        yield _abbreviation(match[1], run)
                    break
    for match in _LONG_BEHIND.finditer(text) if has_brackets else ():
        run = list(words(match[2]))
        if _stands_for(match[1], run, analyzer) and not _is_person(match[2], run, analyzer):
            yield _abbreviation(match[1], run)


def agreed(
    posts: Iterable[Iterable[Abbreviation]], reading: Callable[[Sequence[str]], object]
) -> tuple[Abbreviation, ...]:
    """Return the abbreviations that stand for one thing, the one in most posts first.

    Where posts introduce an abbreviation for different things, nobody knows which a third post
    means; none is kept. Long forms of one post are one thing, as its name in two languages.

    Args:
        posts: what each post introduces.
        reading: what inflections of the same words share.
    """
    counts: dict[Abbreviation, int] = defaultdict(int)
    # By abbreviation, groups of readings that are one thing.
    things: dict[str, list[set[object]]] = defaultdict(list)
    for post in posts:
        own: dict[str, set[object]] = defaultdict(set)
        for abbreviation in post:
            counts[abbreviation] += 1
            own[abbreviation.short].add(reading(abbreviation.long))
        for short, readings in own.items():
            others = [group for group in things[short] if not group & readings]
            same = [group for group in things[short] if group & readings]
            things[short] = [*others, readings.union(*same)]
    by_count = sorted(counts, key=lambda abbreviation: -counts[abbreviation])
    return tuple(each for each in by_count if len(things[each.short]) == 1)


def _abbreviation(short: str, run: Sequence[Word]) -> Abbreviation:
    return Abbreviation(short.lower(), tuple(word.normal for word in run))


def _stands_for(short: str, run: Sequence[Word], analyzer: Analyzer) -> bool:
    long = [word.normal for word in run]
    letters = "".join(letter for letter in short.lower() if letter.isalpha())
    if not long or short.lower() in long or is_stop_word(long[0]):
        return False
    return _spelled(letters, long) if len(long) > 1 else _begins_parts(letters, long[0], analyzer)


def _begins_parts(letters: str, word: str, analyzer: Analyzer) -> bool:
    """Whether the letters begin the parts of a compound."""
    parts = [part.text for part in analyzer.analyze(word)[0].parts]
    if not parts and letters:
        # Kristdemokraterna is a word of its own to the dictionaries, but it ends in another.
        cut = word.find(letters[-1], _LEAST_PART)
        if 0 < cut <= len(word) - _LEAST_LAST_PART and analyzer.is_word(word[cut:]):
            parts = [word[:cut], word[cut:]]
    return len(parts) > 1 and letters == "".join(part[0] for part in parts)


def _is_person(text: str, run: Sequence[Word], analyzer: Analyzer) -> bool:
    """Whether words may be a person's name: capitals, and nothing of an organisation."""
    if not 1 < len(run) <= _MOST_NAMES or not text[run[-1].start].isupper():
        return False
    if len(run) > 2 and not all(text[word.start].isupper() for word in run):
        return False
    first, last = run[0].normal, run[-1].normal
    if any(_ends_as(_BODY, word) or _ABSTRACT.fullmatch(word) for word in (first, last)):
        return False
    if _NATIONAL.fullmatch(first) and analyzer.is_word(last):
        return False
    return not (
        _QUALIFIES.fullmatch(first)
        and _DEFINITE_OR_PLURAL.fullmatch(last)
        and _is_inflected(first, analyzer)
        and _is_inflected(last, analyzer)
    )


def _ends_as(pattern: re.Pattern[str], word: str) -> bool:
    return any(pattern.fullmatch(word, place) for place in range(len(word)))


def _is_inflected(word: str, analyzer: Analyzer) -> bool:
    return analyzer.analyze(word)[0].stem != word


def _spelled(letters: str, long: Sequence[str]) -> bool:
    """Whether the letters are the words' first ones, with letters inside a word between them."""
    if not long:
        return not letters
    word, rest = long[0], long[1:]
    if is_stop_word(word) and _spelled(letters, rest):
        return True
    if not letters or word[0] != letters[0]:
        return False
    inside, place = 1, 0
    while True:
        if _spelled(letters[inside:], rest):
            return True
        if inside >= len(letters):
            return False
        # A letter inside a word begins a part of it, which has two letters or more before it.
        place = word.find(letters[inside], place + 2)
        if place < 0:
            return False
        inside += 1
