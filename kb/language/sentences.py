"""Where sentences of running text end, and the full stops that end none."""

import re
from collections.abc import Iterator


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
_GAP = re.compile(r"(?<!\s)\s++")
_END = re.compile(r"([.!?…:])[\"”’»)\]]*\Z")
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
        follows = text[end : end + _NEAR].lstrip(_OPENING)
        if not follows:
            continue
        new_line = "\n" in match[0] and not follows[0].islower()
        if new_line or _ends(text[max(0, start - _NEAR) : start], follows):
            yield start, end


def _ends(before: str, follows: str) -> bool:
    end = _END.search(before)
    begins = follows.lstrip("–—•-* ")[:1]
    if not end or not (begins.isupper() or begins.isdigit()):
        return False
    if end[1] == ":":
        return begins.isupper()
    return end[1] != "." or not _is_abbreviated(before[: end.start()])


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
