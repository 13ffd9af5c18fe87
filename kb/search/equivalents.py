"""Words that mean the same: synonyms by hand, abbreviations as posts introduce them."""

from collections import defaultdict
from collections.abc import Iterable

from kb.language.analyzer import Analyzer
from kb.language.stop_words import is_stop_word
from kb.search.plan import Form, Look
from kb.search.tables import Tables

Stems = tuple[str, ...]

_SYNONYM = 0.6
# ASF for each word of its long form: better than nothing, behind all else.
_WORD_OF_LONG_FORM = 0.15


class Equivalents:
    """What may stand for a word or a run of words, given as their stems."""

    def __init__(self, tables: Tables, analyzer: Analyzer) -> None:
        self._looks: defaultdict[Stems, dict[Stems, float]] = defaultdict(dict)
        for group in tables.registers.synonyms:
            self._same([stems_of(analyzer, member) for member in group])
        long_forms: defaultdict[Stems, list[Stems]] = defaultdict(list)
        content: set[str] = set()
        for short, long in tables.abbreviations:
            stems = stems_of(analyzer, " ".join(long))
            forms = long_forms[stems_of(analyzer, short)]
            if stems not in forms:
                forms.append(stems)
            content.update(stems_of(analyzer, " ".join(w for w in long if not is_stop_word(w))))
        for short_stems, forms in long_forms.items():
            for form in forms:
                self._same([short_stems, form])
            if len(forms) == 1:
                for stem in content.intersection(forms[0]):
                    self._looks[(stem,)].setdefault(short_stems, _WORD_OF_LONG_FORM)
        self.longest = max(map(len, self._looks), default=0)

    def of(self, stems: Stems) -> tuple[Look, ...]:
        """Return the ways in which the same can be said."""
        found = self._looks.get(stems, {})
        return tuple(Look(Form.STEM, other, weight) for other, weight in found.items())

    def _same(self, members: Iterable[Stems]) -> None:
        members = list(dict.fromkeys(filter(None, members)))
        for one in members:
            for other in members:
                if other != one:
                    self._looks[one][other] = _SYNONYM


def stems_of(analyzer: Analyzer, text: str) -> Stems:
    """Return the stems of a text's words, the likeliest of each."""
    return tuple(token.stems[0] for token in analyzer.analyze(text))
