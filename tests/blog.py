"""A post with a history in git, for tests: each edit a commit of its own, on a day of its own."""

from __future__ import annotations

import datetime
import os
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
from small_sites import copy_site, keep

from builder.project import Project
from builder.results import Fingerprint
from builder.results.trials import Trial

TEXT = """\
---
title: Digits
date: 2024-03-01
---

The network gets {{< value cnn.accuracy percent digits=2 >}}, the lineer one {{< value linear.accuracy percent >}}.
It was trained for {{< value cnn.epochs >}} epochs.

{{< claim "cnn.loss < linear.loss" >}}Its loss is the *smaller* one.{{< /claim >}}
{{< claim "cnn.accuracy > 0.9" >}}It reads most digits.{{< /claim >}}

{{< figure digit alt="A digit." caption="A digit." >}}

{{< chart accuracy alt="Two curves." >}}
"""
FIRST = datetime.date(2024, 3, 1)


class Blog:
    """The post `digits` of a small site in one language, in a repository of its own."""

    def __init__(self, folder: Path) -> None:
        self.project: Project = copy_site("good", folder)
        self.root, self.post = self.project.root, self.project.post("digits")
        (self.post / "index.pt.md").unlink()
        self.path = self.post / "index.en.md"
        self.path.write_text(TEXT)
        self.shade = np.zeros((8, 8), dtype=np.float32)
        self.parts: dict[str, dict[str, Any]] = {}
        self.day = FIRST
        curve = {"test_accuracy": [0.8798, 0.94, 0.9651], "confusion": [[9, 1, 0], [0, 10, 0], [2, 0, 8]]}
        self.record("cnn", values={"accuracy": 0.9651, "epochs": 3, "loss": 0.2}, series=curve)
        self.record("linear", values={"accuracy": 0.93, "loss": 0.3}, series={"test_accuracy": [0.7, 0.91, 0.93]})
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit("Publish", FIRST)

    def git(self, *arguments: str, day: datetime.date | None = None) -> str:
        """What git says, as Ana, on a day."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        when = f"{day or self.day}T12:00:00+00:00"
        environment |= {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false")
        command = ["git", "-C", str(self.root), *who, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        return done.stdout.strip()

    def commit(self, subject: str, day: datetime.date | None = None) -> str:
        """Commit all that was edited, a day after the last commit; gives its first digits."""
        self.day = day or self.day + datetime.timedelta(days=1)
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", subject)
        return self.git("rev-parse", "HEAD")[:7]

    def record(self, name: str, **changes: Any) -> None:
        """Write a record again in which values, series and settings are others."""
        first = {"values": {}, "series": {}, "settings": {}, "environment": {"torch": "2.14.1"}}
        known = self.parts.setdefault(name, first)
        for kind, part in changes.items():
            known[kind] = {**known[kind], **part} if isinstance(part, dict) else part
        settings = known["settings"]
        fingerprint = Fingerprint(code={f"experiments.py:{name}": "0" * 64}, settings=settings)
        when = f"{self.day}T10:00:00+00:00"
        arrays = {"image": self.shade} if name == "cnn" else None
        keep(self.post / "results", name, arrays=arrays, when=when, fingerprint=fingerprint, **known)

    def text(self, old: str, new: str) -> None:
        """Replace a part of the text."""
        text = self.path.read_text()
        assert old in text, old
        self.path.write_text(text.replace(old, new))

    def seeds(self, name: str, accuracies: list[float]) -> None:
        """Let an experiment have run with several seeds."""
        trials = [
            Trial(seed, {**self.parts[name]["values"], "accuracy": one}, {}, 1.0, "2024-01-01", {})
            for seed, one in enumerate(accuracies)
        ]
        self.record(name, values={"accuracy": sum(accuracies) / len(accuracies)}, seeds=trials)
