"""`sitegen rename`: code, texts and results follow another name, and nothing runs again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import Site

from builder.commands.rename import recover, rename
from builder.errors import SitegenError
from builder.files import write_atomic
from builder.project import Project
from builder.results import Point
from builder.shortcodes.mentions import rename_in_text
from builder.source.references import References, replaced

CODE = '''\
"""Counting."""

from dataclasses import dataclass

from builder.experiments import Result, experiment
from builder.results import Record

from .helpers import double


@dataclass(frozen=True)
class Counting:
    start: int = 1
    seed: int = 0


@experiment(quick={"start": 10})
def count(settings: Counting) -> Result:
    # count and count
    return Result(values={"last": double(settings.start), "count": 3}, series={"counted": [1, 2]})


@experiment(
    uses=[count],
)
def shifted(count: Record) -> Result:
    """What count gives."""
    return Result(values={"é"[:0] + "e": 1, "shifted": count.values["last"]}) if [count for count in (1,)] else count


@experiment(seeds=[0, 1])
def seeded(settings: Counting) -> Result:
    return Result(values={"last": settings.seed})
'''
FIGURES = """\
def rows(count, shifted):
    return [["x", "count"], [count.values["last"], shifted.values["shifted"]]]


def other(words):
    count = 3
    return [["x"], [count]]
"""
TEXT = """\
---
title: "Count {{< value count.last >}}"
date: 2024-01-01
---

{{< claim "count.last > 1 and shifted.shifted < 9" >}}It counts to {{< value count.last integer >}}.{{< /claim >}}

{{< table count series="counted" caption="From {{< value count.settings.start >}}, by count." >}}

{{< table rows >}}

{{< code experiments.py#count >}}

Count by `{{< value count.last >}}`.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("rename") / "site")
    site.write("experiments.py", CODE)
    site.write("helpers.py", "def double(number):\n    return 2 * number\n")
    site.write("figures.py", FIGURES)
    site.write("index.en.md", TEXT)
    site.write("index.pt.md", TEXT)
    (site.root / "content" / "site.toml").write_text(
        'title = "T"\nlanguages = ["en", "pt"]\n'
        '[en]\ntitle = "T"\nname = "English"\n[pt]\ntitle = "T"\nname = "Português"\n'
    )
    site.sitegen("run")
    site.sitegen("run", "--quick", "count")
    return site


@pytest.fixture
def site(made: Site, tmp_path: Path) -> Site:
    subprocess.run(["cp", "-r", made.root, tmp_path], check=True)
    return Site(tmp_path / made.root.name)


def tree(site: Site) -> dict[str, bytes]:
    """Every file of the site that is not about locks."""
    files = (path for path in site.root.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {path.relative_to(site.root).as_posix(): path.read_bytes() for path in files}


def judged(site: Site) -> dict[str, list[str]]:
    from builder.experiments.discovery import discover_post
    from builder.experiments.status import judge
    from builder.results import Store

    project = Project(site.root)
    known = judge(discover_post(project, "counting"), Store(project.results("counting")))
    return {name: [one.status, *one.reasons] for name, one in known.items()}


def test_all_of_it_follows_and_nothing_runs_again(site: Site) -> None:
    site.sitegen("check", "--translated", "counting")
    site.sitegen("build", "--strict")
    before = {path.name: path.read_text() for path in (site.root / "site").rglob("index.html")}
    told = site.sitegen("rename", "count", "tally").stdout
    assert told.splitlines()[-1] == "Renamed count to tally; nothing has to run again for it"
    assert 'Left as it is: content/posts/counting/figures.py:2: "count", which may mean it' in told
    assert "content/posts/counting/index.pt.md: 6 places" in told
    assert site.stale() == {}
    site.sitegen("check")  # the translation still follows
    assert "Nothing to run" in site.sitegen("run").stderr
    assert "Nothing to run" in site.sitegen("run", "--quick", "tally").stderr
    site.sitegen("build", "--strict")
    after = {path.name: path.read_text() for path in (site.root / "site").rglob("index.html")}
    assert before.keys() == after.keys()
    text = (site.post / "experiments.py").read_text()
    assert "@experiment(\n    uses=[tally],\n)\ndef shifted(tally: Record) -> Result:" in text
    assert 'tally.values["last"]}) if [count for count in (1,)] else tally' in text
    assert "# count and count" in text
    assert (
        (site.post / "figures.py")
        .read_text()
        .startswith('def rows(tally, shifted):\n    return [["x", "count"], [tally')
    )
    assert "    count = 3\n" in (site.post / "figures.py").read_text()
    assert "Count by `{{< value count.last >}}`." in (site.post / "index.en.md").read_text()
    assert not (site.post / "results" / "count").exists()
    site.sitegen("rename", "tally", "count")
    assert site.stale() == {}
    assert (site.post / "experiments.py").read_text() == CODE
    assert (site.post / "index.en.md").read_text() == TEXT


def test_what_was_stale_stays_stale_for_the_same_reasons(site: Site) -> None:
    site.edit("helpers.py", "2 * number", "3 * number")
    site.edit("experiments.py", '"""What count gives."""', "assert count")
    before = judged(site)
    list(rename(Project(site.root), "count", "tally"))
    assert judged(site) == {("tally" if name == "count" else name): reasons for name, reasons in before.items()}
    assert before["shifted"] == ["stale", "experiments.py:shifted changed"]


def test_results_that_nothing_is_known_of_are_carried_as_they_are(site: Site) -> None:
    text = CODE.replace("def count(", "def tally(").replace("uses=[count]", "uses=[tally]")
    site.write(
        "experiments.py", text.replace("shifted(count: Record)", "shifted(tally: Record)")
    )  # count is no name now
    list(rename(Project(site.root), "count", "tally"))
    assert judged(site)["tally"][0] in ("fresh", "stale")
    assert site.record("tally")["values"] == site.record("tally")["values"] | {"last": 2}


def test_seeds_are_carried_too(site: Site) -> None:
    list(rename(Project(site.root), "seeded", "grown"))
    assert judged(site)["grown"] == ["fresh"]


def test_a_run_that_waits_for_the_others_is_carried_too(site: Site) -> None:
    site.edit("experiments.py", 'values={"last": settings.seed}', 'values={"last": 1 // (2 - settings.seed)}')
    site.edit("experiments.py", "@experiment(seeds=[0, 1])", "@experiment(seeds=[0, 1, 2])")
    site.sitegen("run", "seeded", code=2)
    waiting = site.root / ".sitegen" / "waiting" / "published" / "counting"
    assert (waiting / "seeded" / "runs").is_file()
    list(rename(Project(site.root), "seeded", "grown"))
    assert (waiting / "grown" / "runs").is_file()
    site.edit("experiments.py", "@experiment(seeds=[0, 1, 2])", "@experiment(seeds=[0, 1])")
    told = site.sitegen("run", "grown").stderr
    assert "seed-0: runs" not in told
    assert site.record("grown")["values"]["last"] == 0.5


def test_what_a_failed_and_an_interrupted_run_have_left_is_carried_too(site: Site) -> None:
    from builder.experiments.carried import half_done
    from builder.experiments.discovery import discover_post
    from builder.running.execution import _begun_as

    project = Project(site.root)
    site.edit("experiments.py", "    # count and count\n", "    assert settings.seed\n")
    site.sitegen("run", "count", code=2)
    aside = site.root / ".sitegen" / "checkpoints" / "published" / "counting"
    (aside / "count" / "0123").mkdir(parents=True)
    before = half_done(project, discover_post(project, "counting"))["published", "count", Point()]
    list(rename(project, "count", "tally"))
    after = half_done(project, discover_post(project, "counting"))["published", "tally", Point()]
    assert after != before
    assert (aside / "tally" / "0123").is_dir()
    assert _begun_as(aside / "tally", after) == before
    assert "before the edit" not in site.status()["tally"]["failed"]
    list(rename(project, "tally", "sum_up"))
    last = half_done(project, discover_post(project, "counting"))["published", "sum_up", Point()]
    assert _begun_as(aside / "sum_up", last) == before


def test_results_follow_a_function_that_was_renamed_by_hand(site: Site) -> None:
    text = CODE.replace("def count(", "def tally(").replace("uses=[count]", "uses=[tally]")
    text = text.replace("shifted(count: Record)", "shifted(tally: Record)").replace(
        'count.values["last"]', 'tally.values["last"]'
    )
    site.write("experiments.py", text.replace("else count", "else tally"))
    assert judged(site)["tally"] == ["missing", "never ran"]
    list(rename(Project(site.root), "count", "tally"))
    assert {tuple(reasons) for reasons in judged(site).values()} == {("fresh",)}
    assert "{{< value tally.last >}}" in (site.post / "index.en.md").read_text()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("count", "shifted", "'shifted' is another experiment of this post"),
        ("count", "double", "'double' is a name here already"),
        ("count", "class", "an experiment cannot be called 'class'"),
        ("count", "settings", "an experiment cannot be called 'settings'"),
        ("count", "a-b", "an experiment cannot be called 'a-b'"),
        ("cuont", "tally", "no experiment is called 'cuont'\n  Did you mean 'count'?"),
    ],
)
def test_a_name_that_cannot_be_is_refused(site: Site, old: str, new: str, message: str) -> None:
    before = tree(site)
    with pytest.raises(SitegenError) as refused:
        list(rename(Project(site.root), old, new))
    assert message in str(refused.value)
    assert tree(site) == before


@pytest.mark.parametrize("number", [1, 3, 4, 6, 7])
def test_a_renaming_that_fails_has_changed_nothing(site: Site, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    before, calls = tree(site), 0

    def failing(path: Path, data: bytes) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            raise OSError(28, "No space left on device", str(path))
        write_atomic(path, data)

    monkeypatch.setattr("builder.commands.rename.write_atomic", failing)
    with pytest.raises(SitegenError, match="No space left on device"):
        list(rename(Project(site.root), "count", "tally"))
    assert tree(site) == before


KILLED = """\
import os, signal, sys
from pathlib import Path
import builder.commands.rename as module
from builder.project import Project

real = os.rename
def rename(*places):
    real(*places)
    os.kill(os.getpid(), signal.SIGKILL)
os.rename = rename
list(module.rename(Project(Path.cwd()), "count", "tally"))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
def test_a_renaming_that_was_killed_is_undone_by_the_next_command(site: Site) -> None:
    before = {name: data for name, data in tree(site).items() if name.startswith("content")}
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=site.root, env=site.environment())
    assert done.returncode == -signal.SIGKILL
    assert (site.post / "results" / "tally").exists()
    told = site.sitegen("status").stderr
    assert "a renaming had been cut off; everything is as it was before it" in told
    assert {name: data for name, data in tree(site).items() if name.startswith("content")} == before
    assert recover(Project(site.root)) == ""


def test_what_cannot_be_kept_beside_is_told_before_anything_is_changed(site: Site) -> None:
    before = tree(site)
    (site.root / ".sitegen" / "rename").write_text("in the way")
    told = site.sitegen("rename", "count", "tally", code=2).stderr
    assert "cannot be renamed" in told
    assert "Nothing was changed." in told
    assert "Traceback" not in told
    assert {name: data for name, data in tree(site).items() if name in before} == before


def test_what_a_renaming_kept_is_removed_though_it_was_killed_after_its_end(site: Site) -> None:
    left = site.root / ".sitegen" / "rename" / "0"
    left.parent.mkdir()
    left.write_bytes(b"what was before")
    assert site.sitegen("status").stderr == ""
    assert not left.parent.exists()


def test_nothing_is_renamed_while_it_runs(site: Site) -> None:
    site.edit("helpers.py", "    return 2", "    import time\n    time.sleep(60)\n    return 2")
    running = subprocess.Popen(
        site.command("run", "count"), cwd=site.root, env=site.environment(), stderr=subprocess.PIPE
    )
    try:
        holder = site.root / ".sitegen" / "locks" / "published" / "counting" / "count.holder"
        while not holder.exists():
            time.sleep(0.05)
            assert running.poll() is None
        with pytest.raises(SitegenError, match="is running: count"):
            list(rename(Project(site.root), "count", "tally"))
    finally:
        running.terminate()
        running.communicate()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a, {{< value cnn.x >}} cnn.x", "a, {{< value net.x >}} cnn.x"),
        ('{{< value "cnn.x - cnn2.x + my_cnn.x" >}}', '{{< value "net.x - cnn2.x + my_cnn.x" >}}'),
        ("{{< value digits=2 of=cnn.x >}}", "{{< value digits=2 of=net.x >}}"),
        ("{{< value `spread(cnn.x)` >}}", "{{< value `spread(net.x)` >}}"),
        ('{{< claim "cnn.x[-1] > 2" >}}cnn.x{{< /claim >}}', '{{< claim "net.x[-1] > 2" >}}cnn.x{{< /claim >}}'),
        ('{{< figure cnn alt="cnn.x" >}}', '{{< figure cnn alt="cnn.x" >}}'),  # a function of figures.py
        ('{{< figure f alt="{{< value cnn.x >}}" >}}', '{{< figure f alt="{{< value net.x >}}" >}}'),
        ("{{< table cnn >}}{{< table cnnx >}}", "{{< table net >}}{{< table cnnx >}}"),
        ("{{% series name=cnn series=cnn %}}", "{{% series name=net series=cnn %}}"),
        ("{{< output cnn >}}", "{{< output net >}}"),
        (
            "{{< code models.py#cnn >}}{{< code experiments.py#cnn >}}",
            "{{< code models.py#cnn >}}{{< code experiments.py#net >}}",
        ),
        ("```\n{{< value cnn.x >}}\n```", "```\n{{< value cnn.x >}}\n```"),
        ("{{</* value cnn.x */>}}", "{{</* value cnn.x */>}}"),
        ("{{< value cnn.x", "{{< value cnn.x"),  # never closed
    ],
)
def test_texts_follow_where_they_name_the_experiment(before: str, after: str) -> None:
    assert rename_in_text(before, "cnn", "net")[0] == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from .experiments import cnn\nx = cnn\n", "from .experiments import net\nx = net\n"),
        ("from .experiments import cnn as c\ncnn = c\n", "from .experiments import net as c\ncnn = c\n"),
        ("from . import experiments as e\ne.cnn()\no.cnn\n", "from . import experiments as e\ne.net()\no.cnn\n"),
        ("def f(cnn):\n    return cnn\n", "def f(cnn):\n    return cnn\n"),
        (
            "def f():\n    from .experiments import cnn\n    return cnn\n",
            "def f():\n    from .experiments import net\n    return net\n",
        ),
        ("from .models import cnn\ncnn()\n", "from .models import cnn\ncnn()\n"),
        (
            "from .experiments import cnn\nclass A:\n    cnn = cnn\n    def f(self): return cnn\n",
            "from .experiments import net\nclass A:\n    cnn = cnn\n    def f(self): return net\n",
        ),
    ],
)
def test_other_files_follow_by_the_rules_of_scope(before: str, after: str) -> None:
    found = References("cnn", lambda function: False, home=False).find(before.encode())
    assert replaced(before.encode(), found.places, "cnn", "net").decode() == after
