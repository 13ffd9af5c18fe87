"""Posts → documents, and what each post tells besides that the whole index needs."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kb.corpus.kinds import KINDS
from kb.corpus.markup import render
from kb.corpus.mentions import Mentions
from kb.corpus.post import Post
from kb.corpus.register import Registers
from kb.language.abbreviations import Abbreviation, find_abbreviations
from kb.language.analyzer import Analyzer
from kb.search.port.document import Document


class Made(NamedTuple):
    """A document, and the instructions to other programs that were left out of it."""

    document: Document
    instructions: tuple[str, ...]


class Notes(NamedTuple):
    """What is known of an indexed post without making its document again.

    Attributes:
        checksum: of its document.
        abbreviations: those that it introduces, each once.
        instructions: those to other programs that it has, by what they are called.
        unknown: a warning for each id in its front matter that no register has.
    """

    checksum: str
    abbreviations: tuple[Abbreviation, ...] = ()
    instructions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def documents(posts: Iterable[Post], mentions: Mentions) -> Iterator[Document]:
    """Turn posts into what is indexed and shown of them."""
    for post in posts:
        yield make(post, mentions).document


def make(post: Post, mentions: Mentions) -> Made:
    """Make the document of a post."""
    rendered = render(post.body, post.source)
    document = Document(
        id=post.id,
        title=post.title,
        published=post.published,
        updated=post.updated,
        source=post.source,
        entries=mentions.about(post, rendered.paragraphs),
        tags=_tags(post),
        aliases=post.aliases,
        paragraphs=rendered.paragraphs,
        html=rendered.html,
    )
    return Made(document, rendered.instructions)


def abbreviations(document: Document, analyzer: Analyzer) -> tuple[Abbreviation, ...]:
    """Return each abbreviation that a post introduces, once, always in the same order."""
    texts = (document.title, *(paragraph.text for paragraph in document.paragraphs))
    found = (each for text in texts for each in find_abbreviations(text, analyzer))
    return tuple(dict.fromkeys(found))


def unknown_ids(post: Post, registers: Registers) -> Iterator[str]:
    """Warn of each id in a post's front matter that no register has."""
    for kind in KINDS:
        if kind not in registers.kinds and post.set_by_hand(kind):
            yield (
                f"{post.id}: has {kind.plural}, but there is no {kind.plural}.yaml; they are "
                "not shown"
            )
            continue
        for entry_id in post.set_by_hand(kind):
            if registers.entry(kind, entry_id) is None:
                yield (
                    f"{post.id}: {kind.name} {entry_id!r} stands in no register; it is shown under "
                    "its id"
                )


def _tags(post: Post) -> tuple[str, ...]:
    """Return a post's tags, each once, whatever its capitals and spaces, as it is written first."""
    tags: dict[str, str] = {}
    for tag in post.tags:
        shown = " ".join(unicodedata.normalize("NFC", tag).split())
        if shown:
            tags.setdefault(shown.casefold(), shown)
    return tuple(tags.values())
