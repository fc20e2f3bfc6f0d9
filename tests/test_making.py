"""What `init`, `new` and `import` make is there whole or not at all where they are killed; the next call makes it."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Site
from small_sites import SITES

KILLED_AT = """
import os, signal, sys
left = int(sys.argv.pop(1))
def count(event, arguments):
    global left
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
    if writes or event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.argv[0] = "sitegen"
from builder.cli import main
sys.addaudithook(count)
main()
"""


def killed_at(number: int, folder: Path, *arguments: str) -> bool:
    """Run a command that is killed at the call of this number that changes the disk; whether it came so far."""
    command = [sys.executable, "-c", KILLED_AT, str(number), *arguments]
    done = subprocess.run(
        command, cwd=folder, env=Site(folder).environment(), capture_output=True, text=True, timeout=60
    )
    was_there = "is there already" in done.stderr or "is not an empty folder" in done.stderr
    assert done.returncode in (0, -9) or was_there, done.stdout + done.stderr
    return done.returncode == -9


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_notebook(folder: Path) -> list[str]:
    cell = {
        "cell_type": "markdown",
        "source": "# One\n\n![a](attachment:a.png)",
        "attachments": {"a.png": {"image/png": ""}},
    }
    (folder / "one.ipynb").write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}))
    return ["import", "../one.ipynb"]


def in_a_site(folder: Path) -> Path:
    Site(folder).sitegen("init", "work")
    return folder / "work"


def in_an_empty_folder(folder: Path) -> Path:
    (folder / "work").mkdir()
    return folder / "work"


def nowhere(folder: Path) -> Path:
    return folder


@pytest.mark.parametrize(
    ("start", "arguments", "made"),
    [
        (nowhere, lambda folder: ["init", "made"], "made"),
        (in_an_empty_folder, lambda folder: ["init", "."], ""),
        (in_a_site, lambda folder: ["new", "dice"], "content/posts/dice"),
        (in_an_empty_folder, lambda folder: ["import", str(SITES / "hugo")], ""),
        pytest.param(in_a_site, lambda folder: ["import", str(SITES / "hugo")], "", marks=pytest.mark.slow),
        (in_a_site, a_notebook, "content/posts/one"),
    ],
    ids=["init", "init here", "new", "import", "import into a site", "import a notebook"],
)
def test_a_command_that_is_killed_leaves_nothing_and_the_next_makes_all_of_it(
    start: Callable[[Path], Path], arguments: Callable[[Path], list[str]], made: str, tmp_path: Path
) -> None:
    """`made` is what is there whole or not at all, "" where it comes in several parts."""
    (tmp_path / "undisturbed").mkdir()
    whole = start(tmp_path / "undisturbed")
    Site(whole).sitegen(*arguments(whole.parent))
    (tmp_path / "killed").mkdir()
    work = start(tmp_path / "killed")
    words, number = arguments(work.parent), 0
    end = 36 if "init" in words else 1000
    while killed_at(number, work, *words):
        assert not made or not (work / made).exists() or tree(work / made) == tree(whole / made)
        number += 6 if number < end else 1  # when all is made and is moved, each moment counts
    assert number
    assert tree(work) == tree(whole)


@pytest.mark.parametrize("arguments", [["init", "made"], ["init", "."], ["new", "dice"]])
def test_where_the_disk_refuses_nothing_stays(arguments: list[str], tmp_path: Path) -> None:
    work = in_a_site(tmp_path) if arguments[0] == "new" else in_an_empty_folder(tmp_path)
    before = tree(work)
    limited = f"ulimit -f 1; exec {shlex.join([sys.executable, '-m', 'builder', *arguments])}"  # 512 or 1,024 bytes
    done = subprocess.run(["sh", "-c", limited], cwd=work, env=Site(work).environment(), capture_output=True, text=True)
    assert done.returncode == 2
    assert "cannot be written: File too large\n  Nothing was made." in done.stderr
    assert tree(work) == before
    assert [path for path in work.iterdir() if path.name.startswith(".") and "sitegen" in path.name] == []
    Site(work).sitegen(*arguments)


def test_what_a_killed_process_left_beside_a_file_is_cleared_away(site: Site) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    memory = site.root / ".sitegen" / "status"
    memory.mkdir(parents=True)
    left = memory / f".counting.json.{gone.pid}.1.sitegen"
    mine = [memory / f".counting.json.{os.getpid()}.1.sitegen", memory / ".notes.2024.11", memory / f".a.{gone.pid}.1"]
    for path in (left, *mine):
        path.write_text("half")
    site.sitegen("status")
    assert not left.exists()
    assert all(path.exists() for path in mine), "of those that run, and of the author"


@pytest.mark.parametrize("again", [("init", "mine"), ("new", "second"), ("import", "notes.ipynb")])
def test_a_command_that_refuses_clears_away_what_a_killed_one_left(tmp_path: Path, again: tuple[str, ...]) -> None:
    """The disk did not remove it when the command was typed again and did its work; so it would lie there for ever."""
    work = tmp_path / "mine"
    Site(tmp_path).sitegen("init", "mine")
    (work / "notes.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    folder, made = (tmp_path, work) if again[0] == "init" else (work, work / "content" / "posts" / again[1][:6])
    if again[0] != "init":
        Site(work).sitegen(*again)
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    left = made.with_name(f".{made.name}.{gone.pid}.1.sitegen") / "content"
    left.mkdir(parents=True)
    Site(folder).sitegen(*again, code=2)
    assert not left.parent.exists()
