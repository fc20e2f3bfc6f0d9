"""Moving what an image shows."""

from __future__ import annotations

from torch import Tensor


def roll(images: Tensor, rows: int, columns: int) -> Tensor:
    """Images (..., height, width) moved down by `rows` and right by `columns`, around the edges."""
    return images.roll((rows, columns), dims=(-2, -1))
