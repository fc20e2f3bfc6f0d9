"""Links within the site: between posts, and the check of all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site

from builder.errors import SitegenError, SitegenErrors
from builder.project import Project
from builder.site.build import build_site
from builder.site.links import scan

BASE = "https://ana.example/repo"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def write(project: Project, text: str) -> Path:
    path = project.root / "content" / "posts" / "linking" / "index.en.md"
    path.parent.mkdir(parents=True)
    path.write_text(f"---\ntitle: Linking\n---\n\nSome text.\n\n## Here\n\n{text}\n")
    return path


def failures(project: Project, base_url: str = "") -> tuple[SitegenError, ...]:
    with pytest.raises(SitegenError) as caught:
        build_site(project, base_url=base_url, strict=True)
    return caught.value.errors if isinstance(caught.value, SitegenErrors) else (caught.value,)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[x](missing.pdf)", "broken link 'missing.pdf': there is no such page or file", ""),
        ("[x](#her)", "broken link '#her': the page has no anchor 'her'", "Did you mean 'here'?"),
        (
            "[x](../digits/#a-convolution-is-magic)",
            "broken link '../digits/#a-convolution-is-magic': "
            "en/posts/digits/index.html has no anchor 'a-convolution-is-magic'",
            "Did you mean 'a-convolution-is-no-magic'?",
        ),
        ("[x](../digit/)", "broken link '../digit/': there is no such page or file", None),
        ("[x](../../../../up.html)", "broken link '../../../../up.html': there is no such page or file", None),
        ('<iframe src="no.html" title="x"></iframe>', "broken link 'no.html': there is no such page or file", None),
        ("[x](/repo/en/nowhere/)", "broken link '/repo/en/nowhere/': there is no such page or file", None),
        ("[x](/en/)", "broken link '/en/': there is no such page or file", "The site begins at /repo/"),
        (f"[x]({BASE}/en/nowhere/)", f"broken link '{BASE}/en/nowhere/': there is no such page or file", None),
        ("[x](post:digit)", "there is no post 'digit' to refer to", "Did you mean 'digits'?"),
    ],
)
def test_a_link_that_leads_nowhere(project: Project, text: str, message: str, hint: str | None) -> None:
    path = write(project, text)
    found = [error for error in failures(project, BASE) if error.message == message]
    assert [(error.path, error.line) for error in found][:1] == [(path, 9)]
    assert hint in (None, found[0].hint)


@pytest.mark.parametrize(
    "text",
    [
        "[x](https://elsewhere.example/nothing) [y](mailto:ana@ana.example) <//elsewhere.example>",
        "[x](#here) [y](#top) [z](#) [home](../../) [page](../digits/)",
        f"[x](/repo/en/) [y]({BASE}/pt/posts/digits/#a-convolu%C3%A7%C3%A3o-n%C3%A3o-%C3%A9-m%C3%A1gica)",
        '`<a href="nowhere">` is text, and `<a href="post:nowhere">`',
    ],
)
def test_links_that_are_good(project: Project, text: str) -> None:
    write(project, text)
    build_site(project, base_url=BASE)


def test_a_link_to_a_post_leads_to_it_in_the_language_of_the_page(project: Project) -> None:
    write(project, "[x](post:digits) [y](post:digits#a-convolution-is-no-magic)")
    build_site(project)

    def links(language: str) -> list[str]:
        html = (project.site / language / "posts" / "linking" / "index.html").read_text()
        return [link["href"] for link in BeautifulSoup(html, "html.parser").select(".text > p a")]

    assert links("en") == ["../digits/", "../digits/#a-convolution-is-no-magic"]
    assert links("pt") == [
        "../digits/",
        "../../../en/posts/digits/#a-convolution-is-no-magic",
    ], "the anchor is a word of the English text"


def test_a_page_has_one_address_everywhere(project: Project) -> None:
    project.redirects.write_text('"/old/" = "/en/posts/digits/"\n')
    build_site(project, base_url="https://ana.example/repo")
    files = [path for path in project.site.rglob("*") if path.suffix in {".html", ".xml", ".txt"}]
    assert len(files) > 20
    for path in files:
        text = path.read_text()
        found = re.findall(r"""(?:href|url|content|src)=["'][^"']*index\.html|<loc>[^<]*index\.html""", text)
        assert not found, f"{path}: {found}"


def test_a_post_is_referred_to_by_its_folder_too(project: Project) -> None:
    text = project.post("digits") / "index.pt.md"
    text.write_text(text.read_text().replace("---\n", "---\nslug: algarismos\n", 1))
    write(project, "[x](post:digits) [y](post:algarismos)")
    build_site(project)
    html = (project.site / "en" / "posts" / "linking" / "index.html").read_text()
    links = [link["href"] for link in BeautifulSoup(html, "html.parser").select("article p a")]
    assert links == ["../algarismos/"] * 2


def test_unknown_posts_and_links_that_lead_nowhere_are_told_together(project: Project) -> None:
    write(project, "[x](post:digts) [y](nowhere.html) [z](#none)")
    with pytest.raises(SitegenErrors) as caught:
        build_site(project, strict=True)
    told = sorted(error.message for error in caught.value.errors)
    assert [message.partition(":")[0] for message in told] == [
        "broken link '#none'",
        "broken link 'nowhere.html'",
        "there is no post 'digts' to refer to",
    ]


def test_what_stands_in_quotes_is_no_address() -> None:
    found = scan("""<p title="set href=foo here" data-x='src=bar'>a</p><a title=">" HREF = 'b.html' id=c>d</a>""")
    assert (found.ids, found.targets) == ({"c"}, ("b.html",))


def test_a_broken_link_of_a_template_is_told_once(project: Project) -> None:
    for number in range(3):
        folder = project.posts / f"post{number}"
        folder.mkdir()
        (folder / "index.en.md").write_text("---\ntitle: x\n---\n\nText.\n")
    (project.templates).mkdir()
    (project.templates / "text.html").write_text('<a href="../nowhere.html">x</a>')
    with pytest.raises(SitegenError) as caught:
        build_site(project)
    told = [str(error) for error in getattr(caught.value, "errors", [caught.value])]
    assert all("content/posts" not in line for line in told)
    assert len(told) <= 4  # of more than ten pages; the address means another file in each folder


def test_a_reference_outside_a_link_is_a_link_itself(project: Project) -> None:
    write(project, "See {{< ref digits >}}, or [here]({{< ref digits >}}).")
    build_site(project)
    html = (project.site / "en" / "posts" / "linking" / "index.html").read_text()
    links = BeautifulSoup(html, "html.parser").select("article p a")
    assert [(link["href"], link.text) for link in links] == [
        ("../digits/", "digits"),
        ("../digits/", "here"),
    ]


def test_all_broken_links_are_told_and_the_old_site_stays(project: Project) -> None:
    build_site(project)
    before = sorted(project.site.rglob("*"))
    write(project, "[x](one.pdf)\n\n[y](two.pdf)")
    assert [error.line for error in failures(project)] == [9, 11]
    assert sorted(project.site.rglob("*")) == before


def test_a_broken_link_of_a_template_is_told_with_its_page(project: Project) -> None:
    project.templates.mkdir()
    (project.templates / "missing.html").write_text('<h2><a href="gone.html">x</a></h2>')
    [error] = failures(project)
    assert error.message == "broken link 'gone.html': there is no such page or file (on 404.html)"


@pytest.mark.parametrize("target", ["gone.pdf", "post:gone"])
def test_a_link_is_told_where_it_is_no_code(project: Project, target: str) -> None:
    write(project, f"`[x]({target})`\n\n[x]({target})")
    assert [error.line for error in failures(project)] == [11]


def test_only_what_stands_in_tags_is_looked_at() -> None:
    scanned = scan(
        '<p id="a">href="text"</p><!-- <a href="comment"> --><script src="s.js">let x = \'<a href="no">\'</script>'
        "<a title='>' href='b?c&amp;d'>"
    )
    assert scanned.ids == {"a"}
    assert scanned.targets == ("s.js", "b?c&d")


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("nowhere is a word\n\n[x](#nowhere)", "#nowhere", 11),
        ("about index.html\n\n`[x](missing/index.html)`\n\n[x](missing/index.html)", "missing/index.html", 13),
        ("digits, not-there\n\n[x](/posts/digits/#not-there)", "/posts/digits/#not-there", 11),
        ("not-there\n\n[x][here]\n\n[here]: post:digits#not-there", "post:digits#not-there", 13),
        ('not-there\n\n[x]({{< ref "digits#not-there" >}})', "post:digits#not-there", 11),
        ('not-there\n\n{{< link "/posts/digits/#not-there" >}}', "post:digits#not-there", 11),
        ('a\n\n<video src="no.mp4" controls></video>', "no.mp4", 11),
        ("no.pdf\n\n<a href='no.pdf'>a</a>", "no.pdf", 11),
    ],
)
def test_a_broken_link_is_told_where_it_stands_in_the_words_of_its_author(
    project: Project, text: str, said: str, line: int
) -> None:
    path = write(project, text)
    [error] = failures(project, BASE)  # though the page in Portuguese shows the text, too
    assert (error.path, error.line) == (path, line)
    assert error.message.startswith(f"broken link '{said}': ")
