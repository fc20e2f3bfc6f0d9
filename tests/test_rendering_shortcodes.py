from __future__ import annotations

from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call, Verbatim

PATH = Path("index.pt.md")


def calls(text: str) -> list[Call]:
    errors: list[SitegenError] = []
    found = [part for part in parse(text, PATH, 1, errors, whole=True) if isinstance(part, Call)]
    assert errors == []
    return found


@pytest.mark.parametrize(
    ("text", "arguments", "named"),
    [
        ("{{< figure kernels >}}", ("kernels",), {}),
        ("{{<figure kernels>}}", ("kernels",), {}),
        ("{{< figure kernels />}}", ("kernels",), {}),
        ("{{< figure img/a.png >}}", ("img/a.png",), {}),
        ('{{< figure "two words" >}}', ("two words",), {}),
        ('{{< figure `raw \\n "text"` >}}', ('raw \\n "text"',), {}),
        (r'{{< figure "a \"quoted\" word" >}}', ('a "quoted" word',), {}),
        (r'{{< figure "$\alpha$ \(\beta\) a\\b \\" >}}', (r"$\alpha$ \(\beta\) a\\b \\",), {}),
        ('{{< figure kernels alt="Two kernels" width=800 >}}', ("kernels",), {"alt": "Two kernels", "width": "800"}),
        ('{{< figure kernels\n    alt="Two\nlines"\n>}}', ("kernels",), {"alt": "Two\nlines"}),
        ('{{< figure alt="" >}}', (), {"alt": ""}),
        ('{{< figure x alt="ends with >}} inside" >}}', ("x",), {"alt": "ends with >}} inside"}),
        ('{{< figure x alt="{{< value a.b >}}" >}}', ("x",), {"alt": "{{< value a.b >}}"}),
        ("{{< figure experiments.py#cnn >}}", ("experiments.py#cnn",), {}),
    ],
)
def test_arguments(text: str, arguments: tuple[str, ...], named: dict[str, str]) -> None:
    [call] = calls(text)
    assert (call.name, call.arguments, call.named, call.line) == ("figure", arguments, named, 1)
    assert (call.first, call.last, call.closed) == (True, True, "/>" in text)


def test_text_around_lines_and_what_stands_alone() -> None:
    text = "a {{< value x.y >}} b\n\n  {{< figure\n k >}}\n{{< chart c >}} end"
    parts = parse(text, PATH, 10, [])
    assert parts == [
        "a ",
        Call("value", ("x.y",), {}, 10, False, False, False),
        " b\n\n  ",
        Call("figure", ("k",), {}, 12, True, True, False),
        "\n",
        Call("chart", ("c",), {}, 14, True, False, False),
        " end",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "`{{< x >}}`",
        "``{{< x >}} ` {{< x >}}``",
        "`a\n{{< x >}}`",
        "```\n{{< x >}}\n```",
        "```python title\n{{< x >}}\n`` `\n{{< x >}}\n````",
        "~~~\n{{< x >}}\n```\n{{< x >}}\n~~~",
        "- item\n\n    ```\n    {{< x >}}\n    ```",
        "> ```\n> {{< x >}}\n> ```",
        "- ```python\n  {{< x >}}\n\n  {{< x >}}\n  ```",
        "- a\n  1. ~~~\n     {{< x >}}\n     ~~~",
        "    {{< x >}}\n\n    a {{< x >}}",
        "text\n\n\t{{< x >}}\n    {{< x >}} $y$",
        "```\n{{< x >}}, and the fence never closes",
    ],
)
def test_code_is_left_alone(code: str) -> None:
    assert parse(code, PATH, 1, [], whole=True) == [code]
    if "never" not in code:
        assert [call.name for call in calls(f"{code}\n\n{{{{< y >}}}}")] == ["y"]


@pytest.mark.parametrize(
    "text",
    [
        "- a `b\n- {{< x >}} `",
        "|a `|\n|{{< x >}} `|",
        "# a `\n{{< x >}} `",
        "a `\n# {{< x >}} `",
        "> a `\n>\n> {{< x >}}`",
        "a ` b {{< x >}}",
        "a ` b\n\n{{< x >}} ` c",
        "\\`{{< x >}}`",
        "``` inline ``` {{< x >}}",
        "it's {{< x >}}",
    ],
)
def test_a_backtick_alone_is_no_code(text: str) -> None:
    assert [call.name for call in calls(text)] == ["x"]


@pytest.mark.parametrize(
    "text",
    [
        "a\n    {{< x >}}",
        "- a\nlazy\n\n    {{< x >}}",
        "- a\n\n  b\n\n    {{< x >}}",
        "[^1]: a\n\n    {{< x >}}",
        "term\n:   a\n\n    {{< x >}}",
    ],
)
def test_what_is_indented_below_an_item_is_no_code(text: str) -> None:
    assert [call.name for call in calls(text)] == ["x"]


def test_verbatim() -> None:
    parts = parse('{{</* figure x alt="y" */>}}.', PATH, 1, [])
    assert parts == ["", Verbatim('{{< figure x alt="y" >}}'), "."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{< figure x", "a shortcode is never closed, or has a quote too many"),
        ('{{< figure x alt="y >}}', "a shortcode is never closed, or has a quote too many"),
        ("{{< >}}", "a shortcode has no name"),
        ("{{< figure x alt= >}}", "alt= is followed by no value"),
        ("{{< alt=x figure >}}", "a shortcode begins with its name, and key=value pairs stand apart"),
        ("{{< figure a=1 a=2 >}}", "a= is given twice"),
        ("{{% figure x >}}", "a shortcode is written {{< … >}} or {{% … %}}, not half so"),
    ],
)
def test_what_an_author_may_get_wrong(text: str, message: str) -> None:
    errors: list[SitegenError] = []
    parts = parse(f"{{{{< ok >}}}}\n\n{text}", PATH, 5, errors)
    assert [(error.message, error.path, error.line) for error in errors] == [(message, PATH, 7)]
    assert isinstance(parts[1], Call)
