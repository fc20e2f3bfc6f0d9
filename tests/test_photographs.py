"""A photograph loses the place where it was taken, and nothing else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

import builder.site.search as search
from builder.commands.check import check
from builder.photographs import names_place, without_place
from builder.project import Project
from builder.site.build import build_site

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="38,42.5N" exif:Flash="0">'
    b"<exif:GPSLongitude>9,8.2W</exif:GPSLongitude></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def photograph(kind: str, *, xmp: bool = False, place: bool = True) -> bytes:
    """A small photograph, turned, with a profile and the name of a camera."""
    image = Image.effect_noise((32, 24), 80).convert("RGB")
    exif = Image.Exif()
    exif[0x0110] = "Camera 1"
    exif[0x0112] = 6
    if place:
        gps = exif.get_ifd(0x8825)
        gps.update({1: "N", 2: (IFDRational(38), IFDRational(42), IFDRational(3017, 100)), 3: "W", 4: (9, 8, 12)})
    exif[0x9C9B] = b"t\0i\0\0\0"  # behind the place
    data = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"xmp": XMP} if xmp else {}
    image.save(data, kind, exif=exif, icc_profile=profile, **more)
    return data.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_the_place_goes_and_the_rest_stays(kind: str) -> None:
    data = photograph(kind)
    bare = without_place(data)
    before, after = Image.open(io.BytesIO(data)), Image.open(io.BytesIO(bare))
    assert before.getexif().get_ifd(0x8825)
    assert not after.getexif().get_ifd(0x8825)
    assert 0x8825 not in after.getexif()
    assert (after.getexif()[0x0112], after.getexif()[0x0110], after.getexif()[0x9C9B]) == (6, "Camera 1", b"t\0i\0\0\0")
    assert after.info["icc_profile"] == before.info["icc_profile"]
    assert after.tobytes() == before.tobytes()
    assert len(bare) == len(data)
    assert (names_place(data), names_place(bare)) == (True, False)
    assert b"3017" not in bare
    assert without_place(bare) == bare


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_the_place_goes_from_xmp(kind: str) -> None:
    bare = without_place(photograph(kind, xmp=True, place=False))
    assert b"GPS" not in bare
    assert b'exif:Flash="0"' in bare
    Image.open(io.BytesIO(bare)).load()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_names_no_place_stays_as_it_is(kind: str) -> None:
    data = photograph(kind, place=False)
    assert without_place(data) is data


@pytest.mark.parametrize("cut", [20, 60, 100, 140, 200])
def test_a_damaged_one_is_passed(cut: int) -> None:
    data = photograph("JPEG")
    without_place(data[:cut])
    without_place(data[:cut] + b"\xff" * 300)
    without_place(b"II*\0\xff\xff\xff\xff" + b"MM\0*\0\0\0\x08\0\x01\x88\x25\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\0")


def test_all_copies_are_without_it_and_check_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    project = Project(tmp_path)
    folder = project.post("sea")
    folder.mkdir(parents=True)
    project.static.mkdir()
    project.config.write_text('title = "T"\nlanguages = ["en"]\n[en]\ntitle = "T"\nname = "English"\n')
    lines = "title: Sea\naliases: [/old/]"
    text = f"---\n{lines}\n---\n![sea](a.jpg)\n\n<img src='b.png' alt='b'>\n\n[all](c.webp) ![s](/s.jpg)\n"
    (folder / "index.en.md").write_text(text)
    places = {folder / "a.jpg": "JPEG", folder / "b.png": "PNG", folder / "c.webp": "WEBP"}
    places[project.static / "s.jpg"] = "JPEG"
    for path, kind in places.items():
        path.write_bytes(photograph(kind))
    assert build_site(project).warnings == ()
    copies = [path for path in project.site.rglob("*.*") if path.suffix in (".jpg", ".png", ".webp")]
    assert len(copies) == 8  # beside the page, at the old address, and of static/
    assert not [path for path in copies if names_place(path.read_bytes())]
    notes = [one for one in check(project).notes if "names the place" in one.message]
    assert [one.path.name for one in notes if one.path] == ["a.jpg", "b.png", "c.webp", "s.jpg"]
