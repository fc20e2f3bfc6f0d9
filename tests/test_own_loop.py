"""A training loop of an author's own, as docs/recipes.md writes it: killed, it goes on from where it had been kept."""

from __future__ import annotations

import re
import signal
import subprocess
from typing import Any

import pytest
from conftest import REPOSITORY, Site

RECIPE = re.search(
    r"`content/posts/line/experiments.py`\n\n```python\n(.*?)```",
    (REPOSITORY / "docs" / "recipes.md").read_text(encoding="utf-8"),
    re.DOTALL,
)
assert RECIPE
LOOP = (
    RECIPE[1]
    .replace("@experiment(seeds=[0, 1, 2], quick", "@experiment(quick")
    .replace("    steps: int = 20", "    steps: int = 100")
    .replace("        loop.report(", "        import time; time.sleep(0.02)\n        loop.report(")
)


def outcome(site: Site) -> dict[str, Any]:
    return {name: part for name, part in site.record("slow").items() if name not in ("when", "seconds", "digest")}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_it_goes_on_and_ends_as_if_never_stopped(site: Site) -> None:
    assert "time.sleep" in LOOP
    site.write("experiments.py", LOOP)
    process = subprocess.Popen(
        site.command("run"), cwd=site.root, env=site.environment(), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    for line in process.stderr:
        if line.startswith("slow: 50/100"):
            break
    process.kill()
    process.communicate(timeout=60)
    resumed = [line for line in site.sitegen("run").stderr.splitlines() if line.startswith("slow: ") and "/100" in line]
    assert int(resumed[0].split()[1].partition("/")[0]) > 1  # how far was kept depends on how busy the machine is
    record = outcome(site)
    assert len(record["series"]["losses"]) == 100
    site.sitegen("run", "--force")
    assert outcome(site) == record
