"""What an author writes in `experiments.py`: `@experiment` on a function, and the `Result` that it returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, overload

from builder.results import Other

Over = Mapping[str, Sequence[Any]] | Sequence[Mapping[str, Any]]
"""What a sweep goes over: the values of each setting, or the points themselves."""


@dataclass(frozen=True)
class Experiment:
    """A declared function. It can still be called like any function, in a notebook say."""

    function: Callable[..., Result]
    uses: tuple[Experiment | Other, ...] = ()
    inputs: tuple[str, ...] = ()
    quick: Mapping[str, Any] = field(default_factory=dict)
    over: Over = field(default_factory=dict)
    seeds: tuple[int, ...] = ()
    without: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    cpus: int = 1
    gpus: float = 0
    memory: str = ""
    data: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.function.__name__

    def __call__(self, *args: Any, **kwargs: Any) -> Result:
        return self.function(*args, **kwargs)


@overload
def experiment(function: Callable[..., Result]) -> Experiment: ...


@overload
def experiment(
    *,
    uses: Sequence[Experiment | Other] = (),
    inputs: Sequence[str] = (),
    data: Sequence[str] = (),
    quick: Mapping[str, Any] | None = None,
    over: Over = MappingProxyType({}),
    seeds: Sequence[int] = (),
    without: Sequence[str] = (),
    versions: Sequence[str] = (),
    cpus: int = 1,
    gpus: float = 0,
    memory: str = "",
) -> Callable[[Callable[..., Result]], Experiment]: ...


def experiment(
    function: Callable[..., Result] | None = None,
    *,
    uses: Sequence[Experiment | Other] = (),
    inputs: Sequence[str] = (),
    data: Sequence[str] = (),
    quick: Mapping[str, Any] | None = None,
    over: Over = MappingProxyType({}),
    seeds: Sequence[int] = (),
    without: Sequence[str] = (),
    versions: Sequence[str] = (),
    cpus: int = 1,
    gpus: float = 0,
    memory: str = "",
) -> Experiment | Callable[[Callable[..., Result]], Experiment]:
    """Declare a function of `experiments.py` an experiment.

    The function receives `settings`, a frozen dataclass with a default for every field (leave the parameter out where
    there is nothing to set), and one `Record` for each experiment it uses, under that experiment's name. It returns a
    `Result`.

    `uses` lists experiments whose records it reads, of the same post or as `other` names them; it is repeated when what
    they give changes.
    `inputs` lists files, folders and patterns of files that it reads, relative to the post's folder; it is repeated
    when they change. `data` lists data sets that `[data]` in site.toml declares: it receives the path of each under its
    name, and is repeated when another is declared. `quick` gives other values for some settings, for a run of seconds
    (`sitegen run --quick`). `over` runs it at each combination of the values that it gives some settings,
    {"width": [16, 64]}, or at each of a list of chosen ones, [{"width": 16, "depth": 2}]; its record has them all, see
    `Record.at`. `seeds` runs it, or each point of those, once with each of them as its setting `seed`, side by side;
    its record holds what each gave, and their means. `without` names parts of the result that are not kept, `versions`
    packages: another version of one makes it stale. `cpus`, `gpus` and `memory` ("8 GB") say what a run needs of the
    machine, and decide when it may begin beside others; on as many threads as `cpus` it computes. They make nothing
    stale.

    All of these must be written out, since they are read without running anything.
    """

    def declare(function: Callable[..., Result]) -> Experiment:
        more = (tuple(seeds), tuple(without), tuple(versions))
        needs = (cpus, gpus, memory)
        return Experiment(function, tuple(uses), tuple(inputs), dict(quick or {}), over, *more, *needs, tuple(data))

    return declare if function is None else declare(function)


@dataclass(frozen=True)
class Exported:
    """A network for the page, where readers run it.

    `model` is a module of PyTorch that takes one tensor and gives one; `example` holds inputs as it gets them, one
    behind the other along the first axis. The page runs one at a time. What a page gives differs from what the model
    gives for the examples by `tolerance` at most: weights are kept with 16 bits where that is enough, else with 32.
    """

    model: Any
    example: Any
    tolerance: float = 1e-4


@dataclass(frozen=True)
class Result:
    """What an experiment gives.

    `values` are single numbers or words, `series` lists of numbers or words (or of equally long rows of them), `arrays`
    tensors or arrays for figures, `weights` a model or its state dictionary, `network` a network that readers run in
    the page, or several by name. Numbers must be finite; None or NaN in a series is a hole in it.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    series: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Any] = field(default_factory=dict)
    weights: Any = None
    network: Exported | Mapping[str, Exported] | None = None
