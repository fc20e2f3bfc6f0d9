"""Several processes render a large site side by side, and give what one gives."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from builder.cache import Disk
from builder.project import Project
from builder.site.build import _composed, build_site
from builder.site.outputs import Output
from builder.site.parallel import MANY, Share
from tests.small_sites import copy_site

REPOSITORY = Path(__file__).parent.parent


def many(project: Project, numbers: range) -> Project:
    for number in numbers:
        folder = project.post(f"post-{number:03}")
        folder.mkdir()
        lines = "\n\n".join(f"Line {line} of *post* {number}, with `code` and **more**." for line in range(20))
        for code in ("pt", "en"):
            head = f"title: Post {number}\ndate: 2024-01-{1 + number % 28:02}\ntags: [one]"
            (folder / f"index.{code}.md").write_text(f"---\n{head}\n---\n\n## Heading\n\n{lines}\n")
    return project


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return many(copy_site("good", tmp_path), range(100))


def kill_myself(share: Share) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_another_process_has_rendered_is_not_rendered_again(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed = partial(_composed, project, Output(project.site, project.scratch))
    composed(Share(number=1))
    added: list[str] = []
    put = Disk.put
    monkeypatch.setattr(Disk, "put", lambda cache, key, data: (added.append(key), put(cache, key, data)))
    build_site(project)
    assert [key for key in added if not key.startswith("search-")] == [], "the first process alone makes the index"


def test_each_process_has_an_order_of_its_own() -> None:
    items = list(range(100))
    orders = [Share(number=number).order(items) for number in range(3)]
    assert orders[0] == items
    assert all(sorted(order) == items for order in orders)
    assert len({tuple(order) for order in orders}) == 3


def test_several_processes_give_what_one_gives(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    build_site(project)
    one = files(project.site)
    subprocess.run(["rm", "-r", project.scratch, project.site], check=True)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    ended: list[int] = []
    end = Share.end
    monkeypatch.setattr(Share, "end", lambda share: (ended.append(len(share._others)), end(share)))
    build_site(project)
    assert ended == [2]
    assert files(project.site) == one


def test_a_small_site_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Share, "end", lambda share: pytest.fail("started") if share._others else None)
    build_site(copy_site("good", tmp_path))


def test_one_that_is_killed_leaves_its_part_to_the_first(project: Project) -> None:
    share = Share(kill_myself)
    for _ in range(MANY):
        share.rendered()
    for other in share._others:
        other.join()
    assert {other.exitcode for other in share._others} <= {-signal.SIGKILL}
    _composed(project, output := Output(project.site, project.scratch), share)
    share.end()
    assert len([path for path in output.files if path.endswith(".html")]) > 200


def started(project: Project) -> subprocess.Popen[str]:
    """A build by the command line, which knows no experiment for the records of `digits`."""
    for other in ("digits", "so-em-portugues"):
        shutil.rmtree(project.post(other))
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
    command = [
        sys.executable,
        "-c",
        "import os; os.cpu_count = lambda: 2; from builder.cli import main; main()",
        "build",
    ]
    return subprocess.Popen(
        command, cwd=project.root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip


def others(process: subprocess.Popen[str]) -> list[int]:
    """The processes that a build has started to render, once there are any."""
    while process.poll() is None:
        with suppress(OSError):  # of a process that has ended meanwhile
            for child in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
                if b"--multiprocessing-fork" in Path(f"/proc/{child}/cmdline").read_bytes():
                    return [int(child)]
        time.sleep(0.002)
    raise AssertionError("none was started: " + (process.stdout.read() if process.stdout else ""))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="asks Linux for the processes of another")
def test_ctrl_c_ends_all_of_them_without_a_word_of_python(project: Project) -> None:
    process = started(many(project, range(100, 400)))
    [other] = others(process)
    os.killpg(process.pid, signal.SIGINT)
    out, _ = process.communicate()  # which waits for the other too: it has the same output
    assert process.returncode == 130, out
    assert "Traceback" not in out
    state = Path(f"/proc/{other}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_mistake_is_told_once(project: Project) -> None:
    (project.post("post-090") / "index.en.md").write_text("---\ntitle: x\n---\n{{< wrong >}}\n")
    (project.post("post-090") / "figures.py").touch()  # of a text without, it would be a warning
    process = started(project)
    out, _ = process.communicate()
    assert process.returncode == 2
    assert out.count("unknown shortcode 'wrong'") == 1
    assert "Traceback" not in out
