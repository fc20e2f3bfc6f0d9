"""Texts that were rendered before, kept by all that they were made from: what did not change is not rendered again."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from builder.cache import Cache, key
from builder.content.posts import Translation
from builder.document.links import Link
from builder.errors import SitegenError
from builder.files import sha256
from builder.ledger import Ledger
from builder.shortcodes.context import PostContext
from builder.text.body import Body, Html, render_body

if TYPE_CHECKING:
    import jinja2


def body_of(
    translation: Translation, shared: PostContext, env: jinja2.Environment, templates: str, ledger: Ledger
) -> Body:
    """The body of a translation, from the cache where it was rendered before; what the ledger knows is not even opened.

    `templates` is the digest of the site's own templates; what all else is made from the context knows. Raises what
    `render_body` raises; a text with mistakes is never kept.
    """
    root = shared.code.repository.root
    place = _place(translation.path, root)  # the page names the files of its post
    text = [translation.language, translation.digest, shared.post.plain]
    kept_as = key("body", templates, shared.made_from, place, text, _worth(shared))

    def rendered() -> Body:
        body = render_body(translation, shared, env)
        for data in body.files.values():
            shared.cache.put(_file(sha256(data)), data)
        shared.cache.put(kept_as, _to_json(body, root))
        return body

    def opened() -> Html:
        if (kept := _from_cache(shared.cache, kept_as)) and kept[0]["digest"] == told["digest"]:
            return kept[1]
        body = rendered()
        if body.digest != told["digest"]:
            raise SitegenError("was changed while the site was built", path=translation.path, hint="Build it again.")
        return body.opened()

    if (told := ledger.fact(kept_as)) and _holds(told, root, ledger):
        return _body(told, root, opened)
    if (kept := _from_cache(shared.cache, kept_as)) and _holds(kept[0], root, ledger):
        told, html = kept
        body = _body(told, root, lambda: html)
    else:
        body = rendered()
    ledger.tell(kept_as, _told(body, root))
    return body


def _file(digest: str) -> str:
    """The key of a file that stands beside a page: most edits of a text leave all of them as they are."""
    return key("file", digest)


def _worth(shared: PostContext) -> list[Any]:
    """What a page says of the records that the records do not say: whether they are out of date, and their commits."""
    repository = shared.code.repository
    return [
        dict(shared.records.experiments),
        list(shared.records.experiments),
        repository.address,
        repository.branch,
        repository.prefix,
        repository.below.get(_place(shared.records.store.folder, repository.root), {}),
    ]


def _told(body: Body, root: Path) -> dict[str, Any]:
    """All of a body but its HTML, as JSON holds it."""
    plain = {part.name: getattr(body, part.name) for part in fields(body) if part.name != "opened"}
    return plain | {
        "used": sorted(body.used),
        "sources": {_place(path, root): digest for path, digest in body.sources.items()},
        "warnings": [[one.message, _place(one.path, root), one.line, one.hint] for one in body.warnings],
    }


def _to_json(body: Body, root: Path) -> bytes:
    return json.dumps([_told(body, root), body.html, body.toc]).encode()


def _from_cache(cache: Cache, kept_as: str) -> tuple[dict[str, Any], Html] | None:
    """What was told of a body, and its HTML; None where it or one of its files is not kept any more."""
    if (data := cache.get(kept_as)) is None:
        return None
    told, html, toc = json.loads(data)
    files = {}
    for name, digest in told["digests"].items():
        if (content := cache.get(_file(digest))) is None:
            return None
        files[name] = content
    return told, Html(Markup(html), files, Markup(toc))


def _holds(told: dict[str, Any], root: Path, ledger: Ledger) -> bool:
    """Whether what a body is made from besides its folder is as it was."""
    return all(ledger.digest(root / path) == digest for path, digest in told["sources"].items())


def _body(told: dict[str, Any], root: Path, opened: Callable[[], Html]) -> Body:
    """The body of which this was told."""
    warnings = [
        SitegenError(message, path=root / path if path else None, line=line, hint=hint)
        for message, path, line, hint in told["warnings"]
    ]
    sources = {root / path: digest for path, digest in told["sources"].items()}
    parts = {
        "links": tuple(Link(*one) for one in told["links"]),
        "used": frozenset(told["used"]),
        "warnings": tuple(warnings),
    }
    return Body(**told | parts | {"sources": sources, "opened": opened})


def _place(path: Path | None, root: Path) -> str:
    """A path relative to the site's folder, which may be moved with its cache."""
    whole, start = str(path or ""), f"{root}{os.sep}"
    return whole.removeprefix(start).replace(os.sep, "/") if whole.startswith(start) else whole
