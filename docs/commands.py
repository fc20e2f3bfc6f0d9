"""Every command as `--help` tells of it: `python docs/commands.py` writes commands.md again."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from builder.cli import cli

HEAD = """\
# Every command

The same as `sitegen --help` and `sitegen COMMAND --help` tell. Options stand behind the name of a command.
"""
ORDER = (
    "init", "new", "import", "serve", "status", "run", "rename", "history", "verify", "build", "check", "deploy",
    "export", "upgrade",
)  # fmt: skip


def reference() -> str:
    """The page."""
    everything = click.Context(cli, info_name="sitegen")
    sections = [HEAD, *_section(cli, everything)]
    for name in ORDER:
        command = cli.commands[name]
        sections += _section(command, click.Context(command, info_name=name, parent=everything))
    return "\n".join(sections)


def _section(command: click.Command, context: click.Context) -> Iterator[str]:
    """How a command is called, what it does, and its options."""
    yield f"## {context.command_path}\n"
    yield f"`{' '.join([context.command_path, *command.collect_usage_pieces(context)])}`\n"
    yield f"{inspect.cleandoc(command.help or '')}\n"
    records = [one.get_help_record(context) for one in command.params if isinstance(one, click.Option)]
    options = [record for record in records if record]
    if options:
        yield "\n".join(_item(f"**`{names}`**: {' '.join(said.split())}") for names, said in options) + "\n"


def _item(text: str) -> str:
    """An item of a list, in short lines."""
    whole = textwrap.TextWrapper(120, "- ", "  ", break_long_words=False, break_on_hyphens=False)
    return whole.fill(text)


if __name__ == "__main__":
    (Path(__file__).parent / "commands.md").write_text(reference(), encoding="utf-8")
