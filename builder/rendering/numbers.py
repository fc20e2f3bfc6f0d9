"""Numbers, dates and durations as the readers of a language write them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import babel
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_decimal_symbol


@dataclass(frozen=True)
class Locale:
    """The formats of a language. Figures receive it as `language`, so that an axis can say 0,5 in Portuguese."""

    code: str

    def __str__(self) -> str:
        return self.code

    def number(self, value: float, digits: int | None = None) -> str:
        """A number with so many decimals: 0.9651 is "0,9651" in Portuguese.

        Without `digits`: up to four decimals, or four significant digits where the number is smaller than 1.
        """
        if digits is not None:
            pattern = "#,##0" + ("." + "0" * digits if digits else "")
        else:
            pattern = "#,##0.####" if value == 0 or abs(value) >= 1 else "@###"
        return format_decimal(value, format=pattern, locale=self._locale)

    def percent(self, value: float, digits: int | None = None) -> str:
        """A share as a percentage: 0.9651 is "96,51%" in Portuguese. Without `digits`: up to two decimals."""
        decimals = ".##" if digits is None else "." + "0" * digits if digits else ""
        return format_decimal(value, format=f"#,##0{decimals}%", locale=self._locale)

    def date(self, value: datetime.date) -> str:
        """A date in full: "1 de março de 2024", "March 1, 2024"."""
        return format_date(value, format="long", locale=self._locale)

    def day(self, value: datetime.date) -> str:
        """A date without its year: "1 de março", "March 1"."""
        return format_skeleton("MMMMd", value, locale=self._locale)

    @property
    def decimal_mark(self) -> str:
        """The sign before the decimals: a comma in Portuguese."""
        return get_decimal_symbol(self._locale)

    def duration(self, seconds: float) -> str:
        """How long something took: "0,3 s", "48 s", "3 min 20 s", "1 h 5 min"."""
        whole = round(seconds)
        if seconds < 10:
            return f"{self.number(round(seconds, 1))} s"
        if whole < 60:
            return f"{whole} s"
        minutes, rest = divmod(whole, 60)
        if minutes < 60:
            return f"{minutes} min {rest} s"
        return f"{minutes // 60} h {minutes % 60} min"

    @property
    def _locale(self) -> babel.Locale:
        return babel.Locale.parse(self.code, sep="-")
