"""What readers search in: of each page a document with its article, what else finds it, and what is numbered in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html import unescape

from markupsafe import Markup, escape

from builder.content.params import Params
from builder.document.fragments import MOST_LETTERS
from builder.site.gather import Site
from builder.site.pages import TextPage

_PARTS = re.compile(r"</mrow>(?=<m)|<mfrac\b[^>]*><m[ino]\b[^>]*>[^<]*</m[ino]>")
"""What ends a part of a formula, such as the upper one of a fraction, and would be one word with the next."""
_NOTED = re.compile(r'<sup id="fnref.*?</sup>')
_NUMBERED = re.compile(r'<span class="number">([^<]*)\.</span>(.*?)</(?:p|figcaption|caption)>', re.DOTALL)


def searched_pages(site: Site) -> dict[str, list[TextPage]]:
    """By language the pages that are found in it: those whose text is in it, and documentation that it lacks."""
    found: dict[str, list[TextPage]] = {}
    for page in site.texts():
        if not page.stands_in:
            found.setdefault(page.language.code, []).append(page)
    docs = {code: [page for page in site.docs_for(code) if page.language.code != code] for code in found}
    return {code: [*pages, *docs[code]] for code, pages in found.items()}


def keywords(params: Params) -> list[str]:
    """The words by which an author wants a text to be found besides its own, from its front matter."""
    given = params.get("keywords", [])
    return [str(one) for one in (given if isinstance(given, list) else [given]) if not isinstance(one, dict)]


def document(page: TextPage, language: str) -> bytes:
    """A document that holds the article of a page and nothing else. What stands in its h1 weighs most.

    One in another language than that of the index says so, for its hits to stand below all others.
    """
    meta = {"kind": page.template.removesuffix(".html")}
    if numbered := _numbered(page.text.numbers, str(page.body)):
        meta["numbered"] = json.dumps(numbered, ensure_ascii=False)
    head = "".join(f'<meta data-pagefind-meta="{name}[content]" content="{escape(meta[name])}">' for name in meta)
    if page.language.code != language:
        head += f'<meta data-pagefind-meta="lang[content]" content="{page.language.code}">'
        head += '<meta data-pagefind-filter="foreign[content]" content="yes">'
    above = f"<p>{escape(page.subtitle)}</p>" if page.subtitle else ""
    if words := keywords(page.params):
        above += f"<p>{escape(', '.join(words))}.</p>"
    body = str(page.body).replace("</th>", "</th> ")  # else the words of a row are one
    body = _PARTS.sub(r"\g<0> ", body)
    body = _NUMBERED.sub(lambda found: found[0].replace("\u00a0", " ", 1), body)  # two words, to be looked for as such
    html = f'<html lang="{language}"><body>{head}<h1>{escape(page.title)}</h1>{above}{body}</body></html>'
    page.text.release()
    return html.encode()


def _numbered(numbers: Mapping[str, str], body: str) -> dict[str, Sequence[str]]:
    """By what a figure or table is called its id, that of an interactive one first, and how its caption begins."""
    captions: dict[str, str] = {}
    for called, html in _NUMBERED.findall(body):
        if words := unescape(Markup(_NOTED.sub("", html)).striptags()):
            captions.setdefault(unescape(called), words)
    ids = {words: id_ for id_, words in numbers.items()}
    return {words.replace("\u00a0", " "): [id_, _short(captions.get(words, ""))] for words, id_ in ids.items()}


def _short(words: str) -> str:
    most = 2 * MOST_LETTERS
    return words if len(words) <= most else f"{words[:most].rpartition(' ')[0]} …"
