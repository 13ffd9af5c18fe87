from kb.corpus.register import Registers
from kb.search.equivalents import Equivalents
from kb.search.meanings import Meanings
from kb.search.plan import Form, Look, Together, Way
from kb.search.tables import Tables
from tests.corpora import analyzer

SYNONYMS = Registers(synonyms=(("kooperativ", "sammanslutning"),))


def meanings() -> Meanings:
    return Meanings(analyzer(), Equivalents(Tables(SYNONYMS), analyzer()))


def looks(ways: list[Way]) -> dict[tuple[Form, tuple[str, ...]], float]:
    return {(way.form, way.terms): way.weight for way in ways if isinstance(way, Look)}


def test_falling_weights() -> None:
    weights = looks(list(meanings().of("kooperativen")))
    exact = weights[Form.EXACT, ("kooperativen",)]
    stem = weights[Form.STEM, ("kooperativ",)]
    synonym = weights[Form.STEM, ("sammanslutning",)]
    part = weights[Form.PART, ("kooperativ",)]
    assert exact == 1.0 > stem > synonym > part > 0


def test_a_word_of_less_weight_has_all_its_ways_weighed_less() -> None:
    whole, half = (looks(list(meanings().of("kooperativen", weight))) for weight in (1.0, 0.5))
    assert half == {way: weight / 2 for way, weight in whole.items()}


def test_a_compound_is_its_parts_together_too() -> None:
    *_, last = meanings().of("arbetsmarknaden")
    assert isinstance(last, Together)
    assert [
        {(way.form, way.terms) for way in need.ways if isinstance(way, Look)} for need in last.needs
    ] == [{(Form.STEM, (stem,)), (Form.PART, (stem,))} for stem in ("arbete", "marknad")]


def test_inflections_are_neither_synonyms_nor_compounds() -> None:
    assert set(looks(list(meanings().inflections("händer")))) == {
        (Form.EXACT, ("händer",)),
        (Form.STEM, ("hand",)),
        (Form.STEM, ("hända",)),
    }
