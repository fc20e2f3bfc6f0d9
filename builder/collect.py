"""Going on after a mistake, so that a build can tell all of them at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from builder.errors import SitegenError, SitegenErrors


@contextmanager
def collect(errors: list[SitegenError]) -> Iterator[None]:
    """Add what the block raises to a list instead of raising it; the rest of the block is skipped."""
    try:
        yield
    except SitegenErrors as several:
        errors += several.errors
    except SitegenError as error:
        errors.append(error)
