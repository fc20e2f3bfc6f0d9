"""Every mistake that an author can make: told with its file and line, and what to do; the old site stays as it was.

The rows are those of "Bad input" in the issue that asked for the article.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Site
from small_sites import copy_site

from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

KNOWN = {"digits": {"cnn": "", "linear": ""}}
HEAD = "---\ntitle: x\n---\n\n"  # what follows stands in line 5


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    project = copy_site("good", tmp_path)
    monkeypatch.chdir(project.root)
    project.site.mkdir()
    (project.site / "index.html").write_text("the old site")
    return project


def told(project: Project, **more: object) -> list[str]:
    """What a build tells of its mistakes, one text each; the old site is untouched."""
    with pytest.raises(SitegenError) as caught:
        build_site(project, **{"experiments": KNOWN, **more})  # type: ignore[arg-type]
    assert [path.name for path in project.site.iterdir()] == ["index.html"]
    assert (project.site / "index.html").read_text() == "the old site"
    return [str(error) for error in getattr(caught.value, "errors", [caught.value])]


TEXTS = {
    "front matter that is not YAML": ("---\ntitle: [x\n---\n", 2, "the front matter is not YAML", ""),
    "front matter that is not TOML": ("+++\ntitle = x\n+++\n", 2, "the front matter is not TOML", ""),
    "front matter that never ends": ("---\ntitle: x\n", 1, "the front matter never ends", "Close it with a line ---."),
    "front matter of a wrong type": ("---\ntitle: x\ndraft: 3\n---\n", 3, "draft must be true or false", ""),
    "a day that is none": ("---\ntitle: x\ndate: 2024-02-31\n---\n", 3, "day is out of range for month", ""),
    "a value that is none": ("---\ntitle: x\ndate: !!timestamp foo\n---\n", 3, "the front matter is not YAML", ""),
    "a title with a control character": (
        '---\ntitle: x\ntags: ["a\\b"]\n---\n',
        3,
        "'tags' holds U+0008, which is no letter and no sign",
        "No page may hold it",
    ),
    "a title with half a letter": (
        '---\ntitle: "Hi \\ud83d"\n---\n',
        2,
        "'title' holds U+D83D",
        "the character itself",
    ),
    "a text with a control character": (HEAD + "a\n\x1bb", 6, "holds U+001B", "No page may hold it"),
    "front matter without bottom": (f"---\ntitle: {'[' * 3000}\n---\n", 1, "nested too deeply", ""),
    "front matter in TOML without bottom": (f"+++\ntitle = {'[' * 3000}\n+++\n", 1, "nested too deeply", ""),
    "front matter within itself": ("---\ntitle: x\nmenu: &a [*a]\n---\n", 3, "nested too deeply", ""),
    "a quotation without bottom": (HEAD + ">" * 3000 + " a", 4, "this text is nested too deeply", "hundreds"),
    "a list without bottom": (HEAD + "- " * 3000 + "a", 4, "this text is nested too deeply", "hundreds"),
    "an unknown shortcode": (HEAD + "{{< figur digit >}}", 5, "unknown shortcode 'figur'", "Did you mean 'figure'?"),
    "a shortcode without its end": (HEAD + "{{< figure digit", 5, "a shortcode is never closed", "Write {{< name"),
    "an unclosed enclosure": (
        HEAD + "{{< admonition >}}\na",
        5,
        "'admonition' is never closed",
        "Write {{< /admonition",
    ),
    "a mis-nested enclosure": (
        HEAD + '{{< admonition >}}\n{{< claim "cnn.accuracy > 0" >}}a\n\n{{< /admonition >}}',
        6,
        "'claim' is not closed before '/admonition' in line 8",
        "Write {{< /claim >}} before it.",
    ),
    "an unknown experiment": (
        HEAD + "{{< value cmn.accuracy >}}",
        5,
        "unknown experiment 'cmn'",
        "Did you mean 'cnn'?",
    ),
    "an unknown value": (HEAD + "{{< value cnn.acuracy >}}", 5, "'cnn' has no value 'acuracy'", "mean 'accuracy'?"),
    "an unknown series": (
        HEAD + "{{< table cnn series=test_los >}}",
        5,
        "'cnn' has no series 'test_los'",
        "Did you mean 'test_loss'?",
    ),
    "an unknown figure": (HEAD + "{{< figure digi alt=a >}}", 5, "figures.py has no function 'digi'", "mean 'digit'?"),
    "an unknown chart": (HEAD + "{{< chart acuracy alt=a >}}", 5, "has no function 'acuracy'", "mean 'accuracy'?"),
    "an unknown file": (HEAD + "{{< code figurs.py#digit >}}", 5, "this post has no file 'figurs.py'", "'figures.py'?"),
    "an unknown symbol": (HEAD + "{{< code figures.py#digi >}}", 5, "figures.py defines no 'digi'", "mean 'digit'?"),
    "a wrong format": (HEAD + "{{< value cnn.accuracy percnt >}}", 5, "cannot be written as 'percnt'", "'percent'?"),
    "a claim that does not parse": (
        HEAD + '{{< claim "cnn.accuracy >" >}}a{{< /claim >}}',
        5,
        "cannot be read as an expression",
        "Write experiment",
    ),
    "a figure without alternative text": (HEAD + "{{< figure digit >}}", 5, "alt", "It takes"),
    "an empty alternative text": (HEAD + '{{< chart accuracy alt="" >}}', 5, 'alt="" says nothing', "Say what"),
    "a link to no post": (HEAD + '[a]({{< ref "digts" >}})', 5, "digts", "Did you mean 'digits'?"),
    "a link to no anchor": (HEAD + "## Part\n\n[a](#prt)", 7, "prt", "Did you mean"),
    "a link to no page": (HEAD + "[a](../nowhere/)", 5, "nowhere", ""),
    "an image that does not exist": (HEAD + "![a](shad.png)", 5, "shad.png", "Did you mean 'shade.png'?"),
    "an image that is none": (HEAD + '{{< image src="words.toml" alt="a" >}}', 5, "words.toml", ""),
    "a path with ..": (HEAD + '{{< image src="../../site.toml" alt="a" >}}', 5, "../../site.toml", ""),
    "an absolute path": (HEAD + '{{< image src="/etc/passwd.png" alt="a" >}}', 5, "/etc/passwd.png", ""),
    "bad TeX": (HEAD + "a $\\frac{1}$ b", 5, "the formula '\\frac{1}': ", ""),
    "bad Mermaid": (
        HEAD + "{{< mermaid >}}\ngraph LR\nA --> --> B\n{{< /mermaid >}}",
        5,
        "this diagram cannot be drawn: ",
        "",
    ),
    "more digits than any number has": (
        HEAD + "{{< value cnn.accuracy digits=300 >}}",
        5,
        "cannot be written with '300' digits",
        "20 are the most",
    ),
    "a root of a negative number": (
        HEAD + '{{< value "(0 - cnn.accuracy) ** 0.5" >}}',
        5,
        "'(0 - cnn.accuracy) ** 0.5' is not a real number",
        "",
    ),
    "an infinite number": (HEAD + '{{< claim "cnn.accuracy < 1e999" >}}a{{< /claim >}}', 5, "not a real number", ""),
    "an expression without bottom": (
        HEAD + f'{{{{< value "{"-" * 499}1" >}}}}',
        5,
        "this expression is nested too deeply",
        "",
    ),
    "an option that is no data": (
        HEAD + "{{< echarts >}}\n{series: [function() {}]\n{{< /echarts >}}",
        5,
        "neither JSON nor YAML nor TOML",
        "data",
    ),
    "an option without bottom": (
        HEAD + "{{< echarts >}}\n" + "[\n" * 3000 + "\n{{< /echarts >}}",
        5,
        "nested too deeply",
        "",
    ),
    "an option with a date": (
        HEAD + "{{< echarts >}}\nday = 2024-01-01\n{{< /echarts >}}",
        5,
        "cannot be written as JSON: Object of type date",
        "",
    ),
    "an option with an infinite number": (
        HEAD + '{{< echarts >}}\n{"a": 1e999}\n{{< /echarts >}}',
        5,
        "cannot be written as JSON",
        "",
    ),
    "an option with half a letter": (
        HEAD + '{{< echarts >}}\n{"a": "\\ud83d"}\n{{< /echarts >}}',
        5,
        "the option of this chart holds U+D83D",
        "No page may hold it",
    ),
    "an option of another kind": (HEAD + "{{< echarts >}}\n3\n{{< /echarts >}}", 5, "empty or no object", "Write {"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_mistake_in_a_text(project: Project, case: str) -> None:
    text, line, message, hint = TEXTS[case]
    (project.post("digits") / "index.en.md").write_text(text + "\n")
    (only,) = told(project)
    first, _, second = only.partition("\n")
    assert first.startswith(f"content/posts/digits/index.en.md:{line}: ")
    assert message in first
    assert hint in second


def test_a_symbolic_link_out_of_the_folder(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes((project.post("digits") / "shade.png").read_bytes())
    (project.post("digits") / "link.png").symlink_to(tmp_path / "secret.png")
    (project.post("digits") / "index.en.md").write_text(HEAD + "![a](link.png)\n")
    (only,) = told(project)
    assert only.startswith("content/posts/digits/index.en.md:5: ")
    assert "link.png" in only


def test_a_figure_function_that_raises(project: Project) -> None:
    path = project.post("digits") / "figures.py"
    path.write_text(path.read_text().replace('cnn.arrays()["image"]', 'cnn.arrays()["imag"]'))
    start = "content/posts/digits/figures.py:11: 'digit' failed: KeyError: 'imag'\n  Did you mean 'image'?"
    assert told(project)[0].startswith(start)


@pytest.mark.parametrize(
    ("function", "line", "message"),
    [
        (
            "    figure = Figure()\n    figure.patch.set_gid('a\\x08')\n    return figure",
            10,
            "'digit' holds U+0008, which is no letter and no sign",
        ),
        ("    raise SystemExit", 11, "'digit' failed: SystemExit"),
        (
            "    figure = Figure()\n    figure.suptitle(r'$\\foo$')\n    return figure",
            10,
            "'digit' failed: ValueError: ",
        ),
    ],
)
def test_a_figure_that_ends_the_program_or_fails_when_it_is_drawn(
    project: Project, function: str, line: int, message: str
) -> None:
    path = project.post("digits") / "figures.py"
    head, found, rest = path.read_text().partition("def digit(")
    signature, _, _ = rest.partition("\n")
    path.write_text(f"{head}{found}{signature}\n{function}\n")
    assert told(project)[0].startswith(f"content/posts/digits/figures.py:{line}: {message}")


def test_a_file_that_is_not_utf8(project: Project) -> None:
    (project.post("digits") / "index.en.md").write_bytes(HEAD.encode() + b"caf\xe9\n")
    assert told(project) == ["content/posts/digits/index.en.md:5: is not UTF-8\n  Save the file as UTF-8."]


def test_two_posts_with_one_slug_also_when_they_differ_in_case(project: Project) -> None:
    path = project.post("so-em-portugues") / "index.pt.md"
    path.write_text(path.read_text().replace("---\n", "---\nslug: digits\n", 1))
    (only,) = told(project, strict=True)
    assert "so-em-portugues" in only
    assert "digits" in only


def test_a_folder_whose_name_differs_only_in_case(project: Project) -> None:
    folder = project.posts / "Digits"
    folder.mkdir()
    (folder / "index.en.md").write_text(HEAD)
    (only,) = told(project, strict=True)
    assert only.startswith("content/posts/Digits: the folder of a post cannot be called 'Digits'")


def test_two_pages_at_one_path(project: Project) -> None:
    (project.root / "content" / "pages" / "tags.en.md").write_text(HEAD + "Mine.\n")
    pt, en = told(project)  # the page stands in for the Portuguese one too
    assert en.startswith("content/pages/tags.en.md: 'en/tags/index.html' would be written over 'en/tags/index.html'")
    assert pt.startswith("content/pages/tags.en.md: 'pt/tags/index.html' would be written over 'pt/tags/index.html'")


def test_a_page_outside_the_site(project: Project) -> None:
    (project.post("digits") / "index.en.md").write_text("---\ntitle: x\nslug: ../../../../etc\n---\n")
    (only,) = told(project)
    assert only.startswith("content/posts/digits/index.en.md:3: ")
    assert "../../../../etc" in only


def test_a_missing_translation_is_no_mistake(project: Project) -> None:
    shutil.rmtree(project.site)  # that of others
    (project.post("digits") / "index.en.md").unlink()
    build_site(project, experiments=KNOWN)
    assert "does not exist in English yet" in (project.site / "en" / "posts" / "digits" / "index.html").read_text()


def test_a_script_in_the_name_of_a_series_is_harmless(project: Project) -> None:
    shutil.rmtree(project.site)  # that of others
    path = project.post("digits") / "figures.py"
    evil = "</script><script>alert(1)</script>"
    path.write_text(path.read_text().replace("words.networks[name]", f"{evil!r}"))
    build_site(project, experiments=KNOWN)
    html = (project.site / "en" / "posts" / "digits" / "index.html").read_text()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_all_mistakes_at_once_on_the_command_line(site: Site) -> None:
    """Exit code 2, each with its place, no traceback, and the site that was there."""
    site.sitegen("run")
    text = site.root / "content" / "posts" / "counting" / "index.en.md"
    text.write_text(HEAD + "Well.\n")
    site.sitegen("build")
    before = (site.root / "site" / "en" / "posts" / "counting" / "index.html").read_bytes()
    text.write_text(HEAD + "{{< valeu x.y >}}\n\n{{< value nothing.y >}}\n\n$\\frac$\n\n![](no.png)\n")
    done = subprocess.run(
        [sys.executable, "-m", "builder", "build"],
        cwd=site.root, env=site.environment(), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr + done.stdout
    assert [f"index.en.md:{line}: " in done.stderr for line in (5, 7, 9, 11)] == [True] * 4
    assert (site.root / "site" / "en" / "posts" / "counting" / "index.html").read_bytes() == before
