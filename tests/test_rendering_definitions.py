from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.evidence.definitions import Definition, definitions

TEXT = '''"""A file."""
import os

LIMIT = 3  # epochs


@decorated(
    epochs=1,
)
def train(model):
    """Train.

    At length.
    """
    first = 1
    for step in range(LIMIT):
        model(step)
        model(step)
    return first


class Net:
    size: int = 3

    @property
    def wide(self):
        return True

    def deep(self):
        # why
        return False
'''


@pytest.fixture
def found(tmp_path: Path) -> dict[str, Definition]:
    path = tmp_path / "models.py"
    path.write_text(TEXT)
    return definitions(path)


def test_every_definition_with_its_lines(found: dict[str, Definition]) -> None:
    assert {name: (one.first, one.last) for name, one in found.items()} == {
        "LIMIT": (4, 4),
        "train": (7, 19),
        "Net": (22, 31),
        "Net.size": (23, 23),
        "Net.wide": (25, 27),
        "Net.deep": (29, 31),
    }
    assert found["train"].docstring == "Train."
    assert found["Net"].docstring == ""


def test_the_text_as_it_stands_without_its_indentation(found: dict[str, Definition]) -> None:
    assert found["LIMIT"].text() == "LIMIT = 3  # epochs"
    assert found["Net.deep"].text() == "def deep(self):\n    # why\n    return False"


def test_the_docstring_and_statements_can_be_left_out(found: dict[str, Definition]) -> None:
    text = found["train"].text(docstring=False, elide=["first = 1", "for step"])
    assert text == "@decorated(\n    epochs=1,\n)\ndef train(model):\n    ...\n    return first"
    assert found["Net"].text(elide=["def deep", "@property"]) == "class Net:\n    size: int = 3\n\n    ...\n\n    ..."


def test_a_text_over_several_lines_is_shown_whole(tmp_path: Path) -> None:
    path = tmp_path / "models.py"
    path.write_text('class Net:\n    def say(self):\n        return """\nhello world\n"""\n')
    assert definitions(path)["Net.say"].text() == 'def say(self):\n    return """\nhello world\n"""'


def test_what_is_to_be_elided_must_be_there(found: dict[str, Definition]) -> None:
    with pytest.raises(SitegenError, match="no statement of 'train' begins with a line containing 'while'"):
        found["train"].text(elide=["while"])


def test_a_file_that_is_not_python(tmp_path: Path) -> None:
    path = tmp_path / "models.py"
    path.write_text("def x(:\n")
    with pytest.raises(SitegenError, match="is not Python: invalid syntax") as caught:
        definitions(path)
    assert caught.value.line == 1
