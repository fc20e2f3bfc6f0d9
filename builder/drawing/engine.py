"""The JavaScript engine: it draws charts with ECharts and sets formulas with KaTeX while the site is built."""

from __future__ import annotations

import re
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from builder.errors import SitegenError
from builder.project import THEME

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from py_mini_racer import MiniRacer

BUNDLES = THEME / "build"


class EngineError(Exception):
    """What a script threw, in its own words."""


class Engine:
    """A JavaScript engine, started when it is first needed; each bundle of the theme is read once.

    Use it in a `with` block: an engine that ran ECharts and is not closed keeps Python from ever exiting.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._js: MiniRacer | None = None
        self._loaded: set[str] = set()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *raised: object) -> None:
        self._open.close()

    def call(self, bundle: str, function: str, *arguments: Any) -> str:
        """Call a function of a bundle, such as `charts.draw` of "echarts", with arguments that JSON can hold.

        Raises EngineError with what the script threw, SitegenError when the bundle was never made.
        """
        from py_mini_racer import JSEvalException

        js = self._started(bundle)
        try:
            return str(js.call(function, *arguments))
        except JSEvalException as error:
            raise EngineError(re.sub(r"^.*?Error: ", "", str(error).strip().splitlines()[0])) from None

    def _started(self, bundle: str) -> MiniRacer:
        path = BUNDLES / f"{bundle}.js"
        if not path.is_file():
            hint = "In the repository of sitegen: pip install -e ."
            raise SitegenError(f"{bundle}.js is not in this installation, so nothing can be drawn with it", hint=hint)
        if self._js is None:
            from py_mini_racer import mini_racer

            _check_limit()
            self._js = self._open.enter_context(mini_racer())
        if bundle not in self._loaded:
            self._js.eval(path.read_text(encoding="utf-8"))
            self._loaded.add(bundle)
        return self._js


RESERVED = 220 << 30
"""Bytes of addresses, not of memory, that V8 reserves at least. Where it may not it ends the process, with no word."""


def _check_limit() -> None:
    """Raise SitegenError where V8 would end the process."""
    if sys.platform != "win32" and 0 <= (limit := resource.getrlimit(resource.RLIMIT_AS)[0]) < RESERVED:
        message = (
            f"no formula can be set and no chart drawn where the addresses of a process are limited to {limit >> 20} MB"
        )
        hint = "Take the limit away: ulimit -v unlimited. Limits of the memory that is really used may stay."
        raise SitegenError(message, hint=hint)
