"""The documentation names all there is and nothing that is not, and the set-up lines are what CI runs."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import click
import pytest
from conftest import REPOSITORY

from builder.cli import cli

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
DOCS = {path.name: path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "docs").glob("*.md"))}
PROGRAM = "".join(
    path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "builder").rglob("*.py"))
)  # whose messages the documentation explains


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_is_documented_and_helps(name: str) -> None:
    command = cli.commands[name]
    assert f"sitegen {name}" in README
    assert command.help
    first = command.help.partition("\n")[0]
    assert first == command.get_short_help_str(limit=64), "what `sitegen --help` says of it is a whole sentence"
    explained = "".join(text for page, text in DOCS.items() if page != "commands.md") + README
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            long = [word for word in (*parameter.opts, *parameter.secondary_opts) if word.startswith("--")]
            assert any(word in explained for word in long), long


def test_the_list_of_commands_says_what_help_says() -> None:
    reference = runpy.run_path(str(REPOSITORY / "docs" / "commands.py"))["reference"]
    assert DOCS["commands.md"] == reference(), "python docs/commands.py writes it again"
    assert set(re.findall(r"^## sitegen (\w+)$", DOCS["commands.md"], re.MULTILINE)) == cli.commands.keys()


def test_the_first_page_leads_to_all_others() -> None:
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", DOCS["README.md"])) == DOCS.keys() - {"README.md"}


@pytest.mark.parametrize(
    "message", re.findall(r"\*\*`([^`]+)`\*\*", DOCS["troubleshooting.md"]), ids=lambda message: message[:40]
)
def test_every_message_that_is_explained_is_one_of_the_program(message: str) -> None:
    for piece in filter(None, re.split(r"['\[\].]*…['\[\]]*", message)):
        assert piece.strip() in PROGRAM, piece


def test_the_readme_has_exactly_two_set_up_lines_and_ci_runs_the_second() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README.partition("To build the site and run nothing")[0], re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith(".venv/bin/sitegen build")
    assert lines[1].endswith(".venv/bin/pytest")
    script = (REPOSITORY / ".ci" / "run").read_text()
    pattern = re.search(r'grep -m1 "(.*)" README\.md', script)
    assert pattern
    assert re.findall(pattern[1], README, re.MULTILINE) == [lines[1]]


@pytest.mark.parametrize("path", [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))])
def test_links_inside_the_documentation_resolve(path: Path) -> None:
    """On a forge; on the site its own check tells, of anchors too."""
    prose = re.sub(r"(`+).*?\1", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)[)#]", prose):
        assert (path.parent / target).exists(), target
