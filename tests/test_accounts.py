"""Accounts of examples: of a run that was stopped and went on, of what is changed, and of what is not looked at."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder import Loop
from builder.examples.watching import ExampleWatch
from builder.results import Run, current_run, running

torch = pytest.importorskip("torch")
Dataset, accuracy_and_loss, train = (
    getattr(pytest.importorskip("builder.learning"), name) for name in ("Dataset", "accuracy_and_loss", "train")
)
preprocessing = pytest.importorskip("sklearn.preprocessing")
linear = pytest.importorskip("sklearn.linear_model")
Data: Any = torch.utils.data


class Killed(Exception):
    """Stands for the end of the process."""


def watch() -> ExampleWatch:
    return ExampleWatch(lambda file: file == __file__, str(Path(__file__).parent))


def account(experiment: Callable[[], Any], folder: Path | None = None, said: list[str] | None = None) -> dict[str, Any]:
    """What is known of one run; where it is killed, of the one that went on from its checkpoints."""
    found = watch()
    say = print if said is None else said.append
    with running(Run(checkpoints=folder, account=found, say=say)), found.on():
        experiment()
    return found.account()


def images(count: int = 300, seed: int = 0) -> Any:
    return torch.rand(count, 1, 6, 6, generator=torch.Generator().manual_seed(seed))


def net() -> tuple[Any, Any]:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(36, 8), torch.nn.Dropout(), torch.nn.Linear(8, 3))
    return model, torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)


def step(model: Any, optimizer: Any, inputs: Any) -> None:
    optimizer.zero_grad()
    model(inputs).square().mean().backward()
    optimizer.step()


def over_a_loader(stop: Callable[[int], None]) -> None:
    """Measured without `no_grad`, so that it is open for a while whether those are trained on."""
    model, optimizer = net()
    all_of_it = Data.TensorDataset(images(), torch.zeros(300))
    order = torch.Generator().manual_seed(1)
    train, test = Data.Subset(all_of_it, range(200)), Data.Subset(all_of_it, range(180, 300))
    loader = Data.DataLoader(train, batch_size=16, shuffle=True, generator=order)
    for epoch in Loop(4, keep=[model, optimizer, order]):
        stop(epoch)
        model.train()
        for inputs, _ in loader:
            step(model, optimizer, inputs)
        model.eval()
        for inputs, _ in Data.DataLoader(test, batch_size=50):
            model(inputs)


def by_hand(stop: Callable[[int], None]) -> None:
    """Two networks, batches that are copies, augmentation, a checkpoint of one's own."""
    (first, one), (second, two) = net(), net()
    data, test = images(), images(80, seed=1)
    checkpoint = current_run().next_checkpoint()
    kept = checkpoint.load()
    for epoch in range(kept[1]["done"] if kept else 0, 4):
        stop(epoch)
        order = torch.randperm(200, generator=torch.Generator().manual_seed(epoch))
        for chosen in order.split(32):
            step(first, one, data[chosen].flip(-1))
            step(second, two, data[chosen])
        with torch.no_grad():
            first.eval()(test)
            second(data[150:])
        checkpoint.save({}, {"done": epoch + 1})


def of_the_toolkit(stop: Callable[[int], None]) -> None:
    """Two trainings, each measured besides, the second one of the same kind."""
    data = Dataset(images(), torch.arange(300) % 3, images(90, seed=1), torch.arange(90) % 3)
    passes = 0

    def augment(batch: Any, generator: Any) -> Any:
        nonlocal passes
        passes += 1
        stop(passes // 5)
        return batch + torch.rand(batch.shape, generator=generator)

    for seed in (0, 1):
        model, optimizer = net()
        accuracy_and_loss(model, data.test_images, data.test_labels)
        train(model, optimizer, data, epochs=2, batch_size=64, seed=seed, augment=augment)
        accuracy_and_loss(model, data.train_images, data.train_labels)


def of_sklearn(stop: Callable[[int], None]) -> None:
    """A scaler that saw everything, and a classifier that is fitted batch by batch."""
    rows = np.random.default_rng(0).normal(size=(300, 20))
    labels = np.arange(300) % 2
    scaler = preprocessing.StandardScaler()
    scaled = scaler.fit_transform(rows)
    model = linear.SGDClassifier(random_state=0)
    for epoch in Loop(4, keep=[model]):
        stop(epoch)
        for first in range(0, 200, 50):
            model.partial_fit(scaled[first : first + 50], labels[first : first + 50], classes=[0, 1])
        model.predict(scaler.transform(rows[200:]))


@pytest.mark.parametrize("experiment", [over_a_loader, by_hand, of_the_toolkit, of_sklearn])
def test_a_run_that_goes_on_has_the_account_of_one_that_was_never_stopped(
    tmp_path: Path, experiment: Callable[[Callable[[int], None]], None]
) -> None:
    accounts = []
    for folder, last in [("whole", 9), *[(str(number), at) for number in (1, 2, 3) for at in (number, 9)]]:

        def stop(epoch: int, last: int = last) -> None:
            if epoch == last:
                raise Killed

        with suppress(Killed):  # all from one line, which accounts tell
            accounts.append(account(lambda stop=stop: experiment(stop), tmp_path / folder))  # type: ignore[misc]
    assert len(accounts) == 4
    assert accounts[0]["networks"]
    assert accounts == accounts[:1] * 4


def test_the_accounts_say_what_was_done(tmp_path: Path) -> None:
    def never(_: int) -> None:
        """Go on."""

    (network,) = account(lambda: over_a_loader(never))["networks"]
    (measured,) = network["measured"]
    assert (network["trained"], network["steps"], network["batch"]) == (200, 52, 16)
    assert (measured["examples"], measured["seen"], measured["passes"]) == (120, 20, 4)
    first, second = account(lambda: by_hand(never))["networks"]
    assert [one["seen"] for one in (*first["measured"], *second["measured"])] == [0, 50]
    found = account(lambda: of_sklearn(never))
    assert [one["kind"] for one in found["networks"]] == ["SGDClassifier"]
    (fit,) = found["fits"]
    assert (fit["fitted"], fit["measured"], fit["of_them"]) == (300, 100, 100)


def test_of_a_checkpoint_without_an_account_nothing_is_claimed(tmp_path: Path) -> None:
    def kept(stop_at: int) -> Callable[[], None]:
        def stop(epoch: int) -> None:
            if epoch == stop_at:
                raise Killed

        return lambda: by_hand(stop)

    with pytest.raises(Killed), running(Run(checkpoints=tmp_path)):  # nobody looks, as in an earlier sitegen
        kept(2)()
    (path,) = tmp_path.iterdir()
    said: list[str] = []
    assert b'"account": null' in path.read_bytes().replace(b"\\", b"")
    assert account(kept(-1), tmp_path, said) == {}
    assert said == [f"{path}: which examples the run had seen by then is not in it, and not known now"]


def test_what_changes_is_seen() -> None:
    """A tensor that is changed in place, and a data set that begins to augment."""
    data, test = images(), images(100, seed=1)

    class Augmented(Data.TensorDataset):  # type: ignore[misc]
        def __getitem__(self, number: Any) -> Any:
            value = super().__getitem__(number)[0]
            return (test[number % 100] if loud else value,)

    loud = False

    def experiment() -> None:
        nonlocal loud
        model, optimizer = net()
        for epoch in range(6):
            loud = epoch > 2  # from now on it trains on what it is tested on
            for (inputs,) in Data.DataLoader(Augmented(data), batch_size=4):
                step(model, optimizer, inputs)
        with torch.no_grad():
            model.eval()(test)

    (network,) = account(experiment)["networks"]
    assert network["measured"][0]["seen"] > 40

    def changed() -> None:
        model, optimizer = net()
        mine = data.clone()
        for _ in range(2):
            step(model, optimizer, mine)
            with torch.no_grad():
                model.eval()(test)
            model.train()
            mine[:60] = test[:60]

    (network,) = account(changed)["networks"]
    assert network["measured"][0]["seen"] == 60


def test_a_sampler_of_some_takes_only_those() -> None:
    def experiment() -> None:
        model, optimizer = net()
        data = Data.TensorDataset(images())
        parts = [Data.SubsetRandomSampler(range(first, last)) for first, last in ((0, 200), (200, 300))]
        train, test = (Data.DataLoader(data, batch_size=20, sampler=one) for one in parts)
        for _ in range(2):
            model.train()
            for (inputs,) in train:
                step(model, optimizer, inputs)
            model.eval()
            with torch.no_grad():
                for (inputs,) in test:
                    model(inputs)

    (network,) = account(experiment)["networks"]
    (measured,) = network["measured"]
    assert (network["trained"], measured["examples"], measured["seen"]) == (200, 100, 0)


def test_padded_texts_and_tables_of_many_columns_are_told_apart() -> None:
    from builder.examples.digests import of_batch

    chance = np.random.default_rng(0)
    texts = np.zeros((2000, 512), dtype=np.int64)
    texts[:, :12] = chance.integers(1, 30_000, size=(2000, 12))
    words = (chance.random((2000, 10_000)) < 0.005).astype(np.float32)
    for rows in (texts, words, chance.random((2000, 785))):
        assert len({*of_batch(rows).tolist()}) == 2000
        assert (of_batch(torch.tensor(rows)) == of_batch(rows)).all()
