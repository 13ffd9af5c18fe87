"""Typography as WordPress sets it: quotes, apostrophes, dashes, primes, ellipses.

An export holds what was typed (`"`, `--`, `...`), the REST interface what WordPress made of it
when it showed the post, by rules that look at the signs on either side and at the site's language.
So those rules are needed for a text to be the same either way.
"""

import re
from dataclasses import dataclass

from kb.importers.wordpress.pieces import pieces

# What counts as a space: neither a form feed nor a wide space does.
_SPACE = r"[\r\n\t \xa0]|&nbsp;"
_AFTER_SPACE = r"(?:(?<=[\r\n\t \xa0])|(?<=&nbsp;))"
_AT_START = rf"(?:(?<![\s\S])|{_AFTER_SPACE})"
_AT_END = rf"(?=\Z|{_SPACE})"
_AT_WORD_END = rf"(?=\Z|[.,:;!?)}}\]-]|&gt;|{_SPACE})"

# Stand-ins, so that no later rule takes a sign that was decided for one that was not. They are
# of a private use area: no text has a meaning for them.
_OPENING, _OPENING_SINGLE, _APOSTROPHE, _UNDECIDED = "\uf8f0", "\uf8f1", "\uf8f2", "\uf8f3"

_UNTOUCHED = frozenset(("pre", "code", "kbd", "style", "script", "tt"))
_BARE_AMPERSAND = re.compile(r"(?ai)&(?!#(?:\d+|x[a-f0-9]+);|[a-z1-4]{1,8};)")
_TIMES = re.compile(r"(?a)\b(0[\d.,]+|[1-9][\d.,]*)x(\d[\d.,]*)\b")
_CONTRACTIONS = re.compile("'(tain't|twere|twas|tis|twill|til|bout|nuff|round|cause|em)")

_YEAR_IN_QUOTES = re.compile(rf"(?a)'(\d\d)'{_AT_WORD_END}")
_YEAR_BEFORE_QUOTE = re.compile(rf"(?a)'(\d\d)\"{_AT_WORD_END}")
_YEAR = re.compile(r"(?a)'(?=\d\d(?![%\d]|[.,]\d))")
_NUMBER_IN_SINGLE_QUOTES = re.compile(rf"(?a){_AT_START}'(\d[.,\d]*)'")
_OPENS_SINGLE = re.compile(rf"(?:(?<![^(\[{{\"-])|(?<=&lt;)|{_AFTER_SPACE})'")
_WITHIN_A_WORD = re.compile(
    rf"(?<![\r\n\t \xa0])(?<!&nbsp;)'(?!\Z|[.,:;!?\"'(){{}}[\]-]|&[lg]t;|{_SPACE})"
)
_NUMBER_IN_QUOTES = re.compile(rf"(?a){_AT_START}\"(\d[.,\d]*)\"")
_OPENS = re.compile(rf"(?:(?<![^(\[{{-])|(?<=&lt;)|{_AFTER_SPACE})\"(?!{_SPACE})")
_CLOSES = {sign: re.compile(sign + _AT_WORD_END) for sign in "'\""}
_AFTER_DIGIT = {sign: re.compile(rf"(?a)(?<=\d){sign}") for sign in ("'", '"', _UNDECIDED)}
_AFTER_NO_DIGIT = re.compile(rf"(?a)(?<!\d){_UNDECIDED}")
_PRIMES = {"'": "&#8242;", '"': "&#8243;"}

_SPACED_DASHES = re.compile(rf"{_AT_START}--{_AT_END}")
_DASHES = re.compile("(?<!xn)--")
_SPACED_HYPHEN = re.compile(rf"{_AT_START}-{_AT_END}")


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs of a language, for quotes and for a hyphen that stands for a dash.

    They are written as entities: what was typed as the sign itself is not what was set by rule.
    """

    opening: str = "&#8220;"
    closing: str = "&#8221;"
    opening_single: str = "&#8216;"
    closing_single: str = "&#8217;"
    dash: str = "&#8211;"
    contractions: bool = True  # ’til, ’em: kept as English has them by nearly all translations


# As the translations of WordPress have them; all other languages have those of English.
_BY_LANGUAGE = {
    "ca": Signs(contractions=False),
    "el": Signs("&#171;", "&#187;", "&#8220;", "&#8221;"),
    "fi": Signs("&#8221;", "&#8221;", "&#8217;", "&#8217;"),
    "fr": Signs("&laquo;&nbsp;", "&nbsp;&raquo;"),
    "ru": Signs("&#171;", "&#187;", dash="&#8212;"),
    "sr": Signs("&#8222;", "&#8220;"),
    "sv": Signs("&#8221;", "&#8221;", contractions=False),
    "ug": Signs("&#8221;", "&#8220;"),
}


def signs_of(language: str) -> Signs:
    """Return the signs for a language as `sv-SE`; English ones for one that is not known."""
    return _BY_LANGUAGE.get(re.split("[-_]", language.lower())[0], Signs())


def texturize(html: str, signs: Signs) -> str:
    """Set the typography of a text in HTML; code, tags and WordPress's shortcodes stay."""
    written = []
    untouched: list[str] = []
    for kind, piece in pieces(html):
        if kind == "element":
            _follow(piece, untouched)
            written.append(_escape_ampersands(piece))
        elif kind == "text" and piece.strip() and not untouched:
            written.append(_set(piece, signs))
        else:
            written.append(piece)
    return "".join(written)


def _follow(tag: str, untouched: list[str]) -> None:
    """Note which of the elements whose text stays begin or end with a tag."""
    if not tag.startswith("</"):
        # A tag's name ends at a space or with the tag, and its case counts: no <PRE>, and no
        # <code> that has a line break after its name.
        name = tag[1:].split(" ", 1)[0] if " " in tag else tag[1:-1]
        if name in _UNTOUCHED:
            untouched.append(name)
    elif untouched and tag[2:-1] == untouched[-1]:
        untouched.pop()


def _set(text: str, signs: Signs) -> str:
    text = text.replace("...", "&#8230;").replace("``", signs.opening).replace("''", signs.closing)
    text = text.replace(" (tm)", " &#8482;")
    if "'" in text and signs.contractions:
        text = _CONTRACTIONS.sub(lambda found: found.group().replace("'", "&#8217;"), text)
    if "'" in text:
        text = _set_single_quotes(text, signs)
    if '"' in text:
        text = _NUMBER_IN_QUOTES.sub(rf"{_OPENING}\1{signs.closing}", text)
        text = _OPENS.sub(_OPENING, text)
        text = _set_closing(text, '"', _OPENING, signs.closing)
        text = text.replace(_OPENING, signs.opening)
    if "-" in text:
        text = _SPACED_DASHES.sub("&#8212;", text.replace("---", "&#8212;"))
        text = _SPACED_HYPHEN.sub(signs.dash, _DASHES.sub(signs.dash, text))
    if "x" in text:
        text = _TIMES.sub(r"\1&#215;\2", text)
    return _escape_ampersands(text)


def _escape_ampersands(text: str) -> str:
    return _BARE_AMPERSAND.sub("&#038;", text) if "&" in text else text


def _set_single_quotes(text: str, signs: Signs) -> str:
    text = _YEAR_IN_QUOTES.sub(rf"{_APOSTROPHE}\1{signs.closing_single}", text)
    text = _YEAR_BEFORE_QUOTE.sub(rf"{_APOSTROPHE}\1{signs.closing}", text)
    text = _YEAR.sub(_APOSTROPHE, text)
    text = _NUMBER_IN_SINGLE_QUOTES.sub(rf"{_OPENING_SINGLE}\1{signs.closing_single}", text)
    text = _OPENS_SINGLE.sub(_OPENING_SINGLE, text)
    text = _WITHIN_A_WORD.sub(_APOSTROPHE, text)
    text = _set_closing(text, "'", _OPENING_SINGLE, signs.closing_single)
    return text.replace(_APOSTROPHE, "&#8217;").replace(_OPENING_SINGLE, signs.opening_single)


def _set_closing(text: str, sign: str, opening: str, closing: str) -> str:
    """Tell closing quotes from primes (5' 10"), from one opening quote to the next."""
    first, *quoted = text.split(opening)
    parts = [_primes_first(first, sign, closing)]
    for part in quoted:
        if sign in part and closing not in part:
            parts.append(_one_closing(part, sign, closing))
        else:
            parts.append(_primes_first(part, sign, closing))
    if sign == '"':
        parts = [part.replace(sign, closing) for part in parts]
    return opening.join(parts)


def _primes_first(part: str, sign: str, closing: str) -> str:
    return _CLOSES[sign].sub(closing, _AFTER_DIGIT[sign].sub(_PRIMES[sign], part))


def _one_closing(part: str, sign: str, closing: str) -> str:
    """After an opening quote: one of the signs closes it, others may be primes."""
    part, candidates = _CLOSES[sign].subn(_UNDECIDED, part)
    if candidates > 1:
        part, decided = _AFTER_NO_DIGIT.subn(closing, part)
        if not decided:  # the last one before a full stop, or else the last one
            at = part.rfind(f"{_UNDECIDED}.")
            at = at if at >= 0 else part.rfind(_UNDECIDED)
            part = part[:at] + closing + part[at + 1 :]
        part = _AFTER_DIGIT[sign].sub(_PRIMES[sign], part)
        part = _AFTER_DIGIT[_UNDECIDED].sub(_PRIMES[sign], part)
    else:
        part = part.replace(_UNDECIDED, closing)
        part = _AFTER_DIGIT[sign].sub(_PRIMES[sign], part)
    return part.replace(_UNDECIDED, closing)
