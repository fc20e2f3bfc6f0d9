"""`sitegen import`: what is mechanical is mended on the way and told; all else stays as it was written."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import Site
from PIL import Image

from builder.commands.importing import import_site, read_site
from builder.content.frontmatter import split
from builder.importers.dates import date_of
from builder.importers.heads import Unreadable
from builder.importers.heads import split as split_head
from builder.importers.mends import Mends, mend
from builder.importers.raw_html import as_block
from builder.project import Project
from builder.site.build import build_site


def mended(head: str, beside: frozenset[str] = frozenset(), heading: str = "", tags: tuple[str, ...] = ()) -> str:
    found, body = split_head(f"---\n{head}\n---\nText")
    mend(found, "my-first_post", "x.md", Mends(), tags, heading=heading, beside=beside)
    text = found.text() + body
    split(Path("x.md"), text)  # a build takes it
    assert text.endswith("\n---\nText")
    return text.removeprefix("---\n").removesuffix("\n---\nText")


SAME = [
    "title: x\ntags: [a, 'b']  # mine\n# a comment\nmath: true",
    'title: "x: y"\ndate: 2020-01-02T03:04:05+09:00\nslug: x-y',
    "title: x\ndescription: |\n  a\n\n  # b\ncategories:\n- a\n- b",
    "title: x\ndate: '2020-01-02'\ndraft: true\nother: {a: [1, null]}",
]


@pytest.mark.parametrize("head", SAME)
def test_what_a_build_takes_stays_as_it_is_written(head: str) -> None:
    assert mended(head) == head


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("title: x\nslug: 2676125676", 'title: x\nslug: "2676125676"'),
        ("title: x\nslug: Use-Milvus  # old", 'title: x\nslug: "use-milvus"'),
        ("title: x\nslug: /a b/Ç d/", 'title: x\nslug: "c-d"'),
        ("date: 2020-01-02", 'date: 2020-01-02\ntitle: "My first post"'),
        ("title:\ndate: 2020-01-02", 'title: "My first post"\ndate: 2020-01-02'),
        ("title: 1.10", 'title: "1.10"'),
        ("title: 2020-01-02", 'title: "2020-01-02"'),
        ("title: yes", 'title: "yes"'),
        ('title: x\nmath: "true"\ndraft: "False"', "title: x\nmath: true\ndraft: false"),
        ("title: x\nmath: katex", "title: x"),
        ("title: x\ntags: [a, null, '', 3, 1.5]", 'title: x\ntags: ["a", "3", "1.5"]'),
        ("title: x\ntags:\n  - a\n  -\n\n# here\nmath: true", 'title: x\ntags: ["a"]\n\n# here\nmath: true'),
        ("title: x\ntags: {a: 1}", 'title: x\ntags: ["a"]'),
        ("title: x\nTags: [a]\nDate: 2020-01-02", "title: x\ntags: [a]\ndate: 2020-01-02"),
        ("title: x\ndate: Mon, 02 Jan 2006 15:04:05 MST", "title: x\ndate: 2006-01-02"),
        ("title: x\ndate: 2020-1-2 8:00", "title: x\ndate: 2020-01-02"),
        ("title: x\ndate: 2020-02-31", "title: x"),
        ("title: x\ndate: 0001-01-01T00:00:00Z", "title: x"),
        ("title: x\ndate: ''", "title: x"),
        ("title: x\npublishDate: 2020-01-02", "title: x\npublishDate: 2020-01-02\ndate: 2020-01-02"),
        ("title: x\nauthor: {name: Ana, link: y}", "title: x\nauthor: {name: Ana, link: y}"),
        ("title: x\nauthors: [Ana]", "title: x\nauthors: [Ana]"),
        ("title: x\nauthor: [{link: y}]", "title: x"),
        ("title: x\nauthor: [Ana, {name: Rui}]", "title: x\nauthor: [Ana, {name: Rui}]"),
        ("title: x\ndescription: [a]", "title: x"),
        ("title: x\ntitle: y", "title: y"),
        ("title: Foo: bar", 'title: "Foo: bar"'),
        ("title: @home", 'title: "@home"'),
        ("title: x\ntags:\n\t- a", "title: x\ntags:\n  - a"),
        ("{title: x, tags: [null]}", "title: x\ntags: []"),
        ("title: x\nimage: a.png", 'title: x\nimage: a.png\nfeatured_image: "a.png"'),
        (
            "title: x\ncover:\n  image: /img/a.png",
            'title: x\ncover:\n  image: /img/a.png\nfeatured_image: "/img/a.png"',
        ),
        ("title: x\nimages: [a.png, b.png]", 'title: x\nimages: [a.png, b.png]\nfeatured_image: "a.png"'),
        ("title: x\nheader: {teaser: a.jpg}", 'title: x\nheader: {teaser: a.jpg}\nfeatured_image: "a.jpg"'),
        ("title: x\nfeaturedImage: b.png\nimage: a.png", "title: x\nfeaturedImage: b.png\nimage: a.png"),
        ("title: x\nimage: true", "title: x\nimage: true"),
    ],
)
def test_heads_are_mended(head: str, wanted: str) -> None:
    assert mended(head) == wanted


def test_what_a_text_begins_with_and_what_lies_beside_it() -> None:
    assert mended("math: true", heading="A head") == 'math: true\ntitle: "A head"'
    assert mended("title: x", frozenset({"b.png", "Featured.JPG"})) == 'title: x\nfeatured_image: "Featured.JPG"'
    assert mended("title: x\ntags: a", tags=("A", "B c", "B c")) == 'title: x\ntags: ["a", "B c"]'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('+++\ntitle = "x"\nslug = "A B"\n[cover]\nimage = "c.png"\n+++\nText', ["a-b", "c.png"]),
        ('+++\ntags = [\n  "a",\n  "",\n]\ntitle = "x"  # y\n[params]\nz = 1\n+++\nText', ["tags = [", "# y", "z = 1"]),
        ('{\n  "title": "x",\n  "slug": "A"\n}\nText', ['"slug": "a"']),
        ('{"title": "x", "slug": "A"}\nText', ['"slug": "a"']),
        ("\ufeff---\ntitle: 1\n---\nText", ['---\ntitle: "1"']),
        ("---title: x\nslug: A\n---\nText", ['---\ntitle: x\nslug: "a"\n---\n']),
        ("\n\n---\ntitle: x\n...\nText", ["---\ntitle: x\n---\n"]),
        ("Text", ['---\ntitle: "Name"\n---\n']),
        ("", ['---\ntitle: "Name"\n---\n']),
        ("---\n---\nText", ['---\ntitle: "Name"\n---\n']),
    ],
)
def test_heads_of_other_forms(text: str, wanted: list[str]) -> None:
    head, body = split_head(text)
    mend(head, "name", "x.md", Mends())
    whole = head.text() + body
    split(Path("x.md"), whole)
    assert whole.endswith(text[-4:])
    assert [part for part in wanted if part not in whole] == []


@pytest.mark.parametrize("text", ["---\ntitle: x", "---\n- a\n---\n", "---\na: [\n---\n", "+++\na\n+++\n", '{"a": }\n'])
def test_what_nobody_reads(text: str) -> None:
    with pytest.raises(Unreadable):
        split_head(text)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2020-01-02", "2020-01-02"), ("2020/1/2", "2020-01-02"), ("2020-01-02T23:00:00-05:00", "2020-01-02"),
        ("02 Jan 2006", "2006-01-02"), ("January 2, 2006", "2006-01-02"), ("2nd Jan 2006", "2006-01-02"),
        ("Mon Jan  2 15:04:05 2006", "2006-01-02"), ("Mon Jan 2 15:04:05 MST 2006", "2006-01-02"),
        ("Monday, 02-Jan-2006", "2006-01-02"), (20060102, "2006-01-02"), (1136214245, "2006-01-02"),
        ("1/2/2020", "2020-01-02"), ("31/12/2020", "2020-12-31"), ("31/31/2020", "None"),
        ("soon", "None"), ("2020-13-01", "None"), (7, "None"), (None, "None"), ("", "None"), (True, "None"),
    ],
)  # fmt: skip
def test_days(written: object, day: str) -> None:
    assert str(date_of(written)) == day


def test_html_is_one_block() -> None:
    html = "<p>a\n\n    b</p>\n\n\n  <pre><code>x\n\n\n    y</code></pre>\n<script>\n\nz\n</script>\n\n<p>c</p>\n"
    block = as_block(html)
    assert "\n\n" not in block
    assert block == "<p>a\nb</p>\n<pre><code>x\n&#10;&#10;    y</code></pre>\n<script>\nz\n</script>\n<p>c</p>\n"


def hugo(folder: Path, config: str = "", **texts: str) -> Path:
    """A small site of Hugo; a text is called `posts__x` for `posts/x.md`."""
    folder.mkdir()
    (folder / "hugo.toml").write_text(f'title = "T"\nbaseURL = "https://own.test/"\n{config}')
    for name, text in texts.items():
        path = folder / "content" / (name.replace("__", "/") + ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def imported(tmp_path: Path, source: Path, *arguments: str) -> tuple[Path, list[str]]:
    new = tmp_path / "new"
    new.mkdir()
    return new, Site(new).sitegen("import", str(source), *arguments).stdout.splitlines()


def test_a_blog_with_everything_wrong_becomes_a_site(tmp_path: Path) -> None:
    source = hugo(
        tmp_path / "hugo",
        posts__a="---\nslug: 12\nmath: 'true'\ntags: [C, null]\n---\nA\r\n",
        posts__b="B without a head",
        posts__c="\ufeff+++\ntitle = 3\n+++\nC",
        posts__d="---\r\ntitle: D\r\n---\r\nD  \r\n",
        notes__a="---\ntitle: another a\n---\n",
    )
    (source / "content" / "posts" / "e.markdown").write_bytes(b"---\ntitle: caf\xe9\n---\n\x0bE")
    new, said = imported(tmp_path, source)
    assert said[0] == "Copied into ./: 6 posts, 0 pages, 6 texts, 0 other files"
    assert [line for line in said if " × " in line and "content/posts/a.md" in line] == [
        "  2 × titles made of the file's name: content/posts/a.md, content/posts/b.md",
        "  1 × blank tags taken out: content/posts/a.md",
        "  1 × slugs made valid: content/posts/a.md",
        "  1 × true and false without quotes: content/posts/a.md",
    ]
    posts = new / "content" / "posts"
    assert sorted(path.name for path in posts.iterdir()) == [
        "a.en.md", "b.en.md", "c.en.md", "d.en.md", "e.en.md", "notes-a.en.md",
    ]  # fmt: skip
    assert (posts / "d.en.md").read_bytes() == b"---\r\ntitle: D\r\n---\r\nD  \r\n"  # nothing was to be mended
    assert (posts / "a.en.md").read_bytes().endswith(b"---\nA\r\n")
    assert (posts / "e.en.md").read_text() == "---\ntitle: café\n---\nE"
    build_site(Project(new))
    assert (new / "site" / "posts" / "12" / "index.html").is_file()


def test_two_of_one_name_and_names_without_letters(tmp_path: Path) -> None:
    head = "---\ntitle: {}\ndate: 2020-01-02\n---\n"
    source = hugo(
        tmp_path / "hugo",
        posts__x=head.format("x"),
        notes__deep__x=head.format("x"),
        **{
            "posts__你好": head.format("你好"),
            "posts__再见": head.format("See you"),
            "posts__jupyter安装": head.format("a"),
            "posts__jupyter性能": head.format("b"),
            "posts__s": "---\ntitle: s\nslug: x\n---\n",
            "tags": head.format("a page"),
        },
    )
    new, _ = imported(tmp_path, source)
    build_site(Project(new))
    made = sorted(path.parent.name for path in (new / "site" / "posts").glob("*/index.html"))
    assert {"x", "notes-deep-x", "你好", "再见", "jupyter安装", "jupyter性能"} <= set(made)
    assert (new / "site" / "page-tags" / "index.html").is_file()


def test_the_slug_may_differ_by_language(tmp_path: Path) -> None:
    source = hugo(tmp_path / "hugo", "[languages.en]\nweight = 1\n[languages.pt]\nweight = 2\n")
    folder = source / "content" / "posts" / "p"
    folder.mkdir(parents=True)
    (folder / "index.en.md").write_text("---\ntitle: P\nslug: hello\n---\n")
    (folder / "index.pt.md").write_text("---\ntitle: P\nslug: ola\n---\n")
    new, _ = imported(tmp_path, source)
    build_site(Project(new))
    assert "url=" in (new / "site" / "pt" / "posts" / "ola" / "index.html").read_text()
    assert (new / "site" / "pt" / "posts" / "hello" / "index.html").is_file()


def test_shortcodes_of_the_authors_own(tmp_path: Path) -> None:
    calls = "{{< code python >}}\nx = 1\n{{< /code >}}\n\n{{< boast >}}\n{{< boast >}}\n\n"
    calls += '{{< figure src="a.png" zoom="1" >}}\n'
    texts = {f"posts__t{number}": f"---\ntitle: t\n---\n{calls}`{{{{< code >}}}}`\n" for number in range(4)}
    source = hugo(tmp_path / "hugo", **texts)
    for name in ("_shortcodes/code.html", "shortcodes/boast.html", "shortcodes/figure.html"):
        (source / "layouts" / name).parent.mkdir(parents=True, exist_ok=True)
        (source / "layouts" / name).write_text("x")
    new, said = imported(tmp_path, source)
    told = said[said.index("Means nothing here:") :]
    assert told[1:3] == [
        "  8 × the shortcode 'boast' is not known here: content/posts/t0.en.md:8, content/posts/t0.en.md:9, "
        "content/posts/t1.en.md:8, …",
        "  4 × the shortcode 'code' means something else here; it is shown as it is written: "
        "content/posts/t0.en.md:4, content/posts/t1.en.md:4, content/posts/t2.en.md:4, …",
    ]
    text = (new / "content" / "posts" / "t0.en.md").read_text()
    assert "{{</* code python */>}}\nx = 1\n{{</* /code */>}}" in text
    assert "`{{< code >}}`" in text
    assert '{{< figure src="a.png" zoom="1" >}}' in text
    assert "content/posts/t3.en.md:9" in (new / ".sitegen" / "import.txt").read_text()


def test_addresses_lead_on(tmp_path: Path) -> None:
    source = hugo(
        tmp_path / "hugo",
        '[permalinks]\nnotes = "/:year/:slug/"\n',
        notes__a="---\ntitle: A note\ndate: 2020-01-02\naliases: [b, /c/]\ntags: [C#]\ncategories: Big Things\n---\nA",
        posts__d="---\ntitle: D\n---\n[a](/2020/a-note/) [b](https://own.test/c/)",
    )
    new, said = imported(tmp_path, source)
    assert "Addresses: kept 18 of 18" in said
    text = (new / "content" / "posts" / "a.en.md").read_text()
    assert 'aliases: ["/2020/a-note/", "/2020/b/", "/c/"]' in text
    assert "aliases" not in (new / "content" / "posts" / "d.en.md").read_text()
    led = tomllib.loads((new / "content" / "redirects.toml").read_text())
    assert led["/index.xml"] == led["/notes/index.xml"] == "/feed.xml"
    assert led["/notes/"] == led["/posts/"] == "/archive/"
    assert led["/categories/big-things/"] == "/tags/big-things/"
    assert not build_site(Project(new)).warnings
    for address in [*led, "/2020/a-note/", "/2020/b/", "/c/", "/posts/d/", "/tags/"]:
        assert (new / "site" / address.replace("%23", "#").strip("/")).exists(), address


def test_addresses_are_left_where_that_is_asked(tmp_path: Path) -> None:
    source = hugo(tmp_path / "hugo", notes__a="---\ntitle: A\naliases: [b]\n---\n")
    new, said = imported(tmp_path, source, "--no-keep-addresses")
    assert not [line for line in said if line.startswith("Addresses")]
    assert not (new / "content" / "redirects.toml").exists()
    assert "aliases: [b]" in (new / "content" / "posts" / "a.en.md").read_text()


def test_languages_that_files_of_the_config_name(tmp_path: Path) -> None:
    source = hugo(tmp_path / "hugo", posts__x="---\ntitle: X\n---\n")
    (source / "hugo.toml").unlink()
    folder = source / "config" / "_default"
    folder.mkdir(parents=True)
    (source / "config" / "production").mkdir()
    (folder / "hugo.toml").write_text('baseURL = "http://localhost"\ndefaultContentLanguage = "en"\n')
    (source / "config" / "production" / "hugo.toml").write_text('baseURL = "https://own.test/"\n')
    (folder / "hugo.zh-cn.toml").write_text('title = "笔记"\nlanguageName = "中文"\n')
    (folder / "params.zh-cn.toml").write_text('description = "说明"\n')
    (folder / "languages.fr.toml").write_text('languageName = "Français"\nweight = 2\n')
    (folder / "languages.toml").write_text("[en]\nweight = 1\n[de]\ndisabled = true\n[jp]\nweight = 9\n")
    (folder / "menus.fr.toml").write_text('[[main]]\nname = "x"\n')
    (source / "content" / "posts" / "x.zh-cn.md").write_text("---\ntitle: 题\n---\n")
    (source / "content" / "posts" / "x.jp.md").write_text("---\ntitle: 題\n---\n")
    new, said = imported(tmp_path, source)
    assert said[0] == "Copied into ./: 1 post, 0 pages, 3 texts, 0 other files"
    config = tomllib.loads((new / "content" / "site.toml").read_text())
    assert config["languages"] == ["en", "fr", "ja", "zh-cn"] or sorted(config["languages"][1:]) == [
        "fr",
        "ja",
        "zh-cn",
    ]
    assert config["zh-cn"] == {"title": "笔记", "name": "中文", "description": "说明"}
    assert config["base_url"] == "https://own.test/"
    assert "/jp/posts/x/" in (new / "content" / "posts" / "x.ja.md").read_text()


def test_a_language_that_is_switched_off(tmp_path: Path) -> None:
    config = 'disableLanguages = ["fr"]\n[languages.en]\n[languages.de]\ndisabled = true\n[languages.fr]\n'
    source = hugo(tmp_path / "hugo", config, posts__x="---\ntitle: X\n---\n")
    folder = source / "content" / "posts" / "b"
    folder.mkdir()
    for name in ("index.md", "index.de.md", "index.it.md", "../x.fr.md"):
        (folder / name).write_text("---\ntitle: B\n---\n")
    new, said = imported(tmp_path, source)
    assert said[0] == "Copied into ./: 2 posts, 0 pages, 2 texts, 0 other files"
    assert "  content/posts/x.fr.md: 'fr' is switched off" in said
    assert sorted(path.name for path in (new / "content" / "posts").rglob("*.md")) == ["index.en.md", "x.en.md"]


def test_files_of_one_language(tmp_path: Path) -> None:
    source = hugo(tmp_path / "hugo", "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n")
    folder = source / "content" / "posts" / "b"
    folder.mkdir(parents=True)
    for name in ("index.en.md", "index.de.md"):
        (folder / name).write_text("---\ntitle: B\n---\n![a](a.png) ![b](ba.png)\n")
    for name in ("a.png", "a.de.png", "ba.png"):
        (folder / name).write_bytes(name.encode())
    new, _ = imported(tmp_path, source)
    post = new / "content" / "posts" / "b"
    assert (post / "index.en.md").read_text().endswith("![a](a.png) ![b](ba.png)\n")
    assert (post / "index.de.md").read_text().endswith("![a](a.de.png) ![b](ba.png)\n")


def test_sections_with_a_text_of_their_own(tmp_path: Path) -> None:
    head = "---\ntitle: {}\n---\n{}"
    source = hugo(
        tmp_path / "hugo",
        posts__x=head.format("X", ""),
        posts___index=head.format("Posts", "All of them."),
        about___index=head.format("About", "Me."),
        tags__a___index=head.format("A", "What a is."),
        authors__admin___index=head.format("Admin", ""),
    )
    new, said = imported(tmp_path, source)
    assert said[0] == "Copied into ./: 1 post, 1 page, 2 texts, 0 other files"
    assert (new / "content" / "pages" / "about.en.md").is_file()
    led = tomllib.loads((new / "content" / "redirects.toml").read_text())
    assert led["/authors/admin/"] == "/archive/"
    assert led["/about/index.xml"] == led["/tags/a/index.xml"] == "/feed.xml"
    assert "  content/posts/_index.md: is the text of a list, and lists have none here" in said


def test_where_a_site_is_hosted_and_what_a_theme_asks_for(tmp_path: Path) -> None:
    source = hugo(
        tmp_path / "ana.github.io", posts__x="---\ntitle: X\nshowToc: true\n---\n", posts__y="---\nshowToc: 1\n---\n"
    )
    (source / "hugo.toml").write_text('title = "T"\n')
    new, said = imported(tmp_path, source)
    assert tomllib.loads((new / "content" / "site.toml").read_text())["base_url"] == "https://ana.github.io/"
    assert "Keys of front matter that only your templates may ask for: showToc (2)" in said
    (source / "CNAME").write_text("own.test\n")
    assert read_site(source).base_url == "https://own.test/"
    (source / "CNAME").write_text("not an address\n")
    assert read_site(source).base_url == ""


def test_without_an_address_feeds_are_kept(tmp_path: Path) -> None:
    source = hugo(tmp_path / "hugo", posts__x="---\ntitle: X\n---\n")
    (source / "hugo.toml").write_text('title = "T"\ndisableKinds = ["taxonomy", "term"]\n')
    _, said = imported(tmp_path, source)
    assert "Addresses: kept 5 of 5" in said
    assert [line for line in said if line.endswith("(base_url in content/site.toml)")]


def test_remote_pictures_are_offered_and_counted(tmp_path: Path) -> None:
    source = hugo(
        tmp_path / "hugo", posts__x="---\ntitle: X\n---\n![a](https://o.test/a.png)\n<img src='http://o.test/b'>\n"
    )
    _, said = imported(tmp_path, source)
    assert said[-1] == "2 pictures lie on other sites. To copy them in: sitegen check --localize"


def test_import_again_changes_nothing(tmp_path: Path) -> None:
    source = hugo(tmp_path / "hugo", posts__x="---\nslug: 1\n---\nX", notes__x="---\ntitle: y\ntags: [A]\n---\nY")
    new, _ = imported(tmp_path, source)
    before = {path: path.read_bytes() for path in new.rglob("*") if path.is_file()}
    said = list(import_site(source, new))
    assert said[0].endswith("0 posts, 0 pages, 0 texts, 0 other files")
    assert before == {path: path.read_bytes() for path in new.rglob("*") if path.is_file()}


def test_what_lies_beside_a_text_keeps_its_old_address(tmp_path: Path) -> None:
    source, project = tmp_path / "old", Project(tmp_path / "new")
    project.root.mkdir()
    bundle = source / "content" / "posts" / "trip"
    (bundle / "img").mkdir(parents=True)
    (source / "hugo.toml").write_text('baseURL = "https://own.test/"\n[languages.en]\n[languages.pt]\nweight = 2\n')
    (bundle / "index.md").write_text(
        "---\ntitle: Trip\nfeaturedImage: cover.jpg\nthumb: small.png\n---\n![Sea](./sea%201.png)\n"
    )
    (bundle / "index.pt.md").write_text("---\ntitle: Viagem\nslug: viagem\n---\n![Mar](img/mar.png)\n")
    for name in ("sea 1.png", "img/mar.png", "small.png", "cover.jpg", "old.pt.png"):
        Image.new("RGB", (2, 2)).save(bundle / name)
    (bundle / "data.bib").write_text("@a{b}")
    [*import_site(source, project.root)]
    beside = {path.relative_to(project.root).as_posix() for path in project.root.rglob("*.*") if path.suffix != ".md"}
    assert beside == {
        ".gitignore", "content/site.toml", "content/redirects.toml",
        "content/posts/trip/sea 1.png", "content/posts/trip/img/mar.png", "content/posts/trip/cover.jpg",
        # What no text shows lies where it was, and the only file of it is that.
        "static/posts/trip/small.png", "static/posts/trip/data.bib", "static/pt/posts/viagem/old.pt.png",
    }  # fmt: skip
    assert "aliases: [/posts/trip/]" in (project.post("trip") / "index.en.md").read_text().replace('"', "")
    build_site(project)
    for name in ("sea 1.png", "img/mar.png", "small.png", "cover.jpg", "data.bib"):
        assert (project.site / "posts/trip" / name).read_bytes() == (bundle / name).read_bytes()
    assert (project.site / "pt/posts/viagem/old.pt.png").is_file()
