"""Fonts for pictures that bring their words along: the one that comes with matplotlib, or one of this machine."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

LIKELY = re.compile(
    r"cjk|noto|source ?han|gothic|heiti|song|ming|yahei|nanum|pingfang|hiragino|wqy|ipa|droid|unicode|deva", re.I
)
"""Names of fonts that hold scripts which the usual ones lack."""
ENOUGH = 0.9
"""How much of a title must be shown for it to be one: an emoji may be missing."""


@lru_cache(maxsize=32)
def font(path: str, size: int) -> FreeTypeFont:
    """A font of a size."""
    from PIL import ImageFont

    return ImageFont.truetype(path, size)


@lru_cache(maxsize=2)
def usual(*, bold: bool) -> str:
    """The font for most scripts of Europe, and for Arabic and Hebrew."""
    found = importlib.util.find_spec("matplotlib")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return str(folder / f"DejaVuSans{'-Bold' if bold else ''}.ttf")


def lettering(words: str, *, bold: bool) -> tuple[str, str]:
    """Words as they can be shown, and the font for them; words that no font here can show are ""."""
    words = unicodedata.normalize("NFC", " ".join(words.split()))
    path = usual(bold=bold)
    if all(ord(letter) < 0x250 for letter in words):
        return words, path
    for one in (path, *_others()):
        known = _letters(one)
        shown = "".join(letter for letter in words if letter == " " or ord(letter) in known)
        if len(shown) >= ENOUGH * len(words) and not (_needs_shaping(words) and not _shapes()):
            return " ".join(shown.split()), one
    return "", path


def turned(words: str) -> bool:
    """Whether words are written from right to left."""
    kinds = [unicodedata.bidirectional(letter) for letter in words]
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


def _needs_shaping(words: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in words)


def _shapes() -> bool:
    """Whether Pillow joins Arabic letters and sets them from right to left here."""
    from PIL import features

    return bool(features.check("raqm")) and bool(features.check("fribidi"))


@lru_cache(maxsize=64)
def _letters(path: str) -> frozenset[int]:
    """The letters of a font; none of one that cannot be read."""
    import logging

    from fontTools.ttLib import TTFont, TTLibError  # comes with matplotlib

    logging.getLogger("fontTools").setLevel(logging.CRITICAL)
    try:
        with TTFont(path, fontNumber=0, lazy=True) as found:
            return frozenset(found.getBestCmap() or ())
    except (OSError, TTLibError, KeyError, AssertionError):
        return frozenset()


@lru_cache(maxsize=1)
def _others() -> tuple[str, ...]:
    """The fonts of this machine that may hold other scripts, regular ones first."""
    from matplotlib import font_manager  # heavy: asked only for words that the usual font lacks

    found = [path for path in font_manager.findSystemFonts() if LIKELY.search(Path(path).name)]
    return tuple(sorted(found, key=lambda path: ("regular" not in path.lower(), path)))
