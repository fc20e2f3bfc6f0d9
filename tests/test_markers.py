"""Numbers of records in a README and other files, between comments that name them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small_sites import copy_site, keep, keep_digits

from builder.checking.markers import markers
from builder.config import read_config
from builder.errors import SitegenError
from builder.project import Project

GOOD = """# Digits

It reads <!-- sitegen digits:cnn.accuracy percent digits=1 -->96.5%<!-- /sitegen --> of the digits, the linear
network <!--sitegen digits:linear.accuracy percent-->93%<!--/sitegen--> (
<!-- sitegen "digits:cnn.accuracy - digits:linear.accuracy" points -->3.5<!-- /sitegen --> points less).

Written as `<!-- sitegen digits:cnn.accuracy -->` and in code:

```
<!-- sitegen nothing -->1<!-- /sitegen -->
```
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    (project.root / "README.md").write_text(GOOD)
    return project


def told(project: Project, *, write: bool = False) -> list[tuple[str, int | None, str]]:
    errors, _ = markers(project, read_config(project.config), write=write)
    return [(one.path.name if one.path else "", one.line, one.message) for one in errors]


def test_numbers_that_are_right_are_not_told_and_not_written(project: Project) -> None:
    assert told(project) == told(project, write=True) == []
    assert (project.root / "README.md").read_text() == GOOD


def test_a_number_that_changed_is_told_and_written(project: Project) -> None:
    path = project.root / "README.md"
    path.write_bytes(GOOD.replace("96.5%", "96.2%").replace("\n", "\r\n").encode())
    assert told(project) == [
        ("README.md", 3, "says '96.2%' where the records say '96.5%': digits:cnn.accuracy percent digits=1")
    ]
    _, done = markers(project, read_config(project.config), write=True)
    assert done == ["Wrote the numbers in README.md"]
    assert path.read_bytes() == GOOD.replace("\n", "\r\n").encode()


def test_other_files_are_named_and_speak_the_language_of_their_names(project: Project) -> None:
    project.config.write_text('numbers = ["notes/*.md"]\n' + project.config.read_text())
    assert told(project) == [("site.toml", 1, "numbers: there is no file 'notes/*.md'")]
    (project.root / "notes").mkdir()
    for name in ("a.pt.md", "b.en.md"):
        (project.root / "notes" / name).write_text("<!-- sitegen digits:cnn.accuracy -->x<!-- /sitegen -->\n")
    assert [one[0] for one in told(project)] == ["a.pt.md", "b.en.md"]
    markers(project, read_config(project.config), write=True)
    assert ">0,9651<" in (project.root / "notes" / "a.pt.md").read_text()
    assert ">0.9651<" in (project.root / "notes" / "b.en.md").read_text()


@pytest.mark.parametrize("name", ["/etc/hosts", "../README.md"])
def test_no_file_outside_of_the_site_is_touched(project: Project, name: str) -> None:
    project.config.write_text(f"numbers = ['{name}']\n" + project.config.read_text())
    with pytest.raises(SitegenError, match="leaves the site's folder"):
        read_config(project.config)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n<!-- sitegen digits:cnn.accuracy -->0.9651\n", 2, "this number is never closed"),
        (
            "<!-- sitegen digits:cnn.accuracy -->1\n<!-- sitegen digits:cnn.epochs -->3<!-- /sitegen -->",
            1,
            "never closed",
        ),
        ("\n\n0.9651<!-- /sitegen -->", 3, "this closes no number"),
        ("<!-- sitegen digits:cnn.acuracy -->1<!-- /sitegen -->", 1, "'digits:cnn' has no value 'acuracy'"),
        ("<!-- sitegen digit:cnn.accuracy -->1<!-- /sitegen -->", 1, "there is no post 'digit'"),
        ("<!-- sitegen cnn.accuracy -->1<!-- /sitegen -->", 1, "unknown experiment 'cnn'"),
        ("<!-- sitegen -->1<!-- /sitegen -->", 1, "names no number"),
        ("<!-- sitegen digits:cnn.accuracy per -->1<!-- /sitegen -->", 1, "cannot be written as 'per'"),
        ("<!-- sitegen digits:cnn.accuracy colour=red -->1<!-- /sitegen -->", 1, "is no number as `value` takes it"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(project: Project, text: str, line: int, message: str) -> None:
    (project.root / "README.md").write_text(text)
    [(name, found, said)] = told(project, write=True)
    assert (name, found) == ("README.md", line)
    assert message in said


SPEED = {
    "builds": [
        {"build": "cold | warm", "seconds": 3.0851, "required, s": 3},
        {"build": "again", "seconds": 0.3, "required, s": None, "ok": True},
    ],
    "share": 0.0312,
    "by size": {"small": {"ms": 0.25}, "large": {"ms": 2}},
    "plain": [["", "ms"], ["a", 1234567]],
    "machine": "two processors",
    "empty": [],
}
TABLES = """It takes <!-- sitegen notes/speed.json:builds.0.seconds digits=1 -->3.1<!-- /sitegen --> s,
<!-- sitegen notes/speed.json:share percent digits=1 -->3.1%<!-- /sitegen --> more, on
<!-- sitegen notes/speed.json:machine -->two processors<!-- /sitegen -->.

<!-- sitegen notes/speed.json:builds digits=2 -->
| build | seconds | required, s | ok |
| --- | ---: | ---: | --- |
| cold \\| warm | 3.09 | 3 |  |
| again | 0.30 |  | true |
<!-- /sitegen -->

<!-- sitegen "notes/speed.json:by size" -->
|  | ms |
| --- | ---: |
| small | 0.25 |
| large | 2 |
<!-- /sitegen -->

<!-- sitegen notes/speed.json:plain -->
|  | ms |
| --- | ---: |
| a | 1,234,567 |
<!-- /sitegen -->
"""


@pytest.fixture
def measured(project: Project) -> Project:
    (project.root / "notes").mkdir()
    (project.root / "notes" / "speed.json").write_text(json.dumps(SPEED))
    return project


def test_tables_and_numbers_of_json_files(measured: Project) -> None:
    path = measured.root / "README.md"
    path.write_text(TABLES)
    assert told(measured) == []
    path.write_text(TABLES.replace("3.09", "3.08").replace("1,234,567", "").replace("| large | 2 |\n", ""))
    assert [message for _, _, message in told(measured)] == [
        r"has the row '| cold \\| warm | 3.08 | 3 |  |' where the file says '| cold \\| warm | 3.09 | 3 |  |'"
        ": notes/speed.json:builds digits=2",
        "has the row '' where the file says '| large | 2 |': \"notes/speed.json:by size\"",
        "has the row '| a |  |' where the file says '| a | 1,234,567 |': notes/speed.json:plain",
    ]
    assert told(measured, write=True) == []
    assert path.read_text() == TABLES


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("notes/sped.json:share", "notes/sped.json cannot be read: No such file or directory"),
        ("notes/speed.json:shar", "notes/speed.json has no 'shar' in 'shar'"),
        ("notes/speed.json:builds.7", "notes/speed.json has no '7' in 'builds.7'"),
        ("notes/speed.json:builds.0.seconds.x", "has no 'x' in 'builds.0.seconds.x'"),
        ("notes/speed.json:empty", "'notes/speed.json:empty' is [], not a number"),
        ("notes/speed.json", "not a number"),
        ("notes/speed.json:machine percent", 'is "two processors", not a number'),
        ("notes/speed.json:share spread=true", "is no number as `value` takes it"),
        ("../speed.json:share", "'../speed.json' leaves the site's folder"),
        ("notes/broken.json:share", "notes/broken.json is not JSON: "),
    ],
)
def test_what_is_wrong_with_a_json_file_is_told(measured: Project, said: str, message: str) -> None:
    (measured.root / "notes" / "broken.json").write_text("{'share': 1}")
    (measured.root / "README.md").write_text(f"\n<!-- sitegen {said} -->1<!-- /sitegen -->\n")
    [(name, line, text)] = told(measured, write=True)
    assert (name, line) == ("README.md", 2)
    assert message in text


def test_a_record_that_changed_changes_the_number(project: Project) -> None:
    keep_digits(project.results("digits"))
    keep(project.results("digits"), "linear", values={"accuracy": 0.94})
    assert [one[1] for one in told(project)] == [4, 5]
