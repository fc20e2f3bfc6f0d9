"""Tags: whatever they are called, each has a page of its own, whose address no other tag changes."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

import builder.site.search as search
from builder.project import Project
from builder.site.build import build_site

ADDRESSES = {
    "C": "c",
    "C#": "c-sharp",
    "C++": "c-plus-plus",
    "F#": "f-sharp",
    ".NET": "dot-net",
    "NET": "net",
    "ASP.NET": "aspnet",
    "Notepad++ tips": "notepad-plus-plus-tips",
    "AI Agent": "ai-agent",
    "visão computacional": "visão-computacional",
    "机器学习": "机器学习",
    "машинное обучение": "машинное-обучение",
    "हिन्दी": "हिन्दी",
    "ภาษาไทย ครั้ง": "ภาษาไทย-ครั้ง",
    "العربية": "العربية",
    "Straße": "strasse",
    "self-attention": "self-attention",
    "a_b": "a_b",
    "2024": "2024",
    "Q & A": "q--a",
    "++": "plus-plus",
    "?": "question-mark",
    "🎉": "party-popper",
    "❤️": "heavy-black-heart",
}
"""As they were before, and as Hugo has them, where a sign tells nothing."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setattr(search, "_PROGRAMS", ())
    (tmp_path / "content" / "posts").mkdir(parents=True)
    (tmp_path / "content" / "site.toml").write_text(
        'title = "T"\nlanguages = ["en", "pt"]\n[en]\ntitle = "T"\nname = "English"\n[pt]\ntitle = "T"\nname = "P"\n'
    )
    return Project(tmp_path)


def post(project: Project, name: str, tags: list[str], date: str = "") -> None:
    head = f"title: {name}\ntags: {tags!r}\n" + (f"date: {date}\n" if date else "")
    (project.posts / f"{name}.md").write_text(f"---\n{head}---\nWords.\n", encoding="utf-8")


def built(project: Project, language: str = "en") -> dict[str, tuple[str, list[str]]]:
    """By each tag in the list of them, its part of the address, and the posts on its page."""
    assert build_site(project).warnings == ()
    folder = project.site / language / "tags"
    found = {}
    for link in BeautifulSoup((folder / "index.html").read_text(), "html.parser").select("main li a"):
        tag = BeautifulSoup((folder / unquote(link["href"]) / "index.html").read_text(), "html.parser")
        found[link.text] = unquote(link["href"]).removesuffix("/"), [one.text for one in tag.select("h2 a")]
    return found


def test_each_has_an_address_that_can_be_read(project: Project) -> None:
    post(project, "all", [*ADDRESSES])
    assert built(project) == {name: (address, ["all"]) for name, address in ADDRESSES.items()}


def test_those_that_differ_in_the_size_of_letters_are_one(project: Project) -> None:
    post(project, "a", ["PYTHON", "STRASSE"], "2020-01-02")
    post(project, "b", ["Python", "Python", "Cafe\u0301", "Deep  Learning"], "2019-01-02")
    post(project, "c", ["python", "Café", "Straße", "deep learning"])
    assert built(project) == {
        "Python": ("python", ["a", "b", "c"]),  # as the first post has it
        "STRASSE": ("strasse", ["a", "c"]),
        "Cafe\u0301": ("café", ["b", "c"]),
        "Deep  Learning": ("deep-learning", ["b", "c"]),
    }


def test_what_comes_later_changes_no_address(project: Project) -> None:
    post(project, "a", ["AI Agent"], "2020-01-02")
    assert built(project)["AI Agent"][0] == "ai-agent"
    post(project, "b", ["AI-Agent", "ai.agent"], "2020-01-03")
    post(project, "c", ["AI Agent 2", "AI-Agent", "ai_agent"], "2021-01-03")
    addresses = {
        "AI Agent": ("ai-agent", ["a"]),
        "AI-Agent": ("ai-agent-2", ["c", "b"]),
        "ai.agent": ("aiagent", ["b"]),
        "AI Agent 2": ("ai-agent-2-2", ["c"]),
        "ai_agent": ("ai_agent", ["c"]),
    }
    assert built(project) == addresses
    assert built(project, "pt") == addresses
    (project.posts / "b.md").unlink()
    assert built(project)["AI Agent"][0] == "ai-agent"


def test_without_dates_the_one_that_is_written_so_has_the_address(project: Project) -> None:
    post(project, "a", ["AI Agent"])
    post(project, "b", ["ai-agent"])
    assert built(project) == {"AI Agent": ("ai-agent-2", ["a"]), "ai-agent": ("ai-agent", ["b"])}


def test_a_tag_may_be_of_any_length(project: Project) -> None:
    post(project, "a", ["字" * 300, "字" * 299, "x" * 1000])
    assert sorted(len(address.encode()) for address, _ in built(project).values()) == [198, 200, 200]
