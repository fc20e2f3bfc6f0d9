"""`value`, `table` and `series`: the numbers of records."""

from __future__ import annotations

import datetime
import json
import re
from contextlib import suppress
from typing import Any

from markupsafe import Markup

from builder.document.fragments import Fragment
from builder.drawing.tables import series_table
from builder.errors import SitegenError, nearest
from builder.evidence.definitions import definitions
from builder.evidence.evaluation import Evaluation
from builder.evidence.expressions import evaluate
from builder.evidence.locale import Locale
from builder.evidence.records import Records
from builder.evidence.significance import Answer
from builder.project import FIGURES
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.handlers.drawn import table_fragment, table_of

FORMS = ("percent", "points", "integer", "date", "duration")
MOST_DIGITS = 20


def value(context: Context, of: str, form: str = "", *, digits: str = "", spread: str = "false") -> Fragment:
    """`{{< value cnn.accuracy percent >}}`: a number or a word of a record, or what is computed from several.

    `form` is one of FORMS, `digits=2` the number of decimals. With `spread=true`, the standard deviation over the seeds
    stands behind a mean: 92.9% ± 0.1.
    """
    text, found = shown(context.shared.records, context.locale, of, form, digits=digits, spread=spread)
    of = " ".join(of.split())
    told = {"value": found.value, "of": of, "origins": context.origins(found.used)}
    if is_answer(found):
        context.cards.claim(of, found)
        html = context.render("answer.html", **told).strip()
        return Fragment(Markup(html), Markup(html).striptags())
    context.cards.tell(of, found)
    html = context.render("value.html", text=text, **told)
    return Fragment(Markup(html.strip()), text)


def is_answer(found: Evaluation) -> bool:
    """Whether an expression asks a question of seeds: `exceeds(cnn.accuracy, linear.accuracy)`."""
    return isinstance(found.value, bool | Answer) and any(one.test for one in found.compared)


def shown(
    records: Records, locale: Locale, of: str, form: str = "", *, digits: str = "", spread: str = "false"
) -> tuple[str, Evaluation]:
    """What `value` shows of records in a language, and what that was read from. Raises SitegenError."""
    found = evaluate(of, records)
    if not found.used:
        raise SitegenError(f"'{of}' comes from no record", hint="Write experiment.value, such as cnn.accuracy.")
    if is_answer(found) and not form and not digits and spread == "false":
        return {True: "✓", False: "✗"}.get(found.value, "?"), found  # in words a page says it, in its language
    text = written(of, found.value, form, digits, locale)
    if spread not in ("true", "false"):
        raise SitegenError(f"spread={spread} is neither true nor false")
    if spread == "true" and not all(one.quick and not one.seeds for one in found.used):  # which have the first alone
        deviation = evaluate(f"spread({of})", records).value
        small = "points" if form == "percent" else form
        text += " ± " + written(f"spread({of})", deviation, small, digits, locale)
    return text, found


def written(of: str, value: Any, form: str, digits: str, locale: Locale) -> str:
    """A value as the readers of a language write it: in one of FORMS, with so many decimals. Raises SitegenError."""
    if form not in ("", *FORMS):
        raise SitegenError(f"a value cannot be written as '{form}'", hint=nearest(form, FORMS))
    if digits and not (re.fullmatch("[0-9]{1,2}", digits) and int(digits) <= MOST_DIGITS):
        hint = f"Write digits=2; {MOST_DIGITS} are the most."
        raise SitegenError(f"a value cannot be written with '{digits}' digits", hint=hint)
    return _written(of, value, form, int(digits) if digits else None, locale)


def _written(of: str, value: Any, form: str, digits: int | None, locale: Locale) -> str:
    if form == "date":
        try:
            return locale.date(datetime.datetime.fromisoformat(value).date())
        except (TypeError, ValueError):
            raise SitegenError(f"'{of}' is {_shown(value)}, not a date") from None
    if isinstance(value, str) and not form and digits is None:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise SitegenError(f"'{of}' is {_shown(value)}, not a number")
    if form == "percent":
        return locale.percent(value, digits)
    if form == "points":
        return locale.number(value * 100, 1 if digits is None else digits)
    if form == "duration":
        return locale.duration(value)
    return locale.number(value, 0 if form == "integer" else digits)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:39]}…"


def table(context: Context, name: str, *, series: str = "", caption: str = "") -> Fragment:
    """`{{< table cnn series="loss, accuracy" >}}`: series of a record side by side; all of them if none is named.

    A name that is no experiment is a function of `figures.py`, which returns rows.
    """
    if not context.shared.records.has(name) and not series and context.drawn_by(name):
        return table_of(context, name, caption)
    try:
        record, whole = context.shared.records.point(name)
    except SitegenError as error:
        if context.shared.records.has(name) or series or not name.isidentifier():
            raise
        raise _neither(context, name, error) from None
    names = [one.strip() for one in series.split(",")] if series else list(record.series)
    for one in names:
        if one not in record.series:
            raise SitegenError(f"'{name}' has no series '{one}'", hint=nearest(one, record.series))
        if any(isinstance(item, list) for item in record.series[one]):
            raise SitegenError(f"the series '{one}' holds rows: it fits no column")
    data = series_table({one: record.series[one] for one in names}, context.locale)
    return table_fragment(context, name, data, caption, [whole])


def _neither(context: Context, name: str, error: SitegenError) -> SitegenError:
    """The mistake where a table is neither an experiment nor a function."""
    known = set(context.shared.records.experiments)
    with suppress(SitegenError):  # no figures.py
        known |= definitions(context.shared.code.folder / FIGURES).keys()
    close = nearest(name, known)
    hint = close if close.startswith("Did") else error.hint
    return SitegenError(f"{error.message}, and figures.py has no function of this name", hint=hint)


SHORTCODES = {
    "series": Shortcode(table, ("caption",), alone=True, kind="table", names=("name", "experiment")),
    "table": Shortcode(table, ("caption",), alone=True, names=("name", "experiment")),
    "value": Shortcode(value, (), alone=True, names=("of", "expression")),
}
