"""The shape of the program: what may import what, what stays light, and that nothing is a drawer."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site

PACKAGE = REPOSITORY / "builder"
GROUND = {
    "cache", "project", "config", "datasets", "errors", "files", "finding", "ledger", "licences", "loading", "reading",
    "datafiles", "git",
    "films", "journal", "making", "origin", "people", "photographs", "policy", "signals", "tool", "__init__",
}  # fmt: skip
MAY_IMPORT = {
    "cli": {"commands"},
    "__main__": {"cli"},
    "commands": {
        "cluster",
        "serving",
        "importers",
        "exporting",
        "look",
        "checking",
        "site",
        "shortcodes",
        "drawing",
        "evidence",
        "document",
        "content",
        "running",
        "experiments",
        "protocol",
        "source",
        "results",
    },
    "serving": {"site"},
    "importers": {"site", "shortcodes", "document", "content"},
    "checking": {"site", "text", "evidence", "shortcodes", "document", "content", "protocol", "results"},
    "notebooks": {"look", "drawing", "evidence", "content", "results"},
    "exporting": {"notebooks", "drawing", "evidence", "document", "content", "results"},
    "site": {"exporting", "text", "shortcodes", "look", "drawing", "evidence", "document", "content", "results"},
    "text": {"shortcodes", "evidence", "document", "content", "results"},
    "shortcodes": {"look", "drawing", "evidence", "document", "content", "results"},
    "look": {"document", "content"},
    "drawing": {"evidence", "content", "results"},
    "evidence": {"protocol", "results"},
    "protocol": {"results"},
    "examples": set(),
    "document": set(),
    "rendering": {"drawing"},
    "content": set(),
    "cluster": {"running", "experiments", "source", "results"},
    "running": {"examples", "experiments", "source", "results"},
    "experiments": {"source", "results"},
    "source": set(),
    "learning": {"results"},
    "loops": {"results"},
    "results": set(),
    **{name: set() for name in GROUND},
    "__init__": {
        "content",
        "drawing",
        "evidence",
        "experiments",
        "loops",
        "results",
    },  # what it lends its name to, when asked
}


def rooms() -> list[tuple[Path, str]]:
    return [(path, path.relative_to(PACKAGE).parts[0].removesuffix(".py")) for path in sorted(PACKAGE.rglob("*.py"))]


@pytest.mark.parametrize("path", [path for path, _ in rooms()], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_downward(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == "builder":
            parts = node.module.split(".")[1:]
            imported |= {parts[0]} if parts else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("builder.")}
    imported -= {"__version__", "PLACES"}
    assert imported <= MAY_IMPORT[room] | {room} | GROUND


def test_no_command_imports_another() -> None:
    """A command is what the command line imports; what several of them need lies in a room."""
    commands = {path.stem for path in (PACKAGE / "commands").glob("*.py")}
    cli = "".join(path.read_text() for path in (PACKAGE / "cli").glob("*.py"))
    verbs = {name for name in commands if f"builder.commands.{name} import" in cli}
    assert {"build", "run", "status", "deploy"} <= verbs
    for name in sorted(commands):
        text = (PACKAGE / "commands" / f"{name}.py").read_text()
        assert not [verb for verb in verbs - {name} if f"builder.commands.{verb} import" in text], name


def imported_modules(site: Site, *arguments: str) -> set[str]:
    """The modules in memory after a command, in a process of its own."""
    program = (
        "import atexit, json, sys; sys.argv = ['sitegen', *sys.argv[1:]]\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        "from builder.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=site.root, env=site.environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize("arguments", [("--help",), ("run", "--help"), ("status",), ("status", "--json")])
def test_help_and_status_stay_light(site: Site, arguments: tuple[str, ...]) -> None:
    site.edit("experiments.py", "from dataclasses", "import torch\nfrom dataclasses")
    heavy = {"torch", "torchvision", "numpy", "matplotlib", "jinja2", "markdown", "yaml", "rich", "pyecharts", "babel"}
    assert not heavy & imported_modules(site, *arguments)


def test_no_file_is_a_drawer() -> None:
    """250 lines want a reason, 300 want a split. The help of every command is one text, and in one file."""
    long = {str(path.relative_to(PACKAGE)): len(path.read_text().splitlines()) for path, _ in rooms()}
    assert {name: count for name, count in long.items() if count > 300} == {}


def test_no_file_names_a_registry_or_this_machine() -> None:
    """What is committed works anywhere, so it must not say where packages came from or where it was written."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    forbidden = [
        "registry.npmjs" + ".org",
        "files.pythonhosted" + ".org",
        "pypi" + ".org/simple",
        str(REPOSITORY.parent) + "/",
    ]
    for name in listed.stdout.split("\0"):
        path = REPOSITORY / name
        if path.is_file() and path.suffix not in (".safetensors", ".png"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not [word for word in forbidden if word in text], name
