"""`image`, `figure src=…` and Markdown's own images: pictures that lie in the folder of the post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.links import destination
from builder.shortcodes.inline import inline
from builder.shortcodes.paths import is_elsewhere
from builder.shortcodes.pictures import PictureFile, copy_picture


@dataclass(frozen=True)
class ImageView:
    """A picture as the page shows it: the attributes of its `<img>`."""

    source: str
    """The file beside the page."""
    alt: str
    """What is to be seen, in words."""
    width: int
    """In CSS pixels, 0 where nobody knows; so is the height."""
    height: int
    """In CSS pixels."""
    share: str = ""
    """The part of the page's width that it gets, such as `50%`."""
    title: str = ""
    """What is shown while a pointer rests on it."""
    sizes: str = ""
    """Files for other screens, as `srcset` has them."""
    loading: str = ""
    """`lazy` or `eager`."""


def image(
    context: Context,
    src: str,
    alt: str = "",
    caption: str = "",
    *,
    title: str = "",
    class_: str = "",
    src_s: str = "",
    src_l: str = "",
    height: str = "",
    width: str = "",
    linked: str = "",
    rel: str = "",
) -> Fragment:
    """`{{< image digit.png alt="…" >}}`: a picture, with the arguments of LoveIt; with a caption it is a figure.

    `src_s` and `src_l` are the same smaller and larger, for other screens; `linked=true` links to the largest.
    """
    if linked not in ("", "true", "false"):
        raise SitegenError(f"linked must be true or false, not '{linked}'")
    if is_elsewhere(src):
        return link_to_foreign(context, src, alt or caption or title)
    try:
        picture, *others = (copy_picture(context, one) for one in (src, src_s, src_l) if one)
    except SitegenError as error:
        return absent(context, error, alt or caption or title or src)
    large = others.pop() if src_l else None
    sizes = ""
    if src_s or large:
        small = [f"{others[0].name} 1x"] if src_s else []
        sizes = ", ".join([*small, f"{picture.name} 1.5x", *([f"{large.name} 2x"] if large else [])])
    shown = _shown(context, picture, alternative(context, src, alt, caption or title), width, height, title, sizes)
    link = (large or picture).name if linked == "true" or (large and linked != "false") else ""
    return _html(context, shown, caption, link=link, rel=rel, classes=class_)


def figure_of_file(context: Context, src: str, alt: str, caption: str, hugo: Mapping[str, str]) -> Fragment:
    """`{{< figure src="digit.png" alt="…" >}}`: a picture in a figure; `hugo` are the other arguments that Hugo has."""
    if is_elsewhere(src):
        return link_to_foreign(context, src, alt or caption or hugo["title"])
    link, loading = destination(context, hugo["link"]), hugo["loading"]
    if loading not in ("", "lazy", "eager"):
        raise SitegenError(f"loading must be lazy or eager, not '{loading}'")
    try:
        picture = copy_picture(context, src)
    except SitegenError as error:
        return absent(context, error, alt or caption or hugo["title"] or src)
    said = alternative(context, src, alt, caption or hugo["title"])
    shown = _shown(context, picture, said, hugo["width"], hugo["height"], loading=loading)
    words = {name: hugo[name] for name in ("target", "rel", "title", "attr", "attrlink")}
    return _html(context, shown, caption, link=link, classes=hugo["class"], figure=True, **words)


def alternative(context: Context, src: str, alt: str, instead: str) -> str:
    """What the picture says in words; the author is told where it does not itself say it."""
    if alt.strip():
        return alt
    hint = 'Add alt="…": what is to be seen, for those who cannot see it.'
    if instead.strip():
        context.warn(f"'{src}' has no alternative text, and its caption or title is taken", hint)
    else:
        context.warn(f"nothing says what is to be seen in '{src}'", hint)
    return instead.strip()


def absent(context: Context, error: SitegenError, words: str) -> Fragment:
    """What stands in the place of a picture that is not there, where the text may lack it; else raises the mistake."""
    if context.strict:
        raise error
    context.warn(error.message, error.hint)
    return Fragment(Markup('<span class="absent">{}</span>').format(words), words)


def link_to_foreign(context: Context, src: str, words: str) -> Fragment:
    """A link in the place of a picture on another site, which the author is told of."""
    context.warn(
        f"'{src}' lies on another site, and its words are shown instead",
        "Copy it into the folder of the post, as `sitegen check --localize` does.",
    )
    words = words or unquote(urlsplit(src).path).rstrip("/").rpartition("/")[2] or src
    return Fragment(Markup('<a href="{}">{}</a>').format(src, words), words)


def _shown(
    context: Context,
    picture: PictureFile,
    alt: str,
    width: str,
    height: str,
    title: str = "",
    sizes: str = "",
    loading: str = "",
) -> ImageView:
    context.pictures.setdefault(picture.name, alt)
    share = width if re.fullmatch(r"\d{1,3}(\.\d+)?%", width) else ""
    size = display_size(context, picture, "" if share else width, height)
    return ImageView(picture.name, alt, *size, share, title, sizes, loading)


def display_size(context: Context, picture: PictureFile, width: str, height: str) -> tuple[int, int]:
    """The size in pixels that an author wants, one side by the other where only one is given; else its own.

    Raises SitegenError, without a place, for what is no number of pixels, where a text must have no mistake.
    """
    wanted = []
    for side, length in (("width", width), ("height", height)):
        if length and not re.fullmatch(r"[1-9]\d{0,4}(px)?", length):
            message, hint = f"'{length}' is no {side}", "Write a number of pixels, or width=50%."
            if context.strict:
                raise SitegenError(message, hint=hint)
            context.warn(message, hint)
            length = ""
        wanted.append(int(length.removesuffix("px")) if length else 0)
    if not any(wanted) or not picture.width or not picture.height:
        return (wanted[0], wanted[1]) if any(wanted) else (picture.width, picture.height)
    ratio = picture.width / picture.height
    return wanted[0] or round(wanted[1] * ratio), wanted[1] or round(wanted[0] / ratio)


def _html(context: Context, shown: ImageView, caption: str, *, figure: bool = False, **more: str) -> Fragment:
    block = figure or bool(caption)
    more = {"rel": "", "target": "", "title": "", "attr": "", "attrlink": "", **more}
    title, attr = inline(context, more.pop("title")), more.pop("attr")
    if more["attrlink"]:  # a link holds no other
        attr = Markup(re.sub(r"</?a\b[^<>]*>", "", inline(context, str(attr))))
    else:
        attr = inline(context, attr)
    name = re.sub(r"[^\w.-]+", "-", shown.source.rsplit(".", 2)[0])  # without its digest
    html = context.render(
        "picture.html",
        id=context.id(f"picture-{name}") if block else "",
        shown=shown,
        figure=block,
        caption=inline(context, caption),
        title=title,
        attr=attr,
        **more,
    )
    return Fragment(html if block else html.strip(), shown.alt, block=block)


SHORTCODES = {
    "image": Shortcode(image, (*CAPTIONED, "title"), counted={"picture": "figure"}),
}
