"""sitegen as an author installs it: the wheel alone, in an empty environment, without Node and without PyTorch."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest
from conftest import REPOSITORY


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints; it must succeed."""
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SITEGEN_DATA")}
    done = subprocess.run(command, cwd=cwd, env=env | environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_wheel_alone_makes_builds_and_checks_a_site(tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path, REPOSITORY, cwd=tmp_path)
    (wheel,) = tmp_path.glob("sitegen-*.whl")
    assert "builder/py.typed" in zipfile.ZipFile(wheel).namelist(), "an author's checker sees the types"
    venv.create(tmp_path / "env", with_pip=True)
    programs = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    packages = run(programs / "python", "-m", "pip", "list", cwd=tmp_path).lower()
    assert not [name for name in ("torch", "nodejs", "playwright") if name in packages]
    alone = {"PATH": str(programs)}  # no Node, no compiler

    def sitegen(cwd: Path, *arguments: str) -> str:
        return run(programs / "sitegen", *arguments, cwd=cwd, **alone)

    sitegen(tmp_path, "init", "blog")
    blog = tmp_path / "blog"
    assert "coin: done" in sitegen(blog, "build")
    sitegen(blog, "new", "another-coin")
    assert "coin: done" in sitegen(blog, "run", "--post", "another-coin")
    assert "out of date" not in sitegen(blog, "build", "--strict", "--no-run")
    sitegen(blog, "check")
    for language in ("en", "pt"):
        for slug in ("coin", "another-coin"):
            assert "<figure" in (blog / "site" / language / "posts" / slug / "index.html").read_text(encoding="utf-8")
