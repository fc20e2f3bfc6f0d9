"""What of the author's own code asks for things that differ from run to run: clocks, the environment, chance."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from builder.errors import SitegenError
from builder.experiments.discovery import PostExperiments
from builder.experiments.seen import roots
from builder.source.names import walk

_CLOCKS = frozenset(
    f"{module}.{name}"
    for module, names in (
        ("time", "time time_ns perf_counter perf_counter_ns monotonic process_time localtime gmtime strftime ctime"),
        ("datetime.datetime", "now utcnow today"),
        ("datetime.date", "today"),
        ("timeit", "default_timer"),
    )
    for name in names.split()
)
_ENVIRONMENT = ("os.environ", "os.environb", "os.getenv")
_SETTING = ("setdefault", "update", "pop", "copy")
_CHANCE = frozenset({"os.urandom", "uuid.uuid1", "uuid.uuid4", "random.SystemRandom"})
_SEEDLESS = frozenset({"random.Random"})  # without an argument


def notes(post: PostExperiments, keys: Iterable[str]) -> list[str]:
    """In words, what the definitions `keys` of a post ask for, with the first place of each."""
    found: dict[str, tuple[str, str]] = {}
    for key in sorted(keys):
        file, _, name = key.partition(":")
        if name and not file.startswith(("builder.", "../")):
            for kind, what, line in _asked(post, file, name):
                found.setdefault(kind, (what, f"{file}:{line}"))
    words = {
        "clock": "reads the clock ({} at {}): what it makes of that is different each time",
        "environment": "reads the environment ({} at {}), which nothing compares",
        "chance": "asks the system for random numbers ({} at {}): each run gets others",
    }
    return [text.format(*found[kind]) for kind, text in words.items() if kind in found]


def _asked(post: PostExperiments, file: str, name: str) -> Iterator[tuple[str, str, int]]:
    try:
        parts = [(module, part) for module, one in roots(post, file, name) for part in module.definitions[one]]
    except (SitegenError, ValueError, KeyError):
        return
    for module, part in parts:
        meant = _meant(module.text)
        for node in walk(part):
            dotted = _dotted(node, meant)
            if dotted in _CLOCKS:
                yield "clock", dotted, getattr(node, "lineno", 0)
            elif dotted in _CHANCE or dotted.startswith("secrets."):
                yield "chance", dotted, getattr(node, "lineno", 0)
            elif isinstance(node, ast.Call) and not node.args and _dotted(node.func, meant) in _SEEDLESS:
                yield "chance", f"{_dotted(node.func, meant)}()", node.lineno
        yield from (("environment", what, line) for what, line in _environment(part, meant))


def _environment(part: ast.AST, meant: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Where the environment is read; to set something in it is no reading."""
    nodes = list(walk(part))
    set_only = {
        id(node.value) for node in nodes if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)
    }
    set_only |= {id(node.value) for node in nodes if isinstance(node, ast.Attribute) and node.attr in _SETTING}
    for node in nodes:
        if isinstance(node, ast.Attribute | ast.Name) and id(node) not in set_only:
            dotted = _dotted(node, meant)
            if dotted in _ENVIRONMENT:
                yield dotted, node.lineno


def _dotted(node: ast.AST, meant: dict[str, str]) -> str:
    """`datetime.datetime.now` for `dt.now`, where `dt` was imported as that; "" for what was not imported."""
    if isinstance(node, ast.Attribute):
        owner = _dotted(node.value, meant)
        return f"{owner}.{node.attr}" if owner else ""
    return meant.get(node.id, "") if isinstance(node, ast.Name) else ""


@cache
def _meant(text: bytes) -> dict[str, str]:
    """What the imported names of a file stand for."""
    found = {}
    for node in walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return found
