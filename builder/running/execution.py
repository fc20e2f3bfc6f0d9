"""One run: an experiment's function called with its settings, and what it gives made into a record."""

from __future__ import annotations

import dataclasses
import errno
import json
import time
import traceback
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from builder.datafiles import DataElsewhere
from builder.datasets.fetching import obtained
from builder.errors import SitegenError
from builder.experiments.declaration import Experiment, Result
from builder.experiments.discovery import Declaration
from builder.files import canonical_json, sha256
from builder.project import Project
from builder.results import BEGUN_AS, Fingerprint, Point, Record, Run, running
from builder.running.environment import describe_environment, expected_environment, gpu_work, use_device
from builder.running.keeping import CannotKeep, Parts, kept_parts, kept_settings
from builder.running.observer import Observer
from builder.running.order import Ended, Order, Outcome, failed
from builder.running.printed import Printed, listening

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def execute(declaration: Declaration, module: ModuleType, order: Order, run: Run, observer: Observer) -> Outcome:
    """Call the experiment's function with what is ordered, and give what it returns.

    Raises Ended when the function raises, or returns something that cannot be kept. The checkpoints stay.
    """
    experiment = getattr(module, declaration.name)
    assert isinstance(experiment, Experiment)
    device = use_device(run.device)
    expected = expected_environment(device)
    # A half-finished training goes on only where it would give the same bits: same sources, same torch, same threads.
    checkpoints = order.checkpoints
    state = sha256(canonical_json([_begun_as(checkpoints, order.fingerprint.digest()), expected]))[:16]
    before = checkpoints / sha256(canonical_json([order.more, expected]))[:16]
    if checkpoints.is_dir() and not (checkpoints / state).is_dir() and not before.is_dir():
        run.say(f"{order.called}: what an earlier run left half done was of other code, settings, threads or PyTorch")
    run = dataclasses.replace(
        run,
        device=device,
        checkpoints=checkpoints / state,
        before=before if order.more else None,
        started=time.perf_counter(),
        report=observer.report(run.report),
        account=observer.examples,
    )
    arguments: dict[str, Any] = dict(order.used)
    settings = _settings(experiment, declaration, order.point, quick=run.quick)
    if settings is not None:
        arguments["settings"] = settings
    kept = _kept(settings, declaration)  # before hours of training, not after
    work, printed = gpu_work(), Printed()
    tell = partial(_tell, run, order.called)
    try:
        paths = _data_sets(declaration, run, observer.project)
        arguments |= paths
        with observer.running(order.fingerprint.code, tell), listening(printed):
            result, run = _called(experiment, arguments, run, observer.examples.anew)
        environment = describe_environment(work)  # before what keeping it loads
        found = observer.found(declaration, order.fingerprint, paths.values())
        fingerprint = dataclasses.replace(order.fingerprint, seen=found.seen)
        record, parts = _record(declaration, fingerprint, kept, result, run, environment)
        record = dataclasses.replace(
            record,
            notes=found.notes,
            watched="whole" if found.whole else "begin",
            examples=observer.examples.account(),
        )
    except (Exception, SystemExit) as error:
        raise Ended(_failure(error, declaration, order, printed)) from error
    if (text := printed.text()) and "output" not in declaration.without:
        parts.files["output"] = text.encode(errors="backslashreplace")
    if parts.problems:
        raise Ended(_partly(declaration, record, parts))
    return Outcome(record, parts.files)


def _data_sets(declaration: Declaration, run: Run, project: Project) -> dict[str, Path]:
    """By parameter, the paths of the data sets that an experiment reads; each is checked. Raises SitegenError."""
    return {
        parameter: obtained(data, run.data, run.download, project.scratch, run.say)
        for parameter, data in declaration.data.items()
    }


def _tell(run: Run, name: str, note: str) -> None:
    run.say(f"{name} {note}")


def _called(
    experiment: Experiment, arguments: Mapping[str, Any], run: Run, anew: Callable[[], None]
) -> tuple[Any, Run]:
    """What the experiment's function returns, and the run in which it did; `anew` is called where it begins anew.

    A checkpoint that cannot be taken up, of other code than it seems to be, would fail each run of this experiment: its
    training begins anew.
    """
    try:
        with running(run):
            return experiment(**arguments), run
    except Exception as error:
        given_up = run.not_restored(error)
        if not given_up:
            raise
        what = f"{type(error).__name__}: {error}".partition("\n")[0]
        names = ", ".join(name.partition(".")[0] for name in sorted(given_up))
    run.say(f"the checkpoint of {names} cannot be taken up ({what}); its training begins anew")
    run = dataclasses.replace(
        run, anew=run.anew | given_up, diverged="", earlier=0.0, trainings=0, started=time.perf_counter()
    )
    anew()
    with running(run):
        return experiment(**arguments), run


def _begun_as(checkpoints: Path, digest: str) -> str:
    """The digest under which an interrupted run began: another where the experiment was renamed since."""
    with suppress(OSError, ValueError, AttributeError, RecursionError):  # none, or damaged: then it begins anew
        return str(json.loads((checkpoints / BEGUN_AS).read_text(encoding="utf-8")).get(digest, digest))
    return digest


def _settings(experiment: Experiment, declaration: Declaration, point: Point, *, quick: bool) -> Any:
    """The settings that the function is called with; None for none."""
    kind = typing.get_type_hints(experiment.function).get("settings")
    if kind is None:
        return None
    own = dict(experiment.quick) if quick else {}
    own |= point.settings
    try:
        return kind(**own) if point.seed is None else kind(**own, seed=point.seed)
    except Exception as error:
        raise SitegenError(
            f"the settings of '{declaration.name}' cannot be made: {error}",
            path=declaration.path,
            line=declaration.line,
        ) from error


def _kept(settings: Any, declaration: Declaration) -> dict[str, Any]:
    """The settings as a record keeps them. Raises SitegenError for one that it cannot hold."""
    try:
        return kept_settings(dataclasses.asdict(settings)) if settings is not None else {}
    except CannotKeep as error:
        hint = "Settings are numbers, words, and lists of them."
        message = f"the settings of '{declaration.name}': {error}"
        raise SitegenError(message, path=declaration.path, line=declaration.line, hint=hint) from None


def _record(
    declaration: Declaration,
    fingerprint: Fingerprint,
    settings: dict[str, Any],
    result: Any,
    run: Run,
    environment: dict[str, Any],
) -> tuple[Record, Parts]:
    if not isinstance(result, Result):
        raise CannotKeep(f"it returned {type(result).__name__}, not a Result")
    parts = kept_parts(result, declaration.without, diverged=bool(run.diverged))
    record = Record(
        name=declaration.name,
        fingerprint=fingerprint,
        settings=settings,
        values=parts.values,
        series=parts.series,
        artifacts={},
        environment=environment,
        seconds=round(run.seconds(), 2),
        when=datetime.now(UTC).isoformat(timespec="seconds"),
        quick=run.quick,
        folder=Path(),
        # Seconds of training may well end at chance, and a quick result is marked as it is.
        diverged="" if run.quick else run.diverged,
    )
    return record, parts


def _partly(declaration: Declaration, record: Record, parts: Parts) -> Outcome:
    """The outcome where not all of a result can be kept."""
    message = f"the result of '{declaration.name}' cannot be kept: {'; '.join(parts.problems.values())}"
    error = SitegenError(message, path=declaration.path, line=declaration.line)
    return failed(error, record=record, files=parts.files, problems=parts.problems)


def _failure(error: BaseException, declaration: Declaration, order: Order, printed: Printed) -> Outcome:
    """The outcome where the author's code raises an exception."""
    if isinstance(error, DataElsewhere):
        return failed(error, wants=(error.name, error.digests))
    if isinstance(error, SitegenError):
        return failed(error)  # said for the author already: data missing, say
    where = {"path": declaration.path, "line": declaration.line}
    if isinstance(error, CannotKeep):
        hint = error.args[1] if len(error.args) > 1 else ""
        message = f"the result of '{declaration.name}' cannot be kept: {error.args[0]}"
        return failed(SitegenError(message, hint=hint, **where))  # type: ignore[arg-type]
    if isinstance(error, OSError) and error.errno in _FULL:
        return failed(unkept(error, order.results, order.name))
    # The frames of sitegen itself, above the author's function, would only hide the author's.
    frames = error.__traceback__
    while frames is not None and Path(frames.tb_frame.f_code.co_filename) != declaration.path.resolve():
        frames = frames.tb_next
    text = "".join(traceback.format_exception(type(error), error, frames or error.__traceback__))
    line = frames.tb_lineno if frames is not None else declaration.line
    said = f"\nBefore that it printed:\n\n{printed.text()}" if printed.text() else ""
    message = f"experiment '{declaration.name}' raised {type(error).__name__}\n\n{text}"
    return failed(SitegenError(message, path=declaration.path, line=line), traceback=text + said)


def unkept(error: OSError, results: Path, name: str) -> SitegenError:
    """What is told where the disk refuses a result."""
    return SitegenError(
        f"the result of '{name}' could not be written: {error.strerror}",
        path=results,
        hint="The old record is as it was. Make room and run again: finished epochs are not repeated.",
    )
