"""The CSV of each chart, as pandas and polars read it: numbers are numbers, in all languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest


def read(library: str, path: Path) -> dict[str, list[Any]]:
    """The columns of a file by their names, as a library reads them without being told anything."""
    frames: Any = pytest.importorskip(library)
    frame = frames.read_csv(path)
    return {name: frame[name].to_list() for name in frame.columns}


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_every_number_is_read_as_one(published: Path, library: str) -> None:
    files = sorted(published.glob("*/posts/*/*.csv"))
    assert len(files) == 28  # of fourteen charts, in two languages
    for path in files:
        columns = read(library, path)
        assert len(columns) >= 2
        names = [name for name, cells in columns.items() if isinstance(cells[0], str)]
        assert set(names) <= {next(iter(columns))}, path  # what a row is about may be words, nothing else
        for name in names:
            assert not any(re.fullmatch(r"[-+\u2212]?[\d.,\u00a0\u202f]+%?", cell) for cell in columns[name]), path


def test_both_languages_have_the_same_numbers(published: Path) -> None:
    for path in published.glob("en/posts/*/*.csv"):
        (other,) = (published / "pt" / "posts" / path.parent.name).glob(f"{path.name.partition('.')[0]}.*.csv")
        ours, theirs = (list(read("pandas", file).values()) for file in (path, other))
        numbers = [[cells for cells in one if not isinstance(cells[0], str)] for one in (ours, theirs)]
        assert numbers[0] == [pytest.approx(cells, abs=0, nan_ok=True) for cells in numbers[1]]
