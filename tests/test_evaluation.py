import json
import math
from pathlib import Path

import pytest

from kb import evaluation
from kb.errors import KnowledgeBaseError
from kb.evaluation import evaluate, read_collection, search
from kb.indexing import build_index
from kb.knowledge_base import open_knowledge_base
from tests.corpora import post, write_corpus

POSTS = [
    {"_id": "1", "title": "Kyrkan", "text": "Kyrkan i byn är röd."},
    {"_id": "MED03/x y", "title": "", "text": "Ett dragspel i kyrkan.\n\nEtt stycke till."},
    {"_id": "å", "title": "Bron  är\nröd", "text": ""},
    {"_id": "4"},
]
QUERIES = [
    {"_id": "q1", "text": "dragspel"},
    {"_id": "q2", "text": "röd OR bro"},
    {"_id": "q3", "text": "finns inte alls"},
    {"_id": "unjudged", "text": "kyrka"},
]
JUDGEMENTS = "q1\tMED03/x y\t1\nq2\t1\t1\nq2\tå\t2\nq3\t4\t1\n"
HEADER = "query-id\tcorpus-id\tscore\n"


def collection(
    folder: Path,
    posts: object = POSTS,
    queries: object = QUERIES,
    judgements: str = HEADER + JUDGEMENTS,
) -> Path:
    """Write a collection; a text stands for a whole file."""
    (folder / "qrels").mkdir(parents=True)
    for name, records in (("corpus", posts), ("queries", queries)):
        text = records if isinstance(records, str) else lines(records)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels" / "test.tsv").write_text(judgements, encoding="utf-8")
    return folder


def lines(records: object) -> str:
    assert isinstance(records, list)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def test_a_collection_is_read(tmp_path: Path) -> None:
    read = read_collection(collection(tmp_path / "c"))
    assert [post.id for post in read.posts] == ["1", "MED03/x y", "å", "4"]
    assert [post.title for post in read.posts] == ["Kyrkan", "", "Bron är röd", ""]
    assert [len(post.paragraphs) for post in read.posts] == [1, 2, 0, 0]
    assert read.queries == {each["_id"]: each["text"] for each in QUERIES[:3]}
    assert read.judgements == {
        "q1": {"MED03/x y": 1},
        "q2": {"1": 1, "å": 2},
        "q3": {"4": 1},
    }


def test_measures(tmp_path: Path) -> None:
    """By hand: q1 finds its post first, q2 the better one first, q3 nothing."""
    measures = evaluate(collection(tmp_path / "c"))
    assert list(measures) == ["queries", "nDCG@10", "RR@10", "R@10", "R@100"]
    assert measures == {
        "queries": 3,
        "nDCG@10": round(2 / 3, 4),
        "RR@10": round(2 / 3, 4),
        "R@10": round(2 / 3, 4),
        "R@100": round(2 / 3, 4),
    }


def test_the_wrong_way_round_counts_less(tmp_path: Path) -> None:
    judgements = f"{HEADER}q2\t1\t2\nq2\tå\t1\n"
    measures = evaluate(collection(tmp_path / "c", judgements=judgements))
    ideal = 2 + 1 / math.log2(3)
    assert measures["nDCG@10"] == round((1 + 2 / math.log2(3)) / ideal, 4)
    assert (measures["queries"], measures["RR@10"], measures["R@10"]) == (1, 1.0, 1.0)


def test_a_judged_query_without_text_counts_as_one_that_finds_nothing(tmp_path: Path) -> None:
    folder = collection(tmp_path / "c", judgements=f"{HEADER}q1\tMED03/x y\t1\nq9\t1\t1\n")
    measures = evaluate(folder)
    assert (measures["queries"], measures["nDCG@10"]) == (2, 0.5)


def test_posts_are_searched_as_on_the_site(tmp_path: Path) -> None:
    """In its order, ranks standing for scores: a relaxation follows whatever it scores."""
    run = search(read_collection(collection(tmp_path / "c")))
    assert set(run) == {"q1", "q2", "q3"}
    assert list(run["q2"]) == ["å", "1"]
    assert run["q2"]["å"] > run["q2"]["1"] > 0
    assert run["q3"] == {}


# Only what the first post introduces makes one of the others mean the same.
INTRODUCED = [
    "Tio nya arbetsintegrerande sociala företag (ASF) öppnar.",
    "Ett ASF i byn.",
    "Grannarnas arbetsintegrerande sociala företag lagar mat.",
    "En bro av trä.",
]


@pytest.mark.parametrize("text", ["asf", "arbetsintegrerande sociala företag"])
def test_an_abbreviation_that_posts_introduce_finds_as_on_the_site(
    tmp_path: Path, text: str
) -> None:
    """One function writes an index and a collection, so the same is found, in the same order."""
    ids = [f"2000-01-01-p{number}" for number in range(len(INTRODUCED))]
    posts = [
        {"_id": post_id, "title": "Nyhet", "text": said}
        for post_id, said in zip(ids, INTRODUCED, strict=True)
    ]
    folder = collection(
        tmp_path / "c", posts, [{"_id": "q", "text": text}], f"{HEADER}q\t{ids[0]}\t1\n"
    )
    run = search(read_collection(folder))["q"]
    assert set(run) == set(ids[:3])

    corpus = write_corpus(
        tmp_path / "corpus",
        [
            post("2000-01-01", "Nyhet", said, id=post_id)
            for post_id, said in zip(ids, INTRODUCED, strict=True)
        ],
    )
    build_index(corpus, tmp_path / "index")
    with open_knowledge_base(tmp_path / "index") as knowledge_base:
        hits = knowledge_base.search(text).hits
    assert [hit.id for hit in hits] == sorted(run, key=lambda post_id: -run[post_id])


def test_no_more_than_a_hundred_posts_a_query(tmp_path: Path) -> None:
    posts = [{"_id": str(number), "text": "Kyrkan."} for number in range(120)]
    run = search(
        read_collection(
            collection(tmp_path / "c", posts, [{"_id": "q", "text": "kyrka"}], f"{HEADER}q\t1\t1\n")
        )
    )
    assert len(run["q"]) == 100
    assert sorted(run["q"].values()) == [float(rank) for rank in range(1, 101)]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    folder = collection(tmp_path / "c")
    evaluate(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["c"]

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.engines.embedded.writer.EmbeddedWriter.add", fails)
    with pytest.raises(OSError, match="No space left"):
        evaluate(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["c"]


def test_an_engine_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="no engine 'lucene'"):
        evaluate(collection(tmp_path / "c"), "lucene")


# --- faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("posts", "where"),
    [
        ('{"_id": "1"}\n{"_id": \n', "corpus.jsonl:2: "),
        ('{"_id": "1"}\n\n{"title": "utan"}\n', "corpus.jsonl:3: .*_id"),
        ("[1, 2]\n", "corpus.jsonl:1: "),
        ("17\n", "corpus.jsonl:1: "),
        ('"_id"\n', "corpus.jsonl:1: "),
        ("null\n", "corpus.jsonl:1: "),
        ('{"_id": "1"}\n{"_id": "2"}\n{"_id": "1"}\n', "corpus.jsonl:3: .*'1'"),
    ],
)
def test_posts_that_cannot_be_read(tmp_path: Path, posts: str, where: str) -> None:
    with pytest.raises(KnowledgeBaseError, match=where):
        evaluate(collection(tmp_path / "c", posts))


@pytest.mark.parametrize(
    ("queries", "where"),
    [
        ('{"_id": "q1"}\n', "queries.jsonl:1: .*text"),
        ('{"text": "bro"}\n', "queries.jsonl:1: .*_id"),
        ("nonsense\n", "queries.jsonl:1: "),
    ],
)
def test_queries_that_cannot_be_read(tmp_path: Path, queries: str, where: str) -> None:
    with pytest.raises(KnowledgeBaseError, match=where):
        evaluate(collection(tmp_path / "c", queries=queries))


@pytest.mark.parametrize(
    "judgements",
    [
        "q1\t1\t1\n",
        f"{HEADER}q1\t1\tbra\n",
        f"{HEADER}q1\t1\n",
        "",
        HEADER,
        "query-id,corpus-id,score\nq1,1,1\n",
    ],
)
def test_judgements_that_cannot_be_read(tmp_path: Path, judgements: str) -> None:
    with pytest.raises(KnowledgeBaseError, match=r"test\.tsv: .*query-id, corpus-id and score"):
        evaluate(collection(tmp_path / "c", judgements=judgements))


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_file_that_is_missing(tmp_path: Path, name: str) -> None:
    folder = collection(tmp_path / "c")
    (folder / name).unlink()
    with pytest.raises(KnowledgeBaseError, match=Path(name).name):
        evaluate(folder)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    folder = collection(tmp_path / "c")
    (folder / "corpus.jsonl").write_bytes(b'{"_id": "\xe5"}\n')
    with pytest.raises(KnowledgeBaseError, match=r"corpus\.jsonl"):
        evaluate(folder)


def test_as_many_posts_are_searched_as_are_measured() -> None:
    assert max(measure.params.get("cutoff", 0) for measure in evaluation.MEASURES) == 100


def test_an_error_names_file_and_line_once(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError) as missing:
        read_collection(tmp_path)
    assert str(missing.value).startswith(f"{tmp_path}/corpus.jsonl: not a BEIR collection (No such")
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a"}\n{"_id": "b" x}\n', encoding="utf-8")
    with pytest.raises(KnowledgeBaseError) as faulty:
        read_collection(tmp_path)
    said = str(faulty.value)
    assert said.startswith(f"{tmp_path}/corpus.jsonl:2: not a BEIR collection (Expecting ',' delim")
    assert "line 1" not in said
    assert "column" not in said
    assert (said + str(missing.value)).count("corpus.jsonl") == 2
