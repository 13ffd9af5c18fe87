"""The analysis of texts, from the plain definition of tokens: each is of a type of its own."""

from collections.abc import Iterable, Sequence

import numpy as np

from kb.language.analyzer import Analyzer, Token
from kb.language.joined import Joined, joined, joined_token
from kb.language.sentences import sentence_gaps
from kb.language.token_types import TokenType
from kb.search.port.analysis import Analysis, Integers, TypeTable


def analysis_of(texts: Iterable[str], analyzer: Analyzer) -> Analysis:
    """Analyse texts, one after another."""
    tokens: list[Token] = []
    forms: list[Joined] = []
    gaps: list[tuple[int, int]] = []
    ends: list[tuple[int, int, int]] = []
    for text in texts:
        read = analyzer.analyze(text)
        tokens += read
        forms += joined(text, read, analyzer)
        gaps += sentence_gaps(text)
        ends.append((len(tokens), len(forms), len(gaps)))
    text_ends, joined_text_ends, gap_text_ends = _columns(ends, 3)
    starts, token_ends = _columns(((token.start, token.end) for token in tokens), 2)
    joined_starts, joined_ends = _columns(((form.start, form.end) for form in forms), 2)
    gap_starts, gap_ends = _columns(gaps, 2)
    types = [*map(_type_of, tokens), *(_type_of_joined(form, analyzer) for form in forms)]
    return Analysis(
        numbers=TypeTable(types),
        types=np.arange(len(tokens)),
        starts=starts,
        ends=token_ends,
        text_ends=text_ends,
        joined=np.arange(len(tokens), len(types)),
        joined_starts=joined_starts,
        joined_ends=joined_ends,
        joined_text_ends=joined_text_ends,
        gap_starts=gap_starts,
        gap_ends=gap_ends,
        gap_text_ends=gap_text_ends,
    )


def _type_of(token: Token) -> TokenType:
    start = token.start
    parts = (part._replace(start=part.start - start, end=part.end - start) for part in token.parts)
    return TokenType(token.text, token.end - start, token.stems, tuple(parts))


def _type_of_joined(form: Joined, analyzer: Analyzer) -> TokenType:
    token = joined_token(form, analyzer)
    return TokenType(token.text, 0, token.stems if form.by.makes_word else (), joined=True)


def _columns(rows: Iterable[Sequence[int]], count: int) -> Integers:
    """Return rows of so many numbers as columns."""
    return np.array([*rows], np.int32).reshape(-1, count).T
