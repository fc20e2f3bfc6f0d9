"""Equal programs have equal digests, however they are written, on every Python."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import EXPERIMENTS, HELPERS, REPOSITORY

from builder.source.canonical import source_digest


def digest(text: str) -> str:
    return source_digest(ast.parse(text).body)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1  # why", "x = 1"),
        ("def f():\n    '''Doc.'''\n    return 1", "def f(): return 1"),
        ("class A:\n    'Doc.'\n    x: int = 1\n    'About x.'", "class A:\n    x: int = 1"),
        ("f(a, b)", "f(\n    a,\n    b,\n)"),
        ("x = 'a'", 'x = "a"'),
        ("x = 1_000", "x = 1000"),
        ("x = 0xff", "x = 255"),
        ("x = (a + b)", "x = a + b"),
        ("x = [1, 2]", "x = [\n    1,  # one\n    2,\n]\n\n\n"),
        ("x = a \\\n  + b", "x = (\n    a + b\n)"),
        ("x = 'a' 'b'", "x = 'ab'"),
        ("x = f'{a}b'", 'x = f"{a}b"'),
        ("a = 1; b = 2", "a = 1\nb = 2"),
        ("x = 1\r\ny = '''a\r\nb'''\r\n", "x = 1\ny = '''a\nb'''\n"),
    ],
)
def test_writing_it_differently_changes_nothing(one: str, other: str) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 2"),
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x = '1'", "x = 1"),
        ("x = (1)", "x = (1,)"),
        ("x = a + b * c", "x = (a + b) * c"),
        ("x = None", "x = False"),
        ("def f(a, b): pass", "def f(b, a): pass"),
        ("def f(a=None): pass", "def f(a): pass"),
        ("if a:\n    b\nc", "if a:\n    b\n    c"),
        ("x = f'{a!r}'", "x = f'{a}'"),
        ("x = f'{a:.2f}'", "x = f'{a:.3f}'"),
        ("x: int = 1", "x: float = 1"),
        ("f(*a)", "f(**a)"),
        ("return_ = lambda: 0", "return_ = lambda: 1"),
    ],
)
def test_meaning_something_else_changes_the_digest(one: str, other: str) -> None:
    assert digest(one) != digest(other)


TRICKY = """
def f(a: int, /, *rest: float, key: str = "é\\u2028", **more) -> None:
    text = f"{a:>{key}.3f} {a!r} {'nested'} { {1: 2}[1] } {a=}" "joined" f"{rest}"
    with open(a) as one, open(key) as two:
        match a:
            case [1, *others] | {"k": others, **kept} if (n := 3) > 2:
                return -1e-3 + 2j, b"\\x00", ..., others, kept, n
    try:
        return {**more}, [*rest], {x for x in rest if x}
    except* ValueError as error:
        raise RuntimeError from error
"""


def test_the_digests_are_these_for_ever() -> None:
    """Records are committed: another digest for the same source would make every result stale on every machine."""
    assert digest("x = 1") == "09a9f0ec1c67f691"
    assert digest(TRICKY) == "93bfbcba7f9ff74e"


def other_pythons() -> list[str]:
    names = [f"python3.{minor}" for minor in range(11, 16) if minor != sys.version_info.minor]
    found = [shutil.which(name) for name in names]
    roots = [os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"]
    for root in (Path(root) for root in roots if root):
        found += [str(path) for name in names for path in root.glob(f"versions/{name[6:]}.*/bin/python")]
    return [path for path in found if path and works(path)]


def works(python: str) -> bool:
    """A shim can be on the path without a Python behind it."""
    return subprocess.run([python, "-c", ""], capture_output=True).returncode == 0


def test_fingerprints_are_the_same_on_every_python_path_and_line_end(tmp_path: Path) -> None:
    """The whole fingerprint, computed by each Python that this machine has, with nothing but its standard library."""
    program = (
        "import sys; from pathlib import Path; from builder.project import Project;"
        "from builder.experiments.discovery import discover; from builder.experiments.fingerprint import fingerprint\n"
        "for post in discover(Project(Path(sys.argv[1]))):\n"
        "    for one in post.declarations.values():\n"
        "        print(one.name, fingerprint(post, one, {name: '0' for name in one.uses}).digest())\n"
    )
    outputs = set()
    pythons = [sys.executable, *other_pythons()]
    for number, python in enumerate(pythons):
        for ending in ("\n", "\r\n"):
            root = tmp_path / f"{'somewhere' * number}-{len(ending)}"
            for name, text in (("experiments.py", EXPERIMENTS), ("helpers.py", HELPERS)):
                path = root / "content" / "posts" / "counting" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text.replace("\n", ending), newline="")
            environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONHASHSEED": str(number)}
            done = subprocess.run([python, "-c", program, str(root)], env=environment, capture_output=True, text=True)
            assert done.returncode == 0, done.stderr
            outputs.add(done.stdout)
    assert len(outputs) == 1
    if len(pythons) == 1:
        pytest.skip("only one Python here: paths and line ends were compared, versions were not")
