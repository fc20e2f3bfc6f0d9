"""The fields of a dataclass are explained a line each, where they stand, and not in a running sentence above them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise

import pytest
from conftest import REPOSITORY

ROOMS = ("content", "document", "drawing", "evidence", "look", "shortcodes", "text")


def dataclasses() -> Iterator[ast.ClassDef]:
    for room in ROOMS:
        for path in sorted((REPOSITORY / "builder" / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef) and any(
                    "dataclass" in ast.unparse(one) for one in node.decorator_list
                ):
                    yield node


@pytest.mark.parametrize("kind", list(dataclasses()), ids=lambda kind: kind.name)
def test_every_field_is_explained(kind: ast.ClassDef) -> None:
    bare = [
        field.target.id
        for field, below in pairwise([*kind.body, ast.Pass()])
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and not field.target.id.startswith("_")
        if not (isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant))
    ]
    assert bare == []
