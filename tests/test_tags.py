"""Tags: free words of a post, found like its text, told where they alone explain a hit, shown."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from kb.corpus.post import Post
from kb.corpus.register import Entry
from kb.indexing import build_index
from kb.knowledge_base import KnowledgeBase
from kb.search.presenting.answer import Hit
from kb.search.presenting.snippets import LENGTH
from kb.search.query.parser import MAX_CHARACTERS, as_phrase, parse
from kb.search.query.query import Notice
from tests.browsing import Element, browsing, read_page
from tests.corpora import post, registers, write_corpus
from tests.serving import FILLER, Search, bracketed, said, serving

REGISTERS = registers(organisations=[Entry(id="akerbo", name="Åkerbo kommun")])
ODD = "<b>fet</b> & \"citerad\" {{ 7 * 7 }} 'x'"
LONG = "Ett projekt om " + "mycket " * 60 + "rabarber på landet"
MANY = [f"etikett nummer {number}" for number in range(200)]


def tagged(day: str, title: str, body: str, *tags: str, **fields: object) -> Post:
    return post(day, title, body, tags=list(tags), **fields)


POSTS = [
    tagged("2022-01-01", "Kväll", "Alla kom.", "Integration", "lokal demokrati"),
    tagged("2022-01-02", "Morgon", "Ingen kom.", "demokrati", "lokal"),
    tagged("2022-01-03", "Integration i byn", "Om integration.", "integration", "INTEGRATION"),
    tagged("2022-01-04", "Kaffe", "Gott.", "arbetsmarknadspolitik", "Sammanhållningar"),
    tagged("2022-01-05", "Te", "Varmt.", "C#", "e-post", "???", ODD),
    tagged("2022-01-06", "Kakor", "Söta.", LONG, "x" * 400),
    tagged("2022-01-07", "Bullar", "Många.", *MANY),
    tagged("2022-01-08", "Saft", "Röd saft i glas.", "vin", "glögg", "Åkerbo kommun"),
    tagged("2022-01-09", "Möte", "Vi talade om demokrati.", "lokal"),
    *said(*FILLER),
]


def shown(hit: Hit) -> list[str]:
    """The title, reasons and passages of a hit, marks in brackets."""
    return [
        *([bracketed(hit.title, hit.title_highlights)] if hit.title_highlights else []),
        *(" ".join([r.code, *(str(value) for _, value in r.values)]) for r in hit.reasons),
        *(bracketed(s.text, s.highlights) for s in hit.snippets if s.highlights),
    ]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    with serving(tmp_path_factory.mktemp("tags"), POSTS, REGISTERS) as search:
        yield search


def found(search: Search, query: str) -> dict[str, list[str]]:
    """What is shown of each hit, by its title; in the order of the hits."""
    return {hit.title: shown(hit) for hit in search(query).hits}


# --- found ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("sammanhållning", {"Kaffe"}),  # inflected
        ("arbetsmarknad", {"Kaffe"}),  # a part of a compound
        ("arbetsmarknadspolit*", {"Kaffe"}),
        ('"lokal demokrati"', {"Kväll"}),  # no phrase reaches from one tag into the next
        ('"demokrati lokal"', set()),
        ('"demokrati. lokal"', set()),  # nor from the text into a tag
        ("lokal demokrati", {"Kväll", "Morgon", "Möte"}),
        ("saft glögg", {"Saft"}),  # one word in the text, one in a tag
        ("demokrati -lokal", set()),
        ("C#", {"Te"}),
        ("epost", {"Te"}),
        ("citerad", {"Te"}),
        ("rabarber", {"Kakor"}),
        ('"etikett nummer 150"', {"Bullar"}),
    ],
)
def test_its_words_find_the_post(search: Search, query: str, titles: set[str]) -> None:
    assert set(found(search, query)) == titles


def test_a_title_weighs_more_than_a_tag(search: Search) -> None:
    assert list(found(search, "integration")) == ["Integration i byn", "Kväll"]


def test_a_tag_that_is_given_twice_counts_once(tmp_path: Path) -> None:
    posts = [
        tagged("2022-01-01", "Ett", "Ett.", "bro", "Bro", " bro ", "BRO"),
        tagged("2022-01-01", "Två", "Två.", "bro"),
    ]
    with serving(tmp_path, posts, REGISTERS) as search:
        one, other = search("bro").hits
    assert one.score == other.score


def test_completions_have_its_words(tmp_path: Path) -> None:
    build_index(write_corpus(tmp_path / "corpus", POSTS), tmp_path / "index")
    with KnowledgeBase(tmp_path / "index") as knowledge_base:
        completions = knowledge_base.service.completions
        assert [each.text for each in completions.of("arbetsm")] == ["arbetsmarknadspolitik"]
        assert [each.text for each in completions.of("lokal demo")] == ["lokal demokrati"]


# --- told -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "title", "lines"),
    [
        ("sammanhållning", "Kaffe", ["tag Sammanhållningar"]),
        ("arbetsmarknad", "Kaffe", ["tag arbetsmarknadspolitik"]),
        ("integration", "Kväll", ["tag Integration"]),
        # What the text tells needs no tag.
        ("integration", "Integration i byn", ["[Integration] i byn", "Om [integration]."]),
        ("saft glögg", "Saft", ["[Saft]", "tag glögg", "Röd [saft] i glas."]),
        ("vin glögg", "Saft", ["tag vin", "tag glögg"]),
        ("lokal demokrati", "Kväll", ["tag lokal demokrati"]),  # one that tells both
        ("lokal demokrati", "Möte", ["tag lokal", "Vi talade om [demokrati]."]),
        ("etikett", "Bullar", ["tag etikett nummer 0"]),  # one of two hundred
        ("Åkerbo kommun", "Saft", ["tag Åkerbo kommun"]),
        ("citerad", "Te", [f"tag {ODD}"]),
    ],
)
def test_a_hit_that_a_tag_explains_says_so(
    search: Search, query: str, title: str, lines: list[str]
) -> None:
    assert found(search, query)[title] == lines


def test_of_a_long_tag_the_words_around_the_match_are_told(search: Search) -> None:
    (hit,) = search("rabarber").hits
    ((code, ((_, tag),)),) = ((reason.code, reason.values) for reason in hit.reasons)
    assert code == "tag"
    assert str(tag).startswith("…")
    assert str(tag).endswith("rabarber på landet")
    assert len(str(tag)) <= LENGTH


# --- shown ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build_index(write_corpus(folder / "corpus", POSTS), folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[TestClient]:
    with browsing(index) as client:
        yield client


def page_of(client: TestClient, address: str) -> Element:
    answer = client.get(address)
    assert answer.status_code == 200
    return read_page(answer.text)


def test_a_post_shows_its_tags_each_as_the_search_for_it(client: TestClient) -> None:
    page = page_of(client, "/inlagg/2022-01-01-kv-ll?lang=en")
    tags = page.one("ul", aria_labelledby="post-tags")
    assert page.one("dt", id="post-tags").text == "Tags"
    assert tags.link("lokal demokrati") == "/sok?q=%22lokal+demokrati%22&lang=en"
    assert [tag.text for tag in tags.all("li")] == ["Integration", "lokal demokrati"]
    hits = page_of(client, tags.link("lokal demokrati"))
    (hit,) = hits.one("ol", class_="hits").all("li")
    assert hit.one("p", class_="reason").text == "Tag: lokal demokrati"
    assert hit.having("p", class_="snippet") == []


def test_a_tag_is_shown_once_as_it_was_first_written(client: TestClient) -> None:
    page = page_of(client, "/inlagg/2022-01-03-integration-i-byn")
    assert [li.text for li in page.one("ul", class_="tags").all("li")] == ["integration"]


def test_a_post_without_tags_has_no_heading_for_them(client: TestClient) -> None:
    page = page_of(client, f"/inlagg/{POSTS[-1].id}")
    assert page.having("dt", id="post-tags") == page.having("ul", class_="tags") == []
    assert "Etikett" not in page.text


def test_signs_in_tags_are_signs(client: TestClient) -> None:
    page = page_of(client, "/inlagg/2022-01-05-te")
    tags = page.one("ul", class_="tags")
    assert [li.text for li in tags.all("li")] == ["C#", "e-post", "???", ODD]
    assert page.all("b") == []
    # What has no word leads nowhere.
    assert [link.text for link in tags.all("a")] == ["C#", "e-post", ODD]
    assert tags.link("C#") == "/sok?q=C%23"


def test_many_tags_are_there_on_demand(client: TestClient) -> None:
    page = page_of(client, "/inlagg/2022-01-07-bullar")
    first, rest = page.having("ul", class_="tags")
    assert len(first.all("li")) == 5
    assert len(rest.all("li")) == 195
    assert page.one("summary").text == "Visa 195 till"


def test_every_link_of_a_tag_finds_its_post(client: TestClient) -> None:
    for each in POSTS:
        page = page_of(client, f"/inlagg/{each.id}")
        for link in [a for ul in page.having("ul", class_="tags") for a in ul.all("a")][:30]:
            data = client.get(link.attributes["href"].replace("/sok", "/sok.json")).json()
            assert each.id in [hit["id"] for hit in data["hits"]], link.text


def test_programs_get_what_they_got(client: TestClient) -> None:
    (hit,) = client.get("/sok.json?q=sammanh%C3%A5llning").json()["hits"]
    assert set(hit) == {
        *("id", "title", "date", "url", "score", "organisations", "projects", "snippets")
    }


def test_an_edited_tag_updates_the_post(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", POSTS)
    build_index(corpus, tmp_path / "index")
    write_corpus(corpus, [tagged("2022-01-01", "Kväll", "Alla kom.", "Färja")])
    report = build_index(corpus, tmp_path / "index")
    assert (report.added, report.updated, report.removed) == (0, 1, 0)
    with KnowledgeBase(tmp_path / "index") as knowledge_base:
        assert [hit.title for hit in knowledge_base.search("färja").hits] == ["Kväll"]


# --- as a phrase ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tag", "typed"),
    [
        ("bro", '"bro"'),
        ("lokal demokrati", '"lokal demokrati"'),
        ("e-post", '"e-post"'),
        ("-rea", '"-rea"'),
        ("NOT", '"NOT"'),
        ("sam*", '"sam"'),
        ('Kalle "Kula" Anka ”x”', '"Kalle Kula Anka x"'),
        ("#bro!", '"#bro"'),
        ("C++", "C++"),
        ("-C++", '"-C"'),
        ("R & D", "R & D"),
        ("a\u00adb\u200bc", '"abc"'),
        ("", ""),
        ("???", ""),
        ("🎉", ""),
        ("x" * 400, ""),
        ("ord " * 100, f'"{" ".join(["ord"] * 32)}"'),
    ],
)
def test_as_a_phrase(tag: str, typed: str) -> None:
    assert as_phrase(tag) == typed


WORDS = st.sampled_from(
    ["bro", "Ö", "C#", "R & D", '"', "”", "-", "NOT", "ELLER", "e-post", "10 000", "§ 12", "*"]
)
TAGS = st.lists(WORDS, min_size=1, max_size=4).map(" ".join) | st.text(max_size=30)


@given(TAGS | st.text(alphabet='å a"-', min_size=290, max_size=320))
def test_a_phrase_is_never_cut_nor_explained(tag: str) -> None:
    typed = as_phrase(tag)
    assert len(typed) <= MAX_CHARACTERS
    assert parse(typed).notices == ()
    assert parse(typed).text == typed


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TAGS.filter(str.strip), min_size=1, max_size=8))
def test_any_tag_is_found_by_its_link_and_told(tags: list[str]) -> None:
    posts = [tagged("2022-01-01", "Ett", "Två.", *tags), *said(*FILLER)]
    with TemporaryDirectory() as folder, serving(Path(folder), posts, REGISTERS) as search:
        for tag in tags:
            typed = as_phrase(tag)
            hits = {hit.title: hit for hit in search(typed).hits}
            if typed:
                assert any(reason.code == "tag" for reason in hits["Ett"].reasons) or any(
                    shown(hits["Ett"])
                )


def test_reasons_are_of_the_hit(search: Search) -> None:
    for query in ("lokal demokrati", "integration", "saft glögg vin", "etikett nummer 7"):
        for hit in search(query).hits:
            (of,) = (each for each in POSTS if each.id == hit.id)
            for reason in hit.reasons:
                assert reason in [Notice.of("tag", tag=tag) for tag in of.tags]
