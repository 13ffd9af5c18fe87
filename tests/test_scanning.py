import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.scanning import Scanner
from kb.language.sentences import sentence_gaps
from kb.language.tokens import WORD
from tests.wild import WILD

SCANNER = Scanner()


def check(texts: list[str]) -> None:
    """Assert that texts are cut as each is alone."""
    scan = SCANNER.scan(texts)
    words, places, gaps = [], [], set()
    for text, offset in zip(texts, scan.offsets.tolist(), strict=True):
        assert scan.joint[offset : offset + len(text)] == text
        words += WORD.findall(text)
        places += [(offset + m.start(), offset + m.end()) for m in WORD.finditer(text)]
        gaps |= {(offset + start, offset + end) for start, end in sentence_gaps(text)}
    assert scan.words == words
    assert list(zip(scan.starts.tolist(), scan.ends.tolist(), strict=True)) == places
    assert gaps <= set(map(tuple, scan.gaps.tolist()))


@given(texts=st.lists(WILD, max_size=4))
def test_finds_the_words_of_each_text(texts: list[str]) -> None:
    check(texts)


@pytest.mark.parametrize(
    "texts",
    [
        [],
        [""],
        ["", "", "a"],
        ["a:s", "s:", ":er", "er"],
        ["ASF:er och EU:s, kl. 18:30 a:b:s:c", "x\u0301:s y:\u0301s z\u00ad:s"],
        ["sko\u00adlan", "\u00adlan", "sko\u00ad", "lan"],
        ["\0a\0b\0", "\0", "c"],
        ["en\ud800två", "\U0001f600 tre", "\U0010ffff"],
        ["fem\x1csex\x85sju\u2028åtta\u3000nio\u1680tio"],
        [":" * 1000, "a:" * 1000, "\u0301" * 1000],
    ],
)
def test_finds_these(texts: list[str]) -> None:
    check(texts)


def test_numbers_and_words_before_signs_stand_beside() -> None:
    scan = SCANNER.scan(["i år 2017", "- e-post till R & D, se ² – c++ x2 + y"])
    beside = [scan.words[index] for index in scan.beside.tolist()]
    assert beside == ["2017", "e", "R", "²", "c"]
