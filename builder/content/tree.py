"""YAML that was written as a tree, and not as the few lines that unfold to millions of values."""

from __future__ import annotations

from typing import Any

import yaml

from builder.reading import DEEPEST

FOLDED = 1000
"""How many more values than letters aliases may make of a text."""


class Unfolds(yaml.MarkedYAMLError):
    """A text that means more than anybody wrote."""


def load(text: str, read_by: type[yaml.SafeLoader] = yaml.SafeLoader) -> tuple[yaml.Node | None, Any]:
    """A text as YAML's nodes, which know their lines, and as data.

    Raises yaml.YAMLError; RecursionError where it cannot even be read for its depth.
    """
    loader = read_by(text)
    node = loader.get_single_node()
    if node is None:
        return None, None
    _check(node, len(text) + FOLDED)
    return node, loader.construct_document(node)


def _check(top: yaml.Node, most: int) -> None:
    """Raise where the nodes are too many or too deep, each alias counted as all that it stands for, itself perhaps."""
    waiting, count = [(top, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > DEEPEST or count > most:
            what = "it is nested too deeply" if count <= most else "its aliases (*name) unfold to too much"
            raise Unfolds(problem=what, problem_mark=node.start_mark)
        if isinstance(node, yaml.SequenceNode):
            waiting += [(one, depth + 1) for one in node.value]
        elif isinstance(node, yaml.MappingNode):
            waiting += [(one, depth + 1) for pair in node.value for one in pair]
