"""`video`: a film that lies in the folder of the post, with its other formats, its still and its subtitles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from builder.config import is_language
from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.films import film_size
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.images import absent, alternative, display_size, link_to_foreign
from builder.shortcodes.inline import inline
from builder.shortcodes.paths import is_elsewhere, locate
from builder.shortcodes.pictures import PictureFile, copy_beside, copy_picture

KINDS = {".mp4": "video/mp4", ".m4v": "video/mp4", ".webm": "video/webm", ".ogv": "video/ogg"}
"""By their endings, the films that browsers play."""
STILLS = (".webp", ".avif", ".jpg", ".jpeg", ".png")


@dataclass(frozen=True)
class Source:
    """A film in one format."""

    file: str
    """Its name beside the page."""
    kind: str
    """Its type, such as video/mp4."""


@dataclass(frozen=True)
class Track:
    """Subtitles in a language."""

    file: str
    """Its name beside the page."""
    language: str
    """Its code."""
    label: str
    """What readers choose it by."""
    default: bool
    """Whether it is in the language of the page."""


def video(
    context: Context,
    src: str,
    alt: str = "",
    caption: str = "",
    *,
    poster: str = "",
    width: str = "",
    height: str = "",
    loop: str = "",
    muted: str = "",
) -> Fragment:
    """`{{< video clip.mp4 "what is to be seen" "a caption" >}}`: a film that readers start.

    `clip.webm` beside it is offered too, `clip.jpg` is its still unless `poster` names one, `clip.pt.vtt` are its
    subtitles. With `loop=true muted=true` it starts by itself, where readers have not asked for less motion.
    """
    for name, value in (("loop", loop), ("muted", muted)):
        if value not in ("", "true", "false"):
            raise SitegenError(f"{name} must be true or false, not '{value}'")
    if is_elsewhere(src):
        return link_to_foreign(context, src, alt or caption)
    try:
        path = locate(context, src)
        if path.suffix.lower() not in KINDS:
            hint = "Browsers play MP4 (H.264, AV1) and WebM: ffmpeg -i FILE clip.mp4"
            raise SitegenError(f"'{path.name}' is no film that browsers play", hint=hint)
        still = copy_picture(context, poster) if poster else _still(context, src, path)
    except SitegenError as error:
        return absent(context, error, alt or caption or src)
    alt = alternative(context, src, alt, caption)
    film = PictureFile(path.name, *film_size(path.read_bytes()))
    if not film.width and still:
        film = still
    shown = display_size(context, film, width, height)
    if still:
        context.pictures.setdefault(still.name, alt)
    html = context.render(
        "video.html",
        id=context.id(f"video-{re.sub(r'[^a-zA-Z0-9_.-]+', '-', path.stem)}") if caption else "",
        sources=_sources(context, src, path),
        tracks=_tracks(context, src, path),
        poster=still.name if still else "",
        alt=alt,
        caption=inline(context, caption),
        width=shown[0],
        height=shown[1],
        loop=loop == "true",
        muted=muted == "true",
    )
    return Fragment(Markup(html), alt, block=True)


def _beside(context: Context, src: str, path: Path, ending: str) -> Path | None:
    """The file of the same name with another ending, where there is one."""
    other = path.with_name(path.stem + ending)
    if not other.is_file():
        return None
    return locate(context, src[: len(src) - len(path.suffix)] + ending, told=False)


def _still(context: Context, src: str, path: Path) -> PictureFile | None:
    for ending in STILLS:
        if _beside(context, src, path, ending):
            return copy_picture(context, src[: len(src) - len(path.suffix)] + ending)
    return None


def _sources(context: Context, src: str, path: Path) -> list[Source]:
    """The film that is named, and the same in other formats behind it."""
    found = [path, *(_beside(context, src, path, ending) for ending in KINDS if ending != path.suffix.lower())]
    return [
        Source(copy_beside(context, one, one.suffix.lower().removeprefix(".")), KINDS[one.suffix.lower()])
        for one in found
        if one
    ]


def _tracks(context: Context, src: str, path: Path) -> list[Track]:
    """The subtitles beside a film, `clip.pt.vtt`; those in the language of the text are shown at once."""
    found = []
    for one in sorted(path.parent.glob("*.vtt")):
        code = one.name.removesuffix(".vtt").removeprefix(f"{path.stem}.")
        if one.name.startswith(f"{path.stem}.") and is_language(code) and _beside(context, src, path, f".{code}.vtt"):
            label = context.locale.language(code)
            file = copy_beside(context, one, "vtt")
            found.append(Track(file, code, label[:1].upper() + label[1:], code == context.locale.code))
    return found


SHORTCODES = {
    "video": Shortcode(video, CAPTIONED, counted={"video": "figure"}),
}
