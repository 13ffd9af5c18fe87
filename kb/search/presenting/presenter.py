"""From matches to hits: what of a post shows why it was found, in words that may be shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from kb.cache import Cache
from kb.corpus.kinds import KINDS
from kb.corpus.mentions import Mentions
from kb.corpus.register import Registers
from kb.language.analyzer import Analyzer
from kb.search.port.document import Document
from kb.search.port.engine import Match
from kb.search.port.queries import BooleanQuery, YearQuery
from kb.search.presenting.answer import Hit, Snippet
from kb.search.presenting.blocks import Block, Marker, block_of, blocks_of, marks_of
from kb.search.presenting.contacts import masked, masked_document, masked_head, masked_html
from kb.search.presenting.highlighting import Highlighter, sought
from kb.search.presenting.naming import Namer
from kb.search.presenting.reasons import Reason, reasons, telling_tags, told_by
from kb.search.presenting.snippets import passages
from kb.search.query.query import Filters, Notice

# Words of the posts shown last, kept as snippets need them: 170 bytes each, so 17 MB. Some 400
# news posts, or one visitor's next pages and searches where posts are many.
_SHOWN_WORDS = 100_000
# What is kept of one post; few are longer, and their rest is read again where it alone matches.
_WORDS_A_POST = 15_000


@dataclass(frozen=True, slots=True)
class _Analysed:
    """A post's title, text and tags, analysed for highlights; of a long text, the beginning.

    `blocks` has no paragraph that repeats the title, `read` is how many were looked at; `masked`:
    whether the post has contact details that are not shown.
    """

    title: Block
    blocks: tuple[Block, ...]
    read: int
    tags: tuple[Block, ...]
    masked: bool

    @property
    def size(self) -> int:
        """How many words it has; 1 more, so that posts without any do not pile up."""
        return 1 + sum(len(block.tokens) for block in (*self.blocks, *self.tags))


class Presenter:
    """Shows posts, where `mask_contacts` without their e-mail addresses and telephone numbers."""

    def __init__(self, analyzer: Analyzer, registers: Registers, mask_contacts: bool) -> None:
        self._analyzer = analyzer
        self._registers = registers
        self._mask_contacts = mask_contacts
        self._analysed = Cache[str, _Analysed](_SHOWN_WORDS, lambda analysed: analysed.size)

    def hits(
        self, query: BooleanQuery, matches: Sequence[Match], filters: Filters
    ) -> tuple[Hit, ...]:
        """Return what is shown of some matches: snippets, highlights, other reasons.

        Where no words are sought, it is what names the entries that the filters choose.
        """
        highlighter = Highlighter(query)
        naming = bool(filters.chosen) and not any(sought(query))
        return tuple(
            self._hit(
                document,
                score,
                query,
                highlighter,
                Namer(self._mentions, self._registers, filters, document)
                if naming
                else highlighter,
            )
            for document, score in matches
        )

    def whole(self, document: Document) -> Document:
        """Return a post as visitors read it."""
        if not self._mask_contacts:
            return document
        return replace(masked_document(document), html=masked_html(document.html))

    def listed(self, document: Document) -> Document:
        """Return a post as lists name it; where contacts are masked, without its text."""
        return masked_head(document) if self._mask_contacts else document

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self._registers)

    def _hit(
        self,
        document: Document,
        score: float,
        query: BooleanQuery,
        highlighter: Highlighter,
        marker: Marker,
    ) -> Hit:
        analysed = self._analysed.get(document.id, lambda: self._analyse(document))
        title = marks_of(analysed.title, marker)
        found = passages(analysed.blocks, marker)
        read = analysed.read
        if document.paragraphs[read:] and not title and not any(passage.marks for passage in found):
            rest = blocks_of(self.read(document).paragraphs[read:], self._analyzer)
            marked = next((block for block in rest if marks_of(block, marker)), None)
            found = passages((marked,), marker) if marked else found
        shown_title = masked(document.title) if self._mask_contacts else document.title
        told = told_by(shown_title, title).union(*(told_by(p.text, p.marks) for p in found))
        tags = tuple(telling_tags(analysed.tags, highlighter, told))
        told = told.union(*(tells for _, tells in tags))
        # A part of a name shows nothing of why a post is about who bears it.
        shown = {clause for clause, part in told if not part}
        others = dict.fromkeys(map(self._reason, reasons(query, document, shown)))
        if analysed.masked and not told and not others and self._hides(document, highlighter):
            others[Notice.of("hidden-contact")] = None
        return Hit(
            id=document.id,
            title=shown_title,
            date=document.published,
            score=score,
            entries=document.entries,
            snippets=tuple(Snippet(passage.text, passage.highlights) for passage in found),
            title_highlights=tuple((mark.start, mark.end) for mark in title),
            reasons=(*(Notice.of("tag", tag=tag) for tag, _ in tags), *others),
        )

    def _reason(self, reason: Reason) -> Notice:
        if isinstance(reason, YearQuery):
            return Notice.of("published", year=reason.year)
        (kind,) = (kind for kind in KINDS if kind.name == reason.facet)
        return Notice.of("mentions", name=self._registers.label(kind, reason.value))

    def _analyse(self, document: Document) -> _Analysed:
        blocks: list[Block] = []
        read = words = 0
        shown = self.read(document)
        title = block_of(shown.title, self._analyzer, heading=True)
        for block in blocks_of(shown.paragraphs, self._analyzer):
            read += 1
            # What repeats the title tells nothing, and has no mark that the title has not.
            if block.words != title.words:
                blocks.append(block)
            words += len(block.tokens)
            if words > _WORDS_A_POST:
                break
        tags = (block_of(tag, self._analyzer, heading=False) for tag in shown.tags)
        is_masked = set(_texts(shown)) != set(_texts(document))
        return _Analysed(title, tuple(blocks), read, tuple(tags), is_masked)

    def read(self, document: Document) -> Document:
        """Return a post as visitors read it, its HTML aside."""
        return masked_document(document) if self._mask_contacts else document

    def _hides(self, document: Document, highlighter: Highlighter) -> bool:
        """Tell whether what was sought stands where contact details are not shown."""
        hidden = set(_texts(document)) - set(_texts(self.read(document)))
        blocks = (block_of(text, self._analyzer, heading=False) for text in hidden)
        return any(marks_of(block, highlighter) for block in blocks)


def _texts(document: Document) -> Iterator[str]:
    yield document.title
    yield from (paragraph.text for paragraph in document.paragraphs)
    yield from document.tags
