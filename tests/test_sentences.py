import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.sentences import sentence_gaps


def sentences(text: str) -> list[str]:
    found, end = [], 0
    for start, next_begin in sentence_gaps(text):
        found.append(text[end:start])
        end = next_begin
    return [*found, text[end:]]


@pytest.mark.parametrize(
    "text",
    [
        # a bar where a sentence ends
        "Vi ses. | Kom! | Varför? | Jo… | Hej då",
        "Hon sade: | ”Vi bygger.” | Sedan kom en bro. | ”Klart!” | De firade.",
        "(Det var sant.) | Nu börjar vi. | 2017 var bra. | – Ja, sade hon. | Éva kom.",
        "Läs mer: | Nya kurser. | Pris: 100 kr, tid: 18.30. | Välkommen",
        "Det är 5. | Nu är det slut",
        # abbreviations
        "Vi mötte dr. Ester, prof. Åsa och f.d. Kungen kl. 18.30. | Slut.",
        "Se s. 12, nr. 5, kap. 3, tel. 08-123, ca. 40 st. Sedan",
        "Bl.a. Anna, t.ex. Bo, t. ex. Bo, f. d. Kungen, s.k. EPA, m.m. Sedan, osv. Slut",
        "Dvs. Anna, jfr. Bo, i.e. Ceci, p.g.a. Dag, bl. a. Eva, resp. Filip",
        "J. R. R. Tolkien och J.R.R. Tolkien, Ester B. Nordström, U.S. Army, S:t Eriks",
        "Den 5 jan. 2017 kom S:ta Lucia, övers. Anna Berg, red. Bo Ek, 3 milj. Kronor",
        # lines: one that goes on is no sentence
        "Stöd från Europeiska\njordbruksfonden kom. | Nu\när det slut",
        "Fredag | \nLördag | \n18.30 Dans | \n• kaffe | \n- te\n(med bulle)",
        "En rad | \n\n  Ännu en",
        # what is small goes on
        "Yahoo! och andra… så är det. men",
        "",
    ],
)
def test_sentences_end_where_a_bar_is(text: str) -> None:
    bare = text.replace(" | ", "\x00").replace("\x00\n", "\n").replace("\x00", " ")
    expected = [each.strip() for each in text.split(" | ")]
    assert [each.strip() for each in sentences(bare)] == expected


TEXTS = st.lists(
    st.sampled_from(
        ["Ord", "ord", "dr", ".", "!", ":", " ", "\n", "”", "(", ")", "5", "–", "\u00a0"]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)


@given(TEXTS)
def test_between_sentences_is_white_space_with_text_around_it(text: str) -> None:
    end = 0
    for start, next_begin in sentence_gaps(text):
        assert end <= start < next_begin < len(text)
        assert text[start:next_begin].isspace()
        assert not text[next_begin].isspace()
        end = next_begin


@pytest.mark.parametrize(
    "text",
    [
        " " * 200_000,
        ". " * 100_000 + "A",
        "." * 200_000 + " A",
        "”" * 200_000 + " A",
        "– " * 100_000,
    ],
)
def test_long_runs_of_anything_are_read_quickly(text: str) -> None:
    started = time.perf_counter()
    list(sentence_gaps(text))
    assert time.perf_counter() - started < 5
