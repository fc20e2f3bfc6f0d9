from __future__ import annotations

from pathlib import Path

import pytest
from small_sites import copy_site

from builder.content.pages import read_pages
from builder.content.posts import read_posts
from builder.project import Project
from builder.shortcodes.handlers.references import slug_of

LANGUAGES = ("pt", "en")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def test_posts_with_their_translations(project: Project) -> None:
    found = read_posts(project, LANGUAGES)
    assert [(post.slug, list(post.translations)) for post in found.posts] == [
        ("digits", ["pt", "en"]),
        ("so-em-portugues", ["pt"]),
    ]
    assert (found.errors, found.warnings) == ([], [])
    digits, only_portuguese = found.posts
    assert digits.in_language("en").front.title == "Digits"
    assert only_portuguese.in_language("en").language == "pt"


def test_names_may_end_with_markdown(project: Project) -> None:
    folder = project.post("digits")
    (folder / "index.en.md").rename(folder / "index.en.markdown")
    (project.posts / "2020-old.en.markdown").write_text("---\ntitle: x\n---\n")
    project.pages.mkdir(exist_ok=True)
    (project.pages / "me.en.markdown").write_text("---\ntitle: Me\n---\n")
    posts = {post.slug: list(post.translations) for post in read_posts(project, LANGUAGES).posts}
    assert posts == {"digits": ["pt", "en"], "so-em-portugues": ["pt"], "2020-old": ["en"]}
    assert "me" in [page.slug for page in read_pages(project, LANGUAGES).posts]
    assert slug_of("../old.en.markdown") == slug_of("/posts/old/index.markdown") == "old"


def test_drafts_are_left_out(project: Project) -> None:
    (project.post("digits") / "index.pt.md").write_text("---\ntitle: x\ndraft: true\n---\n")
    (project.post("so-em-portugues") / "index.pt.md").write_text("---\ntitle: x\ndraft: true\n---\n")
    posts = read_posts(project, LANGUAGES).posts
    assert [(post.slug, list(post.translations)) for post in posts] == [("digits", ["en"])]


def test_line_ends_of_windows(project: Project) -> None:
    path = project.post("digits") / "index.pt.md"
    before = read_posts(project, LANGUAGES).posts[0].translations["pt"]
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    after = read_posts(project, LANGUAGES).posts[0].translations["pt"]
    assert (after.front, after.body, after.line) == (before.front, before.body, before.line)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("digits/index.md", b"---\ntitle: x\n---\n", "is a second text in 'pt' of the post that"),
        ("digits.md", b"---\ntitle: x\n---\n", "is a second text in 'pt' of the post that"),
        ("notes.es.md", b"---\ntitle: x\n---\n", "'es' is not among the languages in content/site.toml"),
        ("!.md", b"---\ntitle: x\n---\n", "no address can be made of the name '!'"),
        ("digits/index.es.md", b"---\ntitle: x\n---\n", "'es' is not among the languages in content/site.toml"),
        ("digits/index.en.md", b"---\ntitle: x\n---\n\xe7", "is not UTF-8"),
        ("Digits/index.en.md", b"---\ntitle: x\n---\n", "the folder of a post cannot be called 'Digits'"),
        ("digits two/index.en.md", b"---\ntitle: x\n---\n", "the folder of a post cannot be called 'digits two'"),
    ],
)
def test_what_an_author_may_get_wrong(project: Project, file: str, content: bytes, message: str) -> None:
    path = project.posts / file
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    found = read_posts(project, LANGUAGES)
    [error] = found.errors + found.left_out + found.warnings
    assert error.message.startswith(message)
    assert error.path in (path, path.parent) or path.name in error.message


def test_a_folder_without_text_is_told_and_left_out(project: Project) -> None:
    (project.posts / "new").mkdir()
    found = read_posts(project, LANGUAGES)
    assert [warning.message for warning in found.warnings] == ["has no text, and is left out"]
    assert len(found.posts) == 2


def set_slug(project: Project, file: str, slug: str) -> Path:
    path = project.posts / file
    path.write_text(path.read_text().replace("---\n", f"---\nslug: {slug}\n", 1))
    return path


def test_a_text_may_name_the_address(project: Project) -> None:
    set_slug(project, "digits/index.pt.md", "numbers")
    post = read_posts(project, LANGUAGES).posts[0]
    assert (post.slug, post.folder.name) == ("numbers", "digits")


def test_two_texts_that_name_two_addresses(project: Project) -> None:
    set_slug(project, "digits/index.en.md", "numbers")
    path = set_slug(project, "digits/index.pt.md", "numeros")
    [error] = read_posts(project, LANGUAGES).errors
    assert error.message == "slug is 'numeros' here and 'numbers' in index.en.md"
    assert (error.path, error.line) == (path, 2)


def test_two_posts_at_one_address(project: Project) -> None:
    set_slug(project, "so-em-portugues/index.pt.md", "digits")
    found = read_posts(project, LANGUAGES)
    [error] = found.warnings
    assert error.message == "has the address 'digits' of another post, digits"
    assert error.path == project.post("so-em-portugues")
    assert [post.slug for post in found.posts] == ["digits", "digits-2"]
    (project.post("so-em-portugues") / "experiments.py").touch()
    assert [one.message for one in read_posts(project, LANGUAGES).errors] == [error.message]
