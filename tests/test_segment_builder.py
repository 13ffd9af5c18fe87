"""Segments hold what the plain definition of terms says, however they were built."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import closing, contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import KINDS
from kb.corpus.paragraph import Paragraph
from kb.engines.embedded.building.segment_builder import MOST_DOCUMENTS, SegmentBuilder
from kb.engines.embedded.files.gram_lists import whole
from kb.engines.embedded.files.positions import Positions, documents_of, positions_of
from kb.engines.embedded.files.stored_documents import Unpacker
from kb.engines.embedded.reading.segment import Segment
from kb.engines.files.array_file import ArrayFile
from kb.engines.files.dictionary import Dictionary
from kb.engines.files.word_columns import signature
from kb.language.analyzer import Analyzer
from kb.language.token_types import TokenTypes
from kb.language.tokens import without_diacritics
from kb.search.port.batch import analysed
from kb.search.port.document import Document
from kb.search.port.queries import Form
from kb.search.port.terms import FIELDS
from kb.search.ranking import rare
from tests.plain_segment import (
    PlainPostings,
    plain_lengths,
    plain_postings,
)
from tests.wild import WILD

_MEMORY = 1 << 26
_TINY = 1 << 10
_IDS = st.sampled_from([f"post-{number}" for number in range(12)])
_VALUES = st.lists(st.sampled_from(["ett", "två", "åtta"]), max_size=3).map(tuple)

DOCUMENTS = st.builds(
    Document,
    id=_IDS,
    title=WILD,
    published=st.dates(date(2014, 1, 1), date(2017, 12, 31)),
    updated=st.none() | st.just(date(2020, 2, 2)),
    source=st.none() | st.just("https://example.se/"),
    entries=st.dictionaries(st.sampled_from([kind.name for kind in KINDS]), _VALUES),
    tags=st.lists(WILD, max_size=2, unique=True).map(tuple),
    aliases=st.lists(_IDS.map("former-".__add__), max_size=2).map(tuple),
    paragraphs=st.lists(st.builds(Paragraph, st.just("p1"), WILD), max_size=3).map(tuple),
    html=WILD,
)


def build(
    path: Path,
    documents: Sequence[Document],
    analyzer: Analyzer,
    *,
    memory: int = _MEMORY,
    batch: int = 100,
    sources: int = 1,
) -> None:
    """Write the segment of documents that came in batches from several sources in turn."""
    types = [TokenTypes(analyzer) for _ in range(sources)]
    sent = [0] * sources
    builder = SegmentBuilder(path.parent, path, memory)
    for turn, start in enumerate(range(0, len(documents), batch)):
        source = turn % sources
        part = documents[start : start + batch]
        builder.add(analysed(part, types[source], source, sent[source]))
        sent[source] = len(types[source].types)
    builder.finish()
    builder.close()
    assert list(path.parent.iterdir()) == [path]


@contextmanager
def built(
    folder: str | Path, documents: Sequence[Document], analyzer: Analyzer, **how: int
) -> Iterator[ArrayFile]:
    """Open the segment of documents; `how` as in `build`."""
    path = Path(folder) / "x.arrays"
    build(path, documents, analyzer, **how)
    with closing(ArrayFile(path)) as file:
        yield file


def last_of_each(documents: Sequence[Document]) -> list[Document]:
    """Return the documents that stay, the later of two with one id in its own place."""
    last = {document.id: number for number, document in enumerate(documents)}
    return [documents[number] for number in sorted(last.values())]


def stored_postings(file: ArrayFile, form: Form, field: int) -> dict[str, PlainPostings]:
    """Return the postings of a form in a field, by text; positions where they are kept."""
    of_form, positions = Segment(file).forms[form], Positions(file)
    found = {}
    for term, text in enumerate(Dictionary(file, form.value).all_texts()):
        docs, tfs, _ = of_form.of_number(term)[field]
        if form is Form.PART:
            places = np.zeros(tfs.sum(), np.int64)
        else:
            every = positions.places(form, term, field, docs)
            assert documents_of(every).tolist() == np.repeat(np.arange(len(docs)), tfs).tolist()
            places = positions_of(every)
        if len(docs):
            own = [each.tolist() for each in np.split(places, np.cumsum(tfs)[:-1])]
            found[text.decode()] = list(zip(docs.tolist(), own, strict=True))
    return found


def derived_postings(file: ArrayFile, gram: int, field: int) -> list[tuple[int, int]]:
    """Return the postings of a gram from its own documents, and those of its words."""
    starts, tfs = file["exact/starts"], file["exact/tfs"].astype(int)
    tfs[file["exact/joined_rows"]] -= file["exact/joined_tfs"]
    begin, end = file["gram/doc_starts"][3 * gram + field : 3 * gram + field + 2]
    docs = file["gram/docs"][begin:end].tolist()
    assert docs == sorted(docs)
    found = Counter(docs)
    df, known_to = file["gram/dfs"][[3 * gram + field]], float(file["gram/known_to"][0])
    if not whole(df, np.array([field]), known_to):
        begin, end = file["gram/word_starts"][gram : gram + 2]
        for word in file["gram/words"][begin:end].tolist():
            for row in range(starts[3 * word + field], starts[3 * word + field + 1]):
                found[int(file["exact/docs"][row])] += int(tfs[row])
    return sorted((doc, tf) for doc, tf in found.items() if tf)


def cut(file: ArrayFile, data: str, ends: str) -> list[bytes]:
    bounds = [0, *file[ends].tolist()]
    return [file[data][begin:end].tobytes() for begin, end in pairwise(bounds)]


@settings(max_examples=50)
@given(st.lists(DOCUMENTS, max_size=14), st.sampled_from([_TINY, 1 << 16, _MEMORY]))
def test_a_segment_has_the_postings_of_the_plain_definition(
    analyzer: Analyzer, documents: list[Document], memory: int
) -> None:
    kept = last_of_each(documents)
    plain, lengths = plain_postings(kept, analyzer), plain_lengths(kept, analyzer)
    with (
        TemporaryDirectory() as folder,
        built(folder, documents, analyzer, memory=memory, batch=3) as file,
    ):
        check_postings(file, plain, len(kept))
        for form_number, form in enumerate(Form):
            for field_number, field in enumerate(FIELDS):
                row = file["lengths"][3 * form_number + field_number]
                assert row.tolist() == lengths[form, field]


def check_postings(file: ArrayFile, plain: Any, documents: int) -> None:
    for number, field in enumerate(FIELDS):
        for form in (Form.EXACT, Form.STEM):
            assert stored_postings(file, form, number) == plain[form, field]
        counted = {
            (form, text): [(doc, [0] * len(positions)) for doc, positions in postings]
            for form in (Form.PART, Form.GRAM)
            for text, postings in plain[form, field].items()
        }
        parts = stored_postings(file, Form.PART, number)
        assert parts == {text: p for (form, text), p in counted.items() if form is Form.PART}
        for gram, text in enumerate(Dictionary(file, "gram").all_texts()):
            expected = counted.get((Form.GRAM, text.decode()), [])
            assert derived_postings(file, gram, number) == [(d, len(p)) for d, p in expected]
            posts = int(file["gram/dfs"][3 * gram + number])
            assert posts == len(expected) or rare(documents) < posts < len(expected)
    for form in Form:
        texts = {text for field in FIELDS for text in plain[form, field]}
        assert [t.decode() for t in Dictionary(file, form.value).all_texts()] == sorted(
            texts, key=str.encode
        )


def _many(texts: Sequence[str]) -> list[Document]:
    return [
        Document(
            f"post-{n}", text, date(2016, 1, 1), None, None, {}, (), (), (Paragraph("p", text),), ""
        )
        for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize("memory", [_TINY, _MEMORY])
def test_common_grams_are_derived_without_joined_forms(
    analyzer: Analyzer, tmp_path: Path, memory: int
) -> None:
    texts = ["epost posten", "e-post", "e-post epost", "posta e-post", "post och postar"] * 12
    texts += ["fågel", "fågeln fågel"] * 10
    documents = _many(texts)
    with built(tmp_path, documents, analyzer, memory=memory) as file:
        check_postings(file, plain_postings(documents, analyzer), len(documents))
        common = {
            text
            for text, posts in zip(
                Dictionary(file, "gram").all_texts(), file["gram/dfs"][::3], strict=True
            )
            if posts > rare(len(documents))
        }
        assert common == {b"agel", b"epos", b"fage", b"osta", b"post"}
        assert len(file["exact/joined_rows"])


@settings(max_examples=40)
@given(
    st.lists(DOCUMENTS, max_size=14),
    st.integers(1, 5),
    st.integers(1, 3),
    st.sampled_from([1, _TINY, 1 << 14]),
)
def test_a_file_depends_on_its_documents_alone(
    analyzer: Analyzer, documents: list[Document], batch: int, sources: int, memory: int
) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        build(Path(one) / "x.arrays", last_of_each(documents), analyzer)
        build(
            Path(other) / "y.arrays",
            documents,
            analyzer,
            memory=memory,
            batch=batch,
            sources=sources,
        )
        assert (Path(one) / "x.arrays").read_bytes() == (Path(other) / "y.arrays").read_bytes()


@settings(max_examples=60)
@given(st.lists(DOCUMENTS, max_size=10))
def test_a_segment_has_what_is_known_of_each_document(
    analyzer: Analyzer, documents: list[Document]
) -> None:
    kept = last_of_each(documents)
    with TemporaryDirectory() as folder, built(folder, documents, analyzer, batch=4) as file:
        all_ids = list(Dictionary(file, "id").all_texts())
        assert [all_ids[number].decode() for number in file["id/of"]] == [d.id for d in kept]
        titles = cut(file, "titles/texts", "titles/ends")
        assert [title.decode() for title in titles] == [d.title for d in kept]
        assert file["days"].tolist() == [d.published.toordinal() for d in kept]
        assert file["years"].tolist() == [d.published.year for d in kept]
        assert [row.tobytes().hex() for row in file["checksums"]] == [d.checksum for d in kept]
        unpacker = Unpacker(file)
        stored = [unpacker.document_bytes(number) for number in range(len(kept))]
        assert stored == [document.to_parts() for document in kept]
        keywords: dict[str, list[tuple[str, ...]]] = {
            "id": [(d.id,) for d in kept],
            "alias": [d.aliases for d in kept],
            "published": [(d.published.isoformat(),) for d in kept],
            **{kind.name: [d.entries.get(kind.name, ()) for d in kept] for kind in KINDS},
        }
        for field, values in keywords.items():
            expected: dict[str, list[int]] = {}
            for number, row in enumerate(values):
                for value in dict.fromkeys(row):
                    expected.setdefault(value, []).append(number)
            texts = [text.decode() for text in Dictionary(file, field).all_texts()]
            starts = file[f"{field}/starts"]
            found = {
                text: file[f"{field}/docs"][starts[n] : starts[n + 1]].tolist()
                for n, text in enumerate(texts)
            }
            assert found == expected
            assert texts == sorted(expected, key=str.encode)
            if field in {kind.name for kind in KINDS}:
                ends = file[f"{field}/of_starts"]
                for number, row in enumerate(values):
                    of = file[f"{field}/of"][ends[number] : ends[number + 1]]
                    assert [texts[value] for value in of] == list(dict.fromkeys(row))


def test_types_are_kept_whole_the_commonest_first(analyzer: Analyzer, tmp_path: Path) -> None:
    documents = _many(["Arbetsmarknadens e-post", "arbetsmarknad arbetsmarknad Sten sten STEN ä"])
    with built(tmp_path, documents, analyzer) as file:
        table = TokenTypes(analyzer)
        batch = analysed(documents, table, 0, 0)
        numbers = np.concatenate([batch.types, batch.joined[:, 0]])
        counts: dict[Any, int] = {}
        for number in numbers.tolist():
            kind = _bare(table.types[number])
            counts[kind] = counts.get(kind, 0) + 1
        expected = sorted(counts, key=lambda kind: (-counts[kind], kind[0].encode()))
        found = types_of(file)
        assert sorted(found) == sorted(expected)
        assert [counts[kind] for kind in found] == [counts[kind] for kind in expected]
        for form in ("exact", "stem", "part"):
            starts = file[f"{form}/type_starts"]
            for term, text in enumerate(Dictionary(file, form).all_texts()):
                types = file[f"{form}/types"][starts[term] : starts[term + 1]].tolist()
                column = {"exact": 0, "stem": 3, "part": 4}[form]
                assert types == [
                    number
                    for number, kind in enumerate(found)
                    if text.decode() in _texts(kind[column])
                ]


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [part if isinstance(part, str) else part[0] for part in value]


def _bare(kind: Any) -> Any:
    parts = tuple((part.stem, part.start, part.end) for part in kind.parts)
    return (kind.text, kind.length, kind.joined, kind.stems, parts)


def types_of(file: ArrayFile) -> list[Any]:
    texts = {
        form: [text.decode() for text in Dictionary(file, form).all_texts()]
        for form in ("exact", "stem", "part")
    }
    found = []
    for number, exact in enumerate(file["types/exact"].tolist()):
        stems = slice(*file["types/stem_starts"][number : number + 2].tolist())
        parts = slice(*file["types/part_starts"][number : number + 2].tolist())
        places = file["types/part_places"][parts].tolist()
        found.append(
            (
                texts["exact"][exact],
                int(file["types/lengths"][number]),
                bool(file["types/joined"][number]),
                tuple(texts["stem"][stem] for stem in file["types/stems"][stems]),
                tuple(
                    (texts["part"][part], *place)
                    for part, place in zip(file["types/parts"][parts], places, strict=True)
                ),
            )
        )
    return found


def test_exact_terms_are_known_as_written_words(analyzer: Analyzer, tmp_path: Path) -> None:
    documents = _many(["Ära arena åra ara are 2017-06-29 😀", "x" * 300])
    with built(tmp_path, documents, analyzer) as file:
        words = [text.decode() for text in Dictionary(file, "exact").all_texts()]
        undotted = [words[term] for term in file["exact/undotted"]]
        assert undotted == sorted(words, key=lambda word: (without_diacritics(word), word.encode()))
        assert file["exact/letters"].tolist() == [min(255, len(word)) for word in undotted]
        signatures = [signature(without_diacritics(word)) for word in undotted]
        assert file["exact/signatures"].tolist() == signatures


def test_a_document_can_be_removed_again(analyzer: Analyzer, tmp_path: Path) -> None:
    documents = _many(["ett", "två", "tre"])
    (tmp_path / "one").mkdir()
    build(tmp_path / "one" / "x.arrays", [documents[0], documents[2]], analyzer)
    builder = SegmentBuilder(tmp_path, tmp_path / "y.arrays", _MEMORY)
    builder.add(analysed(documents, TokenTypes(analyzer), 0, 0))
    builder.remove("post-1")
    assert builder.finish() == 2
    builder.close()
    one, other = tmp_path / "one" / "x.arrays", tmp_path / "y.arrays"
    assert one.read_bytes() == other.read_bytes()


def test_a_segment_refuses_more_documents_than_it_can_number(
    analyzer: Analyzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.engines.embedded.building.segment_builder.MOST_DOCUMENTS", 2)
    batch = analysed(_many(["ett", "två", "tre"]), TokenTypes(analyzer), 0, 0)
    builder = SegmentBuilder(tmp_path, tmp_path / "x.arrays", _MEMORY)
    with closing(builder), pytest.raises(ValueError, match="at most 2 documents"):
        builder.add(batch)
    assert MOST_DOCUMENTS == 1 << 16


def test_whoever_finishes_a_segment_can_be_stopped(analyzer: Analyzer, tmp_path: Path) -> None:
    builder = SegmentBuilder(tmp_path, tmp_path / "x.arrays", _MEMORY)
    with closing(builder):
        builder.add(analysed(_many(["ett", "två"]), TokenTypes(analyzer), 0, 0))
        builder.end()
        builder.stop()
        with pytest.raises(CancelledError):
            builder.finish()


@pytest.mark.parametrize("late", [False, True])
def test_a_segment_can_follow_another(analyzer: Analyzer, tmp_path: Path, late: bool) -> None:
    types = TokenTypes(analyzer)
    first = analysed(_many(["ett", "två e-post"]), types, 0, 0)
    documents = _many(["två", "e-post tre"])
    second = analysed(documents, types, 0, len(first.new_types))
    builder = SegmentBuilder(tmp_path, tmp_path / "one.arrays", _TINY)
    builder.add(first)
    builder.end()
    following = builder.following(tmp_path / "other.arrays")
    if late:
        following.add(second)
    builder.finish()
    builder.close()
    if not late:
        following.add(second)
    following.finish()
    following.close()
    (tmp_path / "alone").mkdir()
    build(tmp_path / "alone" / "x.arrays", documents, analyzer)
    alone = (tmp_path / "alone" / "x.arrays").read_bytes()
    assert (tmp_path / "other.arrays").read_bytes() == alone
