"""What is known of the posts of a generation without asking, and what was counted."""

from collections.abc import Mapping, Sequence

from kb.engines.opensearch.dictionary import Dictionary
from kb.engines.opensearch.manifest import Manifest
from kb.engines.opensearch.reading.selection import Numbers
from kb.search.port.queries import Form, PhraseQuery, PrefixQuery, Term

# What is counted: what is asked for, boosts aside.
Countable = tuple[Form, tuple[str, ...]]


class Known(Numbers):
    """A generation, and what has been counted of it for one request.

    `counted` has the number of posts by field of each phrase and prefix, `marks` of each value by
    facet.
    """

    def __init__(
        self,
        manifest: Manifest,
        dictionary: Dictionary,
        counted: Mapping[Countable, Sequence[int]],
        marks: Mapping[str, Mapping[str, int]],
    ) -> None:
        self._manifest = manifest
        self._dictionary = dictionary
        self._counted = counted
        self._marks = marks
        # Asked for field by field.
        self._begun: dict[str, Sequence[str]] = {}

    @property
    def posts(self) -> int:
        """How many posts there are."""
        return self._manifest.posts

    def mean_length(self, field: str, form: Form) -> float:
        """Return how many terms a field has on average."""
        return self._manifest.lengths[f"{field}_{form.value}"] / self._manifest.posts

    def counts(self, term: Term) -> Sequence[int]:
        """Return in how many posts a term stands, in any field and in each."""
        return self._dictionary.counts(term.form, term.text)

    def counted(self, query: PhraseQuery | PrefixQuery) -> Sequence[int]:
        """Return in how many posts it stands, by field."""
        return self._counted[countable(query)]

    def marked(self, facet: str, value: str) -> int:
        """Return how many posts have a value of a facet."""
        return self._marks.get(facet, {}).get(value, 0)

    def beginning(self, prefix: str) -> Sequence[str]:
        """Return the exact terms that begin so."""
        found = self._begun.get(prefix)
        if found is None:
            found = self._begun[prefix] = self._dictionary.beginning(prefix)
        return found


def countable(query: PhraseQuery | PrefixQuery) -> Countable:
    """Return what of a phrase or a prefix decides in how many posts it is."""
    if isinstance(query, PrefixQuery):
        return Form.EXACT, (query.prefix,)
    return query.form, query.texts
