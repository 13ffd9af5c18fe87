"""Which places of a text name an entry that was chosen."""

from collections.abc import Mapping

from kb.corpus.mentions import Mentions, Owner
from kb.search.port.document import Document
from kb.search.presenting.highlighting import Mark
from kb.search.query.query import Filters


class Namer:
    """Finds where texts of a post name the chosen ones of the entries that it is about.

    It asks what decided that, all names of all registers: of *Bygdelaget i Åkerbo* a part may be
    the name of another entry, which is not meant there.
    """

    def __init__(self, mentions: Mentions, filters: Filters, document: Document) -> None:
        self._mentions = mentions
        about = (
            (kind, entry_id)
            for kind, ids in filters.chosen
            for entry_id in ids
            if entry_id in document.entries.get(kind, ())
        )
        self._clauses: Mapping[Owner, int] = {owner: index for index, owner in enumerate(about)}

    def marks(self, text: str) -> list[Mark]:
        """Return the names in a text in order, none overlapping another."""
        marks: list[Mark] = []
        for kind, entry_id, start, end in self._mentions.find(text):
            clause = self._clauses.get((kind, entry_id))
            # A name that several entries share is there once for each.
            if clause is not None and not (marks and marks[-1].start == start):
                marks.append(Mark(start, end, clause))
        return marks
