"""Pictures of pixels that a function of `figures.py` returned, of Pillow or as an array: files with the same pixels."""

from __future__ import annotations

import base64
import io
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.drawing.arrays import NoPictureError, image_of
from builder.drawing.kinds import describe, is_array, is_image
from builder.drawing.owners import figures_of
from builder.errors import SitegenError

if TYPE_CHECKING:
    from PIL.Image import Image

    from builder.drawing.functions import Drawing

HEAVY = 30_000
"""Bytes. What is larger, also an SVG of a cloud of points, is written as WebP where that is smaller."""
TOO_HEAVY = 500_000
"""Bytes of a picture, drawn or a file, of which its author is told."""
COLUMN, HIGH = 640, 320
"""CSS pixels that a small picture is enlarged to, at most: the width of a text, and a height that is seen at once."""
LONGEST = 16_383
"""Pixels of a side that WebP has room for."""
_SHOWN = ("1", "L", "LA", "P", "RGB", "RGBA")
"""The modes of Pillow that a PNG holds and browsers show as they are."""


@dataclass(frozen=True)
class Picture:
    """A drawn file."""

    base64: str
    """Its bytes in base64, so that a cache can keep them as JSON."""
    ending: str
    """The ending of its name: "svg", "webp" or "png"."""
    width: int
    """In CSS pixels."""
    height: int
    """In CSS pixels."""
    classes: str = ""
    """Those that it has on a page: "pixels" where each is seen as a square, "clear" where the ground shines through."""

    def data(self) -> bytes:
        """The file itself."""
        return base64.b64decode(self.base64)

    @property
    def sent(self) -> int:
        """Bytes as a server sends them: an SVG compressed."""
        data = self.data()
        return len(zlib.compress(data)) if self.ending == "svg" else len(data)


def picture_of(drawing: Drawing) -> Picture | None:
    """The picture that a function returned, small ones enlarged by a whole number; None where it is something else.

    Raises SitegenError for an array that is no picture.
    """
    image = _image(drawing)
    if image is None:
        return None
    times = max(1, min(COLUMN // image.width, HIGH // image.height))
    if times > 1:  # in the file too: feeds and other sites know nothing of the page's styles
        image = image.resize((image.width * times, image.height * times), resample=0)
    data, ending = _file(image)
    hint = "Make it smaller with Pillow before you return it: picture.thumbnail((1280, 1280))."
    tell_weight(drawing, "picture", len(data), TOO_HEAVY, hint)
    classes = " ".join(name for name, so in (("pixels", times > 1), ("clear", _is_clear(image))) if so)
    return Picture(base64.b64encode(data).decode(), ending, image.width, image.height, classes)


def tell_weight(drawing: Drawing, what: str, size: int, most: int, hint: str) -> None:
    """Tell the author of a drawing of more than `most` bytes what it is and how to make it lighter."""
    if size > most:
        drawing.warn(f"the {what} '{drawing.name}' {heavy(size)}", hint)


def heavy(size: int) -> str:
    """How a message goes on about what has so many bytes."""
    return f"is {size / 1e6:.1f} MB to send, more than the rest of a page"


def _image(drawing: Drawing) -> Image | None:
    value: Any = drawing.result
    try:
        if is_image(value):
            return _of_pillow(value)
        return image_of(value) if is_array(value) and not figures_of(value) else None
    except NoPictureError as error:
        message = f"'{drawing.name}' returned {describe(value)}, which is no picture: {error}"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint=error.hint) from None


def _of_pillow(image: Image) -> Image:
    """A picture as browsers show it, turned as its camera was held. Raises NoPictureError."""
    from PIL import ImageOps

    if not image.width or not image.height:
        raise NoPictureError("it has no pixels", "Give it a width and a height.")
    image = ImageOps.exif_transpose(image)
    if image.mode in _SHOWN:
        return image
    if image.mode[0] in "IF":  # whole numbers of more than a byte, and others
        import numpy as np

        try:
            return image_of(np.asarray(image))
        except NoPictureError as error:
            raise NoPictureError(str(error), f"Begin with picture = np.asarray(picture). {error.hint}") from None
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _file(image: Image) -> tuple[bytes, str]:
    """The smallest file with just these pixels, and its ending. Neither holds what a camera wrote about the place."""
    png = _written(image, "PNG", optimize=True)
    if len(png) > HEAVY and max(image.size) <= LONGEST:
        webp = _written(image, "WEBP", lossless=True, exact=True)
        if len(webp) < len(png):
            return webp, "webp"
    return png, "png"


def _written(image: Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def _is_clear(image: Image) -> bool:
    """Whether anything is seen through it."""
    lowest = image.convert("RGBA").getchannel("A").getextrema()[0] if image.has_transparency_data else 255
    return isinstance(lowest, int | float) and lowest < 255
