"""The pictures of the site that the README shows: `python docs/pictures.py` takes them again, with Chromium.

The site is built from the records as they are, and each page is taken in both languages, light and dark, on a phone and
on a desk.
"""

from __future__ import annotations

import functools
import http.server
import io
import itertools
import shutil
import tempfile
import threading
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


def main() -> None:
    """Take all pictures, and write them as WebP."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = Project(Path(folder))
        for name in ("content", "docs"):
            shutil.copytree(HERE.parent / name, project.root / name)
        build_site(project)
        serve = functools.partial(Server, directory=project.site)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve)  # a file may not fetch fonts
        threading.Thread(target=server.serve_forever).start()
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        (HERE / "pictures").mkdir(exist_ok=True)
        for page, language, scheme, size in itertools.product(PAGES, LANGUAGES, SCHEMES, SIZES):
            address = f"http://127.0.0.1:{server.server_port}/{language}/{PAGES[page]}"
            taken = take(browser, address, scheme, SIZES[size])
            taken.save(HERE / "pictures" / f"{page}-{language}-{scheme}-{size}.webp", quality=70, method=6)
        browser.close()
        server.shutdown()


def take(browser: Browser, address: str, scheme: str, size: tuple[int, int]) -> Image.Image:
    """A page as it opens. It is opened twice: the letters of its text are kept from the first time."""
    width, height = size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    for _ in range(2):
        page.goto("about:blank")
        page.goto(address, timeout=120_000, wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot()))
    page.close()
    return picture.convert("RGB")


if __name__ == "__main__":
    main()
