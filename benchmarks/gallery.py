"""How much of the gallery of pyecharts is drawn: each of its scripts run, and its chart drawn as a post's would be.

python benchmarks/gallery.py CHECKOUT [--maps FOLDER]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import runpy
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from outcome import installed, keep
from pyecharts.charts import Page, Tab
from pyecharts.charts.base import Base
from pyecharts.components import Image, Table
from pyecharts.datasets import FILENAMES

from builder.drawing.chart_files import chart_csv
from builder.drawing.chart_tables import chart_table
from builder.drawing.charts import charts, svg
from builder.drawing.engine import Engine
from builder.drawing.functions import Drawing
from builder.errors import SitegenError
from builder.evidence.locale import Locale

EN = Locale("en")
SECONDS = 60
"""For one script; some ask other sites for their data."""


def rendered(script: Path) -> list[Any]:
    """What a script would write as HTML, in its own folder. Raises what the script raises before."""
    found: list[Any] = []
    for one in {above for kind in (Base, Page, Tab, Table, Image) for above in kind.__mro__ if "render" in vars(above)}:
        one.render = lambda self, *_, **__: found.append(self)
    os.chdir(script.parent)
    random.seed(0)
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            runpy.run_path(str(script), run_name="__main__")
    except (Exception, SystemExit):
        if not found:
            raise
    finally:
        signal.alarm(0)
    return found


def answer(script: Path, post: Path, engine: Engine) -> tuple[str, str]:
    """What becomes of a script, in a word, and why."""
    try:
        [first, *_] = rendered(script)
    except (Exception, SystemExit) as error:
        return "not run", f"{type(error).__name__}: {error}".splitlines()[0][:100]
    drawing = Drawing(script.stem, first, [], post / "figures.py", 1)
    try:
        drawn = charts(drawing).charts
        for one in drawn:
            svg(engine, one, EN)
    except SitegenError as error:
        return "refused", error.message
    tables = [chart_table(one.option, EN) for one in drawn]
    whole = all(tables) and all(chart_csv(one.option, EN) for one in drawn)
    return "drawn" if whole else "drawn without a table", "; ".join(one.message for one in drawing.warnings)


def bring_maps(folder: Path, post: Path) -> None:
    """Copy the GeoJSON of a folder into a post, by the names that pyecharts has for its files."""
    files = {path.stem: path for path in folder.rglob("*.json")}
    for name, (file, _) in dict(FILENAMES).items():
        found = files.get(file.rpartition("/")[2])
        if found and "/" not in name:
            shutil.copy(found, post / f"{name}.geojson")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--maps", type=Path)
    parser.add_argument("--keep", action="store_true", help="keep the result in benchmarks/results/")
    asked = parser.parse_args()
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("it takes too long"))
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, Engine() as engine:
        if asked.maps:
            bring_maps(asked.maps.resolve(), Path(name))
        for script in sorted(asked.checkout.resolve().glob("*/*.py")):
            became, why = answer(script, Path(name), engine)
            counts[became] += 1
            print(f"{became:8} {script.parent.name}/{script.stem}" + (f": {why}" if why else ""))
    if asked.keep:
        rows = [{"became": became, "scripts": count} for became, count in counts.most_common()]
        keep("gallery", {"scripts": rows}, installed("pyecharts"))
    print(", ".join(f"{count} {became}" for became, count in counts.most_common()))


if __name__ == "__main__":
    main()
