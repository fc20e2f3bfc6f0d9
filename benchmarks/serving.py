"""How long it takes from a save to the reloaded page, with `sitegen serve` and Chromium: the median of some edits.

The post is `cnns`, in a copy of this repository's content. A time is that from before the file is written to the end of
the page's load event, by the clock of the machine, which the page reads too.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from playwright.sync_api import Page, sync_playwright

REPOSITORY = Path(__file__).parent.parent
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
MARK = "Edited for the time being"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a site while `sitegen serve` shows it; it is built once before."""
    command = [sys.executable, "-m", "builder"]
    subprocess.run([*command, "build", "--no-run"], cwd=folder, check=True, capture_output=True)
    with subprocess.Popen([*command, "serve", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield next(line for line in server.stdout if line.startswith("Serving")).split()[1]
        server.terminate()


def seconds(page: Page, text: Path, number: int) -> float:
    """From a save to the page that shows it."""
    lines = text.read_text(encoding="utf-8").split("\n\n")
    edited = [line for line in lines if not line.startswith(MARK)]
    edited.insert(4, f"{MARK}, {number}.")
    start = time.time()
    text.write_text("\n\n".join(edited), encoding="utf-8")
    shown = "text => document.readyState === 'complete' && document.body.innerText.includes(text)"
    page.wait_for_function(shown, arg=f"{MARK}, {number}.")
    loaded: float = page.evaluate("performance.timeOrigin + performance.getEntriesByType('navigation')[0].loadEventEnd")
    return loaded / 1000 - start


@click.command()
@click.option("--edits", default=15, show_default=True, help="How many.")
def main(edits: int) -> None:
    """Measure and print."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        folder = Path(temporary)
        for name in ("content", "docs"):
            shutil.copytree(REPOSITORY / name, folder / name)
        with served(folder) as address, playwright.chromium.launch(executable_path=chromium, args=QUIET) as browser:
            page = browser.new_page()
            page.goto(f"{address}en/posts/cnns/")
            text = folder / "content" / "posts" / "cnns" / "index.en.md"
            seconds(page, text, 0)
            times = sorted(seconds(page, text, number) for number in range(1, edits + 1))
    fastest, median, slowest = (round(1000 * one) for one in (times[0], statistics.median(times), times[-1]))
    click.echo(f"{median} ms from save to page, the median of {edits} edits ({fastest} to {slowest})")


if __name__ == "__main__":
    main()
