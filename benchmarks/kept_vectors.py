"""An embedder that embeds each text once and for all: figures are made again and again."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kb.meaning.embedder import Embedder, Vectors
from kb.meaning.spool import VectorSpool, key_of

FOLDER = Path(__file__).resolve().parent / ".vectors"
_AT_ONCE = 16


class KeptEmbedder(Embedder):
    """Another embedder, with what it has made in a folder."""

    def __init__(self, embedder: Embedder, folder: Path = FOLDER) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = embedder.name
        self._embedder = embedder
        self._spool = VectorSpool(folder, embedder.name)

    def query(self, text: str) -> Vectors:
        found: Vectors = self.queries([text])[0]
        return found

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._of("query", self._embedder.queries, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._of("passage", self._embedder.passages, texts)

    def _of(
        self, kind: str, embed: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
    ) -> Vectors:
        keys = [key_of(text, kind) for text in texts]
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in self._spool}
        wanted = list(new)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            self._spool.add(some, embed([new[key] for key in some]))
        return self._spool.get(keys).vectors()
