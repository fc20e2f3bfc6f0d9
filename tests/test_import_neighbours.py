"""`sitegen import`, then a build: small blogs as people have them, each with one habit of their authors or themes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from PIL import Image

import builder.site.search as search
from builder.commands.importing import import_site
from builder.project import Project
from builder.site.build import build_site

HUGO = 'baseURL = "https://own.test/"\ntitle = "B"\n'


@pytest.fixture(autouse=True)
def without_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PROGRAMS", ())


def text(body: str, head: str = "title: P") -> str:
    return f"---\ndate: 2020-01-02\n{head}\n---\n{body}\n"


def moved(folder: Path, files: dict[str, str | bytes], *odd: str) -> Project:
    """The site that a blog becomes; a build tells what is `odd`, in parts of its words, and nothing else."""
    source, project = folder / "old", Project(folder / "new")
    for name, content in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".png"):
            Image.new("RGB", (4, 3)).save(path)
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    project.root.mkdir()
    [*import_site(source, project.root)]
    report = build_site(project)
    told = [str(one) for one in (*report.warnings, *report.left_out)]
    assert [one for one in told if not any(words in one for words in odd)] == []
    assert all(any(words in one for one in told) for words in odd)
    return project


def article(project: Project, name: str) -> Tag:
    page = BeautifulSoup((project.site / name / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.article
    return page.article


def shown(project: Project, name: str) -> list[str]:
    """The pictures on a page by what they say in words; each is there."""
    pictures = article(project, name).select("img")
    assert all((project.site / name / str(one["src"])).is_file() for one in pictures)
    return [str(one["alt"]) for one in pictures]


def led(project: Project, name: str) -> dict[str, str]:
    return {link.text: str(link["href"]) for link in article(project, name).select("p a[href]")}


def test_what_follows_the_name_of_a_picture_is_for_the_theme(tmp_path: Path) -> None:
    body = (
        '![a](sea.png#center) ![b](sea.png?width=300) ![c](/sea.png#dark "T")\n\n{{< figure src="sea.png#c" alt="d" >}}'
    )
    files = {"hugo.toml": HUGO, "static/sea.png": "", "content/posts/x/index.md": text(body)}
    project = moved(tmp_path, {**files, "content/posts/x/sea.png": "", "content/posts/x/C#.png": ""})
    assert shown(project, "posts/x") == ["a", "b", "c", "d"]


def test_a_picture_with_a_hash_in_its_name(tmp_path: Path) -> None:
    files = {"hugo.toml": HUGO, "content/posts/x/index.md": text("![a](C%23.png)"), "content/posts/x/C#.png": ""}
    assert shown(moved(tmp_path, files), "posts/x") == ["a"]


@pytest.mark.parametrize(("written", "there"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_accents_as_macos_writes_them(tmp_path: Path, written: str, there: str) -> None:
    name = "mañana.png"
    body = f"![a]({unicodedata.normalize(written, name)}) ![b](ma%C3%B1ana.png)"
    files = {"hugo.toml": HUGO, "content/posts/x/index.md": text(body)}
    files["content/posts/x/" + unicodedata.normalize(there, name)] = ""
    assert shown(moved(tmp_path, files), "posts/x") == ["a", "b"]


@pytest.mark.parametrize("name", ["a b(1).png", "a_b*c.png", "Cover.PNG.png", "a&b.png", "50%.png"])
def test_names_that_are_written_in_other_ways(tmp_path: Path, name: str) -> None:
    quoted = name.replace("%", "%25").replace(" ", "%20").replace("_", "\\_").replace("&", "&amp;")
    files = {"hugo.toml": HUGO, "content/posts/x/index.md": text(f"![a](<{quoted}>)"), f"content/posts/x/{name}": ""}
    assert shown(moved(tmp_path, files), "posts/x") == ["a"]


BY_ADDRESS = (
    "![a](/notes/trip/sea.png) ![b](../../notes/trip/sea.png) ![c](https://own.test/notes/trip/sea.png)\n\n"
    "![d](https://own.test/img/up.png) ![e](../../img/up.png) ![f](//own.test/img/up.png)\n\n"
    '{{< figure src="/notes/trip/sea.png" alt="g" >}}\n\n<img src="/notes/trip/sea.png" alt="h">\n'
)


@pytest.mark.parametrize("base", ["https://own.test/", "https://own.test/blog/"])
def test_pictures_of_other_posts_by_their_addresses(tmp_path: Path, base: str) -> None:
    body = BY_ADDRESS.replace("](https://own.test/", f"]({base}").replace("](//own.test/", f"](//{base[8:]}")
    project = moved(
        tmp_path,
        {
            "hugo.toml": HUGO.replace("https://own.test/", base),
            "static/img/up.png": "",
            "content/notes/trip/index.md": text("![own](/notes/trip/sea.png)"),
            "content/notes/trip/sea.png": "",
            "content/posts/single.md": text(body),
            "content/posts/bundle/index.md": text(body),
            "content/posts/bundle/other.png": "",
        },
    )
    assert shown(project, "posts/trip") == ["own"]
    assert shown(project, "posts/single") == shown(project, "posts/bundle") == [*"abcdefgh"]
    assert (project.site / "notes/trip/sea.png").is_file()


def test_code_keeps_such_addresses(tmp_path: Path) -> None:
    body = "```\n![a](https://own.test/img/up.png)\n```\n\n![b](https://own.test/img/up.png)"
    project = moved(tmp_path, {"hugo.toml": HUGO, "static/img/up.png": "", "content/posts/x.md": text(body)})
    assert "https://own.test/img/up.png" in article(project, "posts/x").pre.text
    assert shown(project, "posts/x") == ["b"]


@pytest.mark.parametrize(
    "head",
    [
        "featuredImage: cover.png",
        "featuredImage: /notes/trip/cover.png",
        "featured_image: https://own.test/notes/trip/cover.png",
        "image: ./cover.png",
        "cover: {image: /notes/trip/cover.png}",
    ],
)
def test_covers_by_whatever_address(tmp_path: Path, head: str) -> None:
    files = {"hugo.toml": HUGO, "content/notes/trip/index.md": text("Words.", f"title: Trip\n{head}")}
    project = moved(tmp_path, {**files, "content/notes/trip/cover.png": ""})
    assert [*(project.site / "posts/trip").glob("cover.*.png")]
    assert (project.site / "notes/trip/cover.png").is_file()


def test_links_by_the_files_of_texts(tmp_path: Path) -> None:
    body = (
        '[a](/posts/q.md) [b](q.md#part) [c](<q.md>) [d]({{< ref "about.md" >}}) [e]({{% relref "/about" %}}) '
        '[f](/posts/q) [g]({{< ref path="q.md" lang="en" >}})'
    )
    files = {"content/posts/p.md": text(body), "content/posts/q.md": text("## Part"), "content/about.md": text("Me.")}
    ways = led(moved(tmp_path, {"hugo.toml": HUGO, **files}), "posts/p")
    assert {ways[name] for name in "acfg"} == {"../q/"}
    assert (ways["b"], ways["d"], ways["e"]) == ("../q/#part", "../../about/", "../../about/")


def test_a_file_that_is_markdown_may_be_linked_to(tmp_path: Path) -> None:
    files = {"static/read.md": "# Read", "content/posts/p.md": text("[a](/read.md) [b](/none.md)")}
    ways = led(moved(tmp_path, {"hugo.toml": HUGO, **files}, "broken link '/none.md'"), "posts/p")
    assert ways["a"].startswith("read.")


def test_parts_of_long_lists(tmp_path: Path) -> None:
    files = {f"content/posts/a{number}.md": text("x", f"title: A{number}\ntags: [t]") for number in range(5)}
    files["content/posts/b.md"] = text("x", "title: B\ntags: [u]")
    project = moved(tmp_path, {"hugo.toml": f"{HUGO}[pagination]\npagerSize = 2\npath = 'p'\n", **files})
    parts = {path.parent.relative_to(project.site).as_posix() for path in project.site.rglob("p/[0-9]/index.html")}
    assert parts == {*(f"{place}p/{number}" for place in ("", "posts/", "tags/t/") for number in (1, 2, 3))}
    assert 'url=../../"' in (project.site / "tags/t/p/2/index.html").read_text()
    assert "archive/" in (project.site / "p/3/index.html").read_text()


@pytest.mark.parametrize(
    ("config", "parts"),
    [
        ("paginate: 2", ["page2", "page3"]),
        ("paginate: 2\npaginate_path: /blog/p:num/", ["blog/p2", "blog/p3"]),
        ("pagination: {enabled: true, per_page: 4}", ["page/2"]),
        ("paginate: all", []),
        ("paginate: 10", []),
    ],
)
def test_parts_of_long_lists_of_jekyll(tmp_path: Path, config: str, parts: list[str]) -> None:
    files = {f"_posts/2020-01-0{number}-a{number}.md": text("x", f"title: A{number}") for number in range(1, 6)}
    project = moved(tmp_path, {"_config.yml": f"url: https://own.test\n{config}\n", **files})
    assert all((project.site / part / "index.html").is_file() for part in parts)
    redirects = project.redirects.read_text() if project.redirects.exists() else ""
    assert redirects.count('"/archive/"') == len(parts)


def test_tags_of_every_kind(tmp_path: Path) -> None:
    heads = [
        '"a, b"', "a b", "[Ação, acao, ACAO]",
        '["!!!", "🚀", "%", "/", "..", "a/b"]', '["C#", "C++", C, .NET, "F#", c]',
        "{a: 1}", "[[x, y], z]", "[2020, 1.5, true, null, 2020-01-02]", '"#hash"', '["A B", "A-B", "A_B", "a  b"]',
    ]  # fmt: skip
    files = {f"content/posts/t{number}.md": text("x", f"title: T\ntags: {tags}") for number, tags in enumerate(heads)}
    moved(tmp_path, {"hugo.toml": HUGO, **files})


def test_pages_that_are_called_as_our_lists(tmp_path: Path) -> None:
    files = {f"content/{name}.md": text("Words.", f"title: {name}") for name in ("archive", "tags", "posts", "404")}
    project = moved(tmp_path, {"hugo.toml": HUGO, **files, "content/posts/p.md": text("x", "title: P\ntags: [a]")})
    assert "Words." in article(project, "page-archive").text


def test_names_of_every_kind(tmp_path: Path) -> None:
    names = [
        "Olá Mundo",
        "C# tips",
        "50%",
        "日本",
        "con",
        "x.y.z",
        "tags",
        "long" * 40,
        "a+b",
        "a&b",
        "(a)",
        "UP",
    ]
    files = {f"content/posts/{name}.md": text(f"Words of {number}.") for number, name in enumerate(names)}
    files |= {f"content/{place}/same.md": text(f"Same {place}.") for place in ("posts/a", "posts/b", "notes", "talks")}
    files |= {"content/posts/v.markdown": text("V."), "content/posts/w.mdown": text("W.")}
    project = moved(tmp_path, {"hugo.toml": HUGO, **files})
    pages = " ".join(path.read_text(encoding="utf-8") for path in (project.site / "posts").rglob("index.html"))
    wanted = [f"Words of {number}." for number in range(len(names))] + ["Same notes.", "Same talks.", "V.", "W."]
    assert [words for words in wanted if f"<p>{words}</p>" not in pages] == []


def test_heads_of_every_kind(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {
        "bom": b"\xef\xbb\xbf---\r\ntitle: Bom\r\n---\r\n\r\nBom words\r\n",
        "toml": '+++\ntitle = "T"\ndate = 2020-01-02T03:04:05Z\ntags = ["a",]\n+++\nToml words\n',
        "json": '{\n "title": "J", "date": "2020-01-02"\n}\nJson words\n',
        "latin": "---\ntitle: Olá\n---\nLatin words ção".encode("latin-1"),
        "utf16": "---\ntitle: Olá\n---\nUtf words ção".encode("utf-16"),
        "dates": text("Dates words", 'title: D\ndraft: "false"\nlastmod: 2020-01-02 25:00'),
        "blanks": "--- \ntitle: M\n--- \nBlanks words",
        "none": "None words",
        "empty": "",
        "bare": "---\n---\nBare words",
    }
    project = moved(tmp_path, {"hugo.toml": HUGO, **{f"content/posts/{name}.md": said for name, said in texts.items()}})
    lost = [name for name in texts if name != "empty" and "words" not in article(project, f"posts/{name}").text]
    assert lost == []


def test_files_beside_single_texts(tmp_path: Path) -> None:
    body = "![a](loose.png) ![b](/notes/2020/loose.png) ![c](../loose.png)"
    files = {"hugo.toml": HUGO, "content/notes/2020/x.md": text(body), "content/notes/2020/loose.png": ""}
    project = moved(tmp_path, files)
    assert shown(project, "posts/x") == ["a", "b", "c"]
    assert (project.site / "notes/2020/loose.png").is_file()


def test_sounds_and_films_of_a_post(tmp_path: Path) -> None:
    body = (
        '<video src="a b.mp4" poster="p.png" controls></video>\n\n'
        '<video controls><source src="./a%20b.mp4" type="video/mp4"><track src="t.vtt"></video>\n\n'
        'Here: <audio src="/s.mp3"></audio> <audio src="none.mp3"></audio>'
    )
    files: dict[str, str | bytes] = {"hugo.toml": HUGO, "content/posts/x/index.md": text(body), "static/s.mp3": "1"}
    files |= {f"content/posts/x/{name}": name for name in ("a b.mp4", "t.vtt", "p.png")}
    project = moved(tmp_path, files, "broken link 'none.mp3'")
    found = article(project, "posts/x").select("video, audio, source, track")
    named = [str(one[key]) for one in found for key in ("src", "poster") if one.has_attr(key)]
    there = [name for name in named if (project.site / "posts/x" / name).is_file()]
    assert len(there) == len(named) - 1
    assert all(name.split(".")[-2].isalnum() and len(name.split(".")[-2]) == 8 for name in there)
