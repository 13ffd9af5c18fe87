"""How words are read, told from one process to the others, so that not each reads them anew."""

import pickle
from collections.abc import Iterable
from itertools import islice

from kb.language.analyzer import Analyzer, Reading
from kb.language.lexicon import Lexicon

# Words that a process keeps of what it was told, some 400 bytes each; most of those that come again
# are in the next posts.
_MOST = 50_000


class SharingAnalyzer(Analyzer):
    """An analyzer that knows how others have read words, and tells them how it has."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__(lexicon)
        # By the word, the newest last; those that were read here, too.
        self._heard: dict[str, Reading] = {}
        self._new: list[tuple[str, Reading]] = []

    def reading(self, word: str) -> Reading:
        """Return how a word is read."""
        found = self._heard.get(word)
        if found is None:
            found = self._heard[word] = super().reading(word)
            self._new.append((word, found))
        return found

    def told(self) -> bytes:
        """Return what was read anew since it was last asked, for `hear`."""
        data = pickle.dumps(self._new, pickle.HIGHEST_PROTOCOL) if self._new else b""
        self._new = []
        return data

    def hear(self, news: Iterable[bytes]) -> None:
        """Take in what others with the same lexicon have told; of very much the newest is kept."""
        for data in news:
            for word, reading in pickle.loads(data):  # noqa: S301  another process of the build's
                self._heard.pop(word, None)  # so that it is the newest
                self._heard[word] = reading
        for word in [*islice(self._heard, max(0, len(self._heard) - _MOST))]:
            del self._heard[word]
