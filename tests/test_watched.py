"""How much of a run was seen, and that seeing it changes nothing of it."""

from __future__ import annotations

import sys

from conftest import Site

HEAD = "import sys\nimport threading\n\nfrom builder.experiments import Result, experiment\n\n\n"


def watched(site: Site, body: str, helpers: str = "") -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    site.write("experiments.py", f"{HEAD}{helpers}\n\n@experiment\ndef main() -> Result:\n{lines}")
    site.sitegen("run")
    word: str = site.record("main")["watched"]
    return word


def test_a_short_run_is_watched_as_a_whole(site: Site) -> None:
    assert watched(site, "return Result(values={'x': 1})") == "whole"


def test_a_profiler_of_the_authors_own_is_left_alone(site: Site) -> None:
    body = "calls = []\nsys.setprofile(lambda *_: calls.append(1))\nstr()\nsys.setprofile(None)\n"
    word = watched(site, f"{body}return Result(values={{'x': len(calls) > 0}})")
    assert site.record("main")["values"] == {"x": True}
    assert word == ("whole" if sys.version_info >= (3, 12) else "begin")


def test_threads_are_watched(site: Site) -> None:
    helpers = "HELD = {}\n\n\nclass Held:\n    def __getattr__(self, name):\n        return HELD[name]\n"
    site.write("late.py", "def late():\n    return 3\n")
    body = "found = []\nthread = threading.Thread(target=lambda: found.append(work()))\nthread.start()\nthread.join()\n"
    load = "def work():\n    import os\n    import pydoc\n\n"
    load += "    path = os.path.join(os.path.dirname(__file__), 'late.py')\n"
    load += "    return pydoc.importfile(path).late()\n"
    assert watched(site, f"{body}return Result(values={{'x': found[0]}})", helpers + "\n\n" + load) == "whole"
    assert "late.py" in site.record("main")["fingerprint"]["seen"]
