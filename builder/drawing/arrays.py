"""Pictures as arrays: of numpy, of torch, or of what else becomes an array of numpy."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

    Pixels = np.ndarray[Any, Any]

_COLOURS = (3, 4)
"""Numbers of a pixel that has a colour, with and without how much it covers."""
_SPREAD = "Return (picture - picture.min()) / (picture.max() - picture.min())."
_ROUNDING = 1e-5
"""How far from 0 to 1 the rounding of numbers may lead."""


class NoPictureError(Exception):
    """What is no picture: why, and the line that makes it one."""

    def __init__(self, why: str, hint: str) -> None:
        super().__init__(why)
        self.hint = hint


def image_of(value: Any) -> Image:
    """The picture that an array holds: height × width, or × 3 or 4 numbers of a colour. Raises NoPictureError."""
    from PIL import Image

    return Image.fromarray(_bytes(_shaped(_numpy(value), tensor=hasattr(value, "permute")), value))


def _numpy(value: Any) -> Pixels:
    import numpy as np

    if hasattr(value, "detach"):  # of torch, which may lie on another device
        value = value.detach().cpu()
        value = value.float() if str(value.dtype) == "torch.bfloat16" else value
    if np.ma.isMaskedArray(value) and np.ma.getmaskarray(value).any():
        raise NoPictureError("some of its pixels are masked", "Return picture.filled(0).")
    return np.asarray(value)


def _shaped(array: Pixels, *, tensor: bool) -> Pixels:
    """The same as height × width, or height × width × colours. `tensor`: whether the author writes torch."""
    if 0 in array.shape:
        raise NoPictureError(f"it has no pixels, but the shape {_written(array.shape)}", "Give it some.")
    if array.ndim == 2 or (array.ndim == 3 and array.shape[2] in _COLOURS):
        return array
    if array.ndim == 3 and array.shape[2] == 1:
        return array[:, :, 0]
    if array.ndim == 3 and array.shape[0] == 1:  # one channel, as torch has it
        return array.reshape(array.shape[1:])
    raise NoPictureError(f"its shape is {_written(array.shape)}", f"Return {_line(array.shape, tensor)}.")


def _line(shape: tuple[int, ...], tensor: bool) -> str:
    """The line that makes a picture of an array of another shape."""
    order, stack = ("permute", "torch.hstack(list({}))") if tensor else ("transpose", "np.hstack({})")
    if len(shape) == 0:
        return "the whole array: one number is no picture"
    if len(shape) == 1:
        side, rest = math.isqrt(shape[0]), shape[0]
        return f"picture.reshape({side}, {side})" if side * side == rest else "picture.reshape(height, width)"
    if len(shape) == 3 and shape[0] in _COLOURS:
        return f"picture.{order}(1, 2, 0)"
    if len(shape) == 3:
        return f"{stack.format('pictures')}, which puts {shape[0]} of them side by side, or pictures[0]"
    if len(shape) == 4 and shape[0] == 1:
        return "picture[0]"
    if len(shape) == 4:
        turned = shape[1] in (1, *_COLOURS) and shape[3] not in (1, *_COLOURS)
        pictures = f"pictures.{order}(0, 2, 3, 1)" if turned else "pictures"
        return f"{stack.format(pictures)}, which puts {shape[0]} of them side by side"
    return "one picture of it: height × width, or height × width × 3 or 4 numbers for the colours"


def _bytes(array: Pixels, value: Any) -> Pixels:
    """The same as numbers from 0 to 255. Raises NoPictureError where it is not plain how bright they are."""
    import numpy as np

    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype == np.bool_:
        return array.astype(np.uint8) * np.uint8(255)
    if array.dtype.kind not in "iuf":
        raise NoPictureError(f"it holds numbers of the type {array.dtype}", "Return an array of uint8, or of floats.")
    if not np.isfinite(array).all():
        raise NoPictureError("it holds NaN or infinity", "Return np.nan_to_num(picture).")
    low, high = float(array.min()), float(array.max())
    if array.dtype.kind in "iu":
        raise NoPictureError(
            f"its whole numbers, {array.dtype} from {low:.4g} to {high:.4g}, do not say how bright they are",
            _of_whole_numbers(low, high, tensor=hasattr(value, "permute")),
        )
    if low < -_ROUNDING or high > 1 + _ROUNDING:
        hint = "Return picture / 255." if low >= 0 and 2 < high <= 255 else _SPREAD
        hint = "Return picture.clip(0, 1)." if low == high and "255" not in hint else hint
        raise NoPictureError(f"its numbers go from {low:.4g} to {high:.4g}, those of a picture from 0 to 1", hint)
    return np.round(np.clip(array.astype(np.float64), 0, 1) * 255).astype(np.uint8)


def _of_whole_numbers(low: float, high: float, *, tensor: bool) -> str:
    if low >= 0 and high <= 1:
        return "Return picture.bool()." if tensor else "Return picture.astype(bool)."
    if low >= 0 and high <= 255:
        return "Return picture.to(torch.uint8)." if tensor else 'Return picture.astype("uint8").'
    return _SPREAD if low < high else f"Return picture / {high:.0f}."


def _written(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) if shape else "that of one number"
