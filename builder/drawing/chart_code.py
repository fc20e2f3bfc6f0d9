"""The JavaScript of a chart: what an author wrote as `JsCode` in figures.py, served as a module beside the page.

The option names each piece by its number. The module is the author's own code and nothing else: a page runs it as it
runs any other of its scripts, and the engine that draws the chart runs it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

CODE = "$code"
"""What stands in an option for a piece of JavaScript: `{"$code": 0}`; `templates/js/revive.js` knows it too."""
_MARK = "--x_x--0_0--"
"""What pyecharts writes around JavaScript."""


def take_code(value: Any, pieces: list[str]) -> Any:
    """The same with the number of each piece of JavaScript in its place; the pieces are added to `pieces`."""
    if type(value).__name__ == "JsCode" and isinstance(getattr(value, "js_code", None), str):
        pieces.append(value.js_code.replace(_MARK, "").strip().rstrip(";"))
        return {CODE: len(pieces) - 1}
    if isinstance(value, Mapping):
        return {key: take_code(inner, pieces) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [take_code(inner, pieces) for inner in value]
    if isinstance(getattr(value, "opts", None), dict | list):  # of pyecharts
        return take_code(value.opts, pieces)
    return value


def module(pieces: list[str], before: list[str]) -> str:
    """The module that gives the pieces, with what `add_js_funcs` of pyecharts sets before them; "" without any."""
    if not pieces:
        return ""
    statements = "".join(f"{one.replace(_MARK, '').strip()}\n" for one in before)
    listed = ",\n".join(pieces)
    return f"export default function (echarts) {{\n{statements}return [\n{listed},\n];\n}}\n"
