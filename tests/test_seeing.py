"""What reading the source overlooks is seen while it runs: fresh before an edit, stale after it."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from conftest import Site

HEAD = "from builder.experiments import Result, experiment\n"
GIVES = "\n\n@experiment\ndef main() -> Result:\n    return Result(values={'x': give()})\n"


@dataclass(frozen=True)
class Overlooked:
    """Files of a post, and an edit of one of them that changes what its experiment gives."""

    name: str
    experiments: str
    edited: str
    old: str = "3"
    new: str = "4"
    files: dict[str, str] = field(default_factory=dict)
    reason: str = "seen to"

    def __str__(self) -> str:
        return self.name


REGISTRY = "TABLE = {}\n\n\ndef register(f):\n    TABLE[f.__name__] = f\n    return f\n"
CASES = [
    Overlooked(
        "a registry behind getattr",
        "from . import nets\nfrom .registry import TABLE\n\n\ndef give():\n    return getattr(nets, 'build')()",
        "nets.py",
        files={
            "registry.py": REGISTRY,
            "nets.py": "from .registry import TABLE, register\n\nWIDTH = 3\n\n\n"
            "@register\ndef small():\n    return WIDTH\n\n\ndef build():\n    return next(iter(TABLE.values()))()\n",
        },
        reason="",
    ),
    Overlooked(
        "a function that only a string of code names",
        "from .tool import f\n\nSPACE = __import__('sys').modules[f.__module__].__dict__\n\n\n"
        "def give():\n    return SPACE['hid' + 'den']()",
        "tool.py",
        files={"tool.py": "def f():\n    return 1\n\n\nWIDTH = 3\n\n\ndef hidden():\n    return WIDTH\n"},
        reason="",
    ),
    Overlooked(
        "the text of a file that is executed",
        "from pathlib import Path\n\n\ndef give():\n    space = {}\n"
        "    exec(Path(__file__).with_name('code.txt').read_text(), space)\n    return space['x']",
        "code.txt",
        files={"code.txt": "x = 3\n"},
        reason="file code.txt changed (seen to be read)",
    ),
    Overlooked(
        "a file that another program's function runs",
        "import code\nfrom pathlib import Path\n\n\ndef give():\n    space = {}\n"
        "    text = Path(__file__).with_name('snippet.py').read_text()\n"
        "    code.InteractiveInterpreter(space).runsource(text, symbol='exec')\n    return space['x']",
        "snippet.py",
        files={"snippet.py": "x = 3\n"},
        reason="file snippet.py changed (seen to be read)",
    ),
    Overlooked(
        "runpy",
        "import os\n\nfrom pkgutil import resolve_name\n\n\ndef give():\n"
        "    return resolve_name('runpy:run_path')(os.path.join(os.path.dirname(__file__), 'script.py'))['x']",
        "script.py",
        files={"script.py": "def f():\n    return 3\n\n\nx = f()\n"},
        reason="script.py",
    ),
    Overlooked(
        "a module that is looked for",
        "import os\nimport pydoc\n\n\ndef give():\n"
        "    return pydoc.importfile(os.path.join(os.path.dirname(__file__), 'plugin.py')).f()",
        "plugin.py",
        files={"plugin.py": "from builder.errors import shown\n\nWIDTH = 3\n\n\ndef f():\n    return WIDTH\n"},
        reason="plugin.py changed (seen to run)",
    ),
    Overlooked(
        "data that is not declared",
        "from pathlib import Path\n\n\ndef give():\n    return int(Path(__file__).with_name('number.txt').read_text())",
        "number.txt",
        files={"number.txt": "3\n"},
        reason="file number.txt changed (seen to be read)",
    ),
    Overlooked(
        "data that is read while the file is imported",
        "from pathlib import Path\n\nNUMBER = int((Path(__file__).parent / 'in' / 'n.txt').read_text())\n\n\n"
        "def give():\n    return NUMBER",
        "in/n.txt",
        files={"in/n.txt": "3\n"},
        reason="file in/n.txt changed (seen to be read)",
    ),
    Overlooked(
        "data beside the posts",
        "from pathlib import Path\n\n\ndef give():\n    return int(Path('number.txt').read_text())",
        "../../../number.txt",
        files={"../../../number.txt": "3\n"},
        reason="file ../../../number.txt changed (seen to be read)",
    ),
    Overlooked(
        "a method that JSON calls",
        "import json\n\nfrom .encoder import Encoder\n\n\ndef give():\n    return json.dumps({'x': {1}}, cls=Encoder)",
        "encoder.py",
        files={
            "encoder.py": "import json\n\n\n"
            "class Encoder(json.JSONEncoder):\n    def default(self, o):\n        return 3\n"
        },
        reason="",
    ),
    Overlooked(
        "a method that nothing names",
        "from .nets import Net\n\n\ndef give():\n    return getattr(Net(), chr(115) + 'mall')()",
        "nets.py",
        files={
            "nets.py": "class Net:\n    def small(self):\n        return 3\n\n    def other(self):\n        return 5\n"
        },
        reason="",
    ),
    Overlooked(
        "a method that a template calls",
        "import string\n\nfrom .nets import Net\n\n\ndef give():\n"
        "    return len(string.Formatter().vformat('{0.' + 'width}', (Net(),), {}))",
        "nets.py",
        old="3333",
        new="44444",
        files={"nets.py": "class Net:\n    @property\n    def width(self):\n        return 3333\n"},
        reason="",
    ),
    Overlooked(
        "a method that a parser calls by name",
        "from html.parser import HTMLParser\n\n\nclass Tags(HTMLParser):\n    found = 0\n\n"
        "    def handle_starttag(self, tag, attributes):\n        self.found += 3\n\n\n"
        "def give():\n    tags = Tags()\n    tags.feed('<p>')\n    return tags.found",
        "experiments.py",
        old="+= 3",
        new="+= 4",
        reason="",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_ran_is_not_missed(site: Site, case: Overlooked) -> None:
    for name, text in case.files.items():
        site.write(name, text)
    site.write("experiments.py", HEAD + case.experiments + GIVES)
    site.sitegen("run")
    before = site.record("main")["values"]
    assert site.stale() == {}
    site.edit(case.edited, case.old, case.new)
    reasons = site.stale()["main"]
    assert any(case.reason in reason for reason in reasons), reasons
    site.sitegen("run")
    assert site.record("main")["values"] != before
    assert site.stale() == {}


SHARED = """
from functools import cache
from pathlib import Path

from .registry import TABLE
from . import nets


@cache
def loaded():
    return int(Path(__file__).with_name("number.txt").read_text()) + nets.pick("one")


def build(kind):
    return nets.pick(kind)


@experiment
def a() -> Result:
    return Result(values={"x": build("one")})


@experiment
def b() -> Result:
    return Result(values={"x": build("two")})


@experiment
def c() -> Result:
    return Result(values={"x": loaded()})


@experiment
def d() -> Result:
    return Result(values={"x": 2 * loaded()})
"""


def test_what_one_run_does_counts_for_no_other_but_through_a_cache(site: Site) -> None:
    """All four run in one process, in which `loaded` runs once."""
    site.write("registry.py", "TABLE = {}\n")
    site.write(
        "nets.py",
        "from .kinds import ONE, TWO\n\n\ndef pick(kind):\n    return (ONE if kind == 'one' else TWO).make()\n",
    )
    site.write("kinds.py", "class Kind:\n    pass\n\n\nONE, TWO = Kind(), Kind()\n")
    site.write("experiments.py", HEAD + SHARED)
    site.write("number.txt", "3\n")
    site.edit("nets.py", "from", "from . import hooks\nfrom")
    site.write(
        "hooks.py",
        "from . import kinds\n\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n\n\n"
        "for kind, name in ((kinds.ONE, 'one'), (kinds.TWO, 'two')):\n    setattr(kind, 'make', globals()[name])\n",
    )
    site.sitegen("run", "--jobs", "1")
    assert site.stale() == {}
    site.edit("number.txt", "3", "4")
    assert sorted(site.stale()) == ["c", "d"]
