"""What an experiment really gives: the post is imported and run, in a child of this process that knows no post."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import typing
from collections.abc import Callable
from pathlib import Path

from builder.experiments.declaration import Experiment, Result
from builder.experiments.discovery import discover_post
from builder.experiments.status import judge
from builder.loading import load_post_module
from builder.project import Project
from builder.results import Point, Store
from builder.running.order import Order
from builder.running.runner import runner

SECONDS = 20  # far more than any of them takes: what is still running then, hangs

sys.dont_write_bytecode = True  # a post that was edited twice in a second must be read twice

Answer = tuple[str, str]
"""("gives", the result) of an experiment; ("fails", the error) where it cannot be imported or raises."""


def truth(project: Project, slug: str, name: str = "e") -> Answer:
    """What an experiment gives: its function called, nothing kept."""
    return _in_child(lambda: _call(project.post(slug), name))


def kept(project: Project, slug: str, name: str = "e") -> Answer:
    """The same, run as `sitegen run` does, whose record is then there."""
    return _in_child(lambda: _run(project, slug, name))


def _call(folder: Path, name: str) -> str:
    os.chdir(folder.parent.parent.parent)
    experiment = getattr(load_post_module(folder, "experiments"), name)
    assert isinstance(experiment, Experiment)
    settings = typing.get_type_hints(experiment.function).get("settings")
    result = experiment(**({"settings": settings()} if settings else {}))
    assert isinstance(result, Result)
    return repr(result.values["v"])


class _Silent:
    def report(self, done: int, total: int, numbers: dict[str, float]) -> None:
        pass

    def say(self, text: str) -> None:
        pass


def _run(project: Project, slug: str, name: str) -> str:
    os.chdir(project.root)
    post, store = discover_post(project, slug), Store(project.results(slug))
    statuses = judge(post, store)
    fingerprint = statuses[name].fingerprint
    assert fingerprint is not None
    used = {one: record for one in post.declarations[name].uses if (record := statuses[one].record)}
    order = Order(name, Point(), fingerprint, used, name, "", project.scratch / "checkpoints" / name, store.folder)
    outcome = runner(project, slug, data=(), device="cpu")(_Silent(), order)
    for error in outcome.errors():
        raise error
    assert outcome.record is not None
    return repr(store.write(outcome.record, outcome.files).values["v"])


def _in_child(work: Callable[[], str]) -> Answer:
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _answer(into, work)
    os.close(into)
    text = b""
    while select.select([out], [], [], SECONDS)[0]:
        chunk = os.read(out, 65536)
        if not chunk:
            break
        text += chunk
    else:
        os.kill(child, signal.SIGKILL)
        text = b'["fails", "hangs"]'
    os.close(out)
    os.waitpid(child, 0)
    kind, told = json.loads(text or b'["fails", "died"]')
    return kind, told


def _answer(into: int, work: Callable[[], str]) -> None:
    """The child's whole life."""
    answer = ["fails", "died"]
    try:
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            answer = ["gives", work()]
    except BaseException as error:
        answer = ["fails", f"{type(error).__name__}: {error}"]
    finally:
        with contextlib.suppress(BaseException):
            os.write(into, json.dumps(answer).encode()[:60_000])
        os._exit(0)
