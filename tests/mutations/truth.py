"""What an experiment really gives: the post is imported and run, in a child of this process that knows no post."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import typing
from pathlib import Path
from typing import Any

from builder.experiments.declaration import Experiment
from builder.loading import load_post_module
from builder.project import Project

SECONDS = 20  # far more than any of them takes: what is still running then, hangs

sys.dont_write_bytecode = True  # a post that was edited twice in a second must be read twice


def truth(project: Project, slug: str, name: str = "e") -> tuple[str, str]:
    """("gives", the result) of an experiment; ("fails", the error) where it cannot be imported or raises."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _answer(into, project.post(slug), name)
    os.close(into)
    chunks = []
    while True:
        ready, _, _ = select.select([out], [], [], SECONDS)
        if not ready:
            os.kill(child, signal.SIGKILL)
            chunks = [b'["fails", "hangs"]']
            break
        chunk = os.read(out, 65536)
        if not chunk:
            break
        chunks.append(chunk)
    os.close(out)
    os.waitpid(child, 0)
    kind, text = json.loads(b"".join(chunks) or b'["fails", "died"]')
    return kind, text


def _answer(into: int, folder: Path, name: str) -> None:
    """The child's whole life."""
    answer: list[Any] = ["fails", "died"]
    try:
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            os.chdir(folder.parent.parent.parent)
            experiment = getattr(load_post_module(folder, "experiments"), name)
            assert isinstance(experiment, Experiment)
            settings = typing.get_type_hints(experiment.function).get("settings")
            result = experiment(**({"settings": settings()} if settings else {}))
        answer = ["gives", repr([result.values, result.series])]
    except BaseException as error:
        answer = ["fails", f"{type(error).__name__}: {error}"]
    finally:
        with contextlib.suppress(BaseException):
            os.write(into, json.dumps(answer).encode()[:60_000])
        os._exit(0)
