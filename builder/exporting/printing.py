"""A page as PDF, printed by the browser of the machine: what browsers lay out no library does."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from builder.errors import SitegenError
from builder.exporting.article import Article

_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge", "brave-browser",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
_OPTIONS = (
    "--headless", "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-sync",
    "--no-first-run", "--no-default-browser-check", "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip
PATIENCE = 120
"""Seconds that a browser has."""
_PAPER = "<style>@page { size: A4; margin: 1.5cm 1.8cm; }</style>"
_DATE = re.compile(rb"(/(?:Creation|Mod)Date \(D:)\d{14}\+00'00'")


def pdf_file(article: Article, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The file of a text, by name: on A4, tagged, with an outline; `files` are those of its page, itself first.

    The dates in it are that of the text, so that the same browser makes the same file. Raises SitegenError where there
    is no browser, or where it fails.
    """
    browser = find_browser()
    page, html = next(iter(files.items()))
    with tempfile.TemporaryDirectory(prefix="sitegen-") as place:
        folder = Path(place)
        for name, data in {**files, page: _for_paper(article, html.decode()).encode()}.items():
            path = folder / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        data = _printed(browser, folder, folder / "site" / page)
    day = (article.date or datetime.date(1980, 1, 1)).strftime("%Y%m%d000000").encode()
    return {f"{article.name}.pdf": _DATE.sub(rb"\g<1>" + day + rb"+00'00'", data)}


def find_browser() -> str:
    """A browser that prints. Raises SitegenError where there is none."""
    found = next(filter(None, (*map(shutil.which, _NAMES), *map(shutil.which, _PLACES))), None)
    if not found:
        hint = "Install Chromium, Chrome or Edge; or open the page in any browser and print it to a file."
        raise SitegenError("there is no browser here that prints a page to a PDF", hint=hint)
    return found


def _for_paper(article: Article, html: str) -> str:
    """The page with links that lead somewhere from anywhere, and all of its pictures there before it is printed."""
    html = article.linked(html.replace(' loading="lazy"', ""), files=False)
    return html.replace("</head>", f"{_PAPER}</head>", 1)


def _printed(browser: str, folder: Path, page: Path) -> bytes:
    target = folder / "page.pdf"
    options = [*_OPTIONS, f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}"]
    if sys.platform == "linux" and os.geteuid() == 0:  # in a container: Chromium refuses its sandbox to root
        options.append("--no-sandbox")
    try:
        done = subprocess.run([browser, *options, page.as_uri()], capture_output=True, timeout=PATIENCE)
        return target.read_bytes()
    except (OSError, subprocess.TimeoutExpired) as error:
        late = isinstance(error, subprocess.TimeoutExpired)
        said = [] if late else done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        what = f"was not done in {PATIENCE} s" if late else "did not print the page"
        raise SitegenError("\n    ".join([f"the browser {browser} {what}", *said])) from None
