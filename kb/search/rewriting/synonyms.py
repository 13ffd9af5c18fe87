"""Words that mean the same: synonyms by hand, abbreviations as posts introduce them."""

from collections import defaultdict
from collections.abc import Iterable

from kb.language.analyzer import Analyzer
from kb.language.stop_words import is_stop_word
from kb.search import ranking
from kb.search.lookups import Lookups
from kb.search.port.queries import Form, PhraseQuery, TermQuery, terms_query

Stems = tuple[str, ...]


class Synonyms:
    """What may stand for a word or a run of words, given as their stems."""

    def __init__(self, lookups: Lookups, analyzer: Analyzer) -> None:
        self._boosts: defaultdict[Stems, dict[Stems, float]] = defaultdict(dict)
        for group in lookups.registers.synonyms:
            self._join([stems_of(analyzer, member) for member in group])
        long_forms: defaultdict[Stems, list[Stems]] = defaultdict(list)
        content: set[str] = set()
        for short, long in lookups.abbreviations:
            stems = stems_of(analyzer, " ".join(long))
            forms = long_forms[stems_of(analyzer, short)]
            if stems not in forms:
                forms.append(stems)
            content.update(stems_of(analyzer, " ".join(w for w in long if not is_stop_word(w))))
        for short_stems, forms in long_forms.items():
            for form in forms:
                self._join([short_stems, form])
            if len(forms) == 1:
                for stem in content.intersection(forms[0]):
                    self._boosts[(stem,)].setdefault(short_stems, ranking.WORD_OF_LONG_FORM)
        self.longest = max(map(len, self._boosts), default=0)

    def of(self, stems: Stems) -> tuple[TermQuery | PhraseQuery, ...]:
        """Return the queries for what means the same as a word or a run of words."""
        found = self._boosts.get(stems, {})
        return tuple(terms_query(Form.STEM, other, boost) for other, boost in found.items())

    def _join(self, members: Iterable[Stems]) -> None:
        members = list(dict.fromkeys(filter(None, members)))
        for one in members:
            for other in members:
                if other != one:
                    self._boosts[one][other] = ranking.SYNONYM


def stems_of(analyzer: Analyzer, text: str) -> Stems:
    """Return the stems of a text's words, the likeliest of each."""
    return tuple(token.stems[0] for token in analyzer.analyze(text))
