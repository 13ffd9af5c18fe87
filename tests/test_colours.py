import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.colours import contrast, least_contrast, readable

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
PAPER = ("#fbf9f4", "#ffffff", "#fff3d6")
NIGHT = ("#151918", "#1d2322", "#3a3118")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    # The extremes, and pairs whose ratio is known: #767676 is the lightest grey that passes.
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000FF", "#ffffff", 8.59),
    ],
)
def test_contrast(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(other, one) == contrast(one, other)


@given(colours)
def test_a_shade_can_be_read_and_keeps_its_hue(colour: str) -> None:
    for grounds, step in ((NIGHT, 0.01), (PAPER, -0.01)):
        shade = readable(colour, grounds, step=step)
        assert least_contrast(shade, grounds) >= 4.5
        before, after = (
            colorsys.rgb_to_hls(*(channel / 255 for channel in bytes.fromhex(each[1:])))
            for each in (colour, shade)
        )
        assert (after[1] - before[1]) * step >= 0
        if min(before[2], after[2]) > 0.2 and 0.1 < before[1] < 0.9:  # else rounding moves it
            assert abs((before[0] - after[0] + 0.5) % 1 - 0.5) < 0.03


def test_what_can_be_read_stays_as_it_is() -> None:
    assert readable("#8ad6c5", NIGHT, step=0.01) == "#8ad6c5"
