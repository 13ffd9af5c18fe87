"""Searches without words show the sentence that names what was chosen."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.corpus.kinds import ORGANISATION, PROJECT
from kb.corpus.mentions import Mentions
from kb.corpus.register import Entry
from kb.indexing import documents
from kb.search.presenting.answer import Hit
from kb.search.presenting.naming import Namer
from kb.search.query.query import Filters
from tests.corpora import analyzer, post, registers
from tests.plain_analysis import analysis_of
from tests.serving import Search, bracketed, found, said, serving

REGISTERS = registers(
    organisations=[
        Entry(id="akerbo", name="Åkerbo kommun", aliases=("Åkerbo",)),
        Entry(id="bygdelaget", name="Bygdelaget i Åkerbo"),
        Entry(id="zink", name="Zinkhyttan"),
    ],
    projects=[
        Entry(id="lyktan", name="Lyktan"),
        Entry(id="zink-projekt", name="Zinkhyttan"),
    ],
    categories=[Entry(id="kurs", name="Kurser")],
)
LONG = " ".join(["Här står ingenting om saken."] * 20)


def shown(hit: Hit) -> list[str]:
    """The title where it is marked, then the passages; marks in brackets."""
    title = [bracketed(hit.title, hit.title_highlights)] if hit.title_highlights else []
    return [*title, *(bracketed(each.text, each.highlights) for each in hit.snippets)]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    posts = [
        post("2020-01-09", "Alias", f"{LONG}\n\nI Åkerbos skola sker det. Mer sedan."),
        post("2020-01-08", "Lyktan lyser", f"{LONG}\n\nLyktanprojektet är nytt."),
        post("2020-01-07", "Del", f"Först detta.\n\n{LONG}\n\nBygdelaget i Åkerbo sjunger."),
        post("2020-01-06", "Hand", "Början.\n\nKurser i Lyktans namn.", organisations=["zink"]),
        post("2020-01-05", "Fel", "Åkerbo är en ö.\n\nLyktan är ny.", not_mentioned=["akerbo"]),
        post("2020-01-04", "Delat", "Nu.\n\nZinkhyttan är tom.", not_mentioned=["zink-projekt"]),
        post("2020-01-03", "Flera", f"Lyktan är ny.\n\n{LONG}\n\nZinkhyttan är gammal."),
        post(
            "2020-01-02", "Etikett", "Början.", categories=["kurs"], tags=["Kurser", "Zinkhyttan"]
        ),
        post("2020-01-01", "Tagg", "Början.", projects=["lyktan"], tags=["Lyktan"]),
    ]
    folder = tmp_path_factory.mktemp("naming")
    with serving(folder, posts, REGISTERS) as search_:
        yield search_


@pytest.mark.parametrize(
    ("kind", "chosen", "post_id", "expected"),
    [
        ("organisation", ["akerbo"], "alias", ["I [Åkerbos] skola sker det. Mer sedan."]),
        # Title and text.
        ("project", ["lyktan"], "lyser", ["[Lyktan] lyser", "[Lyktanprojektet] är nytt."]),
        # The longest name is meant.
        ("organisation", ["bygdelaget"], "del", ["[Bygdelaget i Åkerbo] sjunger."]),
        ("organisation", ["akerbo", "bygdelaget"], "del", ["[Bygdelaget i Åkerbo] sjunger."]),
        # Not named in the text, or not meant there: the beginning.
        ("organisation", ["zink"], "hand", ["Början. Kurser i Lyktans namn."]),
        ("project", ["lyktan"], "tagg", ["Början."]),
        ("category", ["kurs"], "etikett", ["Början."]),
        # A name that several have.
        ("organisation", ["zink"], "delat", ["[Zinkhyttan] är tom."]),
        ("organisation", ["akerbo", "zink"], "delat", ["[Zinkhyttan] är tom."]),
    ],
)
def test_the_sentence_that_names_what_was_chosen(
    search: Search, kind: str, chosen: list[str], post_id: str, expected: list[str]
) -> None:
    hits = search(entries={kind: chosen}).hits
    (hit,) = (hit for hit in hits if hit.id.endswith(f"-{post_id}"))
    assert shown(hit) == expected
    assert hit.reasons == ()


def test_what_a_post_is_not_about_is_not_marked(search: Search) -> None:
    both = search(entries={"organisation": ["akerbo"], "project": ["lyktan"]})
    assert found(both) == []
    hits = search(entries={"project": ["lyktan", "zink-projekt"]}).hits
    by_title = {hit.title: shown(hit) for hit in hits}
    assert by_title["Fel"] == ["[Lyktan] är ny."]
    assert "Delat" not in by_title
    assert by_title["Flera"] == ["[Lyktan] är ny.", "[Zinkhyttan] är gammal."]


def test_words_come_first(search: Search) -> None:
    chosen = {"organisation": ["akerbo"]}
    assert shown(search("saken", entries=chosen).hits[0])[0].count("[saken]") > 0
    # What is excluded shows nothing.
    (hit,) = search("-ö", entries=chosen).hits
    assert shown(hit) == ["I [Åkerbos] skola sker det. Mer sedan."]


def test_a_name_after_all_that_is_kept_of_a_long_post(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.search.presenting.presenter._WORDS_A_POST", 3)
    posts = said("Först kommer fyra ord.\n\nSedan Lyktan.")
    with serving(tmp_path, posts, REGISTERS) as search_:
        (hit,) = search_(entries={"project": ["lyktan"]}).hits
    assert shown(hit) == ["Sedan [Lyktan]."]


ODD = registers(
    organisations=[
        Entry(id=f"o{number}", name=name)
        for number, name in enumerate(
            ["C/O Framtid", "4H", "A+ Bygg", "Wayne's", "S:t Eskil", "Idé–Café", "#metoo", "++"]
        )
    ],
    projects=[Entry(id="lyktan", name="Nya Lyktan", aliases=("Lyk\u00adtan", "R & D", "ASF"))],
)
ODD_TEXTS = st.lists(
    st.sampled_from(
        [
            *("C/O", "Framtid", "4H:s", "A+", "Bygg", "Wayne’s", "S:t", "Eskils", "IDÉ-CAFÉ", "-"),
            *("#metoo", "++", "Nya", "Lyktan", "Lyktanägda", "R", "&", "och", "D", "ASF:er"),
            *("Ide\u0301–Cafe\u0301", "ASF", "asf", "Lyk\u00adtans", "x@lyktan.se"),
        ]
    ),
    max_size=8,
).map(" ".join)


@given(ODD_TEXTS)
def test_no_name_is_missed_however_it_is_written(text: str) -> None:
    mentions = Mentions(ODD)
    ids = {kind: [entry.id for entry in ODD.entries(kind)] for kind in (ORGANISATION, PROJECT)}
    about_all = post("2020-01-01", "Nyhet", organisations=ids[ORGANISATION], projects=ids[PROJECT])
    (document,) = documents([about_all], mentions)
    filters = Filters.of({kind.name: chosen for kind, chosen in ids.items()})
    namer = Namer(mentions, ODD, filters)
    marks = namer.marks([text], [document], analysis_of([text], analyzer())).get(0, ())
    assert [(mark.start, mark.end) for mark in marks] == [
        (mention.start, mention.end) for mention in mentions.find(text)
    ]


WORDS = ["Åkerbo", "Åkerbos", "kommun", "Bygdelaget", "i", "Lyktan", "Zinkhyttan", "zink", "och"]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
BODY = st.lists(SENTENCE, max_size=5).map(lambda each: ".\n\n".join([*each, ""]))
NAMED = ["akerbo", "bygdelaget", "zink"]


@settings(max_examples=30)
@given(
    st.lists(st.tuples(SENTENCE, BODY, st.sets(st.sampled_from(NAMED))), min_size=1, max_size=4),
    st.sets(st.sampled_from(NAMED), min_size=1),
)
def test_marks_are_names_of_chosen_entries_and_each_post_that_has_one_shows_one(
    texts: list[tuple[str, str, set[str]]], chosen: set[str]
) -> None:
    posts = [
        post("2020-01-01", title, body, id=f"2020-01-01-p{number}", organisations=sorted(by_hand))
        for number, (title, body, by_hand) in enumerate(texts)
    ]
    mentions = Mentions(REGISTERS)
    with TemporaryDirectory() as folder, serving(Path(folder), posts, REGISTERS) as search_:
        for hit in search_(entries={"organisation": chosen}).hits:
            title, body, _ = texts[int(hit.id[-1])]
            names = {
                text[mention.start : mention.end]
                for text in (title, *body.split("\n\n"))
                for mention in mentions.find(text)
                if mention.id in chosen
            }
            shows = [(hit.title, hit.title_highlights)]
            shows += [(each.text, each.highlights) for each in hit.snippets]
            marked = {text[start:end] for text, places in shows for start, end in places}
            assert marked <= names
            assert bool(marked) == bool(names)
