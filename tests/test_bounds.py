"""No address makes the site work for long, or answer much: what comes in bounds what goes out."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.indexing import build_index
from kb.web.addresses import SEARCH as NAMES
from tests.browsing import browsing, running_site
from tests.corpora import news, write_corpus

LONGEST = 64_000
# An address of that length may make a page of some hundred links, each of which repeats a search:
# 300 characters of text and three kinds of filters with 20 values of 80 characters. That measured
# 1.1 MB, here and over the shipped corpus; without bounds it was 183 MB.
MOST_BYTES = 1_500_000
# A redirect is a header, and servers in front of the site have little room for these.
MOST_HEADER_BYTES = 12_000
# Against work that grows as the square of what was asked: the worst took 0.1 s.
MOST_SECONDS = 20
PATHS = ("/sok", "/sok.json", "/forslag", "/om", "/inlagg/2016-05-09-bygdelaget-lagar-bron")
FURTHER_PATHS = (
    *("/", "/projekt", "/none", "/inlagg/2015-03-02-tvatten", "/inlagg/none", "/static/none"),
    *("/organisationer/akerbo-kommun", "/organisationer/none", "/static/kb.css", "/healthz"),
)


def many(name: str, value: str = "{}") -> str:
    """Return as many parameters as fit, each with its own value."""
    pairs: list[str] = []
    length = 0
    while length < LONGEST - 100:
        pairs.append(f"{name}={value}".replace("{}", str(len(pairs))))
        length += len(pairs[-1]) + 1
    return "&".join(pairs)


def full(letter: str) -> str:
    """Return a search that holds as much as a search may hold."""
    values = [f"{letter * 70}{number}"[-80:] for number in range(20)]
    text = quote("kooperativ " + "\U0001f389" * 289)
    return "&".join(
        [
            f"q={text}",
            *(f"organisation={value}" for value in ("akerbo-kommun", *values[1:])),
            *(f"projekt={value}" for value in ("grannkraft", *values[1:])),
            *(f"kategori={value}" for value in values),
            "fran=2015-01-02&till=2021-11-29&ordning=aldst&sida=2&lang=en",
        ]
    )


QUERIES = {
    "a long text": "q=" + "x" * LONGEST,
    "a long text of short words": "q=" + "a+" * (LONGEST // 2),
    "a long text of many words": many("q=x", "+")[:LONGEST],
    "characters that addresses write at length": "q=" + "%F0%9F%8E%89" * (LONGEST // 12),
    "characters that pages write at length": "q=" + "%22%26" * (LONGEST // 6),
    "beginnings of words": "q=" + "+".join(f"{letter}ko*" for letter in "abcdefghijklmno" * 4),
    "short beginnings": "q=" + "a*+" * (LONGEST // 3),
    "alternatives": "q=" + "+OR+".join("abcdefghijklmnopqrstuvwxyzåäö" * 3),
    "exclusions": "q=" + "-a+" * (LONGEST // 3),
    "quotation marks": "q=" + "%22" * (LONGEST // 3),
    "controls": "q=" + "%00" * (LONGEST // 3),
    "a full search": full("x"),
    "a full search of unknown values": full("x").replace("akerbo-kommun", "none"),
    **{f"one long {name}": f"{name}=" + "x" * LONGEST for name in NAMES},
    **{f"many of {name}": many(name) for name in NAMES},
    **{f"many long {name}": many(name, "x" * 70 + "{}") for name in NAMES},
    **{f"the same {name} again": many(name, "2017") for name in NAMES},
    "many unknown": many("x{}", "y").replace("=y", ""),
    "a long unknown": "x" * LONGEST + "=1",
    "long digits": "sida=" + "9" * LONGEST,
    "separators": "&" * LONGEST,
    "equals": "=" * LONGEST,
    "percents": "%" * LONGEST,
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with entries of every kind."""
    folder = tmp_path_factory.mktemp("bounds")
    categories = {"categories.yaml": "- id: kurs\n  name: Kurser\n"}
    build_index(write_corpus(folder / "corpus", news(), other_files=categories), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with browsing(index) as client:
        yield client


def assert_bounded(client: TestClient | httpx2.Client, address: str) -> None:
    for _ in range(3):
        started = time.perf_counter()
        answer = client.get(address)
        assert time.perf_counter() - started < MOST_SECONDS
        assert answer.status_code < 500
        assert len(answer.content) <= MOST_BYTES
        assert sum(len(name) + len(value) for name, value in answer.headers.raw) < MOST_HEADER_BYTES
        if answer.status_code not in (301, 302):
            return
        address = answer.headers["location"]
    raise AssertionError(f"redirected again and again: {address}")


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_every_answer_to_a_hostile_query_is_bounded(client: TestClient, query: str) -> None:
    for path in PATHS:
        assert_bounded(client, f"{path}?{query}"[:LONGEST])


@pytest.mark.parametrize("path", ["/none", "/sok", "/inlagg", "/organisationer", "/static"])
@pytest.mark.parametrize("part", ["x", "/", "%2F", "%00", "%0D%0A", "%C3%A5", "..%2F", "%F0"])
def test_every_answer_to_a_hostile_path_is_bounded(
    client: TestClient, path: str, part: str
) -> None:
    long = f"{path}/{part * (LONGEST // len(part) - 10)}"
    assert_bounded(client, long)
    assert_bounded(client, f"{long}?x=1&lang=en")


values = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        ["x", "a ", "åäö", "\0", "\U0001f389", '"', "ko* ", "2017", "none", "&", "-a "]
    ),
).flatmap(lambda text: st.integers(1, 3000).map(lambda times: (text * times)[:6000]))
parameters = st.lists(
    st.tuples(st.sampled_from([*NAMES, "x"]) | st.text(max_size=20), values, st.integers(1, 400)),
    max_size=6,
)


@settings(max_examples=20)
@given(path=st.sampled_from(PATHS + FURTHER_PATHS), parameters=parameters)
def test_every_answer_is_bounded(
    client: TestClient, path: str, parameters: list[tuple[str, str, int]]
) -> None:
    query = "&".join(
        f"{quote(name)}={quote(value)}{number if times > 1 else ''}"
        for name, value, times in parameters
        for number in range(times)
    )
    assert_bounded(client, f"{path}?{query}"[:LONGEST])


def test_every_answer_is_bounded_over_http_too(index: Path) -> None:
    with running_site(index) as site, httpx2.Client(base_url=site, timeout=60) as client:
        for query in QUERIES.values():
            assert_bounded(client, f"/sok?{query}"[:LONGEST])
        # What is much longer, the server refuses by itself.
        host = urlsplit(site)
        with socket.create_connection((str(host.hostname), int(host.port or 0)), 60) as connection:
            connection.sendall(b"GET /sok?q=" + b"x" * 1_000_000)
            assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
