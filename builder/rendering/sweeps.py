"""The former place of `builder.drawing.sweeps`, for a `figures.py` that was written then."""

from builder.drawing.sweeps import heat_map, lines

__all__ = ["heat_map", "lines"]
