"""The picture that other sites show of a post."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image, ImageStat
from small_sites import copy_site

from builder.drawing import letters, sharing
from builder.drawing.covers import cover
from builder.drawing.sharing import share_picture
from builder.project import Project
from builder.site.build import build_site

BASE = "https://ana.example/repo"
COLOURS = {"--ground": "#fbfaf6", "--text": "#1f1d1a", "--c1": "#0b63b3", "--c2": "#b3420b"}
CHART = json.dumps({"series": [{"type": "line", "data": [1, 3, 4]}, {"type": "line", "data": [2, 2, 3]}]}).encode()
COVER = str(cover(["a"], {"a": CHART}))
LONG = "Of convolutional networks, " * 5 + "and of what they see"


def drawn(title: str, site: str = "Measured", **given: object) -> Image.Image:
    image = Image.open(io.BytesIO(share_picture(title, site, colours=COLOURS, **given)))  # type: ignore[arg-type]
    assert (image.format, image.size) == ("PNG", (1200, 630))
    return image.convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> float:
    """How much of a part of a picture is not ground."""
    grey = image.convert("L").crop(box)
    return sum(ImageStat.Stat(grey.point(lambda value: 255 * (value < 200))).mean) / 255


def edges_are_free(image: Image.Image) -> bool:
    return not any(ink(image, box) for box in ((0, 0, 1200, 40), (0, 0, 40, 630), (1160, 0, 1200, 630)))


@pytest.mark.parametrize(
    "title", ["Digits", LONG, "Donaudampfschifffahrts" * 6, "a" * 300, "C++ & <b> $x$ \\\\ 🎉", ""]
)
@pytest.mark.parametrize("shown", ["", COVER])
def test_every_title_stays_within_the_picture(title: str, shown: str) -> None:
    image = drawn(title, cover=shown)
    assert edges_are_free(image)
    assert ink(image, (0, 0, 1200, 630)) > 0


def test_the_lines_of_the_cover_are_drawn_in_their_colours() -> None:
    found = {colour for _, colour in drawn("Digits", cover=COVER).getcolors(1 << 20) or ()}
    assert {(0x0B, 0x63, 0xB3), (0xB3, 0x42, 0x0B)} <= found


@pytest.mark.parametrize("title", ["مقدمة إلى الشبكات", "מבוא לרשתות עם PyTorch"])
def test_from_right_to_left(title: str) -> None:
    if not letters._shapes():
        pytest.skip("Pillow sets no Arabic here")
    image = drawn(title, "אתר")
    assert ink(image, (600, 0, 1200, 630)) > ink(image, (0, 0, 600, 630))


def test_without_a_font_for_a_title_there_are_no_empty_boxes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "_others", tuple)
    image = drawn("卷积神经网络入门", "神经网络")
    found = {colour for _, colour in image.getcolors(1 << 20) or ()}
    assert (0x0B, 0x63, 0xB3) in found
    assert (0x1F, 0x1D, 0x1A) not in found


def test_a_title_without_blanks_is_parted_between_letters() -> None:
    rows, parted = sharing._wrapped("卷积神经网络入门" * 9, letters.font(letters.usual(bold=True), 72).getlength, 1000)
    assert len(rows) > 2
    assert not parted
    assert "".join(rows) == "卷积神经网络入门" * 9


def photograph(kind: str, size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#ff0000").save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_fills_one_half(kind: str) -> None:
    image = drawn(LONG, cover=COVER, picture=photograph(kind, (640, 480)))
    red, _, _ = image.getpixel((900, 300))  # type: ignore[misc]
    assert red > 240
    assert ink(image, (40, 60, 560, 600)) > 0


@pytest.mark.parametrize("picture", [b"<svg/>", b"", b"\x89PNG broken"])
def test_what_cannot_be_drawn_is_left_out(picture: bytes) -> None:
    assert drawn("Digits", picture=picture).getcolors(1 << 20) == drawn("Digits").getcolors(1 << 20)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def head(project: Project, file: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / file).read_text(), "html.parser").head


def test_a_post_has_one_in_each_language_that_it_is_written_in(project: Project) -> None:
    build_site(project, base_url=BASE)
    pictures = sorted(path.relative_to(project.site).as_posix() for path in project.site.rglob("share.png"))
    assert pictures == ["en/posts/digits/share.png", "pt/posts/digits/share.png", "pt/posts/so-em-portugues/share.png"]
    there = head(project, "en/posts/so-em-portugues/index.html")  # which stands in for a missing translation
    assert there.find(property="og:image")["content"] == f"{BASE}/pt/posts/so-em-portugues/share.png"
    assert there.find("meta", attrs={"name": "twitter:card"})["content"] == "summary_large_image"
    data = json.loads(there.find("script", type="application/ld+json").string)
    assert data["image"] == [
        {"@type": "ImageObject", "url": f"{BASE}/pt/posts/so-em-portugues/share.png", "width": 1200, "height": 630}
    ]
    assert head(project, "pt/index.html").find(property="og:image") is None


def test_without_an_address_there_is_none(project: Project) -> None:
    build_site(project)
    assert list(project.site.rglob("share.png")) == []


def test_one_that_is_there_is_not_drawn_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    build_site(project, base_url=BASE)
    before = {path: path.read_bytes() for path in project.site.rglob("share.png")}
    monkeypatch.setattr("builder.site.render.share_picture", lambda *given: pytest.fail("drawn again"))
    build_site(project, base_url=BASE)
    assert {path: path.read_bytes() for path in project.site.rglob("share.png")} == before
