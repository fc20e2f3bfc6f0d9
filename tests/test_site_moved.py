"""Old addresses: what stands there leads on, hides no page, and is told where it cannot."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site

import builder.site.search as search
from builder.cache import Cache
from builder.commands.check import check
from builder.drawing.engine import Engine
from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site, compose
from builder.site.changes import invalidate
from builder.site.outputs import Output
from builder.site.replaceable import LIST
from builder.site.report import Report

BASE = "https://ana.example/repo/"


@pytest.fixture(autouse=True)
def without_search(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making an index takes longer than all else; one test looks into it."""
    if "in_no_list" not in request.node.name:
        monkeypatch.setattr(search, "_PROGRAMS", ())


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A site in Portuguese and English; its posts are written by `text`."""
    folder = tmp_path / "blog"
    (folder / "content" / "posts").mkdir(parents=True)
    (folder / "content" / "site.toml").write_text(
        'title = "B"\nlanguages = ["pt", "en"]\n[pt]\ntitle = "Medido"\nname = "Português"\n'
        '[en]\ntitle = "Measured"\nname = "English"\n'
    )
    project = Project(folder)
    text(project, "q.en.md", "title: The question\ntags: [x]")
    return project


def text(project: Project, name: str, head: str, body: str = "Words.\n\n## Part\n\nMore.\n") -> None:
    """Write a text."""
    path = project.posts / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{head}\n---\n{body}", encoding="utf-8")


def redirects(project: Project, *lines: str) -> None:
    project.redirects.write_text("\n".join(lines), encoding="utf-8")


def built(project: Project, base: str = BASE) -> Report:
    return build_site(project, base_url=base)


def leads(project: Project, file: str) -> str:
    """The file that a page at an old address leads to, all of its ways."""
    soup = BeautifulSoup((project.site / file).read_text(encoding="utf-8"), "html.parser")
    link = soup.a["href"]
    assert soup.find("meta", attrs={"http-equiv": "refresh"})["content"] == f"0; url={link}"
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    place, mark, anchor = link.partition("#")
    assert place.endswith("/")
    there = ((project.site / file).parent / place / "index.html").resolve()
    assert there.is_file()
    return there.relative_to(project.site.resolve()).as_posix() + mark + anchor


def test_an_alias_leads_to_its_text(project: Project) -> None:
    there = {
        "/old/": "old/index.html",
        "/plain": "plain/index.html",
        "/old/page.html": "old/page.html",
        "/2020/01/02/q/index.html": "2020/01/02/q/index.html",
        "/old.php": "old.php/index.html",
        "/v1.2": "v1.2/index.html",
        "/Caf%C3%A9/": "Café/index.html",
        "/旧い/話/": "旧い/話/index.html",
        "/a b/": "a b/index.html",
        "/Big/Q/": "Big/Q/index.html",
        "/two//slashes/": "two/slashes/index.html",
        "/behind/it/#part": "behind/it/index.html",
        "https://ana.example/repo/whole": "whole/index.html",
        "http://ANA.example/repo/other": "other/index.html",
        "was": "en/posts/was/index.html",
        "../was/": "en/was/index.html",
        "2020": "en/posts/2020/index.html",
    }
    text(project, "q.en.md", "title: The question\naliases:\n" + "".join(f"- '{written}'\n" for written in there))
    assert built(project).warnings == ()
    for file in there.values():
        assert leads(project, file) == "en/posts/q/index.html"


def test_it_is_in_the_language_of_the_text(project: Project) -> None:
    text(project, "q.en.md", "title: The question\naliases: /question/")
    text(project, "q.pt.md", 'title: "A pergunta & mais"\naliases: [/pergunta/]\nurl: /p/q/')
    built(project)
    page = BeautifulSoup((project.site / "pergunta/index.html").read_text(), "html.parser")
    assert (page.html["lang"], page.title.text, page.a.text) == ("pt", "A pergunta & mais", "A pergunta & mais")
    assert page.find("link", rel="canonical")["href"] == f"{BASE}pt/posts/q/"
    assert leads(project, "p/q/index.html") == "pt/posts/q/index.html"
    assert leads(project, "question/index.html") == "en/posts/q/index.html"


def test_url_without_a_slash_lies_below_its_language_as_in_hugo(project: Project) -> None:
    text(project, "q.en.md", "title: Q\nurl: what/was")
    built(project)
    assert leads(project, "en/what/was/index.html") == "en/posts/q/index.html"


def test_a_plain_page_has_old_addresses_too(project: Project) -> None:
    text(project, "../pages/about.en.md", "title: About\naliases: [/me/]")
    built(project)
    assert leads(project, "me/index.html") == "en/about/index.html"


def test_what_is_no_text_is_led_on_from_a_list(project: Project) -> None:
    redirects(
        project,
        '"/articles/" = "/en/archive/"',
        '"/essays/" = "/en/archive"',
        'notes = "en/archive/index.html"',
        '"/x/" = "https://ana.example/repo/en/posts/q/#part"',
        '"/tags/x/" = "/en/tags/x/"',
        '"/to/" = "/posts/q/"',
        '"/a/" = "/b/"',
        '"/b/" = "/c"',
        '"/c/" = "/en/"',
        '"/atom.xml" = "/en/"',
    )
    assert built(project).warnings == ()
    assert leads(project, "articles/index.html") == "en/archive/index.html"
    assert leads(project, "essays/index.html") == "en/archive/index.html"
    assert leads(project, "notes/index.html") == "en/archive/index.html"
    assert leads(project, "x/index.html") == "en/posts/q/index.html#part"
    assert leads(project, "tags/x/index.html") == "en/tags/x/index.html"
    assert leads(project, "to/index.html") == "pt/posts/q/index.html"  # it names no language
    assert leads(project, "a/index.html") == "en/index.html"
    assert leads(project, "atom.xml/index.html") == "en/index.html"


def test_it_may_lead_to_another_site(project: Project) -> None:
    redirects(project, '"/talk/" = "https://talks.example/mine?day=2"')
    assert built(project).warnings == ()
    assert '<a href="https://talks.example/mine?day=2">' in (project.site / "talk/index.html").read_text()


def test_a_reader_of_feeds_finds_the_feed_itself_at_the_old_address(project: Project) -> None:
    text(project, "q.en.md", "title: Q\ndate: 2020-01-02")
    olds = {"index.xml": "index.xml", "feed/": "feed/index.html", "rss.xml": "rss.xml", "b/atom": "b/atom/index.html"}
    redirects(project, *(f'"/{old}" = "/en/feed.xml"' for old in olds))
    assert built(project).warnings == ()
    for file in olds.values():
        assert (project.site / file).read_bytes() == (project.site / "en/feed.xml").read_bytes()
    assert build_site(project).warnings == ()  # no feed without a base URL, which is told anyway


def test_old_addresses_are_in_no_list(project: Project) -> None:
    text(project, "q.en.md", "title: Q\ndate: 2020-01-02\naliases: [/old/]")
    built(project)
    for name in ("sitemap.xml", "en/feed.xml", "en/index.html", "pt/archive/index.html"):
        assert "/old/" not in (project.site / name).read_text()
    for path in (project.site / "pagefind").rglob("*"):
        assert path.is_dir() or b"/old/" not in path.read_bytes()


def test_links_to_old_addresses_are_not_broken(project: Project) -> None:
    text(project, "q.en.md", "title: Q\naliases: [/old/]")
    text(project, "p.en.md", "title: P", "[q](/old/#part), [again](https://ana.example/old/).")
    build_site(project, base_url="https://ana.example")
    text(project, "p.en.md", "title: P", "[q](/old/#no)")
    with pytest.raises(SitegenError, match="has no anchor 'no'"):
        build_site(project, base_url="https://ana.example", strict=True)


def told(project: Project, base: str = BASE) -> str:
    """What is odd, as a warning of a build, and as a mistake of a strict one."""
    warnings = [*map(str, built(project, base).warnings)]
    with pytest.raises(SitegenError) as strict:
        build_site(project, base_url=base, strict=True)
    assert all(one in str(strict.value) for one in warnings)
    return "\n".join(warnings)


def test_none_hides_a_page(project: Project) -> None:
    text(
        project,
        "p.en.md",
        "title: P\naliases: [/en/posts/q/, /EN/posts/q, /en/feed.xml, /, /en/posts/p/]\ndate: 2020-01-02",
    )
    before = "The question"
    warnings = told(project)
    assert before in (project.site / "en/posts/q/index.html").read_text()
    assert "p.en.md:3: the old address '/en/posts/q/' is that of 'en/posts/q/index.html', made from" in warnings
    assert "q.en.md" in warnings
    assert leads(project, "EN/posts/q/index.html") == "en/posts/p/index.html"
    assert "'/en/feed.xml' is that of 'en/feed.xml'" in warnings
    assert "the old address '/' is the root" in warnings
    assert "'/en/posts/p/'" not in warnings  # its own
    assert len(warnings.split("p.en.md:3: ")) == 4


def test_capital_letters_tell_addresses_apart_where_the_disk_does(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    text(project, "p.en.md", "title: P\naliases: [/en/Posts/Q/, /en/posts/P/]")
    assert built(project).warnings == ()
    assert leads(project, "en/Posts/Q/index.html") == "en/posts/p/index.html"
    assert leads(project, "en/posts/P/index.html") == "en/posts/p/index.html"
    assert "<p>Words.</p>" in (project.site / "en/posts/p/index.html").read_text()
    monkeypatch.setattr(Output, "tells_capitals", False)
    assert "'/en/Posts/Q/' is that of 'en/posts/q/index.html', made from" in told(project)
    assert not (project.site / "en/Posts").exists()


def test_two_that_claim_one_address_are_told(project: Project) -> None:
    text(project, "p.en.md", "title: P\naliases: [/old/]")
    text(project, "q.en.md", "title: Q\naliases: [/old]")
    redirects(project, '"/old/index.html" = "/en/"', '"/fine/" = "/en/"')
    warnings = told(project)
    assert "q.en.md:3: the old address '/old' is claimed by " in warnings
    assert "p.en.md:3, too" in warnings
    assert "redirects.toml:1: the old address '/old/index.html' is claimed by" in warnings
    assert leads(project, "old/index.html") == "en/posts/p/index.html"


def test_what_is_said_twice_is_no_mistake(project: Project) -> None:
    text(project, "q.en.md", "title: Q\naliases: [/old/, /old]\nurl: /old/")
    redirects(project, '"/old/" = "/en/posts/q/"')
    assert built(project).warnings == ()


def test_what_leads_nowhere_is_told(project: Project) -> None:
    wrong = {
        '"/x/" = "/en/posts/nine/"': "'/x/' leads to 'en/posts/nine/', which is not there",
        '"/one/" = "/two/"': "leads in a circle",
        '"/two/" = "/one/"': "leads in a circle",
        '"/self/" = "/self"': "leads in a circle",
        '"/?p=12" = "/en/"': "what follows '?'",
        '"https://other.example/x/" = "/en/"': "is on another site",
        '"/a.html" = "/en/"': "",
        '"/a.html/b/" = "/en/"': "is that of 'a.html'",
        '"/c.html/d/" = "/en/"': "",
        '"/c.html" = "/en/"': "is that of 'c.html'",
        f'"/{"x" * 300}/" = "/en/"': "cannot be the name of a file",
        r"'/a\b/' = '/en/'": "cannot be the name of a file",
    }
    redirects(project, *wrong)
    warnings = told(project)
    found = dict(re.findall(r"redirects\.toml:(\d+): (.*)", warnings))
    assert sorted(map(int, found)) == [line for line, message in enumerate(wrong.values(), start=1) if message]
    for line, message in found.items():
        assert [*wrong.values()][int(line) - 1] in message


def test_a_list_that_cannot_be_read_is_a_mistake(project: Project) -> None:
    wrong = {"[a]\nb = 'c'": "'a' must lead to an address", '"/a/" = 3': "'/a/' must", '"/a/" =': "is not TOML"}
    for line, message in wrong.items():
        redirects(project, line)
        with pytest.raises(SitegenError, match=message) as error:
            built(project)
        assert error.value.line == (None if line.startswith("[") else 1)


def test_a_draft_has_no_old_addresses(project: Project) -> None:
    text(project, "p.en.md", "title: P\naliases: [/old/]\ndraft: true")
    built(project)
    assert not (project.site / "old").exists()


def test_a_text_of_ours_may_have_them_too(tmp_path: Path) -> None:
    project = copy_site("good", tmp_path)
    path = project.post("digits") / "index.pt.md"
    path.write_text(path.read_text().replace("title:", "aliases: [/digitos/]\ntitle:", 1))
    build_site(project)
    assert leads(project, "digitos/index.html") == "pt/posts/digits/index.html"


CHANGES: dict[str, Callable[[Project], object]] = {
    "nothing": lambda project: None,
    "one more": lambda project: text(project, "q.en.md", "title: Q\naliases: [/old/]"),
    "one less": lambda project: text(project, "p.en.md", "title: P"),
    "another": lambda project: text(project, "p.en.md", "title: P\naliases: [/other]"),
    "that of another text": lambda project: (
        text(project, "p.en.md", "title: P"),
        text(project, "q.en.md", "title: Q\naliases: [/first/]"),
    ),
    "a title, which stands at the old address": lambda project: text(
        project, "p.en.md", "title: Better\naliases: [/first/]"
    ),
    "a slug": lambda project: text(project, "p.en.md", "title: P\nslug: pp\naliases: [/first/]"),
    "a draft": lambda project: text(project, "p.en.md", "title: P\ndraft: true\naliases: [/first/]"),
    "a page in its place": lambda project: text(project, "../pages/lists.en.md", "title: Lists"),
    "where one leads": lambda project: redirects(project, '"/lists/" = "/en/tags/"', '"/index.xml" = "/en/feed.xml"'),
    "all of the list": lambda project: project.redirects.unlink(),
    "the feed": lambda project: text(project, "q.en.md", "title: Question\ndate: 2020-01-02\ntags: [x]"),
}


def files(folder: Path) -> dict[str, bytes]:
    made = (path for path in folder.rglob("*") if path.is_file() and path.name != LIST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in made}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_kept_gives_what_a_first_build_would(change: str, project: Project, tmp_path: Path) -> None:
    text(project, "q.en.md", "title: Q\ndate: 2020-01-02\ntags: [x]")
    text(project, "p.en.md", "title: P\naliases: [/first/]")
    redirects(project, '"/lists/" = "/en/archive/"', '"/index.xml" = "/en/feed.xml"', '"/en/lists/" = "/en/archive/"')
    cache = Cache(project.scratch / "cache", lasting=True)
    built(project)
    with Engine() as engine:
        compose(project, Output(project.site, project.scratch), engine, base_url=BASE, cache=cache)
        before = files(project.root)
        CHANGES[change](project)
        after = files(project.root)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        invalidate(cache, project.posts, [project.root / name for name in changed])
        output = Output(project.site, project.scratch)
        compose(project, output, engine, base_url=BASE, cache=cache)
    built(project)
    anew = Project(tmp_path / "anew")
    shutil.copytree(project.root / "content", anew.root / "content")
    built(anew)
    assert files(project.site) == files(anew.site) == dict(output.files)


def hrefs(project: Project, file: str) -> dict[str, str]:
    """By their words, the links in a text."""
    soup = BeautifulSoup((project.site / file).read_text(encoding="utf-8"), "html.parser")
    return {link.text: link["href"] for link in soup.article.select("p a")}


def test_a_link_to_the_sites_own_address_finds_what_a_name_finds(project: Project) -> None:
    text(project, "q.en.md", "title: Q\naliases: [/articles/q/, /2020/q.html]")
    text(project, "q.pt.md", "title: P\naliases: [/artigos/q/]")
    text(project, "../pages/about.en.md", "title: About\naliases: [/me]")
    redirects(project, '"/tags/y/" = "/en/archive/"', '"/talk/" = "https://talks.example/a"', '"/deep/" = "/en/#top"')
    own = {
        "https://ana.example/repo/posts/q/": "../q/",
        "http://ana.example/repo/posts/q": "../q/",
        "//ANA.example/repo/post/2019/q/": "../q/",
        "https://ana.example/repo/posts/q/#part": "../q/#part",
        "https://ana.example/repo/articles/q/": "../q/",
        "https://ana.example/repo/artigos/q/": "../q/",  # in the reader's language, as a name is
        "https://ana.example/repo/2020/q.html#part": "../q/#part",
        "/articles/q": "../q/",
        "/repo/articles/q/": "../q/",
        "/2020/q.html": "../q/",
        "/me/": "../../about/",
        "https://ana.example/repo/me": "../../about/",
        "/tags/y/": "../../archive/",
        "/talk": "https://talks.example/a",
        "/deep/": "../../#top",
        "https://ana.example/repo/en/posts/q#part": "../q/#part",
        "https://ana.example/repo/en/about": "https://ana.example/repo/en/about",  # there, as a server sends it
        # What names a page just so stays as it is, and so does what is not of this site.
        "https://ana.example/repo/en/posts/q/": "https://ana.example/repo/en/posts/q/",
        "https://ana.example/repo/": "https://ana.example/repo/",
        "https://other.example/repo/posts/q/": "https://other.example/repo/posts/q/",
        "https://ana.example/elsewhere/posts/q/": "https://ana.example/elsewhere/posts/q/",
        "https://ana.example.org/repo/posts/q/": "https://ana.example.org/repo/posts/q/",
    }
    words = [f"[l{number}]({written})" for number, written in enumerate(own)]
    text(project, "p.en.md", "title: P", "\n\n".join(words))
    built(project)
    assert hrefs(project, "en/posts/p/index.html") == {f"l{number}": led for number, led in enumerate(own.values())}


def test_links_in_html_lead_there_however_they_are_quoted(project: Project) -> None:
    text(project, "q.en.md", "title: Q\naliases: [/articles/q/]")
    body = """<a href='/articles/q/'>a</a> <a class=x href=/articles/q/>b</a> <a HREF = "/articles/q/#part">c</a>"""
    text(project, "p.en.md", "title: P", f"Words {body}.\n\n<p>{body}</p>\n\n[d]({{{{< link /articles/q/ >}}}})\n")
    built(project)
    led = hrefs(project, "en/posts/p/index.html")
    assert led["c"] == "../q/#part"
    assert (led["a"], led["b"]) == ("../q/", "../q/")
    assert "/articles/" not in (project.site / "en/posts/p/index.html").read_text().partition("<article")[2]


def test_the_text_that_stands_in_links_from_where_it_stands(project: Project) -> None:
    text(project, "q.en.md", "title: Q\naliases: [/articles/q/]")
    text(project, "p.en.md", "title: P", "[a](https://ana.example/repo/articles/q/) [b](/articles/q/#part)")
    built(project)
    assert hrefs(project, "pt/posts/p/index.html") == {
        "a": "../q/",
        "b": "../../../en/posts/q/#part",  # whose heading is English
    }


def test_a_broken_link_to_the_sites_own_address_is_told_like_any(project: Project) -> None:
    for address in ("https://ana.example/repo/articles/none/", "https://ana.example/repo/posts/none/"):
        text(project, "p.en.md", "title: P", f"[a]({address})")
        with pytest.raises(SitegenError, match="broken link") as error:
            build_site(project, base_url=BASE, strict=True)
        assert (error.value.path, error.value.line) == (project.posts / "p.en.md", 4)


def test_a_link_to_a_post_by_the_name_that_it_had(project: Project) -> None:
    text(project, "q.en.md", "title: Q\naliases: [/en/posts/was/]")
    links = '[a](/posts/was/) [b](../was.md#part) [c](/en/posts/was/) [d]({{< ref "was" >}}) [e](post:was)'
    text(project, "p.en.md", "title: P", links)
    built(project)
    led = hrefs(project, "en/posts/p/index.html")
    assert led.pop("b") == "../q/#part"
    assert {*led.values()} == {"../q/"}


def test_an_old_address_that_is_a_page_now_leads_no_link_astray(project: Project) -> None:
    text(project, "p.en.md", "title: P\naliases: [/en/posts/q/]", "[a](https://ana.example/repo/en/posts/q/)")
    assert "'/en/posts/q/' is that of" in str(built(project).warnings[0])
    assert hrefs(project, "en/posts/p/index.html") == {"a": "https://ana.example/repo/en/posts/q/"}


def test_check_tells_all_of_them_and_fails(project: Project) -> None:
    text(project, "p.en.md", "title: P\naliases: [/old/, /en/posts/q/]")
    text(project, "q.en.md", "title: Q\naliases: [/old]")
    redirects(project, '"/x/" = "/en/nowhere/"')
    found = check(project)
    assert found.failed
    told = [(one.what.path and one.what.path.name, one.what.line, one.severity) for one in found.findings]
    assert {*told} >= {("redirects.toml", 1, "warning"), ("p.en.md", 3, "warning"), ("q.en.md", 3, "warning")}


def test_old_addresses_of_a_text_that_cannot_be_shown_are_not_told_besides(project: Project) -> None:
    text(project, "p.en.md", "title: P\naliases: [/old/]", "{{< value none.there >}}\n")
    redirects(project, '"/x/" = "/en/posts/p/"')
    found = check(project)
    assert "none" in str([one.what.message for one in found.findings])
    assert "old address" not in str([one.what.message for one in found.findings])
