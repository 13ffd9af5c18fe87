"""What of a page is no post's: menus, sidebars, cookies, sharing, comments, each with a name."""

import re

from bs4.element import Tag

from kb.importers.saved.dom import attr, names

_START = r"(?:^|[\s_-])"
_END = r"(?:$|[\s_-])"


def _named(words: str) -> re.Pattern[str]:
    return re.compile(f"(?i){_START}(?:{words}){_END}")


# By what pages call their parts, from the surest on.
_BY_NAME: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "about cookies",
        _named(
            r"cookies?\w*|kakor|consent\w*|gdpr|cmplz|cky|onetrust|cookiebot|cybotcookie\w*|"
            r"cc-window"
        ),
    ),
    (
        "comments",
        _named(
            r"comments?|comment-?list|commentlist|comments-area|kommentar(?:er)?|respond|"
            r"comment-respond|"
            r"disqus\w*|commentform|trackbacks?|pingbacks?|replies"
        ),
    ),
    (
        "sharing",
        _named(
            r"share|shares|sharing|sharer?|sharedaddy|sd-sharing\w*|share-?buttons?|addthis\w*|"
            r"addtoany\w*|a2a|"
            r"social\w*|socialt|dela|delning|dela-?knappar|follow-us|heateor\w*|ssba|tipsa|"
            r"sharethis|st-btn|shareaholic\w*|fb-like|tweet|twitter-share-button"
        ),
    ),
    (
        "other posts",
        _named(
            r"related\w*|relaterat|relaterade|relaterad\w*|jp-relatedposts|yarpp\w*|similar|"
            r"liknande|recommended|rekommenderat|more-news|"
            r"more-posts|read-?next|see-also|you-?may-?also\w*|latestnews|latest-?posts|"
            r"latest-?news-?widget|recent-?posts?|recent|senaste|fler-?nyheter|other-news|"
            r"next-posts|crp_related|mod-list|popular\w*|mest-lasta|most-?read|trending"
        ),
    ),
    (
        "a menu",
        _named(
            r"nav|navs|navbar\w*|navigation|menu|menus|meny|menyn|\w*meny|submenu|topmenu|"
            r"mainmenu|sub-?nav|topnav|sidenav|"
            r"main-?nav|menubar|sitemap|site-nav|global-nav|toolbar|\w+navigation|verktyg"
        ),
    ),
    (
        "the way to this page",
        _named(
            r"breadcrumbs?|breadcrumb\w*|brodsmul\w*|brödsmul\w*|crumbs?|pathway|lankstig|"
            r"länkstig|yoast-breadcrumb"
        ),
    ),
    (
        "leafing",
        _named(
            r"pagination|paginering|pager|page-numbers|paging|pagenavi|wp-pagenavi|"
            r"post-navigation|posts-navigation|nav-links|"
            r"nav-below|nav-above|nav-single|nav-previous|nav-next|prev-next|prevnext|post-nav|"
            r"next-prev|blog-pager|load-more|loadmore|pagenav|"
            r"item-pagination|infinite-scroll|bladdra|page-links-?nav|items-more"
        ),
    ),
    (
        "a sign-up for news by mail",
        _named(
            r"newsletter\w*|nyhetsbrev\w*|subscribe\w*|subscription|prenumerera|mailchimp|"
            r"mc_embed_signup|mc4wp\w*|signup|sign-up"
        ),
    ),
    (
        "a search form",
        _named(
            r"search|searchform|search-?form|sok|sök|sokruta|searchbox|site-search|search-?block|"
            r"widget_search|\w*searchform\w*"
        ),
    ),
    (
        "about the author",
        _named(
            r"author-?(?:box|bio|info|description|card|profile)|about-?author|post-author-box|"
            r"entry-author|saboxplugin\w*|biography|forfattare|profile|om-?skribenten"
        ),
    ),
    (
        "a cloud of tags",
        _named(
            r"tag-?cloud|tagcloud|widget_tag_cloud|wp-block-tag-cloud|wp-tag-cloud|etikettmoln|"
            r"taggmoln"
        ),
    ),
    (
        "a calendar",
        _named(
            r"calendar\w*|kalender\w*|kalendarium|events?|event-?list|eventlist|evenemang\w*|"
            r"tribe-events\w*|wp-calendar|upcoming|kommande|pa-gang"
        ),
    ),
    (
        "an advertisement",
        _named(
            r"ads?|advert\w*|annons\w*|sponsors?|sponsorer|banner-?ad|adsbygoogle|google-?ads?|"
            r"promo|reklam|dfp\w*"
        ),
    ),
    (
        "an archive's list",
        _named(r"archives|arkiv|widget_archive|BlogArchive|archive-list|archivedate"),
    ),
    (
        "a sidebar",
        _named(
            r"sidebar\w*|side-bar|widget|widgets|widget-area|widgetarea|secondary|tertiary|aside|"
            r"sidokolumn\w*|hogerspalt\w*|högerspalt\w*|hogerkolumn\w*|"
            r"vansterspalt\w*|vänsterspalt\w*|vansterkolumn\w*|rightcol\w*|right-?column|"
            r"leftcol\w*|left-?column|sidospalt\w*|well|column-right|column-left|col-right|"
            r"sidobar|rail"
        ),
    ),
    (
        "the page's foot",
        _named(
            r"footer|site-?footer|page-?footer|sidfot\w*|fot|foot|colophon|copyright|bottom|"
            r"footer-\w+|\w+-footer|sitefooter|SITE_FOOTER|credits?|site-info|attribution"
        ),
    ),
    (
        "the page's head",
        _named(
            r"masthead|site-?header|page-?top|sidhuvud\w*|topp|topbar|top-bar|branding|"
            r"site-branding|sitehead|logo|logga|logotyp|banner|main-header|global-header|"
            r"siteheader|SITE_HEADER|header-wrapper|headerwrapper|nr-header"
        ),
    ),
    (
        "a box that opens above the page",
        _named(r"modal|popup|pop-up|lightbox|overlay|offcanvas|off-canvas|drawer|alert-bar"),
    ),
    (
        "a link within the page",
        _named(
            r"skip-?links?|skip-?to-?content|skiplink|hoppa|genvag|back-?to-?top|to-?top|totop|"
            r"till-toppen|printlink|print-?link|skriv-?ut|print"
        ),
    ),
    (
        "about the sender",
        _named(
            r"boilerplate|about-company|om-foretaget|contacts?|kontakt|kontakter|kontaktkort|"
            r"contact-card|kontaktperson\w*|contact-?box|presskontakt"
        ),
    ),
    (
        "files to fetch",
        _named(r"attachments?|attachment-list|bilagor|downloads?|nedladdning(?:ar)?|bifogade?"),
    ),
    (
        "a question to the reader",
        _named(
            r"feedback|hjalptedettadig|helpful|page-feedback|rating|ratings|betyg|poll|vote|"
            r"wp-postratings|kk-star-ratings|sidfeedback"
        ),
    ),
)
_BY_ELEMENT = {
    "nav": "a menu",
    "footer": "the page's foot",
    "aside": "a sidebar",
    "address": "an address",
}
_BY_ROLE = {
    "navigation": "a menu",
    "banner": "the page's head",
    "contentinfo": "the page's foot",
    "complementary": "a sidebar",
    "search": "a search form",
    "dialog": "a box that opens above the page",
    "alertdialog": "a box that opens above the page",
    "menu": "a menu",
    "menubar": "a menu",
}
# A heading that says what the list under it is.
BY_HEADING = re.compile(
    r"(?i)(?:(?P<other>senaste\s+(?:nytt|nyheterna?|inläggen?|artiklarna?|bloggen)?|"
    r"senaste\s+(?:inlägg|nyheter|artiklar|kommentarer(?:na)?)|"
    r"fler\s+(?:nyheter|inlägg|artiklar)|(?:relatera[dt]e?|liknande|andra|"
    r"rekommendera[dt]e?)\s+\w+|läs\s+(?:också|även|mer)|mer\s+(?:nyheter|att läsa)|"
    r"mest\s+läs(?:t|ta)|populär[at]?\s*\w*|recent\s+posts|latest\s+\w+|related\s+\w+|"
    r"du kanske också gillar|nästa\s+(?:inlägg|artikel)|senast publicerat)|"
    r"(?P<calendar>(?:kalender|kalendarium|kommande|evenemang(?:skalender)?|"
    r"(?:det\s+)?(?:här\s+)?händer|på\s+gång|aktiviteter)(?:\s+\w+){0,3}|upcoming\s+\w+|events|"
    r"nästa\s+match|matcher|program(?:met)?)|"
    r"(?P<archive>arkiv|nyhetsarkiv|bloggarkiv|archives?|tidigare\s+nyheter)|"
    r"(?P<comments>(?:\d+\s+|en\s+|inga\s+)?(?:kommentar(?:er)?|reaktion(?:er)?|svar|"
    r"comments?|responses?)(?:\s+(?:till|"
    r"på)\s.*)?|senaste\s+kommentarer(?:na)?)|"
    r"(?P<menu>meny|kategorier|etiketter|taggar|länkar|sidor|innehåll|navigering|snabblänkar|"
    r"genvägar|categories|tags|links|meta)|"
    r"(?P<share>dela(?:\s+\w+){0,3}|share(?:\s+\w+){0,2}|följ\s+oss(?:\s+\w+){0,2})|"
    r"(?P<contact>kontakt(?:er|a\s+oss|uppgifter|personer)?|press?kontakt(?:er)?|"
    r"för mer information|contacts?|om\s+(?:företaget|oss|bolaget|skribenten|författaren))|"
    r"(?P<mail>(?:prenumerera|nyhetsbrev).{0,40})|(?P<question>hjälpte (?:informationen|sidan|"
    r"det).{0,40}|var sidan till hjälp.{0,20})|(?P<files>bifogade\s+filer|bilagor|nedladdningar|"
    r"dokument\s+och\s+länkar)|(?P<cookies>(?:om\s+)?(?:cookies|kakor)|.{0,40}\banvänder\s+(?:cookies|kakor)\b.{0,40}|"
    r"hantera\s+samtycke|vi\s+värnar\s+(?:om\s+)?din\s+integritet)|(?P<search>sök(?:\s+\w+){0,2}))\W*"
)
_HEADING_REASONS = {
    "other": "other posts",
    "calendar": "a calendar",
    "archive": "an archive's list",
    "comments": "comments",
    "menu": "a menu",
    "share": "sharing",
    "contact": "about the sender",
    "mail": "a sign-up for news by mail",
    "question": "a question to the reader",
    "cookies": "about cookies",
    "files": "files to fetch",
    "search": "a search form",
}
_NEVER = (
    "html",
    "body",
    "main",
    "article",
    "a",
    "td",
    "tr",
    "tbody",
    "table",
    "time",
    "h1",
    "center",
    "font",
)
_ITEMS = re.compile(
    r"(?i)(?:^|\s)(?:hentry|h-entry|post|type-post|wp-block-post|entry|node|item)(?:$|\s)"
)
# Names that say how a page is laid out, not what a part is.
_LAYOUT = re.compile(
    r"(?i)\b(?:has|no|with|without|without|is|not|et|wp-block|wp|menu-item|elementor-widget|"
    r"page-template|template|single|type)[-_](?:[\w-]*)"
    r"|\b[\w-]*(?:no-sidebar|sidebar-(?:right|left|none)|with-sidebar|full-?width)[\w-]*|"
    r"\bcontent-sidebar\S*|\bdropdown\S*|\bsearch-results?\S*|\bprint-(?:only|none)\S*"
)


def reason(tag: Tag) -> str | None:
    """Return what an element is, where it is no part of any post by its own account."""
    role = attr(tag, "role").lower()
    if role in _BY_ROLE and tag.name not in ("body", "html"):
        return _BY_ROLE[role]
    if tag.name in _NEVER:
        return None
    called = names(tag)
    if called and not _ITEMS.search(attr(tag, "class")):
        bare = _LAYOUT.sub(lambda m: m.group() if _kept(m.group()) else " ", called)
        for said, pattern in _BY_NAME:
            if pattern.search(bare):
                return said
    return _BY_ELEMENT.get(tag.name)


def _kept(name: str) -> bool:
    """Tell the layout's names that do say what a part is (`wp-block-post-comments`)."""
    return bool(
        re.search(
            r"(?i)wp-block-(?:latest|post-comments|comments|tag-cloud|archives|calendar|search|"
            r"query-pagination|navigation|categories|social|site-)"
            r"|wp-(?:calendar|pagenavi|postratings|tag-cloud)|et_(?:pb_widget|social)|et_pb_sidebar",
            name,
        )
    )


def heading_reason(text: str) -> str | None:
    """Return what a heading says that the part under it is, where that is no post."""
    found = BY_HEADING.fullmatch(text.strip())
    return _HEADING_REASONS[found.lastgroup] if found and found.lastgroup else None
