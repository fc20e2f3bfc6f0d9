"""CONTRIBUTING.md describes the package as it is: its rooms in the order of their imports, and files that are there."""

from __future__ import annotations

import re

import pytest
from conftest import REPOSITORY
from test_architecture import GROUND, MAY_IMPORT

TEXT = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROOMS, WHERE = (TEXT.partition(f"## {head}")[2].partition("\n## ")[0] for head in ("The rooms", "Where do I change …"))
TOLD = [name for item in re.findall(r"^- .*", ROOMS, re.MULTILINE) for name in re.findall(r"`builder/(\w+)`", item)]
ROWS = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in re.findall(r"^\| .*\|$", WHERE, re.MULTILINE)]


def test_every_room_is_described_once_and_shortly() -> None:
    folders = [path.name for path in (REPOSITORY / "builder").iterdir() if (path / "__init__.py").is_file()]
    assert sorted(TOLD) == sorted(folders)
    assert len(("## The rooms" + ROOMS).splitlines()) <= 40


@pytest.mark.parametrize("room", TOLD)
def test_a_room_imports_only_what_stands_below_it(room: str) -> None:
    assert MAY_IMPORT[room] - GROUND <= set(TOLD[TOLD.index(room) + 1 :])


def test_files_that_rooms_are_told_by_are_there() -> None:
    for item in re.findall(r"^- ((?:.|\n  )*)", ROOMS, re.MULTILINE):
        room = REPOSITORY / "builder" / re.findall(r"`builder/(\w+)`", item)[0]
        for name in re.findall(r"`([a-z_]+)`", item):
            assert (room / name).is_dir() or (room / f"{name}.py").is_file(), f"{name} in {room.name}"
    for name in re.findall(r"`([a-z_]+)`", ROOMS.rpartition("Single files")[2]):
        assert (REPOSITORY / "builder" / f"{name}.py").is_file(), name


@pytest.mark.parametrize("row", ROWS[1:], ids=lambda row: row[0])
def test_each_change_has_its_file_its_test_and_its_page(row: list[str]) -> None:
    what, files, test, page = row
    named = re.findall(r"`([\w./]+/[\w.]+)`", f"{files} {test} {page}")
    assert len(named) >= 3, what
    for name in named:
        assert (REPOSITORY / name).is_file() or re.search(r"[A-Z]{4}", name), name
