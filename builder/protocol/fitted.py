"""Doubts about statistics of all examples, taken by numpy, pandas or PyTorch: known from the source alone."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import PurePath

from builder.protocol.doubts import Doubt
from builder.protocol.tracing import Tracing

_ANY = re.compile(r"mean|std|var\b|min\b|max\b|median|quantile|percentile|svd|pca|cov|corrcoef|describe|agg\b|ptp")


@lru_cache(maxsize=64)
def fitted(text: str, name: str, file: str) -> tuple[Doubt, ...]:
    """What is to be asked of a function of a file, or of the module alone where there is none of this name."""
    if not _ANY.search(text):
        return ()
    try:
        body = ast.parse(text).body
        tracing = Tracing(body)
        for one in body:
            if isinstance(one, ast.FunctionDef) and one.name == name:
                tracing.enter(one)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    lines = text.split("\n")
    return tuple(
        Doubt(
            "fitted-on-all",
            f"takes {one.words} of all examples, of those that are held out, too",
            "Split first, and take it of the training examples alone.",
            (PurePath(file).name, one.line, lines[one.line - 1].strip()),
        )
        for one in {found.line: found for found in reversed(tracing.found)}.values()
    )
