"""Means and the like that are taken of all examples before the split, without an estimator, and others that are not."""

import numpy as np
import pandas as pd
import torch
from sklearn.datasets import load_breast_cancer, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from torch.utils.data import DataLoader, Subset, TensorDataset, random_split
from torchvision.transforms import Normalize

from builder import Result, experiment

from digits import IMAGES, LABELS, Net, X, Y, evaluate, fit

CANCER, ILL = load_breast_cancer(return_X_y=True)


class Standardizer:
    def fit(self, x):
        self.mean, self.std = x.mean(axis=0), x.std(axis=0)
        return self

    def transform(self, x):
        return (x - self.mean) / self.std


class Scaled(torch.utils.data.Dataset):
    def __init__(self, x, y):
        self.x = (x - x.mean()) / x.std()
        self.y = y

    def __len__(self):
        return len(self.y)

    def __getitem__(self, index):
        return self.x[index], self.y[index]


def standardize(x):
    return (x - np.mean(x, axis=0)) / np.std(x, axis=0)


def score(x_train, x_test, y_train, y_test):
    model = LogisticRegression(max_iter=200).fit(x_train, y_train)
    return Result(values={"accuracy": model.score(x_test, y_test)})


@experiment
def leak_numpy():
    x = (CANCER - CANCER.mean(axis=0)) / CANCER.std(axis=0)
    x_train, x_test, y_train, y_test = train_test_split(x, ILL, test_size=0.3, random_state=0)
    return score(x_train, x_test, y_train, y_test)


@experiment
def leak_function():
    x = standardize(CANCER)
    indices = np.random.RandomState(0).permutation(len(x))
    train, test = indices[:400], indices[400:]
    return score(x[train], x[test], ILL[train], ILL[test])


@experiment
def leak_after_the_split():
    mean, std = np.mean(CANCER, axis=0), np.std(CANCER, axis=0)
    x_train, x_test = CANCER[:400], CANCER[400:]
    x_train = (x_train - mean) / std
    x_test = (x_test - mean) / std
    return score(x_train, x_test, ILL[:400], ILL[400:])


@experiment
def leak_torch():
    torch.manual_seed(0)
    x = IMAGES.clone()
    low, high = x.min(dim=0).values, x.max(dim=0).values
    x = (x - low) / (high - low + 1e-6)
    train, test = random_split(TensorDataset(x, LABELS), [1400, 397])
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_transform():
    torch.manual_seed(0)
    normalize = Normalize(IMAGES.mean(), IMAGES.std())
    x = normalize(IMAGES.reshape(-1, 1, 8, 8))
    data = TensorDataset(x, LABELS)
    train, test = Subset(data, range(1400)), Subset(data, range(1400, 1797))
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_data_set():
    torch.manual_seed(0)
    train, test = random_split(Scaled(IMAGES, LABELS), [1400, 397])
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def leak_svd():
    centred = CANCER - CANCER.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    x = centred @ axes[:5].T
    return score(*train_test_split(x, ILL, random_state=0))


@experiment
def leak_pandas():
    frame = load_wine(as_frame=True).frame
    features = frame.columns.drop("target")
    frame[features] = frame[features].apply(lambda column: (column - column.mean()) / column.std())
    train = frame.sample(frac=0.7, random_state=0)
    test = frame.drop(train.index)
    return score(train[features], test[features], train["target"], test["target"])


@experiment
def leak_median():
    frame = pd.DataFrame(CANCER)
    frame.iloc[::7, 3] = float("nan")
    frame[3] = frame[3].fillna(frame[3].median())
    return score(*train_test_split(frame, ILL, random_state=0))


@experiment
def leak_class_in_folds():
    x = Standardizer().fit(CANCER).transform(CANCER)
    found = []
    for train, test in KFold(3, shuffle=True, random_state=0).split(x):
        found.append(LogisticRegression().fit(x[train], ILL[train]).score(x[test], ILL[test]))
    return Result(values={"accuracy": np.mean(found)})


@experiment
def honest_numpy():
    x_train, x_test, y_train, y_test = train_test_split(CANCER, ILL, test_size=0.3, random_state=0)
    mean, std = x_train.mean(axis=0), x_train.std(axis=0)
    return score((x_train - mean) / std, (x_test - mean) / std, y_train, y_test)


@experiment
def honest_class():
    x_train, x_test, y_train, y_test = train_test_split(CANCER, ILL, random_state=0)
    scaler = Standardizer().fit(x_train)
    return score(scaler.transform(x_train), scaler.transform(x_test), y_train, y_test)


@experiment
def honest_first_rows():
    mean, std = CANCER[:400].mean(axis=0), CANCER[:400].std(axis=0)
    x = (CANCER - mean) / std
    return score(x[:400], x[400:], ILL[:400], ILL[400:])


@experiment
def honest_torch():
    torch.manual_seed(0)
    train, test = IMAGES[:1400], IMAGES[1400:]
    mean, std = train.mean(dim=0), train.std(dim=0) + 1e-6
    train, test = (train - mean) / std, (test - mean) / std
    model = fit(Net(), TensorDataset(train, LABELS[:1400]))
    return Result(values={"accuracy": evaluate(model, TensorDataset(test, LABELS[1400:]))})


@experiment
def honest_each_image():
    torch.manual_seed(0)
    x = (IMAGES - IMAGES.mean(dim=1, keepdim=True)) / IMAGES.std(dim=1, keepdim=True)
    train, test = random_split(TensorDataset(x, LABELS), [1400, 397])
    return Result(values={"accuracy": evaluate(fit(Net(), train), test)})


@experiment
def honest_range_of_pixels():
    x = X / X.max()
    return score(*train_test_split(x, Y, random_state=0))


@experiment
def honest_pandas():
    frame = load_wine(as_frame=True).frame
    features = frame.columns.drop("target")
    train = frame.sample(frac=0.7, random_state=0)
    test = frame.drop(train.index)
    mean, std = train[features].mean(), train[features].std()
    return score((train[features] - mean) / std, (test[features] - mean) / std, train["target"], test["target"])


@experiment
def honest_picture():
    """All points are looked at; the model knows nothing of it."""
    centred = CANCER - CANCER.mean(axis=0)
    points = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    accuracy = cross_val_score(LogisticRegression(max_iter=300), CANCER, ILL, cv=3).mean()
    return Result(values={"accuracy": accuracy}, arrays={"points": points})


@experiment
def honest_folds():
    found = []
    for train, test in KFold(3, shuffle=True, random_state=0).split(CANCER):
        mean, std = CANCER[train].mean(axis=0), CANCER[train].std(axis=0)
        model = LogisticRegression().fit((CANCER[train] - mean) / std, ILL[train])
        found.append(model.score((CANCER[test] - mean) / std, ILL[test]))
    return Result(values={"accuracy": np.mean(found)})


@experiment
def honest_loader():
    """The mean of the training images, by a loader, as tutorials have it."""
    torch.manual_seed(0)
    train, test = random_split(TensorDataset(IMAGES, LABELS), [1400, 397])
    total = count = 0
    for images, _ in DataLoader(train, batch_size=200):
        total, count = total + images.sum(), count + images.numel()
    mean = total / count
    model = fit(Net(), TensorDataset(IMAGES[train.indices] - mean, LABELS[train.indices]))
    return Result(values={"accuracy": evaluate(model, TensorDataset(IMAGES[test.indices] - mean, LABELS[test.indices]))})
