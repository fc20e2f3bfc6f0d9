"""The versions of packages: those that a run had loaded, and those that are installed here.

Found in the folders of packages themselves: `importlib.metadata` is not asked, since `status` has no time to import it,
and which module belongs to which package it knows only after reading every file of every package.
"""

from __future__ import annotations

import functools
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

_INFO = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(?:-py[\d.]+)?\.(?:dist|egg)-info")
_RUNNING = frozenset({"click", "filelock", "markdown-it-py", "mdurl", "pygments", "rich"})
"""What running itself loads."""


def loaded() -> dict[str, str]:
    """The version of each installed package of which a module is loaded, by name; not of what `sitegen run` needs."""
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    return dict(_brought(frozenset(file for file in files if isinstance(file, str)), tuple(sys.path)))


@functools.lru_cache(maxsize=1)  # of one run after the other in a process most load nothing more
def _brought(modules: frozenset[str], path: tuple[str, ...]) -> dict[str, str]:
    """The packages that brought these files of modules."""
    files: dict[str, set[str]] = {}
    folders = {os.path.realpath(folder): folder for folder in path if folder}
    for file in map(os.path.realpath, modules):
        if folder := _folder(file, folders):
            files.setdefault(folder, set()).add(os.path.relpath(file, folder).replace(os.sep, "/"))
    found: dict[str, str] = {}
    for folder, names in files.items():
        found |= _owners(folder, frozenset(name for name in names if not _below_another(name, names)))
    return dict(sorted(found.items()))


@functools.cache
def _owners(folder: str, names: frozenset[str]) -> dict[str, str]:
    """The packages in a folder that brought these files, with their versions."""
    wanted = [f"\n{name},".encode() for name in names]
    return {
        name: version
        for info, name, version in _infos(folder)
        if name not in _RUNNING and _lists(Path(folder, info), wanted)
    }


def _below_another(name: str, names: set[str]) -> bool:
    """Whether a file belongs to a package that is loaded, which tells for all below it."""
    parts = name.split("/")
    return any(
        name != (above := "/".join([*parts[:count], "__init__.py"])) and above in names
        for count in range(1, len(parts))
    )


def _folder(file: str, folders: Mapping[str, str]) -> str:
    """The folder of packages that a file lies in; "" for the standard library's, and for the author's own."""
    parts = file.split(os.sep)
    for place in range(len(parts) - 1, 0, -1):
        if parts[place] in ("site-packages", "dist-packages"):
            folder = os.sep.join(parts[: place + 1])
            return folder if folder in folders else ""
    return ""


def _lists(info: Path, wanted: Iterable[bytes]) -> bool:
    """Whether a package brought one of these files, by the list of its own."""
    try:
        record = b"\n" + (info / "RECORD").read_bytes()
    except OSError:
        return False
    return any(one in record for one in wanted)


def _infos(folder: str) -> Iterable[tuple[str, str, str]]:
    """The packages in a folder: the folder that describes it, its name and its version."""
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return
    for info in names:
        if found := _INFO.fullmatch(info):
            yield info, _plain(found["name"]), found["version"]


def _plain(name: str) -> str:
    """The name of a package as it is compared: scikit-learn for scikit_learn and Scikit-Learn."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, str]:
    """The version of every package that is installed here, by name."""
    found: dict[str, str] = {}
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")):
            for _, name, version in _infos(folder):
                found.setdefault(name, version)
    return found


def recorded(environment: Mapping[str, object]) -> dict[str, str]:
    """The versions that the environment of a record names; of early ones only PyTorch's."""
    packages = environment.get("packages")
    named = packages if isinstance(packages, Mapping) else {"torch": environment.get("torch")}
    return {str(name): version for name, version in named.items() if isinstance(version, str)}


def newer(watched: Iterable[str], environment: Mapping[str, object]) -> list[str]:
    """In words, of which packages there is another version here than a record was made with."""
    made_with = recorded(environment)
    known = {name: made_with[name] for name in map(_plain, watched) if name in made_with}
    return [f"{name} {was} -> {now}" for name, (was, now) in others(known, installed() if known else {}).items()]


def versions(watched: Iterable[str]) -> dict[str, str]:
    """The version of each of some packages here, "" where it is not installed."""
    names = sorted(set(map(_plain, watched)))
    here = installed() if names else {}
    return {name: here.get(name, "") for name in names}


def others(made_with: Mapping[str, str], here: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By package, the version that a record was made with and the one that is here, where the two differ."""
    return {
        name: (version, here[name])
        for name, version in made_with.items()
        if name in here and _other(version, here[name])
    }


def _other(one: str, two: str) -> bool:
    """Whether two versions differ; 2.14.1 may be short for 2.14.1+cpu."""
    if "+" in one and "+" in two:
        return one != two
    return one.partition("+")[0] != two.partition("+")[0]


def told(made_with: Mapping[str, Mapping[str, str]], *, all_of_them: bool = False) -> list[str]:
    """In words, with which packages the experiments of a post were made where others are here; a line, or one each."""
    here = installed() if any(made_with.values()) else {}
    experiments: dict[tuple[str, str, str], list[str]] = {}
    for experiment, packages in made_with.items():
        for package, (version, now) in others(packages, here).items():
            experiments.setdefault((package, version, now), []).append(experiment)
    # What computes first; then what most of them were made with.
    order = sorted(experiments, key=lambda one: (_FIRST.index(one[0]) if one[0] in _FIRST else len(_FIRST), one))
    lines = [_line(*one, experiments[one]) for one in order]
    if len(lines) > 1 and not all_of_them:
        more = len(lines) - 1
        lines = [f"{lines[0]}; {more} more {'difference' if more == 1 else 'differences'}: sitegen status --why"]
    return lines


_FIRST = ("torch", "jax", "tensorflow", "numpy", "scikit-learn")


def _line(package: str, version: str, here: str, experiments: list[str]) -> str:
    more = f" and {len(experiments) - 3} more" if len(experiments) > 3 else ""
    names = ", ".join(experiments[:3]) + more
    return f"{names}: made with {package} {version}, here is {here}; `sitegen verify {experiments[0]}` compares"
