"""What an index would tell of its words, made of texts without one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kb.search.lookups import Lookups
from kb.search.port.engine import SpellingRequest, Spellings
from kb.search.port.queries import (
    Form,
    Term,
)
from kb.search.port.vocabulary import Vocabulary
from kb.search.rewriting.other_words import Facts, OtherWords
from kb.search.rewriting.synonyms import Synonyms
from kb.search.rewriting.words import WordQueries
from tests.corpora import analyzer

OTHERS = OtherWords(analyzer(), WordQueries(analyzer(), Synonyms(Lookups(), analyzer())))

FEW = ["Företaget har växthus.", "Brödlaget i Zwarbö.", "Får på ängen.", "En far."]
MORE = [*FEW, "De säger nej.", "En båt, en man.", "Rätten har ett namn.", "En klombar."]


Frequencies = Mapping[Term, int]


def frequencies_in(texts: Iterable[str]) -> Frequencies:
    """In how many posts each term stands, where each post has one of these texts."""
    return Counter(term for text in texts for term in terms_in(text))


def terms_in(text: str) -> set[Term]:
    return {
        term
        for token in analyzer().analyze(text)
        for term in (
            Term(Form.EXACT, token.text),
            *(Term(Form.STEM, stem) for stem in (token.stem, *token.also)),
            *(Term(Form.PART, part.stem) for part in token.parts),
        )
    }


def facts(frequencies: Frequencies, posts: int, asked: Iterable[SpellingRequest]) -> Facts:
    """All that an index with these words could tell."""
    vocabulary = Vocabulary([term.text for term in frequencies if term.form is Form.EXACT])
    return Facts(
        posts, frequencies, {each.word: spellings(each, vocabulary, frequencies) for each in asked}
    )


def spellings(
    asked: SpellingRequest, vocabulary: Vocabulary, frequencies: Frequencies
) -> Spellings:
    near = sorted(
        (slips, -frequencies[Term(Form.EXACT, word)], word)
        for slips, word in vocabulary.similar(asked.word)
    )
    return Spellings(
        tuple(vocabulary.with_diacritics(asked.word)),
        tuple((word, -minus) for _, minus, word in near),
        tuple(vocabulary.beginning_with_diacritics(asked.stem)),
    )


def facts_of(word: str, texts: Sequence[str]) -> Facts:
    """What an index of posts with a text each tells of a word."""
    return facts(frequencies_in(texts), len(texts), [OTHERS.request(word)])
