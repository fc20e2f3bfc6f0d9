"""Numbers, dates and durations as the readers of a language write them."""

from __future__ import annotations

import datetime
import decimal
import functools
from dataclasses import dataclass

import babel
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol, get_infinity_symbol

LARGE, SMALL = decimal.Decimal("1e15"), decimal.Decimal("1e-9")
"""Numbers from here on, and below, are written with a power of ten."""


@dataclass(frozen=True)
class Locale:
    """The formats of a language. Figures receive it as `language`, so that an axis can say 0,5 in Portuguese."""

    code: str
    """The language, such as "pt" or "pt-br"."""

    def __str__(self) -> str:
        return self.code

    def number(self, value: float, digits: int | None = None) -> str:
        """A number with so many decimals: 0.9651 is "0,9651" in Portuguese.

        Without `digits`: up to four decimals, or four significant digits where the number is smaller than 1.
        A very large or very small one is "1,5 × 10³⁰".
        """
        return self._number(decimal.Decimal(str(value)), digits)

    def significant(self, value: float, digits: int) -> str:
        """A number with so many significant digits, but for zeros at its end: 0.961620000001 is "0,96162" with ten."""
        exponent = decimal.Decimal(f"{value:.{digits}g}").as_tuple().exponent
        return self.number(value, max(0, -exponent) if isinstance(exponent, int) else None)

    def percent(self, value: float, digits: int | None = None) -> str:
        """A share as a percentage: 0.9651 is "96,51%" in Portuguese. Without `digits`: up to two decimals."""
        exact = decimal.Decimal(str(value))
        if not exact.is_finite() or abs(exact) >= LARGE:
            return f"{self._number(exact * 100, digits)}%"
        return self._decimal(exact, f"#,##0{_decimals(digits, '.##')}%")

    def date(self, value: datetime.date) -> str:
        """A date in full: "1 de março de 2024", "March 1, 2024"."""
        return _date(value, self.code)

    def day(self, value: datetime.date) -> str:
        """A date without its year: "1 de março", "March 1"."""
        return _day(value, self.code)

    def language(self, code: str) -> str:
        """What a language is called: "en" is "inglês" in Portuguese."""
        return babel.Locale.parse(code, sep="-").get_display_name(self._locale) or code

    @property
    def decimal_mark(self) -> str:
        """The sign before the decimals: a comma in Portuguese."""
        return get_decimal_symbol(self._locale)

    @property
    def minus(self) -> str:
        """The sign before a negative number of a table, as long as a plus."""
        return "\N{MINUS SIGN}"

    @property
    def group_mark(self) -> str:
        """The sign between thousands: a full stop in Portuguese."""
        return get_group_symbol(self._locale)

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
        return f"{self.number(minutes // 60, 0)} h {minutes % 60} min"

    def _number(self, value: decimal.Decimal, digits: int | None) -> str:
        if value.is_nan():
            return "NaN"
        if value.is_infinite():
            return ("-" if value < 0 else "") + get_infinity_symbol(self._locale)
        if abs(value) >= LARGE or (digits is None and 0 < abs(value) < SMALL):
            mantissa, _, power = f"{value:.{digits or 4}e}".partition("e")
            written = self._decimal(decimal.Decimal(mantissa), f"0{_decimals(digits or None, '.####')}")
            return f"{written} × 10{str(int(power)).translate(_RAISED)}"
        pattern = "@###" if digits is None and 0 < abs(value) < 1 else f"#,##0{_decimals(digits, '.####')}"
        return self._decimal(value, pattern)

    def _decimal(self, value: decimal.Decimal, pattern: str) -> str:
        return _formatted(str(value), pattern, self.code)

    @property
    def _locale(self) -> babel.Locale:
        return _locale(self.code)


@functools.cache
def _locale(code: str) -> babel.Locale:
    return babel.Locale.parse(code, sep="-")


@functools.lru_cache(maxsize=10_000)
def _date(value: datetime.date, code: str) -> str:
    return format_date(value, format="long", locale=_locale(code))


@functools.lru_cache(maxsize=10_000)
def _day(value: datetime.date, code: str) -> str:
    return format_skeleton("MMMMd", value, locale=_locale(code))


@functools.lru_cache(maxsize=10_000)
def _formatted(value: str, pattern: str, code: str) -> str:
    """A decimal by a pattern of babel, which takes its time: a page shows the same numbers again and again."""
    with decimal.localcontext(prec=100):  # babel rounds within it, and the usual 28 digits may not hold all
        return format_decimal(decimal.Decimal(value), format=pattern, locale=_locale(code))


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _decimals(digits: int | None, otherwise: str) -> str:
    """The decimals of a pattern."""
    return otherwise if digits is None else "." + "0" * digits if digits else ""
