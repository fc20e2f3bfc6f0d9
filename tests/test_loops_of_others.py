"""Loops of other hands in real processes: killed at random again and again, they end with the same bits."""

from __future__ import annotations

import os
import random
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import Site

pytest.importorskip("torch")
pytest.importorskip("sklearn")
EXPERIMENTS = (Path(__file__).parent / "loops" / "experiments.py").read_text(encoding="utf-8")
NAMES = ("vae", "dcgan", "reinforce", "word_language_model", "nano_gpt", "k_means", "out_of_core")


def outcomes(site: Site) -> dict[str, Any]:
    """What each has given, to the last bit: artifacts by their digests."""
    parts = ("settings", "values", "series", "artifacts", "diverged")
    return {name: {part: site.record(name).get(part) for part in parts} for name in NAMES}


def killed(site: Site, after: int) -> int:
    """Run until so many passes were told, and kill the process and its children; how many were told, 0 at the end."""
    command = site.command("run", "--jobs", "2")
    environment, pipe = site.environment(), subprocess.PIPE
    told = 0
    with subprocess.Popen(
        command, cwd=site.root, env=environment, stderr=pipe, text=True, start_new_session=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            assert "does not keep" not in line, line
            assert "begins anew" not in line, line
            told += "/" in line.partition(":")[2][:8]
            if told >= after:
                os.killpg(process.pid, signal.SIGKILL)
                return told
    assert process.returncode == 0
    return 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs groups of processes")
def test_each_ends_as_if_never_stopped(site: Site) -> None:
    site.write("experiments.py", EXPERIMENTS)
    site.sitegen("run", "--jobs", "2")
    whole = outcomes(site)
    assert len(whole["reinforce"]["series"]["reward"]) > 30
    for name in NAMES:
        (site.post / "results" / name / "record.json").unlink()
    chance, kills = random.Random(7), 0
    while killed(site, chance.randrange(4, 24)):
        kills += 1
    assert kills >= 3
    assert outcomes(site) == whole
