"""The theme's colours and letters, for drawings that stand in files of their own: no page's styles reach those."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2

SCHEMES = ("light", "dark")
STYLES = "static/style.css"

_VARIABLE = re.compile(r"^\s*(--[\w-]+): ([^;]+);", re.MULTILINE)
_PAIR = re.compile(r"light-dark\(([^,()]+), ([^,()]+)\)")
_NAMED = re.compile(r"var\((--[\w-]+)(?:, ([^()]*))?\)")


def variables(env: jinja2.Environment, scheme: str) -> Mapping[str, str]:
    """The custom properties that the stylesheet sets first, as they are in light or in dark.

    The stylesheet is the site's own where it has one, else the theme's.
    """
    assert env.loader is not None
    return _variables(env.loader.get_source(env, STYLES)[0], SCHEMES.index(scheme) + 1)


@lru_cache(maxsize=8)
def _variables(css: str, which: int) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, value in _VARIABLE.findall(css):
        found.setdefault(name, _PAIR.sub(lambda pair: pair[which], value))
    return found


def standalone(svg: str, variables: Mapping[str, str]) -> str:
    """A drawing that names colours of the theme, for a file: it brings them along, and the letters of the page."""
    own = _NAMED.sub(lambda named: variables.get(named[1], named[2] or named[0]), svg)
    letters = escape(variables.get("--sans", "sans-serif"))
    return own.replace("font-family:inherit;", "").replace("<svg ", f'<svg font-family="{letters}" ', 1)
