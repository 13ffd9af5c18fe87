"""Which of its possible lemmas a form is used as: told from how much their other forms are used.

simplemma sometimes takes the rarer word (`kurs` → `kur`), and cannot tell a name (`Göran`, `Dan`)
from a verb or a noun. What is possible is ordered by how much of the form's use each lemma can
account for, and what accounts for hardly any is left out.

Measured on UD Talbanken (dev), types of NOUN, ADJ, VERB, recall / precision / F1:
simplemma alone .925 / .935 / .930, this .989 / .942 / .965.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from kb.language.building.irregular import Irregular
from kb.language.building.possible_lemmas import PRESENT_PARTICIPLE, PossibleLemmas, Rules
from kb.language.building.word_lists import Inflection
from kb.language.lexicon import Edit

# A lemma that fewer than 1 in 20 uses of the form would have is left out: joining every rare
# homograph (risk, a mushroom) costs precision and finds next to nothing. Between .04 and .08 the
# F1 moves by .002; above, `händer` loses its hands.
_LEAST_SHARE = 0.05
# simplemma's choice is right about ten times in eleven, so it weighs ten times what use alone
# says; so does what two other sources say (hamnar: hamn). At 3 and 30 the F1 loses .001. Not where
# the form is itself another lemma (brist, test, gift): there simplemma errs most.
_DICTIONARY_BONUS = 10.0
# So that lemmas out of use still have an order: less than wordfreq's rarest form (1e-8).
_UNSEEN = 1e-9
# The share of a lemma's use that a form has which a grammar lists and whose inflection fewer than
# 20 lemmas share: a tenth, as if the lemma had ten forms alike.
_IRREGULAR = 0.1
_IRREGULAR_BELOW = 20
# That of any form that a grammar lists, at the least; and of one that is neither usual nor listed:
# at .1, `skyddas` is also of `sky`.
_LISTED = 0.03
_UNUSUAL = 0.02
# The least that a lemma's other forms are taken to be of its use, so that one rare form (of a
# noun: the genitive of its plural) does not stand for much.
_LEAST_USUAL = 0.05
# How many times the usual number of its plurals a noun may have without the article.
_PLURALS = 4.0
# Of what its other lemmas do not account for, how much is of a word without other forms. With all,
# adjectives begin to lose their adverbs (fri, fritt); with half, prepositions are verbs (inför).
_UNINFLECTED = 0.8
# How often the lemmas' shares of a form are estimated anew, each time from those before.
_ROUNDS = 2
# A form that is a name keeps a common word's lemma only if that can account for this share of it;
# one in -s, since a genitive is seldom asked for, for more (Mats, Måns).
_LEAST_BESIDE_NAME = 0.1
_LEAST_OF_GENITIVE = 0.5
# No ending is so short that a lemma is longer by more.
_LONGEST_ADDITION = 3
# Flags of hunspell-sv that make the genitive and other forms of names.
_INFLECTING_NAMES = frozenset("ADFe")
# Flags that make no forms, but compounds.
_COMPOUNDING = frozenset("UWXYZ")

Ending = tuple[str, str]  # what stands in a form, in place of what in its lemma


class LemmaCandidates:
    """The lemmas of every form that a word list knows.

    `dictionary` maps a form to one lemma, `names` does so for names; `irregular` are the forms
    that a grammar lists, `shares` is each form's share of running text; `rules` are by part of
    speech and ending.
    """

    def __init__(
        self,
        dictionary: Mapping[str, str],
        names: Mapping[str, str],
        inflections: Iterable[Inflection],
        irregular: Iterable[Irregular],
        rules: Rules,
        shares: Mapping[str, float],
    ) -> None:
        # An abbreviation is itself, not what it is short for (kl, klockan).
        self._dictionary = {
            form: lemma if len(lemma) <= len(form) + _LONGEST_ADDITION else form
            for form, lemma in dictionary.items()
        }
        self._shares = shares
        self._words: dict[str, list[str]] = defaultdict(list)
        self._headwords: set[str] = set()
        entries: set[str] = set()
        listed: dict[str, list[Inflection]] = defaultdict(list)
        for inflection in inflections:
            form, word, flags, is_name = inflection
            if "Z" in flags:  # stands only inside a compound
                continue
            if is_name:
                listed[form].append(inflection)
                continue
            if word not in self._words[form]:
                self._words[form].append(word)
            if form == word and flags:
                entries.add(word)
                if not _COMPOUNDING.issuperset(flags):
                    self._headwords.add(word)
        # Only forms in use are looked at closely: rare ones are seldom ambiguous.
        self._possible = PossibleLemmas(
            self._dictionary,
            self._words,
            entries,
            self._headwords,
            irregular,
            rules,
            shares,
        )
        self._names = {
            form: _name(form, listed.get(form, ()), names, shares) for form in {**names, **listed}
        }
        # What is only the first word of a name: Stora, Nya.
        self._weak = {
            form
            for form, entries_of_form in listed.items()
            if not any(_INFLECTING_NAMES.intersection(each.flags) for each in entries_of_form)
        }
        # Names that a common word is spelt like, which decides how the form is read. simplemma
        # has every word that ever began a sentence among its names, so it does not suffice where
        # hunspell-sv inflects a word to the form.
        self._ambiguous_names = {
            form
            for form, name in self._names.items()
            if form in self._possible.of
            and (
                form in listed.keys() - self._weak
                or (names.get(form) == name == form and not self._words.get(form))
                or (names.get(form) == name == form and form in listed)
            )
        }
        self._habits = self._shares_of_endings()
        # How much of a form's use each lemma has: of several, equal shares at first.
        self._parts = {
            form: dict.fromkeys(lemmas, 1 / len(lemmas))
            for form, lemmas in self._possible.of.items()
            if form not in self._ambiguous_names
        }
        self._count_uses()
        for _ in range(_ROUNDS):
            for form, parts in self._parts.items():
                if len(parts) > 1:
                    scores = self._scores(form, parts)
                    whole = sum(scores.values())
                    self._parts[form] = {lemma: score / whole for lemma, score in scores.items()}
            self._count_uses()

    def of_forms(self) -> dict[str, tuple[str, ...]]:
        """Return the lemmas of every known form, the likeliest first."""
        lemmas: dict[str, tuple[str, ...]] = {
            form: (lemma,) for form, lemma in (self._names | self._dictionary).items()
        }
        for form, words in self._words.items():
            if form not in lemmas:
                lemmas[form] = self._possible.by_words(words)
        for form, own in self._possible.irregular.items():
            lemmas[form] = tuple(sorted(own))
        lemmas.update({form: self._lemmas(form) for form in self._possible.of})
        for name in self._ambiguous_names:
            genitive = name + "s"
            if lemmas[name][0] == name and genitive not in lemmas.get(genitive, name):
                lemmas[genitive] = lemmas[name]
        return lemmas

    def names(self) -> set[str]:
        """Return every form that is a name, unless it is a common word above all."""
        return {
            form
            for form, name in self._names.items()
            if form == name
            and (
                form in self._lemmas(form)
                if form in self._ambiguous_names
                else form not in self._dictionary and form not in self._words
            )
        }

    def _lemmas(self, form: str) -> tuple[str, ...]:
        if form in self._ambiguous_names:
            return self._lemmas_beside_name(form)
        lemmas = self._possible.of[form]
        if len(lemmas) > 1 and form.endswith(PRESENT_PARTICIPLE):
            # Verb and noun are one word here, used as either: the verb first, the noun too.
            return tuple(sorted(lemmas, key=lambda lemma: (lemma == form, lemma)))
        return self._in_real_use(form, lemmas)

    def _lemmas_beside_name(self, form: str) -> tuple[str, ...]:
        """Return the lemmas of a form that is a name, too; the name first if it is likelier."""
        name, possible, share = self._names[form], self._possible.of[form], self._shares[form]
        if name != form and form in possible:
            genitive = self._shares.get(name, 0.0) * self._habit(form, name)
            if genitive < share * _LEAST_SHARE:
                return self._in_real_use(form, possible)  # dans, not Dan's
            if genitive < share / 2:
                return tuple(dict.fromkeys((*self._in_real_use(form, possible), name)))  # Pers
        if any(map(self._is_compound, possible)):
            return self._in_real_use(form, possible)  # Arbetsförmedlingen
        least = _LEAST_OF_GENITIVE if form.endswith("s") else _LEAST_BESIDE_NAME
        likely = {
            lemma: expected
            for lemma in possible
            if self._is_borne_out(form, lemma)
            and (expected := self._expected(form, lemma)) >= share * least
        }
        others = self._in_real_use(form, likely)
        of_others = sum(expected for lemma, expected in likely.items() if lemma != name)
        if of_others > share / 2:
            own = () if form in self._weak else (name,)
            return tuple(dict.fromkeys((*others, *own)))
        return tuple(dict.fromkeys((name, *others)))

    def _is_borne_out(self, form: str, lemma: str) -> bool:
        """Tell whether more than simplemma says that a name is also of a lemma.

        Or that it is a noun in a form as usual as that of arbetaren.
        """
        words = self._words.get(form, ())
        return (
            lemma in words
            or lemma in self._possible.irregular.get(form, ())
            or any(self._dictionary.get(word) == lemma for word in words)
            or (
                len(form) > len(lemma)
                and self._possible.is_proposed(form, lemma, "NOUN")
                and self._possible.is_only_noun(lemma)
                and _ending(form, lemma) in self._habits
            )
        )

    def _is_compound(self, lemma: str) -> bool:
        return any(
            lemma[cut:] in self._headwords
            and any(
                word in self._headwords or word in self._names
                for word in (lemma[:cut], lemma[:cut].removesuffix("s"))
            )
            for cut in range(3, len(lemma) - 2)
        )

    def _in_real_use(self, form: str, lemmas: Collection[str]) -> tuple[str, ...]:
        scores = self._scores(form, lemmas)
        least = _LEAST_SHARE * sum(scores.values())
        kept = self._possible.certain.get(form, set())
        if not kept or self._possible.is_noun(form):
            kept = kept | {form}  # a word keeps itself
        ordered = sorted(lemmas, key=lambda lemma: (-scores[lemma], lemma))
        return tuple(lemma for lemma in ordered if scores[lemma] >= least or lemma in kept)

    def _scores(self, form: str, lemmas: Collection[str]) -> dict[str, float]:
        favoured = self._favoured(form, lemmas)
        expected = {lemma: self._expected(form, lemma) for lemma in lemmas}
        scores = {
            lemma: likely * (_DICTIONARY_BONUS if lemma in favoured else 1.0)
            for lemma, likely in expected.items()
        }
        if self._dictionary.get(form) == form and form in scores:
            # What has no other forms (bara, snart) has much of what the others do not account for.
            rest = self._shares[form] - sum(expected.values())
            scores[form] = max(scores[form], _UNINFLECTED * rest)
        return scores

    def _favoured(self, form: str, lemmas: Collection[str]) -> set[str]:
        """Return the lemmas that two sources give, or the dictionary where it is to be trusted."""
        chosen = self._dictionary.get(form)
        if chosen is None:
            return set()
        is_certain = self._possible.is_passive(form) or chosen in self._possible.certain.get(
            form, ()
        )
        if chosen != form and form in lemmas and not is_certain:
            return set()
        return {chosen} | self._possible.borne_out_twice(form)

    def _expected(self, form: str, lemma: str) -> float:
        """Return which share of running text a form of a lemma can be expected to have.

        Told from the lemma's other forms.
        """
        habit = self._habit(form, lemma)
        part = self._parts.get(form, {}).get(lemma, 0.0)
        used = self._used.get(lemma, 0.0) - part * self._shares[form]
        usual = self._usual.get(lemma, 0.0) - part * habit
        expected = (max(used, 0.0) + _UNSEEN) * habit / max(usual, _LEAST_USUAL)
        if form.endswith("r") and self._possible.is_only_noun(lemma):
            # Not every noun has a plural (hjälp); one that has is used with the article, too.
            definite = form + "na"
            ratio = habit / self._habit(definite, lemma)
            expected = min(expected, _PLURALS * ratio * self._shares.get(definite, _UNSEEN))
        return min(expected, self._shares[form])

    def _count_uses(self) -> None:
        """Add up how much the forms of each lemma are used, and how much such forms usually are.

        What is a name, too, counts for none.
        """
        self._used: dict[str, float] = defaultdict(float)
        self._usual: dict[str, float] = defaultdict(float)
        for form, parts in self._parts.items():
            for lemma, part in parts.items():
                self._used[lemma] += part * self._shares[form]
                self._usual[lemma] += part * self._habit(form, lemma)

    def _habit(self, form: str, lemma: str) -> float:
        """Return which share of a lemma's use such a form of it usually has."""
        if lemma in self._possible.irregular.get(form, ()):
            return max(self._habits.get(_ending(form, lemma), _IRREGULAR), _LISTED)
        return self._habits.get(_ending(form, lemma), _UNUSUAL)

    def _shares_of_endings(self) -> dict[Ending, float]:
        """Return which share of a lemma's use each way of inflecting it usually has."""
        uses: dict[str, float] = defaultdict(float)
        alone: list[tuple[str, str]] = []
        for form, lemmas_of_form in self._possible.of.items():
            for lemma in lemmas_of_form:
                uses[lemma] += self._shares[form] / len(lemmas_of_form)
            if len(lemmas_of_form) == 1:
                alone.append((form, lemmas_of_form[0]))
        lemmas: Counter[Ending] = Counter()
        used: dict[Ending, float] = defaultdict(float)
        whole: dict[Ending, float] = defaultdict(float)
        for form, lemma in alone:
            ending = _ending(form, lemma)
            lemmas[ending] += 1
            used[ending] += self._shares[form]
            whole[ending] += uses[lemma]
        return {
            ending: used[ending] / whole[ending]
            for ending, count in lemmas.items()
            if count >= _IRREGULAR_BELOW
        }


def _name(
    form: str,
    listed: Iterable[Inflection],
    names: Mapping[str, str],
    shares: Mapping[str, float],
) -> str:
    """Return the name that a form is of: itself, or what a list inflects to it.

    hunspell-sv has some genitives as names (Ingers); simplemma makes genitives of names (Jesus).
    """
    words = [each.word for each in listed]
    genitive_of = form.removesuffix("s")
    if genitive_of != form and (names.get(form) == genitive_of or genitive_of in words):
        is_rarer = shares.get(form, 0.0) < shares.get(genitive_of, 0.0)
        return genitive_of if is_rarer or form not in {*words, *names} else form
    lemma = form if form in words else names.get(form, form)
    return lemma if len(lemma) <= len(form) + _LONGEST_ADDITION else form


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


def _ending(form: str, lemma: str) -> Ending:
    """Return what stands in a form in place of what in its lemma.

    What a stem loses before a consonant is no ending: bestäm|t of bestämm|a, vän|t of vänd|a.
    """
    drop, add = edit(form, lemma)
    if add in ("ma", "na", "da"):
        add = "a"
    return form[len(form) - drop :], add
