"""Posts written for Hugo: single files, and what they name and link to."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image
from small_sites import copy_site

from builder.content.posts import read_posts
from builder.content.slugs import address_of
from builder.project import Project
from builder.site.build import build_site

LANGUAGES = ("pt", "en")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def write(project: Project, name: str, text: str = "", head: str = "date: 2019-03-01") -> Path:
    path = project.posts / name
    path.write_text(f"---\ntitle: {path.stem}\n{head}\n---\n{text}", encoding="utf-8")
    return path


def picture(path: Path, width: int = 5) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (width, 3)).save(path)
    return path


def article(project: Project, url: str) -> Tag:
    found = BeautifulSoup((project.site / url / "index.html").read_text(), "html.parser").article
    assert found
    return found


@pytest.mark.parametrize(
    ("files", "slug", "languages"),
    [
        (["older.md"], "older", ["pt"]),
        (["older.en.md"], "older", ["en"]),
        (["older.en.md", "older.pt.md"], "older", ["pt", "en"]),
        (["older.md", "older.en.md"], "older", ["pt", "en"]),
        (["2019-03-01-Uma Revisão.md"], "2019-03-01-uma-revisao", ["pt"]),
        (["v1.2.md"], "v1-2", ["pt"]),
    ],
)
def test_a_single_file_is_a_post(project: Project, files: list[str], slug: str, languages: list[str]) -> None:
    for name in files:
        write(project, name)
    write(project, "_index.pt.md")
    found = read_posts(project, LANGUAGES)
    assert (found.errors, found.warnings) == ([], [])
    posts = {post.slug: list(post.translations) for post in found.posts}
    assert posts == {"digits": ["pt", "en"], "so-em-portugues": ["pt"], slug: languages}


def test_a_text_may_stand_beside_the_folder_of_its_translation(project: Project) -> None:
    write(project, "so-em-portugues.en.md")
    posts = {post.slug: list(post.translations) for post in read_posts(project, LANGUAGES).posts}
    assert posts["so-em-portugues"] == ["pt", "en"]


def test_a_folder_with_one_text_that_names_no_language(project: Project) -> None:
    (project.posts / "so-em-portugues" / "index.pt.md").rename(project.posts / "so-em-portugues" / "index.md")
    assert list(read_posts(project, LANGUAGES).posts[1].translations) == ["pt"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Ação & reação!", "acao-reacao"),
        ("__x_y", "x_y"),
        ("日本", "日本"),
        ("Python 入门", "python-入门"),
        ("Привет, мир", "привет-мир"),
        ("!?", ""),
    ],
)
def test_addresses_made_of_names(name: str, address: str) -> None:
    assert address_of(name) == address


def test_a_folder_of_pictures_is_no_post(project: Project) -> None:
    picture(project.posts / "My Images" / "x.png")
    found = read_posts(project, LANGUAGES)
    assert (found.errors, found.warnings, len(found.posts)) == ([], [], 2)


def test_two_files_at_one_address(project: Project) -> None:
    write(project, "Older.md")
    path = write(project, "older.md")
    found = read_posts(project, LANGUAGES)
    [error] = found.warnings
    assert (error.message, error.path) == ("has the address 'older' of another post, Older.md", path)
    assert {"older", "older-2"} <= {post.slug for post in found.posts}


def test_it_is_listed_fed_and_linked_to_like_any_post(project: Project) -> None:
    write(project, "My Older.md", "## Part\n\ntext")
    write(
        project,
        "links.en.md",
        '[a]({{< ref "My Older" >}}) [b](/posts/2019/my-older/) [c](/pt/posts/my-older#part) [d](My%20Older.md#part)',
    )
    build_site(project, base_url="https://ana.example/repo")
    links = [link["href"] for link in article(project, "en/posts/links").select("p a[href^='..']")]
    assert links == ["../my-older/"] * 2 + ["../my-older/#part"] * 2
    assert "/pt/posts/my-older/" in (project.site / "pt" / "feed.xml").read_text()
    assert "/pt/posts/my-older/" in (project.site / "sitemap.xml").read_text()
    english = (project.site / "en" / "posts" / "my-older" / "index.html").read_text()
    assert "This post does not exist in English yet." in english


@pytest.mark.parametrize("place", ["static/img/x.png", "content/posts/img/x.png", "content/posts/older/img/x.png"])
def test_its_pictures_lie_beside_it_or_in_static(project: Project, place: str) -> None:
    picture(project.root / place)
    name = "/img/x.png" if place.startswith("static") else "img/x.png"
    write(project, "older.md", f'![a]({name})\n\n{{{{< image "img/x.png" b >}}}}\n', f"featuredImage: {name}")
    build_site(project)
    page = article(project, "pt/posts/older")
    assert [image["alt"] for image in page.select("p img")] == ["a", "b"]
    for image in page.find_all("img"):
        assert (project.site / "pt" / "posts" / "older" / image["src"]).is_file()


def test_a_featured_image_on_another_site_is_left_out_and_told(project: Project) -> None:
    picture(project.posts / "x.png")
    path = write(project, "older.md", "![a](x.png)", "featuredImage: https://x.org/a.png")
    [warning] = build_site(project).warnings
    assert (warning.path, warning.line) == (path, 3)
    assert warning.message == "the featured image lies on another site, and is left out"
    assert article(project, "pt/posts/older").find(class_="featured") is None


def test_a_picture_that_changes_or_comes_nearer_is_shown_anew(project: Project) -> None:
    def width() -> str:
        build_site(project)
        return article(project, "pt/posts/older").select("p img")[0]["width"]

    picture(project.root / "static" / "x.png", 5)
    write(project, "older.md", "![a](x.png)")
    assert width() == "5"
    picture(project.root / "static" / "x.png", 6)
    assert width() == "6"
    picture(project.posts / "x.png", 7)
    assert width() == "7"


def test_a_link_to_a_file_leads_to_a_copy_beside_the_page(project: Project) -> None:
    (project.root / "static").mkdir()
    (project.root / "static" / "paper.pdf").write_bytes(b"%PDF")
    write(project, "older.md", "[a](/paper.pdf#page=2) [b](https://x.org/paper.md) [c](//x.org/paper.pdf)")
    build_site(project)
    first, *others = [link["href"] for link in article(project, "pt/posts/older").select("p a")]
    assert (project.site / "pt" / "posts" / "older" / first.removesuffix("#page=2")).read_bytes() == b"%PDF"
    assert others == ["https://x.org/paper.md", "//x.org/paper.pdf"]


def test_nothing_outside_of_static_is_read(project: Project, tmp_path: Path) -> None:
    picture(tmp_path / "secret.png")
    (project.root / "static").mkdir()
    (project.root / "static" / "out.png").symlink_to(tmp_path / "secret.png")
    path = write(project, "older.md", "![a](/out.png)\n\n![a](/../../secret.png)\n\n![a](/no.png)")
    report = build_site(project)
    assert not [one for one in project.site.rglob("*.png") if one.stem.startswith(("out", "secret"))]
    assert [(one.path, one.line, one.message) for one in report.warnings if one.path == path] == [
        (path, 5, "'/out.png' leads out of static/"),
        (path, 7, "'/../../secret.png' leads out of static/"),
        (path, 9, "there is no file '/no.png' in static/"),
    ]
