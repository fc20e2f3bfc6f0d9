"""A bench of forms in which experiments mislead, as people write them, and as many honest ones: see tests/leaks."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from conftest import REPOSITORY, Site

sys.path.append(str(REPOSITORY / "benchmarks"))

from leaks import BENCH, KEPT, KINDS, measure

pytest.importorskip("torch")
pytest.importorskip("sklearn")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_leaks_are_found_and_honest_experiments_are_left_alone(tmp_path: Path) -> None:
    found = measure(tmp_path)
    assert all(one["forms"] == one["honest"] == 10 for one in found["kinds"].values())
    assert found["all"]["forms"] == 10 * len(KINDS)
    assert found["all"]["found"] >= 0.95 * found["all"]["forms"], found["missed"]
    assert found["all"]["alarms"] <= 0.05 * found["all"]["honest"], found["cried"]
    # What the docs say of it is made from this file: python benchmarks/leaks.py
    assert found["kinds"] == json.loads(KEPT.read_text())["kinds"], found


def test_the_notebook_behind_the_first_post_is_caught_at_three_places(tmp_path: Path, mnist_folder: Path) -> None:
    site, post = Site(tmp_path), tmp_path / "content" / "posts" / "notebook"
    shutil.copytree(BENCH / "notebook", post)
    (post / "index.en.md").write_text("---\ntitle: Digits\ndescription: Of a notebook.\n---\n\nText.\n")
    (tmp_path / "content" / "site.toml").write_text(
        'title = "Digits"\nlanguages = ["en"]\n\n[en]\ntitle = "Digits"\nname = "English"\n'
    )
    site.sitegen("run", SITEGEN_DATA=str(mnist_folder))
    found = [one for one in json.loads(site.sitegen("check", "--json").stdout) if "# answer" in one["hint"]]
    lines = (post / "experiments.py").read_text().split("\n")
    told = {re.findall(r"# answer ([a-z-]+):", one["hint"])[0]: one for one in found}
    assert {*told} == {"trained-on", "no-seed", "unequal"}, found
    place = told["trained-on"]
    assert lines[place["line"] - 1].strip() == "acc_augmented = train(augmented, test_loader, test_loader)"
    assert "500 examples, all of which it was trained on" in place["message"]
    assert "on 1,500 examples, Sequential 3 on 500 examples" in told["unequal"]["message"]
    assert "torch" in told["no-seed"]["message"]
