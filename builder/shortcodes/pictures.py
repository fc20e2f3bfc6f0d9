"""Pictures that lie in the folder of a post: checked, measured, and copied beside the page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from builder.drawing.pictures import TOO_HEAVY, heavy
from builder.errors import SitegenError
from builder.photographs import ENDINGS as PHOTOGRAPHS
from builder.photographs import without_place
from builder.shortcodes.context import Context
from builder.shortcodes.paths import locate

ENDINGS = {"AVIF": "avif", "GIF": "gif", "JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
"""The formats that browsers show, as Pillow calls them, and how their files end."""
TURNED = (5, 6, 7, 8)
"""Orientations of EXIF by which width and height change places."""


@dataclass(frozen=True)
class PictureFile:
    """A picture beside the page."""

    name: str
    """Its name there."""
    width: int
    """In pixels, 0 where an SVG does not tell; so is the height."""
    height: int
    """In pixels."""


def copy_picture(context: Context, name: str) -> PictureFile:
    """Copy a picture of the post beside the page. Raises SitegenError, without a place, when it is none.

    Of a large one its author is told, unless the text came from elsewhere with all its pictures.
    """
    path = _located(context, name)
    ending, width, height = measure(path)
    if context.strict and (size := path.stat().st_size) > TOO_HEAVY:
        hint = "Make it smaller: 1280 pixels are as wide as the text on a sharp screen. WebP and AVIF are the lightest."
        context.warn_once(f"'{name}' {heavy(size)}", hint)
    return PictureFile(copy_beside(context, path, ending), width, height)


def _located(context: Context, name: str) -> Path:
    """The file of a picture; what follows in its address, `#center` or `?width=300`, is for the theme of its author."""
    bare = re.split(r"[?#]", name, maxsplit=1)[0]
    if bare and bare != name:
        with suppress(SitegenError):
            return locate(context, bare, told=False)
    return locate(context, name)


def copy_beside(context: Context, path: Path, ending: str) -> str:
    """The name of a copy of a file beside the page; a photograph does not say where it was taken."""
    stem = re.sub(r"[^a-zA-Z0-9_-]+", "-", path.stem).strip("-") or "file"  # it becomes part of an address
    data = path.read_bytes()
    return context.file(stem, ending, without_place(data) if path.suffix.lower() in PHOTOGRAPHS else data)


def measure(path: Path) -> tuple[str, int, int]:
    """How the file of a picture should end, its width and its height. Raises SitegenError when it is none."""
    return _svg(path) if path.suffix.lower() == ".svg" else _pixels(path)


def _pixels(path: Path) -> tuple[str, int, int]:
    from PIL import Image

    try:
        with Image.open(path) as image:
            kind, (width, height) = str(image.format), image.size
            turned = image.getexif().get(0x0112) in TURNED
            image.draft("L", (64, 64))  # a JPEG need not be decoded in full to see that all of it is there
            image.load()
    except Exception as error:  # whatever Pillow stumbles over in a broken file
        raise SitegenError(f"'{path.name}' is no picture that can be read: {error}") from None
    if kind not in ENDINGS:
        hint = "Save it as PNG, JPEG, WebP, AVIF, GIF or SVG."
        raise SitegenError(f"'{path.name}' is a {kind}, which browsers do not show", hint=hint)
    return ENDINGS[kind], *((height, width) if turned else (width, height))


def _svg(path: Path) -> tuple[str, int, int]:
    try:
        root = ElementTree.fromstring(path.read_bytes())
        size = svg_size(root)
    except (ElementTree.ParseError, LookupError, OSError, OverflowError, ValueError) as error:
        raise SitegenError(f"'{path.name}' is no SVG that can be read: {error}") from None
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise SitegenError(f"'{path.name}' is no SVG: it begins with <{root.tag.rpartition('}')[2]}>")
    return "svg", *size


def svg_size(root: ElementTree.Element) -> tuple[int, int]:
    """The size in CSS pixels that an SVG declares, else that of its view box, else nothing."""
    units = {"": 1.0, "px": 1.0, "pt": 96 / 72, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0, "pc": 16.0}
    lengths = [re.fullmatch(r"\s*([\d.]+)\s*([a-z]*)\s*", root.get(side, "")) for side in ("width", "height")]
    sizes = [float(found[1]) * units[found[2]] for found in lengths if found and found[2] in units]
    if len(sizes) < 2:
        box = re.findall(r"[-+\d.e]+", root.get("viewBox", ""))
        sizes = [float(box[2]), float(box[3])] if len(box) == 4 else [0, 0]
    return round(sizes[0]), round(sizes[1])
