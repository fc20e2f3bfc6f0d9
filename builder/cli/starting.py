"""Commands that make a site or a post, from nothing or from what is there."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from builder.cli.common import cli, project_here


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """Make a site with one small post that builds at once.

    Writes to DIR, which must be empty or not there yet: content/site.toml, a post that tosses a coin (an experiment, a
    figure, a text in English and one in Portuguese), .gitignore, and what GitHub needs to publish the site
    (.github/workflows, requirements.txt). Then: `cd DIR`, `sitegen build`, `sitegen serve`.
    """
    from builder.commands.start import init

    for line in init(folder, datetime.date.today()):
        click.echo(line)


@cli.command()
@click.argument("slug")
@click.option(
    "--language", "languages", multiple=True, metavar="CODE", help="Only a text in this one; may be repeated."
)
@click.option("--notebook", is_flag=True, help="With a notebook of Jupyter to work the experiment out in.")
def new(slug: str, languages: tuple[str, ...], notebook: bool) -> None:
    """Add a post to the site.

    Writes content/posts/SLUG/: a small experiment, called like the post, and a figure to put your own in the place of,
    their words, and a text in each language of the site. SLUG is the post's address, too: small letters without
    accents, digits and hyphens.

    A notebook that is there already becomes a post by `sitegen import`.
    """
    from builder.commands.start import new

    for line in new(project_here(), slug, datetime.date.today(), languages=languages, notebook=notebook):
        click.echo(line)


@cli.command("import")
@click.argument(
    "sources",
    type=click.Path(exists=True, path_type=Path),
    nargs=-1,
    required=True,
    metavar="FOLDER|NOTEBOOK...",
)
@click.option(
    "--keep-addresses/--no-keep-addresses",
    default=True,
    help="Let the addresses of the old site lead to the new ones (the default).",
)
def import_(sources: tuple[Path, ...], keep_addresses: bool) -> None:
    """Copy a site of Hugo, Jekyll or Quarto, or notebooks of Jupyter.

    The posts go into the site, or where there is none into a new one in this folder, which gets the title, languages,
    address and author that the other config names. Texts come with their pictures, those in two languages as one post;
    what is mechanical in their front matter is mended, and their old addresses lead to the new ones.

    A NOTEBOOK becomes one post: its text, its code, and what the code had given, in the language that its name ends
    with (NAME.pt.ipynb), else the first of the site. Several at once, study/*.ipynb, lead to each other.

    What is copied is only read, nothing here is overwritten, and what could not be carried is told: a link that leads
    out of the folder, say. Where a file could not be read or written the exit code is 1: import again, and what is
    missing is copied.
    """
    from builder.commands.importing import import_site
    from builder.commands.notebook import import_notebooks

    here = Path.cwd().resolve()
    if sources[0].is_dir():
        if sources[1:]:
            raise click.UsageError("one site at a time, and notebooks by themselves")
        lines = import_site(sources[0], here, keep_addresses=keep_addresses)
    else:
        lines = import_notebooks(sources, here, datetime.date.today())
    for line in lines:
        click.echo(line)
