"""What a template asks of other pages than its own: as long as the answers are the same, so is what it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.site.pages import Page, TextPage


@dataclass
class Dependencies:
    """What was asked while a page was rendered."""

    page: Page
    outline: str
    """The digest of all else that the page was made from."""
    others: dict[str, tuple[TextPage, dict[str, Any]]] = field(default_factory=dict)
    """By address the other page, and its answers by what was asked for."""

    def add(self, thing: object, name: str, answer: object) -> None:
        """Note what a template asked of a thing."""
        if isinstance(thing, TextPage) and thing is not self.page:
            self.others.setdefault(thing.url, (thing, {}))[1][name] = answer

    def unchanged(self, pages: Mapping[str, TextPage]) -> bool:
        """Whether these pages, by address, answer the same."""
        for url, (then, answers) in self.others.items():
            now = pages.get(url)
            if now is None:
                return False
            if now is not then and any(getattr(now, name) != answer for name, answer in answers.items()):
                return False
        return True
