"""From matches to hits: what of a post shows why it was found, in words that may be shown."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate

from kb.corpus.kinds import KINDS
from kb.corpus.mentions import Mentions
from kb.corpus.register import Registers
from kb.search.port.analysis import Analyses, Analysis
from kb.search.port.document import Document
from kb.search.port.engine import Match
from kb.search.port.queries import BooleanQuery, YearQuery
from kb.search.port.text_analysis import TextAnalysis
from kb.search.presenting.answer import Hit, Snippet
from kb.search.presenting.blocks import Block, blocks_of
from kb.search.presenting.contacts import as_shown, masked_document, masked_head, masked_html
from kb.search.presenting.highlighting import Highlighter, sought
from kb.search.presenting.naming import Namer
from kb.search.presenting.reasons import Reason, reasons, telling_tags, told_by
from kb.search.presenting.snippets import passages, shortened
from kb.search.query.query import Filters, Notice

# What is looked at of one post. Few are longer; their rest is looked at where it alone is marked.
_WORDS_A_POST = 15_000

# What tells which places are marked: what a query matches, or the names of what was chosen.
_Marker = Highlighter | Namer


class Presenter:
    """Shows posts, where `mask_contacts` without their e-mail addresses and telephone numbers."""

    def __init__(self, analysis: TextAnalysis, registers: Registers, mask_contacts: bool) -> None:
        self._analysis = analysis
        self._registers = registers
        self._mask_contacts = mask_contacts

    def hits(
        self,
        query: BooleanQuery,
        matches: Sequence[Match],
        filters: Filters,
        near: Callable[[Document], str | None] = lambda document: None,
    ) -> tuple[Hit, ...]:
        """Return what is shown of some matches: snippets, highlights, other reasons.

        Where no words are sought, it is what names the entries that the filters choose. `near`
        gives the passage of a post, as it is read, that was found by its meaning.
        """
        naming = bool(filters.chosen) and not sought(query)
        marker = Namer(self._mentions, self._registers, filters) if naming else Highlighter(query)
        shown = [self.read(match.document) for match in matches]
        passages_near = [near(each) for each in shown]
        by_words = [post for post, passage in enumerate(passages_near) if passage is None]
        of_words = [matches[post] for post in by_words], [shown[post] for post in by_words]
        marked = iter(self._marked(*of_words, marker))
        return tuple(
            [
                self._hit(match, each, next(marked), query, marker)
                if passage is None
                else self._hit_by_meaning(match, each, passage)
                for match, each, passage in zip(matches, shown, passages_near, strict=True)
            ]
        )

    def whole(self, document: Document) -> Document:
        """Return a post as visitors read it."""
        if not self._mask_contacts:
            return document
        return replace(masked_document(document), html=masked_html(document.html))

    def listed(self, document: Document) -> Document:
        """Return a post as lists name it; where contacts are masked, without its text."""
        return masked_head(document) if self._mask_contacts else document

    def read(self, document: Document) -> Document:
        """Return a post as visitors read it, its HTML aside."""
        return as_shown(document) if self._mask_contacts else document

    @cached_property
    def _mentions(self) -> Mentions:
        return Mentions(self._registers)

    def _marked(
        self, matches: Sequence[Match], shown: Sequence[Document], marker: _Marker
    ) -> Sequence[Sequence[Block]]:
        """Return the texts of each post as they are shown, in their order, with what is marked.

        What an engine keeps is read all at once; no text is analysed that it has analysed.
        """
        marked: list[list[Block]] = [[] for _ in matches]

        def blocks(places: Sequence[tuple[int, str]], analysis: Analysis) -> Iterator[Block]:
            texts = [text for _, text in places]
            if isinstance(marker, Highlighter):
                marks = marker.marks(analysis)
            else:
                marks = marker.marks(
                    texts, [matches[post].document for post, _ in places], analysis
                )
            return blocks_of(texts, analysis, marks)

        kept: defaultdict[Analyses, list[tuple[int, int]]] = defaultdict(list)
        for post, match in enumerate(matches):
            if match.analysis:
                kept[match.analysis.by].append((post, match.analysis.number))
        for by, posts in kept.items():
            places = [(post, text) for post, _ in posts for text in _texts(matches[post].document)]
            analysis = by.of([number for _, number in posts])
            for (post, _), block in zip(places, blocks(places, analysis), strict=True):
                marked[post].append(block)
        # Of most posts all is shown that was analysed.
        others = {
            post: {block.text: block for block in marked[post]}
            for post, match in enumerate(matches)
            if shown[post] is not match.document or not match.analysis
        }
        places = [
            (post, text)
            for post, known in others.items()
            for text in dict.fromkeys(_texts(shown[post]))
            if text not in known
        ]
        if places:
            analysis = self._analysis.of(text for _, text in places)
            for (post, text), block in zip(places, blocks(places, analysis), strict=True):
                others[post][text] = block
        for post, known in others.items():
            marked[post] = [known[text] for text in _texts(shown[post])]
        return marked

    def _hit(
        self,
        match: Match,
        shown: Document,
        marked: Sequence[Block],
        query: BooleanQuery,
        marker: _Marker,
    ) -> Hit:
        document = match.document
        title, end = marked[0], 1 + len(shown.paragraphs)
        paragraphs = [
            block.as_heading() if paragraph.heading else block
            for paragraph, block in zip(shown.paragraphs, marked[1:end], strict=True)
        ]
        found = passages(_looked_at(paragraphs, title))
        told = told_by([(title.text, title.marks), *found])
        # Names are looked for in running text alone.
        tags_read = marked[end:] if isinstance(marker, Highlighter) else ()
        tags = tuple(telling_tags(tags_read, told))
        told = told.union(*[tells for _, tells in tags])
        # A part of a name shows nothing of why a post is about who bears it.
        told_whole = {clause for clause, part in told if not part}
        others = dict.fromkeys(map(self._reason, reasons(query, document, told_whole)))
        if shown is not document and isinstance(marker, Highlighter) and not (told or others):
            # What was sought may stand where contact details are not shown.
            hidden = {*_texts(document)}.difference(_texts(shown))
            if marker.marks(self._analysis.of(hidden)):
                others[Notice.of("hidden-contact")] = None
        return Hit(
            id=document.id,
            title=title.text,
            date=document.published,
            score=match.score,
            entries=document.entries,
            snippets=tuple([Snippet(passage.text, passage.highlights) for passage in found]),
            title_highlights=tuple([(mark.start, mark.end) for mark in title.marks]),
            reasons=(*[Notice.of("tag", tag=tag) for tag, _ in tags], *others),
        )

    def _hit_by_meaning(self, match: Match, shown: Document, passage: str) -> Hit:
        """Return what is shown of a post that was not found by words: so none is marked."""
        return Hit(
            id=shown.id,
            title=shown.title,
            date=shown.published,
            score=match.score,
            entries=shown.entries,
            snippets=(Snippet(shortened(passage)),) if passage else (),
            reasons=(Notice("alike"),),
        )

    def _reason(self, reason: Reason) -> Notice:
        if isinstance(reason, YearQuery):
            return Notice.of("published", year=reason.year)
        (kind,) = (kind for kind in KINDS if kind.name == reason.facet)
        return Notice.of("mentions", name=self._registers.label(kind, reason.value))


def _looked_at(paragraphs: Sequence[Block], title: Block) -> Sequence[Block]:
    """Return the paragraphs of a post of which snippets are made."""
    words = [each.words for each in paragraphs]
    read = None
    if sum(words) > _WORDS_A_POST:
        so_far = accumulate(words)
        read = next(place for place, count in enumerate(so_far, 1) if count > _WORDS_A_POST)
    # What repeats the title tells nothing, and has no mark that the title has not.
    looked_at = [each for each in paragraphs[:read] if not each.repeats(title)]
    if read and not any(each.marks for each in (title, *looked_at)):
        looked_at = [each for each in paragraphs[read:] if each.marks][:1] or looked_at
    return looked_at


def _texts(document: Document) -> list[str]:
    return [document.title, *[each.text for each in document.paragraphs], *document.tags]
