"""Every shortcode is in docs/shortcodes.md, with an example that builds."""

from __future__ import annotations

import re
import shutil

import pytest
from bs4 import BeautifulSoup
from conftest import REPOSITORY
from rendering_texts import Texts
from small_sites import copy_site

from builder.shortcodes.handlers import SHORTCODES
from builder.site.build import build_site
from builder.site.report import Report

DOCS = (REPOSITORY / "docs" / "shortcodes.md").read_text()
EXAMPLES = re.findall(r"^```markdown(?: result)?\n(.*?)^```$", DOCS, re.M | re.S)
RESULTS = re.findall(r"^```markdown result\n(.*?)^```$", DOCS, re.M | re.S)
"""Those that the documentation shows with what comes of them: see test_docs_results.py."""
LINKED = ("bilibili", "gist", "instagram", "mapbox", "music", "tweet", "vimeo", "x", "youtube")
WORK = "@article{lecun1998, author = {LeCun, Yann}, title = {Learning}, year = {1998}}\n"


def example(name: str) -> str:
    return next((text for text in EXAMPLES if re.search(rf"\{{\{{< {name}\s", text)), "")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """A site in which each example is the text of a post with records, figures and a picture."""
    project = copy_site("good", tmp_path_factory.mktemp("examples"))
    (project.posts / "other.md").write_text("---\ntitle: Other\n---\n## Part\n")
    for name in (one for one in SHORTCODES if example(one) not in RESULTS):
        folder = project.posts / f"example-{name}"
        shutil.copytree(project.post("digits"), folder, ignore=shutil.ignore_patterns("index.*"))
        (folder / "references.bib").write_text(WORK)
        (folder / "clip.mp4").write_bytes(b"A film.")
        with (folder / "figures.py").open("a") as figures:
            figures.write("\n\ndef moved():\n    return {'shown': [1, 2]}\n")
            figures.write("\n\ndef growing(cnn, step):\n    figure = Figure(figsize=(4, 2))\n")
            figures.write(
                "    figure.subplots().plot(cnn.series['test_accuracy'][: step + 1], 'o-')\n    return figure\n"
            )
        (folder / "moved.js").write_text("export const mount = (place, { shown }) => place.append(...shown);\n")
        (folder / "index.pt.md").write_text(f"---\ntitle: x\nauthor: Ana\n---\n{example(name)}")
    return build_site(project)


@pytest.mark.parametrize("name", SHORTCODES)
def test_every_shortcode_is_documented_with_an_example_that_builds(name: str, report: Report) -> None:
    assert example(name)
    if example(name) in RESULTS:
        return
    page = BeautifulSoup((report.folder / "pt" / "posts" / f"example-{name}" / "index.html").read_text(), "html.parser")
    text = page.select_one("#text")
    assert text
    assert "{{<" not in text.text
    assert name == "script" or text.text.strip() or text.img
    told = [one for one in report.warnings if one.path and one.path.parent.name == f"example-{name}"]
    assert all(one.line and one.line > 4 for one in told if one.path and one.path.suffix == ".md")
    if name in LINKED:
        said = {"tweet": "x"}.get(name, name)
        assert f"'{said}' is shown as a link" in {one.message for one in told}
        assert text.select("p > a[href^='https://']")


def test_nothing_is_documented_that_is_not_there() -> None:
    assert set(re.findall(r"\{\{< (\w+)", "".join(EXAMPLES))) == set(SHORTCODES)


NO_PROSE = frozenset(
    """artist attrlink auto class_ classes code columns condition css dark_style digits docstring draw elide figure file
    form height height_on_phones high href id input key kind labels lang lat light_style link linked lng loading locator
    loop low marked muted name names nick of open options output over p path picture poster rel samples seed series
    server spread src src_l src_s start tag target tolerance type url user version width zoom looks""".split()
)
"""What an argument may be called that is never a sentence for readers."""


@pytest.mark.parametrize("name", SHORTCODES)
def test_every_shortcode_declares_which_of_its_arguments_are_prose(name: str) -> None:
    """A new argument is either declared as words, in which no number may be typed, or is listed above."""
    shortcode = SHORTCODES[name]
    parameters = {one.name for one in shortcode.parameters}
    assert parameters - {"body"} - set(shortcode.words) <= NO_PROSE
    assert set(shortcode.words) <= parameters
    if shortcode.names:
        assert shortcode.names[0] == shortcode.parameters[0].name, "which may stand without its key"


def rendered(texts: Texts, text: str, head: str = "title: x") -> tuple[str, list[str]]:
    body = texts.body(text, head)
    return str(body.html), [warning.message for warning in body.warnings]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("{{< youtube id=dQw4w9WgXcQ start=10 autoplay=true >}}", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10"),
        ("{{% vimeo 146022717 %}}", "https://vimeo.com/146022717"),
        ("{{< bilibili 17105 />}}", "https://www.bilibili.com/video/av17105"),
        ("{{< bilibili id=BV1Sx411T7QQ p=3 >}}", "https://www.bilibili.com/video/BV1Sx411T7QQ?p=3"),
        ("{{< gist spf13 7896402 img.html >}}", "https://gist.github.com/spf13/7896402#file-img-html"),
        ("{{< tweet 877500564405444608 >}}", "https://x.com/i/status/877500564405444608"),
        ("{{< instagram BWNjjyYFxVx hidecaption >}}", None),
        ("{{< mapbox lng=-122.2 lat=37.4 light-style=a width=9 >}}", "https://www.openstreetmap.org/?mlat=37.4&mlon=-122.2#map=10/37.4/-122.2"),
        ("{{< music tencent playlist 60198 >}}", "https://y.qq.com/n/ryqq/playlist/60198"),
        ("{{< music auto=\"https://music.163.com/#/playlist?id=60198\" >}}", "https://music.163.com/#/playlist?id=60198"),
        ("{{< music \"https://music.163.com/#/playlist?id=60198\" >}}", "https://music.163.com/#/playlist?id=60198"),
    ],
)  # fmt: skip
def test_what_other_sites_show_becomes_a_link(texts: Texts, text: str, address: str | None) -> None:
    if address is None:
        [(line, message, _)] = texts.told(text)
        assert (line, message.startswith("'instagram': too many")) == (4, True)
        return
    html, warnings = rendered(texts, text)
    link = BeautifulSoup(html, "html.parser").a
    assert link
    assert link["href"] == address
    assert len(warnings) == 1
    assert not re.search(r"<(iframe|script|img)", html)


def test_music_that_nobody_knows_is_left_out(texts: Texts) -> None:
    html, [warning] = rendered(texts, "a {{< music kugou song 1 >}}")
    assert (html, warning.partition(":")[0]) == ("<p>a </p>", "'music' of 'kugou' is left out")


def test_music_of_ones_own_is_copied(texts: Texts) -> None:
    (texts.folder / "song.mp3").write_bytes(b"ID3")
    body = texts.body("{{< music url=song.mp3 name=Wavelength artist=oldmanyoung cover=c.jpg >}}")
    assert BeautifulSoup(body.html, "html.parser").text == "oldmanyoung – Wavelength"
    assert list(body.files.values()) == [b"ID3"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{< typeit >}}\nA *b* $c$\n{{< /typeit >}}", "<div>A <em>b</em> "),
        ("{{< typeit tag=h4 class=x group=g >}}\na\n{{< /typeit >}}", "<h4>a</h4>"),
        ("{{< typeit code=java >}}\n/* *a* */\n{{< /typeit >}}", "/* *a* */"),
        ("{{% script %}}\n*a*\n{{% /script %}}", ""),
        (
            '{{< style "text-align:right; strong{color:red;}" >}}\n**a**\n{{< /style >}}',
            '<div style="text-align:right">',
        ),
        ('{{< style "background-image: url(//x.org/y)" >}}\na\n{{< /style >}}', "<div>"),
        ("{{< raw >}}*a* <b>{{< /raw >}}", "<p>*a* &lt;b&gt;</p>"),
    ],
)
def test_what_moves_loads_or_runs_is_left_out_and_told(texts: Texts, text: str, expected: str) -> None:
    html, warnings = rendered(texts, text)
    assert expected in html
    assert len(warnings) == 1
    assert "x.org" not in html
    assert "script" not in html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{< raw >}}\\(a_b\\) *x*{{< /raw >}}", "</span> *x*</p>"),
        ("{{< version 1.2 deprecated >}}", '<p><span class="version deprecated">Deprecated since 1.2</span></p>'),
        ("{{< link href=/a content=*b* title=t class=c >}}", '<a href="/a" title="t" class="c"><em>b</em></a>'),
        ('{{< link "https://x.org/a_b_" >}}', '<p><a href="https://x.org/a_b_">https://x.org/a_b_</a></p>'),
        ('{{< style "color: red" span >}}a{{< /style >}}', '<p><span style="color: red">a</span></p>'),
        ("{{< link /posts/other#b c >}}", '<p><a href="post:other#b">c</a></p>'),
        ('{{< person url="https://x.org" name=Ana nick=a >}}', '<p><a class="h-card u-url" href="https://x.org">Ana</a></p>'),
        ('{{< highlight go "linenos=table,hl_lines=1 3-4" >}}\na\nb\nc\n{{< /highlight >}}', '<span class="hll">'),
        ("{{% highlight text %}}\n{{</* x */>}} *a*\n{{% /highlight %}}", "{{&lt; x &gt;}} *a*"),
        ("{{< param Author >}}", "<p>Ana</p>"),
        ('{{< param "params.nested.deep" >}} {{< param tags >}} {{< param draft >}}', "<p>1 a, b false</p>"),
        ("{{%/* x */%}} {{</* x */>}}", "<p>{{% x %}} {{&lt; x &gt;}}</p>"),
        ("{{< details summary=\"A *b*\" open=true >}}\n- a\n{{< /details >}}", "<summary>A <em>b</em></summary>"),
        ("{{% admonition %}}\na\n{{% /admonition %}}", '<details class="admonition note" open>'),
    ],
)  # fmt: skip
def test_what_has_a_place_on_the_page(texts: Texts, text: str, expected: str) -> None:
    head = "title: x\nauthor: Ana\ntags: [a, b]\ndraft: false\nparams: {nested: {deep: 1}}"
    html, warnings = rendered(texts, text, head)
    assert expected in html
    assert warnings == []


def test_an_unknown_type_of_box_is_a_note_and_told(texts: Texts) -> None:
    body = texts.body("\n{{< admonition tipp >}}\na\n{{< /admonition >}}")
    [warning] = body.warnings
    assert (warning.line, warning.hint) == (5, "Did you mean 'tip'?")
    assert '<details class="admonition note" open>' in body.html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{< param nothing >}}", "the front matter says no 'nothing'"),
        ("{{< version 1 odd >}}", "'odd' is nothing that a version brings"),
        ("{{< typeit tag=script >}}\na\n{{< /typeit >}}", "'typeit' makes no <script>"),
        ("{{< youtube >}}", "'youtube': missing a required argument: 'id'"),
        ("{{< link >}}", "'link': missing a required argument: 'href'"),
    ],
)
def test_what_an_author_may_get_wrong(texts: Texts, text: str, message: str) -> None:
    [told] = texts.told(text)
    assert told[:2] == (4, message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<iframe width="5" src="https://x.org/v?a=1&amp;b=2" title="A video"></iframe>',
            '<a href="https://x.org/v?a=1&amp;b=2">A video</a>',
        ),
        ("<iframe src=//x.org/v></iframe>", '<a href="//x.org/v">//x.org/v</a>'),
        ('<video controls><source src="https://x.org/v.mp4"></video>', '<a href="https://x.org/v.mp4">'),
        ('<script async src="https://x.org/a.js"></script>', ""),
        ("<script>\nalert(1)\n</script>", ""),
        ('<link rel="stylesheet" href="https://x.org/a.css">', ""),
    ],
)
def test_html_that_loads_or_runs_is_left_out_and_told(texts: Texts, text: str, expected: str) -> None:
    body = texts.body(f"a\n\n{text}\n\n`<iframe src=https://x.org>`")
    assert expected in body.html
    assert not re.search("<(iframe|script|video|link|source)", body.html)
    assert "&lt;iframe" in body.html
    [warning] = body.warnings
    assert warning.line == 6
