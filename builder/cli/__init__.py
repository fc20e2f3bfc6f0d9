"""The command line: options and help. Each command imports its verb when it is called, so that `--help` stays quick."""

from __future__ import annotations

import sys

import click

from builder.cli import bench, elsewhere, pages, starting
from builder.cli.common import INTERRUPTED, MISTAKE, PARTLY, TERMINATED, cli
from builder.errors import Incomplete, SitegenError

__all__ = ["bench", "cli", "elsewhere", "main", "pages", "starting"]


def main() -> None:
    """The console script: an author's mistake ends with its message and exit code 2, never with a traceback."""
    try:
        sys.exit(cli.main(standalone_mode=False))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SitegenError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(PARTLY if isinstance(error, Incomplete) else MISTAKE)
    except (KeyboardInterrupt, click.Abort) as error:
        # click turns Ctrl-C into Abort, whose cause tells a SIGTERM apart.
        cause = error.__cause__ or error.__context__ or error
        said = str(cause) or "Interrupted. Nothing is lost: the next run goes on from the last finished epoch."
        click.echo(said, err=True)
        sys.exit(TERMINATED if type(cause).__name__ == "Terminated" else INTERRUPTED)
