"""Which lemmas a form may have at all, by three sources and a grammar's closed lists.

simplemma gives each form one lemma, and so cannot say that `händer` is hands as well as happens.
Two more sources propose lemmas: the words that hunspell-sv inflects to the form, and lemmy's
endings. A proposal counts when a second source bears it out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from kb.language.building.irregular import Irregular

_VERBAL_NOUN = ("ndet", "ndets", "ndena", "ndenas")
# Where a stem ends so, the supine or the participle adds nothing to it (lyft, tänd).
_ENDS_AS_STEM = ("ft", "kt", "lt", "nd", "nt", "pt", "st")
PRESENT_PARTICIPLE = ("ande", "ende")

Proposal = tuple[str, str, bool]  # lemma, part of speech, whether the rule is for this very form
Rules = Mapping[str, Mapping[str, Iterable[tuple[str, bool]]]]


class PossibleLemmas:
    """The lemmas that forms may have, before it is asked how likely they are.

    `dictionary` maps a form to one lemma, `words` to those that inflect to it; `entries` are the
    words that the latter list has, `headwords` those of them that inflect; `rules` are by part of
    speech and ending. `forms` are looked at closely.
    """

    def __init__(
        self,
        dictionary: Mapping[str, str],
        words: Mapping[str, Collection[str]],
        entries: Collection[str],
        headwords: Collection[str],
        irregular: Iterable[Irregular],
        rules: Rules,
        forms: Iterable[str],
    ) -> None:
        self._dictionary = dictionary
        self._words = words
        self._entries = entries
        self._headwords = headwords
        self._rules = rules
        # All that a grammar lists, and what no other word is likelier to be spelt like.
        self.irregular: dict[str, set[str]] = defaultdict(set)
        self.certain: dict[str, set[str]] = defaultdict(set)
        for form, lemma, is_certain in irregular:
            self.irregular[form].add(lemma)
            if is_certain:
                self.certain[form].add(lemma)
        used = [form for form in forms if self.knows(form)]
        self._proposals = {form: list(self._proposed(form)) for form in used}
        self._borne_out = set(self._inflecting())
        # Forms of irregular verbs that hardly ever are the word spelt so (vill, gone astray).
        self._never_lemmas = {
            form
            for form, lemmas in self.certain.items()
            if form not in lemmas
            and (chosen := dictionary.get(form, form)) in lemmas
            and chosen.endswith("a")
            and not self.is_noun(form)
        }
        # In a set order, so that what is added up is so in the same order in every run.
        self.of = {form: tuple(sorted(self._possible(form))) for form in used}

    def knows(self, form: str) -> bool:
        """Tell whether any source has a form as a common word."""
        return form in self._dictionary or form in self._words or form in self.irregular

    def is_noun(self, lemma: str) -> bool:
        """Tell whether something inflects a lemma as a noun."""
        return (lemma, "NOUN") in self._borne_out

    def is_only_noun(self, lemma: str) -> bool:
        """Tell whether something inflects a lemma as a noun, and nothing as a verb."""
        return self.is_noun(lemma) and (lemma, "VERB") not in self._borne_out

    def is_proposed(self, form: str, lemma: str, tag: str) -> bool:
        """Tell whether the ending rules give a form a lemma as a part of speech."""
        return any(proposal[:2] == (lemma, tag) for proposal in self._proposals[form])

    def is_passive(self, form: str) -> bool:
        """Tell the passive of an infinitive: krävas."""
        return form.endswith("as") and self._dictionary.get(form[:-1]) == form[:-1]

    def borne_out_twice(self, form: str) -> set[str]:
        """Return the lemmas that two sources give a form, or one like it.

        That of a plural is given to the plural with the article, too, which no verb is spelt like:
        skruvar, skruvarna.
        """
        words = self._words.get(form, ())
        return {
            lemma
            for lemma, tag, final in self._proposals[form]
            if (lemma in words and (final or self._has_sibling(form, lemma, tag)))
            or (tag == "NOUN" and self._dictionary.get(form + "na") == lemma)
        }

    def by_words(self, words: Iterable[str]) -> tuple[str, ...]:
        """Return the lemmas of the words that inflect to a form."""
        return tuple(dict.fromkeys(self._dictionary.get(word, word) for word in words))

    def _possible(self, form: str) -> set[str]:
        words = self._words.get(form, ())
        if form.endswith(PRESENT_PARTICIPLE) and form in self._entries:
            # A headword of its own means something of its own: anseende, påstående, boende.
            return {form, *self.irregular.get(form, ())}
        chosen = self._dictionary.get(form)
        listed = {
            lemma for lemma in self.irregular.get(form, ()) if self._may_be_irregular(form, lemma)
        }
        certain = self.certain.get(form, ())
        is_odd = chosen is not None and chosen[0] != form[0]
        if chosen not in words and ((is_odd and words) or (certain and chosen not in certain)):
            chosen = None  # andre is not of två; what is so irregular stands in the lists
        if chosen and chosen != form and chosen[-1] == form[-1] == "s":
            return {chosen} | listed  # finns → finnas, which is not the passive of finna
        accepted = set(self._accepted(form, chosen))
        lemmas = {lemma for lemma, _ in accepted}
        is_itself = any(lemma == form and tag != "VERB" for lemma, tag in accepted)
        if chosen and not (is_itself and self._is_unlikely(form, chosen)):
            lemmas.add(chosen)
        if chosen and self._is_compared_participle(form, chosen):
            lemmas.discard(self._dictionary.get(chosen, ""))
            lemmas.add(chosen)
        if is_itself:
            lemmas = {lemma for lemma in lemmas if not self._is_imperative(form, lemma)}
        if (form, "NOUN") in accepted and form.endswith("s") and not self.is_passive(form):
            listed &= self.certain.get(form, set())
            lemmas = {lemma for lemma in lemmas if self._may_end_in_s(form, lemma)}
        if form.endswith(PRESENT_PARTICIPLE) and self.is_noun(form):
            lemmas.add(form)
        return lemmas | listed or set(self.by_words(words))

    def _accepted(self, form: str, chosen: str | None) -> Iterator[tuple[str, str]]:
        """Yield (lemma, part of speech) that two sources give a form."""
        words = self._words.get(form, ())
        is_headword = (
            form in self._headwords and form not in self._never_lemmas and self._is_own_lemma(form)
        )
        for lemma, tag, final in self._proposals[form]:
            if (
                (lemma, tag) in self._borne_out
                and lemma not in self._never_lemmas
                and not (tag == "VERB" and form.endswith(_VERBAL_NOUN))
                # What is left of a noun without its ending opens compounds: mor of mora.
                and not (tag == "NOUN" and lemma != form and lemma.startswith(form))
                and (
                    final
                    or lemma == chosen
                    or (is_headword and lemma == form)
                    or lemma in words
                    or self._is_regular(form, lemma, tag)
                    or self._has_sibling(form, lemma, tag)
                )
            ):
                yield lemma, tag
        if is_headword:
            tags = {tag for lemma, tag, _ in self._proposals[form] if lemma == form}
            yield from ((form, tag) for tag in tags or {"ADJ"})

    def _is_unlikely(self, form: str, chosen: str) -> bool:
        """Tell whether simplemma errs of a form that is itself a lemma: upphov, upphäva."""
        is_longer = chosen.startswith(form) and not self._is_imperative(form, chosen)
        return chosen not in self._words.get(form, ()) and not is_longer

    def _is_compared_participle(self, form: str, chosen: str) -> bool:
        """Tell the plural of one that is an adjective: den bestämda tonen, bestämdare."""
        return (
            form == chosen + "a"
            and chosen.endswith("d")
            and chosen in self._words.get(chosen + "are", ())
        )

    def _may_end_in_s(self, form: str, lemma: str) -> bool:
        """Tell whether a noun in -s may be a lemma's form: gås is not gone; läns may be of län."""
        if lemma == form or lemma not in self._lemmas_known(form[:-1]):
            return True
        if lemma == form[:-1]:
            return self.is_only_noun(lemma)
        return lemma in self._words.get(form, ())

    def _may_be_irregular(self, form: str, lemma: str) -> bool:
        """Tell whether a listed form may be of its lemma; företagen is a noun's form alone."""
        words = self._words.get(form, ())
        is_base_verb = lemma in self.certain.get(lemma, ())
        if is_base_verb or not form.endswith(("en", "et", "na")):
            return True
        return not words or any(
            lemma in (self._dictionary.get(word), *self.irregular.get(word, ())) for word in words
        )

    def _is_own_lemma(self, form: str) -> bool:
        """Tell a headword from an irregular form, which hunspell-sv lists as a word (böcker).

        Something inflects it, or no other source knows better. What is made of a word by dropping
        letters (kul of kula) is none of its forms, but for imperatives.
        """
        return (
            self._dictionary.get(form, form).startswith(form)
            or any(lemma == form and final for lemma, _, final in self._proposals[form])
            or any((form, tag) in self._borne_out for tag in self._rules)
        )

    def _lemmas_known(self, form: str) -> set[str]:
        """Return every lemma that any source gives a form."""
        own = self._dictionary.get(form, form)
        proposed = (lemma for lemma, _, _ in self._proposals.get(form, ()))
        return {own, *self._words.get(form, ()), *proposed, *self.irregular.get(form, ())}

    def _has_sibling(self, form: str, lemma: str, tag: str) -> bool:
        """Tell whether the dictionary has a lemma of a longer form that is made of this one.

        hamnar is of hamn as hamnarna is, bytte of byta as byttes; nothing else is spelt so.
        """
        if tag == "VERB" and not form.endswith(("de", "te")):
            return False  # a participle, more often an adjective
        endings = {"NOUN": ("na", "s"), "VERB": ("s",)}.get(tag, ())
        return any(self._dictionary.get(form + ending) == lemma for ending in endings)

    def _proposed(self, form: str) -> Iterator[Proposal]:
        for tag, endings in self._rules.items():
            for start in range(len(form) + 1):
                if (ending := form[start:]) in endings:
                    for replacement, final in endings[ending]:
                        lemma = form[:start] + replacement
                        if lemma[:1] == form[:1]:
                            yield lemma, tag, final or start == 0
                    break

    def _inflecting(self) -> Iterator[tuple[str, str]]:
        """Yield (lemma, part of speech) that some form has beyond doubt: it inflects so.

        hunspell-sv has irregular forms as words (böcker); they are none where simplemma gives
        them a lemma, and never gives them as one.
        """
        lemmas = set(self._dictionary.values())
        for form, proposals in self._proposals.items():
            for words in ((self._dictionary.get(form),), self._words.get(form, ())):
                agreed = [proposal for proposal in proposals if proposal[0] in words]
                if len({(lemma, tag) for lemma, tag, _ in agreed}) != 1:
                    continue
                lemma, tag, _ = agreed[0]
                final = any(final for _, _, final in agreed)
                if lemma != form and (final or lemma in lemmas or lemma not in self._dictionary):
                    yield lemma, tag

    def _is_regular(self, form: str, lemma: str, tag: str) -> bool:
        """Tell a regular form of a verb, of which the lists leave out some."""
        if tag == "VERB" and lemma.endswith("as"):
            return form == lemma[:-2] + "s"  # syns, trivs
        if tag != "VERB" or not lemma.endswith("a"):
            return False
        if self._is_first_conjugation(lemma):
            return form in (lemma + "r", lemma + "s", lemma + "de", lemma + "t")
        if not self._is_second_conjugation(lemma):
            return False
        stem = lemma[:-1]
        # Before a consonant: bestämma, bestämde; vända, vänt.
        short = stem[:-1] if stem.endswith(("mm", "nn")) else stem
        supine = stem[:-1] + "t" if stem.endswith("nd") else short + "t"
        endings = ("de", "te", "des", "tes")
        return form in {stem + "er", stem + "s", stem + "es", supine, supine + "s"} or form in {
            short + ending for ending in endings
        }

    def _is_imperative(self, form: str, lemma: str) -> bool:
        """Tell whether `lemma` is a verb that `form`, a noun or adjective too, would command.

        `Tryck!` is so much rarer than the noun that it is no lemma of the form. Verbs whose
        present has no ending (bär) keep it, unless they are of the first conjugation (svarar);
        so do those whose supine or participle is spelt so (lyft, tänd).
        """
        return (
            lemma.startswith(form)
            and lemma[len(form) :] in ("a", "ma", "na")
            and (not form.endswith("r") or self._is_first_conjugation(lemma))
            and not (form[-2:] in _ENDS_AS_STEM and self._is_second_conjugation(lemma))
        )

    def _is_first_conjugation(self, lemma: str) -> bool:
        return self._has_forms(lemma, "r", "des", "ts")

    def _is_second_conjugation(self, lemma: str) -> bool:
        return lemma.endswith("a") and self._has_forms(lemma[:-1], "er", lemma=lemma)

    def _has_forms(self, stem: str, *endings: str, lemma: str = "") -> bool:
        return any(self._dictionary.get(stem + ending) == (lemma or stem) for ending in endings)
