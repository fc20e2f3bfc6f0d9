"""Texts that were rendered before, known by all that they were made from: what did not change is not rendered again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from builder.cache import Cache, Codec, key
from builder.content.translations import Translation
from builder.document.links import Link
from builder.errors import SitegenError
from builder.files import sha256
from builder.ledger import Ledger
from builder.shortcodes.context import PostContext
from builder.text.body import Body, Cited, Html
from builder.text.facts import Facts
from builder.text.rendering import render_body

if TYPE_CHECKING:
    import jinja2

Plain = dict[str, Any]
"""All of a body but its HTML, as JSON holds it."""


def body_of(translation: Translation, shared: PostContext, env: jinja2.Environment, made_from: object) -> Body:
    """The body of a translation; of one that was rendered before not even the HTML is read until it is asked for.

    `made_from` is all that it is made from but files that lie elsewhere, which it names. Raises what `render_body`
    raises; of a text with mistakes nothing is kept.
    """
    cache, root = shared.cache, shared.code.repository.root
    place = _place(translation.path, root), translation.language, shared.post.plain  # it names the files of its post

    def rendered() -> tuple[Plain, Html]:
        body = render_body(translation, shared, env)
        translation.release()
        return _facts_of(body, root), Html(body.html, body.files, body.toc)

    def whole() -> tuple[Plain, Html]:
        codec: Codec[tuple[Plain, Html]] = Codec(partial(_to_json, cache), partial(_from_json, cache, root))
        return cache.get_or_make(("text", *place), made_from, rendered, codec)

    def opened() -> Html:
        now, html = whole()
        if now["digest"] != facts["digest"]:
            raise SitegenError("was changed while the site was built", path=translation.path, hint="Build it again.")
        return html

    small: Codec[Plain] = Codec(dict, partial(_unchanged, root, cache.ledger), small=True)
    facts = cache.get_or_make(("facts of a text", *place), made_from, lambda: whole()[0], small)
    return _body(facts, root, opened)


def _file(digest: str) -> str:
    """The key of a file that stands beside a page: most edits of a text leave all of them as they are."""
    return key("file", digest)


def _facts_of(body: Body, root: Path) -> Plain:
    plain = {part.name: getattr(body, part.name) for part in fields(body) if part.name != "opened"}
    return plain | {
        "used": sorted(body.used),
        "sources": {_place(path, root): digest for path, digest in body.sources.items()},
        "warnings": [[one.message, _place(one.path, root), one.line, one.hint] for one in body.warnings],
    }


def _to_json(cache: Cache, text: tuple[Plain, Html]) -> bytes:
    facts, html = text
    for data in html.files.values():
        cache.disk.put(_file(sha256(data)), data)
    return json.dumps([facts, html.html, html.toc]).encode()


def _from_json(cache: Cache, root: Path, data: bytes) -> tuple[Plain, Html] | None:
    """A text; None where one of its files is not kept any more, or what it is made from elsewhere is another."""
    facts, html, toc = json.loads(data)
    if _unchanged(root, cache.ledger, facts) is None:
        return None
    files = {}
    for name, digest in facts["digests"].items():
        if (content := cache.disk.get(_file(digest))) is None:
            return None
        files[name] = content
    return facts, Html(Markup(html), files, Markup(toc))


def _unchanged(root: Path, ledger: Ledger, facts: Plain) -> Plain | None:
    """The facts of a text, where what it is made from besides its post's folder is as it was."""
    return facts if all(ledger.digest(root / path) == digest for path, digest in facts["sources"].items()) else None


def _body(facts: Plain, root: Path, opened: Callable[[], Html]) -> Body:
    warnings = [
        SitegenError(message, path=root / path if path else None, line=line, hint=hint)
        for message, path, line, hint in facts["warnings"]
    ]
    sources = {root / path: digest for path, digest in facts["sources"].items()}
    parts = {
        "facts": Facts.read(facts["facts"]),
        "links": tuple(Link(*one) for one in facts["links"]),
        "used": frozenset(facts["used"]),
        "cited": tuple(Cited(*one) for one in facts["cited"]),
        "warnings": tuple(warnings),
    }
    return Body(**facts | parts | {"sources": sources, "opened": opened})


def _place(path: Path | None, root: Path) -> str:
    """A path relative to the site's folder, which may be moved with its cache."""
    whole, start = str(path or ""), f"{root}{os.sep}"
    return whole.removeprefix(start).replace(os.sep, "/") if whole.startswith(start) else whole
