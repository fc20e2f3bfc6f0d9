"""A server of files that can give a part of one, breaks off where it is told to, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Served:
    """`files` by their paths; of an answer no more than `most` bytes are sent; `ranges` is whether parts are given."""

    files: Mapping[str, bytes]
    most: int = 1 << 40
    ranges: bool = True
    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)  # paths, each with its header Range


@contextmanager
def serving_files(files: Mapping[str, bytes]) -> Iterator[Served]:
    """Serve on a free port of this machine."""
    served = Served(files)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            wanted = self.headers.get("Range", "")
            served.asked.append((self.path, wanted))
            data = served.files.get(self.path)
            if data is None:
                self.send_error(404)
                return
            begin = int(wanted.removeprefix("bytes=").rstrip("-") or 0) if served.ranges else 0
            if begin and begin >= len(data):
                self.send_error(416)
                return
            self.send_response(206 if begin else 200)
            self.send_header("Content-Length", str(len(data) - begin))
            self.end_headers()
            self.wfile.write(data[begin : begin + served.most])

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
