"""What is kept between two commands is read back only where it is what was written: else it is told, or begun anew."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from conftest import Site

from builder.errors import SitegenError
from builder.results import Run

STATE = {"losses": [0.5, float("nan")], "by_epoch": {2: "b", 10: "a"}}
ARRAYS = {
    "weights": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "step": np.array(3),
    "big": np.arange(3, dtype=">f8"),
    "none": np.zeros((0, 2)),
    "mask": np.array([True, False]),
}


def kept(folder: Path) -> Path:
    """The file of a checkpoint."""
    Run(checkpoints=folder).next_checkpoint().save(ARRAYS, STATE)
    return folder / "training-1.safetensors"


def loaded(folder: Path) -> tuple[object, list[str]]:
    said: list[str] = []
    return Run(checkpoints=folder, say=said.append).next_checkpoint().load(), said


def test_a_checkpoint_gives_back_what_was_kept(tmp_path: Path) -> None:
    kept(tmp_path)
    found, said = loaded(tmp_path)
    assert said == []
    assert isinstance(found, tuple)
    arrays, state = found
    assert {name: array.tolist() for name, array in arrays.items()} == {
        name: array.tolist() for name, array in ARRAYS.items()
    }
    assert repr(state) == repr({"by_epoch": {"2": "b", "10": "a"}, "losses": [0.5, float("nan")]})


def test_no_flipped_bit_of_a_checkpoint_passes(tmp_path: Path) -> None:
    path = kept(tmp_path)
    data, whole = path.read_bytes(), repr(loaded(tmp_path)[0])
    chance = random.Random(0)
    for at in chance.sample(range(len(data)), 200):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        found, said = loaded(tmp_path)
        assert repr(found) == whole or (found is None and len(said) == 1), "a blank of the header, or told"


def test_a_checkpoint_of_another_training_or_state_is_not_taken_up(tmp_path: Path) -> None:
    path = kept(tmp_path / "state")
    path.rename(path.with_name("training-2.safetensors"))
    run = Run(checkpoints=tmp_path / "state", say=lambda text: None)
    assert run.next_checkpoint().load() is None
    assert run.next_checkpoint().load() is None
    kept(tmp_path / "state")
    (tmp_path / "state").rename(tmp_path / "other")
    found, said = loaded(tmp_path / "other")
    assert found is None
    assert "training-1.safetensors: this checkpoint cannot be read (it does not match the digest in it)" in said[0]


OWN = """
import time
from pathlib import Path

import numpy as np

from builder import Loop, Result, experiment


class Library:  # what it keeps of itself it may not take back
    def state_dict(self):
        return {"version": 1}

    def load_state_dict(self, state):
        if Path("refuse").exists():
            raise ValueError("Invalid state")


@experiment
def slow():
    line = np.zeros(2)
    loop = Loop(20, keep=[line, Library()])
    for step in loop:
        if step == 10 and Path("stop").exists():
            raise SystemExit("stopped")
        time.sleep(0.02)
        line += 0.1
        loop.report(loss=float(line.sum()))
    return Result(series=loop.series)
"""
"""An author's own loop, with files that say that it stops, and that what it kept cannot be taken up."""


def stopped(site: Site) -> Path:
    """Stop the author's own loop in its middle; returns its checkpoint."""
    site.write("experiments.py", OWN)
    (site.root / "stop").touch()
    site.sitegen("run", "slow", code=2)
    (site.root / "stop").unlink()
    (path,) = (site.root / ".sitegen" / "checkpoints").rglob("*.safetensors")
    return path


def outcome(site: Site) -> dict[str, object]:
    return {name: part for name, part in site.record("slow").items() if name not in ("when", "seconds", "digest")}


def undisturbed(site: Site) -> dict[str, object]:
    site.sitegen("run", "--force")
    return outcome(site)


def test_a_damaged_checkpoint_of_an_own_loop_begins_anew_with_a_line(site: Site) -> None:
    path = stopped(site)
    data = bytearray(path.read_bytes())
    data[-3] ^= 16
    path.write_bytes(data)
    done = site.sitegen("run")
    assert "this checkpoint cannot be read" in done.stderr
    assert "slow: 1/20" in done.stderr
    found = outcome(site)
    assert undisturbed(site) == found


def test_a_checkpoint_that_cannot_be_taken_up_never_sticks(site: Site) -> None:
    """Whole, but refused by what takes it up: by a library whose new version reads another state, say."""
    stopped(site)
    (site.root / "refuse").touch()
    done = site.sitegen("run", "slow")
    line = "the checkpoint of training-1 cannot be taken up (ValueError: Invalid state); its training begins anew"
    assert line in done.stderr
    assert "Traceback" not in done.stderr
    assert "slow: 1/20" in done.stderr
    found = outcome(site)
    (site.root / "refuse").unlink()
    assert undisturbed(site) == found


def failing(run: Run, error: Exception, *, saved: bool = False) -> Exception:
    """An error of the function that took up a checkpoint."""
    checkpoint = run.next_checkpoint()
    try:
        checkpoint.load()
        if saved:
            checkpoint.save(ARRAYS, STATE)
        raise error
    except Exception as caught:  # with its traceback
        return caught


@pytest.mark.parametrize("error", [MemoryError(), OSError(), SitegenError("no data")])
def test_a_disk_or_a_memory_that_is_full_takes_no_checkpoint_away(tmp_path: Path, error: Exception) -> None:
    kept(tmp_path)
    run = Run(checkpoints=tmp_path)
    assert run.not_restored(failing(run, error)) == frozenset()


def test_what_fails_after_the_next_checkpoint_takes_none_away(tmp_path: Path) -> None:
    kept(tmp_path)
    run = Run(checkpoints=tmp_path)
    assert run.not_restored(failing(run, RuntimeError(), saved=True)) == frozenset()
    again = Run(checkpoints=tmp_path)
    assert again.not_restored(failing(again, RuntimeError())) == {"training-1.safetensors"}


def memory(site: Site) -> Path:
    return site.root / ".sitegen" / "status" / "counting.json"


SPOILT: dict[str, Callable[[Path], object]] = {
    "nested": lambda path: path.write_bytes(b"[" * 200_000),
    "nested below its digest": lambda path: path.write_bytes(path.read_bytes()[:65] + b"[" * 200_000),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "empty": lambda path: path.write_bytes(b""),
    "other words": lambda path: path.write_bytes(path.read_bytes().replace(b"fresh", b"stale")),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("damage", SPOILT)
def test_the_memory_of_status_is_begun_anew(site: Site, damage: str) -> None:
    site.sitegen("run", "alone")
    said = site.sitegen("status", "--json").stdout
    SPOILT[damage](memory(site))
    for _ in range(2):
        done = site.sitegen("status", "--json")
        assert (done.stdout, done.stderr) == (said, "")


def test_no_flipped_bit_of_the_memory_changes_what_status_says(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from builder.commands.status import status
    from builder.project import Project

    site.sitegen("run", "alone")
    project = Project(site.root)
    said = status(project, as_json=True, why=False)
    data = memory(site).read_bytes()
    chance = random.Random(0)
    for at in chance.sample(range(len(data)), 100):
        memory(site).write_bytes(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
        assert status(project, as_json=True, why=False) == said
