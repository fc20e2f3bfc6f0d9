"""A loop of an author's own: stopped after any pass, it goes on and ends with the same bits."""

from __future__ import annotations

import math
import random
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import pytest

from builder import Loop
from builder.errors import SitegenError
from builder.loops import loop as module
from builder.results import Run, running

torch = pytest.importorskip("torch")
nn, optim = torch.nn, torch.optim
schedules = optim.lr_scheduler
PASSES = 6


class Stopped(Exception):
    """What ends a loop from outside."""


@pytest.fixture(autouse=True)
def each_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every pass, however quick it is."""
    monkeypatch.setattr(module, "_SHARE", 0)
    torch.set_num_threads(1)


Case = Callable[[Callable[[], None]], Any]
"""An experiment: is called with what stops it in the middle of a pass, and gives what is to be the same."""


def bits(value: Any) -> Any:
    """What a case gave, as text that tells each bit."""
    if isinstance(value, torch.Tensor):
        return str(value.dtype), tuple(value.shape), value.detach().double().numpy().tobytes()
    if isinstance(value, np.ndarray | np.generic):
        return str(value.dtype), value.shape, value.tobytes()
    if isinstance(value, dict):
        return [(repr(key), bits(part)) for key, part in value.items()]
    if isinstance(value, list | tuple | deque):
        return [bits(part) for part in value]
    return repr(value)


def run(case: Case, folder: Path, stop_at: int = 99) -> tuple[Any, list[str]]:
    """What a case gives in a process that is stopped in a pass, and what was told."""
    random.seed(5)
    np.random.seed(5)
    torch.manual_seed(5)
    told: list[str] = []
    passes = iter(range(99))

    def stop() -> None:
        if next(passes) == stop_at:
            raise Stopped

    with running(Run(checkpoints=folder, say=told.append)):
        return bits(case(stop)), told


def goes_on(case: Case, folder: Path) -> list[str]:
    """Assert that a case ends with the same bits wherever it is stopped, and does not do again what was done."""
    whole, told = run(case, folder / "whole")
    for stop_at in (1, PASSES - 2):
        with pytest.raises(Stopped):
            run(case, folder / str(stop_at), stop_at)
        done: list[int] = []

        def counted(stop: Callable[[], None], done: list[int] = done) -> Any:
            return case(lambda: done.append(1))

        assert run(counted, folder / str(stop_at))[0] == whole, stop_at
        assert len(done) == PASSES - stop_at
    return told


X, Y = torch.randn(64, 4, generator=torch.Generator().manual_seed(0)), torch.arange(64.0).reshape(-1, 1) / 64


def training(make: Callable[[Any], list[Any]], model: Callable[[], Any] | None = None) -> Case:
    """A case with an optimizer and what else is made for it: schedules, a scaler."""

    def case(stop: Callable[[], None]) -> Any:
        network = (
            model() if model else nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.2), nn.Linear(8, 1))
        )
        optimizer, *more = make(network)
        loop = Loop(PASSES, keep=[network, optimizer, *more])
        for _ in loop:
            stop()
            for batch in torch.randperm(64).split(16):

                def closure(batch: Any = batch) -> Any:
                    optimizer.zero_grad()
                    loss = nn.functional.mse_loss(
                        network(X[batch].to(next(network.parameters()).dtype)).float(), Y[batch]
                    )
                    loss.backward()
                    return loss

                loss = optimizer.step(closure)
            for one in more:
                one.step(loss.detach()) if isinstance(one, schedules.ReduceLROnPlateau) else one.step()
            loop.report(loss=loss, rate=optimizer.param_groups[0]["lr"])
        return network.state_dict(), optimizer.state_dict(), loop.series

    return case


OPTIMIZERS: dict[str, Callable[[Any], Any]] = {
    "sgd": lambda m: optim.SGD(m.parameters(), lr=0.1, momentum=0.9, nesterov=True),
    "adamw": lambda m: optim.AdamW(m.parameters(), lr=0.1),
    "amsgrad": lambda m: optim.Adam(m.parameters(), lr=0.1, amsgrad=True),
    "lbfgs": lambda m: optim.LBFGS(m.parameters(), lr=0.1, max_iter=3, line_search_fn="strong_wolfe"),
    "rmsprop": lambda m: optim.RMSprop(m.parameters(), lr=0.01, momentum=0.5, centered=True),
    "rprop": lambda m: optim.Rprop(m.parameters()),
    "adagrad": lambda m: optim.Adagrad(m.parameters()),
    "adadelta": lambda m: optim.Adadelta(m.parameters()),
    "nadam": lambda m: optim.NAdam(m.parameters()),
    "radam": lambda m: optim.RAdam(m.parameters()),
    "asgd": lambda m: optim.ASGD(m.parameters()),
    "groups": lambda m: optim.Adam([{"params": m[0].parameters()}, {"params": m[3].parameters(), "lr": 0.5}], lr=0.01),
    "named": lambda m: optim.SGD(m.named_parameters(), lr=0.1, momentum=0.9),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers(name: str, tmp_path: Path) -> None:
    assert goes_on(training(lambda model: [OPTIMIZERS[name](model)]), tmp_path) == []


SCHEDULES: dict[str, Callable[[Any], Any]] = {
    "step": lambda o: schedules.StepLR(o, 2, 0.5),
    "cosine": lambda o: schedules.CosineAnnealingLR(o, PASSES),
    "restarts": lambda o: schedules.CosineAnnealingWarmRestarts(o, 2),
    "one cycle": lambda o: schedules.OneCycleLR(o, 0.1, total_steps=PASSES + 1),
    "cyclic": lambda o: schedules.CyclicLR(o, 0.01, 0.1, step_size_up=2),
    "plateau": lambda o: schedules.ReduceLROnPlateau(o, patience=0, threshold=0.5),
    "lambda": lambda o: schedules.LambdaLR(o, lambda epoch: 0.9**epoch),
    "sequential": lambda o: schedules.SequentialLR(
        o, [schedules.ConstantLR(o, 0.1, 2), schedules.ExponentialLR(o, 0.9)], milestones=[2]
    ),
    "chained": lambda o: schedules.ChainedScheduler([schedules.LinearLR(o), schedules.MultiStepLR(o, [1, 4])]),
}


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules(name: str, tmp_path: Path) -> None:
    def make(model: Any) -> list[Any]:
        optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        return [optimizer, SCHEDULES[name](optimizer)]

    assert goes_on(training(make), tmp_path) == []


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64])
def test_other_dtypes(dtype: Any, tmp_path: Path) -> None:
    goes_on(
        training(lambda m: [optim.AdamW(m.parameters())], lambda: nn.Sequential(nn.Linear(4, 1)).to(dtype)), tmp_path
    )


def test_a_model_whose_shapes_come_from_its_first_input(tmp_path: Path) -> None:
    goes_on(training(lambda m: [optim.SGD(m.parameters(), lr=0.1)], lambda: nn.Sequential(nn.LazyLinear(1))), tmp_path)


def test_averages_scalers_and_modes(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Linear(4, 1))
        average = optim.swa_utils.AveragedModel(model, multi_avg_fn=optim.swa_utils.get_ema_multi_avg_fn(0.9))
        optimizer = optim.Adam(model.parameters())
        scaler = torch.amp.GradScaler("cpu", growth_interval=2)
        loop = Loop(PASSES, keep=[model, optimizer, average, scaler])
        for epoch in loop:
            stop()
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(X), Y)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
            average.update_parameters(model)
            loop.report(loss=loss)
            if epoch == 2:  # no state tells of these
                model[1].eval()
                model[0].weight.requires_grad_(False)
        return model.state_dict(), average.state_dict(), scaler.state_dict(), loop.series

    goes_on(case, tmp_path)


def test_every_generator(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        own = [torch.Generator().manual_seed(1), np.random.default_rng(1), np.random.RandomState(1), random.Random(1),
               np.random.Generator(np.random.MT19937(1)), np.random.Generator(np.random.SFC64(1)),
               np.random.Generator(np.random.Philox(1))]  # fmt: skip
        loop = Loop(PASSES, keep=own)
        for _ in loop:
            stop()
            loop.report(
                torch=torch.rand(1, generator=own[0]).item(), new=own[1].normal(), old=own[2].normal(),
                own=own[3].gauss(0, 1),
                more=[one.normal() for one in own[4:]], small=int(own[1].integers(9, dtype=np.uint32)),
                nobodys=[random.gauss(0, 1), np.random.normal(), torch.randn(()).item()],
            )  # fmt: skip
        return loop.series, random.random(), np.random.normal(), torch.rand(1)

    goes_on(case, tmp_path)


class Moments(NamedTuple):
    mean: Any
    count: Any


class Agent:
    """An author's own object."""

    def __init__(self) -> None:
        self.values: Any = defaultdict(lambda: np.zeros(2))
        self.memory: Any = deque(maxlen=4)
        self.random = np.random.default_rng(3)
        self.network = nn.Linear(2, 2)
        self.choose = max
        self.best, self.seen, self.nothing = -math.inf, {"a"}, None


def test_dicts_lists_objects_and_arrays(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        agent, spaces = Agent(), SimpleNamespace(step=0)
        state: dict[Any, Any] = {"moments": Moments(np.zeros(3), np.float32(0)), "half": np.zeros(2, np.float16),
                                 (1, "x"): 1 << 200, "words": np.array(["a", "bcd"]),
                                 "hidden": None, 3: [0.0, ()]}  # fmt: skip
        line, alias, weight = np.zeros(2), [0.0], torch.zeros(2)
        state["line"] = line
        loop = Loop(PASSES, keep=[agent, state, line, alias, spaces, weight])
        for number in loop:
            stop()
            agent.values[number % 2, "s"][0] += 1
            agent.memory.append((torch.full((2,), float(number)), number, number > 2))
            agent.best = max(agent.best, agent.random.normal())
            agent.seen.add(str(number))
            with torch.no_grad():
                agent.network.weight += 0.1
            spaces.step += 1
            state["moments"] = Moments(
                state["moments"].mean + agent.random.normal(size=3), state["moments"].count + np.float32(0.1)
            )
            state["half"] = state["half"] + np.float16(0.1)
            state["hidden"] = (
                (torch.ones(1, 2) * number, torch.ones(1))
                if state["hidden"] is None
                else (state["hidden"][0] * 1.1, None)
            )
            state[1, "x"] += 1
            line += 0.1  # the same that lies in the dict
            alias.append(state["line"][0])
            weight += 0.3
            state["turned"] = np.asfortranarray(agent.random.random((3, 2))) if number == 0 else state["turned"]
        return (
            dict(agent.values), agent.memory, agent.best, sorted(agent.seen), agent.network.weight, state, line, alias,
            spaces.step, weight, state["line"] is line, agent.values["new"], agent.memory.maxlen, agent.random.normal(),
        )  # fmt: skip

    told = goes_on(case, tmp_path)
    assert told == []


def test_a_replaced_array_leaves_what_it_was(tmp_path: Path) -> None:
    """`state["x"] = state["x"] + 1` makes another array: the first one, which others know, stays what it was."""

    def case(stop: Callable[[], None]) -> Any:
        start, tensor = np.zeros(2), torch.zeros(2)
        state = {"x": start, "y": tensor, "inner": {"z": start}}
        for _ in Loop(PASSES, keep=state):
            stop()
            state["x"], state["y"], state["inner"] = state["x"] + 1, state["y"] + 1, {"z": state["inner"]["z"] + 1}
        return state, start, tensor

    goes_on(case, tmp_path)


def test_loaders_with_workers(tmp_path: Path) -> None:
    """Order and augmentation are seeded by the generator of the loader, or by torch's own."""

    class Noisy(torch.utils.data.Dataset):  # type: ignore[misc]
        def __len__(self) -> int:
            return 8

        def __getitem__(self, number: int) -> Any:
            return number + torch.rand(()) + np.random.rand() + random.random()

    for generator in (None, torch.Generator().manual_seed(2)):

        def case(stop: Callable[[], None], generator: Any = generator) -> Any:
            own = generator and torch.Generator().manual_seed(2)
            loader = torch.utils.data.DataLoader(Noisy(), batch_size=4, shuffle=True, num_workers=2, generator=own)
            loop = Loop(PASSES, keep=[loader])
            for _ in loop:
                stop()
                loop.report(seen=torch.cat(list(loader)))
            return loop.series

        whole, _ = run(case, tmp_path / "whole")
        with pytest.raises(Stopped):
            run(case, tmp_path / f"stopped{generator}", 2)
        assert run(case, tmp_path / f"stopped{generator}")[0] == whole
        (tmp_path / "whole").rename(tmp_path / f"whole{generator}")


def test_estimators_of_scikit_learn(tmp_path: Path) -> None:
    cluster, linear_model = pytest.importorskip("sklearn.cluster"), pytest.importorskip("sklearn.linear_model")
    naive_bayes, neural = pytest.importorskip("sklearn.naive_bayes"), pytest.importorskip("sklearn.neural_network")
    decomposition, processing = (
        pytest.importorskip("sklearn.decomposition"),
        pytest.importorskip("sklearn.preprocessing"),
    )

    def case(stop: Callable[[], None]) -> Any:
        estimators = [
            linear_model.SGDClassifier(loss="log_loss", average=True, random_state=0), naive_bayes.GaussianNB(),
            neural.MLPClassifier((5,), random_state=0), linear_model.Perceptron(random_state=0),
            naive_bayes.MultinomialNB(), processing.StandardScaler(), decomposition.IncrementalPCA(2),
            cluster.MiniBatchKMeans(3, random_state=0), decomposition.MiniBatchDictionaryLearning(2, random_state=0),
        ]  # fmt: skip
        generator = np.random.default_rng(0)
        loop = Loop(PASSES, keep=[*estimators, generator])
        for _ in loop:
            stop()
            points = generator.random((30, 3))
            labels = (points[:, 0] > 0.5).astype(int)
            for one in estimators:
                more = {"classes": [0, 1]} if hasattr(one, "predict_proba") or "Perc" in repr(one) else {}
                one.partial_fit(points, labels, **more)
            loop.report(score=[one.score(points, labels) for one in estimators[:5]])
        points = generator.random((9, 3))
        return (
            loop.series, [one.predict_proba(points) for one in estimators[:3]], estimators[3].coef_,
            [one.transform(points) for one in estimators[5:]], estimators[7].predict(points),
        )  # fmt: skip

    assert goes_on(case, tmp_path) == []


def test_trees_of_jax(tmp_path: Path) -> None:
    jax, optax = pytest.importorskip("jax"), pytest.importorskip("optax")
    jnp = jax.numpy

    def case(stop: Callable[[], None]) -> Any:
        x = jnp.linspace(-1, 1, 20)
        optimizer = optax.chain(optax.clip(1.0), optax.adamw(optax.cosine_decay_schedule(0.1, PASSES)))
        params = {"w": jnp.zeros(3, jnp.bfloat16), "b": jnp.zeros(())}
        state = {"params": params, "optimizer": optimizer.init(params), "key": jax.random.key(0),
                 "old": jax.random.PRNGKey(1), "weak": jnp.asarray(0.5)}  # fmt: skip

        def loss(params: Any, key: Any) -> Any:
            noise = jax.random.normal(key, x.shape)
            return jnp.mean((jnp.polyval(params["w"], x) + params["b"] - 2 * x + noise) ** 2)

        loop = Loop(PASSES, keep=state)
        for _ in loop:
            stop()
            state["key"], key = jax.random.split(state["key"])
            found, gradient = jax.value_and_grad(loss)(state["params"], key)
            updates, state["optimizer"] = optimizer.update(gradient, state["optimizer"], state["params"])
            state["params"] = optax.apply_updates(state["params"], updates)
            state["weak"] = state["weak"] * 2
            loop.report(loss=found)
        return loop.series, [np.asarray(leaf).astype(np.float64) for leaf in jax.tree.leaves(state["params"])], (
            np.asarray(state["weak"]), state["weak"].weak_type, np.asarray(jax.random.key_data(state["key"])),
            [np.asarray(leaf).astype(np.float64) for leaf in jax.tree.leaves(state["optimizer"])],
        )  # fmt: skip

    assert goes_on(case, tmp_path) == []


def test_loops_inside_of_loops_and_after_them(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        gathered: dict[str, list[Any]] = {"folds": []}
        generator = np.random.default_rng(0)
        folds = Loop(2, keep=[gathered, generator])
        for _ in folds:
            weights = np.zeros(2)
            inner = Loop(2, keep=[weights, generator])
            for _ in inner:
                stop()
                weights += generator.normal(size=2)
                inner.report(size=float(weights @ weights))
            gathered["folds"].append(inner.series["size"])
            folds.report(last=inner.series["size"][-1])
        after = Loop(2, keep=[generator])
        for _ in after:
            stop()
            after.report(drawn=generator.normal())
        return gathered, folds.series, after.series

    goes_on(case, tmp_path)
    kept = {path.name for path in (tmp_path / "whole").iterdir()}
    assert kept == {"training-1.safetensors", "training-4.safetensors"}  # those inside are no longer needed


def test_a_loop_that_is_left(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        generator = np.random.default_rng(0)
        loop = Loop(100, keep=[generator])
        for number in loop:
            stop()
            loop.report(drawn=generator.normal())
            if number == PASSES - 1:
                break
        return loop.series, generator.normal()

    goes_on(case, tmp_path)
    assert len(run(case, tmp_path / "x")[0][0][0][1]) == PASSES


def test_holes_lists_and_late_names(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        loop = Loop(PASSES)
        for number in loop:
            stop()
            if number % 3 == 2:
                loop.report(late=number)
            loop.report(rows=torch.ones(2) * number, none=None)
        return loop.series

    goes_on(case, tmp_path)
    loop = Loop(3)
    for number in loop:
        loop.report(**({"late": 1} if number == 1 else {}))
    assert loop.series == {"late": [None, 1, None]}


@pytest.mark.parametrize("bad", [math.nan, math.inf, [1.0, -math.inf], torch.tensor(math.nan)])
def test_a_number_that_is_none_ends_the_loop(bad: Any, tmp_path: Path) -> None:
    for _ in range(2):  # the second goes on from what the first kept
        with running(Run(checkpoints=tmp_path)) as here:
            loop = Loop(5)
            for number in loop:
                loop.report(loss=bad if number == 2 else 1.0)
            assert here.diverged == "the loss is no number after pass 3"
            assert len(loop.series["loss"]) == 3


REFUSED = {
    "a DataLoader whose workers": lambda: torch.utils.data.DataLoader([1], num_workers=1, persistent_workers=True),
    "a generator, which has no state": lambda: (number for number in range(3)),
    "a function, which does not change": lambda: goes_on,
    "a float, which does not change": lambda: 0.5,
    "a tuple, which does not change": lambda: (np.zeros(2),),
    "a tensor that hangs on what it was computed from": lambda: torch.ones(1, requires_grad=True) * 2,
    "a sparse or quantized tensor": lambda: torch.eye(2).to_sparse(),
    "an array of objects": lambda: np.array([object()]),
    "['a'], a object, which has no state": lambda: {"a": object()},
    "a dict with a key of type frozenset": lambda: {frozenset(): 1},
    "something that holds itself": lambda: (it := [], it.append(it))[0],  # type: ignore[func-returns-value,var-annotated]
    "MaskedArray": lambda: np.ma.zeros(2),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_kept_is_told_at_once(said: str) -> None:
    with pytest.raises(SitegenError) as caught:
        Loop(3, keep=[np.zeros(1), REFUSED[said]()])
    assert f"{Path(__file__).name}:" in str(caught.value)
    assert "keep[1]" in caught.value.message
    assert said in caught.value.message
    assert caught.value.hint


def test_what_becomes_something_that_cannot_be_kept(tmp_path: Path) -> None:
    with running(Run(checkpoints=tmp_path)):
        state = {"hidden": torch.zeros(1)}
        passes = iter(Loop(3, keep=[state]))
        next(passes)
        state["hidden"] = state["hidden"] + torch.ones(1, requires_grad=True)
        with pytest.raises(SitegenError, match=r"keep\[0\]\['hidden'\], which has become a tensor that hangs"):
            next(passes)


def test_wrong_use() -> None:
    loop = Loop(1)
    with pytest.raises(SitegenError, match="belongs into a pass"):
        loop.report(loss=1)
    for _ in loop:
        loop.report(loss=1)
        with pytest.raises(SitegenError, match="'loss' is reported twice in a pass"):
            loop.report(loss=2)
        with pytest.raises(SitegenError, match="'word' is a str: what is reported are numbers"):
            loop.report(word="x")
    with pytest.raises(SitegenError, match="goes round once"):
        list(loop)
    with pytest.raises(SitegenError, match=r"a whole number of times, not 2\.5"):
        Loop(2.5)  # type: ignore[arg-type]
    assert list(Loop(0)) == list(Loop(-1)) == []


def test_a_model_of_another_shape_begins_anew(tmp_path: Path) -> None:
    """As when a vocabulary grew in a folder of data: the run is told, and what raised says which checkpoint it was."""
    with running(Run(checkpoints=tmp_path)):
        list(Loop(3, keep=[nn.Linear(2, 1)]))
    here = Run(checkpoints=tmp_path)
    with running(here), pytest.raises(RuntimeError) as caught:
        list(Loop(3, keep=[nn.Linear(3, 1)]))
    assert here.not_restored(caught.value) == {"training-1.safetensors"}


def test_what_changes_and_is_not_kept_is_told(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        model, other = nn.Linear(2, 1), nn.Linear(1, 1)
        encoder, parameters = model, list(model.parameters())  # parts of what is kept
        optimizer, unused = optim.SGD(model.parameters(), lr=0.1, momentum=0.9), optim.Adam(other.parameters())
        schedule = schedules.StepLR(optimizer, 1)
        best, losses, noise, steps, batch = math.inf, [], np.random.default_rng(0), np.zeros(1), None
        state = {"x": 1.0}
        for _ in Loop(PASSES, keep=[model, optimizer, state]):
            stop()
            for batch in X[:, :2].split(32):
                optimizer.zero_grad()
                loss = encoder(batch).square().mean() + float(noise.normal())
                loss.backward()
                optimizer.step()
            schedule.step()
            best = min(best, loss.item())
            losses.append(loss.item())
            steps += 1
            state["x"] += 1
        return best, unused, parameters, batch

    *_, told = run(case, tmp_path)
    changed = {line.split("'")[1] for line in told}
    assert changed == {"schedule", "best", "losses", "noise", "steps"}
    assert told[0].startswith("test_loop.py:")


def test_an_array_that_is_kept_and_replaced_is_told(tmp_path: Path) -> None:
    def case(stop: Callable[[], None]) -> Any:
        line = np.zeros(2)
        for _ in Loop(PASSES, keep=[line]):
            stop()
            line = line + 1
        return line

    *_, told = run(case, tmp_path)
    assert ["the first pass left keep[0] as it was" in line for line in told][-1]
