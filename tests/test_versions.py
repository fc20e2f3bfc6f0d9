"""Another version of a package makes a result stale where that is asked for, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Site

CODE = """\
from builder.experiments import Result, experiment


@experiment(DECLARED)
def fitted(SETTINGS) -> Result:
    import odd_package

    return Result(values={"x": 1})
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A folder of packages with one that was never heard of."""
    folder = tmp_path / "site-packages"
    (folder / "odd_package").mkdir(parents=True)
    (folder / "odd_package" / "__init__.py").touch()
    install(folder, "1.0")
    return folder


def install(folder: Path, version: str) -> None:
    for info in folder.glob("*.dist-info"):
        (info / "RECORD").unlink()
        info.rmdir()
    if version:
        info = folder / f"odd_package-{version}.dist-info"
        info.mkdir()
        (info / "RECORD").write_text("odd_package/__init__.py,,\n")


def made(site: Site, folder: Path, declared: str) -> dict[str, str]:
    site.write("experiments.py", CODE.replace("DECLARED", declared).replace("SETTINGS", ""))
    path = {"PYTHONPATH": f"{site.code}:{folder}"}
    site.sitegen("run", **path)
    return path


def test_another_version_makes_stale_what_asks_for_it(site: Site, package: Path) -> None:
    path = made(site, package, 'versions=["Odd_Package"]')
    assert "fresh    fitted" in site.sitegen("status", **path).stdout
    install(package, "1.1")
    told = site.sitegen("status", **path).stdout
    assert "odd-package 1.0 -> 1.1" in told
    assert "stale    fitted" in told
    install(package, "")
    told = site.sitegen("status", **path).stdout
    assert "fresh    fitted" in told
    assert "not compared: the version of odd-package, which is not installed here" in told
    install(package, "1.1")
    assert "fitted: runs (odd-package 1.0 -> 1.1)" in site.sitegen("run", **path).stderr
    assert "Everything is fresh" in site.sitegen("status", **path).stdout


def test_all_experiments_can_ask_for_it_at_once(site: Site, package: Path) -> None:
    path = made(site, package, "")
    install(package, "1.1")
    assert "fresh    fitted" in site.sitegen("status", **path).stdout
    config = site.root / "content" / "site.toml"
    config.write_text('versions = ["odd-package"]\n' + config.read_text())
    assert "odd-package 1.0 -> 1.1" in site.sitegen("status", **path).stdout
    config.write_text(config.read_text().replace('["odd-package"]', '"odd-package"'))
    assert "versions must be a list of packages" in site.sitegen("build", "--no-run", code=2, **path).stderr


def test_every_seed_runs_again(site: Site, package: Path) -> None:
    code = CODE.replace("DECLARED", 'seeds=[0, 1], versions=["odd-package"]').replace("SETTINGS", "settings: Seeded")
    setting = "from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Seeded:\n    seed: int = 0\n\n\n"
    site.write("experiments.py", setting + code)
    path = {"PYTHONPATH": f"{site.code}:{package}"}
    site.sitegen("run", **path)
    install(package, "2.0")
    told = site.sitegen("run", **path).stderr
    assert "fitted-seed-0: runs" in told
    assert "fitted-seed-1: runs" in told
    assert "Everything is fresh" in site.sitegen("status", **path).stdout
