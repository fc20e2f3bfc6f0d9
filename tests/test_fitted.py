"""Statistics of all examples before the split, found by reading the source: forms of it, and what is none."""

from __future__ import annotations

import ast

import pytest

from builder.protocol.fitted import fitted

LEAKS = {
    "by year": """
def f():
    x = read()
    x = (x - x.mean()) / x.std()
    train, test = x[x.year < 2015], x[x.year >= 2015]
""",
    "np": """
x0 = load()
x = (x0 - x0.mean(0)) / x0.std(0)
a, b = train_test_split(x)
""",
    "np2": """
import numpy as np

def f():
    X, y = load()
    mu = np.mean(X, axis=0)
    sd = np.std(X, axis=0)
    X = (X - mu) / sd
    xt, xv = (X[:100], X[100:])
""",
    "after": """
def f():
    X, y = load()
    mu = X.mean(0)
    xt, xv, yt, yv = train_test_split(X, y)
    xt = xt - mu
""",
    "minmax": """
import torch

def f():
    x = torch.tensor(load())
    x = (x - x.min()) / (x.max() - x.min())
    data = TensorDataset(x, y)
    a, b = random_split(data, [1, 2])
""",
    "svd": """
import torch

def f():
    x = load()
    U, S, V = torch.pca_lowrank(x, q=10)
    z = x @ V
    tr = z[:100]
    te = z[100:]
""",
    "svd2": """
import numpy as np

def f():
    x = load()
    xc = x - x.mean(0)
    U, S, Vt = np.linalg.svd(xc, full_matrices=False)
    z = xc @ Vt[:10].T
    i = np.random.permutation(100)
    tr, te = (i[:50], i[50:])
    fit(z[tr])
    score(z[te])
""",
    "class": """
class S:

    def fit(self, x):
        self.m = x.mean(0)
        self.s = x.std(0)
        return self

    def transform(self, x):
        return (x - self.m) / self.s

def f():
    X, y = load()
    s = S().fit(X)
    X = s.transform(X)
    a, b, c, d = train_test_split(X, y)
""",
    "func": """
def std(x):
    return (x - x.mean(0)) / x.std(0)

def f():
    X = std(load())
    tr = Subset(TensorDataset(X, y), range(10))
    ds = TensorDataset(X, y)
    tr = Subset(ds, range(9))
    te = Subset(ds, range(9, 20))
""",
    "pandas": """
import pandas as pd

def f():
    df = pd.read_csv('a')
    df['age'] = df['age'].fillna(df['age'].median())
    tr = df.sample(frac=0.8)
    te = df.drop(tr.index)
""",
    "inplace": """
import pandas as pd

def f():
    df = pd.read_csv('a')
    df['age'].fillna(df['age'].median(), inplace=True)
    a, b = train_test_split(df)
""",
    "d2l": """
import pandas as pd

class K:

    def pre(self):
        features = pd.concat((self.a.drop(columns=['Id']), self.b.drop(columns=['Id'])))
        num = features.dtypes[features.dtypes != 'object'].index
        features[num] = features[num].apply(lambda x: (x - x.mean()) / x.std())
        self.train = features[:self.a.shape[0]].copy()
        self.val = features[self.a.shape[0]:].copy()

def f():
    K().pre()
""",
    "concat": """
import numpy as np

def f():
    (a, b), (c, d) = load()
    x = np.concatenate([a, c])
    m = x.mean()
    a = a - m
    c = c - m
""",
    "kfold": """
def f():
    X, y = load()
    X -= X.mean(axis=0)
    for tr, te in KFold(5).split(X):
        fit(X[tr])
        score(X[te])
""",
    "cv": """
def f():
    X, y = load()
    X = (X - X.mean(0)) / X.std(0)
    cross_val_score(SVC(), X, y)
""",
    "mask": """
import numpy as np

def f():
    X, y = load()
    X = X - X.mean(0)
    m = np.random.rand(len(X)) < 0.8
    a = X[m]
    b = X[~m]
""",
    "norm": """
from torchvision import transforms

def f():
    x = load()
    n = transforms.Normalize(x.mean(), x.std())
    x = n(x)
    a, b = random_split(x, [1, 2])
""",
    "target": """
def f():
    df = read()
    df['e'] = df['c'].map(df.groupby('c')['y'].mean())
    a, b = train_test_split(df)
""",
    "module": """
X = load()
X = (X - X.mean(0)) / X.std(0)

def f():
    a, b = (X[:9], X[9:])
""",
    "dataset": """
class D(Dataset):

    def __init__(self, x):
        self.x = (x - x.mean(0)) / x.std(0)

    def __getitem__(self, i):
        return self.x[i]

def f():
    ds = D(load())
    a, b = random_split(ds, [1, 2])
""",
}
HONEST = {
    "greater of two": """
import torch
def f():
    a, b = load(), load()
    c = torch.max(a, b)
    d = (a - c) / c
    x, y = d[:9], d[9:]
""",
    "clusters": """
def f():
    x = load()
    mu = [x.mean(0)]
    for i in range(9):
        mu += [x[i]]
    for j in range(3):
        mu[j] = x[z == j].mean(0)
""",
    "classes": """
def draw(x, y, test):
    for label in y:
        plot(x[y == label, 0])
    plot(x[test, 0])
def f():
    x, y = load()
    x[:, 0] = (x[:, 0] - x[:, 0].mean()) / x[:, 0].std()
    draw(x, y, range(9))
""",
    "interpolation": """
import numpy as np
def f():
    x = np.random.normal(size=9)
    x = x - np.mean(x)
    for t in np.arange(0, 8, 0.1):
        i = int(np.floor(t))
        plot(x[i] + (t - i) * x[i + 1])
""",
    "split first": """
def f():
    X, y = load()
    a, b, c, d = train_test_split(X, y)
    m, s = (a.mean(0), a.std(0))
    a = (a - m) / s
    b = (b - m) / s
""",
    "slice first": """
def f():
    X = load()
    a, b = (X[:9], X[9:])
    m = a.mean(0)
    a = a - m
    b = b - m
""",
    "train stat": """
def f():
    X = load()
    m = X[:9].mean(0)
    X = X - m
    a, b = (X[:9], X[9:])
""",
    "per example": """
def f():
    X = load()
    X = X - X.mean(1, keepdims=True)
    a, b = (X[:9], X[9:])
""",
    "255": """
def f():
    X = load()
    X = X / 255
    a, b = (X[:9], X[9:])
""",
    "max": """
def f():
    X = load()
    X = X / X.max()
    a, b = (X[:9], X[9:])
""",
    "plot": """
def f():
    X = load()
    z = (X - X.mean(0)) / X.std(0)
    plot(z)
    a, b = (X[:9], X[9:])
""",
    "batches": """
def f():
    X = load()
    X = X - X.mean(0)
    for i in range(0, 9, 3):
        step(X[i:i + 3])
""",
    "onehot": """
import torch

def f():
    X, y = load()
    y = F.one_hot(y, y.max() + 1)
    a, b = (y[:9], y[9:])
""",
    "columns": """
def f():
    df = read()
    df = (df - df.mean()) / df.std()
    X = df[features]
    y = df[target]
""",
    "two": """
def f():
    a, b = load()
    m = a.mean(0)
    a = a - m
    b = b - m
""",
    "sample": """
def f():
    df = read()
    tr = df.sample(frac=0.8)
    te = df.drop(tr.index)
    m = tr.mean()
    tr = tr - m
    te = te - m
""",
    "subset stat": """
def f():
    ds = load()
    i = torch.randperm(9)
    x = ds.x
    m = x[i[:5]].mean(0)
    x = x - m
    a = Subset(x, i[:5])
    b = Subset(x, i[5:])
""",
    "baseline": """
def f():
    X, y = load()
    a, b, c, d = train_test_split(X, y)
    print(y.mean())
    base = ((d - c.mean()) ** 2).mean()
""",
    "threshold": """
def f():
    X, y = load()
    y = y > y.median()
    a, b, c, d = train_test_split(X, y)
""",
    "forward": """
class N(Module):

    def forward(self, x):
        x = (x - x.mean(0)) / x.std(0)
        a, b = (x[:, :3], x[:, 3:])
        return a
""",
    "adv": """
def f():
    a = adv()
    a = (a - a.mean()) / a.std()
    for i in idx:
        g(a[i])
""",
    "class": """
class S:

    def fit(self, x):
        self.m = x.mean(0)
        return self

    def transform(self, x):
        return x - self.m

def f():
    X, y = load()
    a, b, c, d = train_test_split(X, y)
    s = S().fit(a)
    a = s.transform(a)
    b = s.transform(b)
""",
    "pca": """
import torch

def f():
    X = load()
    a, b = (X[:9], X[9:])
    U, S, V = torch.pca_lowrank(a)
    a = a @ V
    b = b @ V
""",
    "loss": """
def f():
    X, y = load()
    loss = ((X - y) ** 2).mean()
    loss = loss / loss.mean()
    a, b = random_split(X, [1, 2])
""",
    "time": """
def f():
    s = load()
    s = (s - s.mean()) / s.std()
    x = s[:-1]
    y = s[1:]
""",
}


def told(text: str) -> list[str]:
    """What is told of all functions of a file."""
    names = [one.name for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)]
    return [doubt.at[2] for name in ["", *names] for doubt in fitted(text, name, "experiments.py")]


@pytest.mark.parametrize("form", LEAKS)
def test_a_statistic_of_all_examples_is_told_at_its_line(form: str) -> None:
    found = told(LEAKS[form])
    assert found
    assert found[0] in LEAKS[form]


@pytest.mark.parametrize("form", HONEST)
def test_others_are_not(form: str) -> None:
    assert told(HONEST[form]) == []


def test_a_file_that_cannot_be_read_is_told_elsewhere() -> None:
    assert fitted("x.mean(", "f", "experiments.py") == ()
    deep = "x.mean()" + "".join(f"\ndef f{one}(x):\n    return f{one + 1}(f{one + 1}(x))" for one in range(200))
    assert fitted(deep, "f0", "experiments.py") == ()
