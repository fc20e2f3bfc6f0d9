"""What the server of `sitegen serve` answers: a file of the site that was built, or plainly why not.

The site lies in memory. There is no folder behind it, so nothing can be asked for but what was built.
"""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from ipaddress import ip_address

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from builder.errors import SitegenError
from builder.files import sha256
from builder.project import THEME
from builder.site.render import MISSING
from builder.site.urls import file_of

CHANGES = "/.sitegen/changes"
"""Where pages listen for changes."""
RELOAD = "/.sitegen/reload.js"
"""The script that listens; one that stood in the page would not be run under the site's policy."""
LONGEST = 16_384
"""Bytes that the head of a request may have."""
_NAMED_BY_DIGEST = re.compile(r"\.[0-9a-f]{8}\.\w+$")
_EMPTY = b'<!doctype html>\n<html lang="en">\n<title>sitegen</title>\n<body>\n'
_TYPES = mimetypes.MimeTypes()  # whatever this machine thinks of .js
_NEWER_TYPES = {".js": "text/javascript", ".webp": "image/webp", ".woff2": "font/woff2"}


@dataclass(frozen=True)
class Served:
    """What there is to see: the files of the last good site, the path that it lives below, and what is wrong since.

    `version` is another one for each site that differs from the one before; "" before the first. `shared` is another
    one where a file differs that pages share, under the same address as before. `scripted` says that the site has
    scripts of its own, which may do with a page what nobody knows. `dead` are the addresses on each page that lead
    nowhere, by its file, for the author to see.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    base: str = "/"
    version: str = ""
    mistakes: Sequence[SitegenError] = ()
    shared: str = ""
    scripted: bool = False
    dead: Mapping[str, Sequence[str]] = field(default_factory=dict)


def refusal(request: Request, hosts: Collection[str], *, public: bool) -> Response | None:
    """The answer to what no reader of this site would ask; None for all else.

    `hosts` are the names that may be asked for. Where the server is `public`, any address will do as well: whoever owns
    a name can make it lead to this machine, and then have a browser read what is served here, but not so an address.
    """
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if not _is_known(host, hosts, public) or origin not in (None, f"http://{host}"):
        return PlainTextResponse("Refused: this server has another name, or another site asks.\n", 403)
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse("Only GET and HEAD.\n", 405, {"Allow": "GET, HEAD"})
    if len(request.scope["raw_path"]) + sum(len(name) + len(value) for name, value in request.headers.raw) > LONGEST:
        return PlainTextResponse("The request is too long.\n", 431)
    return None


_HOST = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+(?:%\w+)?)\]|(?P<name>[\w.-]+))(?::\d{0,5})?", re.ASCII)


def _is_known(host: str, hosts: Collection[str], public: bool) -> bool:
    """Whether this is one of the hosts, or where the server is `public` an address, with a port or without."""
    found = _HOST.fullmatch(host.lower())
    if not found:
        return False
    name = found["address"] or found["name"]
    try:
        return name in hosts or (public and bool(ip_address(name)))
    except ValueError:  # a name where there must be an address
        return False


def answer(served: Served, request: Request) -> Response:
    """The file that is asked for, as GitHub Pages would send it, and with the script that listens for changes."""
    path, known = request.scope["path"], request.headers.get("if-none-match")
    if path == RELOAD:
        return _file(path, (THEME / "serve" / "reload.js").read_bytes(), known)
    if not served.files:
        return _page(served, _EMPTY, 503)
    if path != served.base and path in ("/", served.base[:-1]):
        return RedirectResponse(served.base, 302)
    if path.startswith(served.base):
        name = file_of(path.removeprefix(served.base))
        if name.endswith(".html") and name in served.files:
            return _page(served, served.files[name], 200, served.dead.get(name, ()))
        if name in served.files:
            return _file(name, served.files[name], known)
        if f"{name}/index.html" in served.files:
            return RedirectResponse(f"{path}/", 302)
    return _page(served, served.files[MISSING], 404)


def _page(served: Served, content: bytes, status: int, dead: Sequence[str] = ()) -> Response:
    told = {"version": served.version, "changes": CHANGES, "shared": served.shared, "scripted": served.scripted}
    told |= {"dead": json.dumps(dead)} if dead else {}
    data = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in told.items())
    added = f'<script src="{RELOAD}" {data} defer></script>\n'
    return Response(content + added.encode(), status, {"Cache-Control": "no-store"}, "text/html")


def _file(name: str, content: bytes, known: str | None) -> Response:
    """A file, unless the browser knows it: most of the time of a reload would be spent on what did not change."""
    tag = f'"{sha256(content)}"'
    lasting = "max-age=31536000, immutable" if _NAMED_BY_DIGEST.search(name) else "no-cache"
    headers = {"Cache-Control": lasting, "ETag": tag, "X-Content-Type-Options": "nosniff"}
    if known == tag:
        return Response(None, 304, headers)
    kind = _NEWER_TYPES.get(name[name.rfind(".") :]) or _TYPES.guess_type(name)[0] or "application/octet-stream"
    return Response(content, 200, headers, kind)
