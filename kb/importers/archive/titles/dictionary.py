"""What the rules for titles know of words: a dictionary, and short lists of general Swedish.

The lists hold habits of writing, never the names of one page. A word missing from them costs
a doubt (an item in quarantine), not a wrong title.
"""

import re
from functools import lru_cache

import simplemma
from linkify_it.tlds import TLDS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that open a title and never end a name written in one word (SkåneTrafiken, LinkedIn):
# question words, pronouns, articles, "new", and the verbs that Swedish news open with.
OPENERS = _words(
    """
        ny nya nytt vi vad hur varför vem vems vilka vilken vilket när vart är har kan ska vill
        det den de dessa detta denna ett alla allt många fler flera med från inför efter under
        vår våra vårt din dina ditt du ni jag dags stort stora tack välkommen välkomna söker
        äntligen att inte här så kom var sista två tre fyra fem tio
    """
)
# The openers that also end a word in capitals with a Swedish ending (CADet, GRIDen).
_ALSO_ENDINGS = _words(
    """
        den det de att ett är har kan ni kom ska du
    """
)

# Names that are written with a capital inside, as the companies write them. Any such list is
# short of some; the page itself is asked as well (a spelling that it has elsewhere).
SPELLED_NAMES = re.compile(
    r"(?:(?<![^\W_])(?:iPhone|iPad|iPod|iMac|iCloud|iOS|iTunes|eBay|eTwinning|macOS|watchOS|"
    r"easyJet|openSUSE|jQuery|deviantArt|xAI|eHälsa|eTjänst)|"
    r"ASP\.NET|LinkedIn|YouTube|FaceTime|FaceBook|GitHub|GitLab|WhatsApp|TikTok|WordPress|WooCommerce|"
    r"PowerPoint|SharePoint|OneDrive|OneNote|DropBox|OpenStreetMap|OpenOffice|LibreOffice|"
    r"InDesign|JavaScript|TypeScript|PostgreSQL|MySQL|ChatGPT|OpenAI|DeepL|PayPal|MasterCard|"
    r"AirBnB|BlaBlaCar|SoundCloud|SnapChat|PlayStation|MacBook|AirPods|QuickTime|"
    r"SurveyMonkey|MailChimp|HubSpot|ResearchGate|BioNTech|AstraZeneca|PostNord|SvD|PhD|"
    r"BankID|MeToo|BookBeat|HemNet|MyNewsDesk|SmartArt|ReadSpeaker|EasyPark|"
    r"McDonald(?:[’']?s)?|MacKenzie|DeLaval|SkiStar|BoKlok|KomTek|FoU|VoB|LaTeX|DevOps|"
    r"EdTech|FinTech|GreenTech|MedTech|FemTech|CleanTech|HiFi|WiFi|StartUp|MakerSpace|TEDx)"
)
_SPELLED_IN_CAPITALS = re.compile(SPELLED_NAMES.pattern, re.IGNORECASE)
# Scottish, Irish and Romance prefixes of family names: McCarthy, MacLeod, DiCaprio.
NAME_PREFIXES = _words(
    """
        Mc Mac De Di Da Du La Le Van Von Fitz Del
    """
)

# What is written straight after a figure, a quotation mark or an abbreviation's colon.
_ENDINGS = _words(
    """
        s n t e a en et er ar or na ns ts rs ens ets ers ars ors arna erna orna aren are arnas
        ernas ornas an ans ade at it is
    """
)
_UNITS = re.compile(
    r"(?:st|kr|kg|hg|g|mg|t|ton|km|m|cm|mm|dm|l|dl|cl|ml|h|tim|min|sek|ms|s|x|p|v|w|kw|mw|kwh|"
    r"mb|gb|tb|kb|bit|hz|px|pt|nd|rd|th|st|proc|procent|tals?|talet|talets|kronors?|ggr|"
    r"år\w*|dagars?|veckors?|månaders?|timmars?|minuters?|meters?|mils?|plus|ever|kvm|kvadrat|"
    r"manna\w*|poängs?|personers?|åring\w*|procentig\w*|stegs?|punkts?|hjuling\w*|rums?|"
    r"[a-eåäö])",
    re.IGNORECASE,
)

# What a site's name written without http:// or www ends in. Of the 1500 top-level domains many
# are words ("slut.digital kompetens", "klart.vi bygger").
_BARE_DOMAINS = _words("se nu com org net eu coop info dk no fi uk de tv io app biz")
DOMAINS = frozenset(str(domain).lower() for domain in TLDS)
FILE_ENDINGS = (
    "jpeg|jpg|png|gif|svg|webp|tiff|tif|bmp|pdf|docx|doc|xlsx|xls|pptx|ppt|odt|ods|mp4|mp3|mov|"
    "zip|txt|csv|json|xml|css|js|html|htm|aspx|asp|php|jsp|eps|psd|ics|epub"
)


def bare_domain(label: str) -> bool:
    """Tell whether a host written without http:// or www may end in `label`."""
    return label in _BARE_DOMAINS


@lru_cache(maxsize=1 << 14)
def is_known(word: str) -> bool:
    """Tell whether a Swedish dictionary has the word, in any inflection."""
    return bool(word) and bool(simplemma.is_known(word, lang="sv"))


@lru_cache(maxsize=1 << 12)
def is_english(word: str) -> bool:
    """Tell whether an English dictionary has the word: addresses and file names use it."""
    return bool(word) and bool(simplemma.is_known(word.lower(), lang="en"))


@lru_cache(maxsize=1 << 12)
def is_word(word: str) -> bool:
    """Tell whether it is a Swedish word, or a compound that ends in one."""
    lowered = word.lower()
    return is_known(word) or is_known(lowered) or _is_compound(lowered)


def is_ending(letters: str) -> bool:
    """Tell whether Swedish writes these letters after a colon or a quotation mark: ASF:er."""
    return letters.lower() in _ENDINGS


def is_unit(letters: str) -> bool:
    """Tell whether these letters are written straight after a figure: 20tal, 5km, 3D."""
    return _UNITS.fullmatch(letters) is not None


def opens_title(word: str, *, after_capitals: bool = False) -> bool:
    """Tell whether a word opens titles and ends no name; stricter where capitals precede it."""
    lowered = word.lower()
    return lowered in OPENERS and not (after_capitals and lowered in _ALSO_ENDINGS)


@lru_cache(maxsize=1 << 12)
def run_on(word: str) -> tuple[str, str] | None:  # noqa: PLR0911  (one return a case)
    """Return the two words that `word` seems to be, written together by accident.

    `härnya` is here and nya; `platserinnovativa` is platser and innovativa, for no compound
    begins with a plural. `demokratisatsning` is a compound that no dictionary has: None.
    """
    lowered = word.lower()
    if len(lowered) < 5 or len(lowered) > 60 or is_known(word) or is_known(lowered):
        return None
    if _SPELLED_IN_CAPITALS.fullmatch(word):
        return None
    name = word[0].isupper() and not word.isupper()
    compound = name or _is_compound(lowered)
    for at in range(2, len(lowered) - 1):
        left, right = lowered[:at], lowered[at:]
        opener = right in OPENERS and right not in _ALSO_ENDINGS
        if opener and (left in _NEVER_FIRST or (len(left) >= 3 and is_word(left))):
            return left, right
        if left in _NEVER_FIRST and (right == "en" or (len(right) > 3 and is_known(right))):
            return left, right
        if left in _NEVER_FIRST and word.isupper() and not compound:
            return left, right
        if word.isupper() and _follows_acronym(left, right):
            return left, right
        if compound or len(left) < 4 or len(right) < 4:
            continue
        if is_known(right) and left.endswith(_PLURAL_OR_DEFINITE) and _is_inflected(left):
            return left, right
    return None


# What ends a word that cannot be the first part of a compound.
_PLURAL_OR_DEFINITE = ("en", "et", "er", "or", "na")


def _follows_acronym(left: str, right: str) -> bool:
    if right in OPENERS and right not in _ALSO_ENDINGS:
        return len(left) < 5 and (len(right) > 2 or len(left) > 2)
    return 2 < len(left) < 5 and not is_word(left) and len(right) > 4 and _is_plain(right)


def _is_plain(word: str) -> bool:
    return is_known(word) or any(
        is_known(word[at:]) and _is_base(word[:at]) for at in range(4, len(word) - 2)
    )


# Words that end a sentence and begin no compound.
_NEVER_FIRST = _words("här dig mig oss idag")


def _is_compound(word: str) -> bool:
    for at in range(3, len(word) - 2):
        if is_known(word[at:]):
            first = word[:at]
            if _is_base(first) or (first.endswith("s") and _is_base(first[:-1])):
                return True
    return False


def _is_base(word: str) -> bool:
    return len(word) >= 3 and is_known(word) and not _is_inflected(word)


@lru_cache(maxsize=1 << 12)
def _is_inflected(word: str) -> bool:
    return (
        is_known(word)
        and not word.endswith("s")
        and str(simplemma.lemmatize(word, lang="sv")).lower() != word
    )
