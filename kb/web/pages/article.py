"""What the page of a post tells search robots, and whoever shows a link to it."""

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

from kb.corpus.kinds import CATEGORY, ORGANISATION, PROJECT, Kind
from kb.language.sentences import sentence_gaps
from kb.search.port.document import Document
from kb.web.addresses import Urls
from kb.web.visit import Visit

# As much of a description as search engines show.
_LONGEST = 155
# A sentence that ends before this tells too little; then a part of the next one is told, too.
_SHORTEST = 70
# What schema.org calls an entry of a kind.
_TYPES = {ORGANISATION: "Organization", PROJECT: "Project", CATEGORY: "Thing"}


def description(document: Document) -> str:
    """Return the first sentences of a post, of 155 characters at the most; empty without text.

    Where no sentence ends in time it ends behind a word, with an ellipsis.
    """
    text = ""
    for paragraph in document.paragraphs:
        if not paragraph.heading:
            text = f"{text} {' '.join(paragraph.text.split())}".lstrip()
        if len(text) > _LONGEST:
            break
    else:
        return text
    # What comes next tells whether a full stop is the end of a sentence.
    ends = takewhile(lambda end: end <= _LONGEST, (start for start, _ in sentence_gaps(text)))
    end = max(ends, default=0)
    if end >= _SHORTEST:
        return text[:end]
    words, space, _ = text[:_LONGEST].rpartition(" ")
    return (words if space else text[: _LONGEST - 1]).rstrip(" ,;:–-") + "…"


def article(document: Document, visit: Visit) -> tuple[Mapping[str, Any], ...]:
    """Return a post as JSON-LD, after schema.org: the article, and the way to it from the front."""
    site = {"@type": "WebSite", "name": visit.settings.site_name, "url": _absolute("/", visit)}
    address = _absolute(Urls().post(document.id), visit)
    about = [*_entries(PROJECT, document, visit), *_entries(CATEGORY, document, visit)]
    told = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": document.title,
        "description": description(document),
        "inLanguage": "sv",
        "datePublished": document.published.isoformat(),
        "dateModified": (document.updated or document.published).isoformat(),
        "isPartOf": site,
        "publisher": {**site, "@type": "Organization"},
        "isBasedOn": document.source,
        "about": about,
        "mentions": list(_entries(ORGANISATION, document, visit)),
        "keywords": list(document.tags),
    }
    return {name: value for name, value in told.items() if value}, _trail(document, visit)


def _entries(kind: Kind, document: Document, visit: Visit) -> Iterator[Mapping[str, str]]:
    registers = visit.service.registers
    if kind in registers.kinds:
        for entry_id in document.about(kind):
            yield {
                "@type": _TYPES[kind],
                "name": registers.label(kind, entry_id),
                "url": _absolute(Urls().entry(kind, entry_id), visit),
            }


def _trail(document: Document, visit: Visit) -> Mapping[str, Any]:
    steps = [(visit.settings.site_name, "/")]
    for project in document.about(PROJECT)[:1]:
        steps.append((visit.messages.gettext(PROJECT.label_plural), Urls().register(PROJECT)))
        label = visit.service.registers.label(PROJECT, project)
        steps.append((label, Urls().entry(PROJECT, project)))
    steps.append((document.title, Urls().post(document.id)))
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": name,
                "item": _absolute(path, visit),
            }
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def _absolute(path: str, visit: Visit) -> str:
    return f"{visit.settings.site_url}{path}"
