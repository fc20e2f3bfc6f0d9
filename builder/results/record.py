"""What is kept of the last good run of an experiment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError, nearest, reason
from builder.files import canonical_json, readable_json, sha256
from builder.results import frames, sweep
from builder.results.bound import Unreadable, bound, checked
from builder.results.complete import check_types
from builder.results.fingerprint import Fingerprint
from builder.results.network import is_network
from builder.results.point import Point
from builder.results.trials import (
    Series,
    Trial,
    as_table,
    by_ending,
    by_point,
    deviation,
    extreme,
    from_table,
)

if TYPE_CHECKING:
    import numpy as np

RECORD = "record.json"
"""The file of a record in its folder."""


@dataclass(frozen=True)
class Artifact:
    """A file that a run wrote: its name in the record's folder, its digest and its size in bytes."""

    file: str
    sha256: str
    size: int


@dataclass(frozen=True)
class Record:
    """The last good run of an experiment, or its runs with several seeds or at the points of a sweep.

    `environment` says on what it ran (Python, torch, device, threads, platform), `seconds` how long it computed,
    `when` when it ended (UTC, ISO 8601); none of the three decides whether it is fresh. `folder` holds the artifacts.
    Where it ran with several seeds, `seeds` has what each gave, `values` and `series` are their means, and `seconds` is
    the time of all. Of a sweep `points` has what each run gave, and `values` and `series` are empty: `at`, `where`,
    `highest` and `lowest` give what there is at its points. `diverged` says why a training led nowhere, "" where it led
    somewhere. `notes` say what could come out differently when it is repeated, and `watched` whether all of the run was
    seen ("whole") or not ("begin"). `examples` is the account of which examples networks were seen to be trained on
    and measured on, empty where nothing was seen.
    """

    name: str
    fingerprint: Fingerprint
    settings: dict[str, Any]
    values: dict[str, Any]  # each a `Value`: whoever reads one knows which, and no checker can
    series: dict[str, Series]
    artifacts: dict[str, Artifact]
    environment: dict[str, Any]
    seconds: float
    when: str
    quick: bool
    folder: Path = field(compare=False)
    seeds: list[Trial] = field(default_factory=list)
    points: list[Trial] = field(default_factory=list)
    diverged: str = ""
    notes: list[str] = field(default_factory=list)
    watched: str = ""
    examples: dict[str, Any] = field(default_factory=dict)

    def outputs(self) -> str:
        """The digest of what the run gave: an experiment that uses this one is repeated when it changes."""
        return self._outputs

    @cached_property
    def _outputs(self) -> str:
        artifacts = {name: artifact.sha256 for name, artifact in self.artifacts.items() if not is_printed(name)}
        each = [[run.seed, run.values, run.series] for run in self.seeds]
        each += [[run.settings, run.seed, run.values, run.series] for run in self.points]
        return sha256(canonical_json(["outputs", self.values, self.series, artifacts, *each]))

    @cached_property
    def by_point(self) -> dict[bytes, list[Trial]]:
        """The runs of each combination of settings of a sweep."""
        return by_point(self.points)

    @cached_property
    def by_run(self) -> dict[Point, Trial]:
        """Its runs, where it is of several."""
        return {Point(one.settings, one.seed): one for one in (*self.seeds, *self.points)}

    @cached_property
    def by_ending(self) -> dict[str, dict[str, str]]:
        """The names of its artifacts, by what those of one of several runs end with."""
        return by_ending(self.artifacts)

    def where(self, **settings: Any) -> list[Record]:
        """The points of a sweep that have these settings, each as a record of its own; all of them where none is named.

        Raises SitegenError for a setting that is not swept over.
        """
        return sweep.where(self, settings)

    def at(self, **settings: Any) -> Record:
        """The one point of a sweep that has these settings, as a record of its own.

        Raises SitegenError where none has, or several have.
        """
        return sweep.at(self, settings)

    def highest(self, name: str, **settings: Any) -> Record:
        """The point of a sweep where a value is greatest, among those that have these settings; the first of equals.

        Raises SitegenError where none of them has it as a number.
        """
        return sweep.extreme(self, max, name, settings)

    def lowest(self, name: str, **settings: Any) -> Record:
        """The same where it is least."""
        return sweep.extreme(self, min, name, settings)

    def frame(self, library: str = "") -> Any:
        """All of it as a data frame of pandas, else of polars, or of the `library` of this name.

        Of a sweep it has a row for each run, with its settings, its seed and its values; else one for each item of the
        series, or where there are none for each seed. Raises SitegenError where it is not installed.
        """
        return frames.frame(self, library)

    def spread(self, name: str) -> Any:
        """The standard deviation over the seeds of a value, or of each item of a series; NaN where there are no two.

        It is that of a sample, with n - 1 below.

        Raises SitegenError when there is neither of this name.
        """
        return deviation(self._over_seeds(name))

    def range(self, name: str) -> tuple[Any, Any]:
        """The least and the greatest that a value, or each item of a series, came to over the seeds.

        Raises SitegenError when there is neither of this name.
        """
        found = self._over_seeds(name)
        return extreme(min, found), extreme(max, found)

    def _over_seeds(self, name: str) -> list[Any]:
        """What each seed gave for a value or a series; what the only run gave where there are none."""
        kind = "values" if name in self.values else "series"
        if name not in getattr(self, kind):
            raise SitegenError(f"'{self.name}' has no value '{name}'", hint=nearest(name, [*self.values, *self.series]))
        runs: Sequence[Record | Trial] = self.seeds if self.seeds else [self]
        return [getattr(run, kind)[name] for run in runs]

    def artifact(self, name: str) -> bytes:
        """The bytes of an artifact. Raises SitegenError when the file is missing or is not what the run wrote."""
        known = self.artifacts.get(name)
        if known is None:
            raise SitegenError(f"experiment '{self.name}' kept no {name}", path=self.folder / RECORD)
        path = self.folder / known.file
        hint = f"Restore it with git, or run `sitegen run {self.name}`."
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SitegenError(f"cannot be read: {reason(error)}", path=path, hint=hint) from None
        if sha256(data) != known.sha256:
            raise SitegenError("is damaged: it does not match the digest in its record", path=path, hint=hint)
        return data

    def arrays(self, seed: int | None = None) -> dict[str, np.ndarray[Any, Any]]:
        """The arrays that the run kept, by name; those of the first seed unless another is named."""
        return self._tensors("arrays", seed)

    def weights(self, seed: int | None = None) -> dict[str, np.ndarray[Any, Any]]:
        """The weights that the run kept, as a state dictionary of arrays; see `arrays` about seeds."""
        return self._tensors("weights", seed)

    def _tensors(self, artifact: str, seed: int | None) -> dict[str, np.ndarray[Any, Any]]:
        if seed is not None and self.seeds and seed != self.seeds[0].seed:
            artifact = f"{artifact}_seed_{seed}"
        # Status reads every record and no array: numpy would double its time.
        from safetensors.numpy import load

        return load(self.artifact(artifact))

    def to_json(self) -> str:
        """The text of record.json, with the digest of all that it says."""
        data = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "folder"}
        data["fingerprint"] = self.fingerprint.parts()
        data["artifacts"] = {name: asdict(artifact) for name, artifact in self.artifacts.items()}
        data["seeds"] = [_of_seed(run) for run in self.seeds]
        data["points"] = as_table(self.points)
        return readable_json(bound(_without_empty(data)))

    @classmethod
    def from_json(cls, text: str, folder: Path) -> Record:
        """Read record.json. Raises Unreadable where it is not what `to_json` once gave."""
        return cls.of(checked(text), folder)

    @classmethod
    def of(cls, data: dict[str, Any], folder: Path) -> Record:
        """The record that says this. Raises Unreadable where parts are missing, or of another type."""
        try:
            data = {**data, "fingerprint": Fingerprint(**data["fingerprint"])}
            data["artifacts"] = {name: Artifact(**known) for name, known in data["artifacts"].items()}
            data["seeds"] = [Trial(**run) for run in data.get("seeds", [])]
            data["points"] = from_table(data.get("points", {}))
            record = cls(**data, folder=folder)
            check_types(record)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Unreadable(f"is not a complete record ({error})") from None
        return record


_RARE = frozenset({"seeds", "points", "diverged", "notes", "watched", "examples"})


def is_printed(artifact: str) -> bool:
    """Whether an artifact is what a run printed, a time say, which is nothing that others use."""
    return artifact == "output" or artifact.startswith(("output_seed_", "output_point_"))


def ending(artifact: str) -> str:
    """What the name of an artifact's file ends with."""
    return ".txt" if is_printed(artifact) else ".onnx" if is_network(artifact) else ".safetensors"


def _of_seed(run: Trial) -> dict[str, Any]:
    data = _without_empty(asdict(run))
    del data["settings"]
    return data


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    """A record's parts as JSON holds them; those that few records have are left out where they are empty."""
    return {name: part for name, part in data.items() if part or name not in _RARE}
