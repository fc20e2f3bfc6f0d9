"""Texts that were rendered before, kept by all that they were made from: what did not change is not rendered again."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from builder.content.posts import Translation
from builder.errors import SitegenError
from builder.files import digest_of, sha256
from builder.rendering.cache import Cache, key
from builder.rendering.context import PostContext
from builder.rendering.text import Body, render_body

if TYPE_CHECKING:
    import jinja2


def body_of(translation: Translation, shared: PostContext, env: jinja2.Environment, templates: str) -> Body:
    """The body of a translation, from the cache where it was rendered before.

    `templates` is the digest of the site's own templates; what all else is made from the context knows. Raises what
    `render_body` raises; a text with mistakes is never kept.
    """
    root = shared.code.repository.root
    place = _place(translation.path, root)  # the page names the files of its post
    kept_as = key("body", templates, shared.made_from, place, _text(translation), _worth(shared))
    if (kept := shared.cache.get(kept_as)) and (body := _from_json(json.loads(kept), root, shared.cache)):
        return body
    body = render_body(translation, shared, env)
    for data in body.files.values():
        shared.cache.put(_file(sha256(data)), data)
    shared.cache.put(kept_as, json.dumps(_to_json(body, root)).encode())
    return body


def _file(digest: str) -> str:
    """The key of a file that stands beside a page: most edits of a text leave all of them as they are."""
    return key("file", digest)


def _text(translation: Translation) -> list[Any]:
    """The text itself, and its language."""
    front = {part.name: str(getattr(translation.front, part.name)) for part in fields(translation.front)}
    return [translation.language, translation.line, translation.body, front]


def _worth(shared: PostContext) -> list[Any]:
    """What a page says of the records that the records do not say: whether they are out of date, and their commits."""
    repository = shared.code.repository
    folder = shared.records.store.folder
    commits = {
        name: commit for name, commit in repository.commits.items() if (repository.root / name).is_relative_to(folder)
    }
    return [
        dict(shared.records.experiments),
        list(shared.records.experiments),
        repository.address,
        repository.branch,
        repository.prefix,
        commits,
    ]


def _to_json(body: Body, root: Path) -> dict[str, Any]:
    plain = {part.name: getattr(body, part.name) for part in fields(body)}
    return plain | {
        "files": {name: sha256(data) for name, data in body.files.items()},
        "used": sorted(body.used),
        "sources": {_place(path, root): digest for path, digest in body.sources.items()},
        "warnings": [[one.message, _place(one.path, root), one.line, one.hint] for one in body.warnings],
    }


def _from_json(plain: dict[str, Any], root: Path, cache: Cache) -> Body | None:
    """A body as it was; None where one of its files is not kept any more, or what it is made from has changed."""
    sources = {root / path: digest for path, digest in plain["sources"].items()}
    files = {name: cache.get(_file(digest)) for name, digest in plain["files"].items()}
    if None in files.values() or any(digest_of(path) != digest for path, digest in sources.items()):
        return None
    return Body(
        **plain
        | {
            "html": Markup(plain["html"]),
            "toc": Markup(plain["toc"]),
            "files": files,
            "used": frozenset(plain["used"]),
            "sources": sources,
            "warnings": tuple(
                SitegenError(message, path=root / path if path else None, line=line, hint=hint)
                for message, path, line, hint in plain["warnings"]
            ),
        }
    )


def _place(path: Path | None, root: Path) -> str:
    """A path relative to the site's folder, which may be moved with its cache."""
    return "" if path is None else path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
