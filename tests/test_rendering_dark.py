"""Figures for a dark page can be read there."""

from __future__ import annotations

import re

import pytest

from builder.drawing.dark import darken
from builder.project import THEME


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """That of the WCAG: from 1, none, to 21, black on white."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


GROUND = re.findall(r"--ground: light-dark\(#\w+, (#\w+)\)", (THEME / "static" / "style.css").read_text())[0]


@pytest.mark.parametrize("ink", ["#000000", "#1f2a37", "#c2410c", "#0b6bc2"])
def test_what_is_read_on_white_is_read_on_the_dark_ground(ink: str) -> None:
    svg = darken(f'<svg ><path style="fill: {ink}"/><rect fill="#ffffff"/></svg>'.encode())
    assert svg is not None
    _, turned, white = re.findall(r"#\w{6}", svg.decode())
    assert contrast(turned, GROUND) >= 4.5
    assert contrast(turned, white) >= 4.5, "and so is what stands on a white patch"


def test_what_names_no_colour_is_light() -> None:
    svg = darken(b'<svg width="1pt"><path d="M0 0"/></svg>')
    assert svg is not None
    fill = re.findall(r'<svg fill="(#\w{6})" width', svg.decode())[0]
    assert contrast(fill, GROUND) >= 12


def test_a_drawing_that_holds_pixels_stays_as_it_is() -> None:
    assert darken(b'<svg ><image href="data:,"/></svg>') is None
