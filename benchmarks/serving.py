"""How long it takes from a save to the reloaded page, with `sitegen serve` and Chromium: the median of some edits.

The post is `cnns`, in a copy of this repository's content, and the first of a thousand. New words come into the page
as it is; for a heading, which the outline shows too, it is loaded again. A time is that from before the file is written
until the page has loaded, holds the new text and is laid out with it, as a look in each frame finds it; by the clock of
the machine, which the page reads too.
"""

from __future__ import annotations

import http.client
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import click
from large_site import sitegen
from outcome import compile_once, keep
from playwright.sync_api import Browser, Page, sync_playwright

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
        try:
            yield next(line for line in server.stdout if line.startswith("Serving")).split()[1]
        finally:
            server.terminate()


def kept_against_new(address: str, requests: int = 50) -> float:
    """How many times as long a page takes to come on a connection that is kept as on a new one, by the medians."""
    parts = urlsplit(address)

    def connected() -> http.client.HTTPConnection:
        return http.client.HTTPConnection(parts.hostname or "", parts.port)

    def asked(connection: http.client.HTTPConnection) -> float:
        start = time.perf_counter()
        connection.request("GET", parts.path)
        connection.getresponse().read()
        return time.perf_counter() - start

    with closing(connected()) as one:
        kept = [asked(one) for _ in range(requests)]
    new = []
    for _ in range(requests):
        with closing(connected()) as another:
            new.append(asked(another))
    return statistics.median(kept) / statistics.median(new)


def seconds(page: Page, text: Path, number: int, kind: str) -> float:
    """From a save to the page that shows it; `kind` stands before the new words."""
    lines = text.read_text(encoding="utf-8").split("\n\n")
    edited = [line for line in lines if MARK not in line]
    edited.insert(4, f"{kind}{MARK}, {number}.")
    start = time.time()
    text.write_text("\n\n".join(edited), encoding="utf-8")
    shown = """text => document.readyState === 'complete' && document.querySelector('main').textContent.includes(text)
        && document.body.offsetHeight && performance.timeOrigin + performance.now()"""
    found: float = page.wait_for_function(shown, arg=f"{MARK}, {number}.").json_value()
    return found / 1000 - start


def measured(browser: Browser, folder: Path, post: str, kind: str, edits: int) -> tuple[float, list[float]]:
    """The times of the first edit of a post's English text, and of some more, the fastest first."""
    with served(folder) as address:
        page = browser.new_page()
        page.goto(f"{address}en/posts/{post}/")
        text = folder / "content" / "posts" / post / "index.en.md"
        first = seconds(page, text, 0, kind)
        times = sorted(seconds(page, text, number, kind) for number in range(1, edits + 1))
        page.close()
        return first, times


@click.command()
@click.option("--edits", default=15, show_default=True, help="How many, of each.")
@click.option("--posts", default=1000, show_default=True, help="How many posts the large site has.")
@click.option("--keep", "kept", is_flag=True, help="Keep the result in benchmarks/results/.")
def main(edits: int, posts: int, kept: bool) -> None:
    """Measure, and exit with 1 where a median is not below what is required."""
    compile_once()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    good, rows = True, list[dict[str, object]]()
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        real, large = Path(temporary, "real"), Path(temporary, "large")
        for name in ("content", "docs"):
            shutil.copytree(REPOSITORY / name, real / name)
        sitegen(large, posts)
        with served(real) as address:
            ratio = kept_against_new(f"{address}en/posts/cnns/")
            click.echo(f"a page on a kept connection: {ratio:.1f} times a new one; at most 2 are allowed")
            good &= ratio <= 2
        with playwright.chromium.launch(executable_path=chromium, args=QUIET) as browser:
            for name, folder, post, kind, required in (
                ("cnns, a paragraph", real, "cnns", "", 250),
                ("cnns, a heading", real, "cnns", "## ", 250),
                (f"one of {posts} posts, a paragraph", large, "post-0000", "", 400),
                (f"one of {posts} posts, a heading", large, "post-0000", "## ", 400),
            ):
                first, times = measured(browser, folder, post, kind, edits)
                numbers = (statistics.median(times), times[0], times[-1], first)
                median, fastest, slowest, first = (round(1000 * one) for one in numbers)
                click.echo(
                    f"{name}: {median} ms from save to page, the median of {edits} edits ({fastest} to {slowest}; "
                    f"the one before them {first}); less than {required} is required"
                )
                rows.append(
                    {"an edit of": name, "ms": median, "fastest": fastest, "slowest": slowest, "the first": first,
                     "required": required}
                )  # fmt: skip
                good &= median < required
    if kept:
        keep("serving", {"edits": edits, "kept connection, times a new one": ratio, "from save to page": rows})
    sys.exit(not good)


if __name__ == "__main__":
    main()
