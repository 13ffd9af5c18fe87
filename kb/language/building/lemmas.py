"""Which lemmas a form may have: one dictionary's choice, corrected by inflection and use.

simplemma gives each form one lemma and so cannot say that
`händer` is hands as well as happens, and it sometimes takes the rarer word (`kurs` → `kur`).
Two more sources propose lemmas: the words that hunspell-sv inflects to the form, and lemmy's
endings. A proposal counts when a second source bears it out; how much the lemmas are used then
orders them.

Measured on UD Talbanken (dev), types of NOUN, ADJ, VERB, recall / precision / F1:
simplemma alone .925 / .935 / .930, this .985 / .942 / .963.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kb.language.building.word_lists import Inflection
from kb.language.lexicon import Edit

# A lemma that fewer than 1 in 20 uses of the form would have is left out: joining every rare
# homograph (risk, a mushroom) costs precision and finds next to nothing. Between .03 and .1 the
# F1 moves by .002; above, `händer` loses its hands.
_LEAST_SHARE = 0.05
# simplemma's choice is right about ten times in eleven, so it weighs ten times what use alone
# says; 3 and 20 lose .003 and .001 F1. Not where the form is itself another lemma (brist, test,
# gift): there simplemma errs most.
_DICTIONARY_BONUS = 10.0
# So that lemmas out of use still have an order: less than wordfreq's rarest form (1e-8).
_UNSEEN = 1e-9
# The share of a lemma's use that a form has whose inflection fewer than 20 lemmas share: a tenth,
# as if the lemma had ten forms alike.
_IRREGULAR = 0.1
_IRREGULAR_BELOW = 20

_VERBAL_NOUN = ("ndet", "ndets", "ndena", "ndenas")
_PRESENT_PARTICIPLE = ("ande", "ende")

Proposal = tuple[str, str, bool]  # lemma, part of speech, whether the rule is for this very form
Rules = Mapping[str, Mapping[str, Iterable[tuple[str, bool]]]]


class LemmaCandidates:
    """The lemmas of every form that a word list knows.

    `dictionary` maps a form to one lemma, `shares` to its share of running text; `rules` are
    by part of speech and ending.
    """

    def __init__(
        self,
        dictionary: Mapping[str, str],
        inflections: Iterable[Inflection],
        rules: Rules,
        shares: Mapping[str, float],
    ) -> None:
        self._dictionary = dictionary
        self._rules = rules
        self._words: dict[str, list[str]] = defaultdict(list)
        self._headwords: set[str] = set()
        for form, word, flags, _ in inflections:
            if "Z" in flags:  # stands only inside a compound
                continue
            if word not in self._words[form]:
                self._words[form].append(word)
            if form == word and flags:
                self._headwords.add(word)
        # Only forms in use are looked at closely: rare ones are seldom ambiguous.
        used = [form for form in shares if form in dictionary or form in self._words]
        self._proposals = {form: list(self._proposed(form)) for form in used}
        self._borne_out = set(self._inflecting())
        # A form with several lemmas is counted for each in equal shares.
        self._uses: dict[str, float] = defaultdict(float)
        alone: list[tuple[str, str]] = []
        for form in used:
            lemmas = self._possible(form)
            for lemma in lemmas:
                self._uses[lemma] += shares[form] / len(lemmas)
            if len(lemmas) == 1:
                alone.append((form, lemmas.pop()))
        self._habits = self._shares_of_endings(alone, shares)

    def of_forms(self) -> dict[str, tuple[str, ...]]:
        """Return the lemmas of every known form, the likeliest first."""
        lemmas: dict[str, tuple[str, ...]] = {
            form: (lemma,) for form, lemma in self._dictionary.items()
        }
        for form, words in self._words.items():
            if form not in lemmas:
                lemmas[form] = self._lemmas_of(words)
        lemmas.update({form: self._lemmas(form) for form in self._proposals})
        return lemmas

    def _lemmas_of(self, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._dictionary.get(word, word) for word in words))

    def _lemmas(self, form: str) -> tuple[str, ...]:
        lemmas = self._possible(form)
        if len(lemmas) == 1:
            return tuple(lemmas)
        if form.endswith(_PRESENT_PARTICIPLE):
            # Verb and noun are one word here, used as either: the verb first, the noun too.
            return tuple(sorted(lemmas, key=lambda lemma: (lemma == form, lemma)))
        chosen = self._dictionary.get(form)
        favoured = None if chosen != form and form in lemmas else chosen
        scores = {
            lemma: (self._uses.get(lemma, 0.0) + _UNSEEN)
            * self._habits.get(edit(form, lemma), _IRREGULAR)
            * (_DICTIONARY_BONUS if lemma == favoured else 1.0)
            for lemma in lemmas
        }
        least = _LEAST_SHARE * sum(scores.values())
        ordered = sorted(lemmas, key=lambda lemma: (-scores[lemma], lemma))
        return tuple(lemma for lemma in ordered if scores[lemma] >= least) or (ordered[0],)

    def _shares_of_endings(
        self, alone: Iterable[tuple[str, str]], shares: Mapping[str, float]
    ) -> dict[Edit, float]:
        """Return which share of a lemma's use each way of inflecting it usually has."""
        lemmas: Counter[Edit] = Counter()
        used: dict[Edit, float] = defaultdict(float)
        whole: dict[Edit, float] = defaultdict(float)
        for form, lemma in alone:
            ending = edit(form, lemma)
            lemmas[ending] += 1
            used[ending] += shares[form]
            whole[ending] += self._uses[lemma]
        return {
            ending: used[ending] / whole[ending]
            for ending, count in lemmas.items()
            if count >= _IRREGULAR_BELOW
        }

    def _proposed(self, form: str) -> Iterator[Proposal]:
        for tag, endings in self._rules.items():
            for start in range(len(form) + 1):
                if (ending := form[start:]) in endings:
                    for replacement, final in endings[ending]:
                        yield form[:start] + replacement, tag, final or start == 0
                    break

    def _inflecting(self) -> Iterator[tuple[str, str]]:
        """Yield (lemma, part of speech) that some form has beyond doubt: it inflects so.

        hunspell-sv has irregular forms as words (böcker); they are none where simplemma gives
        them a lemma, and never gives them as one.
        """
        lemmas = set(self._dictionary.values())
        for form, proposals in self._proposals.items():
            for words in ((self._dictionary.get(form),), self._words.get(form, ())):
                agreed = {(lemma, tag) for lemma, tag, _ in proposals if lemma in words}
                if len(agreed) != 1:
                    continue
                lemma, tag = agreed.pop()
                if lemma != form and (lemma in lemmas or lemma not in self._dictionary):
                    yield lemma, tag

    def _possible(self, form: str) -> set[str]:
        words = self._words.get(form, [])
        if form.endswith(_PRESENT_PARTICIPLE) and form in self._headwords:
            # A headword of its own means something of its own: anseende, påstående, boende.
            return {form}
        chosen = self._dictionary.get(form)
        if chosen and chosen != form and chosen[-1] == form[-1] == "s":
            return {chosen}  # finns → finnas, which is not the passive of finna
        accepted = {
            (lemma, tag)
            for lemma, tag, final in self._proposals[form]
            if (lemma, tag) in self._borne_out
            and not (tag == "VERB" and form.endswith(_VERBAL_NOUN))
            and (final or lemma == chosen or lemma in words or self._is_regular(form, lemma, tag))
        }
        lemmas = {lemma for lemma, _ in accepted}
        if chosen:
            lemmas.add(chosen)
        if any(lemma == form and tag != "VERB" for lemma, tag in accepted):
            lemmas = {lemma for lemma in lemmas if not self._is_imperative(form, lemma)}
        if form.endswith(_PRESENT_PARTICIPLE) and (form, "NOUN") in self._borne_out:
            lemmas.add(form)
        return lemmas or set(self._lemmas_of(words))

    def _is_regular(self, form: str, lemma: str, tag: str) -> bool:
        """Tell a form of the first conjugation, which the lists sometimes leave out."""
        return (
            tag == "VERB"
            and self._is_first_conjugation(lemma)
            and form in (lemma + "r", lemma + "s", lemma + "de", lemma + "t")
        )

    def _is_imperative(self, form: str, lemma: str) -> bool:
        """Tell whether `lemma` is a verb that `form`, a noun or adjective too, would command.

        `Tryck!` is so much rarer than the noun that it is no lemma of the form. Verbs whose
        present has no ending (bär) keep it, unless they are of the first conjugation (svarar).
        """
        return (
            lemma.startswith(form)
            and lemma[len(form) :] in ("a", "ma", "na")
            and (not form.endswith("r") or self._is_first_conjugation(lemma))
        )

    def _is_first_conjugation(self, lemma: str) -> bool:
        return lemma.endswith("a") and self._dictionary.get(lemma + "des") == lemma


def edit(form: str, lemma: str) -> Edit:
    """Return how many letters to drop from the end of a form, and what to add, for its lemma."""
    if form.startswith(lemma):
        return len(form) - len(lemma), ""
    same = 0
    for ours, theirs in zip(form, lemma, strict=False):
        if ours != theirs:
            break
        same += 1
    return len(form) - same, lemma[same:]
