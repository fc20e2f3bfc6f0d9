"""The data of series that are no points along an axis, as rows: links, branches, lines across axes, ways, rivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from builder.drawing.chart_parts import Option, as_list
from builder.drawing.tables import Table, word
from builder.evidence.locale import Locale

SOURCE, TARGET, VALUE = "source", "target", "value"
"""The words of ECharts for the ends of a link and what it carries; the page says them in its language."""
INTO = " / "
"""Between a branch and what grows from it."""


def list_table(series: Option, option: Option, locale: Locale) -> Table | None:
    """The rows of one series; None where its data are not in it."""
    return _TABLES[str(series.get("type"))](series, option, locale)


def _links(series: Option, option: Option, locale: Locale) -> Table | None:
    """A row for each link, and for each node that has a number or no link."""
    nodes = [_object(one) for one in as_list(series.get("data") or series.get("nodes") or [])]
    links = [_object(one) for one in as_list(series.get("links") or series.get("edges") or [])]
    names = [str(node.get("name", node.get("id", ""))) for node in nodes]
    ids = {str(node["id"]): name for node, name in zip(nodes, names, strict=True) if "id" in node}

    def name(end: Any) -> str:
        if isinstance(end, int) and 0 <= end < len(names):
            return names[end]
        return ids.get(str(end), str(end))

    rows = [[name(one.get("source")), name(one.get("target")), word(one.get("value"), locale)] for one in links]
    linked = {end for row in rows for end in row[:2]}
    alone = [
        [own, "", word(node.get("value"), locale)]
        for node, own in zip(nodes, names, strict=True)
        if node.get("value") is not None or own not in linked
    ]
    return Table([SOURCE, TARGET, VALUE], rows + alone, [1]) if rows or alone else None


def _branches(series: Option, option: Option, locale: Locale) -> Table | None:
    """A row for each branch, with the way to it from the root."""
    rows = [[INTO.join(way), word(value, locale)] for way, value in _walk(as_list(series.get("data") or []), ())]
    return Table(["", str(series.get("name") or VALUE)], rows) if rows else None


def _walk(nodes: list[Any], way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for node in map(_object, nodes):
        here = (*way, str(node.get("name", "")))
        yield here, node.get("value")
        yield from _walk(as_list(node.get("children") or []), here)


def _across(series: Option, option: Option, locale: Locale) -> Table | None:
    """A row for each line, a column for each axis that it crosses."""
    axes = [_object(one) for one in as_list(option.get("parallelAxis") or [])]
    lines = [as_list(_value(one)) for one in as_list(series.get("data") or [])]
    if not lines:
        return None
    order = [axis.get("dim", number) for number, axis in enumerate(axes)] or list(range(len(lines[0])))
    names = [str(axis.get("name") or dim + 1) for axis, dim in zip(axes, order, strict=True)] or [
        str(one + 1) for one in order
    ]
    name = str(series.get("name") or "")
    rows = [
        [f"{name} {number}".strip(), *(word(line[dim], locale) if dim < len(line) else "" for dim in order)]
        for number, line in enumerate(lines, 1)
    ]
    return Table(["", *names], rows)


def _river(series: Option, option: Option, locale: Locale) -> Table | None:
    """A row for each place, a column for each stream; an item is [place, width, name of the stream]."""
    rows: dict[str, dict[str, str]] = {}
    items = [one for one in as_list(series.get("data") or []) if isinstance(one, list) and len(one) > 2]
    names = dict.fromkeys(str(one[2]) for one in items)
    for place, value, name, *_ in items:
        rows.setdefault(str(place), {})[str(name)] = word(value, locale)
    return Table(["", *names], [[place, *(row.get(name, "") for name in names)] for place, row in rows.items()])


def _ways(series: Option, option: Option, locale: Locale) -> Table | None:
    """A row for each way, from where to where."""
    items = [_object(one) for one in as_list(series.get("data") or [])]

    def end(item: Option, which: int) -> str:
        named = item.get(("fromName", "toName")[which])
        coords = as_list(item.get("coords") or [[]])
        at = coords[0 if which == 0 else -1]
        return str(named or ", ".join(word(one, locale) for one in as_list(at)[:2]))

    rows = [[str(item.get("name") or number), end(item, 0), end(item, 1)] for number, item in enumerate(items, 1)]
    return Table([str(series.get("name") or ""), SOURCE, TARGET], rows, [1, 2]) if rows else None


_TABLES: dict[str, Callable[[Option, Option, Locale], Table | None]] = {
    **dict.fromkeys(("graph", "sankey", "chord"), _links),
    **dict.fromkeys(("tree", "treemap", "sunburst"), _branches),
    "parallel": _across,
    "themeRiver": _river,
    "lines": _ways,
}


def joined(tables: list[tuple[str, Table]]) -> Table | None:
    """Several tables as one, with a first column that says of which a row is, where they have names; None of none."""
    if len(tables) < 2 and not any(name for name, _ in tables):
        return tables[0][1] if tables else None
    heads: list[str] = []
    for _, table in tables:
        heads += [head for head in table.header[1:] if head not in heads]
    named = any(name for name, _ in tables)
    rows = []
    for name, table in tables:
        places = [heads.index(head) for head in table.header[1:]]
        for first, *cells in table.rows:
            row = [""] * len(heads)
            for place, cell in zip(places, cells, strict=True):
                row[place] = cell
            rows.append([*([name] if named else []), first, *row])
    first = next((table.header[0] for _, table in tables if table.header[0]), "")
    worded = {heads.index(table.header[at]) for _, table in tables for at in table.worded}
    shift = 2 if named else 1
    own = [1] if named else []
    return Table([*([""] if named else []), first, *heads], rows, [*own, *sorted(at + shift for at in worded)])


def sizes(series: Option) -> tuple[int, int]:
    """How many nodes and links, branches, lines and axes, streams and places, or ways a series has."""
    data = as_list(series.get("data") or series.get("nodes") or [])
    match str(series.get("type")):
        case "graph" | "sankey" | "chord":
            return len(data), len(as_list(series.get("links") or series.get("edges") or []))
        case "tree" | "treemap" | "sunburst":
            return sum(1 for _ in _walk(data, ())), 0
        case "parallel":
            return len(data), max((len(as_list(_value(one))) for one in data), default=0)
        case "themeRiver":
            items = [one for one in data if isinstance(one, list) and len(one) > 2]
            return len({str(one[2]) for one in items}), len({str(one[0]) for one in items})
        case _:
            return len(data), 0


def _object(one: Any) -> Option:
    """What names itself alone is a node of that name."""
    return one if isinstance(one, dict) else {"name": one}


def _value(one: Any) -> Any:
    return one.get("value") if isinstance(one, dict) else one
