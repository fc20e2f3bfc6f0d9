"""A post within a notebook: its files in a folder of their own, its results as recorded or computed anew."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from builder.config import read_config
from builder.content.words import read_words
from builder.drawing.functions import Drawings
from builder.errors import SitegenError, nearest
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.notebooks.drawn import Drawn, drawn
from builder.notebooks.sources import write_source
from builder.notebooks.telling import told
from builder.project import WORDS, Project
from builder.results import RECORD, Record, Store
from builder.results.elsewhere import from_elsewhere

RUNS = {"": [], "quick": ["--quick"], "whole": ["--force"]}
"""What a notebook may ask for, with the options of `sitegen run`: the results as recorded, with quick settings, all."""


class Post:
    """The post of a notebook, in a folder beside it that is a site with nothing else in it; or that of `Post.here`.

    `run` is "" for the results that were recorded, "quick" to compute each that is asked for anew with its quick
    settings, "whole" with its own. The magic `%%source` writes the post's code as the cells have it.

    Raises SitegenError for any other `run`.
    """

    def __init__(self, slug: str, language: str, run: str = "") -> None:
        self._begin(Project(Path(slug).absolute()), slug, language, run)
        self.folder.mkdir(parents=True, exist_ok=True)

    @classmethod
    def here(cls, language: str = "", run: str = "quick") -> Post:
        """The post of a site in whose folder the notebook lies, in a language, else the first of the site.

        With "whole" an experiment runs only where its result is not fresh, as by `sitegen run`. Raises SitegenError
        where there is no post, or not this language.
        """
        folder = Path.cwd()
        project = Project.find(folder)
        if not folder.is_relative_to(project.posts) or folder == project.posts:
            hint = "Move it into content/posts/NAME/, or begin it there."
            raise SitegenError("this notebook lies in the folder of no post", path=folder, hint=hint)
        codes = [one.code for one in read_config(project.config).languages]
        if language and language not in codes:
            raise SitegenError(f"the site has no language '{language}'", hint=nearest(language, codes))
        post = cls.__new__(cls)
        post._begin(project, folder.relative_to(project.posts).parts[0], language or codes[0], run)
        post._runs = {**RUNS, "whole": []}
        return post

    def _begin(self, project: Project, slug: str, language: str, run: str) -> None:
        if run not in RUNS:
            raise SitegenError(f"run={run!r} is none", hint=nearest(run, [name for name in RUNS if name]))
        self.project, self.slug, self.language, self.run = project, slug, language, run
        self._runs = RUNS
        self._records: dict[str, Record] = {}
        if shell := _shell():
            shell.register_magic_function(self._source, "cell", "source")

    @property
    def folder(self) -> Path:
        """That of the post."""
        return self.project.post(self.slug)

    def unpack(self, packed: str) -> None:
        """Write the files that a cell holds: a ZIP, in letters."""
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed))) as files:
            files.extractall(self.project.root)

    def record(self, name: str) -> Record:
        """The record of an experiment, run first where the notebook says so; what is in it is printed.

        Raises SitegenError where there is none, or where the run fails.
        """
        if self.run:
            self._records.pop(name, None)
        record = self._latest(name)
        print(told(record, "" if self.run else "recorded"))
        return record

    def draw(self, name: str) -> Drawn:
        """What a function of `figures.py` draws from the records: a figure or a chart.

        Raises what its function gets wrong, as SitegenError.
        """
        codes = tuple(language.code for language in read_config(self.project.config).languages)
        words = read_words(self.folder / WORDS, codes)[self.language]
        records = Records(_Latest(self), dict.fromkeys(self._names(), ""), self._others)
        return drawn(self.project, Drawings(self.folder), name, words, Locale(self.language), records)

    def _others(self, slug: str) -> Records:
        """The records of another post, as they came with the notebook."""
        store = _Earlier(self.project.results(slug), slug)
        return Records(store, {path.parent.name: "" for path in store.folder.glob(f"*/{RECORD}")})

    def _latest(self, name: str) -> Record:
        """The record of an experiment as it was last asked for."""
        if name not in self._records:
            if self.run:
                self._compute(name)
                quick = self.run == "quick"
                self._records[name] = Store(self.project.results(self.slug, quick=quick)).read(name)
            else:
                self._records[name] = self._recorded(name)
        return self._records[name]

    def _recorded(self, name: str) -> Record:
        """What was recorded, without its weights, which a notebook has no room for."""
        path = self.project.results(self.slug) / name / RECORD
        if not path.is_file():
            hint = nearest(name, self._names())
            raise SitegenError(f"nothing was recorded of '{name}'", hint=hint)
        return Record.from_json(path.read_text(encoding="utf-8"), path.parent)

    def _compute(self, name: str) -> None:
        """Run an experiment in a process of its own, printing what it says. Raises SitegenError where it fails."""
        command = [sys.executable, "-m", "builder", "run", f"{self.slug}:{name}", *self._runs[self.run]]
        with subprocess.Popen(
            command, cwd=self.project.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as running:
            assert running.stdout is not None
            for line in running.stdout:
                print(line, end="")
        if running.returncode:
            raise SitegenError(f"'{name}' could not be computed", hint="What it said stands above.")

    def _names(self) -> list[str]:
        places = [self.project.results(self.slug, quick=quick) for quick in {False, self.run == "quick"}]
        return sorted({path.parent.name for place in places for path in place.glob(f"*/{RECORD}")})

    def _source(self, line: str, cell: str) -> None:
        """`%%source models.py`: write a file of the post; `%%source models.py#CNN`: one definition in it."""
        if not write_source(self.project.root, self.folder, line.strip(), cell):
            return
        if self.run:
            self._records.clear()  # what is drawn below is computed again
        else:
            print('Written. The results stay those that were recorded until run="quick" computes them.')


class _Latest(Store):
    """The records as the notebook has them."""

    def __init__(self, post: Post) -> None:
        super().__init__(post.project.results(post.slug))
        self._post = post

    def read(self, name: str, *, earlier: bool = False) -> Record:
        return self._post._latest(name)


class _Earlier(Store):
    """The records of another post, without their weights."""

    def read(self, name: str, *, earlier: bool = False) -> Record:
        path = self.folder / name / RECORD
        return from_elsewhere(Record.from_json(path.read_text(encoding="utf-8"), path.parent), self.post)


def _shell() -> Any:
    """The shell of the notebook; None outside of one."""
    if "IPython" not in sys.modules:
        return None
    return sys.modules["IPython"].get_ipython()
