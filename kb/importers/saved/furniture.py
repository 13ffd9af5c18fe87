"""Lines, links and small parts inside a post that are about it, not of it."""

import re

from bs4.element import Tag

from kb.importers.saved.dates import is_kind
from kb.importers.saved.dom import attr, names

# Whole lines and whole links.
_READ_MORE = (
    r"(?:läs|lär|se|visa)\s+(?:mer|vidare|hela\s+\w+|resten|artikeln|inlägget|nyheten|mera)|"
    r"fortsätt\s+(?:att\s+)?läsa?|continue\s+reading|"
    r"read\s+(?:more|on|the\s+rest)|till\s+(?:artikeln|nyheten|inlägget)|"
    r"mer\s+(?:info(?:rmation)?)?|learn\s+more|view\s+post|visa\s+hela\s+\w+|"
    r"(?:hela\s+)?(?:nyheten|artikeln|inlägget)\s+här"
)
_COUNTS = (
    r"(?:\d+|inga|no|en|ett|lämna\s+en|skriv\s+en|lägg\s+till(?:\s+en)?(?:\s+ny)?|add\s+a?|"
    r"leave\s+a)\s+(?:ny\s+)?(?:kommentar(?:er)?|svar|comments?|repl(?:y|ies))|"
    r"kommentera(?:\s+\w+){0,2}|kommentarer(?:na)?(?:\s*\(?\d+\)?|\s+är\s+(?:stängda|"
    r"inaktiverade).{0,80}|\s+inaktiverade.{0,80})?|comments?\s*(?:\(?\d+\)?|off|are closed)?|"
    r"\d+\s*(?:visningar|views|läsningar|gilla(?:-markeringar)?|likes?)|(?:träffar|visningar|"
    r"läst|hits|views)\s*:?\s*\d+(?:\s*gånger)?|"
    r"\d+\s*min(?:uter?s?|\.)?\s+(?:läsning|lästid|read)|lästid\s*:?\s*(?:ca\.?\s*)?\d+\s*min\w*|"
    r"(?:uppskattad\s+)?lästid.{0,20}"
)
_SHARE = (
    r"dela(?:\s+(?:på|detta|det\s+här|inlägget|artikeln|sidan|via|med|nyheten|"
    r"till)(?:\s+[\w-]+){0,3})?|share(?:\s+(?:on|this|via)(?:\s+\w+){0,2})?|tweeta?|facebook|"
    r"twitter|linkedin|"
    r"pinterest|whatsapp|instagram|e-?post|mejla|skriv\s+ut|print|tipsa(?:\s+en\s+vän|"
    r"\s+om.{0,30})?|gilla(?:\s+\w+)?|like(?:\s+\w+)?|kopiera\s+länk(?:en)?|"
    r"skicka\s+med\s+e-post|skicka(?:\s+som)?\s+e-post"
)
_ABOUT = (
    r"(?:(?:kategori(?:er)?|category|categories|taggar|etiketter|tags?|ämnen?|nyckelord|sökord|"
    r"arkiverad\s+under|publicera[dt]\s+i|posted\s+in|filed\s+under|märkt(?:\s+med)?|"
    r"tagged(?:\s+with)?)\b\s*:?\s*(?!\d).{0,200})|"
    r"(?:upplag[dt]|publicera[dt]|skriv(?:en|et)|inlag[dt]|posta[dt]|posted|written|"
    r"postat)\s+(?:av|by)\b:?.{0,80}|"
    r"(?:författare|skribent|author|redaktör|publicerad\s+av|avsändare|sidansvarig|"
    r"innehållsansvarig|ansvarig\s+utgivare)\s*:\s*.{0,80}|"
    r"permalän?n?k(?:en)?|permalink|redigera(?:\s+\w+)?|edit(?:\s+\w+)?|"
    r"(?:gå\s+)?tillbaka(?:\s+till.{0,40})?|till\s+toppen|upp|till\s+startsidan|"
    r"bokmärk\s+.{0,30}permalänken.{0,20}|senast\s+(?:uppdaterad|ändrad)\s+av.{0,60}|detaljer|"
    r"okategoriserade?|uncategorized|i|in|av|by|"
    r"(?:detta|det\s+här)\s+inlägg(?:et)?\s+(?:publicerades|skrevs|postades)\b.{0,150}"
)
_WHOLE = [
    (
        "a link to the rest",
        re.compile(rf"(?i)[\s»›>→(\[…+-]*(?:{_READ_MORE})[\s»›>→.…:!)\]&raquo;]*"),
    ),
    ("counts of comments or readers", re.compile(rf"(?i)\W*(?:{_COUNTS})\W*")),
    ("sharing", re.compile(rf"(?i)\W*(?:\d+\s*)?(?:{_SHARE})(?:[\s|,·•]+(?:{_SHARE}))*\W*")),
    ("what the post says of itself", re.compile(rf"(?i)\W*(?:{_ABOUT})\W*")),
    (
        "a question to the reader",
        re.compile(
            r"(?i)\W*(?:(?:var|är)\s+(?:den\s+här\s+)?(?:informationen|sidan|texten|innehållet|"
            r"artikeln)\b.{0,40}\b(?:användbar|hjälp|hjälpsam|nytta)(?:\s+\w+){0,3}|hjälpte\s+"
            r"(?:informationen|sidan|texten|innehållet|det\s+här)\b.{0,30}|hittade\s+du\s+"
            r"(?:det|vad|informationen)\s+(?:som\s+)?du\s+(?:sökte|letade\s+efter)|fick\s+du\s+"
            r"svar\s+på\s+dina?\s+frågor?|was\s+this\s+(?:page|article)\s+helpful)\W*"
        ),
    ),
    (
        "leafing",
        re.compile(
            r"(?i)\W*(?:(?:äldre|nyare|föregående|nästa|tidigare|older|newer|previous|"
            r"next)\s*(?:inlägg|nyheter|sida|artikel|artiklar|posts?|page|entries)?|"
            r"sida\s+\d+\s+av\s+\d+|föregående|visa\s+fler(?:\s+\w+)?|ladda\s+fler(?:\s+\w+)?|"
            r"load\s+more|fler\s+nyheter|alla\s+nyheter|till\s+nyhetsarkivet|"
            r"visa\s+alla(?:\s+\w+)?|se\s+alla(?:\s+\w+)?)\W*"
        ),
    ),
]
# Its capitals tell `Av Anna Ek` from a line of text.
_BY_NAME = re.compile(r"\W*(?:[Aa]v|[Bb]y|AV)\s*:?\s+[A-ZÅÄÖ][\w.-]+(?:\s+[A-ZÅÄÖ][\w.-]+){0,3}\W*")
_NAME = re.compile(
    r"\W*(?:(?:[Aa]v|[Bb]y|AV|[Tt]ext)\b\s*:?\s+)?(?:[A-ZÅÄÖÉ][\w.’'-]+(?:\s+[A-ZÅÄÖÉ][\w.’'-]*){1,3}|"
    r"(?:[Rr]edaktionen|[Aa]dmin|[Ww]ebmaster|[Kk]ansliet|[Ss]tyrelsen))\W*"
)
_READ_MORE_OF = re.compile(rf"(?i)\W*(?:{_READ_MORE})\b.{{0,150}}")
# At a name's end: `post-category` tells of the post, `category-nyheter` is the post.
_META = re.compile(
    r"(?i)(?:^|[\s_-])(?:meta|metadata|meta-?data|post-?meta|byline|author|vcard|cat-links|tags?|"
    r"tags-links|tag-list|posttags|topics|categories|category|comments-link|comments?-number|"
    r"edit-link|entry-footer|entry-utility|submitted|article-info|posted-on|dateline|"
    r"read-?more|more-link|node-readmore|likes?|views|view-count|post-?footer|postmetadata|"
    r"post-?info|publish-?date|publicerad|pubdate|date|datum|links|hits|createdby|"
    r"taxonomy-category|wp-block-post-terms|author-name|labels|field-tags|comment-count|"
    r"like-button\S*|time-to-read|fusion-meta-info\S*|single-line-meta|page-?info|sidinfo|"
    r"header-line-\d)(?:$|\s)"
)
_SURELY_META = re.compile(
    r"(?i)(?:^|[\s_-])(?:entry-meta|entry-footer|post-?meta|postmetadata|cat-links|tags-links|post-tags|"
    r"more-link|read-?more|node-readmore|edit-link|comments-link|entry-utility|post-labels|"
    r"elementor-post__meta-data|fusion-meta-info|field--name-field-tags|post-info)(?:$|[\s_-])"
)


def line_reason(text: str) -> str | None:
    """Return what a whole line is, where it is no text of a post."""
    if len(text) > 220:
        return None
    if is_kind(text):
        return "a label"
    for said, pattern in (*_WHOLE, ("what the post says of itself", _BY_NAME)):
        if pattern.fullmatch(text):
            return said
    parts = re.split(r"\s*[|·•]\s*", text)
    if len(parts) > 1 and all(parts) and all(map(line_reason, parts)):
        return "what the post says of itself"
    return None


def is_name(text: str) -> bool:
    """Tell what may be who wrote a post, and no more than that."""
    return bool(_NAME.fullmatch(text)) and not re.search(r"\d", text)


def is_read_more(text: str, or_of: bool = False) -> bool:
    """Tell a link to the rest of a post; `or_of`: also one that goes on `… om årsmötet`."""
    text = text.strip()
    return bool(_WHOLE[0][1].fullmatch(text) or (or_of and _READ_MORE_OF.fullmatch(text)))


def is_about_post(tag: Tag, within_text: bool = False) -> bool:
    """Tell a small part that is about the post by its name: author, categories, date.

    `within_text`: only what no text is called, for it stands among the text.
    """
    if within_text:
        return bool(_SURELY_META.search(names(tag))) or "tag" in attr(tag, "rel").split()
    if tag.name in ("html", "body", "main", "article", "h1", "h2", "h3", "h4", "h5", "h6"):
        return False
    return bool(_META.search(names(tag))) or "tag" in attr(tag, "rel").split()
