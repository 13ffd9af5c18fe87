"""Document → terms by field and form: what every engine indexes, analysed once for all of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter

from kb.language.analyzer import Analyzer, Token
from kb.language.grams import grams, grams_of_all
from kb.language.joined import joined, joined_token
from kb.language.tokens import without_diacritics
from kb.search.port.document import Document
from kb.search.port.queries import Form

# What a word's pieces are, and how it is typed without dots, is the language's to say.
__all__ = ["FIELDS", "PARAGRAPH_GAP", "Terms", "grams_of_all", "terms_of", "without_diacritics"]

# Where the words of a post stand.
FIELDS = ("title", "body", "tags")
# Positions between paragraphs and between tags, so that no phrase reaches from one into the next.
PARAGRAPH_GAP = 100

# (text, position) of each term of a field in one form, in the order of their positions. The
# number of them is the field's length in that form.
Terms = Sequence[tuple[str, int]]


def terms_of(document: Document, analyzer: Analyzer) -> Mapping[tuple[str, Form], Terms]:
    """Return the terms of a document, for each field and form.

    What is joined of several words (`kb.language.joined`) stands at the first of them, besides.
    """
    fields = {
        "title": [_analysed(document.title, analyzer)],
        "body": [_analysed(paragraph.text, analyzer) for paragraph in document.paragraphs],
        "tags": [_analysed(tag, analyzer) for tag in document.tags],
    }
    return {
        (field, form): _positioned(paragraphs, form)
        for field, paragraphs in fields.items()
        for form in Form
    }


# The tokens of a text; and tokens that join some of these, each with the index of the first.
_Analysed = tuple[list[Token], list[tuple[int, Token, bool]]]


def _analysed(text: str, analyzer: Analyzer) -> _Analysed:
    tokens = analyzer.analyze(text)
    besides = [
        (each.first, joined_token(each, analyzer), each.by.makes_word)
        for each in joined(text, tokens, analyzer)
    ]
    return tokens, besides


def _positioned(paragraphs: Iterable[_Analysed], form: Form) -> Terms:
    texts = _TEXTS[form]
    terms: list[tuple[str, int]] = []
    position = 0
    for tokens, besides in paragraphs:
        for first, token, is_word in besides:
            if form is Form.EXACT or (form is Form.STEM and is_word):
                terms.extend([(text, position + first) for text in texts(token)])
        for token in tokens:
            terms.extend([(text, position) for text in texts(token)])
            position += 1
        position += PARAGRAPH_GAP
    terms.sort(key=itemgetter(1))
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
