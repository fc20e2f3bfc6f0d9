"""Model code as it lies in repositories, put into a post: imported as it imports itself, and followed."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from conftest import Site

HEAD = "from builder.experiments import Result, experiment\n"
REGISTRY = {
    "pack/__init__.py": "from .nets import *\nfrom .registry import create\n",
    "pack/registry.py": "TABLE = {}\n\n\ndef register(f):\n    TABLE[f.__name__] = f\n    return f\n\n\n"
    "def create(name):\n    return TABLE[name]()\n",
    "pack/nets.py": "from .registry import register\n\nWIDTH = 3\n\n\n@register\ndef small():\n    return WIDTH\n",
}


def write(site: Site, files: dict[str, str], imports: str, value: str) -> None:
    """A post whose only experiment gives a value."""
    for name, text in files.items():
        site.write(name, textwrap.dedent(text))
    body = f"\n\n@experiment\ndef alone() -> Result:\n    return Result(values={{'answer': {value}}})\n"
    site.write("experiments.py", f"{HEAD}{imports}{body}")


@pytest.mark.parametrize(
    ("files", "imports", "value", "name", "old", "new", "reason"),
    [
        (REGISTRY, "from .pack import create", "create('small')", "pack/nets.py", "= 3", "= 4", "pack/nets.py:WIDTH"),
        (REGISTRY, "from pack import create", "create('small')", "pack/nets.py", "= 3", "= 4", "pack/nets.py:WIDTH"),
        (
            {"net.py": """\
                class Net:
                    options = {}
                    def get(self, name):
                        return self.options[name](self)
                def option(name):
                    def store(f):
                        Net.options[name] = f
                        return f
                    return store
                @option("width")
                def _width(c):
                    return 3
                """},
            "from .net import Net", "Net().get('width')", "net.py", "return 3", "return 4", "net.py:_width",
        ),
        (
            {"pack/__init__.py": "from . import fill\n", "pack/base.py": "TABLE = {}\n",
             "pack/fill.py": "from .base import TABLE\nTABLE.update(a=3)\n"},
            "from .pack.base import TABLE", "TABLE['a']", "pack/fill.py", "a=3", "a=4", "pack/fill.py:(top level)",
        ),
        (
            {"pack/__init__.py": "from .layers import Narrow\n",
             "pack/layers.py": "class Narrow:\n    width = 1\n\n\nclass Wide:\n    width = 3\n"},
            "from . import pack", "getattr(pack.layers, 'Wide')().width", "pack/layers.py", "= 3", "= 4",
            "pack/layers.py:Wide",
        ),
        (
            {"lib/mine/__init__.py": "", "lib/mine/sub.py": "def f():\n    return 3\n"},
            "import os\nimport sys\n\nsys.path.insert(0, os.path.join(os.path.dirname(__file__), 'lib'))\n"
            "from mine.sub import f",
            "f()", "lib/mine/sub.py", "return 3", "return 4", "lib/mine/sub.py:f",
        ),
        (
            {"model.py": "WIDTH = 3\n"}, "from model import WIDTH", "WIDTH", "model.py", "= 3", "= 4", "model.py:WIDTH",
        ),
        (
            {"tools/nets/deep.py": "from tools.nets.base import WIDTH\n", "tools/nets/base.py": "WIDTH = 3\n"},
            "import tools.nets.deep", "tools.nets.deep.WIDTH", "tools/nets/base.py", "= 3", "= 4",
            "tools/nets/base.py:WIDTH",
        ),
    ],
    ids=["registry", "registry-own-name", "options", "init-fills", "submodule", "sys-path", "one-file", "no-init"],
)  # fmt: skip
def test_a_change_in_model_code_is_told(
    site: Site, files: dict[str, str], imports: str, value: str, name: str, old: str, new: str, reason: str
) -> None:
    write(site, files, imports, value)
    site.sitegen("run")
    assert site.record("alone")["values"]["answer"] == 3
    site.edit(name, old, new)
    assert site.stale() == {"alone": [f"{reason} changed"]}


def test_a_module_imported_in_two_ways_is_one(site: Site) -> None:
    """Else what one of them registers would be missing in the other."""
    files = {
        "pack/__init__.py": "TABLE = {}\n",
        "pack/nets.py": "import pack\nfrom pack import TABLE\n\nTABLE['small'] = 3\n",
    }
    imports = "from . import pack as ours\nfrom .pack import nets\nimport pack"
    write(site, files, imports, "ours.TABLE['small'] + (ours is pack)")
    site.sitegen("run")
    assert site.record("alone")["values"]["answer"] == 4


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    from .fast import best\nexcept ImportError:\n    def best():\n        return 3\n",
        "try:\n    from . import fast\n    best = fast.best\nexcept ImportError:\n    best = lambda: 3\n",
        "def best():\n    try:\n        from .fast import best\n    except ImportError:\n        return 3\n"
        "    return best()\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .fast import Fast\n\n\n"
        "def best():\n    return 3\n",
    ],
)
def test_an_optional_file_may_be_missing_and_counts_once_it_is_there(site: Site, text: str) -> None:
    write(site, {"tools.py": text}, "from .tools import best", "best()")
    site.sitegen("run")
    assert site.record("alone")["values"]["answer"] == 3
    site.write("fast.py", "class Fast:\n    pass\n\n\ndef best():\n    return 4\n")
    assert bool(site.stale()) == ("TYPE_CHECKING" not in text)


def test_shared_modules_are_followed_like_the_posts_own(site: Site) -> None:
    shared = site.root / "content" / "shared"
    (shared / "plots").mkdir(parents=True)
    (shared / "mylib.py").write_text("from plots.colours import RATE\n")
    (shared / "plots" / "__init__.py").write_text("")
    (shared / "plots" / "colours.py").write_text("RATE = 3\n")
    write(site, {}, "from mylib import RATE", "RATE")
    site.sitegen("run")
    (shared / "plots" / "colours.py").write_text("RATE = 4\n")
    assert site.stale() == {"alone": ["shared/plots/colours.py:RATE changed"]}
    site.sitegen("run")
    assert site.record("alone")["values"]["answer"] == 4


def test_a_folder_named_in_the_config_is_shared(site: Site) -> None:
    (site.root / "lib").mkdir()
    (site.root / "lib" / "mylib.py").write_text("RATE = 3\n")
    config = site.root / "content" / "site.toml"
    config.write_text(f'shared = ["lib"]\n{config.read_text()}')
    write(site, {}, "from mylib import RATE", "RATE")
    site.sitegen("run")
    (site.root / "lib" / "mylib.py").write_text("RATE = 4\n")
    assert site.stale() == {"alone": ["lib/mylib.py:RATE changed"]}
    config.write_text(config.read_text().replace('"lib"', '"lab"'))
    assert "shared folder 'lab' does not exist" in site.sitegen("build", "--no-run", code=2).stderr


def test_a_module_that_nobody_follows_is_told_by_name(site: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mylib.py").write_text("RATE = 3\n")
    path = f"{site.code}:{tmp_path / 'elsewhere'}"
    write(site, {}, "from mylib import RATE", "RATE")
    told = "imports 'mylib' from "
    assert told in site.sitegen("run", PYTHONPATH=path).stderr
    assert told in site.sitegen("status", PYTHONPATH=path).stdout
    assert told in site.sitegen("check", code=2, PYTHONPATH=path).stdout


def test_a_linked_folder_is_followed_by_status_too(site: Site, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "nets.py").write_text("WIDTH = 3\n")
    (site.post / "pack").symlink_to(tmp_path / "pack")
    write(site, {}, "from .pack.nets import WIDTH", "WIDTH")
    site.sitegen("run")
    assert site.stale() == {}
    (tmp_path / "pack" / "nets.py").write_text("WIDTH = 4\n")
    assert site.stale() == {"alone": ["pack/nets.py:WIDTH changed"]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("X = " + " + ".join(["1"] * 20_000), "nested too deeply"),
        ("X = " + "-" * 50_000 + "1", "nested too deeply"),
        ("X = " + "[" * 3_000 + "]" * 3_000, "not valid Python"),
        ("X = " + "(" * 150 + "1" + ")" * 150, ""),
        ("from . import helper\n", "does not exist"),
    ],
)
def test_a_source_that_cannot_be_followed_is_told(site: Site, text: str, message: str) -> None:
    write(site, {"deep.py": f"{text}\n"}, "from . import deep", "3")
    done = site.sitegen("status", code=2 if message else 0)
    assert "Traceback" not in done.stderr
    assert message in done.stderr
    assert bool(done.stderr) == bool(message)
    assert "deep.py" in done.stderr or not message
