"""The table of kinds; and categories, the kind that is set by hand and may be missing, end to end.

A fourth kind is a row of the table, a field of a post, an attribute of a hit and an argument of a
search; the first tests here fail until it is all of these.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from kb.corpus.kinds import CATEGORY, KINDS, Kind
from kb.corpus.post import Post
from kb.corpus.store import parse_post, read_corpus, write_post
from kb.errors import CorpusError
from kb.indexing import IndexReport, build_index
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.results import Results
from kb.search.presenting.answer import Hit
from kb.search.query.query import YEAR
from tests.corpora import post, write_corpus

each_kind = pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])

# --- the table --------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["name", "plural", "parameter", "path", "label", "unknown"])
def test_no_two_kinds_share_a_name(column: str) -> None:
    values = [getattr(kind, column) for kind in KINDS]
    assert len({*values, YEAR}) == len(values) + 1


@each_kind
def test_every_kind_is_a_field_of_a_post(kind: Kind) -> None:
    text = f"---\nid: 2017-01-01-a\ntitle: T\npublished: 2017-01-01\n{kind.plural}: [x, y]\n---\n"
    read = parse_post(text.encode(), "x.md")
    assert read.set_by_hand(kind) == ("x", "y")
    assert [other for other in KINDS if read.set_by_hand(other)] == [kind]


@each_kind
def test_every_kind_is_an_attribute_of_a_hit(kind: Kind) -> None:
    hit = Hit("2017-01-01-a", "T", date(2017, 1, 1), 0.0, {kind.name: ("x",)}, ())
    assert getattr(hit, kind.plural) == hit.about(kind) == ("x",)
    assert [other for other in KINDS if getattr(hit, other.plural)] == [kind]


@each_kind
def test_every_kind_is_a_register(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / f"{kind.plural}.yaml"
    path.write_text("- {id: x, name: X, description: Om X.}\n", encoding="utf-8")
    registers = read_corpus(tmp_path).registers
    assert kind in registers.kinds
    assert [(each.id, each.description) for each in registers.entries(kind)] == [("x", "Om X.")]
    assert [other for other in KINDS if registers.entries(other)] == [kind]


@each_kind
@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("id: a\n", [
            ":1: the file is no list; begin each entry with a hyphen and a space, as - id: …",
        ]),
        ("- {id: a}\n\n- {id: b, name: B, colour: red}\n", [
            ":1: name: is missing; add a line name: …",
            ":3: colour: is no field of an entry; delete the line",
        ]),
        ("- {id: a, name: A}\n- {id: a, name: B}\n", [
            ":2: a is already the id of A; give one of them another",
        ]),
        ("- {id: a, name: A}\n- {id: b, name: A}\n", [
            ":2: 'A' names both a and b; keep it in one of them",
        ]),
        ("- id: a\n  name: [b\n", [
            ":2: name: [ is opened and never closed: write ] behind the last value, or put all of "
            'it in quotes: name: "[b"',
        ]),
    ],
)  # fmt: skip
def test_faults_of_every_register_have_their_lines(
    kind: Kind, tmp_path: Path, content: str, faults: list[str]
) -> None:
    path = tmp_path / f"{kind.plural}.yaml"
    path.write_text(content, encoding="utf-8")
    assert [str(fault) for fault in read_corpus(tmp_path).faults] == [f"{path}{f}" for f in faults]


@each_kind
def test_every_kind_is_an_argument_of_a_search(kind: Kind, tmp_path: Path) -> None:
    argument = inspect.signature(KnowledgeBase.search).parameters[kind.plural]
    assert (argument.kind, argument.default) == (inspect.Parameter.KEYWORD_ONLY, ())
    corpus = tmp_path / "corpus"
    for other in KINDS:
        entry_id = f"en-{other.name}"
        write_post(corpus, post("2017-01-01", f"Om {other.name}", "", **{other.plural: [entry_id]}))
        register = f"- {{id: {entry_id}, name: Namnet {other.name}}}\n"
        (corpus / f"{other.plural}.yaml").write_text(register, encoding="utf-8")
    build_index(corpus, tmp_path / "index")
    with open_knowledge_base(tmp_path / "index") as knowledge_base:
        search: Callable[..., Results] = knowledge_base.search
        results = search(**{kind.plural: [f"en-{kind.name}"]})
        assert [hit.title for hit in results.hits] == [f"Om {kind.name}"]
        assert getattr(results.hits[0], kind.plural) == (f"en-{kind.name}",)
        (value,) = results.facets[kind.name]
        assert (value.label, value.count, value.selected) == (f"Namnet {kind.name}", 1, True)
        assert search(**{kind.plural: f"en-{kind.name}"}) == results  # one, as it is
        assert search(**{kind.plural: ["en-annan"]}).total == 0
        assert [search(**{other.plural: [f"en-{kind.name}"]}).total for other in KINDS] == [
            int(other is kind) for other in KINDS
        ]


# --- categories, end to end ---------------------------------------------------------------------

CATEGORIES = """\
- {id: kurser, name: Kurser}
- {id: bygge, name: Bygge, description: Det vi bygger.}
- {id: arkiv, name: Arkiv}
"""


def posts() -> list[Post]:
    return [
        post("2017-01-01", "Bron", "Zinkhyttan höll kurser.", categories=["bygge"]),
        post("2017-01-02", "Ugnen", "Zinkhyttan, Grannkraft.", categories=["kurser", "bygge"]),
        post("2018-01-01", "Svampen", "Åkerbo kommun.", categories=["kurser"]),
        post("2018-01-02", "Kurser", "Kurser, Bygge och Arkiv."),
        post("2019-01-01", "Posten", "Ett brev.", categories=["okand"]),
    ]


def build(folder: Path, categories: str | None = CATEGORIES) -> IndexReport:
    """Index the posts, with a list of categories or without one."""
    register = folder / "corpus" / "categories.yaml"
    register.unlink(missing_ok=True)
    files = {} if categories is None else {register.name: categories}
    return build_index(
        write_corpus(folder / "corpus", posts(), other_files=files), folder / "index"
    )


@contextmanager
def opened(folder: Path, categories: str | None = CATEGORIES) -> Iterator[KnowledgeBase]:
    build(folder, categories)
    with open_knowledge_base(folder / "index") as knowledge_base:
        yield knowledge_base


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A site with a list of categories; only for reading."""
    with opened(tmp_path_factory.mktemp("with")) as knowledge_base:
        yield knowledge_base


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The same posts without a list of categories; only for reading."""
    with opened(tmp_path_factory.mktemp("without"), None) as knowledge_base:
        yield knowledge_base


def found(results: Results) -> list[str]:
    """Return the last words of the ids of the hits, sorted."""
    return sorted(hit.id.rpartition("-")[2] for hit in results.hits)


def facet(results: Results, name: str = CATEGORY.name) -> list[tuple[str, str, int, bool]]:
    return [(each.id, each.label, each.count, each.selected) for each in results.facets[name]]


def test_a_post_is_in_the_categories_set_by_hand_and_no_text_puts_it_in_one(
    site: KnowledgeBase,
) -> None:
    assert {hit.title: hit.categories for hit in site.search().hits} == {
        "Bron": ("bygge",),
        "Ugnen": ("kurser", "bygge"),
        "Svampen": ("kurser",),
        "Kurser": (),
        "Posten": ("okand",),
    }


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"categories": ["bygge"]}, ["bron", "ugnen"]),
        ({"categories": "bygge"}, ["bron", "ugnen"]),
        # of one kind, one suffices
        ({"categories": ["kurser", "bygge"]}, ["bron", "svampen", "ugnen"]),
        ({"categories": ["kurser", "okand"]}, ["posten", "svampen", "ugnen"]),
        # every kind that is chosen from must hold
        ({"categories": ["kurser"], "organisations": ["zinkhyttan"]}, ["ugnen"]),
        ({"categories": ["kurser"], "organisations": ["zinkhyttan", "akerbo-kommun"]},
            ["svampen", "ugnen"]),
        ({"categories": ["bygge"], "organisations": ["akerbo-kommun"]}, []),
        ({"categories": ["bygge", "kurser"], "projects": ["grannkraft"]}, ["ugnen"]),
        ({"categories": ["kurser"], "published_from": "2018"}, ["svampen"]),
        ({"categories": ["bygge", "kurser"], "text": "zinkhyttan"}, ["bron", "ugnen"]),
        ({"categories": ["kurser"], "text": "svampen OR bron"}, ["svampen"]),
        # one that no post is in, and one that no register knows but a post
        ({"categories": ["arkiv"]}, []),
        ({"categories": ["okand"]}, ["posten"]),
    ],
)  # fmt: skip
def test_a_search_is_narrowed_to_categories(
    site: KnowledgeBase, choices: dict[str, Any], expected: list[str]
) -> None:
    results = site.search(**choices)
    assert (found(results), results.total) == (expected, len(expected))
    assert results.notices == ()


def test_the_facet_has_every_category_with_posts_and_what_is_chosen(site: KnowledgeBase) -> None:
    every = [("bygge", "Bygge", 2, False), ("kurser", "Kurser", 2, False)]
    unknown = ("okand", "okand", 1, False)
    assert facet(site.search()) == [*every, unknown]
    assert facet(site.search(categories=["arkiv"])) == [
        *every, unknown, ("arkiv", "Arkiv", 0, True),
    ]  # fmt: skip
    assert facet(site.search("zinkhyttan", categories=["kurser"])) == [
        ("bygge", "Bygge", 2, False),
        ("kurser", "Kurser", 1, True),
    ]
    # Choosing a category counts the values of the other facets anew.
    assert [row[:3] for row in facet(site.search(categories=["bygge"]), "organisation")] == [
        ("zinkhyttan", "Zinkhyttan", 2)
    ]


@pytest.mark.parametrize("text", ["", "kurser", "zinkhyttan", "bron OR posten"])
def test_a_count_is_the_total_that_its_value_gives(site: KnowledgeBase, text: str) -> None:
    chosen: dict[str, list[list[str]]] = {
        "organisations": [[], ["zinkhyttan"]],
        "projects": [[], ["grannkraft"]],
        "categories": [[], ["bygge"], ["bygge", "okand"], ["arkiv"]],
    }
    for combination in product(*chosen.values()):
        choices: dict[str, Any] = dict(zip(chosen, combination, strict=True))
        facets = site.search(text, **choices).facets
        for kind in KINDS:
            counts = {value.id: value.count for value in facets[kind.name]}
            for entry_id in ("zinkhyttan", "grannkraft", "kurser", "bygge", "arkiv", "okand"):
                total = site.search(text, **{**choices, kind.plural: [entry_id]}).total
                assert counts.get(entry_id, 0) == total, (choices, kind.name, entry_id)
        for year in facets[YEAR]:
            choices |= {"published_from": year.id, "published_to": year.id}
            assert site.search(text, **choices).total == year.count


def test_a_category_that_nobody_knows_is_told_of(site: KnowledgeBase) -> None:
    results = site.search(categories=["finns-inte", "bygge"])
    assert found(results) == ["bron", "ugnen"]
    assert len(results.notices) == 1
    assert "finns-inte" in results.notices[0]


def test_the_word_that_a_category_is_called_is_a_word_like_any_other(
    site: KnowledgeBase, bare: KnowledgeBase
) -> None:
    for knowledge_base in (site, bare):
        assert found(knowledge_base.search("kurser")) == ["bron", "kurser"]


def test_a_category_is_completed(site: KnowledgeBase, bare: KnowledgeBase) -> None:
    def completed(knowledge_base: KnowledgeBase) -> list[tuple[str, str, str | None]]:
        completions = knowledge_base.service.completions.of("kurs")
        return [(each.kind, each.text, each.url) for each in completions]

    others = [("word", "kurser", None), ("post", "Kurser", "/inlagg/2018-01-02-kurser")]
    assert completed(site) == [("category", "Kurser", "/kategorier/kurser"), *others]
    assert completed(bare) == others
    assert site.service.completions.of("oka")[0].url == "/kategorier/okand"
    assert bare.service.completions.of("oka") == []


def test_json_has_categories_beside_the_other_kinds(site: KnowledgeBase) -> None:
    shape = site.search("ugnen").to_json()
    assert list(shape["facets"]) == ["organisation", "project", "category", "year"]
    assert shape["facets"]["category"][0] == {
        "id": "bygge", "label": "Bygge", "count": 1, "selected": False,
    }  # fmt: skip
    (hit,) = shape["hits"]
    assert list(hit) == [
        *("id", "title", "date", "url", "score"),
        *("organisations", "projects", "categories", "snippets"),
    ]
    assert hit["categories"] == ["kurser", "bygge"]
    # It is there for a post that is in none, too.
    assert site.search("arkiv").to_json()["hits"][0]["categories"] == []


# --- a site without a list of categories --------------------------------------------------------


def test_without_the_list_nothing_of_categories_is_shown(bare: KnowledgeBase) -> None:
    results = bare.search()
    shape = results.to_json()
    assert list(results.facets) == list(shape["facets"]) == ["organisation", "project", "year"]
    assert {tuple(hit) for hit in shape["hits"]} == {
        ("id", "title", "date", "url", "score", "organisations", "projects", "snippets")
    }
    assert all(hit.categories == () for hit in results.hits)
    assert "bygge" not in str(shape)
    service = bare.service
    assert not any(service.knows(CATEGORY, entry_id) for entry_id in ("bygge", "okand"))
    document = service.post("2017-01-01-bron")
    assert document is not None
    assert document.entries == {"organisation": ("zinkhyttan",), "project": ()}


def test_without_the_list_no_post_is_in_a_category(bare: KnowledgeBase) -> None:
    results = bare.search(categories=["bygge"])
    assert (results.total, len(results.notices)) == (0, 1)
    assert list(results.facets) == ["organisation", "project", "year"]


WARNINGS = {
    CATEGORIES: (
        "2019-01-01-posten: category 'okand' stands in no register; it is shown under its id",
    ),
    "": tuple(
        f"{post_id}: category {entry_id!r} stands in no register; it is shown under its id"
        for post_id, entry_id in (
            ("2017-01-01-bron", "bygge"),
            ("2017-01-02-ugnen", "kurser"),
            ("2017-01-02-ugnen", "bygge"),
            ("2018-01-01-svampen", "kurser"),
            ("2019-01-01-posten", "okand"),
        )
    ),
    None: tuple(
        f"{post_id}: has categories, but there is no categories.yaml; they are not shown"
        for post_id in (
            *("2017-01-01-bron", "2017-01-02-ugnen", "2018-01-01-svampen", "2019-01-01-posten"),
        )
    ),
}


@pytest.mark.parametrize("categories", WARNINGS)
def test_categories_that_are_not_in_the_list_are_warned_about(
    tmp_path: Path, categories: str | None
) -> None:
    assert build(tmp_path, categories).warnings == WARNINGS[categories]
    assert build(tmp_path, categories).warnings == WARNINGS[categories]  # with nothing to build


def test_the_list_may_come_change_and_go(tmp_path: Path) -> None:
    def shown() -> list[str] | None:
        with open_knowledge_base(tmp_path / "index") as knowledge_base:
            facets = knowledge_base.search().facets
        values = facets.get("category")
        return None if values is None else [value.label for value in values]

    build(tmp_path, None)
    assert shown() is None
    assert build(tmp_path).updated == 5
    assert shown() == ["Bygge", "Kurser", "okand"]
    # Another name is shown of the same posts.
    assert build(tmp_path, CATEGORIES.replace("Kurser", "Att lära")).updated == 0
    assert shown() == ["Att lära", "Bygge", "okand"]
    # A list without entries is a list: what is in posts is shown under its id.
    assert build(tmp_path, "# inga än\n").updated == 0
    assert shown() == ["bygge", "kurser", "okand"]
    assert build(tmp_path, None).updated == 5
    assert shown() is None


def test_a_faulty_list_stops_the_build_unless_it_is_left_out(tmp_path: Path) -> None:
    build(tmp_path)
    faulty = CATEGORIES + "- {id: tom}\n"
    with pytest.raises(CorpusError, match=r"categories\.yaml:4: name: is missing"):
        build(tmp_path, faulty)
    report = build_index(tmp_path / "corpus", tmp_path / "index", skip_faulty=True)
    assert report.warnings[0].endswith("categories.yaml:4: name: is missing; add a line name: …")
    assert report.warnings[1:] == WARNINGS[CATEGORIES]
