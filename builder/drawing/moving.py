"""Animations of matplotlib as moving pictures: WebP, which browsers show and Pillow writes."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, Any

from builder.drawing.dark import darkened
from builder.drawing.pictures import tell_weight
from builder.errors import SitegenError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.animation import Animation
    from matplotlib.figure import Figure
    from PIL.Image import Image

    from builder.drawing.functions import Drawing

MOST_FRAMES = 300
"""Frames of an animation: each is drawn twice at a build, and weighs some kilobytes."""
DPI = 144
"""Pixels in an inch, one and a half for each CSS pixel: twice as many would be half as heavy again."""
DENSE = 1_000_000
"""Bytes from which on an animation is written with a loss, and with a pixel for each CSS pixel."""
SOME = 8
"""Frames by which its weight is guessed."""
TOO_HEAVY = 3_000_000
"""Bytes of which the author is told."""


def is_animation(value: Any) -> bool:
    """Whether it is an animation of matplotlib."""
    animation = sys.modules.get("matplotlib.animation")
    return animation is not None and isinstance(value, animation.Animation)


def moved(drawing: Drawing) -> tuple[Figure, list[bytes]]:
    """The figure of an animation, as it is in the last frame, and the animation for light and for dark.

    Raises SitegenError where it has no frame, or more than are shown.
    """
    animation: Animation = drawing.result
    frames = _frames(animation, drawing)
    if not frames:
        message = f"'{drawing.name}' returned an animation without a frame"
        raise SitegenError(message, path=drawing.path, line=drawing.line, hint="Give it frames=range(100).")
    interval = round(getattr(animation, "_interval", 200))
    files = [_webp(scheme, interval) for scheme in zip(*frames, strict=True)]
    hint = f"It has {len(frames)} frames: draw fewer, or a smaller figure."
    tell_weight(drawing, "animation", max(map(len, files)), TOO_HEAVY, hint)
    figure: Figure = animation._fig  # type: ignore[attr-defined]
    return figure, files


def _frames(animation: Animation, drawing: Drawing) -> list[tuple[Image, Image]]:
    """Each frame for light and for dark: drawn in one pass, since what draws it may count its calls."""
    from matplotlib.animation import AbstractMovieWriter

    frames: list[tuple[Image, Image]] = []

    def check(number: int, total: int | None) -> None:
        count = max(number + 1, total or 0)
        if count > MOST_FRAMES:
            told = f"{count:,}" if total else f"more than {MOST_FRAMES}"
            step = -(-count // MOST_FRAMES)
            hint = (
                f"Show every {step}th, frames=range(0, {count}, {step})." if total else f"Set save_count={MOST_FRAMES}."
            )
            message = f"'{drawing.name}' is an animation of {told} frames, and at most {MOST_FRAMES} are shown"
            raise SitegenError(message, path=drawing.path, line=drawing.line, hint=hint)

    class Frames(AbstractMovieWriter):
        """Keeps the frames."""

        def setup(self, fig: Figure, outfile: Any, dpi: float | None = None) -> None:
            self.fig, self.outfile, self.dpi = fig, outfile, dpi or DPI

        def grab_frame(self, **_: Any) -> None:
            light = _image(self.fig)
            with darkened(self.fig):
                frames.append((light, _image(self.fig)))

        def finish(self) -> None:
            pass

        def _supports_transparency(self) -> bool:
            return True

    animation.save("", writer=Frames(), dpi=DPI, progress_callback=check)
    return frames


def _image(figure: Figure) -> Image:
    from PIL import Image

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, transparent=True, pil_kwargs={"compress_level": 1})
    with Image.open(buffer) as image:
        return image.convert("RGBA")


def _webp(frames: Sequence[Image], interval: int) -> bytes:
    """The frames as one picture that begins again at its end; without a loss where that is not heavy."""
    some = frames[:: -(-len(frames) // SOME)]
    exact = {"lossless": True, "method": 2}  # with 0, which Pillow takes, images and cells weigh three times as much
    if len(_written(some, interval, **exact)) * len(frames) < DENSE * len(some):
        return _written(frames, interval, **exact)
    width, height = (round(side * 96 / DPI) for side in frames[0].size)
    return _written([one.resize((width, height)) for one in frames], interval, quality=70, method=2)


def _written(frames: Sequence[Image], interval: int, **how: Any) -> bytes:
    buffer = io.BytesIO()
    first, *others = frames
    first.save(buffer, "WEBP", save_all=True, append_images=others, duration=interval, loop=0, **how)
    return buffer.getvalue()
