"""Whether a page holds all of its site's posts, or some of them."""

import re

from bs4 import BeautifulSoup

from kb.importers.saved.dom import attr, text_of
from kb.importers.saved.facts import Facts

_FURTHER = re.compile(
    r"(?i)\W*(?:(?:äldre|nyare|tidigare|fler|nästa|föregående|older|newer|next|previous|more)\s*"
    r"(?:inlägg|nyheter|nyhet|artiklar|sida|sidan|poster|posts?|page|entries|articles)?|(?:visa|"
    r"ladda|se|hämta|load|show|view)\s+(?:in\s+)?(?:fler|alla|mer|more|all)(?:\s+\w+){0,2}|"
    r"(?:till\s+)?(?:nyhets|blogg)?arkiv(?:et)?|alla\s+(?:nyheter|inlägg)|archives?|"
    r"sida\s+\d+\s+av\s+\d+|page\s+\d+\s+of\s+\d+|(?:19|20)\d\d(?:\s*\(\d+\))?)\W*"
)
_PAGED = re.compile(
    r"(?i)/page/\d+|/sida/\d+|[?&](?:page|paged|sida|start|offset|p|pg|pagenr|limitstart)=\d"
)
_OF_MORE = re.compile(
    r"(?i)\b(?:visar|showing|sida|page)\s+\d+(?:\s*[–-]\s*\d+)?\s+(?:av|of)\s+\d+"
)
_PART = re.compile(r" (?:category|tag|date|author|search|search-results|paged|tax-\w+) ")


def holds_all(soup: BeautifulSoup, facts: Facts) -> bool:
    """Tell whether nothing on a list says that there are posts which it does not hold.

    To be asked before anything is taken out of the page: buttons tell it, too.
    """
    if facts.later_page or soup.select_one("[rel~=next], [rel~=prev]") is not None:
        return False
    body = soup.body or soup
    if _PART.search(f" {attr(body, 'class')} ".lower()):
        return False
    heading = soup.h1.get_text(" ", strip=True) if soup.h1 else ""
    if re.search(r"(?<!\d)(?:19[89]\d|20\d\d)(?!\d)", heading + " " + facts.title):
        return False
    for tag in body.find_all(["a", "button", "summary", "option"]):
        if _PAGED.search(attr(tag, "href")):
            return False
        if len(text := text_of(tag)) < 60 and _FURTHER.fullmatch(text):
            return False
    return not _OF_MORE.search(text_of(body))
