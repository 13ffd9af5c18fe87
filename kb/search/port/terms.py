"""Document → terms by field and form: what every engine indexes, analysed once for all of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from kb.language.analyzer import Analyzer, Token
from kb.language.grams import grams
from kb.search.port.document import Document
from kb.search.port.queries import Form

# Where the words of a post stand.
FIELDS = ("title", "body")
# Positions between paragraphs, so that no phrase reaches from one into the next.
PARAGRAPH_GAP = 100

# (text, position) of each term of a field in one form, in the order of their positions. The
# number of them is the field's length in that form.
Terms = Sequence[tuple[str, int]]


def terms_of(document: Document, analyzer: Analyzer) -> Mapping[tuple[str, Form], Terms]:
    """Return the terms of a document, for each field and form."""
    fields = {
        "title": [analyzer.analyze(document.title)],
        "body": [analyzer.analyze(paragraph.text) for paragraph in document.paragraphs],
    }
    return {
        (field, form): _positioned(paragraphs, texts)
        for field, paragraphs in fields.items()
        for form, texts in _TEXTS.items()
    }


def _positioned(
    paragraphs: Iterable[Iterable[Token]], texts: Callable[[Token], Iterable[str]]
) -> Terms:
    terms: list[tuple[str, int]] = []
    position = 0
    for tokens in paragraphs:
        for token in tokens:
            terms.extend([(text, position) for text in texts(token)])
            position += 1
        position += PARAGRAPH_GAP
    return terms


def _exact(token: Token) -> Iterable[str]:
    return (token.text,)


def _stems(token: Token) -> Iterable[str]:
    return token.stems


def _parts(token: Token) -> Iterable[str]:
    return [part.stem for part in token.parts]


def _grams(token: Token) -> Iterable[str]:
    return grams(token.text)


_TEXTS: Mapping[Form, Callable[[Token], Iterable[str]]] = {
    Form.EXACT: _exact,
    Form.STEM: _stems,
    Form.PART: _parts,
    Form.GRAM: _grams,
}
