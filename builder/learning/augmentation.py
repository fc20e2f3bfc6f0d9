"""Data augmentation on whole batches: the transforms of torchvision, without a Python call for each image."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn.functional import affine_grid, grid_sample


@dataclass(frozen=True)
class Affine:
    """One affine map an image, each field of shape (N,): a rotation about the centre, a scaling, then a translation.

    `angle` in degrees, clockwise; `right` and `down` in pixels; `scale` as a factor.
    """

    angle: Tensor
    right: Tensor
    down: Tensor
    scale: Tensor


def random_affine(
    images: Tensor, generator: Generator, *, degrees: float, translate: tuple[float, float], scale: tuple[float, float]
) -> Tensor:
    """Rotate, scale and translate each image (N, channels, height, width) at random, as torchvision's `RandomAffine`.

    The angle lies in [-degrees, degrees], the translation in [-translate, translate] as a share of (width, height) and
    rounded to whole pixels, the factor in `scale`; all are uniform. Nearest pixel, zeros from outside the image.
    """
    return apply_affine(images, draw_affine(images, generator, degrees=degrees, translate=translate, scale=scale))


def draw_affine(
    images: Tensor, generator: Generator, *, degrees: float, translate: tuple[float, float], scale: tuple[float, float]
) -> Affine:
    """The random part of `random_affine`: a map for each image."""
    height, width = images.shape[-2:]

    def uniform(low: float, high: float) -> Tensor:
        return torch.empty(len(images)).uniform_(low, high, generator=generator)

    return Affine(
        angle=uniform(-degrees, degrees),
        right=uniform(-translate[0] * width, translate[0] * width).round(),
        down=uniform(-translate[1] * height, translate[1] * height).round(),
        scale=uniform(*scale),
    )


def apply_affine(images: Tensor, affine: Affine) -> Tensor:
    """Images (N, channels, height, width), each under its map."""
    height, width = images.shape[-2:]
    # Each pixel of the output asks where it comes from, hence the inverse: y = s R x + t  =>  x = R^T (y - t) / s.
    cos = affine.angle.deg2rad().cos() / affine.scale
    sin = affine.angle.deg2rad().sin() / affine.scale
    right, down = affine.right, affine.down
    # affine_grid measures in half widths and half heights.
    inverse = torch.stack(
        [
            torch.stack([cos, sin * height / width, -(cos * right + sin * down) * 2 / width], dim=1),
            torch.stack([-sin * width / height, cos, (sin * right - cos * down) * 2 / height], dim=1),
        ],
        dim=1,
    )  # (N, 2, 3)
    # Drawn on the CPU, so that the same seed changes images alike on every device.
    grid = affine_grid(inverse.to(images.device), list(images.shape), align_corners=False)
    return grid_sample(images, grid, mode="nearest", padding_mode="zeros", align_corners=False)
