"""The examples of the documentation, done as its readers do them: files written and changed, commands run."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from conftest import REPOSITORY, Site

FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<language>\w*)\n(?P<body>.*?)^(?P=ticks)$", re.MULTILINE | re.DOTALL)
PAGES = {
    path.relative_to(REPOSITORY / "docs").with_suffix("").as_posix(): text
    for path in sorted((REPOSITORY / "docs").rglob("*.md"))
    if "```console" in (text := path.read_text(encoding="utf-8"))
}


class Reader:
    """Somebody who does what a page says: one who begins, in an empty folder; else in the site of the quick start."""

    def __init__(self, page: str, folder: Path) -> None:
        self.here = folder
        tools = folder / "bin"
        tools.mkdir()
        command = shlex.join([sys.executable, "-m", "builder"])
        (tools / "sitegen").write_text(f'#!/bin/sh\nexec {command} "$@"\n')
        (tools / "sitegen").chmod(0o755)
        self.environment = Site(folder).environment(PYTHONUNBUFFERED="1")
        self.environment["PATH"] = f"{tools}:{self.environment['PATH']}"
        (folder / "gitconfig").write_text("[user]\nname = Ana\nemail = ana@example.org\n[init]\ndefaultBranch = main\n")
        self.environment |= {"GIT_CONFIG_GLOBAL": str(folder / "gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}
        if not page.endswith("quick-start"):
            self.types("sitegen init my-site")
            self.types("cd my-site")
            self.types("sitegen build")

    def does(self, above: str, language: str, body: str) -> None:
        """Do one example; `above` is the paragraph before it, which names the file that it is about."""
        named = re.findall(r"`(content/[^`]+)`", above)
        path = self.here / named[-1] if named else None
        if language == "console":
            for command, said in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE):
                self.hears(command, said)
        elif language == "sh" and body == "sitegen serve\n":
            self.looks()
        elif language == "diff":
            assert path
            lines = body.splitlines()
            old, new = ("\n".join(line[1:] for line in lines if line[0] == sign) for sign in "-+")
            text = path.read_text(encoding="utf-8")
            assert text.count(old) == 1, f"{old!r} in {path}"
            path.write_text(text.replace(old, new), encoding="utf-8")
        elif path and re.search(r"\bAdd\s+to\s+`[^`]+`:$", above):
            path.write_text(path.read_text(encoding="utf-8") + "\n\n" + body, encoding="utf-8")
        elif path and above == f"`{named[-1]}`":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(body, encoding="utf-8")

    def hears(self, command: str, expected: str) -> None:
        """Type a command and compare what it says; `…` stands for anything, and no time is what it was."""
        pattern = re.sub(r"^ *…\n", "§", _timeless(expected), flags=re.MULTILINE)
        pattern = re.escape(pattern).replace("§", "(?:.*\n)*").replace("…", ".*")
        said = _timeless(self.types(command))
        assert re.fullmatch(pattern, said), f"$ {command}\n{said}"

    def looks(self) -> None:
        """Serve the site, and look at its first page and at each post."""
        command = [sys.executable, "-m", "builder", "serve", "--port", "0"]
        with subprocess.Popen(
            command, cwd=self.here, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as serving:
            assert serving.stdout is not None
            try:
                said = ""
                while not (found := re.search(r"http://127\.0\.0\.1:\d+/", said)):
                    line = serving.stdout.readline()
                    assert line, said
                    said += line
                posts = [f"en/posts/{path.name}/" for path in (self.here / "content" / "posts").iterdir()]
                for page in ("", *posts):
                    urlopen(f"{found[0]}{page}", timeout=120).close()  # raises where the site has a mistake
            finally:
                serving.send_signal(signal.SIGINT)

    def types(self, command: str) -> str:
        if command.startswith("cd "):
            self.here /= command[3:]
            return ""
        done = subprocess.run(
            command, shell=True, cwd=self.here, env=self.environment,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
        )  # fmt: skip
        return done.stdout


def _timeless(text: str) -> str:
    return re.sub(r" \d+\.\d s\b", " 0.0 s", text)


LONG = {"idea-to-post"}
"""Pages on which several experiments run."""


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=pytest.mark.slow) if page in LONG else page for page in PAGES]
)
def test_what_a_page_tells_to_do_gives_what_it_says(page: str, tmp_path: Path) -> None:
    reader = Reader(page, tmp_path)
    for found in FENCE.finditer(PAGES[page]):
        above = PAGES[page][: found.start()].rstrip().rpartition("\n\n")[2]
        reader.does(above, found["language"], found["body"])
