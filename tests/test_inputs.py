"""Files that experiments read: one by one, by folder, by pattern."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import Site

from builder.errors import SitegenError
from builder.experiments import inputs
from builder.experiments.inputs import find_inputs, input_digests


def declare(site: Site, declared: str) -> None:
    site.edit("experiments.py", "@experiment\ndef alone", f"@experiment(inputs={declared})\ndef alone")


@pytest.fixture
def pictures(site: Site) -> Site:
    for number in range(1, 4):
        site.write(f"pictures/{number}.png", f"picture {number}\n")
    site.write("pictures/cats/tom.png", "Tom\n")
    return site


@pytest.mark.parametrize("declared", ['["pictures"]', '["pictures/"]', '["pictures/**/*.png"]', '["pic*"]'])
def test_a_folder_or_a_pattern_counts_file_by_file(pictures: Site, declared: str) -> None:
    declare(pictures, declared)
    pictures.sitegen("run", "alone")
    assert "alone" not in pictures.stale()
    pictures.write("pictures/3.png", "another\n")
    pictures.write("pictures/cats/9.png", "one more\n")
    (pictures.post / "pictures" / "1.png").unlink()
    assert pictures.stale()["alone"] == [
        "input pictures/1.png removed",
        "input pictures/3.png changed",
        "new input pictures/cats/9.png",
    ]
    pictures.sitegen("run", "alone")
    assert "alone" not in pictures.stale()


def test_what_other_programs_leave_in_a_folder_is_no_input(pictures: Site) -> None:
    declare(pictures, '["pictures"]')
    pictures.sitegen("run", "alone")
    pictures.write("pictures/2.png", "picture 2\r\n")  # as git may write it
    for name in (".DS_Store", "Thumbs.db", "__pycache__/a.pyc", ".git/HEAD", "1.png~", "cats/.hidden"):
        pictures.write(f"pictures/{name}", "x")
    assert "alone" not in pictures.stale()


def test_a_file_that_is_named_counts_whatever_it_is_called(site: Site) -> None:
    site.write(".hidden", "1")
    site.write("a[1].csv", "1")
    assert find_inputs(site.post, [".hidden", "a[1].csv"]).keys() == {".hidden", "a[1].csv"}


def test_the_results_are_no_input_of_what_makes_them(site: Site) -> None:
    declare(site, '["."]')
    site.sitegen("run")
    assert site.stale() == {}
    site.write("notes.txt", "read me")
    assert site.stale() == {"alone": ["new input notes.txt"]}


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("pictures/*.png", ["pictures/1.png", "pictures/2.png", "pictures/3.png"]),
        ("pictures/*/*.png", ["pictures/cats/tom.png"]),
        ("pictures/[12].png", ["pictures/1.png", "pictures/2.png"]),
        ("pictures/c*", ["pictures/cats/tom.png"]),
        ("**/tom.*", ["pictures/cats/tom.png"]),
        ("*.py", ["experiments.py", "helpers.py"]),
    ],
)
def test_a_pattern_means_what_it_means_in_a_shell(pictures: Site, pattern: str, meant: list[str]) -> None:
    assert list(find_inputs(pictures.post, [pattern])) == meant


def test_an_input_that_names_nothing_is_a_mistake(pictures: Site) -> None:
    (pictures.post / "empty").mkdir()
    (pictures.post / "empty" / ".keep").touch()
    for declared, problem in (
        ("empty", "'empty' is a folder without a file"),
        ("pictures/*.jpg", "'pictures/*.jpg' matches no file"),
        ("none/*.jpg", "'none/*.jpg' matches no file"),
        ("none", "'none' does not exist"),
        ("..", "'..' lies outside the post's folder"),
        ("../*/experiments.py", "'../*/experiments.py' lies outside the post's folder"),
    ):
        with pytest.raises(SitegenError, match=f"input {problem}".replace("*", r"\*").replace("..", r"\.\.")):
            find_inputs(pictures.post, [declared])
    declare(pictures, '["pictures/*.jpg"]')
    told = pictures.sitegen("status", code=2).stderr
    assert "experiments.py:38: input 'pictures/*.jpg' matches no file\n  It is looked for in content/posts/" in told
    with pytest.raises(SitegenError, match=r"input 'picture' does not exist\n  Did you mean 'pictures'\?"):
        find_inputs(pictures.post, ["picture"])


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
def test_links_inside_are_followed_and_lead_nowhere_else(pictures: Site, tmp_path: Path) -> None:
    folder = pictures.post / "pictures"
    (folder / "dogs").symlink_to("cats")
    (folder / "cats" / "all").symlink_to(folder)  # a circle
    assert {"pictures/cats/tom.png", "pictures/dogs/tom.png"} <= find_inputs(pictures.post, ["pictures"]).keys()
    (folder / "lost").symlink_to("nowhere")
    with pytest.raises(SitegenError, match="'pictures/lost' is a link to what is not there"):
        find_inputs(pictures.post, ["pictures"])
    (folder / "lost").unlink()
    (folder / "lost").symlink_to(tmp_path)
    with pytest.raises(SitegenError, match="'pictures/lost' lies outside the post's folder"):
        find_inputs(pictures.post, ["pictures"])


def test_many_files_are_kept_as_a_digest_a_folder(pictures: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MANY", 3)
    pictures.write("points.csv", "1")
    found = find_inputs(pictures.post, ["pictures", "points.csv"])
    assert {name: len(files) for name, files in found.items()} == {"pictures/": 3, "pictures/cats/": 1, "points.csv": 1}
    memory = pictures.root / "memory"
    before = input_digests(pictures.post, found, memory)
    pictures.write("pictures/cats/tom.png", "a dog")
    after = input_digests(pictures.post, found, memory)
    assert {name for name in found if before[name] != after[name]} == {"pictures/cats/"}


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when a file was changed")
def test_what_did_not_change_is_not_read_again(pictures: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_inputs(pictures.post, ["pictures"])
    past = 1_000_000_000_000_000_000
    for name in found:
        os.utime(pictures.post / name, ns=(past, past))
    memory = pictures.root / "memory"
    read: list[Path] = []
    plain = Path.read_bytes
    monkeypatch.setattr("builder.ledger.FINE", -10_000_000_000)  # as if all had been left alone for long
    monkeypatch.setattr("builder.ledger.COARSE", -10_000_000_000)
    first = input_digests(pictures.post, found, memory)
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path) or plain(path))
    assert input_digests(pictures.post, found, memory) == first
    assert read == [memory]
    pictures.write("pictures/2.png", "picture X\n")  # as long as before
    os.utime(pictures.post / "pictures" / "2.png", ns=(past, past))
    assert input_digests(pictures.post, found, memory)["pictures/2.png"] != first["pictures/2.png"]
