"""Commands that make pages of records, check and publish them."""

from __future__ import annotations

import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from builder.cli.common import MISTAKE, cli, data_option, project_here


@cli.command()
@click.option("--run/--no-run", "may_run", default=True, help="Run first what is missing or stale (default), or never.")
@click.option("--strict", is_flag=True, help="Fail at any warning, such as a false claim or a stale result.")
@click.option("--quick", is_flag=True, help="Run and show the quick settings, marked on the page.")
@click.option("--yes", is_flag=True, help="Run even what takes more than a minute, without asking.")
@click.option(
    "--base-url", default="", metavar="URL", help="Where the site will live; may hold a path. Else site.toml."
)
@click.option("--drafts", is_flag=True, help="Show drafts too, and what is not published yet or any more, marked.")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Show what is published on this day, such as 2026-12-24. Else today, or the day of $SOURCE_DATE_EPOCH.",
)
@data_option
def build(
    may_run: bool,
    strict: bool,
    quick: bool,
    yes: bool,
    base_url: str,
    drafts: bool,
    day: datetime | None,
    data: Path | None,
) -> None:
    """Write the site to site/.

    First says which experiments are missing or stale and how long they took last time, and runs them; then renders
    every page in every language. Where there is a mistake the exit code is 2, and the site that was there stays.

    Runs that took more than a minute last time are begun only when you say so: on a terminal it asks, elsewhere it ends
    with exit code 2 unless there is --yes. What never ran is run without asking.
    """
    from builder.commands.build import build

    def agreed(question: str) -> bool:
        return yes or (sys.stdin.isatty() and sys.stdout.isatty() and click.confirm(question))

    def run_due() -> None:
        from builder.commands.run import run  # rich, filelock: a build from fresh records does without

        run(project, quick=quick, data=data)

    project, run = project_here(), run_due if may_run else None
    wanted = partial(build, strict=strict, quick=quick, base_url=base_url, drafts=drafts)
    for line in wanted(project, run=run, day=day and day.date(), agreed=agreed):
        click.echo(line)


@cli.command()
@click.option("--remote", default="origin", show_default=True, metavar="NAME", help="The remote of git to push to.")
@click.option("--anyway", is_flag=True, help="Deploy with warnings too: stale results, false claims, a domain lost.")
def deploy(remote: str, anyway: bool) -> None:
    """Publish the site on GitHub Pages.

    Builds it from its records into site/, runs no experiment, and pushes it to the branch gh-pages, as one commit, or
    not at all when nothing changed. Refuses what `sitegen build --strict` refuses, with exit code 2 and nothing half
    done.

    The site will live at base_url of content/site.toml or, without one, where GitHub puts the remote:
    `https://USER.github.io/REPO`. A domain of its own is written to CNAME. Needed once on GitHub: Settings, Pages,
    Deploy from a branch, gh-pages.
    """
    from builder.commands.build import build
    from builder.commands.deploy import deploy

    project = project_here()
    built = partial(build, project, run=None, strict=not anyway, quick=False)
    for line in deploy(project, lambda base_url: built(base_url=base_url), remote=remote, anyway=anyway):
        click.echo(line)


@cli.command()
@click.option(
    "--translated",
    multiple=True,
    metavar="SLUG",
    help="First keep that the translations of this post are up to date, or of one text, named by its file.",
)
@click.option("--write", is_flag=True, help="First write the numbers in README.md and other files, from the records.")
@click.option("--external", "follow", is_flag=True, help="Follow links to other sites, too.")
@click.option("--localize", is_flag=True, help="First copy pictures of other sites into the folders of their posts.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, as a JSON array, or as annotations of a change on GitHub.",
)
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def check(translated: tuple[str, ...], write: bool, follow: bool, localize: bool, form: str) -> None:
    """Tell all that is wrong or odd about the site.

    What `sitegen build --strict` fails at, where the languages of a text differ, what the original says that a
    translation does not say yet, results that are out of date, and what GitHub Pages or other disks would not take. Of
    drafts, and texts of a later day, what is wrong is a note. Runs no experiment, only figures.py, and leaves site/
    alone; only --translated, --write and --localize write. Exit code 0 where there is nothing to mend, 2 where there
    is.
    """
    from builder.commands.check import check, told

    project = project_here()
    found = check(project, translated=translated, follow=follow, localize=localize, write=write)
    for line in found.done:
        click.echo(line, err=True)
    click.echo(told(found, project, form))
    if found.failed:
        sys.exit(MISTAKE)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="0.0.0.0 lets other machines in.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, metavar="N", help="0 finds a free one."
)
@click.option("--quick", is_flag=True, help="Show the quick results, marked: those of `sitegen run --quick`.")
def serve(host: str, port: int, quick: bool) -> None:
    """Show the site in a browser while you write it.

    Serves it at `http://127.0.0.1:8000/` until Ctrl-C. Builds again after each save and has open pages show it,
    scrolled as they were. A mistake is shown above the last good site until it is mended. Runs no experiment, and
    leaves site/ as it is: results that are out of date are marked, and so are drafts and other texts that the published
    site does not have.
    """
    from builder.commands.serve import serve

    serve(project_here(), host, port, click.echo, quick=quick)
