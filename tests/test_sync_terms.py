from datetime import date

import pytest

from kb.corpus.register import Entry
from kb.importers.found import FoundPost
from kb.importers.sync.mapping import Rule, TermMapping
from kb.importers.sync.terms import Terms


def given(
    terms: Terms, categories: tuple[str, ...] = (), tags: tuple[str, ...] = ()
) -> dict[str, tuple[str, ...]]:
    item = FoundPost("T", date(2020, 5, 1), "", "rad 1", tags=tags, categories=categories)
    return {name: values for name, values in terms.given(item).items() if values}


def test_without_rules_each_becomes_what_it_is() -> None:
    terms = Terms(TermMapping())
    assert given(terms, ("Nyheter", "Från styrelsen"), ("Lund", "å ä")) == {
        "categories": ("nyheter", "fran-styrelsen"),
        "tags": ("Lund", "å ä"),
    }
    assert terms.new_categories == {"nyheter": "Nyheter", "fran-styrelsen": "Från styrelsen"}


def test_rules_decide_for_categories_and_tags_alike() -> None:
    rules = {
        "Nyheter": Rule("categories", "nytt"),
        "LKF": Rule("organisations", "lkf"),
        "Odla": Rule("projects", "odla"),
        "Press": Rule("tags"),
        "Okategoriserade": Rule(None),
    }
    terms = Terms(TermMapping(rules))
    everything = tuple(rules)
    expected = {
        "organisations": ("lkf",),
        "projects": ("odla",),
        "categories": ("nytt",),
        "tags": ("Press",),
    }
    assert given(terms, everything) == given(terms, (), everything) == expected
    assert terms.new_categories == {}  # nytt is a person's own choice


def test_a_category_of_a_rule_that_is_named_after_its_term_is_added() -> None:
    terms = Terms(TermMapping({"Nyheter": Rule("categories", "nyheter")}))
    given(terms, ("Nyheter",))
    assert terms.new_categories == {"nyheter": "Nyheter"}


def test_empty_names_and_white_space_are_nothing() -> None:
    assert given(Terms(TermMapping()), ("", " \n"), ("\t", " a\n b ")) == {"tags": ("a b",)}


@pytest.mark.parametrize("tags", [("Lund", "lund"), ("lund", "Lund"), ("LUND", "Lund", "lund")])
def test_one_word_in_two_spellings_is_one_tag(tags: tuple[str, ...]) -> None:
    assert given(Terms(TermMapping()), (), tags) == {"tags": (min(tags),)}


def test_other_capitals_are_the_same_category_and_another_name_is_not() -> None:
    terms = Terms(TermMapping())
    names = ("C#", "c#", "C", "Å", "A", "日本", "日本語", "-")
    ids = given(terms, names)["categories"]
    assert ids[:4] == ("c", "c-2", "a", "a-2")
    assert len({*ids}) == 7
    assert list(terms.new_categories.values()) == ["C#", "C", "Å", "A", "日本", "日本語", "-"]
    again = Terms(
        TermMapping(), [Entry(id=id_, name=name) for id_, name in terms.new_categories.items()]
    )
    assert given(again, tuple(reversed(names)))["categories"] == tuple(reversed(ids))
    assert again.new_categories == {}


def test_entries_that_people_renamed_are_the_same_and_namesakes_are_not() -> None:
    terms = Terms(
        TermMapping(),
        [
            Entry(id="nyheter", name="Aktuellt"),
            Entry(id="press", name="Pressmeddelanden", aliases=("Till pressen",)),
            Entry(id="c", name="C"),
        ],
    )
    assert given(terms, ("Nyheter", "till pressen", "C#", "c")) == {
        "categories": ("nyheter", "press", "c-2", "c")
    }
    assert terms.new_categories == {"c-2": "C#"}


def test_an_id_of_a_rule_is_no_other_terms_default() -> None:
    terms = Terms(TermMapping({"C#": Rule("categories", "c")}))
    assert given(terms, ("C",)) == {"categories": ("c-2",)}


def test_long_names_give_ids_that_a_register_can_hold() -> None:
    terms = Terms(TermMapping())
    names = ("ord " * 40, "ord " * 41, "x" * 100, "x" * 101)
    ids = given(terms, names)["categories"]
    assert len({*ids}) == 4
    for id_ in ids:
        Entry(id=id_, name="N")


def test_terms_that_the_file_does_not_speak_of_are_noted() -> None:
    text = "Nyheter: tag\n# Lund: tag\n"
    terms = Terms(TermMapping({"Nyheter": Rule("tags")}, text))
    item = FoundPost("T", date(2020, 5, 1), "", "1", tags=("Lund", " ", "nyheter", "Båt"))
    terms.note(item)
    assert list(terms.without_rule) == ["Båt"]
