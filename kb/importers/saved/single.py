"""A page that is one post: its title, the part that is its text, its date."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from bs4.element import NavigableString, Tag

from kb.importers.saved.dates import date_in_address, says_published
from kb.importers.saved.dom import all_named, attr, in_link, outermost, strings, within, words
from kb.importers.saved.furniture import is_name
from kb.importers.saved.layout import Layout, Place, in_text
from kb.importers.saved.mark import Mark
from kb.importers.saved.titles import title_text
from kb.importers.saved.view import CONTENT, View

# Where a post's date may stand without being in it: shares and dates go together.
_BESIDE = (
    None,
    "the page's head",
    "the page's foot",
    "sharing",
    "about the author",
    "the way to this page",
)


def find_single(view: View, listed: Layout | None) -> Layout | None:
    """Return the post that a page is of; None where it is a list's, or tells of no post.

    `listed` is the list that seems to be on the page.
    """
    title = _page_title(view)
    if title is None:
        return None
    if listed is not None and listed.score <= 0:
        listed = None  # two rows of a table with days, without titles
    if listed is not None and not _outweighs(view, title, listed):
        return None
    root = _around(view, title)
    mark = _page_mark(view, title, root, listed)
    facts = view.facts
    told = (
        facts.published is not None
        or any(said.published for said in facts.said)
        or root.select_one("[itemprop=datePublished]") is not None
        or date_in_address(facts.address or "") is not None
        or (facts.single and facts.address is not None)
    )
    if mark is None and not told and listed is None:
        return None
    if mark is not None and not _is_alone(view, mark, title, listed):
        return None
    if listed is not None:
        _leave_cards(view, title, listed)
    return Layout([Place(root, mark, title)], single=True)


def _leave_cards(view: View, title: Tag, listed: Layout) -> None:
    """Note as other posts those that the page names, and that lead to pages of their own."""
    if listed.made_of != "named":
        return
    for place in listed.places:
        root, its = place.root, place.title
        if its is None or within(title, root) or _same(title_text(its), title_text(title)):
            continue
        if (its.find("a", href=True) or its.find_parent("a")) and view.precedes(title, root):
            view.boilerplate.setdefault(id(root), (root, "other posts"))


def _is_alone(view: View, mark: Mark, title: Tag, listed: Layout | None) -> bool:
    """Tell a post's own date from one of a row, whose posts nobody could tell apart."""
    facts = view.facts
    if facts.single or any(_same(said.headline, title_text(title)) for said in facts.said):
        return True
    beside = [place.root for place in listed.places] if listed else []
    row = [
        one
        for one in view.marks
        if one.kind == mark.kind
        and not one.only_updated
        and one.published != mark.published
        and not view.is_boilerplate(one.anchor)
        and not in_text(one, view.body)
        and not any(within(one.anchor, root) for root in beside)
    ]
    return not row


def _same(one: str, other: str) -> bool:
    ours, theirs = (re.sub(r"\W+", " ", text).strip().lower() for text in (one, other))
    return bool(ours and theirs) and (ours == theirs)


def _bare(tag: Tag) -> str:
    return re.sub(r"\W+", " ", title_text(tag)).strip().lower()


def _leads_home(tag: Tag) -> bool:
    link = tag.find("a", href=True) or tag.find_parent("a")
    return (
        isinstance(link, Tag)
        and re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", attr(link, "href")) is not None
    )


def _page_title(view: View) -> Tag | None:
    facts = view.facts
    said = [s.headline for s in facts.said if s.headline] + [facts.headline]
    candidates = [
        tag
        for tag in view.body.select(
            "h1, [role=heading][aria-level='1'], .entry-title, [itemprop~=headline], h2, "
            ".p-name, [data-hook=post-title]"
        )
        if title_text(tag) and view.reason_for(tag) in (None, "the page's head")
    ]
    for tag in candidates:
        if any(_same(title_text(tag), one) for one in said):
            return tag
    whole = re.sub(r"\W+", " ", facts.title).strip().lower()
    named = []
    for tag in candidates:
        text = re.sub(r"\W+", " ", title_text(tag)).strip().lower()
        if (
            text
            and (whole.startswith(text) or whole.endswith(text))
            and not _same(text, facts.site_name)
        ):
            named.append(tag)
    if named:
        # A page is called by its title and its site's name, in either order.
        inner = [
            tag for tag in named if view.reason_for(tag) is None and not _leads_home(tag)
        ] or named
        return max(
            inner,
            key=lambda tag: (
                tag.name == "h1" and whole.startswith(_bare(tag)),
                len(title_text(tag)),
            ),
        )
    firsts = [tag for tag in candidates if tag.name == "h1" and view.reason_for(tag) is None]
    if not candidates:
        # Pages from before headings were in use have theirs in large or bold letters.
        for tag in view.body.find_all(["b", "strong", "font", "big"]):
            text = _bare(tag)
            if words(text) >= 2 and whole.startswith(text) and not view.is_boilerplate(tag):
                return tag
    others = [tag for tag in candidates if tag.name != "h2"]
    return next(iter(firsts or others or candidates), None)


def _outweighs(view: View, title: Tag, listed: Layout) -> bool:
    """Tell whether the page is the one post under its title rather than the list on it."""
    own = [place for place in listed.places if within(title, place.root)]
    if len(listed.places) == 1 and own:
        return True
    if len(listed.places) == 1 and title.name == "h1" and listed.places[0].title is None:
        # Drupal has a post's title above the part that it calls the post.
        return view.precedes(title, listed.places[0].root)
    if (said := _as_said(view, title, listed)) is not None:
        return said
    outside = [place for place in listed.places if place not in own]
    if own and title.name == "h1":
        # All of Squarespace's titles are h1: then it is one of them.
        return not any(place.title is not None and place.title.name == "h1" for place in outside)
    return not outside or _outweighs_in_words(view, title, outside, listed)


def _as_said(view: View, title: Tag, listed: Layout) -> bool | None:
    """Return what the page says itself, None where it says neither."""
    facts = view.facts
    if facts.listing:
        return False
    text = title_text(title)
    headlines = [said.headline for said in facts.said if said.headline]
    others = [headline for headline in headlines if not _same(headline, text)]
    named = len(others) < len(headlines) and title.name == "h1"
    if facts.single or (named and (len(others) < len(listed.places) or len(others) < 2)):
        return True
    return None


def _outweighs_in_words(view: View, title: Tag, outside: Sequence[Place], listed: Layout) -> bool:
    first = outside[0].root
    between, rest = _words_around(view, title, first, listed)
    listed_marks = {id(place.mark) for place in listed.places}
    # Blogger has the day above each post of a list.
    rows = Counter(mark.kind for mark in view.marks if id(mark) not in listed_marks)
    listed_days = {place.mark.published for place in listed.places if place.mark}
    has_own = any(
        id(mark) not in listed_marks
        and not (rows[mark.kind] > 1 and mark.published in listed_days)
        and not mark.only_updated
        and (mark.pure or mark.machine)
        and view.precedes(mark.anchor, first)
        and not view.is_boilerplate(mark.anchor)
        and not any(place.mark and within(mark.anchor, place.root) for place in listed.places)
        for mark in view.marks
    )
    bodies = sum(view.words(place.root) for place in outside)
    if has_own and between >= 30 and between > bodies / len(outside) * 0.8:
        return True
    # Without a date of its own it is one post all the same, where its text outweighs the list:
    # better none than the posts beside it.
    most = max(between, rest)
    return most >= 80 and most > 3 * bodies and not _same(view.facts.site_name, title_text(title))


def _words_around(view: View, title: Tag, first: Tag, listed: Layout) -> tuple[int, int]:
    """Count the words between a title and the first of a list, and all outside the list."""
    between = 0
    for node in title.next_elements:
        if node is first:
            break
        if isinstance(node, NavigableString) and not view.is_boilerplate(node):
            between += words(node) if not in_link(node) else 0
    within_list = sum(view.words(place.root) for place in listed.places)
    root = title.find_parent(["main", "article", "body"]) or view.body
    return between, view.words(root) - within_list


def _around(view: View, title: Tag) -> Tag:
    """Return the part of the page that a title is the title of."""
    own = title.find_parent(
        lambda tag: tag.css.match(
            "article, .hentry, .h-entry, [itemtype*=Article], [itemtype*=BlogPosting]"
        )
    )
    total = view.words(view.body)
    if own is not None and own.name != "body" and view.words(own) >= total * 0.4:
        return own
    # A title may have more words than its text.
    own_words = view.words(title)
    chosen = title
    for parent in title.parents:
        chosen = parent
        if parent.name in ("body", "html") or view.words(parent) - own_words >= max(
            (total - own_words) * 0.6, 1
        ):
            break
    texts = outermost(
        [tag for tag in all_named(view.body, CONTENT) if not view.is_boilerplate(tag)]
    )
    if len(texts) == 1 and view.precedes(title, texts[0]):
        # However few its words are, what is called the text is the text.
        while not within(texts[0], chosen) and chosen.parent is not None:
            chosen = chosen.parent
    return chosen


def _page_mark(view: View, title: Tag, root: Tag, listed: Layout | None) -> Mark | None:
    """Return the date that is the page's post's: near its title, no listed post's."""
    beside = [
        place.root
        for place in (listed.places if listed and len(listed.places) > 1 else [])
        if not within(title, place.root)
        and not (place.title and _same(title_text(place.title), title_text(title)))
    ]
    usable = [
        mark
        for mark in view.marks
        if view.reason_for(mark.anchor) in _BESIDE
        and not any(within(mark.anchor, other) for other in beside)
        and (mark.pure or mark.machine or len(mark.rest.split()) <= 3)
        and not within(mark.anchor, title)  # a title's date is what the post is about
    ]
    published = [
        mark for mark in usable if not mark.only_updated and not _is_today(view, mark, title)
    ]
    told = _told_day(view, title)
    if told is not None:
        # What machines are told is no other post's date, nor one out of the text.
        published = [
            mark
            for mark in published
            if mark.published is not None and abs(mark.published - told) <= timedelta(days=1)
        ]
    inside = [mark for mark in published if within(mark.anchor, root)]
    outside_text = [mark for mark in inside if not in_text(mark, root)]
    above = [
        mark
        for mark in published
        if mark.pure
        and view.reason_for(mark.anchor) is None
        and view.precedes(mark.anchor, title)
        and _words_until(mark, title) == 0
    ]
    for chosen in (outside_text, above, inside):
        if chosen:
            whole = [
                mark for mark in chosen if mark.pure or mark.machine or is_name(mark.rest)
            ] or chosen
            whole = [mark for mark in whole if not _in_other_table(mark, title)] or whole
            # A day that the text goes on after is one it tells of, where another stands apart.
            whole = [mark for mark in whole if not _amid_text(view, mark, title, root)] or whole
            return min(whole, key=lambda mark: _distance(mark, title, root))
    near = [mark for mark in published if view.reason_for(mark.anchor) is None]
    if near:
        return near[0]
    if told is not None:
        return None
    changed = [mark for mark in usable if mark.only_updated and within(mark.anchor, root)]
    return changed[0] if changed else None


def _in_other_table(mark: Mark, title: Tag) -> bool:
    """Tell a date in a table of the text."""
    table = mark.anchor.find_parent("table")
    return table is not None and not within(title, table)


def _amid_text(view: View, mark: Mark, title: Tag, root: Tag) -> bool:
    """Tell a date with running text both between it and the title, and below it."""
    if mark.machine or says_published("".join(mark.nodes)) or not view.precedes(title, mark.anchor):
        return False
    own = {id(node) for node in (*strings(title), *mark.line.nodes)}
    before = after = 0
    for node in strings(root):
        if id(node) in own or not node.strip() or view.is_boilerplate(node):
            continue
        if view.precedes(node, title):
            continue
        if view.precedes(node, mark.anchor):
            before += words(node)
        else:
            after += words(node)
    return before >= 12 and after >= 12


def _told_day(view: View, title: Tag) -> date | None:
    """Return the day that the page tells machines of the post with this title."""
    facts = view.facts
    own = [said for said in facts.said if _same(said.headline, title_text(title))]
    dated = [said.published for said in own or facts.said if said.published]
    told = facts.published
    if told is None and dated and (own or len(dated) == 1):
        told = dated[0]
    return told[0] if told else date_in_address(facts.address or "")


def _is_today(view: View, mark: Mark, title: Tag) -> bool:
    """Tell the day that a page shows above all it holds: the day when it was saved."""
    if mark.machine or says_published("".join(mark.nodes)) or not view.precedes(mark.anchor, title):
        return False
    return _words_until(mark, title) > 5


def _words_until(mark: Mark, title: Tag) -> int:
    """Count the texts between a date and a title that follows."""
    between = 0
    for node in mark.nodes[-1].next_elements:
        if node is title:
            break
        between += isinstance(node, NavigableString) and words(node) > 0
    return between


def _distance(mark: Mark, title: Tag, root: Tag) -> int:
    """How far a date stands from the title, in texts; verbs and machines' dates are nearer."""
    order = [id(node) for node in strings(root) if node.strip()]
    places = {identity: number for number, identity in enumerate(order)}
    of_title = [places[id(node)] for node in strings(title) if id(node) in places]
    of_mark = [places[id(node)] for node in mark.nodes if id(node) in places]
    if not of_title or not of_mark:
        return 10_000
    return abs(of_mark[0] - of_title[-1]) - (1000 if mark.machine else 0)
