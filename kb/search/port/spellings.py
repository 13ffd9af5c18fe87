"""What engines tell of the words that a word may be meant for, by what they know of words."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Protocol

from kb.search.port.engine import SpellingRequest, Spellings, Statistics, StatisticsRequest
from kb.search.port.queries import Form, Term

# Slips are offered for at the most so many words, and a beginning is looked up for so many.
_MOST_SIMILAR = 5
_MOST_BEGINNING = 500


class WordsNear(Protocol):
    """The words of an index near a word; those of posts that were removed may be among them.

    `kb.search.port.vocabulary` says what each answer is.
    """

    def with_diacritics(self, word: str) -> Iterable[str]:
        """Return the words that a word is when typed without the dots of å, ä and ö."""

    def beginning_with_diacritics(self, undotted: str) -> Iterable[str]:
        """Return the words that begin so when their dots are left out, and have any."""

    def similar(self, word: str, more_than: int = 0) -> Sequence[tuple[int, str]]:
        """Return the words that a word may be a slip for, with how many slips; fewest first.

        There may be none where none of them stands in more than so many posts.
        """


def statistics_of(
    request: StatisticsRequest,
    totals: Sequence[Sequence[int]],
    frequency: Callable[[Term], int],
    words: WordsNear,
) -> Statistics:
    """Return the answers to a request.

    Args:
        request: what was asked.
        totals: for each ladder, how many posts its queries match, up to the first that is enough.
        frequency: tells in how many live posts a term stands.
        words: those of the index.
    """
    frequencies = {term: frequency(term) for term in request.terms}
    spellings: dict[str, Spellings] = {}
    first = request.ladders[:1]
    if request.spellings and not (first and max(totals[0], default=0) >= first[0].enough):
        for asked in request.spellings:
            frequencies |= {term: frequency(term) for term in asked.terms}
        absent = [
            asked
            for asked in request.spellings
            if not any(frequencies[term] for term in asked.terms)
        ]
        for asked in request.spellings:
            doubted = asked in absent or not absent
            spellings[asked.word] = _spellings(asked, frequency, words, similar=doubted)
    return Statistics(frequencies, tuple(map(tuple, totals)), spellings)


def _spellings(
    asked: SpellingRequest, frequency: Callable[[Term], int], words: WordsNear, *, similar: bool
) -> Spellings:
    def posts(word: str) -> int:
        return frequency(Term(Form.EXACT, word))

    def standing(near: Iterable[tuple[int, str]]) -> Iterator[tuple[str, int]]:
        """Yield the words that stand, with their posts: those of fewer slips, then the commonest.

        Posts are not counted of words with more slips than whoever asks looks at.
        """
        for _, alike in groupby(near, itemgetter(0)):
            counted = sorted((-posts(word), word) for _, word in alike)
            yield from ((word, -minus) for minus, word in counted if minus)

    own = posts(asked.word)
    near = words.similar(asked.word, asked.far_more * own) if similar else ()
    beginning = () if own else words.beginning_with_diacritics(asked.stem)
    return Spellings(
        tuple(filter(posts, words.with_diacritics(asked.word))),
        tuple(islice(standing(near), _MOST_SIMILAR)),
        tuple(filter(posts, islice(beginning, _MOST_BEGINNING))),
    )
