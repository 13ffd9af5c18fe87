"""Any endpoint that speaks OpenAI's `POST /v1/embeddings`, as Ollama, TEI and vLLM do.

https://platform.openai.com/docs/api-reference/embeddings: `{"model": …, "input": [texts],
"encoding_format": "float"}` → `{"data": [{"index": n, "embedding": [numbers]}, …]}`.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

import httpx2
import numpy as np
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_random_exponential

from kb.meaning.embedder import Embedder, EmbeddingError, Vectors, of_length_one, writable

_PATH = "/v1/embeddings"
# What a visitor waits for, and what a build does, in seconds.
_QUERY_SECONDS = 0.5
_BUILD_SECONDS = 60.0
_CONNECT_SECONDS = 5.0
_ATTEMPTS = 5
_LONGEST_WAIT = 20.0
# Sixteen vectors of 4096 numbers in JSON, as a build asks for, are 1.5 MB.
_LARGEST = 32 << 20
# What passes by itself: too many requests, a server that starts or is overloaded.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


class _PassingError(EmbeddingError):
    """What may be otherwise in a moment."""


class EndpointEmbedder(Embedder):
    """An endpoint; its key stands in no message and no representation."""

    def __init__(self, address: str, model: str, key: str = "", *, wait: float = 0.5) -> None:
        """Get ready to ask.

        Args:
            address: of the server, or of the endpoint itself.
            model: as the endpoint calls it.
            key: sent as a bearer token where there is one.
            wait: the first pause between attempts of a build, in seconds.

        Raises:
            EmbeddingError: the key is none that can be sent.
        """
        if not (key.isascii() and key.isprintable()):
            raise EmbeddingError("KB_MEANING_KEY: has a line end or a letter that cannot be sent")
        bare = address.rstrip("/")
        self._address = bare if bare.endswith("/embeddings") else bare.removesuffix("/v1") + _PATH
        self._model = model
        self.name = f"{model} (endpoint)"
        # The E5 family was trained with these, others were not.
        is_e5 = "e5" in model.lower().replace("_", "-").split("/")[-1].split("-")
        self._query_prefix, self._passage_prefix = ("query: ", "passage: ") if is_e5 else ("", "")
        self._dimension: int | None = None
        self._retrying = Retrying(
            retry=retry_if_exception_type(_PassingError),
            stop=stop_after_attempt(_ATTEMPTS),
            wait=wait_random_exponential(multiplier=wait, max=_LONGEST_WAIT),
            reraise=True,
        )
        self._client = httpx2.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {}, follow_redirects=False
        )

    def query(self, text: str) -> Vectors:
        """Return the vector of a query, after half a second's silence none; see the protocol."""
        found: Vectors = self._ask([self._query_prefix + text], _QUERY_SECONDS)[0]
        return found

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of queries; see the protocol."""
        return self._all(self._query_prefix, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages; see the protocol."""
        return self._all(self._passage_prefix, texts)

    def _all(self, prefix: str, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.empty((0, self._dimension or 0), np.float32)
        return self._retrying(self._ask, [prefix + text for text in texts], _BUILD_SECONDS)

    def _ask(self, texts: list[str], seconds: float) -> Vectors:
        """Ask once.

        So many seconds the server may be silent, be it asked to connect or to answer; what comes
        after as many, of an answer that has begun, is not waited for to its end.
        """
        body = {"model": self._model, "input": [*map(writable, texts)], "encoding_format": "float"}
        end = time.monotonic() + seconds
        timeout = httpx2.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        try:
            with self._client.stream("POST", self._address, json=body, timeout=timeout) as answer:
                self._refuse(answer)
                pieces, size = [], 0
                for piece in answer.iter_bytes():
                    pieces.append(piece)
                    size += len(piece)
                    if size > _LARGEST:
                        raise self._error(f"answers with more than {_LARGEST >> 20} MB")
                    if time.monotonic() > end:
                        raise self._passing(f"no whole answer within {seconds:g} s")
        except httpx2.TimeoutException:
            raise self._passing(f"no answer within {seconds:g} s") from None
        except httpx2.HTTPError as error:
            raise self._passing(f"cannot be reached ({type(error).__name__})") from None
        except (httpx2.InvalidURL, ValueError) as error:
            raise self._error(f"is no address that can be asked ({error})") from None
        return self._read(b"".join(pieces), len(texts))

    def _refuse(self, answer: httpx2.Response) -> None:
        status = answer.status_code
        if status == 200:
            return
        said = f"answers {status} {answer.reason_phrase}".rstrip()
        if status in (401, 403):
            raise self._error(f"{said}; look at KB_MEANING_KEY")
        if status == 404:
            raise self._error(f"{said}; look at the address and at KB_MEANING_MODEL")
        raise self._passing(said) if status in _PASSING else self._error(said)

    def _read(self, body: bytes, count: int) -> Vectors:
        """Return the vectors of an answer, [count, d]."""
        try:
            data: list[dict[str, Any]] = json.loads(body)["data"]
            ordered = sorted(data, key=lambda each: int(each["index"]))
            if [int(each["index"]) for each in ordered] != list(range(count)):
                raise ValueError(f"{len(data)} vectors for {count} texts")
            vectors = np.array([each["embedding"] for each in ordered], np.float32)
            if vectors.ndim != 2 or not vectors.shape[1] or not np.isfinite(vectors).all():
                raise ValueError("vectors that are none")
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise self._error(f"answers with no embeddings ({error})") from None
        self._dimension = self._dimension or vectors.shape[1]
        if vectors.shape[1] != self._dimension:
            raise self._error(
                f"gives vectors of {vectors.shape[1]} numbers after ones of {self._dimension}"
            )
        return of_length_one(vectors)

    def _error(self, what: str) -> EmbeddingError:
        return EmbeddingError(f"{self._shown}: {what}")

    def _passing(self, what: str) -> EmbeddingError:
        return _PassingError(f"{self._shown}: {what}")

    @property
    def _shown(self) -> str:
        """The address without a user and a password that somebody wrote into it."""
        before, _, after = self._address.rpartition("@")
        return f"{before.partition('//')[0]}//{after}" if before else after
