"""Kinds of what a function returned: told by what it can be asked, so that no library is imported to find out."""

from __future__ import annotations

import sys
from typing import Any

from builder.finding import PREFIX


def describe(value: Any) -> str:
    """What a function returned, in words: "nothing", "a list", "a Figure of plotly"."""
    if value is None:
        return "nothing"
    kind = type(value)
    package = kind.__module__.partition(".")[0]
    of = "" if package in ("builtins", "__main__") or package.startswith(PREFIX) else f" of {package}"
    vowel = kind.__name__[0] in "AEIOUaeiou" or kind.__name__ == "ndarray"
    return f"{'an' if vowel else 'a'} {kind.__name__}{of}"


def is_chart(value: Any) -> bool:
    """Whether it is a chart of pyecharts."""
    return hasattr(value, "dump_options_with_quotes")


def is_image(value: Any) -> bool:
    """Whether it is a picture of Pillow."""
    image = sys.modules.get("PIL.Image")
    return image is not None and isinstance(value, image.Image)


def is_frame(value: Any) -> bool:
    """Whether it is a data frame or a table of columns: of pandas and its kin, of polars, or of Arrow."""
    return (
        _has(value, "iloc", "columns", "index") or _has(value, "get_columns") or _has(value, "column_names", "column")
    )


def is_column(value: Any) -> bool:
    """Whether it is one column of a frame, such as a Series of pandas or polars, or an index."""
    return _has(value, "to_frame") and not is_frame(value)


def is_array(value: Any) -> bool:
    """Whether it is an array of numpy, a tensor of torch, or what else can be made an array of numpy."""
    return _has(value, "shape", "dtype", "__array__") and not is_frame(value) and not is_column(value)


def _has(value: Any, *names: str) -> bool:
    return not isinstance(value, type) and all(hasattr(value, name) for name in names)
