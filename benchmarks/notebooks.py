"""Whether notebooks that people have become pages: each is imported into a site of its own, and that is built.

    python benchmarks/notebooks.py FOLDER [--keep] [--messages N]

FOLDER is looked through for notebooks, which are only read. What is told is counted by kind, without names.
Exits with 1 where one is not imported or not built.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from outcome import keep

from builder.commands.notebook import import_notebooks
from builder.errors import SitegenError, SitegenErrors
from builder.project import Project
from builder.site.build import build_site

COUNTED = {
    "headings": "h1, article h2, article h3, article h4, article h5, article h6",
    "pictures": "article img",
    "tables": "article table",
    "code and words printed": "article pre",
    "formulas": "article .katex, article .tex",
}
"""What is counted on a page, by selectors."""
FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,}).*?(?:^[ ]{0,3}\1[ ]*$|\Z)", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(
    r"\$\$.+?\$\$|(?<![\\$])\$(?:\\.|[^\\$`\n])+?\$(?!\d)|\\begin\{(\w+\*?)\}.+?\\end\{\1\}", re.DOTALL
)
CONFIG = 'title = "x"\nlanguages = ["en"]\n\n[en]\ntitle = "x"\nname = "English"\n'


def cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return notebook.get("cells") or [cell for sheet in notebook.get("worksheets", []) for cell in sheet["cells"]]


def text(value: object) -> str:
    return "".join(map(str, value)) if isinstance(value, list) else str(value or "")


def stored(path: Path) -> Counter[str]:
    """What a notebook holds, by the kinds of COUNTED."""
    found: Counter[str] = Counter()
    for cell in cells(json.loads(path.read_text(encoding="utf-8"))):
        source = text(cell.get("source", cell.get("input")))
        if cell["cell_type"] == "heading":
            found["headings"] += 1
        elif cell["cell_type"] == "markdown":
            found["code and words printed"] += len(FENCE.findall(source))
            prose = re.sub(r"(`+).+?\1", "", FENCE.sub("", source), flags=re.DOTALL)
            found["headings"] += len(re.findall(r"^[ ]{0,3}#{1,6}[ \t]+\S", prose, re.MULTILINE))
            found["headings"] += len(re.findall(r"^\S.*\n(?:=+|-+)[ ]*$", prose, re.MULTILINE))
            found["formulas"] += len(FORMULA.findall(prose))
        elif cell["cell_type"] == "code":
            found["code and words printed"] += bool(source.strip())
            for output in cell.get("outputs") or []:
                data = output.get("data") or output
                shown = any(one in data for one in ("image/png", "image/jpeg", "image/svg+xml", "png", "jpeg", "svg"))
                found["pictures"] += shown
                if not shown:
                    found["tables"] += "<table" in text(data.get("text/html", data.get("html")))
    return found


def told(error: SitegenError) -> Iterator[str]:
    """The kinds of some mistakes: without what is between quotes, and without numbers."""
    if isinstance(error, SitegenErrors):
        for one in error.errors:
            yield from told(one)
    else:
        yield re.sub(r"\d+", "N", re.sub(r"'.*?'(?!\w)", "'…'", error.message, flags=re.DOTALL))[:100]


def tried(path: Path) -> dict[str, Any]:
    """What becomes of a notebook."""
    found: dict[str, Any] = {"name": path.name, "imported": False, "built": False, "stored": stored(path)}
    found |= {"shown": Counter(), "left": [], "warnings": [], "mistakes": []}
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "content" / "posts").mkdir(parents=True)
        (folder / "content" / "site.toml").write_text(CONFIG)
        os.chdir(folder)
        lines = list(import_notebooks([path], folder, datetime.date(2026, 1, 1)))
        left = [line.strip().partition(": ")[2] for line in lines if line.startswith("  cell ")]
        found["left"] = [re.sub(r"\d+", "N", re.sub("'.*'", "'…'", line))[:100] for line in left]
        found["imported"] = True
        report = build_site(Project(folder))
        found["warnings"] = [kind for warning in report.warnings for kind in told(warning)]
        [page] = (folder / "site" / "en" / "posts").glob("*/index.html")
        html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        found["shown"] = Counter({kind: len(html.select(where)) for kind, where in COUNTED.items()})
        found["built"] = True
    except SitegenError as error:
        found["mistakes"] = list(told(error))
    except Exception as error:
        found["mistakes"] = [f"{type(error).__name__}: {error}"[:100]]
    finally:
        os.chdir("/")
        shutil.rmtree(folder)
    return found


def table(results: list[dict[str, Any]]) -> list[dict[str, str | int]]:
    """How many of what there are in the notebooks, and on the pages."""
    built = [one for one in results if one["built"]]
    rows = {"notebooks imported": (len(results), sum(one["imported"] for one in results))}
    rows["notebooks built"] = len(results), len(built)
    for kind in COUNTED:
        rows[kind] = sum(one["stored"][kind] for one in built), sum(one["shown"][kind] for one in built)
    return [{"": kind, "stored in notebooks": stored, "on pages": shown} for kind, (stored, shown) in rows.items()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    parser.add_argument("--messages", type=int, default=40, help="how many kinds of messages are printed")
    parser.add_argument("--json", type=Path, help="a file for what became of each")
    options = parser.parse_args()
    paths = [
        path.resolve() for path in sorted(options.folder.rglob("*.ipynb")) if ".ipynb_checkpoints" not in path.parts
    ]
    with Pool(2) as pool:
        results = pool.map(tried, paths, chunksize=1)
    for kind in ("mistakes", "warnings", "left"):
        counts = Counter(message for one in results for message in one[kind])
        print(f"{kind}: {sum(counts.values())}")
        for message, count in counts.most_common(options.messages):
            print(f"  {count:5} in {sum(message in one[kind] for one in results):3}  {message}")
    for row in table(results):
        print(*row.values(), sep=" | ")
    if options.json:
        each = [{"path": str(path)} | one for path, one in zip(paths, results, strict=True)]
        options.json.write_text(json.dumps(each))
    if options.keep:
        keep("notebooks", {"notebooks": table(results)})
    return 0 if all(one["built"] for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
