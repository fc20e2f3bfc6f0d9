"""Experiments of other posts: `cnns:cnn` is the experiment `cnn` of the post in the folder `cnns`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from builder.errors import SitegenError, nearest

if TYPE_CHECKING:
    from builder.results.record import Record

NAME = re.compile(r"(?P<post>[\d-]*[^\W\d][\w-]*):(?P<experiment>[^\W\d]\w*)")
"""The name of an experiment of another post. That of the post has a letter: `series[1:cnn.last]` names none."""
_WORD = re.compile(rf"(?<![\w.:-]){NAME.pattern}")


@dataclass(frozen=True)
class Other:
    """An experiment of another post, as `other` declares it."""

    name: str
    """The post and the experiment: `cnns:cnn`."""


def other(name: str) -> Other:
    """An experiment of another post, `other("cnns:cnn")`: the post by the name of its folder.

    It gets a name of your own at the top of `experiments.py` or `figures.py`, `earlier = other("cnns:cnn")`; a function
    that uses `earlier`, or a drawing with a parameter of this name, gets its record. Raises SitegenError for a name
    that is none.
    """
    parted(name)
    return Other(name)


def parted(name: str) -> tuple[str, str]:
    """The post and the experiment of `cnns:cnn`. Raises SitegenError where it is no such name."""
    found = NAME.fullmatch(name)
    if not found:
        hint = "Write the folder of the post and the experiment: cnns:cnn."
        raise SitegenError(f"'{name}' names no experiment of another post", hint=hint)
    return found["post"], found["experiment"]


def is_elsewhere(name: str) -> bool:
    """Whether an experiment, or a point of one, is named as one of another post."""
    return ":" in name.partition("[")[0]


def from_elsewhere(record: Record, post: str) -> Record:
    """A record as other posts see it: its name, and those of what it uses, say of which post they are."""
    uses = {name if is_elsewhere(name) else f"{post}:{name}": one for name, one in record.fingerprint.uses.items()}
    return replace(record, name=f"{post}:{record.name}", fingerprint=replace(record.fingerprint, uses=uses))


def posts_in(text: str) -> frozenset[str]:
    """What may be the names of posts in a text or in code: all that stands where one would, and much that is none."""
    return frozenset(found["post"] for found in _WORD.finditer(text))


def no_post(post: str, known: Iterable[str]) -> SitegenError:
    """The error where there is no post of a name."""
    return SitegenError(f"there is no post '{post}'", hint=nearest(post, known))
