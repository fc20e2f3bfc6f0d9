"""What is known of a shortcode, declared once: everything that asks about shortcodes in general reads it here."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from builder.document.fragments import Enclosure, Fragment
from builder.shortcodes.parts import Call

Names = Literal["expression", "experiment", "definition"]
"""How an argument names an experiment: `cnn.accuracy > 0.9`, `cnn`, `experiments.py#cnn`."""

CAPTIONED = ("alt", "caption")
"""The words of what has an alternative text and a caption."""


@dataclass(frozen=True)
class Shortcode:
    """A function, and what may stand between `{{< name >}}` and `{{< /name >}}`.

    The function takes the context, then the arguments that an author may write, as strings; those that it takes as
    `**looks` mean nothing here.
    """

    function: Callable[..., Fragment | Enclosure]
    """Gives what stands in its place."""
    words: Collection[str]
    """Which of its parameters hold prose for readers, in which no number may be typed; `body` may be one."""
    body: Literal["", "text", "markdown"] = ""
    """ "" encloses nothing; "text" hands the function what is enclosed, as `body`, its own shortcodes replaced by their
    text; "markdown" does so too, but the function returns an Enclosure, and what is enclosed stays in the document."""
    bare: bool = False
    """Whether one whose body is "markdown" may also be written without what ends it, and then encloses nothing."""
    alone: bool = False
    """Whether what it gives depends on its arguments, the language and the folder of its post, and on nothing else."""
    kind: str = ""
    """What it is called where its own name would mislead, when the languages of a text are compared."""
    counted: Mapping[str, str] = field(default_factory=dict)
    """As what it is numbered, by how the id begins that it gives; what is not named is numbered by that itself."""
    names: tuple[str, Names] | None = None
    """The parameter that names an experiment, and how."""

    @cached_property
    def parameters(self) -> tuple[inspect.Parameter, ...]:
        """Those that an author may write as arguments."""
        return tuple(inspect.signature(self.function).parameters.values())[1:]

    def prose(self, call: Call) -> list[str]:
        """What a call of it says to readers in its arguments, and in its body where that is no part of the document."""
        in_order = [one.name for one in self.parameters if one.kind is one.POSITIONAL_OR_KEYWORD]
        named = {key: value for key, value in call.named.items() if key in self.words}
        said = dict(zip(in_order, call.arguments, strict=False)) | named | {"body": call.body or ""}
        return [said[name] for name in self.words if said.get(name)]


def verbatim(shortcodes: Mapping[str, Shortcode]) -> frozenset[str]:
    """The names of those that enclose what is no Markdown."""
    return frozenset(name for name, shortcode in shortcodes.items() if shortcode.body == "text")


def counted(shortcodes: Iterable[Shortcode]) -> dict[str, str]:
    """As what they are numbered, by how an id begins."""
    return {start: kind for shortcode in shortcodes for start, kind in shortcode.counted.items()}
