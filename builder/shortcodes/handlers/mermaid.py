"""`mermaid`, and code of this language: diagrams, drawn while the site is built, for light and for dark."""

from __future__ import annotations

import json
import re
import textwrap
import xml.etree.ElementTree as ElementTree
from importlib.metadata import version

from markupsafe import Markup

from builder.cache import BYTES
from builder.document import markdown
from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.inline import inline
from builder.shortcodes.numbering import refuse_reference
from builder.shortcodes.pictures import svg_size
from builder.shortcodes.stills import Still

_OPTIONS = json.dumps({"svg": {"pipeline": "resvg-safe", "diagram_id": "diagram"}})  # text that any picture may hold
_DARK = '%%{init: {"theme": "dark", "themeVariables": {"dropShadow": "none", "useGradient": false}}}%%\n'
"""Its shadows are light, and so would be a glow."""
_HEAD = re.compile(r"\s*---\n.*?\n---\n", re.DOTALL)
_SVG = "{http://www.w3.org/2000/svg}"


def mermaid(context: Context, *, alt: str = "", caption: str = "", body: str) -> Fragment:
    """`{{< mermaid >}}graph LR; …{{< /mermaid >}}`: a diagram in Mermaid's language."""
    refuse_reference(body)
    source = textwrap.dedent(body).strip("\n") + "\n"
    light = _svg(context, source)
    if light is None:
        context.warn_once(
            "diagrams are shown as their source here",
            "Install what draws them: pip install merman==0.9.2, where it has a wheel.",
        )
        return Fragment(Markup(markdown.to_html(f"```mermaid\n{source}```")), alt or source, block=True)
    root = ElementTree.fromstring(light)
    alt = alt or _words(root)
    fixed = bool(re.search(r"%%\{\s*init|^\s*config:", source, re.MULTILINE))  # it brings its own colours
    dark = None if fixed else _svg(context, _darkened(source))
    drawings = {"light": light} | ({"dark": dark} if dark else {})
    endings = {"light": "", "dark": "-dark"}
    size = svg_size(root)
    stills = {
        scheme: [Still(context.file(f"diagram{endings[scheme]}", "svg", drawing), *size)]
        for scheme, drawing in drawings.items()
    }
    context.pictures.setdefault(stills["light"][0].file, alt)
    html = context.render(
        "diagram.html",
        id=context.id("diagram-mermaid"),
        stills=stills,
        alt=alt,
        caption=inline(context, caption),
    )
    return Fragment(html, alt, block=True)


def _svg(context: Context, source: str) -> bytes | None:
    """The diagram as SVG; None where merman is not installed. Raises SitegenError, without a place."""
    try:
        import merman
    except (ImportError, OSError):  # OSError: a C library older than its own
        return None

    def drawn() -> bytes:
        try:
            svg: str = merman.Merman().render_svg(source, _OPTIONS)
        except merman.MermanError as error:
            said = re.search(r"message='(.*)'$", str(error), re.DOTALL)
            raise SitegenError(f"this diagram cannot be drawn: {said[1] if said else error}") from None
        return svg.encode()

    made_from = [version("merman"), _OPTIONS]
    return context.shared.cache.get_or_make(("mermaid", source), made_from, drawn, BYTES)


def _darkened(source: str) -> str:
    """The source with Mermaid's dark theme, which is set below the head in YAML that a diagram may have."""
    head = _HEAD.match(source)
    return source[: head.end()] + _DARK + source[head.end() :] if head else _DARK + source


def _words(root: ElementTree.Element) -> str:
    """What a diagram says: its title and description (`accTitle`, `accDescr`) where it has them, else its labels."""
    said = ["".join(element.itertext()) for name in ("title", "desc") for element in root.findall(f"{_SVG}{name}")]
    labels = ("".join(element.itertext()) for element in root.iter(f"{_SVG}text"))
    return "; ".join(" ".join(text.split()) for text in (said or dict.fromkeys(labels)) if text.strip())


SHORTCODES = {
    "mermaid": Shortcode(mermaid, CAPTIONED, "text", counted={"diagram": "figure"}),
}
