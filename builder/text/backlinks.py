"""The ways back from what stands below a text, runs and works, to where the text speaks of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from builder.shortcodes.conditions import claim_id
from builder.shortcodes.context import Context
from builder.text.ids import RUNS

_LINK = re.compile(
    r'<a class="(value|value answer|checked|refuted mark|citation)" href="#([^"]+)"(?: data-of="([^"]*)")?'
)
_CLAIMS = ("checked", "refuted mark", "value answer")


class WaysBack:
    """The ids that links of a text get, so that there is a way back to them."""

    def __init__(self, context: Context, runs: Sequence[str]) -> None:
        self._context = context
        self._numbers = {name: number for number, name in enumerate(runs, start=1)}
        self.to: dict[str, list[str]] = {}
        """By the id to which they lead, theirs: of a run, that of the first."""

    def marked(self, html: str) -> str:
        """The text with these ids, and with the numbers of the runs, which paper shows, at what comes from them."""
        return _LINK.sub(self._mark, html)

    def _mark(self, link: re.Match[str]) -> str:
        kind, aim, of = link.groups()
        if kind in _CLAIMS:
            return self._claim(link[0], aim, unescape(of))
        known = self.to.setdefault(unescape(aim), [])
        given = ""
        if not (known and aim.startswith(RUNS)):
            known.append(self._context.id(f"back-{unescape(aim).removeprefix(RUNS)}"))
            given = f' id="{known[-1]}"'
        runs = self._context.cards.runs_of(unescape(of or ""))
        numbers = sorted(self._numbers[name] for name in runs if name in self._numbers)
        return link[0] + given + (f' data-runs="{", ".join(map(str, numbers))}"' if numbers else "")

    def _claim(self, link: str, run: str, condition: str) -> str:
        """A claim leads to its condition, below the text, and on paper has the number of that."""
        number = [*self._context.cards.claims].index(condition) + 1
        known = self.to.setdefault(claim_id(number), [])
        known.append(self._context.id(f"back-{claim_id(number)}"))
        aimed = link.replace(f'href="#{run}"', f'href="#{claim_id(number)}"', 1)
        return f'{aimed} id="{known[-1]}" data-claim="{number}"'
