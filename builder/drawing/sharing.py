"""The picture that other sites show of a post: its title, the lines of its cover or its picture, the site's name."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from builder.drawing.letters import font, lettering, turned

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
SIZES = (84, 72, 62, 54, 47, 41, 36)
BAND, NARROW, LONG = 250, 160, 80
"""How much of the height the lines of a cover take, and how much beside a title of so many letters."""
LEVELS = 16
"""Between ground and text, where there is nothing else: a file of 16 colours is written in a third of the time."""
LINE = 1.2
_PIECES = re.compile(r"\s*[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|\s*[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+")
"""What a title may be parted between: words, and each letter of a script that has no blanks."""
_ANY = [("24 140L90 70L160 45L230 36L296 32", "--c1"), ("24 156L90 110L160 80L230 66L296 58", "--c2")]
"""Lines that say nothing, for a picture that else would be empty."""
_PATH = re.compile(r'<path d="M([^"]+)" fill="none" stroke="var\((--c\d)\)"')


def share_picture(
    title: str, site: str, cover: str = "", picture: bytes = b"", colours: Mapping[str, str] | None = None
) -> bytes:
    """A PNG of 1200 by 630 pixels. `cover` is the SVG that `covers` drew, and `picture` a file that goes before it.

    What cannot be drawn is left out: the title remains.
    """
    from PIL import Image

    colours = colours or {}
    ground, text = colours.get("--ground", "#ffffff"), colours.get("--text", "#000000")
    shown = _opened(picture)
    lines = [] if shown else _PATH.findall(cover)
    if not lines and not shown and not lettering(title, bold=True)[0]:
        lines = _ANY  # no font here has its letters
    band = (BAND if len(title) < LONG else NARROW) if lines else 0
    words = Image.new("L", (WIDTH, HEIGHT), 0)
    room = (WIDTH // 2 - MARGIN - 24 if shown else WIDTH - 2 * MARGIN, HEIGHT - 220 - band)
    _write(words, title, site, room, centred=not shown and not lines)
    if not shown and not lines:
        return _png(
            _between(words, ground, text), bits=4, compress_type=zlib.Z_RLE
        )  # a third smaller than by default, as quickly
    whole = Image.new("RGB", (WIDTH, HEIGHT), ground)
    whole.paste(text, (0, 0), words)
    if shown:
        _place(whole, shown, right=not turned(title))
        return _png(whole)
    _draw(whole, [(points, colours.get(name, text)) for points, name in lines], band)
    return _png(whole.quantize(128, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE))


def _write(canvas: Image, title: str, site: str, room: tuple[int, int], *, centred: bool) -> None:
    """The title as large as there is room, and the name of the site below."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(canvas)
    name, small = lettering(site, bold=False)
    title, bold = lettering(title, bold=True)
    edge, anchor = (WIDTH - MARGIN, "ra") if turned(title or name) else (MARGIN, "la")
    size, rows = _set(title, bold, room)
    top = MARGIN + (room[1] - len(rows) * size * LINE) / 2 if centred else MARGIN
    for number, row in enumerate(rows):
        draw.text((edge, top + number * size * LINE), row, 255, font(bold, size), anchor)
    draw.text((edge, HEIGHT - MARGIN - 30), name, 170, font(small, 30), anchor)


def _set(title: str, path: str, room: tuple[int, int]) -> tuple[int, list[str]]:
    """The largest size for which a title has room, no word of it parted, and its rows; else the smallest, cut."""
    for size in SIZES:
        rows, parted = _wrapped(title, font(path, size).getlength, room[0])
        if not parted and len(rows) * size * LINE <= room[1]:
            break
    return size, _cut(rows, int(room[1] // (size * LINE)))


def _wrapped(title: str, length: Callable[[str], float], width: int) -> tuple[list[str], bool]:
    """The rows of a title, parted between words, and within one that is wider than a row; and whether any was."""
    rows, row, taken, parted = list[str](), "", 0.0, False
    for piece in _PIECES.findall(title):
        whole = length(piece) <= width
        parted = parted or not whole
        for part in [piece] if whole else piece:
            wide = length(part)
            if row and taken + wide > width:
                rows.append(row)
                row = part.lstrip()
                taken = length(row)
            else:
                row += part
                taken += wide
    return [*rows, row] if row else rows, parted


def _cut(rows: Sequence[str], most: int) -> list[str]:
    """As many rows as there is room for; of a longer title the last ends with dots."""
    if len(rows) <= most:
        return list(rows)
    return [*rows[: most - 1], rows[most - 1].rpartition(" ")[0] + " …"]


def _opened(picture: bytes) -> Image | None:
    """A picture of pixels; None for what is none, which is shown without."""
    from PIL import Image, ImageOps

    if not picture:
        return None
    try:
        with Image.open(io.BytesIO(picture)) as found:
            return ImageOps.exif_transpose(found).convert("RGBA")
    except Exception:  # whatever Pillow stumbles over in a file
        return None


def _place(whole: Image, picture: Image, *, right: bool) -> None:
    """The picture in one half, filling it; a narrow or a small one whole, on white."""
    from PIL import Image, ImageOps

    half = (WIDTH // 2, HEIGHT)
    ground = Image.new("RGBA", picture.size, "#ffffff")
    flat = Image.alpha_composite(ground, picture).convert("RGB")
    filled = 0.6 < flat.width / flat.height < 2
    shown = ImageOps.fit(flat, half) if filled else ImageOps.pad(flat, half, color="#ffffff")
    whole.paste(shown, (WIDTH // 2 if right else 0, 0))


def _draw(whole: Image, lines: Sequence[tuple[str, str]], height: int) -> None:
    """The lines of a cover, along the foot. They are drawn at twice the size, for their edges to be smooth."""
    from PIL import Image, ImageDraw

    band = Image.new("RGB", (2 * WIDTH, 2 * height), whole.getpixel((0, 0)))
    draw = ImageDraw.Draw(band)
    across, up = (WIDTH - 2 * MARGIN) / 272, (height - 24) / 132  # of the box of a cover, 320 by 180 less its margin
    for points, colour in lines:
        pairs = [map(float, point.split()) for point in points.split("L")]
        places = [(2 * (MARGIN + (x - 24) * across), 2 * (12 + (y - 24) * up)) for x, y in pairs]
        draw.line(places, fill=colour, width=10, joint="curve")
        x, y = places[-1]
        draw.ellipse((x - 14, y - 14, x + 14, y + 14), fill=colour)
    whole.paste(band.resize((WIDTH, height), Image.Resampling.BOX), (0, HEIGHT - 130 - height))


def _between(words: Image, ground: str, text: str) -> Image:
    """Words on a ground, in the colours between the two."""
    from PIL import ImageColor

    low, high = ImageColor.getrgb(ground)[:3], ImageColor.getrgb(text)[:3]
    steps = [
        [round(a + (b - a) * step / (LEVELS - 1)) for a, b in zip(low, high, strict=True)] for step in range(LEVELS)
    ]
    image = words.point([value * LEVELS // 256 for value in range(256)])
    image.putpalette([part for step in steps for part in step])
    return image


def _png(image: Image, **options: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "PNG", compress_level=2, **options)
    return written.getvalue()
