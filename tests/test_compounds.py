import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.building.compound_roles import TAILS
from kb.language.compounds import MOST_PARTS, PARTICLES, split
from kb.language.lexicon import Lexicon
from kb.language.stems import stems

ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
WORDS = "arbets arbete för under samhälls utmaning het skap are kvinno jour s bo ö nät verk"


@pytest.mark.parametrize(
    "parts",
    [
        "fot|boll",  # nothing between
        "arbets|marknad",  # s
        "kvinno|jour",  # o
        "rese|byrå",  # e
        "gatu|kök",  # u
        "skol|mat",  # a dropped
        "smitt|spridning",  # learnt opening
        "fukt|tät",  # learnt closing
        "arbets|miljö|arbete",
        "yrkes|kompetens|bedömnings|platser",
    ],
)
def test_splits(parts: str, lexicon: Lexicon) -> None:
    assert split(parts.replace("|", ""), lexicon) == tuple(parts.split("|"))


@pytest.mark.parametrize(
    "word",
    [
        "försäkring",  # a particle
        "undersökning",  # a particle, and unders|ökning
        "ledarskap",  # an ending that is spelt like a word
        "sjukdomen",
        "kompetenserna",  # erna is a name
        "miljö",  # what opens compounds as it is
        "transport",
        "bo",
        "",
        "a" * 1000,
        "arbets" * 100,
    ],
)
def test_leaves_whole(word: str, lexicon: Lexicon) -> None:
    assert split(word, lexicon) == ()


def test_use_chooses_between_splits(lexicon: Lexicon) -> None:
    assert split("hemförsäkringsbolaget", lexicon) == ("hem", "försäkrings", "bolaget")


@given(word=st.lists(st.sampled_from(WORDS.split()), max_size=8).map("".join))
def test_parts_join_to_the_word(word: str, lexicon: Lexicon) -> None:
    parts = split(word, lexicon)
    assert "".join(parts) in ("", word)
    assert len(parts) in range(2, MOST_PARTS + 1) or not parts
    assert not parts or parts[0] not in PARTICLES
    assert not parts or parts[-1] not in TAILS


@pytest.mark.skipif(not DATA.exists(), reason="../shared/data is missing")
def test_figures_hold(lexicon: Lexicon) -> None:
    benchmark = runpy.run_path(str(ROOT / "benchmarks" / "language.py"))
    precision, recall, simple_split, _ = benchmark["compounds"](
        DATA / "compounds" / "dev.tsv", lambda word: split(word, lexicon)
    )
    assert precision >= 0.98
    assert recall >= 0.97
    assert simple_split == 0
    lemmas = benchmark["lemmas_of_forms"](DATA / "conflation" / "sv_talbanken-ud-dev.conllu")
    recall, precision, f1 = benchmark["conflation"](lemmas, lambda form: stems(form, lexicon))
    assert recall >= 0.955
    assert precision >= 0.94
    assert f1 >= 0.947
