"""The experiments of a post, found by parsing its `experiments.py`."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from builder.datasets.declared import DataSet
from builder.errors import SitegenError, collect, nearest, raise_all
from builder.experiments import written
from builder.experiments.across import linked, named_elsewhere, posts_used
from builder.experiments.declaration import Over
from builder.experiments.inputs import Inputs, find_inputs
from builder.experiments.needs import ONE_PROCESSOR, Needs
from builder.experiments.plan import several
from builder.experiments.settings import Settings, quick_settings, read_settings
from builder.experiments.sweep import read_over
from builder.project import Project
from builder.results.elsewhere import is_elsewhere
from builder.results.point import ALONE, Point, combinations
from builder.source.modules import Declared, Module, is_experiment, others
from builder.source.names import blocks
from builder.source.parsing import nothing_collected
from builder.source.sources import Sources


@dataclass(frozen=True)
class Declaration:
    """What the text of `experiments.py` says of one experiment."""

    post: str
    name: str
    path: Path
    line: int
    settings: Settings
    receives: Mapping[str, str]  # by parameter, the experiment whose record it gets: `cnn`, or `cnns:cnn` of a post
    inputs: Inputs
    quick: dict[str, Any]
    over: Over = field(default_factory=dict)  # every point with every setting that one of them has
    seeds: tuple[int, ...] = ()
    without: tuple[str, ...] = ()  # names of parts of its result that are not kept
    versions: tuple[str, ...] = ()  # packages of which another version makes it stale
    needs: Needs = ONE_PROCESSOR
    data: Mapping[str, DataSet] = field(default_factory=dict)  # by parameter, the data set whose path it gets

    @cached_property
    def uses(self) -> tuple[str, ...]:
        """The experiments whose records it gets."""
        return tuple(dict.fromkeys(self.receives.values()))

    @property
    def used_elsewhere(self) -> list[str]:
        """Those of them that are of other posts."""
        return [name for name in self.uses if is_elsewhere(name)]

    def points(self, *, quick: bool = False) -> list[Point]:
        """What its runs are of, in order; one of nothing where it runs once. A quick run takes no seeds."""
        return self._without_seeds if quick or not self.seeds else self._points

    @cached_property
    def _points(self) -> list[Point]:
        return [Point(settings, seed) for settings in combinations(self.over) for seed in self.seeds]

    @cached_property
    def _without_seeds(self) -> list[Point]:
        return [Point(settings) for settings in combinations(self.over)]

    @property
    def swept(self) -> list[str]:
        """The settings that a sweep goes over."""
        return list(self.over if isinstance(self.over, Mapping) else self.over[0])


_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class PostExperiments:
    """The experiments of one post, each after those that it uses."""

    slug: str
    module: Module | None
    sources: Sources
    declarations: dict[str, Declaration]
    scratch: Path  # where the digests of inputs are remembered
    waiting: Mapping[bool, Path]  # where those of several runs wait for the others, quick ones or not
    results: Mapping[bool, Path]  # where their records are, quick ones or not
    ended: Path = Path()  # where the states are in which runs ended
    shared: frozenset[str] = frozenset()  # names that other posts have, too
    others: Mapping[str, PostExperiments] = field(default_factory=dict)  # the posts whose experiments it uses

    def called(self, name: str, point: Point = ALONE) -> str:
        """What an experiment, or its run of a point, is called where it is shown: `coin`, or `post:coin`."""
        return point.label(f"{self.slug}:{name}" if name in self.shared else name)

    def needed(self, names: Iterable[str]) -> set[str]:
        """Experiments of this post, and all of it that they use, directly or not."""
        wanted, queue = set[str](), list(names)
        while queue:
            if (name := queue.pop()) not in wanted:
                wanted.add(name)
                queue += [one for one in self.declarations[name].uses if not is_elsewhere(one)]
        return wanted


def discover(project: Project) -> list[PostExperiments]:
    """The experiments of every post, each post after those that it uses. Raises SitegenError, all mistakes together."""
    errors: list[SitegenError] = []
    found = []
    for slug in project.slugs():
        with collect(errors):
            found.append(read_post(project, slug))
    raise_all(errors)
    shared = several(post.declarations for post in found)
    return list(linked({post.slug: replace(post, shared=shared) for post in found}, project.slugs()).values())


def discover_post(project: Project, slug: str) -> PostExperiments:
    """The experiments of one post, with the posts that it uses. Raises SitegenError."""
    known, found, left = project.slugs(), dict[str, PostExperiments](), [slug]
    while left:
        name = left.pop()
        if name not in found and (name == slug or name in known):
            found[name] = read_post(project, name)
            left += posts_used(found[name])
    return linked(found, known)[slug]


@nothing_collected()
def read_post(project: Project, slug: str) -> PostExperiments:
    """The experiments of one post by themselves; none where it has no `experiments.py`."""
    folder = project.post(slug)
    sources = Sources(folder, project.shared)
    scratch = project.scratch / "inputs" / slug
    waiting, results = (
        {quick: of(slug, quick=quick) for quick in (False, True)} for of in (project.waiting, project.results)
    )
    if not (folder / "experiments.py").is_file():
        return PostExperiments(slug, None, sources, {}, scratch, waiting, results, project.ended(slug))
    module = sources.module(folder / "experiments.py")
    sources.check_imports(module)
    errors: list[SitegenError] = []
    found: dict[str, Declaration] = {}
    for one in module.declared:
        name, line = one.function.name, one.function.lineno
        with collect(errors):
            if name in found:
                message = f"experiment '{name}' is declared twice; the first is at line {found[name].line}"
                raise SitegenError(message, path=module.path, line=line, hint="Rename one of them.")
            found[name] = _declaration(slug, sources, module, one)
            if project.versions:
                watched = tuple(sorted({*found[name].versions, *project.versions}))
                found[name] = replace(found[name], versions=watched)
    errors += _misplaced(sources, module)
    raise_all(errors)
    return PostExperiments(slug, module, sources, _in_order(found), scratch, waiting, results, project.ended(slug))


def _misplaced(sources: Sources, module: Module) -> Iterator[SitegenError]:
    """A mistake for what is declared as an experiment where none is looked for."""
    for other in sources.modules:
        if not other.path.is_relative_to(sources.post):
            continue  # the toolkit declares none
        if not any(target.origin.startswith("builder") for target in other.targets()):
            continue  # nothing in it can be the decorator
        found: set[_Definition] = {one.function for one in other.declared if other is not module}
        for statement in other.body:
            for node in blocks([statement]):
                if isinstance(node, _Definition) and any(is_experiment(one, other) for one in node.decorator_list):
                    found.add(node)
        for node in sorted(found, key=lambda node: node.lineno):
            message = f"'{node.name}' cannot be an experiment here"
            hint = "Experiments are plain functions (def) at the top level of experiments.py, decorated once."
            yield SitegenError(message, path=other.path, line=node.lineno, hint=hint)


def _declaration(slug: str, sources: Sources, module: Module, found: Declared) -> Declaration:
    function, decorator = found.function, found.decorator
    line = decorator.lineno
    keywords = written.keywords(decorator, module)
    known = {one.function.name for one in module.declared}
    receives = _receives(keywords.get("uses"), known, slug, module)
    inputs = _inputs(keywords.get("inputs"), module)
    settings = read_settings(sources, module, function)
    quick = written.literal(keywords.get("quick"), dict, "quick", '{"epochs": 1}', module) or {}
    data = written.data_sets(keywords.get("data"), module)
    expected = {"settings"} | set(receives) | set(data)
    arguments = [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]
    for name in arguments:
        if name not in expected:
            what = "neither `settings` nor an experiment it uses nor one of its data sets"
            message = f"'{function.name}' has a parameter '{name}', which is {what}"
            known |= others(module).keys()
            hint = f"Add it: @experiment(uses=[{name}])." if name in known else nearest(name, known)
            raise SitegenError(message, path=module.path, line=function.lineno, hint=hint)
    for name in (*receives, *data):
        if name not in arguments:
            verb, what = ("uses", "record") if name in receives else ("reads", "path")
            message = f"'{function.name}' {verb} '{name}', but has no parameter of that name to receive its {what}"
            raise SitegenError(message, path=module.path, line=function.lineno)
    return Declaration(
        slug, function.name, module.path, function.lineno, settings, receives, inputs,
        quick_settings(settings, quick, module.path, line), read_over(keywords.get("over"), settings, module),
        written.seeds(keywords.get("seeds"), settings, module),
        written.words(keywords.get("without"), "without", '["model"]', module),
        written.words(keywords.get("versions"), "versions", '["torch"]', module),
        written.needs(keywords, module), data,
    )  # fmt: skip


def _receives(node: ast.expr | None, known: set[str], slug: str, module: Module) -> dict[str, str]:
    """By the names in `uses`, which are those of parameters, the experiments that they stand for."""
    if node is None:
        return {}
    names = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    if not names or not all(isinstance(one, ast.Name) for one in names):
        message = "`uses` must be a list of experiments written out, such as [cnn, cnn_pooling]"
        hint = 'Give one of another post a name above: earlier = other("cnns:cnn"), then uses=[earlier].'
        raise SitegenError(message, path=module.path, line=node.lineno, hint=hint)
    used = [one.id for one in names if isinstance(one, ast.Name)]
    elsewhere = {name: named_elsewhere(call, slug, module) for name, call in others(module).items() if name in used}
    for name in used:
        if name not in known and name not in elsewhere:
            message = f"uses '{name}', which is no experiment of this post"
            raise SitegenError(message, path=module.path, line=node.lineno, hint=nearest(name, known))
    return {name: elsewhere.get(name, name) for name in used}


def _inputs(node: ast.expr | None, module: Module) -> Inputs:
    declared = written.literal(node, (list, tuple), "inputs", '["data.csv"]', module) or ()
    try:
        return find_inputs(module.root, map(str, declared))
    except SitegenError as error:
        assert node is not None
        error.path, error.line = module.path, node.lineno
        raise


def _in_order(found: dict[str, Declaration]) -> dict[str, Declaration]:
    """The same experiments, each after those that it uses; otherwise in the order of the file."""
    sorter = TopologicalSorter({name: declaration.uses for name, declaration in found.items()})
    try:
        return {name: found[name] for name in sorter.static_order() if name in found}
    except CycleError as error:
        circle = error.args[1]
        first = found[circle[0]]
        message = f"experiments use each other in a circle: {' -> '.join(reversed(circle))}"
        hint = "Let one of them do without the other."
        raise SitegenError(message, path=first.path, line=first.line, hint=hint) from None
