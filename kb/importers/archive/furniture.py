"""Lines that belong to a page and to no post: links to read more, shares, menus, what is below.

Each is told by its words; a line that stands at the same place of most posts is told by that.
"""

import re

_ARROWS = r"[\s.…:→»›>↓▼\]\)⟩➔➝❯-]*"
_LEAD = r"[\s→»›>•·\[\(←«‹❮|*#-]*"

# (why it is left out, lines in whole). They end or begin a post.
_OF_A_POST: tuple[tuple[str, str], ...] = (
    (
        "a link to read more",
        r"(?:läs\s+(?:mer|vidare|hela|allt|fortsättningen|artikeln|inlägget|nyheten)|"
        r"fortsätt\s+(?:att\s+)?läsa|(?:read|learn)\s+more|"
        r"continue\s+reading|read\s+the\s+.*|visa\s+(?:mer|hela(?:\s+\w+)?)|mer\s+info(?:rmation)?|"
        r"till\s+(?:artikeln|inlägget|nyheten|hela\s+\w+)|hela\s+(?:nyheten|artikeln|inlägget|texten)|"
        r"visa\s+i\s+sin\s+helhet|öppna\s+(?:artikeln|inlägget|nyheten))"
        r"(?:\s+(?:artikeln|inlägget|nyheten|texten|posten|pressmeddelandet|notisen|hela\s+\w+|"
        r"om\s+det\s+här))?",
    ),
    (
        "a count of comments, or a link to them",
        r"\(?(?:\d+|inga|ingen|en|no|one)\)?\s+(?:kommentar(?:er)?|comments?|svar|reaktioner|"
        r"visningar|delningar|gilla-?markeringar|likes?)(?:\s+(?:än|ännu|yet))?|"
        r"(?:kommentarer|comments)\s*[(:]?\s*\d+\)?|kommentarer(?:\s+(?:inaktiverade|avstängda|"
        r"stängda|är\s+stängda|är\s+avstängda)(?:\s+för\s+.*)?)?|"
        r"kommentera(?:\s+(?:inlägget|artikeln|nyheten))?|lämna\s+(?:en\s+)?kommentar(?:er)?|"
        r"(?:skriv|lägg\s+till)\s+(?:en\s+)?(?:ny\s+)?kommentar|(?:leave|add|post)\s+a\s+(?:comment|reply)|"
        r"comments?\s+(?:off|closed).*|gilla(?:\s*[(:]?\s*\d+\)?)?|gillas?\s+av\s+\d+.*",
    ),
    (
        "a line to share the post",
        r"(?:dela|tipsa|share|tweeta|tweet|skriv\s+ut|print|skicka|mejla|maila|e-posta)"
        r"(?:\s+(?:detta|denna|den\s+här|det\s+här|inlägget|inlägg|artikeln|artikel|nyheten|nyhet|"
        r"sidan|sida|med|en\s+vän|till\s+en\s+vän|på|via|this|post|on|länk|länken))*"
        r"(?:[\s:|,/•·-]+(?:och|and|facebook|twitter|x|linkedin|e-?post|e-?mail|mejl|instagram|"
        r"whatsapp|pinterest|skriv\s+ut|tipsa|messenger|kopiera\s+länk))*|"
        r"kopiera\s+länk(?:en)?|skicka\s+med\s+e-post\b.{0,80}|blogthis!?.{0,60}|"
        r"gilla\s+(?:dela|detta)\s*:?|gilla\s+laddar\s+in.*|like\s+this\s*:?|läser\s+in.*|anmäl\s+fel|skriv\s+ut\s+sidan|spara(?:\s+som\s+favorit)?|"
        r"(?:facebook|twitter|linkedin|e-?post|e-?mail|instagram|whatsapp|pinterest|messenger|x)"
        r"(?:[\s|,/•·-]+(?:facebook|twitter|linkedin|e-?post|e-?mail|instagram|whatsapp|pinterest|"
        r"messenger|x))*",
    ),
    (
        "where the post is filed",
        r"(?:publicera[dt]|posta[dt]|inlag[dt]|arkivera[dt]|skriv(?:en|et)|posted|filed|sparad|"
        r"sparat)\s+(?:i|in|under)\b(?!.*[.!?]$).{0,100}|"
        r"(?:etikett(?:er)?|taggar|tags?|taggat?(?:\s+med)?|tagged(?:\s+with)?|kategori(?:er)?|"
        r"category|categories|ämnen|ämne|nyckelord|avdelning)\s*:.{0,120}|"
        r"(?:taggad|taggat)\s+(?:med\s+)?.{1,80}|upplag[dt]\s+av\s.{1,80}|permalänk.{0,60}|permalink.{0,60}|bokmärk.{0,60}",
    ),
)
# The months and years that a list is divided by.
_OF_A_LIST = re.compile(
    r"(?:(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)"
    r"\s+)?(?:19|20)\d\d(?:\s*\(\d+\))?",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-–—_=*•·~+#\s]{2,}")
_AUTHOR = re.compile(
    r"(?:(?:skriven|skrivet|publicera[dt]|posta[dt]|inlag[dt]|upplag[dt]|text(?:\s+och\s+foto)?|"
    r"författare|skribent|redaktör|avsändare|av|by|written|posted|author)"
    r"(?:\s+(?:av|by)\b)?\s*:?)\s+(?P<name>[^.!?]{2,50})",
    re.IGNORECASE,
)
_CATEGORY_WORDS = re.compile(
    r"(?:nyhet(?:er)?|aktuellt|pressmeddelanden?|press|blogg(?:en)?|evenemang|kalender(?:ium)?|"
    r"allmänt|okategoriserade?|uncategorized|artikel|artiklar|notis(?:er)?|krönika|krönikor|"
    r"reportage|debatt|intervju(?:er)?|medlemsnytt|nyhetsbrev|information|info|news|projekt|"
    r"föreningsnytt|verksamhet|kultur|miljö|skola|omsorg|näringsliv|politik|övrigt|viktigt|"
    r"tips|kurser|event|utbildning|styrelsen|insändare|omvärld(?:en)?|landsbygd|forskning|integration|jobb|hälsa|friskvård|"
    r"ekonomi|opinion|aktuella?\s+projekt|lokalt|sport|idrott|ungdom|barn|natur|trafik|bygga|"
    r"demokrati|kommun|nytt|remissvar|rapport(?:er)?|referat|protokoll|konferens(?:er)?)",
    re.IGNORECASE,
)

# From such a line on, everything is below the last post.
_BELOW_STRONG = re.compile(
    r"(?:←|«|‹|<+|»|→|›|❮)?\s*(?:äldre|nyare|tidigare|senare|fler|föregående|förra|nästa|"
    r"older|newer|previous|next|first|last|första|sista)\s*"
    r"(?:inlägg(?:en)?|nyheter|artiklar|poster|sidan?|posts?|entries|page|blogginlägg)?\s*"
    r"(?:→|»|›|>+|❯|←)?|"
    r"(?:visa|ladda|läs|se|hämta|load)\s+(?:fler|more|alla|äldre)(?:\s+\w+){0,2}|alla\s+nyheter|"
    r"(?:de\s+)?senaste?\s+(?:inlägg(?:en)?|nytt|nyheter(?:na)?|kommentarer(?:na)?|artiklarna|artiklar)|"
    r"recent\s+(?:posts|comments)|arkiv(?:et)?|nyhetsarkiv|bloggarkiv|archives?|kategorier|"
    r"kommentarer\s*:?|comments|lämna\s+ett\s+svar|leave\s+a\s+reply|"
    r"\d+\s+(?:kommentarer|tankar|svar|thoughts?|comments?)\s+(?:till|på|om|on)\b.*|"
    r"categories|etiketter|taggar|taggmoln|tags|ämnen|populära\s+\w+|mest\s+läst\w*|relaterat|"
    r"relaterade?\s+\w+|läs\s+också|meta|logga\s+in|länkar|blogroll|bloggar\s+jag\s+.*|"
    r"(?:drivs|drivs\s+med\s+stolthet|proudly\s+powered|powered)\s+(?:med|av|by)\b.*|"
    r"skapa\s+en\s+.*(?:webbplats|blogg)\b.*|tema\b.{0,40}\bav\b.*|(?:©|copyright|\(c\)).*|"
    r".{0,40}©.{0,60}|sid(?:a|an)\s+\d+(?:\s*(?:av|/)\s*\d+)?|page\s+\d+(?:\s+of\s+\d+)?|"
    r"(?:\d{1,3}|…|\.\.\.|\[\d{1,3}\])(?:[\s|,·]+(?:\d{1,3}|…|\.\.\.|\[\d{1,3}\]|nästa|sista|"
    r"föregående|»|>|→))*|(?:jan|feb|mars|apr|maj|jun|jul|aug|sep|okt|nov|dec)\w*\s+(?:19|20)\d\d|"
    r"(?:till(?:baka\s+till)?\s+)?(?:sidans\s+)?toppen(?:\s+av\s+sidan)?|tillbaka\s+upp|upp\s*[↑▲]?|"
    r"(?:till\s+)?sidans\s+topp|back\s+to\s+top|följ\s+oss(?:\s+(?:på|i)\b.*|\s*:.*)?|follow\s+us.*|"
    r"sociala\s+medier|prenumerera(?:\s+.*)?|subscribe.*|rss(?:-flöde)?|inläggsflöde|"
    r"kommentarsflöde|wordpress\.org|om\s+(?:webbplatsen|kakor|cookies|oss|sajten|personuppgifter|"
    r"bloggen)|(?:integritets|cookie)\s?-?policy.*|tillgänglighets(?:redogörelse|rapport).*|"
    r"webbplatskarta|sajtkarta|sök(?:\s+(?:på\s+\w+|efter|här))?\s*:?|inläggsnavigering|"
    r"sidnumrering(?:\s+för\s+inlägg)?|posts\s+navigation|inlägg\s*\(atom\)|startsida(?:n)?|"
    r"hem|(?:behandling\s+av\s+)?personuppgifter.*|ansvarig\s+utgivare.*|org(?:anisations)?\.?\s?-?"
    r"(?:nr|nummer)\b.*",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r".{0,40}©|copyright|\(c\)|drivs|powered|proudly|integritets|cookie|tillgänglighets|"
    r"webbplatskarta|om\s|personuppgift|behandling|ansvarig|org",
    re.IGNORECASE,
)
_UNMISTAKABLE = re.compile(
    r"[←«‹→›❮]|.{0,40}[→»›❯]$|.{0,40}©|copyright|drivs\s+(?:med|av)\s|powered|proudly|"
    r"(?:äldre|nyare|older|newer)\s+(?:inlägg|posts|nyheter)|senaste\s+(?:inlägg|kommentar)|"
    r"sida\s+\d|arkiv$|kategorier$|inläggsnavigering",
    re.IGNORECASE,
)
_BELOW_WEAK = re.compile(
    r"kontakt(?:a\s+oss|uppgifter|information)?\s*:?|(?:besöks|post|faktura)?adress\b.{0,60}|"
    r"hitta\s+(?:till\s+)?(?:oss|hit)|öppettider\s*:?.{0,40}|växel\b.{0,40}|"
    r"(?:telefon|tel|tfn|fax|e-?post|e-?mail|mejl|bankgiro|bg|plusgiro|pg|swish)\s*[:.]?\s.{0,60}|"
    r"(?:box\s+\d+.{0,40})|.{0,60}\b\d{3}\s?\d{2}\s+[A-ZÅÄÖ][\w ]{1,30}|nyhetsbrev|medlemskap|"
    r"bli\s+medlem|våra\s+sponsorer|sponsorer|samarbetspartners?|genvägar|snabblänkar|om",
    re.IGNORECASE,
)
_COOKIE = re.compile(
    r"\b(?:kakor|cookies?|kak-?inställningar|samtycker|samtycke|gdpr)\b|^inställningar$|"
    r"^(?:godkänn|acceptera|avvisa|neka|jag förstår|ok,? jag förstår|stäng|okej)\b.{0,40}$",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"(?:nyheter|nyhet|aktuellt|senaste\s+nytt|senaste\s+nyheter(?:na)?|nytt|blogg(?:en)?|blog|news|"
    r"arkiv|nyhetsarkiv|alla\s+nyheter|alla\s+inlägg|inlägg|samlade\s+inlägg|meny|menu|start(?:sida)?|"
    r"hem|home|om\s+(?:oss|föreningen|mig)|kontakt(?:a\s+oss)?|pressrum|press(?:meddelanden)?|"
    r"på\s+gång|kalender(?:ium)?|evenemang|sök|logga\s+in|medlem(?:mar|skap)?|bli\s+medlem|"
    r"galleri|bilder|länkar|styrelse(?:n)?|dokument|verksamhet(?:en)?|hoppa\s+till\s+innehåll(?:et)?|"
    r"gå\s+(?:direkt\s+)?till\s+innehåll(?:et)?|till\s+innehållet|skip\s+to\s+content|"
    r"information|english|svenska|lättläst|lyssna|nyhetsbrev|projekt|artiklar|notiser|"
    r"(?:nyheter|aktuellt|arkiv|nyhetsarkiv)\s+(?:19|20)\d\d|(?:nyheter|aktuellt|nytt)\s+(?:från|om|"
    r"i|hos|för)\s+.{1,50})\s*[:▼▾☰]?",
    re.IGNORECASE,
)
_OF_A_POST_COMPILED = tuple(
    (reason, re.compile(rf"{_LEAD}(?:{pattern}){_ARROWS}", re.IGNORECASE))
    for reason, pattern in _OF_A_POST
)
_READ_MORE = _OF_A_POST_COMPILED[0][1]
_MORE_AT_END = re.compile(
    r"(?P<kept>.*?(?:…|\.\.\.|[.!?\]]))\s*[\[\(]?(?P<more>(?:läs\s+(?:mer|vidare|hela\s+\w+)|"
    r"fortsätt\s+läsa|read\s+more|continue\s+reading)[\s.…→»›>\]\)]*)",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\]|\((?:…|\.\.\.)\))[\s»”\"]*\Z")


def why_furniture(line: str, title: str = "") -> str:
    """Return why a line at a post's beginning or end is no part of it; "" for a text."""
    line = line.strip()
    if len(line) > 130:
        return ""
    if _RULE.fullmatch(line):
        return "a rule between posts"
    if _OF_A_LIST.fullmatch(line):
        return "a heading of the page's list"
    for reason, pattern in _OF_A_POST_COMPILED:
        if pattern.fullmatch(line):
            return reason
    if title and len(title) > 3 and title.casefold() in line.casefold():
        rest = re.sub(re.escape(title), "", line, flags=re.IGNORECASE).strip(" :”“\"'»→›>…«-–")
        if _READ_MORE.fullmatch(re.sub(r"\s+(?:om|av|about)$", "", rest)):
            return _OF_A_POST_COMPILED[0][0]
    return ""


def read_more_at_end(line: str) -> tuple[str, str]:
    """Cut `Läs mer` from the end of a line that stops before it: what is text, what is not."""
    found = _MORE_AT_END.fullmatch(line.rstrip())
    return (found["kept"], found["more"]) if found else (line, "")


def is_beginning(text: str) -> bool:
    """Tell whether a text stops in the middle: it ends in … or [...]."""
    return _BEGINNING.search(text) is not None


def is_author(line: str) -> bool:
    """Tell whether a line says who wrote the post, and nothing else."""
    found = _AUTHOR.fullmatch(line.strip())
    if found is None:
        return False
    words = found["name"].split()
    return len(words) == 1 or (len(words) <= 6 and not words[0][0].islower())


def is_category(line: str) -> bool:
    """Tell whether a line is a common name of a category."""
    return _CATEGORY_WORDS.fullmatch(line.strip()) is not None


def is_heading(line: str) -> bool:
    """Tell whether a line is a common heading of a page of news, or of a menu's entry."""
    line = line.strip()
    found = _HEADING.fullmatch(line.strip(" >»›/|•·–-☰"))
    return found is not None or " > " in line or " » " in line


def is_cookie(line: str) -> bool:
    """Tell whether a line asks for leave to store cookies."""
    return _COOKIE.search(line) is not None


def begins_below(line: str) -> str:
    """Return "strong" for a line that stands below the posts of a page, "weak", or ""."""
    line = line.strip()
    if len(line) > 120:
        return ""
    if _BELOW_STRONG.fullmatch(line) or _BELOW_STRONG.fullmatch(line.rstrip(" .…")):
        return "strong"
    return "weak" if _BELOW_WEAK.fullmatch(line) or (is_cookie(line) and len(line) < 120) else ""


def is_footer(line: str) -> bool:
    """Tell whether a line stands at the foot of a page, under what else it shows."""
    return _FOOTER.match(line.strip()) is not None or is_cookie(line)


def is_unmistakable(line: str) -> bool:
    """Tell whether no text of a post ends in such a line: ← Äldre inlägg, © Föreningen."""
    return _UNMISTAKABLE.match(line.strip()) is not None


def normalised(line: str) -> str:
    """A line without what differs from post to post: its figures."""
    return re.sub(r"\d+", "0", " ".join(line.split())).casefold().strip(" .…→»›>:")
