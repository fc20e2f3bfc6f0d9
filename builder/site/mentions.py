"""A post as another page mentions it: no more than is shown, so that nothing else of it makes that page anew."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from builder.config import Language
from builder.site.pages import TextPage


@dataclass(frozen=True)
class Mention:
    """What is said of a post elsewhere."""

    title: str
    url: str
    written_in: Language
    """The language of its text."""
    stands_in: bool
    """Whether that is another one than that of its page."""
    date: datetime.date | None
    summary: str
    withheld: str
    """Why readers are not to see it, as of a page."""


def mention(post: TextPage) -> Mention:
    """What is said of a post elsewhere."""
    return Mention(post.title, post.url, post.written_in, post.stands_in, post.date, post.summary, post.withheld)
