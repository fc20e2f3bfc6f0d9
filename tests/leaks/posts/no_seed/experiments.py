"""Runs whose random numbers nothing decides, and others whose a seed does."""

import random

import numpy as np
import torch
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import ShuffleSplit, train_test_split
from torch.utils.data import random_split

from builder import Result, experiment

from digits import IMAGES, LABELS, TEST, TRAIN, Net, X, Y, evaluate, fit


@experiment
def leak_network():
    return Result(values={"accuracy": evaluate(fit(Net(), TRAIN), TEST)})


@experiment
def leak_random_split():
    train, test = random_split(TRAIN, [1000, 400])
    torch.manual_seed(0)
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_seeded_after_network():
    model = Net()
    torch.manual_seed(0)
    return Result(values={"accuracy": evaluate(fit(model, TRAIN), TEST)})


@experiment
def leak_train_test_split():
    a, b, c, d = train_test_split(X, Y)
    return Result(values={"accuracy": SGDClassifier(max_iter=5, random_state=0).fit(a, c).score(b, d)})


@experiment
def leak_forest():
    return Result(values={"accuracy": RandomForestClassifier(5).fit(X[:1400], Y[:1400]).score(X[1400:], Y[1400:])})


@experiment
def leak_default_rng():
    rows = np.random.default_rng().permutation(1400)[:700]
    torch.manual_seed(0)
    return Result(values={"accuracy": evaluate(fit(Net(), torch.utils.data.Subset(TRAIN, rows)), TEST)})


@experiment
def leak_np_shuffle():
    rows = np.arange(1400)
    np.random.shuffle(rows)
    return Result(values={"first": int(rows[0])})


@experiment
def leak_python_sample():
    torch.manual_seed(1)
    rows = random.sample(range(1400), 200)
    return Result(values={"accuracy": evaluate(fit(Net(), torch.utils.data.Subset(TRAIN, rows)), TEST)})


@experiment
def leak_torch_seeded_by_nothing():
    torch.seed()
    return Result(values={"accuracy": evaluate(fit(Net(), TRAIN), TEST)})


@experiment
def leak_random_state_of_nothing():
    rng = np.random.RandomState()
    return Result(values={"noise": float(rng.normal())})


@experiment
def honest_manual_seed():
    torch.manual_seed(3)
    return Result(values={"accuracy": evaluate(fit(Net(), TRAIN), TEST)})


@experiment
def honest_all_seeds():
    random.seed(0)
    np.random.seed(0)
    torch.manual_seed(0)
    rows = np.random.permutation(1400)[: random.randint(500, 600)]
    return Result(values={"accuracy": evaluate(fit(Net(), torch.utils.data.Subset(TRAIN, rows)), TEST)})


@experiment
def honest_random_state():
    a, b, c, d = train_test_split(X, Y, random_state=42)
    return Result(values={"accuracy": RandomForestClassifier(5, random_state=42).fit(a, c).score(b, d)})


@experiment
def honest_old_random_state():
    rng = np.random.RandomState(7)
    return Result(values={"noise": float(rng.rand())})


@experiment
def honest_default_rng():
    rng = np.random.default_rng(7)
    return Result(values={"noise": float(rng.normal())})


@experiment
def honest_own_generator():
    generator = torch.Generator().manual_seed(5)
    return Result(values={"first": int(torch.randperm(10, generator=generator)[0])})


@experiment
def honest_python_random():
    return Result(values={"number": random.Random(4).random()})


@experiment
def honest_nothing_random():
    return Result(values={"mean": float(IMAGES.mean()), "label": int(LABELS[0])})


@experiment
def honest_shuffle_split():
    train, test = next(ShuffleSplit(1, random_state=0).split(X))
    model = SGDClassifier(max_iter=5, random_state=1).fit(X[train], Y[train])
    return Result(values={"accuracy": model.score(X[test], Y[test])})


@experiment
def honest_weights_loaded_over():
    """A network that is drawn at random, and then is given other weights before anything is trained."""
    model = Net()
    model.load_state_dict({name: torch.zeros_like(value) for name, value in model.state_dict().items()})
    return Result(values={"accuracy": evaluate(model, TEST)})
