"""`sitegen check`: every kind of finding, in whole small sites that are really edited, and links to a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import EXPERIMENTS, HELPERS, Site
from PIL import Image
from records import rebind

from builder.checking import web
from builder.checking.hosting import hosting
from builder.commands.check import Check, check
from builder.project import Project
from builder.site.outputs import Output

ENGLISH = """---
title: Counting
summary: Up to {{< value count.last >}}.
---

We counted up to {{< value count.last >}}, that is {{< value shifted.shifted >}} shifted.

## How

![A dot](img/dot.en.png)

```python
count = 1  # from one
print("counted")
```

| one | two |
|-----|-----|
| 1   | 2   |

## What for

{{< claim "count.last > 6" >}}Because it is more than six.{{< /claim >}} The answer is {{< value alone.answer >}}.

$$
a
=
b
$$

### The end

- first
- second
"""
PORTUGUESE = """---
title: Contando
summary: Até {{< value count.last >}}.
---

Deslocado é {{< value shifted.shifted >}}, e contamos até {{< value count.last >}}.

## Como

![Um ponto](img/dot.pt.png)

```python
count = 1  # a partir de um
print("contado")
```

| um  | dois |
|-----|------|
| 1   | 2    |

## Para quê

{{< claim "count.last > 6" >}}Porque é mais que seis.{{< /claim >}} A resposta é {{< value alone.answer >}}.

$$
a
=
b
$$

### O fim

- primeiro
- segundo
"""
CONFIG = """title = "Test"
languages = ["en", "pt"]

[en]
title = "Test"
name = "English"

[pt]
title = "Teste"
name = "Português"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site in two languages whose experiments have run."""
    site = Site(tmp_path_factory.mktemp("made") / "site")
    for name, text in {
        "experiments.py": EXPERIMENTS,
        "helpers.py": HELPERS,
        "index.en.md": ENGLISH,
        "index.pt.md": PORTUGUESE,
    }.items():
        site.write(name, text)
    (site.post / "img").mkdir()
    for language in ("en", "pt"):
        Image.new("RGB", (3, 2), "red").save(site.post / "img" / f"dot.{language}.png")
    (site.root / "content" / "site.toml").write_text(CONFIG)
    site.sitegen("run")
    check(Project(site.root))  # what it renders is kept
    return site.root


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    shutil.copytree(made, tmp_path / "site")
    monkeypatch.chdir(tmp_path / "site")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return Site(tmp_path / "site")


def told(found: Check, *, notes: bool = False) -> list[tuple[str, str]]:
    """The place and the message of each finding."""
    return [
        (f"{one.file.removeprefix('content/posts/counting/')}:{one.what.line or ''}", one.what.message)
        for one in found.findings
        if notes or one.severity != "note"
    ]


def checked(site: Site, **options: object) -> list[tuple[str, str]]:
    return told(check(Project(site.root), **options))  # type: ignore[arg-type]


def test_nothing_is_found_and_nothing_written_where_nothing_is_wrong(site: Site) -> None:
    assert checked(site) == []
    assert not (site.root / "site").exists()


FORMULA = "$$\na\n=\nb\n$$"
ANSWER = "{{< value alone.answer >}}"
OTHER = "content/posts/counting/index.pt.md"
DRIFT = {
    "a heading": (
        ("## What for\n", "## And now\n\n## What for\n"),
        [("index.en.md:21", f"the heading 'And now' has no counterpart near {OTHER}:19")],
    ),
    "a level": (
        ("### The end", "## The end"),
        [("index.en.md:31", f"'The end' is a heading of level 2, and in {OTHER}:31 'O fim' of 3")],
    ),
    "a section, with all that it shows": (
        ("### The end", "## More\n\n{{< value count.parity >}}\n\n### The end"),
        [("index.en.md:31", f"the heading 'More' has no counterpart near {OTHER}:25")],
    ),
    "a value": (
        ("that is {{<", "{{< value count.parity >}}, {{<"),
        [("index.en.md:6", f"the value 'count.parity' has no counterpart near {OTHER}:6")],
    ),
    "a value that is said twice": (
        ("### The end", "{{< value alone.answer >}}\n\n### The end"),
        [("index.en.md:31", f"the value 'alone.answer' has no counterpart near {OTHER}:25")],
    ),
    "another value": (
        ("The answer is {{< value alone.answer", "The answer is {{< value count.parity"),
        [("index.en.md:23", f"the value 'count.parity' stands where {OTHER}:23 has the value 'alone.answer'")],
    ),
    "another value in the front matter": (
        ("Up to {{< value count.last", "Up to {{< value count.parity"),
        [("index.en.md:3", f"the value 'count.parity' stands where {OTHER}:6 has the value 'count.last'")],
    ),
    "a claim": (
        ("six.{{< /claim >}}", 'six.{{< /claim >}} {{< claim "count.last > 1" >}}Or one.{{< /claim >}}'),
        [("index.en.md:23", f"the claim 'count.last > 1' has no counterpart near {OTHER}:23")],
    ),
    "a picture": (
        ("## What for\n", "![Dot](img/dot.pt.png) in words\n\n## What for\n"),
        [("index.en.md:21", f"the picture 'img/dot.pt.png' has no counterpart near {OTHER}:19")],
    ),
    "a caption, with which a number goes": (
        ("![A dot](img/dot.en.png)", '{{< image img/dot.en.png Dot caption="A dot." >}}'),
        [
            (
                "index.en.md:10",
                f"the picture 'img/dot.en.png' with a caption stands where {OTHER}:10 has the picture 'img/dot.pt.png'",
            )
        ],
    ),
    "a table": (
        ("| one | two |\n|-----|-----|\n| 1   | 2   |", "None."),
        [("index.pt.md:17", "this table has no counterpart near content/posts/counting/index.en.md:17")],
    ),
    "a block of code": (
        ("## What for\n", "```sh\nls\n```\n\n## What for\n"),
        [("index.en.md:21", f"this code in sh has no counterpart near {OTHER}:19")],
    ),
    "other code": (
        ("count = 1 ", "count = 2 "),
        [("index.en.md:12", f"this code in python differs from that in {OTHER}:12")],
    ),
    "paragraphs": (("more than six.{{< /claim >}} The", "more than six.{{< /claim >}}\n\nThe"), []),
    "the section in which something stands": (
        (f" The answer is {ANSWER}.\n\n{FORMULA}\n\n### The end", f"\n\n{FORMULA}\n\n### The end\n\nIt is {ANSWER}."),
        [],
    ),
    "a formula, part of which looks like a heading": ((FORMULA, "And so on."), []),
}


@pytest.mark.parametrize("name", DRIFT)
def test_what_one_language_has_and_the_other_lacks(site: Site, name: str) -> None:
    (old, new), expected = DRIFT[name]
    site.edit("index.en.md", old, new)
    assert checked(site) == expected


def test_a_shortcode_in_an_argument_and_a_plain_page_count_too(site: Site) -> None:
    pages = site.root / "content" / "pages"
    pages.mkdir()
    (pages / "about.en.md").write_text("---\ntitle: About\n---\n\n# Us\n")
    (pages / "about.pt.md").write_text("---\ntitle: Sobre\n---\n\nNós\n")
    box = '{{< admonition note "%s" >}}\nx\n{{< /admonition >}}\n\n### '
    site.edit("index.en.md", "### ", box % "{{< value count.last >}}")
    site.edit("index.pt.md", "### ", box % "sete")
    assert checked(site) == [
        ("content/pages/about.en.md:5", "the heading 'Us' has no counterpart near content/pages/about.pt.md:5"),
        ("index.en.md:31", f"the value 'count.last' has no counterpart near {OTHER}:31"),
    ]


def test_the_title_of_a_box_is_words(site: Site) -> None:
    box = '{{< details summary="%s" >}}\nx\n{{< /details >}}\n\n### '
    site.edit("index.en.md", "### ", box % "Why?")
    assert checked(site) == [("index.en.md:31", f"this details has no counterpart near {OTHER}:25")]
    site.edit("index.pt.md", "### ", box % "Por quê?")
    assert checked(site) == []


def test_the_text_that_says_so_is_the_original(site: Site) -> None:
    site.edit("index.pt.md", "title:", "original: true\ntitle:")
    site.edit("index.en.md", "count = 1 ", "count = 2 ")
    assert checked(site) == [
        ("index.pt.md:13", "this code in python differs from that in content/posts/counting/index.en.md:12")
    ]
    site.edit("index.en.md", "title:", "original: true\ntitle:")
    assert checked(site) == [("index.pt.md:2", "original is true here and in index.en.md")]


def test_whether_the_original_has_changed_nobody_can_tell_until_it_is_kept(site: Site) -> None:
    found = check(Project(site.root))
    assert not found.failed
    assert told(found, notes=True) == [
        (":", f"whether the original has changed since {OTHER} last followed it, nobody can tell")
    ]
    site.edit("index.en.md", "We counted", "All of us counted")
    assert checked(site) == []
    found = check(Project(site.root), translated=["counting"])
    assert found.done == [f"Kept that {OTHER} follows index.en.md"]
    assert told(found, notes=True) == []


def test_paragraphs_of_the_original_that_changed_since(site: Site) -> None:
    check(Project(site.root), translated=["counting"])
    kept = (site.post / "index.pt.followed").read_text()
    assert re.search("^[0-9a-f]{12} We counted up to .*, that is", kept, re.MULTILINE)
    site.edit("index.en.md", "print(", "print(\n    ")
    site.edit("index.en.md", "that is", "that\nis")
    site.edit("index.en.md", "- second\n", "- second\n- third\n- fourth\n")
    site.edit("index.pt.md", "primeiro", "1.")
    code = '```python count = 1 # from one print( "counted") ```'
    assert checked(site) == [
        ("index.en.md:13", f"'{code}' was changed since {OTHER}:12 last followed this text"),
        (
            "index.en.md:37",
            f"'- third' and what follows it, 2 paragraphs, were added since {OTHER}:34 last followed this text",
        ),
    ]
    site.edit("index.en.md", "- third\n- fourth\n", "")
    site.edit("index.en.md", "$$\na\n=\nb\n$$\n", "")
    assert [message for _, message in checked(site)] == [
        f"'{code}' was changed since {OTHER}:12 last followed this text",
        f"'$$ a = b $$' was taken out here since {OTHER}:31 last followed this text",
    ]
    assert checked(site, translated=["counting"]) == []


@pytest.mark.parametrize("name", ["index.en.md", "index.pt.md"])
def test_nothing_is_kept_of_a_text_with_mistakes(site: Site, name: str) -> None:
    check(Project(site.root), translated=["counting"])
    kept = (site.post / "index.pt.followed").read_bytes()
    site.edit("index.en.md", "We counted", "All of us counted")
    site.edit(name, "### ", "{{< value nothing.at.all >}}\n\n### ")
    found = check(Project(site.root), translated=["counting"])
    assert found.done == []
    says = f"{name} has mistakes, so that it was not kept that this follows index.en.md"
    assert says in [message for _, message in told(found)]
    assert (site.post / "index.pt.followed").read_bytes() == kept


def test_a_file_of_what_is_followed_that_is_broken(site: Site) -> None:
    check(Project(site.root), translated=[OTHER])
    path = site.post / "index.pt.followed"
    kept = path.read_text()
    path.write_text(kept.replace("\n", "\n<<<<<<< HEAD\n", 1))
    assert checked(site) == [("index.pt.followed:2", "'<<<<<<< HEAD' is no paragraph")]
    path.write_text(kept.replace("index.en.md", "index.es.md"))
    [(place, message)] = checked(site)
    assert (place, message[:20]) == ("index.pt.followed:1", "does not begin with ")
    assert checked(site, translated=["content/posts/counting"]) == []
    assert path.read_text() == kept
    [(place, message)] = checked(site, translated=["countin"])
    assert message == "--translated countin: there is no translation of this name"


class Pages(BaseHTTPRequestHandler):
    """A small web: pages that are there, were moved, are gone, refuse programs, never answer."""

    asked: Counter[str]
    at_once: Counter[str]
    most: Counter[str]
    lock: threading.Lock
    closing: threading.Event
    picture: bytes

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        host = self.headers["Host"]
        with self.lock:
            self.asked[f"{self.command} {self.path}"] += 1
            for key in (host, "all"):
                self.at_once[key] += 1
                self.most[key] = max(self.most[key], self.at_once[key])
        time.sleep(0.02)  # so that others may come meanwhile
        if self.path == "/silent":
            self.closing.wait()
        with self.lock:
            self.at_once.subtract([host, "all"])
        body = self.picture if ".png" in self.path else b"<p>no picture</p>"
        gone, no_head = self.path.startswith("/gone"), self.command == "HEAD" and self.path.startswith("/no-head")
        status = (
            404 if gone else 405 if no_head else {"/moved": 301, "/refused": 403, "/broken": 500}.get(self.path, 200)
        )
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 301:
            self.send_header("Location", "/there?b=1&c=%C3%A9")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@pytest.fixture
def web_pages(site: Site) -> Iterator[tuple[str, type[Pages]]]:
    """A real server, and what it was asked."""
    plain = (site.post / "img" / "dot.en.png").read_bytes()
    pages = type("P", (Pages,), {"asked": Counter(), "at_once": Counter(), "most": Counter(), "lock": threading.Lock()})
    pages.closing, pages.picture = threading.Event(), plain
    with ThreadingHTTPServer(("0.0.0.0", 0), pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", pages
        pages.closing.set()
        server.shutdown()
        thread.join()


def test_links_to_other_sites(site: Site, web_pages: tuple[str, type[Pages]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "SECONDS", 2)
    address, pages = web_pages
    links = "".join(
        f"[x]({address}/{path})\n\n"
        for path in ("there", "there#part", "gone/1", "no-head", "moved", "refused", "silent", "gone/1", "é(1)", "gone")
    )
    links += "[x](http://127.0.0.1:9/)\n\n[x](http://a..b/)\n\n`http://127.0.0.1/code`\n"
    site.edit("index.en.md", "### The end\n", f"### The end\n\n{links}")
    site.edit("index.pt.md", "### O fim\n", f"### O fim\n\n[x]({address}/gone/1)\n")
    assert checked(site) == []
    assert not pages.asked
    found = check(Project(site.root), follow=True)
    assert [(place, message.replace(address, "")) for place, message in told(found, notes=True)[:-1]] == [
        ("index.en.md:37", "'/gone/1' answers 404 Not Found"),
        ("index.en.md:43", "'/refused' answers 403 Forbidden"),
        ("index.en.md:45", "'/silent' does not answer within 2 seconds"),
        ("index.en.md:51", "'/gone' answers 404 Not Found"),
        ("index.en.md:53", "'http://127.0.0.1:9/' cannot be reached: [Errno 111] Connection refused"),
        ("index.en.md:55", "'http://a..b/' is no address"),
    ]
    hints = {one.what.message.replace(address, ""): one.what.hint for one in found.findings}
    assert hints["'/gone/1' answers 404 Not Found"] == (
        f"Mend the link. It stands in content/posts/counting/index.en.md:47, {OTHER}:33, too."
    )
    severities = {one.what.message.replace(address, ""): one.severity for one in found.findings}
    assert severities["'/refused' answers 403 Forbidden"] == "note"
    assert pages.asked["HEAD /there"] == 1
    assert pages.asked["GET /there"] == 0
    assert (pages.asked["HEAD /gone/1"], pages.asked["GET /gone/1"], pages.asked["GET /no-head"]) == (1, 1, 1)
    assert pages.asked["GET /there?b=1&c=%C3%A9"] + pages.asked["HEAD /there?b=1&c=%C3%A9"] == 1
    assert pages.asked["HEAD /%C3%A9(1)"] == 1


def test_no_server_is_asked_twice_at_once_and_few_servers_are(site: Site, web_pages: tuple[str, type[Pages]]) -> None:
    address, pages = web_pages
    hosts = [address.replace("127.0.0.1", f"127.0.0.{number}") for number in range(1, 9)]
    links = "".join(f"[x]({host}/{page})\n\n" for host in hosts for page in range(4))
    for name in ("index.en.md", "index.pt.md"):
        site.edit(name, "### ", f"{links}### ")
    assert told(check(Project(site.root), follow=True)) == []
    assert sum(pages.asked.values()) == 32
    assert pages.most.pop("all") in (2, 3, 4)
    assert set(pages.most.values()) == {1}


def test_links_are_not_followed_on_pages_that_cannot_be_made(site: Site) -> None:
    site.edit("index.en.md", "### ", "{{< value nothing.at.all >}}\n\n### ")
    found = check(Project(site.root), follow=True)
    assert ("note", "links to other sites in texts with mistakes were not followed") in [
        (one.severity, one.what.message) for one in found.findings
    ]


def test_pictures_of_other_sites_are_copied_where_they_are_shown(
    site: Site, web_pages: tuple[str, type[Pages]]
) -> None:
    address, pages = web_pages
    picture, also = f"{address}/my%20d%C3%B3t.png?x=1&amp;y=2", f"{address}/a_(1).png"
    more = (
        f'[![dot]({picture} "title")]({picture})\n\n'
        f'{{{{< image {also} "dot" src_l="{also}" linked=false >}}}}\n\n'
        f'{{{{< figure src="{also}" alt="dot" link="{also}" >}}}}\n\n'
        f'<img src="{also}" alt="dot">\n\n`![code]({also})`\n\n```\n![code]({also})\n```\n\n'
        f"![dot][1] and [x][2]\n\n[1]: {also}\n[2]: {also}\n"
    )
    site.edit("index.en.md", "summary:", f"featured_image: {also}\nsummary:")
    for name in ("index.en.md", "index.pt.md"):
        site.edit(name, "### ", f"{more}\n### ")
    site.write("index.pt.md", (site.post / "index.pt.md").read_text().replace("\n", "\r\n"))
    (site.post / "img" / "a_-1.png").write_bytes(b"another picture")
    before = {message for _, message in checked(site)}
    assert f"'{also}' lies on another site, and its words are shown instead" in before
    found = check(Project(site.root), localize=True)
    assert told(found) == []
    assert [line.replace(address, "") for line in found.done] == [
        "Copied /a_(1).png to content/posts/counting/img/a_-1-e3912111.png",
        "Copied /my%20d%C3%B3t.png?x=1&amp;y=2 to content/posts/counting/img/my-d-t.png",
    ]
    assert (site.post / "img" / "my-d-t.png").read_bytes() == pages.picture
    copied = (
        f'[![dot](img/my-d-t.png "title")]({picture})\n\n'
        '{{< image img/a_-1-e3912111.png "dot" src_l="img/a_-1-e3912111.png" linked=false >}}\n\n'
        f'{{{{< figure src="img/a_-1-e3912111.png" alt="dot" link="{also}" >}}}}\n\n'
        f'<img src="img/a_-1-e3912111.png" alt="dot">\n\n`![code]({also})`\n\n```\n![code]({also})\n```\n\n'
        f"![dot][1] and [x][2]\n\n[1]: img/a_-1-e3912111.png\n[2]: {also}\n"
    )
    text = (site.post / "index.en.md").read_text()
    assert "\nfeatured_image: img/a_-1-e3912111.png\nsummary:" in text
    assert copied in text
    assert copied.replace("\n", "\r\n").encode() in (site.post / "index.pt.md").read_bytes()
    assert pages.asked.total() == 2


def test_a_post_that_is_a_single_file_gets_its_pictures_in_the_folder_of_its_name(
    site: Site, web_pages: tuple[str, type[Pages]]
) -> None:
    address, _ = web_pages
    post = site.post.with_name("old.en.md")
    post.write_text(f'---\ntitle: Old\n---\n\n{{{{% image "{address}/a.png" "dot" %}}}}\n')
    post.with_name("old.pt.md").write_text(post.read_text())
    check(Project(site.root), localize=True)
    assert '{{% image "img/a.png" "dot" %}}' in post.read_text()
    assert (site.post.with_name("old") / "img" / "a.png").is_file()
    assert checked(site) == []


def test_a_picture_that_is_gone_or_none_is_told_and_left(site: Site, web_pages: tuple[str, type[Pages]]) -> None:
    address, _ = web_pages
    for name in ("index.en.md", "index.pt.md"):
        site.edit(name, "### ", f"![a]({address}/gone.png) and ![b]({address}/page)\n\n### ")
    before = (site.post / "index.en.md").read_text()
    found = check(Project(site.root), localize=True)
    assert (found.done, (site.post / "index.en.md").read_text()) == ([], before)
    assert [(place, message.replace(address, "")) for place, message in told(found) if "copied" in message] == [
        ("index.en.md:31", "'/gone.png' cannot be copied: it answers 404 Not Found"),
        ("index.en.md:31", "'/page' cannot be copied: it is no picture that browsers show"),
        ("index.pt.md:31", "'/gone.png' cannot be copied: it answers 404 Not Found"),
        ("index.pt.md:31", "'/page' cannot be copied: it is no picture that browsers show"),
    ]


def test_what_github_pages_does_not_show(site: Site) -> None:
    static = site.root / "templates" / "static"
    (static / "_fonts").mkdir(parents=True)
    (static / "_fonts" / "a.woff2").write_bytes(b"")
    (static / ".hidden").write_bytes(b"")
    with (static / "data.bin").open("wb") as file:
        file.truncate(100 * 2**20 + 1)
    assert checked(site) == [
        ("templates/static/.hidden:", "GitHub Pages may leave out 'static/.hidden' because of the name '.hidden'"),
        (
            "templates/static/_fonts/a.woff2:",
            "GitHub Pages may leave out 'static/_fonts/a.woff2' because of the name '_fonts'",
        ),
        (
            "templates/static/data.bin:",
            "'static/data.bin' has 100.0 MiB, and GitHub takes no file of more than 100 MiB",
        ),
    ]
    (static / "data.bin").write_bytes(b"")


def test_a_site_of_more_than_a_gigabyte(tmp_path: Path) -> None:
    output = Output(tmp_path / "site", tmp_path)
    for number in range(10):
        output.add(f"{number}.bin", LARGE)
    assert list(hosting(output)) == []
    output.add("10.bin", "x")
    [error] = hosting(output)
    assert error.message == "the site has 1.00 GB, and GitHub Pages takes no more than 1 GB"


LARGE = b"0" * 10**8


def test_names_that_are_one_on_other_disks(site: Site) -> None:
    images = site.post / "img"
    (images / "Dot.en.png").write_bytes((images / "dot.en.png").read_bytes())
    (images / "é").mkdir()
    (images / "e\u0301").mkdir()
    (site.post / "IMG").mkdir()
    assert checked(site) == [
        ("img:", f"is the same name as content/posts/counting/IMG{REPLACED}"),
        ("img/dot.en.png:", f"is the same name as content/posts/counting/img/Dot.en.png{REPLACED}"),
        ("img/é:", f"is the same name as content/posts/counting/img/e\u0301{REPLACED}"),
    ]


REPLACED = " on macOS and Windows, where one would replace the other"


def test_results_that_have_to_be_run_are_told_once(site: Site) -> None:
    site.edit("experiments.py", '"answer": 42', '"answer": 43')
    site.edit("helpers.py", "OFFSET = 100", "OFFSET = 101")
    site.write("experiments.py", (site.post / "experiments.py").read_text() + NEVER_RAN)
    site.edit("index.en.md", ", that is {{< value shifted.shifted >}} shifted", "")
    site.edit("index.pt.md", "Deslocado é {{< value shifted.shifted >}}, e contamos", "Contamos")
    found = check(Project(site.root)).findings
    assert [(one.severity, one.what.message, one.what.hint) for one in found if one.severity != "note"] == [
        (
            "warning",
            "shows results of 'alone' that are out of date: experiments.py:alone changed",
            "Run `sitegen run alone`.",
        ),
        ("warning", "the result of 'unseen' is missing: never ran", "Run `sitegen run unseen`."),
        (
            "warning",
            "the result of 'shifted' is stale: helpers.py:OFFSET changed",
            "Run `sitegen run shifted`.",
        ),
    ]
    site.edit("index.en.md", "value alone.answer", "value unseen.answer")
    site.edit("index.pt.md", "value alone.answer", "value unseen.answer")
    assert [message for _, message in checked(site) if "unseen" in message] == ["experiment 'unseen' never ran"]


NEVER_RAN = """

@experiment
def unseen() -> Result:
    return Result(values={"answer": 1})
"""


def test_a_record_of_a_quick_run_among_the_results(site: Site) -> None:
    record = site.post / "results" / "alone" / "record.json"
    rebind(record, '"quick": false', '"quick": true')
    assert checked(site) == [
        (
            "content/posts/counting:",
            "shows results of 'alone' that are out of date: made by a quick run",
        )
    ]


NO_ALT = "![](img/dot.en.png)"
BROKEN = "{{< value count.lst >}} and 42.5: 100%, 12,5"


def test_what_a_strict_build_fails_at_is_told_with_its_severity(site: Site) -> None:
    site.edit("index.en.md", "## How\n", f"{BROKEN}\n\n## How\n\n[x](#nowhere)\n\n{NO_ALT}\n")
    site.edit("index.pt.md", 'count.last > 6" >}}', 'count.last > 7" >}}')
    found = [(one.severity, one.file[-11:], one.what.line) for one in check(Project(site.root)).findings]
    for expected in [
        ("error", "index.en.md", 8),
        ("warning", "index.en.md", 8),
        ("warning", "index.pt.md", 23),
    ]:
        assert expected in found
    told_by_build = site.sitegen("build", "--strict", "--no-run", code=2).stderr
    messages = [str(one.what) for one in check(Project(site.root)).findings]
    for line in re.findall(r"^(?:Error: )?(content/.*)$", told_by_build, re.MULTILINE):
        assert any(message.startswith(line) for message in messages), line
    site.edit("index.en.md", BROKEN, "Seven.")
    found = [(one.severity, one.file[-11:], one.what.line) for one in check(Project(site.root)).findings]
    assert ("warning", "index.en.md", 14) in found  # a picture without words
    site.edit("index.en.md", NO_ALT, "")
    assert ("index.en.md:12", "broken link '#nowhere': the page has no anchor 'nowhere'") in checked(site)


def test_for_people_and_exit_codes(site: Site) -> None:
    done = site.sitegen("check", "--translated", "counting")
    assert done.stdout == "Found nothing.\n"
    assert done.stderr == f"Kept that {OTHER} follows index.en.md\n"
    site.edit("index.en.md", "## How\n", "Typed: 42.5.\n\n## How\n")
    done = site.sitegen("check", code=2)
    assert done.stdout.splitlines() == [
        "content/posts/counting/index.en.md",
        "  8: warning: '42.5' was typed, and comes from no record. Write {{< value experiment.name >}}; what is no "
        "result stands in backticks or in a formula.",
        f"  8: warning: 'Typed: 42.5.' was added since {OTHER}:6 last followed this text. Bring the translation along, "
        f"then: sitegen check --translated {OTHER}",
        "",
        "Found 2 warnings.",
    ]
    assert not (site.root / "site").exists()


def test_for_programs(site: Site) -> None:
    site.edit("index.en.md", "## How\n", f"{BROKEN}\n\n## How\n")
    objects = json.loads(site.sitegen("check", "--json", code=2).stdout)
    assert objects[0] == {
        "severity": "error",
        "file": "content/posts/counting/index.en.md",
        "line": 8,
        "message": objects[0]["message"],
        "hint": "Did you mean 'last'?",
    }
    assert {"severity", "file", "line", "message", "hint"} == set(objects[-1])
    assert (objects[-1]["severity"], objects[-1]["file"], objects[-1]["line"]) == ("note", None, None)


def test_for_github(site: Site) -> None:
    subprocess.run(["git", "init", "-q", str(site.root.parent)], check=True)
    site.edit("index.en.md", "## How\n", "All, 100%, [x](http://nothing here).\n\n## How\n")
    renamed = site.post.with_name("a,b")
    renamed.mkdir()
    (renamed / "index.en.md").write_text("x")
    *lines, last = site.sitegen("check", "--format", "github", code=2).stdout.splitlines()
    assert last.startswith("Found ")
    read = [re.fullmatch("::(error|warning|notice)(?: ([^:]*))?::(.*)", line) for line in lines]
    plain = [(one[1], one[2], one[3]) for one in read if one]
    assert len(plain) == len(lines)
    assert [place for _, place, _ in plain if place and "%2C" in place] == ["file=site/content/posts/a%2Cb"]
    assert plain[-1][:2] == ("notice", None)
    properties = dict(pair.split("=") for pair in plain[1][1].split(","))
    assert properties == {"file": "site/content/posts/counting/index.en.md", "line": "8"}
    assert unquote(plain[1][2]).split("\n")[0] == "'100%' was typed, and comes from no record"
    assert "%25" in plain[1][2]
