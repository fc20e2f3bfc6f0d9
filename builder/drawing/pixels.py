"""Pictures as other places take them: most refuse SVG, and all take PNG."""

from __future__ import annotations

import io
import re
from functools import cache
from pathlib import Path

from builder.errors import SitegenError

SCALE = 2
"""Pixels for each CSS pixel, which sharp screens have."""
DRAWN = (".svg",)
_BEYOND = re.compile("[\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\uffef]")
"""Letters that the fonts which come with matplotlib lack: those of India, Thailand, China and others."""


def png(svg: bytes) -> bytes:
    """A drawing as PNG, on white: whoever shows it may have a dark page.

    Its letters are those of the fonts that come with matplotlib, so that it is the same on every machine; only for
    scripts that those lack, those of the machine. Raises SitegenError without a place where it cannot be drawn.
    """
    try:
        import resvg_py
    except ImportError:
        hint = "pip install resvg_py"
        raise SitegenError("resvg_py is not installed, which makes pixels of drawings", hint=hint) from None
    text = svg.decode("utf-8", "replace")
    try:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=text,
                background="#ffffff",
                zoom=SCALE,
                dpi=96,
                skip_system_fonts=not _BEYOND.search(text),
                font_dirs=[_fonts()],
                font_family="DejaVu Sans",
                sans_serif_family="DejaVu Sans",
                serif_family="DejaVu Serif",
                monospace_family="DejaVu Sans Mono",
            )
        )
    except ValueError as error:
        raise SitegenError(f"this SVG cannot be drawn: {error}") from None


def as_png(data: bytes, ending: str) -> bytes:
    """A picture as PNG; one of pixels with just the same. Raises SitegenError where it cannot be drawn."""
    if ending == "svg":
        return png(data)
    from PIL import Image

    written = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        image.save(written, "PNG", optimize=True)
    return written.getvalue()


@cache
def _fonts() -> str:
    import matplotlib

    return str(Path(matplotlib.get_data_path()) / "fonts" / "ttf")
