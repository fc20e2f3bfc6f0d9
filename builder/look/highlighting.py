"""The colours of highlighted code, for light and for dark, with the marks that Pygments gives its tokens."""

from __future__ import annotations

from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES

LIGHT, DARK = "xcode", "github-dark"


def highlighting_css() -> str:
    """The rules. What looks like the code around it has none."""
    light, dark = (dict(get_style_by_name(name)) for name in (LIGHT, DARK))
    rules = []
    for token, mark in STANDARD_TYPES.items():
        colours = [f"#{one[token]['color']}" if one[token]["color"] else "var(--text)" for one in (light, dark)]
        declared = f"color: light-dark({', '.join(colours)});" if set(colours) != {"var(--text)"} else ""
        declared += " font-weight: 600;" if light[token]["bold"] else ""
        declared += " font-style: italic;" if light[token]["italic"] else ""
        if mark and declared:
            rules.append(f".highlight .{mark} {{ {declared.strip()} }}")
    return "\n".join(rules) + "\n"
