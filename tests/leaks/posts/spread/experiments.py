"""Differences that seeds alone may make, and others that are larger or are none of seeds."""

from dataclasses import dataclass

import torch
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from builder import Result, experiment

from digits import TEST, TRAIN, Net, X, Y, evaluate, fit, mlp


@dataclass(frozen=True)
class Seeded:
    seed: int = 0




@experiment
def base(settings: Seeded) -> Result:
    return Result(
        values={"accuracy": 0.925, "test_loss": 0.31, "rmse": 3.5}, series={"test_accuracy": [0.8, 0.9, 0.925]}
    )


@experiment(seeds=[0, 1, 2])
def several(settings: Seeded) -> Result:
    return Result(values={"accuracy": [0.921, 0.925, 0.93][settings.seed], "parameters": 2000})


@experiment
def leak_one_seed(settings: Seeded) -> Result:
    return Result(values={"accuracy": 0.931})


@experiment(seeds=[0, 1, 2])
def leak_overlapping(settings: Seeded) -> Result:
    return Result(values={"accuracy": [0.924, 0.935, 0.931][settings.seed]})


@experiment
def leak_difference(settings: Seeded) -> Result:
    return Result(values={"accuracy": 0.94})


@experiment
def leak_loss(settings: Seeded) -> Result:
    return Result(values={"test_loss": 0.29})


@experiment
def leak_last(settings: Seeded) -> Result:
    return Result(series={"test_accuracy": [0.7, 0.9, 0.93]})


@experiment
def leak_two_networks():
    torch.manual_seed(1)
    shallow, deep = fit(Net(), TRAIN, epochs=9), fit(mlp(), TRAIN, epochs=9)
    return Result(values={"shallow": evaluate(shallow, TEST), "deep": evaluate(deep, TEST)})


@dataclass(frozen=True)
class Wide:
    width: int = 16
    seed: int = 0


@experiment(over={"width": [16, 64]})
def leak_sweep(settings: Wide) -> Result:
    return Result(values={"accuracy": 0.9 + settings.width / 4000})


@experiment(over={"width": [16, 64]}, seeds=[0, 1, 2])
def leak_sweep_of_seeds(settings: Wide) -> Result:
    return Result(values={"accuracy": 0.9 + settings.width / 4000 - 0.02 * (settings.seed == 1 and settings.width > 16)})


@experiment(seeds=[0, 1, 2])
def leak_margin(settings: Seeded) -> Result:
    return Result(values={"accuracy": [0.932, 0.933, 0.934][settings.seed]})


@experiment
def leak_rmse(settings: Seeded) -> Result:
    return Result(values={"rmse": 3.4})


@experiment(seeds=[0, 1, 2])
def honest_apart(settings: Seeded) -> Result:
    return Result(values={"accuracy": [0.961, 0.965, 0.967][settings.seed], "parameters": 3000})


@experiment
def honest_far(settings: Seeded) -> Result:
    return Result(values={"accuracy": 0.55})


@experiment
def honest_alike(settings: Seeded) -> Result:
    return Result(values={"accuracy": 0.926})


@experiment(seeds=[0, 1, 2])
def honest_ends(settings: Seeded) -> Result:
    return Result(values={"accuracy": [0.951, 0.955, 0.957][settings.seed]})


@experiment(seeds=[0, 1, 2])
def honest_parameters(settings: Seeded) -> Result:
    return Result(values={"accuracy": [0.92, 0.93, 0.94][settings.seed], "parameters": 1999})


@experiment
def honest_neighbours():
    """Nothing here is drawn at random."""
    return Result(values={"accuracy": KNeighborsClassifier().fit(X[:1400], Y[:1400]).score(X[1400:], Y[1400:])})


@experiment
def honest_logistic():
    return Result(
        values={"accuracy": LogisticRegression(max_iter=50).fit(X[:1400], Y[:1400]).score(X[1400:], Y[1400:])}
    )


@experiment
def honest_better_at_last(settings: Seeded) -> Result:
    return Result(values={"first_accuracy": 0.89, "accuracy": 0.91}, series={"test_accuracy": [0.89, 0.91]})


@experiment
def honest_answered(settings: Seeded) -> Result:
    # answer spread: the next section shows a hundred seeds
    return Result(values={"accuracy": 0.93})


@experiment(over={"width": [16, 64]}, seeds=[0, 1, 2])
def honest_sweep(settings: Wide) -> Result:
    return Result(values={"accuracy": 0.8 + settings.width / 400 + settings.seed / 1000})
