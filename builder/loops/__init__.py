"""Loops of an author's own that an interruption cannot change the outcome of."""

from builder.loops.loop import Loop

__all__ = ["Loop"]
