"""What stands around a name, and what that tells: a word before it, a sentence's next words."""

import re
from enum import IntEnum
from functools import lru_cache

from kb.corpus.unregistered import nouns, people
from kb.language.stop_words import is_stop_word


class Cue(IntEnum):
    """What was seen of a name in one place; each is an index of a candidate's counts."""

    MID = 0  # its capital is its own, not the sentence's
    INITIAL = 1
    ORGANISATION = 2  # föreningen X
    PROJECT = 3  # projektet X
    IS_ORGANISATION = 4  # X, en ekonomisk förening
    IS_PROJECT = 5  # X är ett projekt
    LINKED = 6  # its address is its own name
    PARTNER = 7  # i samarbete med X
    HAS = 8  # Xs ordförande
    DOES = 9  # X erbjuder
    WITHIN = 10  # inom X
    HAPPENS = 11  # X avslutas
    NEAR_PROJECT = 12  # the line has the word
    PERSON = 13  # rektor X; X, 45, …
    PLACE = 14  # i X
    GENITIVE = 15  # Xs sida
    BODY = 16  # a noun in small letters closes it: X kommun
    EVENT = 17  # the same, of a project: Xs pris
    CONCEPT = 18  # an abbreviation of ordinary words
    COMPOUND = 19  # X-finansierad


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Right before a name of who takes part: ”i samarbete med X”, ”drivs av X”.
_PARTNER = re.compile(
    r"(?:(?:samarbet\w+|tillsammans|samverk\w+|partnerskap\w*|avtal\w*|överenskommelse\w*|dialog|"
    r"samråd|kontrakt\w*) med|(?:samarbete|samverkan|avtal\w*|överenskommelse\w*) mellan|"
    r"(?:uppdrag|stöd|bidrag|medel|pengar|finansiering\w*|initiativ) (?:av|från)|"
    r"(?:tagits|tas) fram av|\w{2,}(?:s|ad|at|ade|dd|tt|na|iven) av|"
    r"(?:medlem|medlemmar|ledamot|delägare|ordförande|anställd\w*|vd|kassör|rådgivare|styrelse\w*|"
    r"part|handläggare|verksamhetschef|forskare|professor|lektor|arbetar|arbetade|arbetat|jobbar|"
    r"jobbade|konsult\w*|chef|utredare|lärare) (?:i|hos|på|vid|för|av|till)|"
    r"anslut(?:en|na) till|skrivelse till|bland annat|arrangör(?:er)? är|hos|står)"
)
# Of what is done: ”inom X”, ”ingår i X”.
_WITHIN = re.compile(
    r"inom|under|tack vare|ramen för|del av|(?:ingår|ingick|deltar|deltog|delta|medverkar) i|"
    r"(?:projektledare|samordnare) (?:för|i|på)|(?:avslutningen|starten) (?:för|av|på)|"
    r"(?:resultat|resultaten|resultatet|erfarenheter|erfarenheterna) (?:från|av)|"
    r"(?:deltagare|deltagarna|handledarna|rådgivare) i|"
    r"(?:startar|startade|startat|lanserar|lanserade|inleder|inledde|genomför|genomförde)"
)
_HAPPENS = _words(
    """
        arrangerades arrangeras avslutades avslutas drivs finansieras genomfördes genomförs
        hålls hölls inleddes inleds leds ordnades ordnas pågick pågår slutade spelades spelas
        startade startar ägs äger
    """
)
_DOES = _words(
    """
        anordnar anställer arrangerade arrangerar beviljar beviljat bidrar bidrog bjuder driver
        erbjuder finansierade finansierar godkänner godkänt granskade granskar inviger kräver
        lanserar levererar ordnade ordnar producerar rekryterar samarbetar samlar serverade
        serverar sponsrar säljer söker tillhandahåller tillverkar utlyser äger öppnade
    """
)
_HAS = _words(
    """
        anställda butik butiker delägare direktör förbundsordförande generalsekreterare hemsida
        huvudkontor kansli kassör kontor kunder ledning lokaler medarbetare medlemmar ordförande
        personal rådgivare stadgar styrelse stämma tidning vd vd:n verkstad verksamhet webbplats
        årsmöte
    """
)
# ”X, en ekonomisk förening”, ”X är ett projekt”.
_IS = r"(?:,| är| var| \(| blev| –) (?:en|ett|den|det|som är en|som är ett) (?:[\w-]+ ){0,4}?[\w-]*"
_IS_ORGANISATION = re.compile(
    rf"{_IS}(?:aktör|bageri|bolag|boende|butik|byrå|fond|förbund|förening|företag|grossist|"
    r"inkubator|kafé|café|kedja|klubb|kooperativ|kör|myndighet|nätverk|organisation|orkester|"
    r"restaurang|snickeri|startup|stiftelse|studio|tankesmedja|teater|verkstad)\b"
)
_IS_PROJECT = re.compile(
    rf"{_IS}(?:app|biennal|dag|evenemang|festival|gala|initiativ|insats|kampanj|koncept|konferens|"
    r"metod|modell|mässa|möte|pris|program|projekt|samarbete|satsning|turnering|tävling|"
    r"utmärkelse|utställning)\b"
)
_AGE = re.compile(r",? ?\(?\d\d?(?:,| år\b)")
_NATIONAL = re.compile(r"\w+(?:ska|iska|nska)|lokala|regionala|statliga|kommunala|ideella")
# How far behind a name it is read, in words.
_BEHIND = 9


@lru_cache(maxsize=1 << 16)
def told_before(before: str) -> tuple[Cue, ...]:
    """Return what the words before a name tell of it, at most four, in small letters."""
    words = before.split(" ")
    if len(words) > 1 and _NATIONAL.fullmatch(words[-1]):
        words.pop()  # levereras av danska X
    noun = words[-1]
    found: list[Cue] = []
    if nouns.says_project(noun):
        found.append(Cue.PROJECT)
    elif nouns.says_organisation(noun):
        found.append(Cue.ORGANISATION)
    elif people.is_title(noun) or people.is_saying(noun):
        found.append(Cue.PERSON)
    if nouns.says_place(noun):
        found.append(Cue.PLACE)
    ends = [" ".join(words[-count:]) for count in (1, 2, 3)]
    for pattern, cue in ((_PARTNER, Cue.PARTNER), (_WITHIN, Cue.WITHIN)):
        if any(pattern.fullmatch(end) for end in ends):
            found.append(cue)
    return tuple(found)


def told_behind(last: str, behind: list[str]) -> tuple[Cue, ...]:
    """Return what follows on a name tells of it; `last` is its last word."""
    word = behind[0] if behind else ""
    if word in _HAPPENS or word in _DOES:
        return (Cue.HAPPENS if word in _HAPPENS else Cue.DOES,)
    if word in (",", "är", "var", "blev", "(", "–"):
        return _told_by_clause(behind)
    if not last.endswith("s") or not word.islower() or is_stop_word(word):
        return ()
    if word in _HAS:
        return (Cue.HAS, Cue.GENITIVE)
    is_verb = word.endswith(("ar", "er", "ade", "de", "te"))
    return () if is_verb else (Cue.GENITIVE,)


def _told_by_clause(behind: list[str]) -> tuple[Cue, ...]:
    """Return what ”, 45 år”, ”, en förening”, ”är ett projekt” behind a name tell."""
    text = " ".join(behind[:_BEHIND]).replace(" ,", ",").replace("( ", "(")
    text = text if behind[0] == "," else f" {text}"
    has_title = behind[0] == "," and len(behind) > 1 and people.is_title(behind[1].lower())
    if has_title or _AGE.match(text):
        return (Cue.PERSON,)
    if _IS_PROJECT.match(text):
        return (Cue.IS_PROJECT,)
    return (Cue.IS_ORGANISATION,) if _IS_ORGANISATION.match(text) else ()
