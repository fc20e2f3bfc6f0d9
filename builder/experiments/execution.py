"""One run: an experiment's function called with its settings, and its result kept."""

from __future__ import annotations

import dataclasses
import errno
import json
import shutil
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

from builder.errors import SitegenError, shown
from builder.experiments.declaration import Experiment, Result
from builder.experiments.discovery import Declaration
from builder.experiments.environment import describe_environment, expected_environment, gpu_work, use_device
from builder.experiments.keeping import CannotKeep, Parts, kept_parts, kept_settings
from builder.experiments.observer import Observer
from builder.experiments.printed import Printed, listening
from builder.experiments.unkept import set_aside
from builder.files import canonical_json, sha256
from builder.results import BEGUN_AS, Fingerprint, Record, Run, Store, running

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def execute(
    declaration: Declaration,
    module: ModuleType,
    fingerprint: Fingerprint,
    used: Mapping[str, Record],
    run: Run,
    store: Store,
    aside: Store,
    keep_failure: Callable[[str], Path],
    observer: Observer,
    seed: int | None = None,
) -> Record:
    """Call the experiment's function and keep what it returns.

    Raises SitegenError when the function raises (its traceback is then handed to `keep_failure`) or returns something
    that cannot be kept, whose rest is set `aside`. Until the new record stands, nothing of the old one is touched, and
    the checkpoints stay.
    """
    experiment = getattr(module, declaration.name)
    assert isinstance(experiment, Experiment)
    device = use_device(run.device)
    expected = expected_environment(device)
    # A half-finished training goes on only where it would give the same bits: same sources, same torch, same threads.
    checkpoints = run.checkpoints
    state = sha256(canonical_json([_begun_as(checkpoints, fingerprint.digest()), expected]))[:16]
    if checkpoints and checkpoints.is_dir() and not (checkpoints / state).is_dir():
        run.say(f"{declaration.name}: what an earlier run left half done was of other code, settings or PyTorch")
    run = dataclasses.replace(
        run,
        device=device,
        checkpoints=checkpoints / state if checkpoints else None,
        started=time.perf_counter(),
        report=observer.report(run.report),
    )
    arguments: dict[str, Any] = dict(used)
    settings = _settings(experiment, declaration, quick=run.quick, seed=seed)
    if settings is not None:
        arguments["settings"] = settings
    kept = _kept(settings, declaration)  # before hours of training, not after
    before, printed = gpu_work(), Printed()
    tell = partial(_tell, run, declaration.name)
    try:
        with observer.running(fingerprint.code, tell), listening(printed):
            result, run = _called(experiment, arguments, run)
        environment = describe_environment(before)  # before what keeping it loads
        found = observer.found(declaration, fingerprint)
        fingerprint = dataclasses.replace(fingerprint, seen=found.seen)
        record, parts = _record(declaration, fingerprint, kept, result, run, environment)
        record = dataclasses.replace(record, notes=found.notes, watched="whole" if found.whole else "begin")
        if (text := printed.text()) and "output" not in declaration.without:
            parts.files["output"] = text.encode(errors="backslashreplace")
        if parts.problems:
            hint = set_aside(aside, record, parts.files, parts.problems)
            raise CannotKeep("; ".join(parts.problems.values()), hint)
    except (Exception, SystemExit) as error:
        raise _failure(error, declaration, store, keep_failure, printed) from error
    try:
        record = store.write(record, parts.files)
    except OSError as error:
        raise unkept(error, store, declaration.name) from None
    if checkpoints is not None:
        shutil.rmtree(checkpoints, ignore_errors=True)
    return record


def _tell(run: Run, name: str, note: str) -> None:
    run.say(f"{name} {note}")


def _called(experiment: Experiment, arguments: Mapping[str, Any], run: Run) -> tuple[Any, Run]:
    """What the experiment's function returns, and the run in which it did.

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
    with running(run):
        return experiment(**arguments), run


def _begun_as(checkpoints: Path | None, digest: str) -> str:
    """The digest under which an interrupted run began: another where the experiment was renamed since."""
    with suppress(OSError, ValueError, AttributeError, RecursionError):  # none, or damaged: then it begins anew
        if checkpoints:
            return str(json.loads((checkpoints / BEGUN_AS).read_text(encoding="utf-8")).get(digest, digest))
    return digest


def _settings(experiment: Experiment, declaration: Declaration, *, quick: bool, seed: int | None) -> Any:
    """The settings with their defaults, or those of the quick run, and the seed if one is given; None for none."""
    kind = typing.get_type_hints(experiment.function).get("settings")
    if kind is None:
        return None
    try:
        return kind(**experiment.quick) if quick else kind() if seed is None else kind(seed=seed)
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


def _failure(
    error: BaseException,
    declaration: Declaration,
    store: Store,
    keep_failure: Callable[[str], Path],
    printed: Printed,
) -> SitegenError:
    """The error to show for an exception of the author's code."""
    if isinstance(error, SitegenError):
        return error  # said for the author already: data missing, say
    where = {"path": declaration.path, "line": declaration.line}
    if isinstance(error, CannotKeep):
        message, hint = error.args[0], error.args[1] if len(error.args) > 1 else ""
        return SitegenError(f"the result of '{declaration.name}' cannot be kept: {message}", hint=hint, **where)  # type: ignore[arg-type]
    if isinstance(error, OSError) and error.errno in _FULL:
        return unkept(error, store, declaration.name)
    # The frames of sitegen itself, above the author's function, would only hide the author's.
    frames = error.__traceback__
    while frames is not None and Path(frames.tb_frame.f_code.co_filename) != declaration.path.resolve():
        frames = frames.tb_next
    text = "".join(traceback.format_exception(type(error), error, frames or error.__traceback__))
    line = frames.tb_lineno if frames is not None else declaration.line
    said = f"\nBefore that it printed:\n\n{printed.text()}" if printed.text() else ""
    try:
        hint = f"The traceback is kept in {shown(keep_failure(text + said))}."
    except OSError:
        hint = "The traceback could not be kept."
    message = f"experiment '{declaration.name}' raised {type(error).__name__}\n\n{text}"
    return SitegenError(message, path=declaration.path, line=line, hint=hint)


def unkept(error: OSError, store: Store, name: str) -> SitegenError:
    """What is told where the disk refuses a result."""
    return SitegenError(
        f"the result of '{name}' could not be written: {error.strerror}",
        path=store.folder,
        hint="The old record is as it was. Make room and run again: finished epochs are not repeated.",
    )
