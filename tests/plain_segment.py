"""What a segment holds, worked out one word at a time from the plain definition of terms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kb.language.analyzer import Analyzer
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, terms_of

# (number of a document, the places of the term in it), documents ascending.
PlainPostings = list[tuple[int, list[int]]]
# By form and field, then by the term's text.
PlainIndex = dict[tuple[Form, str], dict[str, PlainPostings]]


def plain_postings(documents: Iterable[Document], analyzer: Analyzer) -> PlainIndex:
    """Return the postings of all terms; of parts and grams the places are those of their words."""
    index: PlainIndex = {(form, field): defaultdict(list) for form in Form for field in FIELDS}
    for number, document in enumerate(documents):
        for (field, form), terms in terms_of(document, analyzer).items():
            places = defaultdict(list)
            for text, position in terms:
                places[text].append(position)
            for text, positions in places.items():
                index[form, field][text].append((number, positions))
    return index


def plain_lengths(
    documents: Sequence[Document], analyzer: Analyzer
) -> Mapping[tuple[Form, str], list[int]]:
    """Return each document's length, for each form and field."""
    all_terms = [terms_of(document, analyzer) for document in documents]
    return {
        (form, field): [len(terms[field, form]) for terms in all_terms]
        for form in Form
        for field in FIELDS
    }
