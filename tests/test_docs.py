"""The documentation names all there is, and the set-up lines are what CI runs."""

from __future__ import annotations

import re

import click
import pytest
from conftest import REPOSITORY

from builder.cli import cli

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
DOCS = README + "".join(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / "docs").glob("*.md")))


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_is_documented_and_helps(name: str) -> None:
    command = cli.commands[name]
    assert f"sitegen {name}" in README
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            long = [word for word in (*parameter.opts, *parameter.secondary_opts) if word.startswith("--")]
            assert any(word in DOCS for word in long), long


def test_the_readme_has_exactly_two_set_up_lines_and_ci_runs_the_second() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README.partition("To build the site and run nothing")[0], re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith(".venv/bin/sitegen build")
    assert lines[1].endswith(".venv/bin/pytest")
    script = (REPOSITORY / ".ci" / "run").read_text()
    pattern = re.search(r'grep -m1 "(.*)" README\.md', script)
    assert pattern
    assert re.findall(pattern[1], README, re.MULTILINE) == [lines[1]]


def test_links_inside_the_documentation_resolve() -> None:
    for path in [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]:
        prose = re.sub(r"(`+).*?\1", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
