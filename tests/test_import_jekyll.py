"""`sitegen import` of a site of Jekyll: a small one, made up here, with what well-known themes and habits need."""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path

import pytest
from conftest import Site
from PIL import Image

from builder.importers.jekyll import read_jekyll
from builder.importers.jekyll_addresses import OldDocument, address_of_document, address_of_page, slugified
from builder.importers.jekyll_texts import Liquid
from builder.project import Project
from builder.site.build import build_site

FILES = {
    "_config.yml": "title: Notes\nurl: https://own.test\nbaseurl: ''\nauthor: {name: Ana}\nlang: pt-BR\n"
    "description: >-\n  What Ana\n  notes.\nplugins: [jekyll-feed]\ncollections:\n  tabs:\n    output: true\n"
    "    permalink: /:name/\n  parts: {}\njekyll-archives:\n  enabled: [tags]\n  permalinks: {tag: '/tags/:name/'}\n",
    "index.html": "---\nlayout: home\n---\n{% for post in site.posts %}<p>{{ post.title }}</p>{% endfor %}\n",
    "about.md": "---\ntitle: About\n---\n[a]({% post_url 2020-01-02-first %}) {{ site.title }} {{ page.title }}\n",
    "404.html": "---\n---\nnone\n",
    "tags.html": "---\ntitle: Tags\npermalink: /all/\n---\n{% for tag in site.tags %}x{% endfor %}\n",
    "README.md": "# This repository\n",
    "Gemfile": "gem",
    "_layouts/post.html": "x",
    "_includes/bio.md": "Ana *writes*.\n",
    "_tabs/archives.md": "---\nlayout: archives\n---\n",
    "_tabs/cv.md": "---\ntitle: CV\n---\nWorks.\n",
    "_parts/p.md": "---\ntitle: Part\n---\nNot shown.\n",
    "_posts/2020-01-02-first.md": "---\ntitle: First\ntags: deep learning\ncategory: Big Things\n"
    "redirect_from: [/old/, /x.html]\nimage: {path: /assets/a.png}\nexcerpt: >\n  Short\n  words\n---\n"
    "{% include bio.md %}\n\n![a]({{ '/assets/a.png' | relative_url }}){: width='3' .normal}\n",
    "_posts/2020-03-04-Second Post.markdown": "---\npublished: true\ndate: 2020-03-04 10:00:00 +0200\n---\n## A {#a}\n",
    "_posts/2020-05-06-html.html": "---\ntitle: Html\n---\n<p>{{ page.title }}</p>\n\n  <p>b</p>\n",
    "_posts/2999-01-01-later.md": "---\ntitle: Later\n---\nx\n",
    "_posts/2020-01-09-hidden.md": "---\ntitle: Hidden\npublished: false\n---\nx\n",
    "_posts/undated.md": "---\ntitle: Undated\n---\nx\n",
    "science/_posts/2021-01-01-first.md": "---\ntitle: Another\n---\nx\n",
    "_drafts/idea.md": "---\ntitle: Idea\n---\nx\n",
    "assets/main.scss": "---\n---\n",
    "assets/notes.txt": "notes",
}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "jekyll" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "jekyll"


def imported(tmp_path: Path, source: Path) -> tuple[Path, list[str]]:
    new = tmp_path / "new"
    new.mkdir()
    return new, Site(new).sitegen("import", str(source)).stdout.splitlines()


def test_a_site_of_jekyll_becomes_one(tmp_path: Path, source: Path) -> None:
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    new, said = imported(tmp_path, source)
    assert said[0] == "Copied into ./: 7 posts, 3 pages, 10 texts, 1 other file"
    assert sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()) == [
        ".gitignore",
        "content/pages/about.pt.md",
        "content/pages/cv.pt.md",
        "content/pages/p.pt.md",
        "content/posts/Second Post.pt.md",
        "content/posts/first.pt.md",
        "content/posts/hidden.pt.md",
        "content/posts/html.pt.md",
        "content/posts/idea.pt.md",
        "content/posts/later.pt.md",
        "content/posts/science-first.pt.md",
        "content/redirects.toml",
        "content/site.toml",
        "static/assets/notes.txt",
    ]
    config = tomllib.loads((new / "content" / "site.toml").read_text())
    assert (config["title"], config["base_url"], config["author"]) == ("Notes", "https://own.test/", "Ana")
    assert config["pt"]["description"] == "What Ana notes."
    text = (new / "content" / "posts" / "first.pt.md").read_text()
    assert 'tags: ["deep", "learning", "Big Things"]' in text
    assert 'aliases: ["/big%20things/2020/01/02/first.html", "/old/", "/x.html"]' in text.replace(
        " things", "%20things"
    )
    assert 'summary: "Short words"' in text
    assert 'featured_image: "/assets/a.png"' in text
    assert text.endswith("Ana *writes*.\n\n![a](/assets/a.png)\n")
    assert (new / "content" / "pages" / "about.pt.md").read_text().endswith("first.html) Notes About\n")
    assert (new / "content" / "posts" / "html.pt.md").read_text().endswith("---\n<p>Html</p>\n<p>b</p>\n")
    for name in ("idea", "later", "hidden"):
        assert "draft: true" in (new / "content" / "posts" / f"{name}.pt.md").read_text()
    assert tomllib.loads((new / "content" / "redirects.toml").read_text()) == {
        "/all/": "/tags/",
        "/archives/": "/archive/",
    }
    assert "  _posts/undated.md: is no post of Jekyll, for its name begins with no day" in said
    assert before == {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}


def test_it_builds_and_every_old_address_leads_on(tmp_path: Path, source: Path) -> None:
    Image.new("L", (3, 2)).save(source / "assets" / "a.png")
    new, said = imported(tmp_path, source)
    addresses = next(line for line in said if line.startswith("Addresses: kept "))
    assert addresses.split()[2] == addresses.split()[4]
    build_site(Project(new))
    olds = ["old/", "x.html", "2020/03/04/Second-Post.html", "2020/05/06/html.html", "about.html", "cv/", "feed.xml",
            "science/2021/01/01/first.html", "tags/deep/", "big things/2020/01/02/first.html", "archives/"]  # fmt: skip
    for old in olds:
        assert (new / "site" / old).exists(), old


DAY = datetime.date(2020, 1, 2)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("date", "/big/2020/01/02/A-b_c.html"),
        ("pretty", "/big/2020/01/02/A-b_c/"),
        ("ordinal", "/big/2020/002/A-b_c.html"),
        ("weekdate", "/big/2020/W01/Thu/A-b_c.html"),
        ("none", "/big/A-b_c.html"),
        ("/blog/:title", "/blog/A-b_c"),
        ("/:year/:i_month/:i_day/:slug/", "/2020/1/2/a-b-c/"),
        (":short_year-:short_month/:name:output_ext", "/20-Jan/2020-01-02-a-b.html"),
    ],
)
def test_addresses_of_posts(pattern: str, address: str) -> None:
    post = OldDocument("2020-01-02-A b", "A b_c", DAY, ("Big", "big"))
    assert address_of_document(post, pattern) == address


@pytest.mark.parametrize(
    ("path", "said", "style", "address"),
    [
        ("about", "", "date", "/about.html"),
        ("about", "", "pretty", "/about/"),
        ("about", "", "/:title/", "/about/"),
        ("about", "", "/blog/:title", "/about"),
        ("a/index", "", "date", "/a/"),
        ("about", "/me/", "date", "/me/"),
        ("about", "me.html", "date", "/me.html"),
    ],
)
def test_addresses_of_pages(path: str, said: str, style: str, address: str) -> None:
    assert address_of_page(OldDocument(path, path), said, style) == address


def test_slugs() -> None:
    assert slugified("C++ and a_b.c", pretty=True) == "c++-and-a_b.c"
    assert slugified("C++ and Ünï") == "c-and-ünï"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("{% raw %}{{ x }} {% y %}{% endraw %}", "{{ x }} {% y %}"),
        ("a\n\n{% highlight python linenos %}\nx = 1\n{% endhighlight %}\n", "a\n\n```python\nx = 1\n```\n"),
        ("{% highlight md %}\n```\n{% endhighlight %}", "````md\n```\n````"),
        ("a{% comment %} b {% endcomment %}", "a"),
        ("[a]({{ site.baseurl }}/b) [c]({{site.url}}{{ site.baseurl }}/d)", "[a](/b) [c](/d)"),
        ("{{ '/a.png' | relative_url }} {{ \"b.png\" | absolute_url }}", "/a.png /b.png"),
        ("{{ '/a.png' | prepend: site.baseurl }}", "/a.png"),
        ("{% post_url 2020-01-02-a %} {% post_url /x/2020-01-02-a.md %}", "/a/ /a/"),
        ("{% link _posts/2020-01-02-a.md %} {% link assets/x.pdf %}", "/a/ /assets/x.pdf"),
        ('{% include figure.html src="/a.png" alt="An a" %}', "![An a](/a.png)"),
        ("{% include part.md %}", "A *part*."),
        ("{% include other.html x=1 %}", "`{% include other.html x=1 %}`"),
        ("{% youtube abc-1 %} {% gist u/12 %}", "{{< youtube abc-1 >}} {{< gist u 12 >}}"),
        ('{% include youtube.html id="abc" %}', "{{< youtube abc >}}"),
        ("{% notice %}words{% endnotice %}", "words"),
        ("{{ page.title }} {{ page.none }} {{ site.name }}", "T {{ page.none }} Site"),
        ("![a](b.png){: .normal width='3'} [c](d){:target=\"_blank\"}", "![a](b.png) [c](d)"),
        ("## Head\n{: .no_toc }\n\ntext\n{: .lead}\n", "## Head\n\ntext\n"),
        ("* TOC\n{:toc}\n\ntext", "\n\ntext"),
        ("> a\n> b\n{: .prompt-tip }\n", "> [!TIP]\n> a\n> b\n"),
        ("a\nb\n{: .notice--warning}\n", "> [!WARNING]\n> a\n> b\n"),
        ("where $$x$$ is\n\n$$\ny\n$$\n\n$$z$$\n", "where $x$ is\n\n$$\ny\n$$\n\n$$z$$\n"),
        ("`{: .a}` and\n\n```\n{: .b}\n$$x$$ y\n```\n", "`{: .a}` and\n\n```\n{: .b}\n$$x$$ y\n```\n"),
        ("{::nomarkdown /}a", "a"),
    ],
)  # fmt: skip
def test_texts(written: str, plain: str) -> None:
    posts = {"2020-01-02-a": "/a/"}
    liquid = Liquid(posts, {"_posts/2020-01-02-a.md": "/a/"}, {"name": "Site"}, lambda _: None, {"title": "T"})
    liquid.includes = {"part.md": "A *part*."}
    assert liquid.plain(written) == plain


def test_what_means_nothing_is_told() -> None:
    told: list[str] = []
    Liquid({}, {}, {}, told.append).plain(
        "{% toc %}{% include x.html %}{{ y }}{{ 'a' | upcase }}{% post_url z %}\na\n{: .b}"
    )
    assert sorted(told) == [
        "Liquid's filter 'upcase'",
        "Liquid's tag 'toc'",
        "Liquid's value 'y'; it is shown as it is written",
        "include of 'x.html'; it is shown as it is written",
        "kramdown's attributes in {: } taken out",
        "post_url names no post that there is",
    ]


def test_links_lead_nowhere_else(tmp_path: Path, source: Path) -> None:
    (tmp_path / "secret.md").write_text("---\ntitle: SECRET\n---\n")
    (source / "_posts" / "2020-01-01-s.md").symlink_to(tmp_path / "secret.md")
    (source / "_includes" / "s.md").symlink_to(tmp_path / "secret.md")
    (source / "about.md").write_text("---\ntitle: a\n---\n{% include s.md %}\n")
    (source / "assets" / "s.txt").symlink_to(tmp_path / "secret.md")
    new, _ = imported(tmp_path, source)
    assert not [path for path in new.rglob("*") if path.is_file() and b"SECRET" in path.read_bytes()]


@pytest.mark.parametrize("config", ["", "source: src", "source: ../../", "source: /etc", "collections: [a]\nlang: 3\n"])
def test_odd_configs(tmp_path: Path, config: str) -> None:
    (tmp_path / "_config.yml").write_text(config)
    assert read_jekyll(tmp_path).kind == "Jekyll"
