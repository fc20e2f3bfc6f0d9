"""`sitegen run --on ray` on real nodes that see neither the site nor each other's folders, and what breaks there."""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cluster_kills import kill
from clusters import Cluster, apart
from conftest import REPOSITORY, Site
from walks import SLOW, outputs, walking

pytestmark = [
    pytest.mark.slow,
    pytest.mark.flaky(reruns=2),  # dozens of processes of Ray beside other tests
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed"),
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A head without processors and two slow nodes, which see nothing of the folders of tests."""
    with Cluster(tmp_path_factory.getbasetemp()) as cluster:
        cluster.add("b", environment=SLOW)
        cluster.add("c", environment=SLOW)
        cluster.joined(2)
        yield cluster


@pytest.fixture
def cluster(site: Site) -> Iterator[Cluster]:
    """A head of one's own, to which nodes are added and where things break."""
    with Cluster(site.root) as cluster:
        yield cluster


def on(cluster: Cluster, site: Site, *arguments: str, code: int = 0) -> str:
    """What `sitegen run --on ray` says."""
    return site.sitegen("run", "--on", "ray", *arguments, code=code, **cluster.environment()).stderr


@contextmanager
def begun(cluster: Cluster, site: Site, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`sitegen run --on ray` while it runs; it is ended with the block."""
    environment = site.environment(**cluster.environment())
    command = site.command("run", "--on", "ray", *arguments)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=site.root, env=environment, stdout=pipe, stderr=pipe, text=True) as run:
        try:
            yield run
        finally:
            run.kill()


def until(there: Callable[[], Any], what: str) -> Any:
    for _ in range(900):
        if found := there():
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing to be seen of: {what}")


def said(process: subprocess.Popen[str], text: str) -> str:
    """Read what a command says until a line has this pattern; what says nothing for long is ended."""
    assert process.stderr is not None
    lines = []
    with ended_after(process, 120):
        for line in process.stderr:
            lines.append(line)
            if re.search(text, line):
                return line
    raise AssertionError(f"'{text}' was never said:\n{''.join(lines)}")


@contextmanager
def ended_after(process: subprocess.Popen[str], seconds: float) -> Iterator[None]:
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@pytest.fixture
def here(tmp_path: Path, site: Site) -> Callable[..., list[Any]]:
    """What the same experiments give on this machine."""

    def run(steps: int = 6) -> list[Any]:
        alone = Site(tmp_path / "alone")
        (alone.root / "content").mkdir(parents=True)
        (alone.root / "content" / "site.toml").write_bytes((site.root / "content" / "site.toml").read_bytes())
        walking(alone, steps).sitegen("run", "--jobs", "2")
        return outputs(alone)

    return run


def nodes_left_nothing(cluster: Cluster) -> None:
    until(lambda: all(node.left() == [] for node in cluster.nodes), "nodes without what runs left")


def test_what_runs_on_nodes_is_what_runs_here(two: Cluster, site: Site, here: Any) -> None:
    text = on(two, walking(site))
    assert "begins at 0" in text, "what is printed there is read here"
    assert "walk[width=2, seed=1]: 6/6" in text
    assert outputs(site) == here()
    record = site.record("scaled")
    assert record["environment"]["node"]
    assert record["values"]["files"] == ".sitegen, content", "nothing but the source"
    nodes_left_nothing(two)
    assert site.sitegen("verify", "walk").stdout.count("bit-equal") == 4
    again = site.sitegen("verify", "walk[seed=1]", "--on", f"ray://127.0.0.1:{two.client}", **two.environment())
    assert again.stdout.count("bit-equal") == 2


@pytest.mark.skipif(not apart(), reason="this machine lets no process have mounts of its own")
def test_nodes_see_nothing_of_the_site_but_its_source(two: Cluster, site: Site) -> None:
    site.write("experiments.py", f"""\
import os
from builder.experiments import Result, experiment


@experiment
def look() -> Result:
    found = [os.path.join(folder, name) for folder, _, names in os.walk(".") for name in names]
    return Result(values={{"there": int(os.path.exists({str(site.post)!r}))}}, series={{"files": sorted(found)}})
""")  # fmt: skip
    site.write("photos/large.jpg", "no input")
    site.write("results/old/record.json", "{}")
    (site.root / "data" / "set").mkdir(parents=True)
    on(two, site)
    record = site.record("look")
    assert record["values"]["there"] == 0
    assert record["series"]["files"] == [
        "./content/posts/counting/experiments.py", "./content/posts/counting/helpers.py", "./content/site.toml",
    ]  # fmt: skip


def test_a_data_set_is_sent_once_a_node_and_trains_the_same(two: Cluster, site: Site, mnist_folder: Path) -> None:
    node = two.nodes[0]
    site.write("experiments.py", """\
from dataclasses import dataclass
import torch
from builder.experiments import Result, experiment
from builder.learning import mnist, train


@dataclass(frozen=True)
class Training:
    epochs: int = 1
    seed: int = 0


@experiment(seeds=[0, 1])
def fit(settings: Training) -> Result:
    torch.manual_seed(settings.seed)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    data = mnist().first(2000)
    history = train(model, optimizer, data, epochs=settings.epochs, batch_size=32, seed=settings.seed)
    return Result(values={"accuracy": history.test_accuracy[-1]}, weights=model)
""")  # fmt: skip
    on(two, site, "--data", str(mnist_folder))
    kept = node.folder / "home" / ".cache" / "sitegen" / "data" / "mnist" / "MNIST" / "raw"
    assert {path.name for path in kept.iterdir()} == {
        path.name for path in kept.iterdir() if path.name.endswith("ubyte")
    }
    written = {path: path.stat().st_mtime_ns for path in kept.iterdir()}
    on(two, site, "--force", "--data", str(mnist_folder))
    assert {path: path.stat().st_mtime_ns for path in kept.iterdir()} == written
    verified = site.sitegen("verify", "--data", str(mnist_folder))
    assert verified.stdout.count("bit-equal") == 2


def test_a_training_whose_node_dies_goes_on_elsewhere(cluster: Cluster, site: Site, here: Any) -> None:
    first = cluster.add("b", environment=SLOW)
    cluster.joined(1)
    with begun(cluster, walking(site, 24), "walk") as run:
        until(
            lambda: list((site.root / ".sitegen" / "checkpoints").rglob("*.safetensors")), "a checkpoint that came back"
        )
        cluster.add("c")
        cluster.joined(2)
        first.kill()
        assert "begins again where it left off" in said(run, "was lost")
        said(run, "begins at [1-9]")
        run.communicate(timeout=120)
        assert run.returncode == 0
        assert outputs(site) == here(24)


def test_of_what_ray_logs_when_a_node_ends_nothing_is_printed(cluster: Cluster, site: Site) -> None:
    first = cluster.add("b", environment=SLOW)
    cluster.joined(1)
    with begun(cluster, walking(site, 24), "walk") as run:
        said(run, "1/24")
        os.kill(first.raylet(), signal.SIGKILL)  # whose last lines another process of the node reads, and Ray tells
        assert "begins again where it left off" in said(run, "was lost")
        time.sleep(3)
        run.terminate()
        printed, told = run.communicate(timeout=60)
        assert printed == ""
        assert "raylet" not in told


def test_a_node_that_is_silent_for_a_while_costs_no_result(cluster: Cluster, site: Site, here: Any) -> None:
    first = cluster.add("b", environment=SLOW)
    cluster.add("c", environment=SLOW)
    cluster.joined(2)
    with begun(cluster, walking(site, 24), "walk") as run:
        until(
            lambda: list((site.root / ".sitegen" / "checkpoints").rglob("*.safetensors")), "a checkpoint that came back"
        )
        first.silence(20)
        said(run, "was lost")
        run.communicate(timeout=120)
        assert run.returncode == 0
    assert outputs(site) == here(24)
    nodes_left_nothing(cluster)


def test_a_driver_that_is_killed_goes_on_from_what_came_back(two: Cluster, site: Site) -> None:
    with begun(two, walking(site, 25), "walk[width=1, seed=0]") as run:
        until(
            lambda: list((site.root / ".sitegen" / "checkpoints").rglob("*.safetensors")), "a checkpoint that came back"
        )
        run.kill()
        nodes_left_nothing(two)
        text = on(two, site, "walk[width=1, seed=0]")
        found = re.search(r"begins at (\d+)", text)
        assert found is not None
        assert int(found[1]) > 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_everything_on_the_cluster(two: Cluster, site: Site, number: int) -> None:
    node = two.nodes[0]
    with begun(two, walking(site, 1000), "walk") as run:
        said(run, "1/1000")
        assert node.left()
        run.send_signal(number)
        assert run.wait(timeout=30) == {signal.SIGINT: 130, signal.SIGTERM: 143}[number]
        nodes_left_nothing(two)


def test_a_node_that_joins_late_takes_part(cluster: Cluster, site: Site) -> None:
    cluster.add("b", environment=SLOW)
    cluster.joined(1)
    with begun(cluster, walking(site, 20), "walk") as run:
        said(run, re.escape("walk[width=1, seed=0]: 1/20"))
        cluster.add("c", environment=SLOW)
        said(run, re.escape("walk[width=1, seed=1]: 1/20"))  # before the first ended
        run.terminate()
        rest = run.communicate(timeout=60)[1]
        assert "walk[width=1, seed=0]: done" not in rest


@pytest.mark.parametrize("client", [False, True])
def test_where_the_head_is_gone_that_is_said(cluster: Cluster, site: Site, client: bool) -> None:
    cluster.add("b", environment=SLOW)
    cluster.joined(1)
    more = ("--on", f"ray://127.0.0.1:{cluster.client}") if client else ()
    with begun(cluster, walking(site, 1000), "walk[width=1, seed=0]", *more) as run:
        said(run, "1/1000")
        cluster.head.kill()
        _, text = run.communicate(timeout=90)
        assert run.returncode == 2
        assert "the head of the cluster is gone" in text
        assert "Traceback" not in text


def failing(site: Site, body: str, before: str = "") -> None:
    site.write("experiments.py", f"""\
import os
from builder.experiments import Result, experiment
{before}

@experiment
def bad() -> Result:
    {body}
    return Result(values={{"a": 1}})


@experiment
def good() -> Result:
    return Result(values={{"a": 1}})
""")  # fmt: skip


def only_bad_failed(site: Site, text: str, why: str) -> None:
    assert why in text
    assert ", on node " in text
    assert site.status()["good"]["status"] == "fresh"


def test_a_process_that_is_killed_is_told_and_the_others_go_on(two: Cluster, site: Site) -> None:
    failing(site, "os.kill(os.getpid(), 9)")
    text = on(two, site, code=2)
    only_bad_failed(site, text, "the process that ran 'bad' was killed by SIGKILL")


def test_an_exception_is_told_as_if_it_were_here(two: Cluster, site: Site) -> None:
    failing(site, "print('nearly'); raise RuntimeError('no such luck')")
    text = on(two, site, code=2)
    assert 'File "' + str(site.post / "experiments.py") + '", line 7, in bad' in text
    assert "content/posts/counting/experiments.py:7: experiment 'bad' raised RuntimeError, on node " in text
    assert "no such luck" in (site.post / "results" / "bad" / "failure.txt").read_text()


def test_a_package_that_a_node_lacks(two: Cluster, site: Site, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "onlyhere.py").write_text("A = 1\n")
    failing(site, "import onlyhere")
    variables = {**two.environment(), "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{tmp_path / 'mine'}"}
    done = subprocess.run(site.command("run", "--on", "ray"), cwd=site.root, env={**site.environment(), **variables},
                          capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.returncode == 2
    assert "No module named 'onlyhere'" in done.stderr
    assert ", on node " in done.stderr
    assert site.status()["good"]["status"] == "fresh"


def test_a_node_with_another_sitegen_is_left_out(cluster: Cluster, site: Site, tmp_path: Path) -> None:
    subprocess.run(["cp", "-r", str(REPOSITORY / "builder"), str(REPOSITORY / "templates"), str(tmp_path)], check=True)
    with (tmp_path / "builder" / "files.py").open("a") as file:
        file.write("\n# another\n")
    cluster.add("b", environment={"PYTHONPATH": str(tmp_path)})
    cluster.joined(1)
    text = on(cluster, walking(site), "walk", code=2)
    assert "is left out: it has sitegen" in text
    assert "no node of the cluster has the sitegen that is here" in text
    cluster.add("c")
    cluster.joined(2)
    text = on(cluster, site, "walk")
    assert site.status()["walk"]["status"] == "fresh"


def test_another_torch_is_told(cluster: Cluster, site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "site-packages" / "torch-1.99.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: torch\nVersion: 1.99\n")
    cluster.add("b", environment={"PYTHONPATH": f"{folder.parent}{os.pathsep}{REPOSITORY}"})
    cluster.joined(1)
    assert "has torch 1.99, here is" in on(cluster, walking(site), "walk")


@pytest.mark.skipif(not apart(), reason="this machine lets no process have mounts of its own")
def test_a_node_whose_disk_is_full(cluster: Cluster, site: Site) -> None:
    cluster.add("b", disk="200k")
    cluster.joined(1)
    failing(site, "open('large', 'wb').write(bytes(1_000_000))")
    text = on(cluster, site, code=2)
    only_bad_failed(site, text, "No space left on device")


def test_what_no_node_has_is_told_at_once(two: Cluster, site: Site) -> None:
    site.write("experiments.py", """\
from builder.experiments import Result, experiment


@experiment(cpus=64)
def large() -> Result:
    return Result(values={"a": 1})
""")  # fmt: skip
    text = on(two, site, code=2)
    assert "asks for 64 processors, which no node of the cluster has" in text
    assert "one has at most 1 processor" in text


def test_a_second_run_waits_for_the_same_experiment(two: Cluster, site: Site) -> None:
    with begun(two, walking(site, 20), "walk[width=1]") as first:
        said(first, "1/20")
        with begun(two, site, "walk[width=1]") as second:
            assert "waiting for process" in said(second, "waiting for")
            first.communicate(timeout=120)
            _, text = second.communicate(timeout=120)
            assert "1/20" not in text
            assert (first.returncode, second.returncode) == (0, 0)


def test_nothing_is_lost_to_kills() -> None:
    counts = kill(8, seed=3)
    assert {name: counts[name] for name in ("lost", "wrong", "left running", "left over")} == {
        "lost": 0, "wrong": 0, "left running": 0, "left over": 0,
    }  # fmt: skip


OTHERS = {
    "a package that imports itself, and what posts share": {
        "zoo/__init__.py": "from .layers import double\nfrom zoo.more.deep import half\n",
        "zoo/layers.py": "from common.numbers import TWO\n\n\ndef double(x):\n    return x * TWO\n",
        "zoo/more/__init__.py": "",
        "zoo/more/deep.py": "from ..layers import TWO\n\n\ndef half(x):\n    return x / TWO\n",
        "../../shared/common/__init__.py": "",
        "../../shared/common/numbers.py": "TWO = 2\n",
        "experiments.py": "from builder.experiments import Result, experiment\nimport zoo\n\n\n@experiment\n"
        "def run() -> Result:\n    return Result(values={'v': zoo.double(3) + zoo.half(3)})\n",
    },
    "batches that other processes load": {
        "experiments.py": "import torch\nfrom builder.experiments import Result, experiment\n"
        "from torch.utils.data import DataLoader, TensorDataset\n\n\n@experiment(cpus=2)\ndef run() -> Result:\n"
        "    data = TensorDataset(torch.arange(100.0))\n"
        "    loader = DataLoader(data, batch_size=7, num_workers=2, generator=torch.Generator().manual_seed(1), "
        "shuffle=True)\n"
        "    return Result(values={'v': float(sum(b.mean() * i for i, (b,) in enumerate(loader)))})\n",
    },
    "a folder of files, and a bar that writes over itself": {
        "texts/a.txt": "one two\n",
        "texts/deep/b.txt": "three é\n",
        "experiments.py": "import pathlib\nimport sys\nfrom builder.experiments import Result, experiment\n\n\n"
        "@experiment(inputs=['texts/**/*.txt'])\ndef run() -> Result:\n"
        "    files = sorted(pathlib.Path(__file__).parent.glob('texts/**/*.txt'))\n"
        "    for done in range(5):\n        sys.stderr.write(f'\\r{done} of 5')\n"
        "    return Result(values={'v': sum(len(file.read_text(encoding='utf-8').split()) for file in files)})\n",
    },
    "a grid with its own names": {
        "experiments.py": "from dataclasses import dataclass\nfrom builder.experiments import Result, experiment\n\n\n"
        "@dataclass(frozen=True)\nclass Grid:\n    C: float = 1.0\n    hidden: tuple[int, ...] = (64,)\n\n\n"
        "@experiment(over=[{'C': 1e-3, 'hidden': (64, 64)}, {'C': 1e3}])\ndef run(settings: Grid) -> Result:\n"
        "    return Result(values={'v': settings.C + sum(settings.hidden)})\n",
    },
}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One node of two processors."""
    with Cluster(tmp_path_factory.getbasetemp()) as cluster:
        cluster.add("b", cpus=2)
        cluster.joined(1)
        yield cluster


@pytest.mark.parametrize("files", OTHERS.values(), ids=OTHERS)
def test_what_others_write_runs_there_as_it_runs_here(large: Cluster, site: Site, files: dict[str, str]) -> None:
    for name, text in files.items():
        site.write(name, text)
    on(large, site)
    there = site.record("run")
    site.sitegen("run", "--force")
    here = site.record("run")
    assert there["fingerprint"] == here["fingerprint"]
    assert there["values"] == here["values"]
    values = [[row[:3] for row in record.get("points", {}).get("rows", [])] for record in (there, here)]
    assert values[0] == values[1]
    assert there["values"] or values[0]
