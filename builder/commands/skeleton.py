"""What the folder of a new post holds: a small experiment to put one's own in the place of, and what shows it."""

from __future__ import annotations

import datetime
import json
import keyword
import re
from collections.abc import Sequence

from builder.exporting.bench import bench
from builder.project import EXPERIMENTS, FIGURES, START, WORDS, Project, text_file

SKELETON = START / "new"
_TABLE = re.compile(r"^\[(\w+)\]\n((?:.+\n)+)", re.MULTILINE)


def experiment_name(project: Project, slug: str) -> str:
    """A name for the experiment of a new post: its slug as Python can have it, and as no other post calls one."""
    taken = {"language", "width"}  # what a drawing may ask for by name
    for file in (EXPERIMENTS, FIGURES):
        taken |= set(re.findall(r"\w+", _read(file))) - {"NAME"}
    for path in project.posts.glob(f"*/{EXPERIMENTS}"):
        code = path.read_text(encoding="utf-8", errors="replace")
        taken |= set(re.findall(r"^def (\w+)", code, re.MULTILINE))
    name = slug.replace("-", "_")
    if not name.isidentifier() or keyword.iskeyword(name) or name in taken:
        name = f"study_{name.removeprefix('study_')}"
    number, wanted = 1, name
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def skeleton(
    slug: str, name: str, today: datetime.date, *, texts: Sequence[str], codes: Sequence[str], notebook: bool
) -> dict[str, str]:
    """The files of a post by name: a text in each of the languages `texts`, words in all those of the site, `codes`."""
    title = slug.replace("-", " ").replace("_", " ").capitalize()
    files = {file: _read(file).replace("NAME", name) for file in (EXPERIMENTS, FIGURES)}
    if notebook:
        files[f"{slug}.ipynb"] = bench(title, name, files[EXPERIMENTS], files[FIGURES], texts[0])
    tables = dict(_TABLE.findall(_read(WORDS)))
    files[WORDS] = "\n".join(f"[{code}]\n{tables.get(code, tables['en'])}" for code in codes)
    for code in dict.fromkeys(texts):
        known = SKELETON / text_file(code)
        text = _read(known.name if known.is_file() else text_file("en"))
        head = text.replace("TITLE", json.dumps(title, ensure_ascii=False), 1).replace("TODAY", today.isoformat(), 1)
        files[text_file(code)] = head.replace("NAME", name)
    return files


def _read(name: str) -> str:
    return (SKELETON / name).read_text(encoding="utf-8")
