"""Transforms of torchvision (`torchvision.transforms.v2`) as augmentation that is seeded and can be interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Generator, Tensor, nn
from torchvision.transforms import v2

from builder.results import current_run

Transform = Callable[[Tensor], Tensor]
Augment = Callable[[Tensor, Generator], Tensor]


def by_image(transform: Transform) -> Augment:
    """Augmentation that transforms each image (channels, height, width) of a batch by itself, as a data loader does.

    All that the transform draws on the processor comes from the generator that the augmentation is given.
    """

    def augment(images: Tensor, generator: Generator) -> Tensor:
        with _drawing_from(generator):
            return torch.stack([transform(image) for image in images])

    return augment


def by_batch(transform: Transform) -> Augment:
    """Augmentation that transforms a batch (N, channels, height, width) at once: many times faster, and not the same.

    A transform draws once for all that it is given: the images of a batch are all turned by one angle, all flipped or
    none. What is drawn for each pixel, noise say, differs from image to image all the same. The run is told once.
    """
    told = False

    def augment(images: Tensor, generator: Generator) -> Tensor:
        nonlocal told
        if not told and (names := _random(transform)):
            told = True
            verb = "draws" if len(names) == 1 else "draw"
            current_run().say(
                f"by_batch: {' and '.join(names)} {verb} once for all {len(images)} images of a batch, not for each; "
                "by_image does"
            )
        with _drawing_from(generator):
            return transform(images)

    return augment


def _random(transform: Transform) -> list[str]:
    """The transforms inside that draw once for what they are given, by their names."""
    found = set[str]()
    waiting: list[object] = [transform]
    while waiting:
        part = waiting.pop()
        inner = getattr(part, "transforms", None)  # a list, of which torch knows no parts
        waiting += [*(inner if isinstance(inner, list | tuple | nn.ModuleList) else ())]
        kind: Any = type(part)
        draws = kind.__name__.startswith("Random") or "Aug" in kind.__name__
        if draws or (issubclass(kind, v2.Transform) and kind.make_params is not v2.Transform.make_params):
            found.add(kind.__name__)
    return sorted(found)


@contextmanager
def _drawing_from(generator: Generator) -> Iterator[None]:
    """Let torch's own generator, which transforms draw from, stand for this one meanwhile."""
    own = torch.default_generator
    before = own.get_state()
    own.set_state(generator.get_state())
    try:
        yield
    finally:
        generator.set_state(own.get_state())
        own.set_state(before)
