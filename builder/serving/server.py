"""The server of `sitegen serve`: builds the site again after each change, and has open pages show it."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import threading
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import uvicorn
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from builder.errors import SitegenError, collect
from builder.serving.answers import CHANGES, LONGEST, Served, answer, refusal
from builder.serving.patience import Patient
from builder.serving.watching import changes


class Server:
    """Serves the site that `rebuild` gives.

    `rebuild` is called with all files below the folders `watched`, and again with those that change. While it raises
    SitegenError, the site that was there stays, with the mistakes shown above it. For `hosts` and `public` see
    `refusal`.
    """

    def __init__(
        self,
        rebuild: Callable[[set[Path]], Served],
        watched: Sequence[Path],
        hosts: Collection[str],
        *,
        public: bool = False,
    ) -> None:
        self._rebuild, self._watched, self._hosts, self._public = rebuild, watched, hosts, public
        self._served = Served()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._changed = asyncio.Event()

    def run(self, listening: socket.socket, begun: Callable[[str], None]) -> None:
        """Build, answer on a socket, and build again after each change, until interrupted.

        `begun` is called with the path of the site when it has been built for the first time. Building takes place in
        this thread, where Ctrl-C ends even a figure that is drawn for ever; requests are answered in another.
        """
        answering = threading.Thread(target=self._answer_all, args=(listening,), daemon=True)
        for changed in changes(self._watched):
            mistakes: list[SitegenError] = []
            with collect(mistakes):
                self._publish(self._good(self._rebuild(changed)))
            if mistakes:
                self._publish(replace(self._served, mistakes=mistakes))
            if answering.ident is None:
                answering.start()
                begun(self._served.base)

    def _good(self, built: Served) -> Served:
        """A site without mistakes. The same as before keeps its version, and no page is loaded again."""
        before = self._served
        same = (built.files, built.base, built.dead) == (before.files, before.base, before.dead)
        version = before.version if same else secrets.token_hex(8)
        shared = before.shared if _shared(built.files) == _shared(before.files) else version
        return replace(built, version=version, shared=shared)

    def _publish(self, served: Served) -> None:
        self._served = served
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _answer_all(self, listening: socket.socket) -> None:
        config = uvicorn.Config(
            self._app, interface="asgi3", http=Patient, ws="none", lifespan="off", proxy_headers=False,
            h11_max_incomplete_event_size=LONGEST, log_config=None, log_level="error", server_header=False,
        )  # fmt: skip
        uvicorn.Server(config).run([listening])

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        response = refusal(request, self._hosts, public=self._public)
        if response is None and (request.method, scope["path"]) == ("GET", CHANGES):
            response = StreamingResponse(self._states(), 200, {"Cache-Control": "no-store"}, "text/event-stream")
        await (response or answer(self._served, request))(scope, receive, send)

    async def _states(self) -> AsyncIterator[str]:
        """What open pages listen to: the version of the site and what is wrong, now and after each build."""
        self._loop = asyncio.get_running_loop()
        while True:
            changed, served = self._changed, self._served
            mistakes = [{"place": one.place, "message": one.message, "hint": one.hint} for one in served.mistakes]
            yield f"retry: 500\ndata: {json.dumps({'version': served.version, 'mistakes': mistakes})}\n\n"
            await changed.wait()


def _shared(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that pages share, whose addresses stay when they change."""
    return {name: content for name, content in files.items() if name.startswith("static/")}
