"""Films: their size from their file, what stands beside them, and what readers of pages, paper and feeds get."""

from __future__ import annotations

import re
import struct

import pytest
from bs4 import BeautifulSoup
from rendering_texts import Texts

from builder.films import film_size
from builder.site.portable import portable


def box(kind: bytes, *inside: bytes) -> bytes:
    data = b"".join(inside)
    return struct.pack(">I4s", 8 + len(data), kind) + data


def track(width: int, height: int, *, turned: bool = False, version: int = 0) -> bytes:
    """A track of ISO 14496-12, 8.3.2."""
    matrix = (0, 1, 0, -1, 0, 0, 0, 0, 1) if turned else (1, 0, 0, 0, 1, 0, 0, 0, 1)
    times = bytes(32 if version else 20)
    head = bytes([version, 0, 0, 7]) + times + bytes(16) + struct.pack(">9i", *(one << 16 for one in matrix))
    return box(b"trak", box(b"tkhd", head, struct.pack(">II", width << 16, height << 16)))


def mp4(*tracks: bytes) -> bytes:
    return box(b"ftyp", b"isom") + box(b"mdat", bytes(50)) + box(b"moov", box(b"mvhd", bytes(100)), *tracks)


def element(name: int, data: bytes) -> bytes:
    """An element of EBML, its length in eight bytes."""
    head = name.to_bytes((name.bit_length() + 7) // 8, "big")
    return head + (len(data) | 1 << 56).to_bytes(8, "big") + data


def webm(width: int, height: int) -> bytes:
    video = element(0xE0, element(0xB0, width.to_bytes(2, "big")) + element(0xBA, height.to_bytes(2, "big")))
    tracks = element(0x1654AE6B, element(0xAE, element(0xD7, b"\1") + video))
    return element(0x1A45DFA3, b"\x42\x82\x84webm") + element(0x18538067, tracks + element(0x1F43B675, b"pictures"))


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (mp4(track(320, 180)), (320, 180)),
        (mp4(track(0, 0), track(640, 360, version=1)), (640, 360)),  # sound first
        (mp4(track(1920, 1080, turned=True)), (1080, 1920)),  # a phone held upright
        (webm(426, 240), (426, 240)),
        (b"", (0, 0)),
        (b"A film.", (0, 0)),
        (webm(426, 240)[:40], (0, 0)),
        (mp4(track(320, 180))[:150], (0, 0)),
        (b"\0" * 60, (0, 0)),
        (b"\x1a\x45\xdf\xa3" + b"\0" * 20, (0, 0)),
    ],
)
def test_the_size_of_a_film(data: bytes, size: tuple[int, int]) -> None:
    assert film_size(data) == size


@pytest.fixture
def clip(texts: Texts) -> Texts:
    texts.folder.mkdir(exist_ok=True)
    (texts.folder / "clip.mp4").write_bytes(mp4(track(320, 180)))
    return texts


def shown(texts: Texts, text: str) -> BeautifulSoup:
    return BeautifulSoup(re.sub(r"\.[0-9a-f]{8}\.", ".", texts.html(text)), "html.parser")


def test_a_film_has_its_size_and_waits_for_its_readers(clip: Texts) -> None:
    soup = shown(clip, '{{< video clip.mp4 "A digit is written." >}}')
    film = soup.video
    assert film["aria-label"] == "A digit is written."
    assert (film["width"], film["height"], film["preload"]) == ("320", "180", "metadata")
    assert film.has_attr("controls")
    assert not {"autoplay", "loop", "muted", "data-plays", "poster"} & film.attrs.keys()
    assert [(one["src"], one["type"]) for one in film("source")] == [("clip.mp4", "video/mp4")]
    assert film.a["href"] == "clip.mp4"


def test_what_lies_beside_it_belongs_to_it(clip: Texts) -> None:
    clip.picture("clip.jpg", 64, 36)
    (clip.folder / "clip.webm").write_bytes(webm(320, 180))
    for name in ("clip.pt.vtt", "clip.en.vtt", "clip.notes.vtt", "clips.en.vtt"):
        (clip.folder / name).write_text("WEBVTT\n")
    soup = shown(clip, '{{< video clip.mp4 "A digit." "By *hand*." width=160 >}}')
    film = soup.video
    assert [one["src"] for one in film("source")] == ["clip.mp4", "clip.webm"]
    assert [(one["srclang"], one["label"], one.has_attr("default")) for one in film("track")] == [
        ("en", "English", True),
        ("pt", "Portuguese", False),
    ]
    assert (film["poster"], film["preload"], film["width"], film["height"]) == ("clip.jpg", "none", "160", "90")
    assert soup.select_one("img.paper")["src"] == "clip.jpg"
    assert soup.figcaption.text.strip() == "Figure\xa01. By hand."
    feed = portable(str(soup), "https://x.test/p/")
    assert '<a href="https://x.test/p/clip.mp4"><img src="https://x.test/p/clip.jpg" alt="A digit."' in feed
    assert "<video" not in feed


def test_it_starts_by_itself_only_where_it_loops_without_sound(clip: Texts) -> None:
    assert shown(clip, '{{< video clip.mp4 "A." loop=true muted=true >}}').video.has_attr("data-plays")
    for flags in ("loop=true", "muted=true", "loop=true muted=false"):
        assert not shown(clip, f'{{{{< video clip.mp4 "A." {flags} >}}}}').video.has_attr("data-plays")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{< video clap.mp4 a >}}", "there is no file 'clap.mp4' in the folder of the post"),
        ("{{< video clip.mov a >}}", "'clip.mov' is no film that browsers play"),
        ("{{< video clip.mp4 a poster=x.png >}}", "there is no file 'x.png' in the folder of the post"),
        ("{{< video clip.mp4 a loop=yes >}}", "loop must be true or false, not 'yes'"),
        ("{{< video clip.mp4 a width=wide >}}", "'wide' is no width"),
    ],
)
def test_what_cannot_be_shown_is_told(clip: Texts, text: str, message: str) -> None:
    (clip.folder / "clip.mov").write_bytes(b"")
    assert [(line, said) for line, said, _ in clip.told(text)] == [(4, message)]


def test_one_of_another_site_and_one_without_words_are_told(clip: Texts) -> None:
    body = clip.body('{{< video clip.mp4 >}}\n\n{{< video "https://x.test/a.mp4" "A." >}}')
    assert [one.message for one in body.warnings] == [
        "nothing says what is to be seen in 'clip.mp4'",
        "'https://x.test/a.mp4' lies on another site, and its words are shown instead",
    ]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<img src="d.png" srcset="d.png 1x, e.png 2x" alt="d">', {'srcset="d.png 1x, e.png 2x"'}),
        ('<picture><source srcset="e.png"><img src="d.png" alt="d"></picture>', {'srcset="e.png"', 'src="d.png"'}),
        ('<object data="d.png"></object>', {'data="d.png"'}),
        ('<embed src="d.png">', {'src="d.png"'}),
        ("<div style=\"background: url('d.png')\">x</div>", {"d.png"}),
    ],
)
def test_files_that_html_names_are_copied(texts: Texts, html: str, found: set[str]) -> None:
    for name in ("d.png", "e.png"):
        texts.picture(name)
    body = texts.body(html)
    assert body.warnings == ()
    assert body.files.keys() == {name for name in body.files if re.fullmatch(r"[de]\.[0-9a-f]{8}\.png", name)}
    text = str(body.html).replace("&#x27;", "'")
    assert all(name in text for name in body.files)
    assert all(one in re.sub(r"\.[0-9a-f]{8}\.", ".", text) for one in found)


def test_a_file_that_html_names_and_that_is_not_there_is_told(texts: Texts) -> None:
    body = texts.body('<div style="background: url(no.png)">x</div>\n\n<div style="fill: url(#a)">x</div>')
    assert [one.message for one in body.warnings] == ["there is no file 'no.png'"]
