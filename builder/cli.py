"""The command line: options and help. Each command imports its verb when it is called, so that `--help` stays quick."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from builder import __version__
from builder.errors import Incomplete, SitegenError
from builder.project import Project

PARTLY, MISTAKE, INTERRUPTED, TERMINATED = 1, 2, 130, 143

_data = click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder with data sets (MNIST in DIR/mnist/MNIST/raw/). Else $SITEGEN_DATA, then data/, then a download.",
    metavar="DIR",
)

_jobs = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="At most so many side by side. Else one for each processor."
)

_device = click.option(
    "--device",
    type=click.Choice(["auto", "cpu", "cuda"]),
    default="auto",
    help="What networks are trained on; auto: a GPU where PyTorch finds one.",
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


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """Make a site with one small post that builds at once.

    Writes to DIR, which must be empty or not there yet: content/site.toml, a post that tosses a coin (an experiment, a
    figure, a text in English and one in Portuguese), .gitignore, and what GitHub needs to publish the site
    (.github/workflows/publish.yml and requirements.txt). Then: `cd DIR`, `sitegen build`, `sitegen serve`.
    """
    from builder.commands.start import init

    for line in init(folder, datetime.date.today()):
        click.echo(line)


@cli.command()
@click.argument("slug")
def new(slug: str) -> None:
    """Add a post to the site.

    Writes content/posts/SLUG/: a small experiment and a figure to put your own in the place of, called like the post,
    and a text in each language of the site. SLUG is the post's address, too: small letters without accents, digits and
    hyphens.
    """
    from builder.commands.start import new

    for line in new(_project(), slug, datetime.date.today()):
        click.echo(line)


@cli.command("import")
@click.argument("source", type=click.Path(exists=True, path_type=Path), metavar="HUGO_FOLDER|NOTEBOOK")
def import_(source: Path) -> None:
    """Copy the posts of a site of Hugo, or a notebook of Jupyter.

    The posts go into the site, or where there is none into a new one in this folder, which gets the title, languages,
    address and author that Hugo's config names. Texts come with their pictures, and those in two languages as one post.

    A NOTEBOOK becomes one post: its text, its code, and what the code had given, in the language that its name ends
    with (NAME.pt.ipynb), else the first of the site.

    What is copied is only read, nothing here is overwritten, and what could not be carried is told: a link that leads
    out of the folder, say. Where a file could not be read or written the exit code is 1: import again, and what is
    missing is copied.
    """
    from builder.commands.importing import import_hugo
    from builder.commands.notebook import import_notebook

    here = Path.cwd().resolve()
    lines = import_hugo(source, here) if source.is_dir() else import_notebook(source, here, datetime.date.today())
    for line in lines:
        click.echo(line)


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--post", metavar="SLUG", help="Only the experiments of this post.")
@click.option("--force", is_flag=True, help="Run even what is fresh: each NAME, or all.")
@click.option("--quick", is_flag=True, help="Run with the quick settings, for trying things; kept apart in .sitegen/.")
@_jobs
@_device
@_data
def run(
    names: tuple[str, ...], post: str | None, force: bool, quick: bool, jobs: int | None, device: str, data: Path | None
) -> None:
    """Run experiments that are missing or stale.

    Runs each NAME with the experiments that it uses; without NAME, all. Records go to content/posts/SLUG/results/, and
    belong into git. Where an experiment fails its old record stays, and the exit code is 2 when the others have run.
    After Ctrl-C the next run goes on from the last finished epoch. `sitegen status` tells what would run.

    Each experiment computes on one thread unless OMP_NUM_THREADS is set: what it gives does not depend on how many run
    side by side.
    """
    from builder.commands.run import run

    run(_project(), names, post=post, force=force, quick=quick, data=data, jobs=jobs, device=device)


@cli.command()
@click.argument("old")
@click.argument("new")
@click.option("--post", metavar="SLUG", help="The post that it belongs to, where several have one of this name.")
def rename(old: str, new: str, post: str | None) -> None:
    """Give an experiment another name; nothing runs again.

    Follows it through the code of its post (uses, parameters, calls, imports, figures.py), the shortcodes of its texts
    in every language, its records and all that is kept aside of it. What cannot be followed for certain, such as a
    string, is told and left. Either all of it is done or nothing.

    Where you have renamed the function yourself already, it takes the results along.
    """
    from builder.commands.rename import rename

    for line in rename(_project(), old, new, post=post):
        click.echo(line)


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--post", metavar="SLUG", help="Only the experiments of this post.")
@click.option(
    "--tolerance",
    default=0.01,
    show_default=True,
    metavar="SHARE",
    help="The largest share by which a number may differ.",
)
@_jobs
@_device
@_data
def verify(
    names: tuple[str, ...], post: str | None, tolerance: float, jobs: int | None, device: str, data: Path | None
) -> None:
    """Repeat experiments and compare with their records.

    Without NAME, all of them. Says for each whether it is bit-equal, within the tolerance, or different, and by how
    much; writes to .sitegen/ only. What is not bit-equal on the machine that made a record, with the same versions, is
    not deterministic; elsewhere numbers differ a little, and more the longer a training is. Exit code 2 where one is
    not deterministic, differs, fails, or has no fresh record.
    """
    from builder.commands.verify import verify

    for line in verify(_project(), names, post=post, tolerance=tolerance, data=data, jobs=jobs, device=device):
        click.echo(line)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON array, one object per experiment.")
@click.option("--why", is_flag=True, help="All reasons, not only the first.")
def status(as_json: bool, why: bool) -> None:
    """Show which experiments are fresh, stale or missing.

    Says why, and how long a run would take by the times of last time. Nothing is run or imported: a post is judged by
    the text of its files. The exit code is 0 even where something is stale.
    """
    from builder.commands.status import status

    click.echo(status(_project(), as_json=as_json, why=why))


@cli.command()
def upgrade() -> None:
    """Take over the records of an earlier sitegen.

    Writes each record.json of an earlier format in today's; what it says (values, settings, times, machines) and the
    artifacts stay as they are, and nothing is run. A record that was fresh is fresh, one that was stale stays stale.
    Once is enough: where nothing is of an earlier format, nothing is written. Exit code 2 where a record is damaged,
    which is left as it is.
    """
    from builder.commands.upgrade import upgrade

    for line in upgrade(_project()):
        click.echo(line)


@cli.command()
@click.option("--run/--no-run", "may_run", default=True, help="Run first what is missing or stale (default), or never.")
@click.option("--strict", is_flag=True, help="Fail at any warning, such as a false claim or a stale result.")
@click.option("--quick", is_flag=True, help="Run and show the quick settings, marked on the page.")
@click.option("--yes", is_flag=True, help="Run even what takes more than a minute, without asking.")
@click.option(
    "--base-url", default="", metavar="URL", help="Where the site will live; may hold a path. Else site.toml."
)
@_data
def build(may_run: bool, strict: bool, quick: bool, yes: bool, base_url: str, data: Path | None) -> None:
    """Write the site to site/.

    First says which experiments are missing or stale and how long they took last time, and runs them; then renders
    every page in every language. Where there is a mistake the exit code is 2, and the site that was there stays.

    Runs that took more than a minute last time are begun only when you say so: on a terminal it asks, elsewhere it ends
    with exit code 2 unless there is --yes. What never ran is run without asking.
    """
    from builder.commands.build import build

    def agreed(question: str) -> bool:
        return yes or (sys.stdin.isatty() and sys.stdout.isatty() and click.confirm(question))

    for line in build(
        _project(), may_run=may_run, strict=strict, quick=quick, data=data, base_url=base_url, agreed=agreed
    ):
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
    from builder.commands.deploy import deploy

    for line in deploy(_project(), remote=remote, anyway=anyway):
        click.echo(line)


@cli.command()
@click.option(
    "--translated",
    multiple=True,
    metavar="SLUG",
    help="First keep that the translations of this post are up to date, or of one text, named by its file.",
)
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
def check(translated: tuple[str, ...], follow: bool, localize: bool, form: str) -> None:
    """Tell all that is wrong or odd about the site.

    What `sitegen build --strict` fails at, where the languages of a text differ, what the original says that a
    translation does not say yet, results that are out of date, and what GitHub Pages or other disks would not take.
    Runs no experiment, only figures.py, and leaves site/ alone; only --translated and --localize write. Exit code 0
    where there is nothing to mend, 2 where there is.
    """
    from builder.commands.check import check, told

    project = _project()
    found = check(project, translated=translated, follow=follow, localize=localize)
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
def serve(host: str, port: int) -> None:
    """Show the site in a browser while you write it.

    Serves it at `http://127.0.0.1:8000/` until Ctrl-C. Builds again after each save and has open pages show it,
    scrolled as they were. A mistake is shown above the last good site until it is mended. Runs no experiment, and
    leaves site/ as it is: results that are out of date are marked.
    """
    from builder.commands.serve import serve

    serve(_project(), host, port, click.echo)


def _project() -> Project:
    project = Project.find(Path.cwd().resolve())
    if (project.scratch / "rename").is_dir():
        from builder.commands.rename import recover

        if said := recover(project):
            click.echo(said, err=True)
    return project


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
