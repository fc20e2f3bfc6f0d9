"""Numbers of records in a README and other files, between comments that name them."""

from __future__ import annotations

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
    with pytest.raises(SitegenError, match=r"there is no file 'notes/\*\.md'"):
        read_config(project.config)
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


def test_a_record_that_changed_changes_the_number(project: Project) -> None:
    keep_digits(project.results("digits"))
    keep(project.results("digits"), "linear", values={"accuracy": 0.94})
    assert [one[1] for one in told(project)] == [4, 5]
