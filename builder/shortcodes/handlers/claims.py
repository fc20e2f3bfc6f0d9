"""`claim`: a sentence bound to a condition on records, which the build checks."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from builder.document.fragments import Enclosure
from builder.errors import SitegenError
from builder.evidence.evaluation import Evaluation
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.evidence.significance import UNDECIDED, Answer, told_runs
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode


def claim(context: Context, condition: str, *, tolerance: str = "0", body: str) -> Enclosure:
    """`{{< claim "cnn.accuracy > linear.accuracy" >}}The sentence.{{< /claim >}}`: checked, and marked where false."""
    if not body:
        raise SitegenError("this claim says nothing", hint="Put the sentence between claim and /claim.")
    if "\n\n" in body:
        raise SitegenError("a claim holds sentences, not paragraphs", hint="Close it with its paragraph.")
    found = evaluate(condition, context.shared.records, _tolerance(tolerance))
    if not found.used:
        raise SitegenError(
            f"'{condition}' comes from no record", hint="Compare values of experiments: cnn.accuracy > 0.9."
        )
    if not isinstance(found.value, bool | Answer):
        message = f"'{condition}' is {found.value!r}, neither true nor false"
        raise SitegenError(message, hint="Compare: cnn.accuracy > 0.9.")
    origins = context.origins(found.used)
    numbers = "; ".join(f"{name} = {_number(context, value)}" for name, value in found.read.items())
    sentence = " ".join(body.split())
    if found.value is UNDECIDED:
        message = f"there are too few seeds to tell whether “{sentence}” holds: {condition}"
        context.warn(message, f"{_tests(found)} Run more seeds, or say that nobody can tell: undecided({condition}).")
    elif not found.value:
        message = f"the records do not bear out “{sentence}”: {condition} is false"
        context.warn(message, f"{_facts(found)}. Change the sentence, or find out what changed.")
    condition = " ".join(condition.split())
    context.cards.claim(condition, found)
    told = {"condition": condition, "tolerance": found.tolerance, "holds": found.value is True, "numbers": numbers}
    told["undecided"] = found.value is UNDECIDED
    html = context.render("claim.html", **told, origins=origins, sentence="\0")
    before, _, after = html.strip().partition("\0")
    return Enclosure(Markup(before), Markup(after), block=False)


def holds(records: Records, condition: str, *, tolerance: str = "0") -> bool:
    """Whether records bear a condition out. Raises SitegenError where it means nothing with them."""
    return evaluate(condition, records, _tolerance(tolerance)).value is True


def _tolerance(text: str) -> float:
    try:
        tolerance = float(text)
    except ValueError:
        tolerance = -1
    if not 0 <= tolerance < float("inf"):
        raise SitegenError(f"tolerance '{text}' is not a number", hint="Write tolerance=0.005.")
    return tolerance


def _number(context: Context, value: Any) -> str:
    plain = isinstance(value, bool) or not isinstance(value, int | float)
    return str(value) if plain else context.locale.number(value)


def _tests(found: Evaluation) -> str:
    """How little can be told with the seeds that there are."""
    tests = [one.test for one in found.compared if one.test and one.test.answer is UNDECIDED]
    return " ".join(f"With {told_runs(one)} p cannot be below {one.least:.2g}, and 0.05 is asked for." for one in tests)


def _facts(found: Evaluation) -> str:
    """Each number that was read, unrounded: rounding may be what the author missed."""
    return ", ".join(f"{name} = {value!r}" for name, value in found.read.items())


SHORTCODES = {
    "claim": Shortcode(claim, (), "markdown", alone=True, names=("condition", "expression")),
}
