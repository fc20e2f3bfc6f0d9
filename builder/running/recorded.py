"""An environment with the versions that a record names, made by uv in a folder of its own and kept for other times."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from filelock import FileLock

import builder
from builder.errors import SitegenError
from builder.experiments.packages import others
from builder.files import canonical_json, sha256, write_atomic

_SELF = "sitegen"
_FINDER = """\
import os, sys
from importlib.util import spec_from_file_location


class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        folder = os.environ.get("SITEGEN_ITSELF", "")
        if name == "builder" and folder:
            file = os.path.join(folder, "__init__.py")
            return spec_from_file_location(name, file, submodule_search_locations=[folder])


sys.meta_path.append(Finder)
"""
"""What lets Python there import the sitegen that is running here, and nothing else of what is installed here."""


@dataclass(frozen=True)
class Made:
    """An environment: its Python, and lines about what could not be had, and what was taken instead."""

    python: Path
    instead: tuple[str, ...]

    def variables(self) -> dict[str, str]:
        """The environment variables for a process that runs sitegen there."""
        return {**os.environ, "SITEGEN_ITSELF": str(Path(builder.__file__).parent)}


def made(python: str, packages: Mapping[str, str], needs: Sequence[str], say: Callable[[str], None]) -> Made:
    """An environment with this version of Python ("" for any) and of packages, and with whatever else `needs` asks for.

    It lies in the user's cache folder, one for each set of versions. Raises SitegenError where there is no uv, or where
    uv can make none.
    """
    if (path := found_uv()) is None:
        hint = "Install it: pip install uv; or see https://docs.astral.sh/uv/getting-started/installation/."
        raise SitegenError("--recorded needs uv, which makes the environment, and there is none", hint=hint)
    uv = _Uv(path)
    packages = {name: version for name, version in sorted(packages.items()) if name != _SELF}
    named = canonical_json([python, packages, sorted(needs), sys.platform])
    folder = cache_folder() / "recorded" / sha256(named)[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        known = folder / "instead.json"
        if (there := _python_of(folder / "venv")).exists():
            with suppress(OSError, ValueError):
                if json.loads(known.read_text(encoding="utf-8")) == []:
                    return Made(there, ())
        say(f"uv makes an environment in {folder} …")
        there = uv.environment(folder / "venv", python)
        refused = uv.install(there, packages, needs)
        _let_in(there)
        instead = [*_told(python, packages, dict(installed_in(there)), refused)]
        write_atomic(known, json.dumps(instead).encode())
    return Made(there, tuple(instead))


def own_needs(extra: str = "") -> list[str]:
    """What sitegen itself needs, and one of its extras. Raises SitegenError where it is not installed as a package."""
    try:
        parts = [one.replace("'", '"').partition(";") for one in requires(_SELF) or []]
        wanted = f'extra == "{extra}"'
        return [what.strip() for what, _, when in parts if "extra ==" not in when or when.strip() == wanted]
    except PackageNotFoundError:
        hint = "Install it: pip install sitegen, or `pip install -e .` in its folder."
        raise SitegenError("sitegen is not installed, so that nobody knows what it needs", hint=hint) from None


def cache_folder() -> Path:
    """Where sitegen keeps what belongs to no site: the user's cache folder."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / _SELF
    other = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or other) / _SELF


def found_uv() -> str | None:
    """Where uv is: on the path, or in the environment that sitegen is in."""
    try:
        from uv import find_uv_bin  # its package from PyPI

        return str(find_uv_bin())
    except (ImportError, OSError):
        return shutil.which("uv")


def installed_in(python: Path) -> list[tuple[str, str]]:
    """The packages of an environment, and its Python, each with its version."""
    code = "import json, platform, importlib.metadata as m; print(json.dumps([('Python', platform.python_version()), "
    code += "*((one.metadata['Name'], one.version) for one in m.distributions())]))"
    return [(str(name), str(version)) for name, version in json.loads(said_by(python, code))]


def said_by(python: Path, code: str, variables: Mapping[str, str] | None = None) -> str:
    """What some code prints there."""
    done = subprocess.run([python, "-P", "-c", code], capture_output=True, text=True, check=True, env=variables)
    return done.stdout.strip()


@dataclass(frozen=True)
class _Uv:
    """Calls uv. Indexes and the like it takes from its own settings and variables."""

    path: str

    def environment(self, folder: Path, python: str) -> Path:
        """An empty environment with a version of Python, or with the nearest that can be had. Gives its Python."""
        shutil.rmtree(folder, ignore_errors=True)
        asked = [python, python.rpartition(".")[0], sys.executable]
        for number, version in enumerate(one for one in asked if one):
            done = self._call("venv", "--no-project", "--python", version, str(folder))
            if done.returncode == 0:
                return _python_of(folder)
            if not number:
                why = done.stderr
        raise SitegenError(f"uv can make no environment with Python {python}\n\n{why.strip()}")

    def install(self, python: Path, packages: Mapping[str, str], needs: Sequence[str]) -> set[str]:
        """Install packages in these versions, whatever others ask for, and what is needed besides.

        Gives the names of those of which there is no such version: another is taken, or none where there is none.
        """
        done = self._install(python, packages, packages, needs)
        if done.returncode == 0:
            return set()
        refused = {name for name, one in packages.items() if not self._has(python, f"{name}=={_public(one)}")}
        left = {name: one for name, one in packages.items() if name not in refused}
        names = [name for name in packages if name in left or self._has(python, name)]
        done = self._install(python, left, names, needs)
        if done.returncode:
            hint = "What stands above is what uv says. Its settings may name other indexes."
            raise SitegenError(f"uv cannot install what the record names\n\n{done.stderr.strip()}", hint=hint)
        return refused

    def _install(
        self, python: Path, pinned: Mapping[str, str], names: Iterable[str], needs: Sequence[str]
    ) -> subprocess.CompletedProcess[str]:
        folder = python.parent.parent
        wanted, pins = folder / "wanted.txt", folder / "pins.txt"
        wanted.write_text("".join(f"{one}\n" for one in (*names, *needs)), encoding="utf-8")
        pins.write_text("".join(f"{name}=={_public(one)}\n" for name, one in pinned.items()), encoding="utf-8")
        return self._call("pip", "install", "--python", str(python), "--overrides", str(pins), "-r", str(wanted))

    def _has(self, python: Path, wanted: str) -> bool:
        """Whether the index has a package, in that version."""
        done = self._call("pip", "install", "--dry-run", "--no-deps", "--python", str(python), wanted)
        return done.returncode == 0

    def _call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([self.path, *arguments], capture_output=True, text=True)


def _public(version: str) -> str:
    """The version as an index has it: 2.14.1 for 2.14.1+cu130."""
    return version.partition("+")[0]


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def _let_in(python: Path) -> None:
    """Let a Python import the sitegen that is named to it."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    folder = Path(said_by(python, code))
    (folder / "sitegen_itself.py").write_text(_FINDER, encoding="utf-8")
    (folder / "sitegen_itself.pth").write_text("import sitegen_itself\n", encoding="utf-8")


def _told(python: str, packages: Mapping[str, str], here: Mapping[str, str], refused: set[str]) -> Iterator[str]:
    """In a line each, what is not as it was asked for."""
    wanted = ({"Python": python} if python else {}) | dict(packages)
    different = others(wanted, here)
    for name, version in wanted.items():
        if name not in here:
            yield f"{name} {version} cannot be had, and nothing was taken instead"
        elif name in different:
            why = "cannot be had" if name in refused or name == "Python" else "is not what uv installed"
            yield f"{name} {version} {why}: {here[name]} was taken instead"
