from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.shortcodes.paths import resolve_inside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "post"
    (folder / "img").mkdir(parents=True)
    (folder / "img" / "digit.png").write_text("x")
    (folder / "index.pt.md").write_text("x")
    (folder / "near.png").symlink_to("img/digit.png")
    (tmp_path / "secret.txt").write_text("x")
    (folder / "far.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "round.png").symlink_to("round.png")
    (folder / "out").symlink_to(tmp_path)
    return folder


@pytest.mark.parametrize("name", ["img/digit.png", "./img/digit.png", "img/../index.pt.md", "near.png"])
def test_files_of_the_post(folder: Path, name: str) -> None:
    assert resolve_inside(folder, name) == folder / name


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("img/digi.png", "there is no file 'img/digi.png' in the folder of the post", "Did you mean 'img/digit.png'?"),
        ("imgs/digit.png", "there is no file 'imgs/digit.png'", "There is no folder 'imgs' in it."),
        ("img", "there is no file 'img'", ""),
        ("data:image/png;base64,iVBORw0", "a picture that is written into the text, as data:, is not shown", "Save it"),
        ("", "there is no file ''", ""),
        ("../secret.txt", "'../secret.txt' leads out of the folder of the post", "Copy the file into it."),
        ("img/../../secret.txt", "'img/../../secret.txt' leads out", ""),
        ("far.txt", "'far.txt' leads out of the folder of the post", ""),
        ("out/secret.txt", "'out/secret.txt' leads out of the folder of the post", ""),
        ("/etc/passwd", "'/etc/passwd' is no path in the folder of the post", "Write it as img/digit.png"),
        ("C:\\x.png", "'C:\\x.png' is no path", ""),
        ("img\\digit.png", "'img\\digit.png' is no path", ""),
        ("C:x.png", "'C:x.png' is no path", ""),
        ("a\0b", "'a\0b' is no path", ""),
        ("é" * 200 + ".png", "'ééé", "Write it as img/digit.png"),
        ("a/" * 3000 + ".png", "'a/a/", "Write it as img/digit.png"),
        ("round.png", "'round.png' is no path", "Write it as img/digit.png"),
        ("https://example.org/x.png", "'https://example.org/x.png' lies elsewhere", "Copy it into the folder"),
        ("//example.org/x.png", "'//example.org/x.png' lies elsewhere", "Copy it"),
    ],
)
def test_what_an_author_may_get_wrong(folder: Path, name: str, message: str, hint: str) -> None:
    with pytest.raises(SitegenError) as caught:
        resolve_inside(folder, name)
    assert caught.value.message.startswith(message)
    assert hint in caught.value.hint
    assert caught.value.path is None
