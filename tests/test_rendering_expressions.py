from __future__ import annotations

from pathlib import Path

import pytest
from small_sites import keep

from builder.errors import SitegenError
from builder.evidence.expressions import evaluate
from builder.evidence.records import Records
from builder.results import Store, Trial


@pytest.fixture
def records(tmp_path: Path) -> Records:
    keep(
        tmp_path,
        "cnn",
        values={"accuracy": 0.96, "name": "CNN", "trained": True, "epochs": 3},
        series={"loss": [0.5, 0.25, 0.3], "rows": [[1, 2], [3, 4]], "steps": list(range(1000))},
        settings={"epochs": 3, "momentum": None},
    )
    keep(tmp_path, "linear", values={"accuracy": 0.93})
    return Records(Store(tmp_path), {"cnn": "", "linear": "", "missing": ""})


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("cnn.accuracy", 0.96),
        ("cnn.name", "CNN"),
        ("cnn.loss[-1]", 0.3),
        ("cnn.loss[1:]", [0.25, 0.3]),
        ("cnn.rows[1][0]", 3),
        ("cnn.settings.epochs", 3),
        ("cnn.seconds", 12.3),
        ("cnn.when", "2024-02-29T23:30:00+00:00"),
        ("round((cnn.accuracy - linear.accuracy) * 100, 6)", 3.0),
        ("cnn.epochs ** 2 // 2 % 3 + -1 / 2", 0.5),
        ("min(cnn.loss)", 0.25),
        ("max(cnn.accuracy, linear.accuracy)", 0.96),
        ("mean(cnn.loss)", 0.35),
        ("mean(1, 2)", 1.5),
        ("argmax(cnn.loss)", 0),
        ("len(cnn.loss) + sum(cnn.loss[:1])", 3.5),
        ("abs(linear.accuracy - cnn.accuracy) < 0.05", True),
        ("0.9 < linear.accuracy < cnn.accuracy <= 0.96", True),
        ("cnn.accuracy > linear.accuracy and not linear.accuracy > 0.94", True),
        ("cnn.accuracy < 0.9 or linear.accuracy < 0.9", False),
        ('cnn.name == "CNN"', True),
        ("  cnn.accuracy\n", 0.96),
    ],
)
def test_values(records: Records, text: str, value: object) -> None:
    found = evaluate(text, records).value
    assert found == (pytest.approx(value) if isinstance(value, float) else value)


@pytest.mark.parametrize(
    ("text", "tolerance", "value"),
    [
        ("cnn.accuracy == 0.95", 0.0, False),
        ("cnn.accuracy == 0.95", 0.01, True),
        ("cnn.accuracy == 0.95", 0.009, False),
        ("cnn.accuracy != 0.95", 0.01, False),
        ("linear.accuracy >= 0.94", 0.01, True),
        ("linear.accuracy >= 0.95", 0.01, False),
        ("cnn.accuracy <= 0.95", 0.01, True),
    ],
)
def test_tolerance(records: Records, text: str, tolerance: float, value: bool) -> None:
    assert evaluate(text, records, tolerance).value is value


def test_what_was_read_is_told(records: Records) -> None:
    found = evaluate("cnn.accuracy > linear.accuracy + 0 * cnn.loss[0]", records)
    assert found.read == {"cnn.accuracy": 0.96, "linear.accuracy": 0.93, "cnn.loss[0]": 0.5}
    assert [record.name for record in found.used] == ["cnn", "linear"]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("cnn.accuracy >", "'cnn.accuracy >' cannot be read as an expression: invalid syntax", "Write"),
        ("", "'' cannot be read as an expression: invalid syntax", "Write"),
        ("cmn.accuracy", "unknown experiment 'cmn'", "Did you mean 'cnn'?"),
        ("cnn.acuracy", "'cnn' has no value 'acuracy'", "Did you mean 'accuracy'?"),
        ("cnn.settings.epoch", "'cnn' has no setting 'epoch'", "Did you mean 'epochs'?"),
        ("linear.settings.epoch", "'linear' has no setting 'epoch'", "'linear' has no settings."),
        ("cnn", "'cnn' names no value", "Write"),
        ("cnn.loss.mean", "'cnn.loss.mean' names no value", "Write"),
        ("missing.accuracy", "experiment 'missing' never ran", "Run `sitegen run missing`."),
        ("cnn.loss[3]", "'cnn.loss[3]' cannot be computed: list index out of range", "Write"),
        ("cnn.loss[0.5]", "'0.5' is no place in a series", "Write series[0] or series[-1]."),
        ("cnn.accuracy / 0", "division by zero", "Write"),
        ("cnn.epochs ** 9999.0", "cannot be computed", "Write"),
        ("cnn.name + 1", "'cnn.name' is 'CNN', not a number", ""),
        ("cnn.steps - 1", "'cnn.steps' is [0, 1, 2, 3, 4, 5, ...], not a number", ""),
        ("cnn.name < 1", "cannot be computed", "Write"),
        ("cnn.trained * 2", "'cnn.trained' is True, not a number", ""),
        ("medean(cnn.loss)", "there is no function 'medean'", "Did you mean 'mean'?"),
        ("cnn.accuracy > 0.9 if 1 else 2", "means nothing here", "Write"),
        ("cnn.accuracy in [1]", "means nothing here", "Write"),
        ("__import__('os').system('x')", "means nothing here", "Write"),
        ("().__class__", "means nothing here", "Write"),
        ("cnn.__class__", "'cnn' has no value '__class__'", ""),
        ("(lambda: 1)()", "means nothing here", "Write"),
        ("1 + " * 200 + "1", "this expression is too long", "Let an experiment"),
        ("cnn.accuracy" + "\0", "cannot be read as an expression", "Write"),
    ],
)
def test_mistakes(records: Records, text: str, message: str, hint: str) -> None:
    with pytest.raises(SitegenError) as caught:
        evaluate(text, records)
    assert message in caught.value.message
    assert hint in caught.value.hint


@pytest.fixture
def seeded(tmp_path: Path) -> Records:
    runs = [Trial(seed, {"a": seed / 10}, {"s": [seed, 2]}, 1.0, "", {}) for seed in (1, 2, 3)]
    keep(tmp_path, "cnn", values={"a": 0.2}, series={"s": [2, 2]}, seeds=runs)
    keep(tmp_path, "once", values={"a": 0.2})
    return Records(Store(tmp_path), {"cnn": "", "once": ""})


def test_the_spread_over_the_seeds(seeded: Records) -> None:
    found = evaluate("cnn.a > 0.05 + spread(cnn.a)", seeded)
    assert found.value is True
    assert found.read == {"cnn.a": 0.2, "spread(cnn.a)": pytest.approx(0.1)}
    assert evaluate("spread(cnn.s)", seeded).value == [1.0, 0.0]
    assert evaluate("cnn.seeds", seeded).value == 3
    assert evaluate("once.seeds", seeded).value == 1
    assert evaluate("highest(once.a)", seeded).value == evaluate("once.a", seeded).value
    found = evaluate("lowest(cnn.a) < cnn.a < highest(cnn.a)", seeded)
    assert found.value is True
    assert found.read == {"cnn.a": 0.2, "lowest(cnn.a)": 0.1, "highest(cnn.a)": pytest.approx(0.3)}
    assert evaluate("spread(cnn.s)[0] + spread(cnn.s)[1]", seeded).value == 1.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spread(once.a)", "'once' ran with one seed, and has no spread"),
        ("spread(cnn.b)", "'cnn' has no value 'b'"),
        ("spread(0.5)", "spread() takes one value or series of an experiment"),
        ("spread(cnn.a, cnn.a)", "spread() takes one value or series of an experiment"),
        ("sprad(cnn.a)", "there is no function 'sprad'"),
    ],
)
def test_no_spread(seeded: Records, text: str, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        evaluate(text, seeded)
    assert message in caught.value.message


def test_a_tolerance_says_nothing_about_less_or_greater(records: Records) -> None:
    with pytest.raises(SitegenError, match="a tolerance means nothing with < or >"):
        evaluate("cnn.accuracy > linear.accuracy", records, 0.01)
