"""In how many posts of a generation each term stands: a file of the generation, read without calls.

The base is a file of arrays, made when the index was built. For each form it has a dictionary of
sorted terms (`kb.engines.files.dictionary`) and `{form}/posts` int32 [terms, 4]: in how many posts
each stands in any field, and in each of `FIELDS`; and the `word_columns` of the exact terms.

The overlay is JSON, `{form: {term: [any, title, body, tags]}}`: what holds now of the terms whose
numbers changed since. All numbers are of live posts only.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.engines.files.array_file import AnyArray, ArrayFile, write_arrays
from kb.engines.files.dictionary import NONE, dictionary_arrays
from kb.engines.files.dictionary import Dictionary as SortedTerms
from kb.engines.files.word_columns import word_columns
from kb.engines.files.words import Words
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS, without_diacritics
from kb.search.port.vocabulary import Vocabulary, slips_in

# In any field, and in each of FIELDS.
COLUMNS = 1 + len(FIELDS)
# Overlays are read whole, so terms beyond so many changed ones go into a new base.
MOST_CHANGED = 20_000

Counts = tuple[int, ...]
_ABSENT: Counts = (0,) * COLUMNS


def write_base(path: Path, counts: Mapping[Form, tuple[list[bytes], NDArray[np.int32]]]) -> None:
    """Write a base: of each form its terms, sorted and each once, and their numbers [terms, 4].

    Raises:
        OSError: it cannot be written whole.
    """
    arrays: dict[str, AnyArray] = {}
    for form in Form:
        texts, posts = counts.get(form, ([], np.empty((0, COLUMNS), np.int32)))
        arrays |= dictionary_arrays(form.value, texts)
        arrays[f"{form.value}/posts"] = posts.astype(np.int32)
        if form is Form.EXACT:
            # No word has a line end.
            arrays |= word_columns(b"\n".join(texts).decode().split("\n") if texts else [])
    write_arrays(path, arrays)


class Dictionary:
    """The terms of a generation; any thread may ask."""

    def __init__(self, base: Path, overlay: Path | None = None) -> None:
        """Open it.

        Raises:
            OSError, ValueError, IndexDamagedError: a file cannot be read.
        """
        changed = json.loads(overlay.read_text(encoding="utf-8")) if overlay else {}
        self._changed: dict[Form, dict[str, Counts]] = {
            form: {text: tuple(posts) for text, posts in changed.get(form.value, {}).items()}
            for form in Form
        }
        self._file = ArrayFile(base)
        self._terms = {form: SortedTerms(self._file, form.value) for form in Form}
        self._posts = {form: self._file[f"{form.value}/posts"] for form in Form}
        self._words = Words(self._terms[Form.EXACT], self._file)
        # The words that the base has not; they are few.
        self._more = Vocabulary(
            sorted(
                text
                for text in self._changed[Form.EXACT]
                if self._terms[Form.EXACT].find(text.encode()) == NONE
            )
        )

    def check(self) -> None:
        """Ask whether its file is as long as it was; IndexDamagedError where it is not."""
        self._file.check()

    def close(self) -> None:
        """Close its file."""
        self._file.close()

    # --- numbers of posts ---

    def counts(self, form: Form, text: str) -> Counts:
        """Return in how many posts a term stands: in any field, and in each of `FIELDS`."""
        changed = self._changed[form].get(text)
        if changed is not None:
            return changed
        try:
            number = self._terms[form].find(text.encode())
        except UnicodeEncodeError:  # half of a pair, which no text has
            return _ABSENT
        return _ABSENT if number == NONE else tuple(self._posts[form][number].tolist())

    def posts(self, word: str) -> int:
        """Return in how many posts a word stands."""
        return self.counts(Form.EXACT, word)[0]

    def all_counts(
        self, form: Form, deltas: Mapping[str, Sequence[int]] | None = None
    ) -> tuple[list[bytes], NDArray[np.int32]]:
        """Return the terms of a form that stand in a post, sorted, and their numbers [terms, 4].

        That is after some changes: by term, how much each of its numbers grows.
        """
        changed = {text.encode(): row for text, row in self._after(form, deltas or {}).items()}
        texts = list(self._terms[form].all_texts())
        rows = dict(zip(texts, range(len(texts)), strict=True)) if changed else {}
        more = [text for text in changed if text not in rows]
        posts = np.concatenate([self._posts[form], np.zeros((len(more), COLUMNS), np.int32)])
        rows |= {text: len(texts) + number for number, text in enumerate(more)}
        for text, row in changed.items():
            posts[rows[text]] = row
        texts += more
        order = sorted(np.flatnonzero(posts[:, 0]).tolist(), key=texts.__getitem__)
        return [texts[number] for number in order], posts[order]

    def changed(self, deltas: Mapping[Form, Mapping[str, Sequence[int]]]) -> str | None:
        """Return the overlay after some changes, as text; None where a new base is due.

        `deltas` has them by form, as `all_counts`.
        """
        changed = {form: self._after(form, deltas.get(form, {})) for form in Form}
        if sum(map(len, changed.values())) > MOST_CHANGED:
            return None
        return json.dumps(
            {form.value: terms for form, terms in changed.items() if terms},
            ensure_ascii=False,
            separators=(",", ":"),
        )

    def _after(self, form: Form, deltas: Mapping[str, Sequence[int]]) -> dict[str, Counts]:
        """Return the numbers of terms that are not those of the base, after some changes."""
        changed = dict(self._changed[form])
        for text, delta in deltas.items():
            changed[text] = tuple(map(sum, zip(self.counts(form, text), delta, strict=True)))
        return changed

    # --- words ---

    def beginning(self, prefix: str) -> list[str]:
        """Return the exact terms that begin so, dots and all, and stand in a post."""
        try:
            numbers = self._terms[Form.EXACT].beginning(prefix.encode())
        except UnicodeEncodeError:
            return []
        posts = self._posts[Form.EXACT]
        changed = self._changed[Form.EXACT]
        found = [
            text
            for number in numbers
            if changed.get(text := self._words.text(number), posts[number])[0]
        ]
        return found + [
            word for word in self._more.words if word.startswith(prefix) and changed[word][0]
        ]

    def with_diacritics(self, word: str) -> list[str]:
        """Return the words that `word` is when typed without dots; see `Vocabulary`."""
        if without_diacritics(word) != word:
            return []
        found = {*self._words.undotted(word), *self._more.with_diacritics(word)} - {word}
        return sorted(found)

    def beginning_with_diacritics(self, undotted: str) -> Iterator[str]:
        """Yield the words that begin so when their dots are left out, and have any."""
        for number in self._words.beginning(undotted).tolist():
            word = self._words.text(number)
            if without_diacritics(word) != word:
                yield word
        yield from self._more.beginning_with_diacritics(undotted)

    def similar(self, word: str, more_than: int = 0) -> list[tuple[int, str]]:
        """Return the words that `word` may be a slip for, with how many slips; fewest first."""
        if not slips_in(word):
            return []
        near = self._words.near(word, self._words.maybe_similar(word))
        return sorted({*near, *self._more.similar(word)})

    def commonest(self, typed: str, most: int) -> list[tuple[str, int]]:
        """Return the words that begin as was typed with their posts, those in most posts first.

        Words in equally many stand by their letters.
        """
        changed = self._changed[Form.EXACT]
        numbers = np.sort(self._words.beginning(typed))
        posts = self._posts[Form.EXACT][numbers, 0]
        # Of the base's, as many as there may be changed ones before them.
        first = numbers[np.argsort(-posts, kind="stable")]
        kept = (word for word in map(self._words.text, first.tolist()) if word not in changed)
        again = [
            word for word in changed if self._words.number(word) != NONE and _begins(word, typed)
        ]
        words = [*islice(kept, most), *again, *self._more.beginning(typed)]
        counted = sorted((-self.posts(word), word) for word in words)
        return [(word, -minus) for minus, word in counted[:most] if minus]


def _begins(word: str, typed: str) -> bool:
    """Tell whether a word begins as was typed; without any dots that may be of words with."""
    undotted = without_diacritics(typed)
    return (
        word.startswith(typed)
        if undotted != typed
        else (without_diacritics(word).startswith(typed))
    )
