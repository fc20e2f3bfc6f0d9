"""On what an experiment ran and with which packages: described after it, from what it really loaded and used."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version
from types import ModuleType

import pytest
from conftest import Site
from records import rebind
from test_results import a_record

from builder.commands.verify import _alike
from builder.experiments.packages import installed, loaded, others, recorded, told
from builder.running.environment import describe_environment

LAZY = """

@experiment
def lazy() -> Result:
    import numpy
    import yaml

    return Result(values={"mean": float(numpy.mean([1.0, 2.0]))})
"""


def test_a_record_names_what_was_imported_inside_the_function_too(site: Site) -> None:
    site.write("experiments.py", (site.post / "experiments.py").read_text() + LAZY)
    site.sitegen("run", "--jobs", "1", "alone", "lazy")
    environment = site.record("lazy")["environment"]
    assert environment["packages"]["numpy"] == version("numpy")
    assert environment["packages"]["pyyaml"] == version("pyyaml")
    assert environment["device"] == "cpu"
    assert environment["threads"] == 1
    assert "matplotlib" not in environment["packages"]
    assert "numpy" not in site.record("alone")["environment"]["packages"]


def test_torch_inside_the_function_is_recorded_with_its_threads(site: Site) -> None:
    pytest.importorskip("torch")
    lazy = LAZY.replace("import numpy\n", "import torch\n").replace("numpy.mean([1.0, 2.0])", "torch.ones(2).mean()")
    site.write("experiments.py", (site.post / "experiments.py").read_text() + lazy)
    site.sitegen("run", "lazy")
    environment = site.record("lazy")["environment"]
    assert environment["packages"]["torch"].startswith(version("torch").partition("+")[0])
    assert (environment["threads"], environment["deterministic"], environment["device"]) == (1, False, "cpu")


def test_what_is_installed_is_known_without_importing_it() -> None:
    here = installed()
    assert here["numpy"] == version("numpy")
    assert here["scikit-learn"] == version("scikit-learn")


def test_packages_are_told_by_their_files() -> None:
    """The name of a package is not that of its modules, and a namespace belongs to several."""
    import sklearn
    import yaml

    found = loaded()
    assert found["scikit-learn"] == sklearn.__version__
    assert found["pyyaml"] == yaml.__version__
    assert "click" not in found
    assert list(found) == sorted(found)


def test_a_gpu_that_jax_used_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert describe_environment(0)["device"] == "cpu"
    bridge, jax = ModuleType("jax._src.xla_bridge"), ModuleType("jax")
    device = ModuleType("device")
    device.device_kind = "NVIDIA H200"  # type: ignore[attr-defined]
    jax.default_backend, jax.devices = (lambda: "gpu"), (lambda: [device])  # type: ignore[attr-defined]
    bridge._backends = {}  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "jax", jax)
    monkeypatch.setitem(sys.modules, "jax._src.xla_bridge", bridge)
    assert describe_environment(0)["device"] == "cpu", "JAX was imported, and nothing computed with it"
    bridge._backends = {"cuda": device}  # type: ignore[attr-defined]
    assert describe_environment(0)["device"] == "NVIDIA H200"


@pytest.mark.parametrize(
    ("made_with", "here", "different"),
    [
        ("2.14.1", "2.16.0", True),
        ("2.14.1", "2.14.1", False),
        ("2.14.1+cpu", "2.14.1", False),
        ("2.14.1", "2.14.1+cpu", False),
        ("2.14.1+cpu", "2.14.1+cu132", True),
        ("2.14.1", "", False),
    ],
)
def test_other_versions(made_with: str, here: str, different: bool) -> None:
    found = others({"torch": made_with}, {"torch": here} if here else {})
    assert found == ({"torch": (made_with, here)} if different else {})


def test_early_records_name_torch_alone() -> None:
    assert recorded({"torch": "2.15.0+cu132", "python": "3.11"}) == {"torch": "2.15.0+cu132"}
    assert recorded({"python": "3.11"}) == {}
    assert recorded({"packages": {"numpy": "2.0"}, "torch": "2.1"}) == {"numpy": "2.0"}


def test_other_versions_are_told_and_make_nothing_stale(site: Site) -> None:
    site.write("experiments.py", (site.post / "experiments.py").read_text() + LAZY)
    site.write("index.en.md", '---\ntitle: "Counting"\ndate: 2026-01-02\n---\n\n{{< value lazy.mean >}}\n')
    site.sitegen("run", "lazy")
    here = version("numpy")
    path = site.post / "results" / "lazy" / "record.json"
    rebind(path, f'"numpy": "{here}"', '"numpy": "1.2.3"')
    line = f"lazy: made with numpy 1.2.3, here is {here}; `sitegen verify lazy` compares"
    said = site.sitegen("status").stdout
    assert f"  note     {line}\n" in said
    assert re.search("fresh +lazy", said)
    rows = {row["name"]: row["packages"] for row in json.loads(site.sitegen("status", "--json").stdout)}
    assert rows["lazy"] == {"numpy": ["1.2.3", here]}
    assert line.partition(";")[0] in site.sitegen("check", code=2).stdout  # other experiments never ran
    site.sitegen("build", "--strict", "--no-run")
    page = (site.root / "site/en/posts/counting/index.html").read_text()
    assert "<dt>Made with</dt>" in page
    assert f"numpy 1.2.3, pyyaml {version('pyyaml')}" in page
    assert "threads: 1" in page


def test_many_other_versions_are_one_line() -> None:
    made_with = {name: {"numpy": "1.0", "torch": "1.0", "pyyaml": "1.0"} for name in ("a", "b", "c", "d")}
    (line,) = told(made_with)
    assert line.startswith("a, b, c and 1 more: made with torch 1.0, here is")
    assert line.endswith("2 more differences: sitegen status --why")
    assert len(told(made_with, all_of_them=True)) == 3
    assert told({"a": {}}) == []


def test_what_else_a_process_had_loaded_makes_no_other_place() -> None:
    """`verify` then still says that a run that differs is not deterministic."""
    place = {"processor": "A", "platform": "Linux x86_64", "python": "3.11", "device": "cpu", "threads": 1}
    packages = {"numpy": "2.0", "torch": "2.14.1"}

    def alike(**here: object) -> bool:
        return _alike({**place, "packages": packages}, a_record(environment={**place, "packages": packages, **here}))

    assert alike()
    assert alike(packages={"numpy": "2.0"})
    assert not alike(packages={"numpy": "2.1", "torch": "2.14.1"})
    assert not alike(threads=2)
