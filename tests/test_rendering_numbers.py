from __future__ import annotations

import datetime

import pytest

from builder.evidence.locale import Locale

PT, EN = Locale("pt"), Locale("en")


@pytest.mark.parametrize(
    ("value", "digits", "pt", "en"),
    [
        (0.9651, None, "0,9651", "0.9651"),
        (0.9651, 2, "0,97", "0.97"),
        (0.9, 4, "0,9000", "0.9000"),
        (0.93, None, "0,93", "0.93"),
        (0.96512345, None, "0,9651", "0.9651"),
        (0.000123456, None, "0,0001235", "0.0001235"),
        (0, None, "0", "0"),
        (-0.0, None, "-0", "-0"),
        (3, None, "3", "3"),
        (60000, None, "60.000", "60,000"),
        (60000, 0, "60.000", "60,000"),
        (12.345678, None, "12,3457", "12.3457"),
        (-0.5, None, "-0,5", "-0.5"),
        (1e14, 20, f"100.000.000.000.000,{'0' * 20}", f"100,000,000,000,000.{'0' * 20}"),
        (1e30, None, "1 × 10³⁰", "1 × 10³⁰"),
        (-2.51e300, None, "-2,51 × 10³⁰⁰", "-2.51 × 10³⁰⁰"),
        (9.99999e20, 2, "1,00 × 10²¹", "1.00 × 10²¹"),
        (2.5e15, 0, "2,5 × 10¹⁵", "2.5 × 10¹⁵"),
        (1.5e-300, None, "1,5 × 10⁻³⁰⁰", "1.5 × 10⁻³⁰⁰"),
        (1.5e-300, 2, "0,00", "0.00"),
        (10**400, None, "1 × 10⁴⁰⁰", "1 × 10⁴⁰⁰"),
        (float("nan"), None, "NaN", "NaN"),
        (float("-inf"), None, "-∞", "-∞"),
    ],
)
def test_numbers(value: float, digits: int | None, pt: str, en: str) -> None:
    assert (PT.number(value, digits), EN.number(value, digits)) == (pt, en)


def test_percentages() -> None:
    assert (PT.percent(0.9651), EN.percent(0.9651), EN.percent(0.9651, 1), EN.percent(0.9651, 0)) == (
        "96,51%",
        "96.51%",
        "96.5%",
        "97%",
    )
    assert (PT.percent(2.5e30), PT.percent(1e14, 20)) == ("2,5 × 10³²%", f"10.000.000.000.000.000,{'0' * 20}%")


def test_dates() -> None:
    day = datetime.date(2024, 3, 1)
    assert (PT.date(day), EN.date(day)) == ("1 de março de 2024", "March 1, 2024")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.04, "0 s"),
        (0.26, "0,3 s"),
        (9.97, "10 s"),
        (48.4, "48 s"),
        (59.6, "1 min 0 s"),
        (200, "3 min 20 s"),
        (3900, "1 h 5 min"),
        (1e30, "2,7778 × 10²⁶ h 24 min"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert PT.duration(seconds) == text


def test_the_name_of_a_locale_is_its_code() -> None:
    assert str(PT) == "pt"
    assert (PT.decimal_mark, Locale("pt-br").decimal_mark, EN.decimal_mark) == (",", ",", ".")
