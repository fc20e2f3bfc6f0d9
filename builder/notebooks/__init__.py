"""What a notebook calls that `sitegen export --notebook` wrote: `from builder.notebooks import Post`."""

from builder.notebooks.post import Post

__all__ = ["Post"]
