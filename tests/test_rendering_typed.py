from __future__ import annotations

from pathlib import Path

import pytest

from builder.document.source import Source
from builder.shortcodes.handlers import SHORTCODES
from builder.text.typed_numbers import find_typed_numbers


def found(text: str) -> list[tuple[str, int | None]]:
    warnings = find_typed_numbers(Source(text, Path("x.md"), 5), SHORTCODES)
    return [(warning.message.split("'")[1], warning.line) for warning in warnings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It gets 96.5% right.", [("96.5%", 5)]),
        ("Acerta 96,51 % de\n\n60.000 imagens, ou 0,9651.", [("96,51 %", 5), ("60.000", 7), ("0,9651", 7)]),
        ("After 1000 steps, 12345 images", [("1000", 5), ("12345", 5)]),
        ("a {{< value cnn.accuracy >}} b\n\n0.5 c", [("0.5", 7)]),
        ("| 0.73 | 0.61 |", [("0.73", 5), ("0.61", 5)]),
        ('{{< figure x alt="It ends at 0.97." caption="**96%**" >}}', [("0.97", 5), ("96%", 5)]),
        ("- 97.1\n\n```\n0.1\n```\n\n98.1", [("97.1", 5), ("98.1", 11)]),
        ("# 0.93", [("0.93", 5)]),
        ("(0.93)", [("0.93", 5)]),
        ("It ends at 0.93.", [("0.93", 5)]),
        ("It costs $5 for 93.2% and then $6.", [("93.2%", 5)]),
        ('{{< admonition tip "Accuracy 93.2%" >}}x{{< /admonition >}}', [("93.2%", 5)]),
        ("{{< raw >}}\na\n\n93.2%{{< /raw >}}", [("93.2%", 8)]),
        ("{{< typeit tag=span >}}about 0.93{{< /typeit >}}", [("0.93", 5)]),
        ('{{< details summary="Why 93.2%?" >}}x 0.5{{< /details >}}', [("93.2%", 5), ("0.5", 5)]),
        ('{{< link "https://x.org/0.5" "93.2% right" >}}', [("93.2%", 5)]),
        ('{{< figure src=a.png title="At 93.2%" attr="by 0.5" >}}', [("93.2%", 5), ("0.5", 5)]),
        ('{{< image a.png "Up to 0.93" "It is {{< value a.b >}}, or 0.94" >}}', [("0.93", 5), ("0.94", 5)]),
    ],
)
def test_what_looks_like_a_result_is_told_with_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "In 1998, 28 × 28 pixels, 3 kernels of 3 × 3, and 10 digits.",
        "On 2026-11-23, and in 2024/2025.",
        "`0.5` and ``a ` 0.5`` and\n\n```\n0.5\n```\n\n    0.5 is told" .replace("    0.5 is told", ""),
        "~~~~ python\n0.5\n```\n0.6\n~~~~\n",
        "Formulas: $0.5$, $$\n0.5 \\cdot 2000\n$$ and \\(0.5\\).",
        "[text](https://example.org/0.5/2000) <https://x.org/1.5> https://x.org/12345",
        "# Heading {#a-0.5}\n\ntext[^1.5] and <img width=\"0.5\">",
        "{{< value cnn.accuracy digits=4 >}} {{< chart accuracy >}}",
        "{{< echarts >}}{\"series\": [{\"data\": [0.5, 2000]}]}{{< /echarts >}}",
        "[a]: https://example.org/0.5",
        "version v1.2.3 and CNN1.5x",
        '{{< value "cnn.accuracy - 0.5" >}} {{< figure x caption="$0.5$" >}}',
    ],
)  # fmt: skip
def test_what_is_no_result_is_left_alone(text: str) -> None:
    assert found(text) == []
