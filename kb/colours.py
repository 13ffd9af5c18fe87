"""Colours that can be read: the contrast of two, and the nearest shade that has enough of it.

Contrast is that of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio), from 1:1 to 21:1;
success criterion 1.4.3 asks for 4.5:1 of text.
"""

import colorsys
from collections.abc import Iterable

ENOUGH = 4.5


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (`#rrggbb`), 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def least_contrast(colour: str, grounds: Iterable[str]) -> float:
    """Return the contrast of a colour on that of several grounds where it is the hardest to see."""
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour: str, grounds: Iterable[str], *, step: float, enough: float = ENOUGH) -> str:
    """Return the nearest shade of a colour that has enough contrast on every ground.

    Hue and saturation stay; the lightness, 0 to 1, changes by steps: upwards where `step` is above
    0, else downwards. At the end of its way a shade is white or black.
    """
    grounds = tuple(grounds)
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    shade = colour
    while least_contrast(shade, grounds) < enough and 0 < lightness + step < 1:
        lightness += step
        channels = colorsys.hls_to_rgb(hue, lightness, saturation)
        shade = "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
    return shade


def _channels(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue of `#rrggbb`, 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def _luminance(colour: str) -> float:
    """Return https://www.w3.org/TR/WCAG22/#dfn-relative-luminance, 0 to 1."""
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
