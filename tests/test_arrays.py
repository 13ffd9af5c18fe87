"""Posting lists as arrays, compared with the posts read word by word."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from kb.engines.embedded.arrays import NOWHERE, PostingArrays
from kb.engines.embedded.schema import Analysed, schema
from kb.engines.embedded.whoosh import IndexReader, index

WORDS = ["bro", "bron", "broar", "röd", "och", "kyrka", "a\u00e5", "12"]
ROOM = 1 << 20


def written(folder: Path, texts: list[str], gone: set[int], segments: int = 3) -> IndexReader:
    """Index texts as bodies, in some segments, and delete some of them."""
    made = index.create_in(str(folder), schema())
    per_segment = -(-len(texts) // segments)
    for first in range(0, len(texts), per_segment):
        writer = made.writer()
        for doc_id, text in enumerate(texts[first : first + per_segment], first):
            terms = [(word, position) for position, word in enumerate(text.split())]
            writer.add_document(id=str(doc_id), title=terms[:1], body=terms, body_stem=terms)
        writer.commit(merge=False)
    writer = made.writer()
    for doc_id in gone:
        writer.delete_by_term("id", str(doc_id))
    writer.commit(merge=False)
    reader = made.reader()
    made.close()
    return reader


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = random.Random(7)
    return [" ".join(rng.choices(WORDS, k=rng.randint(1, 12))) for _ in range(90)]


@pytest.fixture(scope="module")
def gone() -> set[int]:
    return set(random.Random(8).sample(range(90), 25))


@pytest.fixture(scope="module")
def reader(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], gone: set[int]
) -> Iterator[IndexReader]:
    opened = written(tmp_path_factory.mktemp("arrays"), texts, gone)
    yield opened
    opened.close()


@pytest.fixture
def arrays(reader: IndexReader) -> PostingArrays:
    return PostingArrays(reader, ROOM)


def occurrences(text: str, phrase: list[str]) -> int:
    words = text.split()
    return sum(words[i : i + len(phrase)] == phrase for i in range(len(words)))


def expected(texts: list[str], gone: set[int], phrase: list[str]) -> dict[int, int]:
    counts = {doc_id: occurrences(text, phrase) for doc_id, text in enumerate(texts)}
    return {doc_id: count for doc_id, count in counts.items() if count and doc_id not in gone}


@pytest.mark.parametrize("word", WORDS)
def test_terms(arrays: PostingArrays, texts: list[str], gone: set[int], word: str) -> None:
    postings = arrays.term("body", word)
    found = dict(zip(postings.doc_ids.tolist(), postings.frequencies.tolist(), strict=True))
    assert found == expected(texts, gone, [word])
    assert (np.diff(postings.doc_ids) > 0).all()
    assert postings.doc_ids.dtype == np.int32
    assert postings.frequencies.dtype == np.float32


def test_phrases(arrays: PostingArrays, texts: list[str], gone: set[int]) -> None:
    rng = random.Random(9)
    some = 0
    for _ in range(300):
        phrase = rng.choices(WORDS, k=rng.randint(1, 4))
        postings = arrays.phrase("body", phrase)
        found = dict(zip(postings.doc_ids.tolist(), postings.frequencies.tolist(), strict=True))
        assert found == expected(texts, gone, phrase)
        some += bool(found)
    assert some > 50


@pytest.mark.parametrize("text", ["saknas", "", "\0", "\ud7ff", "x" * 100_000])
def test_what_stands_nowhere(arrays: PostingArrays, text: str) -> None:
    for postings in (
        arrays.term("body", text),
        arrays.term("no_such_field", text),
        arrays.phrase("body", [text, "bro"]),
        arrays.phrase("body", ["bro", text]),
        arrays.phrase("body_part", [text, "bro"]),
    ):
        assert len(postings.doc_ids) == len(postings.frequencies) == 0
    assert list(arrays.texts_from("body", "saknas")) == []


def test_texts_from_a_prefix(arrays: PostingArrays) -> None:
    assert list(arrays.texts_from("body", "bro")) == ["bro", "broar", "bron"]
    assert list(arrays.texts_from("body", "aå")) == ["aå"]


def test_the_words_of_the_index(arrays: PostingArrays) -> None:
    words = arrays.words()
    assert sorted(words) == sorted(WORDS)
    assert "saknas" not in words


def test_no_word_stands_in_more_posts_than_its_bound(
    arrays: PostingArrays, texts: list[str], gone: set[int]
) -> None:
    for word in WORDS:
        # The title is the first word of the body: such a post may count twice.
        assert arrays.at_most(word) >= len(expected(texts, gone, [word])) > 0
    for word in ("saknas", "", "å \0", "x" * 70_000):
        assert arrays.at_most(word) == 0


def test_words_of_deleted_posts_only_stand_nowhere(tmp_path: Path) -> None:
    opened = written(tmp_path, ["bro", "kyrka", "bro kyrka", "bron"], {3})
    arrays = PostingArrays(opened, ROOM)
    assert {"bro", "kyrka"} <= set(arrays.words()) <= {"bro", "kyrka", "bron"}
    assert arrays.term("body", "bro").doc_ids.tolist() == [0, 2]
    assert len(arrays.term("body", "bron").doc_ids) == 0
    opened.close()


def test_an_empty_index(tmp_path: Path) -> None:
    opened = index.create_in(str(tmp_path), schema()).reader()
    arrays = PostingArrays(opened, ROOM)
    assert arrays.term("body", "bro") is arrays.phrase("body", ["en", "bro"]) is NOWHERE
    assert not arrays.words()
    assert arrays.at_most("bro") == 0
    opened.close()


# --- the cache --------------------------------------------------------------------------------


def size(arrays: PostingArrays) -> int:
    return sum(postings.nbytes for postings in arrays._postings._values.values())


def test_what_was_decoded_is_kept(arrays: PostingArrays) -> None:
    first = arrays.term("body", "bro")
    assert arrays.term("body", "bro") is first
    assert arrays.phrase("body", ["bro"]) is first
    phrase = arrays.phrase("body", ["bro", "och"])
    assert arrays.phrase("body", ["bro", "och"]) is phrase
    # A field and two words are no field and one word.
    assert arrays.term("body", "bro och") is NOWHERE


def test_the_least_lately_used_goes_first(reader: IndexReader) -> None:
    sizes = [PostingArrays(reader, ROOM).term("body", word).nbytes for word in WORDS[:3]]
    arrays = PostingArrays(reader, sum(sizes) - 1)
    one, other = arrays.term("body", WORDS[0]), arrays.term("body", WORDS[1])
    assert arrays.term("body", WORDS[0]) is one
    arrays.term("body", WORDS[2])
    assert arrays.term("body", WORDS[0]) is one
    assert arrays.term("body", WORDS[1]) is not other


@pytest.mark.parametrize("room", [0, 1, 3_000, ROOM])
def test_it_is_bounded(reader: IndexReader, room: int) -> None:
    arrays = PostingArrays(reader, room)
    most = max(arrays.term("body", word).nbytes for word in WORDS)
    for number in range(1_000):
        # Words that stand nowhere take room, too.
        arrays.term("body", f"saknas{number}")
        arrays.phrase("body", [WORDS[number % 8], WORDS[number % 7]])
        assert size(arrays) <= max(room, most)
    assert arrays._postings._room == room - size(arrays)


def test_many_threads_get_what_one_gets(reader: IndexReader) -> None:
    alone = PostingArrays(reader, ROOM)
    together = PostingArrays(reader, 4_000)  # so small that they decode all the time
    phrases = [[one, other] for one in WORDS for other in WORDS]
    wanted = [alone.phrase("body", phrase).doc_ids.tolist() for phrase in phrases]

    def ask(seed: int) -> bool:
        order = list(range(len(phrases)))
        random.Random(seed).shuffle(order)
        return all(
            together.phrase("body", phrases[each]).doc_ids.tolist() == wanted[each]
            for each in order
        )

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(24)))


def test_a_field_without_positions_has_counts(tmp_path: Path) -> None:
    fields = schema()
    assert isinstance(fields["body_part"], Analysed)
    made = index.create_in(str(tmp_path), fields)
    writer = made.writer()
    writer.add_document(id="0", body_part=[("arbete", 0), ("plats", 0), ("arbete", 7)])
    writer.commit()
    opened = made.reader()
    arrays = PostingArrays(opened, ROOM)
    assert arrays.term("body_part", "arbete").frequencies.tolist() == [2.0]
    assert arrays.term("body_part", "plats").frequencies.tolist() == [1.0]
    opened.close()
    made.close()
