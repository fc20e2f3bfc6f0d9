"""`sitegen verify --recorded`: repeats each experiment in an environment with the versions of its record."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from builder.errors import SitegenError, raise_all
from builder.evidence.versions import made_with
from builder.experiments.packages import recorded as packages_of
from builder.experiments.selection import check_points, chosen, named, points_named
from builder.experiments.status import judge, no_record
from builder.project import Project
from builder.results import Store
from builder.results.point import selected
from builder.running.recorded import Made, made, own_needs


def verify_recorded(
    project: Project,
    names: Sequence[str] = (),
    *,
    post: str | None = None,
    tolerance: float = 0.01,
    data: Path | None = None,
    jobs: int | None = None,
    device: str = "auto",
    keep: bool = False,
    under: float = math.inf,
) -> Iterator[str]:
    """The lines of `verify`, for experiments that are repeated with the Python and the packages of their records.

    Before them a line for each version that cannot be had any more, with what was taken instead. Raises SitegenError
    where uv is missing or can make no environment, and at the end for records that are missing and runs that differ.
    """
    post, names = named(post, names)
    experiments = list(dict.fromkeys(selected(name)[0] for name in names))
    posts = chosen(project, post, experiments)
    check_points(posts, points_named(names))
    options = ["--tolerance", str(tolerance), "--device", device, *(["--keep"] if keep else [])]
    options += ["--data", str(data.absolute())] if data else []
    options += ["--jobs", str(jobs)] if jobs else []
    errors: list[SitegenError] = []
    for one in posts:
        groups: dict[tuple[str, tuple[tuple[str, str], ...], bool], list[str]] = {}
        for name, status in judge(one, Store(project.results(one.slug))).items():
            if experiments and name not in experiments:
                continue
            if status.record is None:
                errors.append(no_record(status))
            elif status.record.seconds <= under:
                environment = status.record.environment
                packages = tuple(packages_of(environment).items())
                versions = str(environment.get("python", "")), packages, "packages" in environment
                asked = [wanted for wanted in names if selected(wanted)[0] == name] or [name]
                groups.setdefault(versions, []).extend(asked)
        for (python, packages, whole), asked in groups.items():
            needs = own_needs() if whole else own_needs("lab")  # an early record names PyTorch alone
            _say(f"{', '.join(asked)}: with {made_with({'python': python, 'packages': dict(packages)})}")
            there = made(python, dict(packages), needs, _say)
            yield from (f"instead    {line}" for line in there.instead)
            yield from _repeated(project, there, [*asked, "--post", one.slug, *options], errors)
    raise_all(errors)


def _repeated(project: Project, there: Made, arguments: Sequence[str], errors: list[SitegenError]) -> Iterator[str]:
    """What `sitegen verify` says in an environment, line by line. It tells its own mistakes."""
    command = [str(there.python), "-P", "-m", "builder", "verify", *arguments]
    with subprocess.Popen(
        command, cwd=project.root, env=there.variables(), stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            yield from (line.rstrip("\n") for line in process.stdout)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        hint = "What it is stands above, and the environment stays: sitegen verify says what differs from here."
        errors.append(SitegenError("not all came out as recorded, with the versions of the records", hint=hint))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
