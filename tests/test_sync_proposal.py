from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kb.corpus.register import Entry
from kb.importers.found import FoundPost, FoundTerm
from kb.importers.sync.mapping import TermMapping, read_mapping
from kb.importers.sync.proposal import propose
from kb.importers.sync.terms import Terms

SIGNS = [*"#:-'\"[]{}&*!|>%@`~?,\n abåC1", "null", "Lund", "lund"]
NAMES = st.lists(st.sampled_from(SIGNS) | st.text(max_size=2), max_size=5).map("".join)


def found(categories: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> FoundPost:
    return FoundPost("T", date(2020, 5, 1), "", "rad 1", tags=tags, categories=categories)


def lines(text: str | None) -> list[str]:
    assert text is not None
    return [line for line in text.partition("# Categories\n")[2].splitlines() if line]


def test_every_term_with_its_count_and_hints() -> None:
    posts = [found(("Nyheter", "Odla"), ("lokalt",)), found(("nyheter", "LKF"), ("Lokalt", "IT"))]
    kept = [
        FoundTerm("Odla", "category", "Projekt"),
        FoundTerm("Projekt", "category"),
        FoundTerm("LKF", "category", "Medlemmar"),
        FoundTerm("Byalaget", "category", "Medlemmar"),
        FoundTerm("Press", "category", "Nyheter"),
        FoundTerm("ovanligt", "tag"),
    ]
    named = {"lkf": ("organisation", "lunds-bolag")}
    text = propose("https://exempel.se", posts, kept, Terms(TermMapping()), named)
    assert text is not None
    assert text.startswith("# What the categories and tags of https://exempel.se become here.")
    assert lines(text) == [
        "Nyheter: {category: nyheter}  # 2 posts",
        "LKF: {category: lkf}  # 1 post, below Medlemmar; the organisation of that name? "
        "{organisation: lunds-bolag}",
        "Odla: {category: odla}  # 1 post, below Projekt: a project? {project: odla}",
        "Byalaget: {category: byalaget}  # 0 posts, below Medlemmar: an organisation? "
        "{organisation: byalaget}",
        "Press: {category: press}  # 0 posts, below Nyheter",
        "Projekt: {category: projekt}  # 0 posts",
        "# Tags",
        "lokalt: tag  # 2 posts",
        "IT: tag  # 1 post",
        "ovanligt: tag  # 0 posts",
    ]


def test_a_name_of_both_kinds_keeps_its_two_meanings() -> None:
    text = propose("x", [found(("Lund",), ("lund",))], (), Terms(TermMapping()), {})
    assert lines(text) == [
        "# Lund: {category: lund}  # 1 post; it is a tag, too, and a rule holds for both"
    ]


def test_no_terms_no_proposal() -> None:
    assert propose("x", [found((" ",), ("",))], (), Terms(TermMapping()), {}) is None


@given(st.lists(st.tuples(st.lists(NAMES).map(tuple), st.lists(NAMES).map(tuple)), max_size=4))
def test_a_proposal_changes_nothing(terms: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> None:
    posts = [found(*each) for each in terms]
    plain = Terms(TermMapping())
    text = propose("x", posts, (), plain, {})
    if text is None:
        assert not any(name.split() for each in terms for names in each for name in names)
        return
    without = [plain.given(post) for post in posts]
    entries = [Entry(id=entry_id, name=name) for entry_id, name in plain.new_categories.items()]
    proposed = Terms(_read(text), entries)
    assert [proposed.given(post) for post in posts] == without
    assert proposed.new_categories == {}


def _read(text: str) -> TermMapping:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mapping.yaml"
        path.write_text(text, encoding="utf-8", newline="\n")
        mapping = read_mapping(path)
    assert mapping is not None
    return mapping


def test_ten_thousand_tags_and_very_long_names() -> None:
    tags = tuple(f"tagg {number}" for number in range(10_000))
    text = propose("x", [found((), (*tags, "x" * 2000, "y " * 80))], (), Terms(TermMapping()), {})
    assert text is not None
    assert len(_read(text).rules) == 10_001
