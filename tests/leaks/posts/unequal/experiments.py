"""Networks that are compared and were not trained alike, and others where that is so, or where it is what is shown."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.naive_bayes import GaussianNB
from torch.utils.data import DataLoader, Subset, TensorDataset, random_split

from builder import Record, Result, experiment

from digits import IMAGES, LABELS, TEST, TRAIN, Net, X, Y, evaluate, fit, mlp


@dataclass(frozen=True)
class Training:
    epochs: int = 10
    batch_size: int = 32
    training_images: int = 1400
    learning_rate: float = 0.1


@experiment
def base(settings: Training) -> Result:
    return Result(values={"accuracy": 0.9})


@experiment
def leak_subset():
    torch.manual_seed(0)
    shallow = fit(Net(), Subset(TRAIN, range(700)), epochs=2)
    deep = fit(mlp(torch.nn.Linear(32, 32), torch.nn.ReLU()), TRAIN, epochs=2)
    return Result(values={"shallow": evaluate(shallow, TEST), "deep": evaluate(deep, TEST)})


@experiment
def leak_longer():
    torch.manual_seed(0)
    shallow, deep = Net(), mlp(torch.nn.Linear(32, 32), torch.nn.ReLU())
    fit(shallow, TRAIN, epochs=2)
    fit(deep, TRAIN, epochs=4)
    return Result(values={"shallow": evaluate(shallow, TEST), "deep": evaluate(deep, TEST)})


@experiment
def leak_loaders():
    torch.manual_seed(0)
    found = {}
    for name, size, model in (("relu", 32, Net()), ("dropout", 128, mlp(torch.nn.Dropout(0.2)))):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(2):
            for x, y in DataLoader(TRAIN, batch_size=size, shuffle=True):
                optimizer.zero_grad()
                F.cross_entropy(model(x), y).backward()
                optimizer.step()
        found[f"{name}_accuracy"] = evaluate(model, TEST)
    return Result(values=found)


@experiment
def leak_random_split():
    torch.manual_seed(0)
    train, valid = random_split(TRAIN, [1000, 400])
    first, second = fit(Net(), train, epochs=2), fit(Net(), TRAIN, epochs=2)
    return Result(values={"early": evaluate(valid and first, TEST), "final": evaluate(second, TEST)})


@experiment
def leak_numpy():
    torch.manual_seed(0)
    x_train, y_train, x_test = X[:1400] / 16, Y[:1400], torch.from_numpy(X[1400:] / 16).float()
    scores = []
    for network, rows in ((Net(), np.arange(0, 1400, 2)), (Net(), np.arange(1400))):
        optimizer = torch.optim.Adam(network.parameters(), lr=0.01)
        for epoch in range(3):
            np.random.default_rng(epoch).shuffle(rows)
            for start in range(0, len(rows), 100):
                batch = rows[start : start + 100]
                loss = F.cross_entropy(network(torch.from_numpy(x_train[batch]).float()), torch.from_numpy(y_train[batch]))
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        scores.append(float((network(x_test).argmax(1).numpy() == Y[1400:]).mean()))
    return Result(values={"sgd": scores[0], "adam": scores[1]})


@experiment
def leak_pandas():
    frame = pd.DataFrame(X)
    frame["digit"] = Y
    train, test = frame[:1400], frame[1400:]
    part = train.sample(frac=0.6, random_state=0)
    bayes = GaussianNB().fit(part.drop(columns="digit"), part["digit"])
    logistic = LogisticRegression(max_iter=30).fit(train.drop(columns="digit"), train["digit"])
    return Result(
        values={
            "bayes": bayes.score(test.drop(columns="digit"), test["digit"]),
            "logistic": logistic.score(test.drop(columns="digit"), test["digit"]),
        }
    )


@experiment
def leak_cell_run_twice():
    torch.manual_seed(0)
    plain, wide = Net(), Net()
    fit(plain, TRAIN, epochs=2)
    fit(wide, TRAIN, epochs=2)
    fit(wide, TRAIN, epochs=2)
    return Result(values={"plain": evaluate(plain, TEST), "wide": evaluate(wide, TEST)})


@dataclass(frozen=True)
class Longer(Training):
    epochs: int = 20


@experiment
def leak_deep(settings: Longer) -> Result:
    return Result(values={"accuracy": 0.95})


@dataclass(frozen=True)
class Larger(Training):
    batch_size: int = 128


@experiment
def leak_wide(settings: Larger) -> Result:
    return Result(values={"accuracy": 0.94})


@dataclass(frozen=True)
class Fewer(Training):
    training_images: int = 500


@experiment
def dropout(settings: Fewer) -> Result:
    return Result(values={"accuracy": 0.85})


@experiment(uses=[base, dropout])
def leak_both(base: Record, dropout: Record) -> Result:
    return Result(values={"gain": base.values["accuracy"] - dropout.values["accuracy"]})


@experiment
def honest_alike():
    torch.manual_seed(0)
    shallow, deep = Net(), mlp(torch.nn.Linear(32, 32), torch.nn.ReLU())
    for model in (shallow, deep):
        fit(model, TRAIN, epochs=2)
    return Result(values={"shallow": evaluate(shallow, TEST), "deep": evaluate(deep, TEST)})


@experiment
def honest_learning_curve():
    torch.manual_seed(0)
    shares, found = [0.25, 0.5, 1.0], []
    for share in shares:
        found.append(evaluate(fit(Net(), Subset(TRAIN, range(int(share * 1400))), epochs=2), TEST))
    return Result(series={"shares": shares, "accuracy": found})


@dataclass(frozen=True)
class Batches:
    batch: int = 16


@experiment(over={"batch": [16, 64]})
def honest_sweep(settings: Batches) -> Result:
    torch.manual_seed(0)
    return Result(values={"accuracy": evaluate(fit(Net(), TRAIN, epochs=2, batch_size=settings.batch), TEST)})


@experiment
def honest_named():
    torch.manual_seed(0)
    return Result(values={f"accuracy_{n}": evaluate(fit(Net(), TRAIN, epochs=n), TEST) for n in (2, 4)})


@experiment
def honest_folds():
    torch.manual_seed(0)
    found = {"shallow": [], "deep": []}
    for train, test in KFold(3).split(X):
        for name, model in (("shallow", Net()), ("deep", mlp(torch.nn.ReLU()))):
            data = TensorDataset(IMAGES, LABELS)
            found[name].append(evaluate(fit(model, Subset(data, train), epochs=2), Subset(data, test)))
    return Result(values={name: float(np.mean(scores)) for name, scores in found.items()})


@experiment
def honest_augmented():
    """As many steps with noise as without."""
    torch.manual_seed(0)
    plain, noisy = Net(), Net()
    for model, noise in ((plain, 0.0), (noisy, 0.1)):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for epoch in range(3):
            for x, y in DataLoader(TRAIN, batch_size=64, shuffle=True):
                inputs = x + noise * torch.randn_like(x)
                optimizer.zero_grad()
                F.cross_entropy(model(inputs), y).backward()
                optimizer.step()
    return Result(values={"plain": evaluate(plain, TEST), "noisy": evaluate(noisy, TEST)})


@dataclass(frozen=True)
class Faster(Training):
    learning_rate: float = 0.5


@experiment
def honest_rate(settings: Faster) -> Result:
    return Result(values={"accuracy": 0.97})


@dataclass(frozen=True)
class Small(Training):
    batch_size: int = 4


@experiment
def honest_batch_of_4(settings: Small) -> Result:
    return Result(values={"accuracy": 0.99})


@experiment
def honest_ensemble():
    """Networks on samples with replacement, which vote."""
    torch.manual_seed(0)
    found, votes = [], 0
    for _ in range(3):
        rows = torch.randint(1400, (1400,))
        model = fit(Net(), TensorDataset(IMAGES[rows], LABELS[rows]), epochs=2)
        found.append(evaluate(model, TEST))
        with torch.no_grad():
            votes = votes + model(IMAGES[1400:]).softmax(1)
    return Result(values={"together": (votes.argmax(1) == LABELS[1400:]).float().mean()}, series={"alone": found})


@experiment
def honest_early_stopping():
    torch.manual_seed(0)
    train, valid = random_split(TRAIN, [1200, 200])
    found = {}
    for name, model, rate in (("shallow", Net(), 0.5), ("deep", mlp(torch.nn.Linear(32, 32), torch.nn.ReLU()), 0.01)):
        best, patience = 0.0, 0
        for epoch in range(6):
            fit(model, train, lr=rate)
            score = evaluate(model, valid)
            best, patience = max(best, score), 0 if score > best else patience + 1
            if patience == 1:
                break
        found[name] = evaluate(model, TEST)
    return Result(values=found)
