from __future__ import annotations

import datetime

import pytest

from builder.rendering.numbers import Locale

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
        (3, None, "3", "3"),
        (60000, None, "60.000", "60,000"),
        (60000, 0, "60.000", "60,000"),
        (12.345678, None, "12,3457", "12.3457"),
        (-0.5, None, "-0,5", "-0.5"),
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
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert PT.duration(seconds) == text


def test_the_name_of_a_locale_is_its_code() -> None:
    assert str(PT) == "pt"
    assert (PT.decimal_mark, Locale("pt-br").decimal_mark, EN.decimal_mark) == (",", ",", ".")
