"""What people read, in their language: sentences from a catalogue, dates, numbers.

The msgids are English, so English needs no catalogue; another language has one in `kb/locales`,
read as its translators write it.
"""

import gettext
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

from kb.corpus.kinds import KINDS
from kb.search.query.query import Notice

_LOCALES = Path(__file__).parent / "locales"
# Where a language is written in several ways, whose way it is.
_TERRITORIES = {"en": "en_GB"}


def N_(message: str) -> str:  # noqa: N802 (gettext's name for it, which Babel looks for)
    """Mark a sentence of a table; it is translated where it is shown."""
    return message


# What a search tells of itself and, in the first lines, of a hit, by the code that the core gives
# it.
NOTICES = {
    "tag": N_("Tag: {tag}"),
    "mentions": N_("Mentions {name}"),
    "published": N_("Published {year}"),
    "hidden-contact": N_("The words stand in contact details that are not shown."),
    "alike": N_("About similar things"),
    "cut-characters": N_("The search was cut to {count} characters."),
    "cut-words": N_("The search was cut to {count} words."),
    "short-prefix": N_(
        "At least {minimum} letters are needed before *; “{word}” was searched for as a word."
    ),
    "not-in-capitals": N_(
        "“{word}” was searched for as a word, since everything is in capitals. Write - before a "
        "word to leave out."
    ),
    "syntax-hint": N_(
        "Brackets, fields such as “titel:” and signs such as ~ ^ + ? mean nothing here; the words "
        "were searched for. Write skola ELLER förskola for either word, -ord to leave a word "
        'out, "två ord" for a phrase and samhäll* for how a word begins.'
    ),
    **{f"unknown-{kind.name}": kind.unknown for kind in KINDS},
    "folded": N_("Words without dots were also searched for with å, ä and ö."),
    "fuzzy": N_("No post has the word “{word}”, so words like it were searched for."),
    "fuzzy-words": N_(
        "No post has any of these words, so words like them were searched for: {words}."
    ),
    "some-words": N_("Few posts have all the words, so posts with some of them are shown, too."),
    "some-parts": N_("Few posts have the whole word, so posts with a part of it are shown, too."),
    "few-fit": N_("Few posts fit the whole search, so posts that fit a part of it are shown, too."),
    "none-has-whole-word": N_("No post has the word “{word}”. Here are posts with a part of it."),
    "none-has-word": N_(
        "No post has the word “{word}”. Here are posts that fit the rest of the search, or a part."
    ),
    "none-has-words": N_(
        "No post has any of the words {words}. Here are posts that fit the rest of the search, or "
        "a part."
    ),
    "none-has-all-words": N_("No post has all the words. Here are posts with some of them."),
    "none-fits": N_("No post fits the whole search. Here are posts that fit a part of it."),
    "near": N_("Few posts have the words, so posts about similar things follow behind them."),
    "only-near": N_("No post has the words. Here are posts about similar things."),
    "no-words": N_(
        "There is no word to search for in “{text}”, so posts are shown whatever words they have."
    ),
}


class Messages:
    """The sentences, dates and numbers of one language.

    Args:
        lang: a language of `kb/locales`, or `en`.
    """

    def __init__(self, lang: str = "en") -> None:
        self.lang = lang
        self._catalogue = _catalogue(lang)

    def gettext(self, message: str, /, **values: object) -> str:
        """Return a sentence with its `{values}`."""
        text = self._catalogue.gettext(message)
        return text.format(**values) if values else text

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return the sentence that fits a number, which it has as `{count}`."""
        text = self._catalogue.ngettext(one, many, count)
        return text.format(count=self.number(count), **values)

    def notice(self, notice: Notice) -> str:
        """Return what a search tells, of itself or of a hit."""
        return self.gettext(NOTICES[notice.code], **dict(notice.values))

    def hits(self, count: int) -> str:
        """Return a number of hits."""
        return self.ngettext("{count} hit", "{count} hits", count)

    def posts(self, count: int) -> str:
        """Return a number of posts."""
        return self.ngettext("{count} post", "{count} posts", count)

    def listed(self, items: Sequence[str], *, either: bool = False) -> str:
        """Return several things as a sentence lists them, all of them or `either`."""
        from babel.lists import format_list

        return format_list(items, style="or" if either else "standard", locale=self._locale)

    def number(self, value: int) -> str:
        """Return a number with its thousands apart."""
        if self.lang == "en":
            return f"{value:,}"  # as Babel has it
        if self.lang == "sv" and abs(value) < 10_000:
            return str(value)  # kept together, which Babel does not know
        from babel.numbers import format_decimal

        return format_decimal(value, locale=self._locale)

    def day(self, day: date) -> str:
        """Return a day, its month in letters."""
        return _long_day(day, self._locale)

    def faulty(self, kind: str, value: str) -> str:
        """Return how the value of a field is shown that has a fault of QUERY_FAULTS.

        A day that no calendar has is written as if it had it.
        """
        if kind != "day":
            return value
        year, month, day = map(int, value.split("-"))
        return f"{day} {self._month(date(year, month, 1))}"

    def period(self, first: date | None, last: date | None) -> str:
        """Return a stretch of time in words: a year, a month, a day, or from one to another."""
        if first and last:
            return self._between(first, last)
        if first:
            return self.gettext("from {day}", day=self._since(first))
        return self.gettext("until {day}", day=self._until(last)) if last else ""

    def _between(self, first: date, last: date) -> str:
        if first == last:
            return self.day(first)
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year}"
        if first.day > 1 or not _ends_month(last):
            return f"{self.day(first)} – {self.day(last)}"
        from_month, to_month = self._month(first), self._month(last)
        return from_month if from_month == to_month else f"{from_month} – {to_month}"

    def _since(self, day: date) -> str:
        """Return the longest of year, month and day that begins with a day."""
        if day.day > 1:
            return self.day(day)
        return self._month(day) if day.month > 1 else f"{day.year}"

    def _until(self, day: date) -> str:
        """Return the longest of year, month and day that ends with a day."""
        if not _ends_month(day):
            return self.day(day)
        return self._month(day) if day.month < 12 else f"{day.year}"

    def _month(self, day: date) -> str:
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", day, locale=self._locale)

    @cached_property
    def _locale(self) -> str:
        return _TERRITORIES.get(self.lang, self.lang)


# A page shows a day or two of each of its posts, and the next page many of the same.
@lru_cache(maxsize=4096)
def _long_day(day: date, locale: str) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=locale)


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]


def _catalogue(lang: str) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (_LOCALES / lang / "LC_MESSAGES" / "kb.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=lang))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
