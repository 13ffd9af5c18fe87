"""Where sentences of running text end, and the full stops that end none."""

import re
from collections.abc import Iterator
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations whose full stop does not end a sentence. Those that often do (m.m., osv., st.,
# kr., m.fl.) are not here.
ABBREVIATIONS = _words(
    """
        kl nr s sid kap tel bl ca art fig mom dr prof doc st:t jfr resp tfn mob fr v ev exkl
        inkl dvs d.v.s t.ex s.k bl.a f.d dir vs obs ex ang avd ing cirka mr mrs ms mc jr sr p å
        f.n f.ö p.g.a pga t.o.m fr.o.m d.y f.kr e.kr åk kv gm m.a.o s.a.s o.s.a o.s.v m.m m.fl
        o.d o.dyl b.la i.e e.g a.k.a n.b no vol
    """
)
ENDS_SENTENCE = _words(
    """
        m.m m.fl o.d o.dyl o.s.v o.s.a f.kr e.kr
    """
)
# Those that may end one, too: a passage is rather two sentences than a half.
_MAY_END = _words(
    """
        st kr osv etc mfl tex bla fd sk dyl tis ons tors lör sön jan feb mar apr jun jul aug sep
        sept okt nov dec hr s:t s:ta ordf kass sekr stf bitr förf red övers ill utg uppl bd årg
        forts enl fam univ inst kvm mdr milj mn tkr co inc ltd corp
    """
)
# bl.a, f.d, U.S: letters between full stops, whichever they abbreviate.
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,4}")
_OPENING = '"“”„’«»(['
_CLOSING = '"”’»)]'
_BEFORE_SENTENCE = "–—•-* "
_MARKS = frozenset(".!?…:")
# Nothing else stands before white space that parts sentences on one line.
ENDINGS = _MARKS.union(_CLOSING)
_GAP = re.compile(r"(?<!\s)\s++")
_LAST_WORD = re.compile(r"[\w.:]*\Z")
# What is looked at to either side of a gap.
_NEAR = 24


def is_abbreviation(text: str) -> bool:
    """Tell whether a full stop after `text` (with it or without) ends no sentence: bl.a."""
    return text.rstrip(".").lower() in ABBREVIATIONS


def ends_sentence(text: str) -> bool:
    """Tell whether an abbreviation often stands last in its sentence: m.m."""
    return text.rstrip(".").lower() in ENDS_SENTENCE


def sentence_gaps(text: str) -> Iterator[tuple[int, int]]:
    """Yield the white space between sentences; a line that does not go on is a sentence, too."""
    for match in _GAP.finditer(text):
        start, end = match.span()
        if (text[start - 1] in ENDINGS or "\n" in match[0]) and parts_sentences(text, start, end):
            yield start, end


def parts_sentences(text: str, start: int, end: int) -> bool:
    """Tell whether all the white space at a place stands between sentences."""
    follows = text[end : end + _NEAR].lstrip(_OPENING)
    if not follows:
        return False
    if not follows[0].islower() and "\n" in text[start:end]:
        return True
    before = text[max(0, start - _NEAR) : start].rstrip(_CLOSING)
    mark = before[-1:]
    if mark not in _MARKS:
        return False
    begins = follows.lstrip(_BEFORE_SENTENCE)[:1]
    if not (begins.isupper() or (begins.isdigit() and mark != ":")):
        return False
    # What is asked of the text before depends on its last word alone.
    return mark != "." or not _is_abbreviated(before[before.rfind(" ") + 1 : -1])


@lru_cache(maxsize=1 << 14)
def _is_abbreviated(before: str) -> bool:
    """Tell whether a text ends in what a full stop abbreviates, an initial included."""
    found = _LAST_WORD.search(before)
    word = found[0].lower().strip(".:") if found else ""
    return (
        (len(word) == 1 and word.isalpha())
        or word in ABBREVIATIONS
        or word in _MAY_END
        or _DOTTED.fullmatch(word) is not None
    )
