"""Commands that take a text to other places."""

from __future__ import annotations

from pathlib import Path

import click

from builder.cli.common import cli, project_here


@cli.command()
@click.argument("names", nargs=-1, required=True, metavar="POST...")
@click.option("--markdown", is_flag=True, help="One Markdown file a language, its pictures beside it as PNG.")
@click.option("--notebook", is_flag=True, help="A notebook of Jupyter a language, which runs from top to bottom.")
@click.option("--pdf", is_flag=True, help="A PDF a language, on A4, by Chromium, Chrome or Edge.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to write them. Else export/POST/.",
)
def export(names: tuple[str, ...], markdown: bool, notebook: bool, pdf: bool, output: Path | None) -> None:
    """Take posts to dev.to, a README, Jupyter, Colab or paper.

    POST is the folder of a post or the name of a page. Writes a file for each language that it is written in, numbers
    filled in from the records; several forms may be named at once. Runs no experiment and leaves site/ alone; files of
    the same name are replaced.
    """
    from builder.commands.export import export

    forms = [name for name, wanted in {"markdown": markdown, "notebook": notebook, "pdf": pdf}.items() if wanted]
    for line in export(project_here(), names, forms, output):
        click.echo(line)
