"""Kills at random over sweeps of small trainings on a cluster, and counts what does not hold afterwards.

    python -m tests.cluster_kills [--count 200] [--seed N] [--keep]

A sweep runs on two nodes. Every second or so one of these is killed (-9): the process that trains, the actor that
watches it, all of a node (another joins), or `sitegen run` itself (typed again). When the sweep is done its outputs
must be those of an undisturbed one (else: *wrong*), all of them there (*lost*), no process of a run may go on (*left
running*) and nothing lie on a node or wait in `.sitegen/` (*left over*). Then the next sweep begins, until so many were
killed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parent.parent / "benchmarks"))

from clusters import Cluster, command, processes_of
from conftest import Site
from outcome import installed, keep
from walks import CONFIG, outputs, walking

STEPS = 12
KINDS = ("training", "actor", "node", "driver")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster_kills", description="Kill, and count what breaks.")
    parser.add_argument("--count", type=int, default=200, help="kills (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="which kills (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="keep the figures in benchmarks/results/")
    asked = parser.parse_args()
    counts = kill(asked.count, asked.seed)
    print(", ".join(f"{name} {number}" for name, number in counts.items()))
    if asked.keep:
        keep("kills", {"seed": asked.seed, "kills": [dict(counts)]}, installed("ray"))
    return int(any(counts[name] for name in ("lost", "wrong", "left running", "left over")))


def kill(count: int, seed: int) -> Counter[str]:
    """What was killed, how often, and what did not hold."""
    chance, counts = (
        random.Random(seed),
        Counter(dict.fromkeys([*KINDS, "lost", "wrong", "left running", "left over"], 0)),
    )
    with tempfile.TemporaryDirectory(prefix="kills-") as place:
        alone = new_site(Path(place) / "alone")
        alone.sitegen("run", "walk")
        expected = outputs(alone)
        site = new_site(Path(place) / "site")
        with Cluster(site.root) as cluster:
            for name in ("n0", "n1"):
                cluster.add(name, environment={"PAUSE": "0.2"})
            cluster.joined(2)
            while sum(counts[kind] for kind in KINDS) < count:
                sweep(site, cluster, chance, counts, count)
                judge(site, cluster, expected, counts)
                shutil.rmtree(site.post / "results")
    return counts


def new_site(root: Path) -> Site:
    site = Site(root)
    (root / "content").mkdir(parents=True)
    (root / "content" / "site.toml").write_text(CONFIG)
    return walking(site, STEPS)


def sweep(site: Site, cluster: Cluster, chance: random.Random, counts: Counter[str], count: int) -> None:
    """Run the sweep to its end, with kills in between."""
    while True:
        environment = site.environment(**cluster.environment())
        run = subprocess.Popen(site.command("run", "--on", "ray", "walk"), cwd=site.root, env=environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)  # fmt: skip
        with run:
            while run.poll() is None:
                with suppress(subprocess.TimeoutExpired):
                    run.wait(chance.uniform(0.5, 3))
                if run.poll() is None and sum(counts[kind] for kind in KINDS) < count:
                    one(chance.choice(KINDS), cluster, run, chance, counts)
            said = run.stderr.read().decode() if run.stderr else ""
            if "Traceback" in said and run.returncode not in (-9,):
                print(said, file=sys.stderr)
        if run.returncode == 0:
            return


def one(kind: str, cluster: Cluster, run: subprocess.Popen[bytes], chance: random.Random, counts: Counter[str]) -> None:
    """Kill one thing of a kind, where there is one."""
    if kind == "driver":
        run.kill()
        counts[kind] += 1
        return
    node = chance.choice(cluster.nodes)
    if kind == "node":
        node.kill()
        cluster.nodes.remove(node)
        cluster.add(f"n{sum(counts.values()) + 2}", environment={"PAUSE": "0.2"})
        counts[kind] += 1
        return
    sign = "spawn_main" if kind == "training" else "ray::Node"
    for pid in [pid for pid in processes_of(node.folder) if sign in " ".join(command(pid))][:1]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            counts[kind] += 1


def judge(site: Site, cluster: Cluster, expected: list[object], counts: Counter[str]) -> None:
    """Count what does not hold after a sweep that ended well."""
    found = outputs(site)
    counts["lost"] += found[0] != expected[0] and len(found[0]) < len(expected[0])  # type: ignore[arg-type]
    counts["wrong"] += found != expected
    for _ in range(100):
        running = [pid for node in cluster.nodes for pid in processes_of(node.folder)
                   if any(sign in " ".join(command(pid)) for sign in ("spawn_main", "ray::Node"))]  # fmt: skip
        left = [name for node in cluster.nodes for name in node.left()]
        if not running and not left:
            break
        time.sleep(0.1)
    scratch = site.root / ".sitegen"
    waits = [path for kind in ("checkpoints", "waiting") for path in (scratch / kind).rglob("*") if path.is_file()]
    counts["left running"] += len(running)
    counts["left over"] += len(left) + len(waits)


if __name__ == "__main__":
    sys.exit(main())
