"""What of a text stands on a page: its elements and words, and how two pages of one text differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from bs4 import BeautifulSoup, Comment, Tag

ELEMENTS = {
    "headings": ("h1", "h2", "h3", "h4", "h5", "h6"), "list items": ("li",), "code blocks": ("pre",),
    "tables": ("table",), "rows": ("tr",), "quotes": ("blockquote",), "pictures": ("img", "image"), "links": ("a",),
    "strong": ("strong", "b"), "em": ("em", "i"),
}  # fmt: skip
WORDS = 0.03
"""The share of a page's words that may be more or fewer."""
OURS = ("article > header", "nav.toc", "a.anchor", ".notice", "a.footnote-backref")
"""What stands around a text on a page of sitegen, and in Hugo's theme would stand around it too."""
HUGOS = ("a.footnote-backref", "td.lntd:first-child", "span.ln")
BLOCKS = "p li tr td th pre br hr h1 h2 h3 h4 h5 h6 div dt dd figcaption summary blockquote img sup".split()
CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+")

TEX = re.compile(r"\$\$.+?\$\$|\\\[.+?\\\]|\\\(.+?\\\)|\$[^$\n]+\$", re.DOTALL)
UNREAD = [
    re.compile(pattern, re.MULTILINE) for pattern in (
        r"(?s:<!--.*?-->)", r"(?s:<(script|style|svg|iframe)\b.*?</\1>)", r"\{%.*?%\}", r"\{\{.*?\}\}",
        r"</?[a-zA-Z][^<>]*>", r"(?s:\$\$.+?\$\$)", r"\$[^$\n]+\$", r"\\\(.+?\\\)", r"^\s*\[[^\]]+\]:\s.*$",
        r"\]\([^()\s]*(\([^()]*\))?[^()]*\)", r"\{[:.#%][^{}\n]*\}", r"\{[^{}\n]*=[^{}\n]*\}", r"@[\w:.-]+",
        r"`r [^`\n]*`", r"^#\|.*$", r"^[ >]*(```|~~~|:::).*$", r"https?://\S+", r"&#?\w+;", r":\w+:",
    )
]  # fmt: skip
"""What of a Markdown text is no word that a reader sees, or need not be one: scripts, tags, formulas, addresses."""


@dataclass(frozen=True)
class Page:
    """What one program made of a text."""

    counts: dict[str, int]  # how often each of ELEMENTS stands there
    words: Counter[str]  # what is read, in small letters
    told: frozenset[str]  # words that stand in attributes besides: alt, title, addresses
    formulas: bool  # whether there is MathML
    text: str  # as it is read

    def prose(self, formulas: bool) -> Counter[str]:
        """Its words, without those of TeX where another program sets `formulas`."""
        return Counter(words_of(TEX.sub(" ", self.text))) if formulas else self.words


def words_of(text: str) -> list[str]:
    """The words of some text in small letters; each Chinese, Japanese or Korean letter is one."""
    return WORD.findall(normalize("NFC", text).lower())


def ours(html: str) -> Page:
    """The text of a page of sitegen."""
    soup = BeautifulSoup(html, "html.parser")
    places = ("main article > .text", "main article", "main")
    article = next(filter(None, map(soup.select_one, places)), soup)
    for selector in OURS:
        for found in article.select(selector):
            found.decompose()
    for diagram in article.select("figure.diagram"):  # drawn from a block of code
        diagram.name = "pre"
        diagram.clear()
    for box in article.select("details.admonition"):  # a quotation that begins with [!NOTE]
        box.name = "blockquote"
    for picture in article.select("span.absent"):  # the box of one that is not there
        picture.name, picture["alt"] = "img", picture.text
        picture.clear()
    return _page(article)


def hugos(html: str) -> Page:
    """The text of a page that Hugo made with the bare theme.

    A page of sitegen asks no other site for anything: frames and pictures of other sites count as the links that it
    makes of them.
    """
    soup = BeautifulSoup(html, "html.parser")
    main = soup.select_one("main") or soup
    for selector in HUGOS:
        for found in main.select(selector):
            found.decompose()
    for table in main.select("table.lntable, table.lntable tr"):  # lines of code with their numbers
        table.unwrap()
    for diagram in main.select("code.language-mermaid, div.goat"):
        diagram.name = "pre" if diagram.name == "div" else diagram.name
        diagram.clear()
    for far in main.select("iframe, embed, img[src^='http'], img[src^='//']"):
        source = str(far.get("src") or "")
        named = unquote(source.split("?")[0].rpartition("/")[2]) if far.name == "img" else ""
        far.name = "span" if far.find_parent("a") else "a"
        far["href"], far.string = source, str(far.get("alt") or named)
    return _page(main)


def _page(root: Tag) -> Page:
    formulas = root.select("math")
    for formula in formulas:
        formula.decompose()
    for hidden in root(["script", "style", "template", "noscript"]):
        hidden.decompose()
    counts = {name: len(list(_shown(root, tags))) for name, tags in ELEMENTS.items()}
    for link in root("a"):  # an address that is shown is no word
        shown, aim = (re.sub(r"^https?://", "", one) for one in (link.text, unquote(str(link.get("href", "")))))
        if shown and aim.startswith(shown):
            link.clear()
    for block in root(BLOCKS):  # words do not go on from one to the next, but through all else
        block.insert_before(" ")
        block.insert_after(" ")
    text = "".join(piece for piece in root.find_all(string=True) if not isinstance(piece, Comment))
    return Page(counts, Counter(words_of(text)), frozenset(_attributes(root)), bool(formulas), text)


def _shown(root: Tag, tags: tuple[str, ...]) -> Iterator[Tag]:
    for tag in root(list(tags)):
        if tag.name == "a" and not tag.get("href"):
            continue  # a place to go to, no link
        if tag.name == "tr" and tag.find_parent("tr", class_="lnt"):
            continue
        yield tag


def _attributes(root: Tag) -> Iterator[str]:
    for tag in root(True):
        for name in ("alt", "title", "href", "src", "aria-label", "data-lang", "poster", "value", "placeholder"):
            value: Any = tag.get(name)
            if value:
                yield from words_of(str(value))


def differences(page: Page, other: Page) -> list[str]:
    """The kinds in which two pages of one text differ.

    Where one sets formulas that the other leaves to a script, marks in a formula are no emphasis, and letters no words.
    """
    formulas = page.formulas or other.formulas
    names = [name for name in ELEMENTS if page.counts[name] != other.counts[name]]
    if formulas:
        return [name for name in names if name not in ("em", "strong")]
    most = max(page.words.total(), other.words.total())
    if most and abs(page.words.total() - other.words.total()) / most > WORDS:
        names.append("words")
    return names


def missing(page: Page, wanted: Counter[str]) -> list[str]:
    """Words of a text that nobody finds on its page; single letters and numbers are not looked for."""
    known = page.words.keys() | page.told
    return sorted(
        word for word in wanted
        if word not in known and (len(word) > 2 or re.match(f"[{CJK}]", word)) and not word.isdigit()
    )  # fmt: skip


def written_words(text: str) -> Counter[str]:
    """The words that a Markdown text shows: without its front matter, marks of formulas, addresses and attributes."""
    text = re.sub(r"\A\ufeff?(---|\+\+\+)\s*\n.*?\n\1\s*(\n|\Z)", "", text, flags=re.DOTALL)
    for pattern in UNREAD:
        text = pattern.sub(" ", text)
    return Counter(words_of(text))
