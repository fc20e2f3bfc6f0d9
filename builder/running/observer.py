"""Watches the runs of one post in one process, and tells of each what reading its source had not found."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper
from pathlib import Path

from builder.examples.watching import ExampleWatch
from builder.experiments.discovery import Declaration, PostExperiments
from builder.experiments.fingerprint import unnamed_methods
from builder.experiments.seen import file_digest, relative
from builder.project import Project
from builder.results import FILE, Fingerprint
from builder.results.elsewhere import is_elsewhere, parted
from builder.running.chance import chance
from builder.running.circumstances import notes as circumstances
from builder.running.hearing import NAMES, Heard, Place, stamp
from builder.running.observation import Observation
from builder.running.observing import Watch
from builder.running.territory import Territory, is_below

Report = Callable[[int, int, Mapping[str, float]], None]

_MANY = 32
"""Files of one folder that a record names one by one; of more, the folder counts."""


@dataclass(frozen=True)
class Found:
    """What was seen of a run: parts of a fingerprint, lines for the author, and whether all of it was watched."""

    seen: dict[str, str]
    notes: list[str]
    whole: bool


@dataclass
class Observer:
    """Around importing a post's experiments, and around each run of one of them."""

    project: Project
    post: PostExperiments
    data: tuple[Path, ...] = ()
    _ran: set[Place] = field(default_factory=set)
    _notes: dict[str, str] = field(default_factory=dict)
    _say: Callable[[str], None] = print
    _imports_watched: bool = True

    def __post_init__(self) -> None:
        folders = (*self.data, self.project.data)
        self._territory = Territory(self.project.root, self.post.sources.post, folders)
        self._heard = Heard(self._territory.watched, self._territory.owner)
        self.watch = Watch(self._heard, self._territory.is_code)
        own = self._territory.owner
        self.examples = ExampleWatch(lambda file: own(file) == "author", str(self.post.sources.post))

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Watch how the files of the post are imported."""
        chance()
        self._heard.importing = True
        with self.watch.on():
            yield
        self._heard.importing = False
        chance().imported()
        self._imports_watched = self.watch.whole

    @contextmanager
    def running(self, code: Iterable[str], say: Callable[[str], None]) -> Iterator[None]:
        """Watch a run of the definitions `code`, and tell what could come out differently; `found` tells of the last.

        What the source says is told at once, the rest after the first report of progress, or at the end.
        """
        self._notes, self._say = {}, say
        self._heard.cached |= _cached(self._territory)
        for note in circumstances(self.post, code):
            self._tell(note)
        chance().begin()
        self.watch.whole = self._imports_watched
        with self.watch.on() as ran, self.examples.on():
            self._ran = ran
            yield

    def report(self, report: Report) -> Report:
        """The same report of progress, which also lets the watch go on and tells what was seen so far."""

        def reported(done: int, total: int, numbers: Mapping[str, float]) -> None:
            report(done, total, numbers)
            self.watch.go_on(last=done >= total)  # what is measured at the end is done once, by code that never ran
            if done == 1:
                with suppress(Exception):  # no fault of this may end a training
                    self._tell_of_circumstances()

        return reported

    def _tell_of_circumstances(self) -> None:
        for note in chance().notes():
            self._tell(note)
        if self._heard.hosts:
            self._tell(f"uses the network ({_and_more(sorted(self._heard.hosts))}), which may answer differently")

    def _tell(self, note: str) -> None:
        """Tell a note once: the first words say what it is about."""
        subject = note.partition("(")[0]
        if subject not in self._notes:
            self._notes[subject] = note
            self._say(note)

    def found(self, declaration: Declaration, fingerprint: Fingerprint, data: Iterable[Path] = ()) -> Found:
        """What was seen of the run of an experiment that has just ended; `data` are its data sets, which are known."""
        try:
            return self._found(declaration, fingerprint, tuple(map(os.path.realpath, data)))
        except Exception as error:  # no fault of this may cost what hours of training gave
            self._tell(f"was not compared with its source: {type(error).__name__}: {error}")
            return Found({}, list(self._notes.values()), whole=False)

    def _found(self, declaration: Declaration, fingerprint: Fingerprint, data: tuple[str, ...]) -> Found:
        observation = Observation(self.post, declaration.name, self._ran, self._heard)
        # A method that nothing names may have run where nobody looked.
        unwatched = {} if self.watch.whole else unnamed_methods(self.post, declaration)
        code = {**unwatched, **observation.code()}
        for key in code:
            file = os.path.realpath(self.post.sources.file_named(key.partition(":")[0]))
            if file in self._heard.stamps and self._heard.stamps[file] != stamp(file):
                code[key] = ""  # edited while the run went on: what ran is not what stands there
        inner = {_results_of(name) for name in (declaration.name, *declaration.uses)}
        opened = [file for file in sorted(observation.files) if not is_below(file, *data)]
        files = [file for file in opened if self._undeclared(file, fingerprint.inputs, inner)]
        own = [file for file in files if self._territory.counts(file)]
        seen = {f"{FILE}{name}": digest for name, digest in self._digests(own).items()}
        self._tell_of_circumstances()
        for note in (*_told_of_files([relative(one, self.post.sources.post) for one in own]), *self._strange(files)):
            self._tell(note)
        return Found(code | seen, list(self._notes.values()), self.watch.whole)

    def _undeclared(self, file: str, inputs: Iterable[str], results: set[str]) -> bool:
        """Whether a file that was opened is one that nothing told of before."""
        if not (os.path.isdir(os.path.dirname(file)) if file.endswith(NAMES) else os.path.isfile(file)):
            return False
        name = relative(file, self.post.sources.post)
        folder = f"{os.path.dirname(name) or '.'}/"
        return name not in inputs and folder not in inputs and not any(name.startswith(f"{one}/") for one in results)

    def _digests(self, files: list[str]) -> dict[str, str]:
        """The digests of files of data, by their names; of their folders where there are many."""
        post = self.post.sources.post
        many = {folder for folder, count in Counter(map(os.path.dirname, files)).items() if count > _MANY}
        many.discard(os.path.realpath(post))
        found = {}
        for file in files:
            folder = os.path.dirname(file)
            path = folder if folder in many else file
            name = f"{relative(path, post)}/" if folder in many else relative(path, post)
            if name not in found:
                found[name] = file_digest(Path(path))
            if self._heard.stamps[file] != stamp(file):
                found[name] = ""
        return found

    def _strange(self, files: list[str]) -> Iterator[str]:
        """Lines about files whose changes nobody will notice."""
        strange = [os.path.basename(file) for file in files if not self._territory.counts(file)]
        if strange:
            where = "outside the site or in a folder of data"
            yield f"reads {_and_more(strange)} {where}: no change of what is read there makes the result stale"


def _cached(territory: Territory) -> set[int]:
    """The ids of the code of functions whose results `functools` keeps."""
    own = [
        one for one in list(sys.modules.values()) if territory.owner(getattr(one, "__file__", None) or "<") == "author"
    ]
    found = [value for module in own for value in vars(module).values() if isinstance(value, _lru_cache_wrapper)]
    return {id(code) for value in found if (code := getattr(value.__wrapped__, "__code__", None)) is not None}


def _results_of(name: str) -> str:
    """The folder of an experiment's record, relative to that of the post that runs."""
    slug, experiment = parted(name) if is_elsewhere(name) else ("", name)
    return f"../{slug}/results/{experiment}" if slug else f"results/{experiment}"


def _told_of_files(names: list[str]) -> Iterator[str]:
    if names:
        verb = "is no declared input" if len(names) == 1 else "are no declared inputs"
        yield f"reads {_and_more(names)}, which {verb}; seen now, and counted from now on"


def _and_more(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
