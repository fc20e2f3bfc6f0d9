"""What all commands have in common: the group, options that several of them take, the site that they work in."""

from __future__ import annotations

from pathlib import Path

import click

from builder import __version__
from builder.project import Project

PARTLY, MISTAKE, INTERRUPTED, TERMINATED = 1, 2, 130, 143
"""Exit codes."""

data_option = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with data sets (MNIST in DIR/mnist/MNIST/raw). Else $SITEGEN_DATA, site.toml, data/, a download.",
    metavar="DIR",
)

jobs_option = click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="So many processors' worth of runs side by side. Else as many as there are processors.",
)

device_option = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    help="What networks are trained on; auto: a GPU where PyTorch finds one.",
)

on_option = click.option(
    "--on", metavar="CLUSTER", help="Run on a Ray cluster: `ray` is the one of this machine, or ray://HOST:10001."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sitegen")
def cli() -> None:
    """Turn machine-learning experiments into articles.

    A post is a folder below content/posts/: its text in each language and the experiments behind it. Every figure,
    chart and number on the page comes from the record of a run. Begin with `sitegen init my-site`; all other commands
    work in the folder of a site, or in any folder below it.

    Exit codes: 0 where all is well, 1 where `import` could not copy a file, 2 for a mistake, which is told with its
    file and line, 130 after Ctrl-C, 143 after SIGTERM.
    """


def project_here() -> Project:
    """The site of the folder in which the command was typed; a rename that was cut off is ended first."""
    project = Project.find(Path.cwd().resolve())
    if (project.scratch / "rename").is_dir():
        from builder.commands.rename import recover

        if said := recover(project):
            click.echo(said, err=True)
    return project
