"""What an author may write wrongly of a network that readers run, told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_sites import copy_site, keep_network

from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

pytest.importorskip("onnx")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def build(project: Project, arguments: str) -> None:
    keep_network(project.results("digits"), "linear")
    text = f'---\ntitle: Networks\n---\n\n{{{{< network {arguments} alt="A." >}}}}\nStill.\n{{{{< /network >}}}}\n'
    (project.post("digits") / "index.en.md").write_text(text)
    build_site(project)


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        ('linear input="pen"', 'input="pen" means nothing here', "drawing"),
        ('linear input="point" output="picture"', 'output="picture" means nothing here', "image"),
        ('linear input="drawing"', "takes 2 numbers, and no image", "sliders"),
        ('linear input="sliders" low="a"', 'low="a" and high="3" are no range', "one for each of the 2"),
        ('linear input="point" low="0, 1, 2"', 'low="0, 1, 2" and high="3" are no range', "one for each of the 2"),
        ('linear input="point" low="-1, 4"', 'low="-1, 4" and high="3" are no range', "one for each of the 2"),
        ('cnn input="point"', "'cnn' kept no network", "Exported"),
        ('linear.deep input="point"', "'linear' kept no network 'deep'", "linear"),
        ('linear input="point" called="one, two"', "names 2 networks, and there are 1", ""),
        ('linear input="point" samples="linear.places"', "kept no array 'places'", ""),
    ],
)
def test_mistakes_are_told(project: Project, arguments: str, message: str, hint: str) -> None:
    with pytest.raises(SitegenError) as caught:
        build(project, arguments)
    assert message in str(caught.value)
    assert hint in (caught.value.hint or "")
    assert caught.value.line == 5


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ('low="-1"', [-1, -1], [3, 3]),
        ('low="-24, -7" high="9, 18"', [-24, -7], [9, 18]),
    ],
)
def test_each_number_has_its_range_or_all_the_same(
    project: Project, written: str, low: list[float], high: list[float]
) -> None:
    build(project, f'linear input="point" {written}')
    (data,) = (project.site / "en" / "posts" / "digits").glob("linear.????????.json")
    given = json.loads(data.read_text())["input"]
    assert (given["low"], given["high"]) == (low, high)
