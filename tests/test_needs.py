"""What an experiment needs of the machine: said in its declaration, kept to by what runs side by side."""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing import active_children
from pathlib import Path

import pytest
from conftest import Site

from builder.errors import SitegenError
from builder.experiments.discovery import discover
from builder.experiments.needs import ONE_PROCESSOR, Needs
from builder.project import Project
from builder.results import Fingerprint, Record
from builder.results.point import ALONE
from builder.running.dispatch import Dispatch, Report
from builder.running.machine import Machine, limits
from builder.running.order import Event, Order, Outcome
from builder.running.processes import Processes
from builder.running.runner import Work

GB = 1000**3


def needs(site: Site, name: str) -> Needs:
    (post,) = discover(Project(site.root))
    return post.declarations[name].needs


def asking(site: Site, what: str) -> None:
    """Let the experiment `count` ask for something."""
    site.edit("experiments.py", '@experiment(quick={"start": 10})', f'@experiment(quick={{"start": 10}}, {what})')


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        ("cpus=4", Needs(cpus=4)),
        ("gpus=1", Needs(gpus=1)),
        ("gpus=0.5", Needs(gpus=0.5)),
        ("gpus=2.0, cpus=8", Needs(cpus=8, gpus=2)),
        ("gpus=0", ONE_PROCESSOR),
        ('memory="8 GB"', Needs(memory=8 * GB)),
        ('memory="8GB"', Needs(memory=8 * GB)),
        ('memory=" 8 gb "', Needs(memory=8 * GB)),
        ('memory="1.5 GB"', Needs(memory=1_500_000_000)),
        ('memory="512 MB"', Needs(memory=512_000_000)),
        ('memory="100 kB"', Needs(memory=100_000)),
        ('memory="0.5 TB"', Needs(memory=500 * GB)),
        ('memory="8 GiB"', Needs(memory=8 * 1024**3)),
        ('memory="512 MiB"', Needs(memory=512 * 1024**2)),
        ('memory="2 TiB"', Needs(memory=2 * 1024**4)),
    ],
)
def test_what_is_written_out_is_read(site: Site, what: str, wanted: Needs) -> None:
    asking(site, what)
    assert needs(site, "count") == wanted
    assert needs(site, "alone") == ONE_PROCESSOR


def test_needs_in_words() -> None:
    assert str(ONE_PROCESSOR) == "1 processor"
    assert str(Needs(4, 1, 8 * GB)) == "4 processors, 1 GPU, 8 GB of memory"
    assert str(Needs(gpus=0.5, memory=1_500_000_000)) == "1 processor, 0.5 GPUs, 1.5 GB of memory"
    assert str(Needs(memory=512 * 1024**2)) == "1 processor, 536.9 MB of memory"


CPUS = "`cpus` must be a whole number of processors, at least 1, written out\n  Write cpus=4."
GPUS = "`gpus` must be a number of GPUs, whole or a part of one, written out\n  Write gpus=1, or gpus=0.5."
MEMORY = '`memory` must be a size with its unit, written out\n  Write memory="8 GB", or memory="512 MiB".'


@pytest.mark.parametrize(
    ("what", "told"),
    [
        *(
            (f"cpus={value}", CPUS)
            for value in ("0", "-1", "1.5", "4.0", "True", '"4"', "None", "[4]", "STEP", "2 * 2")
        ),
        *((f"gpus={value}", GPUS) for value in ("-1", "1.5", "1e999", "True", '"1"', "None", "STEP")),
        *(
            (f"memory={value}", MEMORY)
            for value in ('"8"', "8", '"GB"', '"0 GB"', '"-1 GB"', '"8 G"', '"8 GB."', '"8,5 GB"', '"lots"', '""')
        ),
        *((f"memory={value}", MEMORY) for value in ("None", '8 * "GB"', '["8 GB"]', '"' + "9" * 400 + ' GB"')),
        ("cpu=4", "`@experiment` knows no `cpu`\n  Did you mean 'cpus'?"),
        ("gpu=1", "`@experiment` knows no `gpu`\n  Did you mean 'gpus'?"),
        ("seed=[1, 2]", "`@experiment` knows no `seed`\n  Did you mean 'seeds'?"),
        ("function=4", "`@experiment` knows no `function`\n  Known: cpus, data, gpus,"),
        ("**ASKED", "what `@experiment` is told must be written out: it is read without running anything"),
        ("without={[]: 1}", '`without` must be written out, such as ["model"]'),
    ],
)
def test_what_no_machine_could_have_is_told_with_its_line(site: Site, what: str, told: str) -> None:
    asking(site, what)
    with pytest.raises(SitegenError) as caught:
        needs(site, "count")
    assert f"experiments.py:26: {told}" in str(caught.value)


def test_what_it_needs_decides_nothing_about_a_result(site: Site) -> None:
    site.sitegen("run")
    asking(site, 'cpus=4, gpus=0.5, memory="8 GB"')
    assert site.stale() == {}


WORKING = """\
import json, os, time
from pathlib import Path

from builder.experiments import Result, experiment


def work(name, *others, seconds=0.0):
    began = time.monotonic()
    Path(name + ".began").touch()
    while not all(Path(other + ".began").exists() for other in others):
        assert time.monotonic() < began + 20, "they never came"
        time.sleep(0.01)
    time.sleep(seconds)
    threads, gpus = os.environ["OMP_NUM_THREADS"], os.environ.get("CUDA_VISIBLE_DEVICES")
    seen = [began, time.monotonic(), os.getpid(), threads, gpus]
    Path(name + ".ran").write_text(json.dumps(seen))
    return Result(values={"done": True})
"""
TORCH = """\
import os


class cuda:
    is_available = staticmethod(lambda: True)
    device_count = staticmethod(lambda: len(os.environ.get("CUDA_VISIBLE_DEVICES", "0,1").split(",")))
"""
HUGE = 10_000
"""Processors that no machine of a reader has."""


@dataclass(frozen=True)
class Ran:
    """What a run saw of itself."""

    began: float
    ended: float
    process: int
    threads: str
    gpus: str | None


class Bench:
    """A site of experiments that tell when they ran, and on what."""

    def __init__(self, site: Site) -> None:
        self.site = site
        site.write("experiments.py", WORKING)

    def __call__(self, name: str, needs: str = "", does: str = "") -> Bench:
        """Declare an experiment. It waits for the others that `does` names, or for some seconds."""
        function = f'def {name}() -> Result:\n    return work("{name}", {does})\n'
        path = self.site.post / "experiments.py"
        path.write_text(f"{path.read_text()}\n\n@experiment({needs})\n{function}")
        return self

    def run(self, *arguments: str, code: int = 0, **variables: str) -> str:
        """What `sitegen run` says."""
        return self.site.sitegen("run", *arguments, code=code, **variables).stderr

    def with_gpus(self, *arguments: str, **variables: str) -> None:
        """Run where PyTorch finds two GPUs, or those that CUDA_VISIBLE_DEVICES names."""
        fake = self.site.root / "fake"
        (fake / "torch").mkdir(parents=True, exist_ok=True)
        (fake / "torch" / "__init__.py").write_text(TORCH)
        self.run(*arguments, PYTHONPATH=f"{self.site.code}:{fake}", **variables)

    def ran(self, *names: str) -> list[Ran]:
        return [Ran(*json.loads((self.site.root / f"{name}.ran").read_text())) for name in names]

    def did_not_run(self, name: str) -> bool:
        return not Path(self.site.root / f"{name}.began").exists()

    def most(self, **weights: float) -> float:
        """The most that these took of something at one time."""
        runs = dict(zip(weights, self.ran(*weights), strict=True))
        return max(
            sum(weight for name, weight in weights.items() if runs[name].began <= one.began < runs[name].ended)
            for one in runs.values()
        )


@pytest.fixture
def bench(site: Site) -> Bench:
    return Bench(site)


def test_a_run_computes_on_as_many_threads_as_it_asks_for_whatever_runs_beside_it(bench: Bench) -> None:
    bench("small", "", '"big"')("big", "cpus=3", '"small"')
    bench.run("--jobs", "4")
    assert [run.threads for run in bench.ran("small", "big")] == ["1", "3"]
    bench.run("--jobs", "4", "--force", OMP_NUM_THREADS="2")
    assert [run.threads for run in bench.ran("small", "big")] == ["2", "2"]


def test_pytorch_computes_on_them_and_the_record_says_so(site: Site) -> None:
    pytest.importorskip("torch")
    site.edit("experiments.py", "@experiment\ndef alone() -> Result:", "@experiment(cpus=3)\ndef alone() -> Result:")
    site.edit("experiments.py", '{"answer": 42}', '{"threads": __import__("torch").get_num_threads()}')
    site.sitegen("run", "alone", "--jobs", "3")
    assert site.record("alone")["values"] == {"threads": 3}  # also where there are fewer processors
    assert site.record("alone")["environment"]["threads"] == 3


def test_what_was_interrupted_begins_anew_on_other_threads(bench: Bench) -> None:
    bench("large")
    stopping = 'current_run().checkpoints.mkdir(parents=True, exist_ok=True)\n    assert Path("mended").exists()'
    bench.site.edit("experiments.py", "    began =", f"    {stopping}\n    began =")
    imported = "import Result, experiment"
    bench.site.edit("experiments.py", imported, f"{imported}\nfrom builder.results import current_run")
    anew = "large: what an earlier run left half done was of other code, settings, threads or PyTorch"
    assert anew not in bench.run(code=2)
    assert anew not in bench.run(code=2)
    bench.site.edit("experiments.py", "@experiment()", "@experiment(cpus=2)")
    (bench.site.root / "mended").touch()
    assert anew in bench.run("--jobs", "2")


def test_a_process_is_used_again_for_runs_that_need_the_same(bench: Bench) -> None:
    bench("first")("second", "cpus=2")("third")("fourth", "cpus=2")
    bench.run("--jobs", "2")
    first, second, third, fourth = bench.ran("first", "second", "third", "fourth")
    assert first.process != second.process
    assert {third.process, fourth.process} <= {first.process, second.process}
    assert [run.threads for run in (first, second, third, fourth)] == ["1", "2", "1", "2"]


def test_never_more_run_than_there_are_processors_for(bench: Bench) -> None:
    bench("one", "", "seconds=0.2")("two", "cpus=2", "seconds=0.2")("three", "", '"four"')("four", "", '"three"')
    bench.run("--jobs", "2")
    assert bench.most(one=1, two=2, three=1, four=1) == 2


def test_one_that_needs_more_than_the_jobs_runs_alone(bench: Bench) -> None:
    bench("one", "", "seconds=0.2")("large", f"cpus={Machine().processors}", "seconds=0.2")("two", "", "seconds=0.2")
    bench.run("--jobs", "1")
    assert bench.most(one=1, large=1, two=1) == 1


def test_one_that_needs_much_is_not_overtaken_by_younger_ones(bench: Bench) -> None:
    bench("short")("long", "", "seconds=0.5")("large", "cpus=2")("younger")("youngest")
    bench.run("--jobs", "2")
    large, younger, youngest = bench.ran("large", "younger", "youngest")
    assert large.ended < min(younger.began, youngest.began)


def test_what_they_need_of_memory_is_never_more_than_there_is(bench: Bench) -> None:
    needs = f'memory="{Machine().memory * 6 // 10_000_000} MB"'  # 0.6 of it
    bench("first", needs, '"beside", seconds=0.2')("second", needs, "seconds=0.2")("beside")
    bench.run("--jobs", "2")
    assert bench.most(first=0.6, second=0.6) == 0.6


def test_gpus_are_handed_out_one_by_one(bench: Bench) -> None:
    bench("first", "gpus=1", '"second"')("second", "gpus=1", '"first"')("both", "gpus=2")("none")
    bench.with_gpus("--jobs", "3", CUDA_VISIBLE_DEVICES="5, GPU-7a")
    first, second, both, none = bench.ran("first", "second", "both", "none")
    assert {first.gpus, second.gpus} == {"5", "GPU-7a"}
    assert both.gpus == "5,GPU-7a"
    assert none.gpus == "5, GPU-7a"  # as the author has it
    assert bench.most(first=1, second=1, both=2) == 2


def test_parts_of_a_gpu_share_it(bench: Bench) -> None:
    names = ["first", "second", "third", "fourth"]
    for name in names:
        bench(name, "gpus=0.5", ", ".join(f'"{other}"' for other in names))
    bench.with_gpus("--jobs", "4")
    assert sorted(run.gpus or "" for run in bench.ran(*names)) == ["0", "0", "1", "1"]


def test_one_that_waits_for_a_gpu_keeps_none_waiting_that_needs_none(bench: Bench) -> None:
    bench("first", "gpus=2", '"cheap", "too"')("second", "gpus=1")("third", "gpus=1")("cheap")("too")
    bench.with_gpus("--jobs", "2")
    assert bench.most(first=2, second=1, third=1) == 2


def test_what_this_machine_never_has_is_told_at_once_and_the_others_run(bench: Bench) -> None:
    bench("first")("impossible", f"uses=[first], cpus={HUGE}")("after", "uses=[impossible]")("other")
    bench("gpu", "gpus=16")
    bench.site.edit("experiments.py", "def impossible()", "def impossible(first)")
    bench.site.edit("experiments.py", "def after()", "def after(impossible)")
    said = bench.run("--jobs", "1", code=2, CUDA_VISIBLE_DEVICES="")
    second, first, third, *_ = said.splitlines()
    assert first.startswith(f"'impossible' asks for {HUGE} processors; this machine has ")
    assert second == "'gpu' asks for 16 GPUs; this machine has no GPU that PyTorch can use"
    assert third.startswith("first")
    assert "\nafter left out: it uses impossible\n" in said
    assert f"content/posts/counting/experiments.py:26: {first}\n  Ask for less, or compute on a cluster" in said
    assert f"content/posts/counting/experiments.py:41: {second}\n  Ask for less, or compute on a cluster" in said
    assert "Traceback" not in said
    assert bench.did_not_run("impossible")
    assert {name: row["status"] for name, row in bench.site.status().items()} == {
        "first": "fresh", "impossible": "missing", "after": "missing", "other": "fresh", "gpu": "missing",
    }  # fmt: skip


def test_what_another_post_asks_for_is_told_at_once_too(bench: Bench) -> None:
    bench("first")
    other = bench.site.post.parent / "zoo" / "experiments.py"
    other.parent.mkdir()
    other.write_text(f"{WORKING}\n\n@experiment(gpus=16)\ndef last() -> Result:\n    return work('last')\n")
    said = bench.run(code=2, CUDA_VISIBLE_DEVICES="")
    assert said.startswith("'last' asks for 16 GPUs; this machine has no GPU that PyTorch can use\nfirst: ")
    assert said.count("'last' asks for") == 2  # at the end with its line and a hint


@pytest.fixture
def machine() -> Machine:
    machine = Machine()
    machine.processors, machine.memory, machine.gpus = 2, 8 * GB, ("0", "1")
    return machine


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        (Needs(cpus=3), "3 processors; this machine has 2 processors\n  Ask for less, or compute on a cluster that has "
         "it: sitegen run --on ray. --jobs 3 computes it here on as many threads, slowly."),
        (Needs(memory=9 * GB), "9 GB of memory; this machine has 8 GB of memory\n  Ask for less"),
        (Needs(gpus=3), "3 GPUs; this machine has 2 GPUs that PyTorch can use\n  Ask for less, or compute on a cluster "
         "that has it: sitegen run --on ray. --device cpu computes without one."),
        (Needs(3, 3, 9 * GB), "3 processors and 9 GB of memory and 3 GPUs; this machine has 2 processors and 8 GB"),
    ],
)  # fmt: skip
def test_what_is_lacking_is_named_with_what_there_is(machine: Machine, needs: Needs, told: str) -> None:
    with pytest.raises(SitegenError) as caught:
        machine.check(needs, most=1)
    assert f"asks for {told}" in str(caught.value)
    machine.check(Needs(2, 2, 8 * GB), most=1)


def test_a_system_that_does_not_tell_its_memory_has_enough(machine: Machine) -> None:
    machine.memory = 0
    machine.check(Needs(memory=9 * GB), most=1)


def test_a_container_may_have_less_memory_than_the_machine(tmp_path: Path) -> None:
    def write(name: str, text: str) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)

    assert list(limits(tmp_path)) == []
    write("proc/self/cgroup", "4:memory:/job\n3:cpu,cpuacct:/job\n0::/batch/job_1/step:0\n")
    assert list(limits(tmp_path)) == []
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9000\n")
    write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "4000\n")
    write("sys/fs/cgroup/batch/job_1/step:0/memory.max", "max\n")
    write("sys/fs/cgroup/batch/job_1/memory.max", "3000\n")
    assert list(limits(tmp_path)) == [4000, 9000, 3000]


def test_gpus_in_use_are_shared_before_others(machine: Machine) -> None:
    assert machine.lend(0.5, {}) == ("0",)
    assert machine.lend(0.5, {"1": 0.5}) == ("1",)
    assert machine.lend(0.5, {"0": 0.25, "1": 0.6}) == ("0",)
    assert machine.lend(0.5, {"0": 0.75, "1": 0.6}) is None
    assert machine.lend(1, {"0": 0.1}) == ("1",)
    assert machine.lend(2, {"0": 0.1}) is None
    assert machine.lend(2, {}) == ("0", "1")
    assert machine.lend(0.1, {"0": sum([0.1] * 9), "1": 1}) == ("0",)


def test_a_laptop_can_try_everything(bench: Bench) -> None:
    bench("impossible", f'cpus={HUGE}, gpus=16, memory="900 TB"')
    bench.run("--quick")
    assert bench.ran("impossible")[0].threads == "1"


def test_on_the_processor_no_gpu_is_needed(bench: Bench) -> None:
    bench("large", "gpus=16")
    bench.run("--device", "cpu")
    assert bench.site.sitegen("verify", "--device", "cpu").stdout == "bit-equal  large\n"


def test_as_many_jobs_as_it_asks_for_let_it_run(bench: Bench) -> None:
    bench("large", "cpus=300")
    assert "--jobs 300 computes it here" in bench.run(code=2)
    bench.run("--jobs", "300")
    assert bench.ran("large")[0].threads == "300"


def test_what_is_fresh_needs_nothing(bench: Bench) -> None:
    bench("small")
    bench.run()
    bench.site.edit("experiments.py", "@experiment()", f"@experiment(cpus={HUGE})")
    assert "Nothing to run: everything is fresh" in bench.run()


def test_verify_tells_what_cannot_be_repeated_here_and_repeats_the_others(bench: Bench) -> None:
    bench("small")("large", "cpus=2")
    bench.run()
    bench.site.edit("experiments.py", "cpus=2", f"cpus={HUGE}")
    done = bench.site.sitegen("verify", code=2)
    assert done.stdout == "bit-equal  small\n"
    assert done.stderr.startswith("'large' asks for 10000 processors; this machine has")
    bench.site.edit("experiments.py", f"cpus={HUGE}", "cpus=2")
    bench.site.sitegen("verify", "large")
    assert bench.ran("large")[0].threads == "2"


def test_verify_says_where_the_threads_are_not_those_of_the_record(bench: Bench) -> None:
    bench("large")
    bench.site.edit("experiments.py", '{"done": True}', '{"threads": int(threads)}')
    bench.run()
    bench.site.edit("experiments.py", "@experiment()", "@experiment(cpus=2)")
    done = bench.site.sitegen("verify", code=2)
    assert done.stdout.startswith("outside    large: values threads differs by 0.5 of its size")
    assert "  Its record was made on 1 thread, and it was repeated on 2. On another machine small" in done.stderr


def test_every_seed_needs_it(bench: Bench) -> None:
    bench("noisy", "cpus=2, seeds=[0, 1, 2]", "seconds=0.0")
    settings = "@dataclass(frozen=True)\nclass Training:\n    seed: int = 0\n"
    bench.site.edit("experiments.py", "\n\ndef work", f"from dataclasses import dataclass\n\n\n{settings}\n\ndef work")
    bench.site.edit("experiments.py", "def noisy() ->", "def noisy(settings: Training) ->")
    others = "*{0: ['noisy1'], 1: ['noisy0'], 2: []}[settings.seed]"  # the first two wait for one another
    bench.site.edit("experiments.py", 'work("noisy"', f'work(f"noisy{{settings.seed}}", {others}')
    bench.run("--jobs", "4")
    assert bench.most(noisy0=2, noisy1=2, noisy2=2) == 4


def order(needs: Needs) -> Order:
    return Order("a", ALONE, Fingerprint(), {}, "a", "", Path("checkpoints"), Path("results"), needs)


def telling() -> Work:
    """Work that says in which process it is done."""
    return lambda teller, order: (teller.say(f"{os.getpid()}"), Outcome())[1]


def test_a_process_that_is_killed_while_it_has_nothing_to_do_is_replaced() -> None:
    said = []
    with Processes(1, telling) as workers:
        for _ in range(2):
            workers.begin(order(ONE_PROCESSOR))
            while not workers.takes(ONE_PROCESSOR):
                for _, (kind, parts) in workers.events():
                    said.append(parts[0] if kind == "say" else parts[0].told)
            os.kill(int(said[-2]), signal.SIGKILL)
            while said[-2] in [str(process.pid) for process in active_children()]:
                time.sleep(0.01)
    first, _, second, told = said
    assert first != second
    assert told == ()


@dataclass
class Slots:
    """Workers that have some processors and GPUs, and do nothing: the oldest ends first."""

    cpus: int
    gpus: float
    begun: list[Order] = field(default_factory=list)
    running: deque[Order] = field(default_factory=deque)

    def check(self, needs: Needs) -> None:
        pass

    def takes(self, needs: Needs) -> bool:
        taken = [one.needs for one in self.running]
        fits = needs.cpus + sum(one.cpus for one in taken) <= self.cpus
        return fits and needs.gpus + sum(one.gpus for one in taken) <= self.gpus

    def begin(self, order: Order) -> None:
        assert self.takes(order.needs)
        self.begun.append(order)
        self.running.append(order)

    def events(self, timeout: float | None = None) -> Iterator[tuple[Order, Event]]:
        if self.running:
            yield self.running.popleft(), ("end", (Outcome(),))


class Silent:
    def several(self, name: str, called: str, runs: int, why: str) -> None:
        pass

    def start(self, order: Order) -> Report:
        return lambda done, total, numbers: None

    def finish(self, order: Order, record: Record) -> None:
        pass

    def fail(self, order: Order) -> None:
        pass

    def tell(self, order: Order, text: str) -> None:
        pass

    def say(self, text: str) -> None:
        pass


@pytest.mark.parametrize("seed", range(20))
def test_whatever_they_need_they_begin_in_their_order_as_far_as_they_wait_for_the_same(seed: int) -> None:
    chance = random.Random(seed)
    slots = Slots(cpus=4, gpus=1)
    orders = [order(Needs(chance.randint(1, 4), chance.choice([0, 0, 0, 0.5, 1]))) for _ in range(200)]
    dispatch, coming = Dispatch(slots, Silent()), list(orders)
    for _ in range(1000):
        dispatch.add([coming.pop(0) for _ in range(min(len(coming), chance.randint(0, 3)))])
        list(dispatch.ended(timeout=0))
    place = {one: slots.begun.index(one) for one in orders}  # all of them began
    for waits in ([one for one in orders if one.needs.gpus], [one for one in orders if not one.needs.gpus]):
        assert [place[one] for one in waits] == sorted(place[one] for one in waits)
    for number, first in enumerate(orders):
        if not first.needs.gpus:
            assert all(place[first] < place[one] for one in orders[number + 1 :])
