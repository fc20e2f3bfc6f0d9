"""The Content-Security-Policy of the pages: the theme's, and what `[policy]` of the config lets in besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from builder.errors import SitegenError, nearest
from builder.reading import line_of

Policy = Mapping[str, tuple[str, ...]]
"""By directive, the sources that are let in."""
_THEME: dict[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'",),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:"),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'none'",),
}
OPEN = ("script-src", "style-src", "img-src", "font-src", "connect-src", "frame-src", "media-src", "form-action")
"""What a site may open."""
_SOURCE = re.compile(
    r"(https|wss)://(\*\.)?[^\s*;,'\"/]+(/[^\s;,'\"]*)?|'sha(256|384|512)-[A-Za-z0-9+/_-]+=*'|data:|blob:"
)


def policy_of(besides: Policy, *, wasm: bool) -> str:
    """The policy of a page. The search is WebAssembly, as ONNX Runtime is, which runs nowhere that does not say so."""
    said = dict(_THEME)
    if wasm:
        said["script-src"] += ("'wasm-unsafe-eval'",)
    for name, sources in besides.items():
        said[name] = (*(one for one in said.get(name, ("'self'",)) if one != "'none'"), *sources)
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in said.items())


def read_policy(path: Path, data: Mapping[str, Any], errors: list[SitegenError]) -> dict[str, tuple[str, ...]]:
    """What `[policy]` of a config lets in; what is wrong with it is added to `errors`."""
    table = data.get("policy", {})

    def wrong(message: str, name: str, hint: str = "") -> None:
        line = line_of(path, name, "policy") or line_of(path, "policy")
        errors.append(SitegenError(message, path=path, line=line, hint=hint))

    if not isinstance(table, dict):
        wrong("policy must be a table", "policy", 'Write [policy] and below it script-src = ["https://…"].')
        return {}
    found = {}
    for name, sources in table.items():
        if name not in OPEN:
            wrong(f"[policy] has an unknown directive '{name}'", name, nearest(name, OPEN))
        elif not isinstance(sources, list) or not all(isinstance(one, str) for one in sources):
            wrong(f"[policy] {name} must be a list of sources", name, 'Such as ["https://stats.example.org"].')
        elif amiss := [one for one in sources if not _SOURCE.fullmatch(one)]:
            hint = "It must be https://host, wss://host, 'sha256-…', data: or blob:. A script of yours is a file."
            wrong(f"[policy] {name} cannot let in {amiss[0]!r}", name, hint)
        else:
            found[name] = tuple(sources)
    return found
