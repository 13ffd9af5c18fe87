"""Which places of a text name an entry that was chosen."""

from collections.abc import Iterable, Mapping, Sequence

from kb.corpus.kinds import KINDS
from kb.corpus.mentions import Mentions, Owner
from kb.corpus.register import Registers
from kb.language.tokens import words
from kb.search.port.analysis import Analysis, those
from kb.search.port.document import Document
from kb.search.presenting.highlighting import Mark
from kb.search.query.query import Filters


class Namer:
    """Finds where texts of posts name the chosen ones of the entries that each is about.

    It asks what decided that, all names of all registers: a part of *Bygdelaget i Åkerbo* may be
    the name of another entry, which is not meant there.
    """

    def __init__(self, mentions: Mentions, registers: Registers, filters: Filters) -> None:
        self._mentions = mentions
        chosen = [(kind, entry_id) for kind in KINDS for entry_id in filters.ids(kind)]
        self._clauses: Mapping[Owner, int] = {
            (kind.name, entry_id): index for index, (kind, entry_id) in enumerate(chosen)
        }
        entries = (registers.entry(kind, entry_id) for kind, entry_id in chosen if kind.in_text)
        self._beginnings = set(_first_words(name for e in entries if e for name in e.spellings))

    def marks(
        self, texts: Sequence[str], documents: Sequence[Document], analysis: Analysis
    ) -> Mapping[int, Sequence[Mark]]:
        """Return the names in each text that has some, by the index of the text.

        They are in order, none overlapping another; `documents` tells of which post each text is,
        `analysis` is of these texts.
        """
        # Most texts name nothing that was chosen, which is told sooner than what they do name.
        types = analysis.numbers
        begin = those(map(types.beginning, self._beginnings), len(types))
        rows = begin[analysis.types].nonzero()[0]
        numbers = sorted(set(analysis.text_ends.searchsorted(rows, "right").tolist()))
        found = ((number, self._marks_of(texts[number], documents[number])) for number in numbers)
        return {number: marks for number, marks in found if marks}

    def _marks_of(self, text: str, document: Document) -> list[Mark]:
        marks: list[Mark] = []
        for kind, entry_id, start, end in self._mentions.find(text):
            if entry_id not in document.entries.get(kind, ()):
                continue
            clause = self._clauses.get((kind, entry_id))
            # A name that several entries share is there once for each.
            if clause is not None and not (marks and marks[-1].start == start):
                marks.append(Mark(start, end, clause))
        return marks


def _first_words(names: Iterable[str]) -> Iterable[str]:
    """Yield the first word of each name, by which a word of any text that has it begins."""
    for name in names:
        first = next(words(name), None)
        if first:
            yield first.normal
