from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.language.abbreviations import Abbreviation
from kb.search.lookups import Lookups
from kb.search.port.queries import Form, PhraseQuery, TermQuery
from kb.search.rewriting import synonyms as module
from kb.search.rewriting.synonyms import Synonyms
from tests.corpora import analyzer, post, registers
from tests.serving import Search, found, said, serving

GROUPS = (
    ("kooperativ", "sammanslutning"),
    ("seminarium", "öppen föreläsning", "kurskväll"),
)


def stems_of(text: str) -> tuple[str, ...]:
    return module.stems_of(analyzer(), text)


def synonyms(*groups: tuple[str, ...], abbreviations: tuple[Abbreviation, ...] = ()) -> Synonyms:
    return Synonyms(Lookups(registers(synonyms=groups), abbreviations), analyzer())


def texts_of(query: TermQuery | PhraseQuery) -> tuple[str, ...]:
    if isinstance(query, TermQuery):
        assert query.term.form is Form.STEM
        return (query.term.text,)
    assert query.form is Form.STEM
    return query.texts


def others(table: Synonyms, text: str) -> dict[tuple[str, ...], float]:
    """What stands for a text, as stems, with its boost."""
    return {texts_of(query): query.boost for query in table.of(stems_of(text))}


# --- the table --------------------------------------------------------------------------------


@pytest.mark.parametrize("group", GROUPS)
def test_each_member_stands_for_each_other(group: tuple[str, ...]) -> None:
    table = synonyms(*GROUPS)
    for member in group:
        assert set(others(table, member)) == {stems_of(o) for o in group if o != member}
        assert all(0 < boost < 0.8 for boost in others(table, member).values())


def test_inflections_of_a_member_count_as_it() -> None:
    table = synonyms(*GROUPS)
    for word in ("kooperativet", "kooperativen", "Kooperativens"):
        assert set(others(table, word)) == {stems_of("sammanslutning")}


def test_what_nothing_stands_for() -> None:
    table = synonyms(*GROUPS)
    for text in ("bro", "öppen", "föreläsning", "öppen kurskväll", ""):
        assert table.of(stems_of(text)) == ()
    assert table.longest == 2
    assert synonyms().longest == 0


def test_members_that_are_the_same_or_no_words() -> None:
    table = synonyms(("kooperativ", "Kooperativet", "–", "sammanslutning"))
    assert set(others(table, "kooperativ")) == {stems_of("sammanslutning")}
    assert table.of(()) == ()


def test_a_word_in_two_groups_is_no_bridge_between_them() -> None:
    table = synonyms(("bank", "sparkassa"), ("bank", "vall"))
    assert set(others(table, "bank")) == {
        stems_of("sparkassa"),
        stems_of("vall"),
    }
    assert set(others(table, "sparkassa")) == {stems_of("bank")}


GK = Abbreviation("gok", ("grannars", "och", "kooperativ"))


def test_an_abbreviation_and_its_long_form_stand_for_each_other() -> None:
    table = synonyms(abbreviations=(GK,))
    long = stems_of("grannars och kooperativ")
    assert set(others(table, "GOK")) == set(others(table, "GOK:er")) == {long}
    assert stems_of("gok") in others(table, "grannars och kooperativet")


def test_an_abbreviation_stands_weakly_for_a_content_word_of_its_only_long_form() -> None:
    table = synonyms(("bro", "spång"), abbreviations=(GK,))
    (weak,) = others(table, "kooperativ").items()
    assert weak[0] == stems_of("gok")
    assert weak[1] < min(0.35, *others(table, "bro").values())
    assert others(table, "och") == {}  # a stop word


def test_but_not_where_it_has_two_long_forms() -> None:
    other = Abbreviation("gok", ("glada", "odlares", "kooperativ"))
    table = synonyms(abbreviations=(GK, other))
    assert others(table, "kooperativ") == {}
    assert set(others(table, "gok")) == {stems_of(" ".join(each.long)) for each in (GK, other)}


def test_inflections_of_one_long_form_are_one() -> None:
    inflected = GK._replace(long=("grannars", "och", "kooperativet"))
    table = synonyms(abbreviations=(GK, inflected))
    assert len(others(table, "gok")) == 1
    assert len(others(table, "kooperativ")) == 1


def test_a_synonym_by_hand_outweighs_what_an_abbreviation_suggests() -> None:
    table = synonyms(("kooperativ", "GOK"), abbreviations=(GK,))
    assert others(table, "kooperativ")[stems_of("gok")] > 0.5


@pytest.mark.parametrize("short", ["fora", "hana", "sker", "f&u", "asf"])
def test_abbreviations_are_stemmed_as_texts_are(short: str) -> None:
    table = synonyms(abbreviations=(Abbreviation(short, ("bro", "och", "bygd")),))
    assert set(others(table, short.upper())) == {stems_of("bro och bygd")}
    assert stems_of(short) in others(table, "bro och bygd")


# --- searching --------------------------------------------------------------------------------

SAID = (
    "Ett kooperativ till.",
    "En sammanslutning till.",
    "Ett seminarium till.",
    "En öppen föreläsning till.",
    "En kurskväll till.",
    "En öppen dörr till.",
    "Mera text till.",
)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    folder = tmp_path_factory.mktemp("synonyms")
    with serving(folder, said(*SAID), registers(synonyms=GROUPS)) as search_:
        yield search_


@pytest.mark.parametrize(
    ("text", "first", "all_"),
    [
        ("kooperativ", "p0", {"p0", "p1"}),
        ("kooperativen", "p0", {"p0", "p1"}),
        ("sammanslutning", "p1", {"p0", "p1"}),
        ("seminarium", "p2", {"p2", "p3", "p4"}),
        ("kurskväll", "p4", {"p2", "p3", "p4"}),
        ("öppen föreläsning", "p3", {"p2", "p3", "p4"}),
    ],
)
def test_a_member_finds_the_others_below_itself(
    search: Search, text: str, first: str, all_: set[str]
) -> None:
    answer = search(text)
    assert answer.interpretation.relaxed is None
    assert set(found(answer)) == all_
    scores = [hit.score for hit in answer.hits]
    assert found(answer)[0] == first
    assert scores[0] > scores[1]


def test_a_rare_synonym_stays_below_a_common_word(tmp_path: Path) -> None:
    texts = [*["Ett kooperativ till."] * 6, "En sammanslutning till.", *["Annat."] * 6]
    with serving(tmp_path, said(*texts), registers(synonyms=GROUPS)) as search_:
        assert found(search_("kooperativ"))[-1] == "p6"
        assert found(search_("kooperativens"))[-1] == "p6"
        assert found(search_("sammanslutning"))[0] == "p6"


def test_quoted_excluded_and_begun_words_stay_as_written(search: Search) -> None:
    assert found(search('"kooperativ"')) == ["p0"]
    assert found(search("kooperat*")) == ["p0"]
    assert "p1" in found(search("-kooperativ"))


def test_a_set_phrase_among_other_words(search: Search) -> None:
    every = {"p2", "p3", "p4"}
    assert set(found(search("till öppen föreläsning"))) >= every
    # Both words are needed where they stand apart.
    assert found(search("öppen dörr"))[0] == "p5"


@pytest.fixture(scope="module")
def introduced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """Posts of which one introduces an abbreviation, and others use one or the other."""
    posts = [
        post("2017-01-01", "Byns nya kooperativ (BNK) öppnar", id="2017-01-01-title"),
        post(
            "2017-01-02",
            "Nyhet",
            "Det är byns nya kooperativ, BNK, som bakar.",
            id="2017-01-02-both",
        ),
        post("2017-01-03", "Nyhet", "Alla BNK:er är öppna.", id="2017-01-03-short"),
        post("2017-01-04", "Nyhet", "Byns nya kooperativ är öppet.", id="2017-01-04-long"),
        post("2017-01-05", "Nyhet", "Ett kooperativ är öppet.", id="2017-01-05-word"),
        post("2017-01-06", "Nyhet", "Någon är borta.", id="2017-01-06-none"),
    ]
    with serving(tmp_path_factory.mktemp("abbreviations"), posts) as search_:
        yield search_


@pytest.mark.parametrize("text", ["BNK", "bnk", "BNK:er", "byns nya kooperativ"])
def test_short_and_long_forms_find_each_other(introduced: Search, text: str) -> None:
    answer = introduced(text)
    assert set(found(answer)) >= {"both", "short", "long"}
    assert "none" not in found(answer)


def test_the_long_form_finds_the_short_in_any_inflection(introduced: Search) -> None:
    for text in ("byns nya kooperativ", "byns nya kooperativet", "Byns nya kooperativens"):
        assert "short" in found(introduced(text))


def test_a_word_of_the_long_form_finds_the_short_last(introduced: Search) -> None:
    answer = introduced("kooperativ")
    assert set(found(answer)) == {"title", "both", "short", "long", "word"}
    assert found(answer)[-1] == "short"


def test_a_corpus_without_an_introduction_knows_no_abbreviation(tmp_path: Path) -> None:
    posts = said("Alla BNK:er är öppna.", "Byns nya kooperativ är öppet.")
    with serving(tmp_path, posts) as search_:
        assert found(search_("BNK")) == ["p0"]
        assert found(search_("byns nya kooperativ")) == ["p1"]


def test_posts_that_mean_two_things_by_an_abbreviation_merge_neither(tmp_path: Path) -> None:
    posts = said(
        "Byns nya kooperativ (BNK) öppnar.",
        "Bredaryds nattklubb (BNK) stänger.",
        "BNK är stängt.",
        "Maria Persson (MP) svarar.",
        "MP röstade nej.",
    )
    with serving(tmp_path, posts) as search_:
        assert set(found(search_("BNK"))) == {"p0", "p1", "p2"}
        assert set(found(search_("byns nya kooperativ"))) == {"p0"}
        assert set(found(search_("Maria Persson"))) == {"p3"}
