"""Figures for a dark page: the colours of an SVG with dark and light exchanged, so that what stood apart still does."""

from __future__ import annotations

import colorsys
import re

_COLOUR = re.compile(rb"#([0-9a-f]{6})\b")
_BLACK, _WHITE = 0.96, 0.1
"""What becomes of them: pure white hurts on a dark page, and pure black would be a hole in it."""


def darken(svg: bytes) -> bytes | None:
    """The same drawing for a dark page; None for one that holds pixels.

    They would stay as they are, and what is written upon them could no longer be read.
    """
    if b"<image" in svg:
        return None
    turned = _COLOUR.sub(lambda found: _turned(found[1]), svg)
    # What names no colour is black.
    return turned.replace(b"<svg ", b'<svg fill="' + _turned(b"000000") + b'" ', 1)


def _turned(colour: bytes) -> bytes:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    other = colorsys.hls_to_rgb(hue, _BLACK + (_WHITE - _BLACK) * lightness, saturation)
    return "#{:02x}{:02x}{:02x}".format(*(round(part * 255) for part in other)).encode()
