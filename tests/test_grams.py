from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language import grams as module
from kb.language.grams import grams, grams_of_all
from tests.wild import WILD


@given(
    st.lists(WILD | st.text("abåä", max_size=9), max_size=20), st.sampled_from([1 << 62, 1 << 12])
)
def test_the_grams_of_many_words_are_those_of_each(words: list[str], most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_MOST", most)
        found = grams_of_all(words)
    each = [grams(word) for word in words]
    assert [found.texts[number] for number in found.numbers] == list(chain(*each))
    assert found.counts.tolist() == list(map(len, each))
    assert found.texts == sorted(set(chain(*each)), key=str.encode)
