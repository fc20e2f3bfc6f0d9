"""The former place of `builder.drawing.bands`, for a `figures.py` that was written then."""

from builder.drawing.bands import Band

__all__ = ["Band"]
