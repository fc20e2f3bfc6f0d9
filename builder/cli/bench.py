"""Commands that run experiments, or tell how their results stand."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import click

from builder.cli.common import cli, data_option, device_option, jobs_option, on_option, project_here


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--post", metavar="SLUG", help="Only the experiments of this post.")
@click.option("--force", is_flag=True, help="Run even what is fresh: each NAME, or all.")
@click.option("--quick", is_flag=True, help="Run with the quick settings, for trying things; kept apart in .sitegen/.")
@jobs_option
@on_option
@device_option
@data_option
def run(
    names: tuple[str, ...],
    post: str | None,
    force: bool,
    quick: bool,
    jobs: int | None,
    on: str | None,
    device: str,
    data: Path | None,
) -> None:
    """Run experiments that are missing or stale.

    Runs each NAME with the experiments that it uses; without NAME, all. 'NAME[width=64]' is some points of a sweep.
    Records go to content/posts/SLUG/results/, and belong into git. Where an experiment fails its old record stays,
    and the exit code is 2 when the others have run. After Ctrl-C the next run goes on from the last finished epoch.
    `sitegen status` tells what would run.

    Each experiment computes on one thread, or as many as the cpus it asks for, unless OMP_NUM_THREADS is set: what it
    gives does not depend on how many run side by side.
    """
    from builder.commands.run import run

    run(project_here(), names, post=post, force=force, quick=quick, data=data, jobs=jobs, device=device, on=on)


@cli.command()
@click.argument("old")
@click.argument("new")
@click.option("--post", metavar="SLUG", help="The post that it belongs to, where several have one of this name.")
def rename(old: str, new: str, post: str | None) -> None:
    """Give an experiment, or a post, another name; nothing runs again.

    An experiment: follows it through the code of its post (uses, parameters, calls, imports, figures.py), the
    shortcodes of its texts in every language, its records and all that is kept aside of it. What cannot be followed
    for certain, such as a string, is told and left. Either all of it is done or nothing.

    Where you have renamed the function yourself already, it takes the results along.

    A post: `sitegen rename old-post/ new-post`, without the slash too where no experiment is called so. Moves its
    folder or files and what is kept aside of it; its old address goes into the `aliases` of its texts, and leads on.
    """
    from builder.commands.rename import rename

    for line in rename(project_here(), old, new, post=post):
        click.echo(line)


@cli.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--post", metavar="SLUG", help="Only the experiments of this post.")
@click.option(
    "--tolerance",
    default=0.01,
    show_default=True,
    metavar="SHARE",
    help="The largest share by which a number that is outside may differ.",
)
@click.option("--keep", is_flag=True, help="Write what was found beside the record, for readers; commit it.")
@click.option("--recorded", is_flag=True, help="With the versions of the record, in an environment that uv makes.")
@click.option("--under", type=float, metavar="SECONDS", help="Only experiments whose record took no longer.")
@jobs_option
@on_option
@device_option
@data_option
def verify(
    names: tuple[str, ...],
    post: str | None,
    tolerance: float,
    jobs: int | None,
    on: str | None,
    device: str,
    data: Path | None,
    keep: bool,
    recorded: bool,
    under: float | None,
) -> None:
    """Repeat experiments and compare with their records.

    Without NAME, all of them; 'NAME[width=64]' is some points of a sweep. Says of each run whether it is bit-equal,
    differs by rounding, lies in the spread of the seeds that were published, or outside, and by how much; writes to
    .sitegen/ only, unless there is --keep. What is not bit-equal on the machine that made a record, with the same
    versions, is not deterministic; elsewhere numbers differ a little, and more the longer a training is. Exit code 2
    where one is not deterministic, is outside by more than the tolerance, fails, or has no fresh record.

    With --recorded each is repeated with the Python and the packages that its record names, in an environment that uv
    makes in your cache folder and keeps; what cannot be had any more is told, with what was taken instead.
    """
    from builder.commands.recorded import verify_recorded
    from builder.commands.verify import verify

    if recorded and on:
        raise click.UsageError("--recorded makes environments on this machine, and --on runs on others.")
    wanted = partial(verify_recorded, post=post, tolerance=tolerance, data=data, jobs=jobs, device=device, keep=keep)
    if not recorded:
        wanted = partial(verify, post=post, tolerance=tolerance, data=data, jobs=jobs, device=device, keep=keep, on=on)
    for line in wanted(project_here(), names, under=math.inf if under is None else under):
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

    click.echo(status(project_here(), as_json=as_json, why=why))


@cli.command()
@click.argument("number")
@click.option("--post", metavar="SLUG", help="The post whose experiments it names, where several have one of the name.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array, one object per commit.")
def history(number: str, post: str | None, as_json: bool) -> None:
    """Show what a number was, commit by commit.

    NUMBER is what `value` shows in a text: cnn.accuracy, cnns:cnn.accuracy, 'capacity[width=64].accuracy', cnn.seconds
    or an expression. Printed is its value at each commit that changed its record, the latest first, with what made the
    record be made again: settings, code, inputs, versions. It follows `sitegen rename`. Asks git, and runs nothing.
    """
    from builder.commands.history import history

    for line in history(project_here(), number, post=post, as_json=as_json):
        click.echo(line)


@cli.command()
def upgrade() -> None:
    """Take over the records of an earlier sitegen.

    Writes each record.json of an earlier format in today's; what it says (values, settings, times, machines) and the
    artifacts stay as they are, and nothing is run. A record that was fresh is fresh, one that was stale stays stale.
    Once is enough: where nothing is of an earlier format, nothing is written. Exit code 2 where a record is damaged,
    which is left as it is.
    """
    from builder.commands.upgrade import upgrade

    for line in upgrade(project_here()):
        click.echo(line)
