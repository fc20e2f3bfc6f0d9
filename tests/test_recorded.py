"""`sitegen verify --recorded`: environments that uv makes from a folder of wheels, and what is repeated in them."""

from __future__ import annotations

import json
import os
import platform
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import Site

from builder.commands import recorded as command
from builder.errors import SitegenError
from builder.project import Project
from builder.results import Store
from builder.running import recorded
from builder.running.recorded import Made, made, own_needs

HERE = platform.python_version()
EXPERIMENTS = """\
from dataclasses import dataclass

from builder.experiments import Result, experiment


@dataclass(frozen=True)
class Training:
    seed: int = 0


@experiment(seeds=[1, 2])
def noisy(settings: Training) -> Result:
    return Result(values={"accuracy": settings.seed / 10})


@experiment
def other() -> Result:
    return Result(values={"accuracy": 1})
"""


def wheel(folder: Path, name: str, version: str, needs: str = "") -> None:
    """A package of one module that knows its version."""
    info = f"{name}-{version}.dist-info"
    required = f"Requires-Dist: {needs}\n" if needs else ""
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{required}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    listed = "".join(f"{file},,\n" for file in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for file, text in {**files, f"{info}/RECORD": listed}.items():
            archive.writestr(file, text)


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Wheels that are all there is, and a cache folder of one's own."""
    if not recorded.found_uv():
        pytest.skip("uv is not installed")
    folder = tmp_path / "wheels"
    folder.mkdir()
    wheel(folder, "apples", "1.0")
    wheel(folder, "apples", "1.2")
    wheel(folder, "pears", "3.1", needs="apples>=1.2")
    for name in [name for name in os.environ if name.startswith("UV_")]:
        monkeypatch.delenv(name)
    settings = tmp_path / "uv.toml"
    settings.write_text(f'no-index = true\nfind-links = ["{folder.as_posix()}"]\npython-downloads = "never"\n')
    monkeypatch.setenv("UV_CONFIG_FILE", str(settings))
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(recorded, "cache_folder", lambda: tmp_path / "cache" / "sitegen")
    return folder


def test_an_environment_has_the_versions_of_a_record_and_is_kept(index: Path) -> None:
    said: list[str] = []
    wanted = {"apples": "1.0", "pears": "3.1+cpu", "sitegen": "0.1"}  # which asks for other apples
    first = made(HERE, wanted, [], said.append)
    assert first.instead == ()
    assert len(said) == 1
    assert made(HERE, wanted, [], said.append) == first
    assert len(said) == 1
    assert sorted(recorded.installed_in(first.python)) == [("Python", HERE), ("apples", "1.0"), ("pears", "3.1")]
    code = "import builder, apples, sys; print(builder.__file__, apples.VERSION, 'click' in sys.modules)"
    done = recorded.said_by(first.python, code, first.variables())
    assert done == f"{recorded.Path(recorded.builder.__file__)} 1.0 False"


def test_what_cannot_be_had_is_named_with_what_was_taken_instead(index: Path) -> None:
    wanted = {"apples": "0.7", "pears": "3.1", "plums": "2.0"}
    assert made("3.11.999", wanted, ["pears"], print).instead == (
        f"Python 3.11.999 cannot be had: {HERE} was taken instead",
        "apples 0.7 cannot be had: 1.2 was taken instead",
        "plums 2.0 cannot be had, and nothing was taken instead",
    )
    wheel(index, "apples", "0.7")  # it is there again
    wheel(index, "plums", "2.0")
    assert len(made("3.11.999", wanted, ["pears"], print).instead) == 1
    with pytest.raises(SitegenError, match="uv cannot install what the record names"):
        made("", {}, ["cherries"], print)


def test_without_uv_it_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "found_uv", lambda: None)
    with pytest.raises(SitegenError, match="needs uv") as told:
        made("", {}, [], print)
    assert "pip install uv" in told.value.hint


def test_what_sitegen_needs_is_known() -> None:
    assert any(one.startswith("click") for one in own_needs())
    assert not any("extra" in one or "torch" in one for one in own_needs())
    assert any(one.startswith("torchvision") for one in own_needs("lab"))


def test_each_is_repeated_with_its_own_versions(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """With this Python, which stands for those that uv makes."""
    site.write("experiments.py", EXPERIMENTS)
    site.sitegen("run")
    asked: list[tuple[str, dict[str, str]]] = []

    def instead(python: str, packages: dict[str, str], needs: Sequence[str], say: Any) -> Made:
        asked.append((python, packages))
        return Made(Path(sys.executable), ("apples 0.7 cannot be had: 1.2 was taken instead",))

    monkeypatch.setattr(command, "made", instead)
    project = Project(site.root)
    record = Store(project.results("counting")).read("noisy")
    lines = list(command.verify_recorded(project, ["noisy"], keep=True))
    assert lines[:3] == [
        "instead    apples 0.7 cannot be had: 1.2 was taken instead",
        "bit-equal  noisy-seed-1",
        "bit-equal  noisy-seed-2",
    ]
    assert asked == [(HERE, record.environment.get("packages", {}))]
    [path] = (site.post / "results" / "noisy").glob("repeated-*.json")
    assert json.loads(path.read_text())["verdict"] == "bit-equal"
    assert list(command.verify_recorded(project, ["noisy[seed=2]"]))[1:] == ["bit-equal  noisy-seed-2"]
    site.edit("experiments.py", "/ 10", "/ 5")
    with pytest.raises(SitegenError, match="not all came out as recorded"):
        list(command.verify_recorded(project, ["noisy"]))
    assert "'noisy' has no fresh record to compare with" in capfd.readouterr().err
