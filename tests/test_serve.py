"""`sitegen serve` as a process of its own: real requests, real saves, a real browser."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pytest
from conftest import REPOSITORY, Site

import builder.serving.patience
from builder.commands.serve import _listening
from builder.serving.answers import Served as Shown
from builder.serving.server import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

PATIENCE = 60
"""Seconds after which a test gives up."""
POST = "/repo/en/posts/coin/"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    text: str


@dataclass
class Served:
    """A site while it is served, and what the server says."""

    site: Site
    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    port: int = 0
    listener: threading.Thread | None = None

    @property
    def text(self) -> Path:
        return self.site.root / "content" / "posts" / "coin" / "index.en.md"

    def listen(self) -> None:
        """Wait until it serves; what it says is collected from now on."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("Serving http://"):
                self.port = int(line.split("/")[2].rpartition(":")[2])
                break
        self.listener = threading.Thread(target=self._listen, args=(self.process.stdout,))
        self.listener.start()

    def _listen(self, lines: TextIO) -> None:
        with lines:
            self.said.extend(map(str.rstrip, lines))

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        with self.listening(path, method, headers) as answer:
            return Answer(answer.status, answer.headers, answer.read().decode("utf-8", "replace"))

    @contextmanager
    def listening(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Iterator[http.client.HTTPResponse]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(connection):
            connection.request(method, path, headers=dict(headers or {}))
            with connection.getresponse() as answer:
                yield answer

    def page(self) -> str:
        """The post, without the script that is added to it."""
        return self.get(POST).text.partition('<script src="/.sitegen/')[0]

    def state(self, wanted: Callable[[dict[str, Any]], bool] = lambda state: True) -> dict[str, Any]:
        """What pages are told, as soon as it is what is wanted."""
        with self.listening("/.sitegen/changes") as stream:
            for line in stream:
                if line.startswith(b"data: ") and wanted(state := json.loads(line.removeprefix(b"data: "))):
                    return dict(state)
        raise AssertionError("the server went away")

    def after(self, save: Callable[[], object]) -> dict[str, Any]:
        """What pages are told of a save that changes the site or makes or mends a mistake."""
        before = self.state()
        save()
        return self.state(lambda state: state != before)

    def wait_until(self, holds: Callable[[], bool]) -> None:
        give_up = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < give_up, self.said
            time.sleep(0.02)

    def builds(self) -> int:
        return sum(line.startswith("Built in ") for line in self.said)


@contextmanager
def serving(site: Site, *options: str) -> Iterator[Served]:
    process = subprocess.Popen(
        site.command("serve", "--port", "0", *options),
        cwd=site.root,
        env=site.environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        # A shell's background job, as this suite may be, hands down that Ctrl-C is ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    served = Served(site, process)
    try:
        served.listen()
        yield served
    finally:
        process.kill()
        process.wait()
        if served.listener is not None:
            served.listener.join()


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with one post and its record, that will live below a path."""
    site = Site(tmp_path_factory.mktemp("serve") / "site")
    Site(site.root.parent).sitegen("init", "site")
    site.sitegen("run")
    config = site.root / "content" / "site.toml"
    config.write_text(config.read_text().replace("# base_url", "base_url").replace("user.github.io", "ana.example"))
    return site


@pytest.fixture
def copy(new: Site, tmp_path: Path) -> Site:
    """Such a site that a test may spoil."""
    return Site(shutil.copytree(new.root, tmp_path / "site"))


@pytest.fixture(scope="module")
def served(new: Site) -> Iterator[Served]:
    with serving(new) as served:
        yield served


@pytest.fixture
def saved(served: Served) -> Iterator[Served]:
    """A server whose site is afterwards what it was."""
    post, page = served.text.parent, served.page()
    before = {path: path.read_bytes() for path in post.iterdir() if path.is_file()}
    yield served
    for path, content in before.items():
        if not path.is_file() or path.read_bytes() != content:
            save(path, content.decode())
    shutil.rmtree(served.site.root / "templates", ignore_errors=True)
    served.state(lambda state: not state["mistakes"] and served.page() == page)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


def save(path: Path, text: str) -> None:
    """Save in one step, so that nobody sees half of it."""
    path.with_name("x.tmp").write_text(text)
    path.with_name("x.tmp").rename(path)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    save(path, text.replace(old, new))


def test_it_sends_what_was_built_and_leaves_no_trace(served: Served) -> None:
    page = served.get(POST)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    html = page.text
    assert "<h1>Tossing a coin</h1>" in html
    assert '<script src="/.sitegen/reload.js"' in html
    assert "new EventSource" in served.get("/.sitegen/reload.js").text
    icon = served.get("/repo/static/favicon.svg")
    assert (icon.status, icon.headers["content-type"]) == (200, "image/svg+xml")
    assert served.get("/repo/static/favicon.svg", **{"If-None-Match": icon.headers["etag"]}).status == 304
    assert served.get("/repo/static/page.js").headers["content-type"].startswith("text/javascript")
    head = served.get(POST, "HEAD")
    assert (head.status, head.text) == (200, "")
    assert not (served.site.root / "site").exists()
    served.site.sitegen("build")
    built = (served.site.root / "site" / "en" / "posts" / "coin" / "index.html").read_text()
    from_main, from_main_built = (text[text.index("<main") :] for text in (html, built))  # above it, one has the search
    assert from_main.startswith(from_main_built)
    assert "EventSource" not in built


@pytest.mark.parametrize(
    ("path", "status", "leads_to"),
    [
        ("/", 302, "/repo/"),
        ("/repo", 302, "/repo/"),
        ("/repo/en/posts/coin", 302, "/repo/en/posts/coin/"),
        ("/repo/en/posts/", 404, None),
        ("/repo/gone/", 404, None),
        ("/repo//ana.example/", 404, None),
        ("//ana.example/", 404, None),
        ("/en/posts/coin/", 404, None),
        ("/repo/../repo/en/index.html", 404, None),
        ("/repo/static/../../content/site.toml", 404, None),
        ("/repo/%2e%2e/content/site.toml", 404, None),
        ("/repo/..%2fcontent/site.toml", 404, None),
        ("/repo/..\\content\\site.toml", 404, None),
        ("/repo/..%5ccontent%5csite.toml", 404, None),
        ("/repo/en/index.html%00.css", 404, None),
        ("/repo/%ff%fe", 404, None),
        ("/repo//etc/passwd", 404, None),
        ("file:///etc/passwd", 404, None),
        ("/repo/en/?q=1", 200, None),
    ],
)
def test_addresses(served: Served, path: str, status: int, leads_to: str | None) -> None:
    answer = served.get(path)
    assert (answer.status, answer.headers["location"]) == (status, leads_to)
    if status == 404:
        assert "<h1>404</h1>" in answer.text


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"POST /repo/en/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405),
        (b"DELETE /.sitegen/changes HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        (b"HEAD /.sitegen/changes HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: ana.example\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: 10.0.0.1:8000\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost.ana.example\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: [\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: evil@127.0.0.1\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: evil:x@localhost\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: [::1].evil\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: [::1]evil:80\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost/evil\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost:80:evil\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost:evil\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: LocalHost:8000\r\n\r\n", 200),
        (b"GET /repo/en/ HTTP/1.1\r\nHost:\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.0\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://ana.example\r\n\r\n", 403),
        (b"GET /.sitegen/changes HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:1\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\n\r\n", 403),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost\r\nHost: ana.example\r\n\r\n", 400),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n\r\n", 200),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", 200),
        (b"GET /repo/\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET /repo/en/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 20_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 431),
        (b"nonsense\r\n\r\n", 400),
    ],
    ids=lambda value: value[:60].decode("latin-1") if isinstance(value, bytes) else None,
)
def test_requests_that_no_page_of_the_site_makes(served: Served, request_: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", served.port), timeout=PATIENCE) as connection:
        connection.sendall(request_)
        said = connection.recv(1000)
    assert int(said.split()[1]) in ({400, 431} if status == 431 else {status})  # 400 where it comes in pieces
    assert "Traceback" not in "\n".join(served.said)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> int:
    """The port of a server that waits for a tenth of a second."""
    monkeypatch.setattr(builder.serving.patience, "SECONDS", 0.1)
    server = Server(lambda changed: Shown(), [], ["127.0.0.1"])
    listening = _listening("127.0.0.1", 0)
    threading.Thread(target=server._answer_all, args=(listening,), daemon=True).start()
    return int(listening.getsockname()[1])


ASKED = b"GET /.sitegen/reload.js HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET /", ASKED, ASKED + b"\r\n" + ASKED, ASKED.replace(b"GET", b"POST") + b"Content-Length: 9\r\n\r\nab"],
    ids=["nothing", "half a line", "half a head", "a second request by half", "half a body"],
)
def test_a_request_that_never_comes_whole_is_not_waited_for(impatient: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", impatient), timeout=PATIENCE) as connection:
        connection.sendall(sent)
        with suppress(ConnectionResetError):
            while connection.recv(100_000):
                pass


def test_a_page_may_listen_for_as_long_as_it_likes(impatient: int) -> None:
    with socket.create_connection(("127.0.0.1", impatient), timeout=0.5) as connection:
        connection.sendall(ASKED.replace(b"reload.js", b"changes") + b"\r\n")
        with suppress(TimeoutError):
            while connection.recv(100_000):
                pass
            pytest.fail("the connection was closed")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_of_an_answer_nothing_waits_until_its_head_was_confirmed(host: str) -> None:
    """That would take 40 ms on each connection that is kept."""
    with _listening(host, 0) as listening, socket.create_connection(listening.getsockname()[:2]):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_what_editors_leave_for_a_while_builds_nothing(saved: Served) -> None:
    built, post = saved.builds(), saved.text.parent
    left = [post / name for name in (".index.en.md.swp", "index.en.md~", "4913", "#index.en.md#", ".#index.en.md")]
    for path in left[:-1]:
        path.write_text("something")
    left[-1].symlink_to("nobody@nowhere.1234")
    saved.after(lambda: edit(saved.text, "We tossed", "They tossed"))
    assert "They tossed" in saved.page()
    saved.wait_until(lambda: saved.builds() > built)
    assert saved.builds() == built + 1
    for path in left:
        path.unlink()


def test_names_that_vanish_while_they_are_read_do_no_harm(saved: Served) -> None:
    post = saved.text.parent
    for number in range(30):
        for name in (f"sed{number}", "index.xx.md", "words.toml"):
            (post / name).write_text("something")
            (post / name).unlink()
    # As Vim saves: the old text gets another name, the new one is another file.
    text = saved.text.read_text()
    saved.text.rename(post / "index.en.md~")
    saved.text.write_text(text.replace("We tossed", "They tossed"))
    saved.state(lambda state: not state["mistakes"] and "They tossed" in saved.page())
    (post / "index.en.md~").unlink()
    assert "Traceback" not in "\n".join(saved.said)


def test_a_template_with_a_mistake_is_told_and_the_last_good_site_stays(saved: Served) -> None:
    own = saved.site.root / "templates" / "post.html"
    own.parent.mkdir()
    state = saved.after(lambda: save(own, "<p>\n{% for %}\n"))
    assert state["mistakes"][0]["place"] == "templates/post.html:2"
    assert "<h1>Tossing a coin</h1>" in saved.page()
    saved.wait_until(lambda: "Error: templates/post.html:2: template: " in "\n".join(saved.said))
    state = saved.after(lambda: save(own, '{% extends "base.html" %}{% block main %}My own{% endblock %}'))
    assert state["mistakes"] == []
    assert "My own" in saved.page()
    saved.after(lambda: shutil.rmtree(own.parent))
    assert "<h1>Tossing a coin</h1>" in saved.page()


def test_all_mistakes_are_told_with_what_to_do(saved: Served) -> None:
    mistakes = saved.after(lambda: edit(saved.text, "{{< figure", "{{< vaule x >}}\n\n{{< figrue"))["mistakes"]
    places = [mistake["place"].partition(":")[0] for mistake in mistakes]
    assert places == ["content/posts/coin/index.en.md"] * 2
    assert mistakes[0]["hint"] == "Did you mean 'value'?"


def test_figures_are_drawn_by_their_new_code(saved: Served) -> None:
    def picture() -> str:
        (name,) = set(re.findall(r"shares\.\w+\.svg", saved.page()))
        return saved.get(POST + name).text

    assert "drawn anew" not in picture()
    figures = saved.text.with_name("figures.py")
    saved.after(lambda: edit(figures, "    return figure", '    figure.suptitle("drawn anew")\n    return figure'))
    assert "drawn anew" in picture()


def test_it_runs_nothing_and_says_what_is_out_of_date(saved: Served) -> None:
    record = saved.text.parent / "results" / "coin" / "record.json"
    before = record.read_bytes()
    saved.after(lambda: edit(saved.text.with_name("experiments.py"), "count: int = 1_000", "count: int = 2_000"))
    assert "The results of <code>coin</code> are out of date:" in saved.page()
    saved.wait_until(lambda: any("'coin' that are out of date" in line for line in saved.said))
    assert "  Run `sitegen run coin`." in saved.said
    assert record.read_bytes() == before


def test_it_ends_though_a_figure_keeps_the_interruption_to_itself(copy: Site) -> None:
    figures = copy.root / "content" / "posts" / "coin" / "figures.py"
    deaf = "    import time\n    while True:\n        try: time.sleep(60)\n        except BaseException: pass\n"
    with serving(copy) as served:
        edit(figures, "    figure = Figure(", f"    print('deaf', flush=True)\n{deaf}    figure = Figure(")
        served.wait_until(lambda: "deaf" in served.said)
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(PATIENCE) == 130


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_at_once_while_a_page_listens_and_a_figure_is_drawn_for_ever(
    copy: Site, sent: signal.Signals, code: int
) -> None:
    figures = copy.root / "content" / "posts" / "coin" / "figures.py"
    with serving(copy) as served, served.listening("/.sitegen/changes") as stream:
        stream.readline()
        edit(
            figures,
            "    figure = Figure(",
            "    print('for ever', flush=True)\n    while True: pass\n    figure = Figure(",
        )
        served.wait_until(lambda: "for ever" in served.said)
        served.process.send_signal(sent)
        assert served.process.wait(PATIENCE) == code
    assert "Stopped." in served.said
    assert "Traceback" not in "\n".join(served.said)


def test_a_port_that_is_taken(served: Served) -> None:
    said = served.site.sitegen("serve", "--port", str(served.port), code=2).stderr
    assert said.splitlines() == [
        f"Error: port {served.port} is taken by another program",
        "  `sitegen serve --port 0` finds a free one.",
    ]
    assert (
        "cannot serve nowhere.invalid at port 0: "
        in served.site.sitegen("serve", "--host", "nowhere.invalid", "--port", "0", code=2).stderr
    )


def test_beyond_this_machine_it_warns_and_still_knows_its_names(new: Site) -> None:
    with serving(new, "--host", "0.0.0.0") as served:
        assert served.said[0].startswith("Warning: whoever can reach this machine")
        statuses = {host: served.get("/repo/en/", Host=host).status for host in ("192.168.1.7:8000", "ana.example")}
        assert statuses == {"192.168.1.7:8000": 200, "ana.example": 403}


def test_what_comes_to_static_is_seen(copy: Site) -> None:
    with serving(copy) as served:
        told = served.after(lambda: edit(served.text, "We tossed", "![A dot](/img/dot.png)\n\nWe tossed"))
        assert "dot.png" in json.dumps(told["mistakes"])
        picture = served.site.root / "static" / "img" / "dot.png"
        picture.parent.mkdir(parents=True)
        source = REPOSITORY / "tests" / "sites" / "loveit" / "static" / "images" / "digito.png"
        assert not served.after(lambda: shutil.copy(source, picture))["mistakes"]


def asking(page: Page, load: Callable[[], object]) -> None:
    """Load a page and wait until it has asked for itself, so as to know later what is new."""

    since: list[Request] = []
    loading = False

    def note(request: Request) -> None:
        nonlocal loading
        loading = loading or request.is_navigation_request()
        if loading and request.resource_type == "fetch" and request.url == page.url:
            since.append(request)

    page.on("request", note)  # that which the page asked before may never end
    with page.expect_event("requestfinished", lambda request: request in since):
        load()
    page.remove_listener("request", note)


@pytest.mark.browser
def test_a_save_is_shown_and_the_page_stays_where_it_was(saved: Served, page: Page) -> None:
    saved.after(lambda: edit(saved.text, "We tossed", "Much to read.\n\n" * 200 + "We tossed"))
    page.goto(f"http://localhost:{saved.port}{POST}")
    page.evaluate("scrollTo(0, 1234)")
    for number in range(3):
        edit(saved.text, "tossed", f"tossed {number}")
        page.get_by_text(f"We tossed {number}").wait_for()
        assert any(page.evaluate("scrollY") == 1234 or page.wait_for_timeout(50) for _ in range(200))


@pytest.mark.browser
def test_new_words_come_into_the_page_and_all_else_loads_it_again(saved: Served, page: Page) -> None:
    page.goto(f"http://localhost:{saved.port}{POST}")

    def stays(save: Callable[[], object], shown: str) -> bool:
        asking(page, page.reload)
        page.evaluate("window.same = true")
        save()
        page.get_by_text(shown).first.wait_for()
        page.wait_for_load_state("load")
        same = bool(page.evaluate("window.same === true"))
        here = page.evaluate("document.querySelector('article').innerText")
        page.reload()
        assert here == page.evaluate("document.querySelector('article').innerText")
        return same

    assert stays(lambda: edit(saved.text, "We tossed", "They tossed"), "They tossed")
    assert stays(lambda: edit(saved.text, "They tossed", "One more.\n\n- item\n- more\n\nThey tossed"), "One more.")
    assert stays(lambda: edit(saved.text, "One more.\n\n- item", "- an item"), "an item")
    assert not stays(lambda: edit(saved.text, "- an item", "## A heading\n\n- an item"), "A heading")
    assert not stays(lambda: edit(saved.text, "title: Tossing", "title: Flipping"), "Flipping a coin")
    assert not stays(lambda: edit(saved.text, "They tossed", "`code`, and <b id=x>They</b> tossed"), "code, and")
    assert not stays(lambda: edit(saved.text, "after each toss.", "toss by toss."), "toss by toss.")


@pytest.mark.browser
def test_a_page_is_loaded_again_for_what_stands_in_its_head(saved: Served, page: Page) -> None:
    asking(page, lambda: page.goto(f"http://localhost:{saved.port}{POST}"))
    page.evaluate("window.same = true")
    edit(saved.text, "summary: After", "summary: Behind")
    page.wait_for_function("() => !window.same")
    assert str(page.locator("meta[name=description]").get_attribute("content")).startswith("Behind")


@pytest.mark.browser
def test_links_that_lead_nowhere_are_underlined(saved: Served, page: Page) -> None:
    older = saved.text.parent.parent / "older.md"
    older.write_text("---\ntitle: Older\n---\n\n[gone](/it's\"gone/) [here](/posts/coin/) [part](#none)\n")
    page.goto(f"http://localhost:{saved.port}/repo/en/posts/older/")
    page.get_by_role("link", name="gone").wait_for()

    def wavy(name: str) -> bool:
        style = "link => getComputedStyle(link).textDecorationStyle"
        return bool(page.get_by_role("link", name=name, exact=True).evaluate(style) == "wavy")

    assert [wavy(name) for name in ("gone", "here", "part")] == [True, False, True]
    older.write_text("---\ntitle: Older\n---\n\n[gone](/posts/coin/)\n")
    page.get_by_role("link", name="part").wait_for(state="detached")
    assert not wavy("gone")
    older.unlink()


@pytest.mark.browser
def test_words_come_into_a_page_after_words(saved: Served, page: Page) -> None:
    asking(page, lambda: page.goto(f"http://localhost:{saved.port}{POST}"))
    page.evaluate("window.same = true")
    for old, new in (("We", "You"), ("You", "They"), ("They", "We all")):
        edit(saved.text, f"{old} tossed", f"{new} tossed")
        page.get_by_text(f"{new} tossed").wait_for()
    assert page.evaluate("window.same")
    line = "What is wrong.\n\n{{< figrue x >}}"
    edit(saved.text, "We all tossed", f"We all tossed\n\n{line}\n\n")
    page.get_by_role("alert").wait_for()
    edit(saved.text, f"We all tossed\n\n{line}\n\n", "We both tossed")
    page.get_by_text("We both tossed").wait_for()
    page.get_by_role("alert").wait_for(state="detached")
    assert page.evaluate("window.same")


@pytest.mark.browser
def test_a_page_with_scripts_of_its_own_is_loaded_again(copy: Site, page: Page) -> None:
    script = copy.root / "templates" / "static" / "reading.js"
    script.parent.mkdir(parents=True)
    script.write_text("document.querySelector('article p').onclick = () => {};\n")
    with serving(copy) as served:
        asking(page, lambda: page.goto(f"http://localhost:{served.port}{POST}"))
        page.evaluate("window.same = true")
        edit(served.text, "We tossed", "They tossed")
        page.get_by_text("They tossed").wait_for()
        assert not page.evaluate("window.same")


@pytest.mark.browser
def test_a_page_is_loaded_again_for_a_file_that_pages_share(saved: Served, page: Page) -> None:
    asking(page, lambda: page.goto(f"http://localhost:{saved.port}{POST}"))
    page.evaluate("window.same = true")
    icon = saved.site.root / "templates" / "static" / "favicon.svg"
    icon.parent.mkdir(parents=True)
    save(icon, '<svg xmlns="http://www.w3.org/2000/svg"/>')
    page.wait_for_function("() => !window.same")


@pytest.mark.browser
def test_a_mistake_is_shown_above_the_page_until_it_is_mended(saved: Served, page: Page) -> None:
    page.goto(f"http://localhost:{saved.port}{POST}")
    page.evaluate("window.same = true")
    edit(saved.text, "{{< figure", "{{< figrue")
    page.get_by_role("alert").wait_for()
    line = saved.text.read_text().partition("figrue")[0].count("\n") + 1
    told = page.get_by_role("alert").inner_text()
    assert told.splitlines()[0] == "1 mistake; the page is as it was before"
    assert f"content/posts/coin/index.en.md:{line}\nunknown shortcode 'figrue'\n\nDid you mean 'figure'?" in told
    assert page.locator("figure img:visible").count() == 1
    page.goto(f"http://localhost:{saved.port}/repo/pt/")
    page.get_by_role("alert").wait_for()  # as on every page
    page.goto(f"http://localhost:{saved.port}{POST}")
    page.get_by_role("alert").wait_for()
    page.evaluate("window.same = true")
    edit(saved.text, "{{< figrue", "{{< figure")
    page.get_by_role("alert").wait_for(state="detached")
    assert page.evaluate("window.same"), "the site is what it was, so the page was not loaded again"


def test_documentation_is_shown_as_it_is_saved(copy: Site) -> None:
    edit(copy.root / "content" / "site.toml", "[en]\n", '[en]\ndocs = "docs"\n')
    first = copy.root / "docs" / "README.md"
    first.parent.mkdir()
    first.write_text("# Documentation\n\nOne.\n")
    with serving(copy) as served:
        assert "<p>One.</p>" in served.get("/repo/en/docs/").text
        served.after(lambda: save(first, "# Documentation\n\nTwo.\n"))
        assert "<p>Two.</p>" in served.get("/repo/en/docs/").text


def test_documentation_that_the_config_comes_to_name_is_watched(copy: Site) -> None:
    config, first = copy.root / "content" / "site.toml", copy.root / "manual" / "README.md"
    first.parent.mkdir()
    first.write_text("# Documentation\n\nOne.\n")
    with serving(copy) as served:
        served.after(lambda: edit(config, "[en]\n", '[en]\ndocs = "manual"\n'))
        assert "<p>One.</p>" in served.get("/repo/en/docs/").text
        save(first, "# Documentation\n\nTwo.\n")
        served.wait_until(lambda: "<p>Two.</p>" in served.get("/repo/en/docs/").text)


@pytest.mark.browser
def test_a_mistake_before_the_first_site_is_shown_on_an_empty_page(copy: Site, page: Page) -> None:
    config = copy.root / "content" / "site.toml"
    before = config.read_text()
    config.write_text(before.replace("languages =", "langauges ="))
    with serving(copy) as served:
        assert served.get("/anything").status == 503
        page.goto(f"http://localhost:{served.port}/")
        page.get_by_role("alert").wait_for()
        assert "content/site.toml:" in page.get_by_role("alert").inner_text()
        save(config, before)
        page.wait_for_url("**/repo/**")
        assert page.get_by_role("alert").count() == 0


def test_it_shows_drafts_marked(saved: Served) -> None:
    text = saved.text.read_text()
    saved.after(lambda: save(saved.text, text.replace("title:", "draft: true\ntitle:", 1)))
    assert "A draft: the published site does not have this page." in saved.page()
    assert "not published</span>" in saved.get("/repo/en/").text
    saved.after(lambda: save(saved.text, text))
    assert "A draft:" not in saved.page()


def test_quick_results_are_shown_as_they_come(copy: Site) -> None:
    experiments = copy.root / "content" / "posts" / "coin" / "experiments.py"
    experiments.write_text(experiments.read_text().replace("@experiment\n", '@experiment(quick={"count": 10})\n'))
    with serving(copy, "--quick") as served:
        served.state(lambda state: bool(state["mistakes"]))  # nothing ran yet
        copy.sitegen("run", "--quick")
        served.state(lambda state: not state["mistakes"])
        served.wait_until(lambda: "Quick results, not for publishing" in served.page())
