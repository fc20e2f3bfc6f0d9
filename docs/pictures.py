"""The pictures of the site that the README shows: `python docs/pictures.py` takes them again, with Chromium.

The site is built from the records as they are, and each page is taken in both languages, light and dark, on a phone and
on a desk. `python docs/pictures.py SITE` takes those of docs/idea-to-post.md, of the site of somebody who followed it.
"""

from __future__ import annotations

import functools
import http.server
import io
import itertools
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from builder.project import Project
from builder.site.build import build_site

HERE = Path(__file__).parent
PAGES = {"home": "index.html", "post": "posts/cnns/index.html"}
LANGUAGES = ("pt", "en")
SCHEMES = ("light", "dark")
SIZES = {"phone": (390, 844), "desk": (1280, 900)}


class Server(http.server.SimpleHTTPRequestHandler):
    """Lets browsers keep what they have, as GitHub Pages does: else the letters of the text come too late."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *arguments: object) -> None:
        pass


def main(followed: Path | None = None) -> None:
    """Take all pictures, and write them as WebP; or those of a site that somebody made, `followed`."""
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder))
        for name in ("content",) if followed else ("content", "docs"):
            shutil.copytree((followed or HERE.parent) / name, project.root / name)
        build_site(project)
        (HERE / "pictures").mkdir(exist_ok=True)
        with opened(project.site) as (browser, address):
            for name, taken in walk(browser, address) if followed else usual(browser, address):
                taken.save(HERE / "pictures" / f"{name}.webp", quality=70, method=6)


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Browser, str]]:
    """A browser, and the address at which it finds a folder."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    serve = functools.partial(Server, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)  # a file may not fetch fonts
    threading.Thread(target=server.serve_forever).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser, f"http://127.0.0.1:{server.server_port}"
        browser.close()
    server.shutdown()


def usual(browser: Browser, address: str) -> Iterator[tuple[str, Image.Image]]:
    """The pictures of the README by their names."""
    for page, language, scheme, size in itertools.product(PAGES, LANGUAGES, SCHEMES, SIZES):
        taken = take(browser, f"{address}/{language}/{PAGES[page]}", scheme, SIZES[size])
        yield f"{page}-{language}-{scheme}-{size}", taken


def walk(browser: Browser, address: str) -> Iterator[tuple[str, Image.Image]]:
    """Those of docs/idea-to-post.md."""
    post = f"{address}/en/posts/tea/index.html"
    yield "walk-light-desk", take(browser, post, "light", SIZES["desk"])
    yield "walk-dark-phone", take(browser, post, "dark", SIZES["phone"])
    yield "walk-figure", take(browser, post, "light", (1280, 900), "figure.figure .light")


def take(browser: Browser, address: str, scheme: str, size: tuple[int, int], part: str = "") -> Image.Image:
    """A page as it opens, or a part of it. It is opened twice: the letters are kept from the first time."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    for _ in range(2):
        page.goto("about:blank")
        page.goto(address, timeout=120_000, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.locator(part).first.screenshot() if part else page.screenshot()))
    page.close()
    return picture.convert("RGB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
