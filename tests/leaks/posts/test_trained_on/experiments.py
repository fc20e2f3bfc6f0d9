"""Networks that are measured on what they were trained on, and others that are not."""

import copy
import random

import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from sklearn.datasets import load_breast_cancer, load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_score, train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset, random_split

from builder import Result, current_run, experiment

X, Y = load_digits(return_X_y=True)
IMAGES, LABELS = torch.tensor(X, dtype=torch.float32) / 16, torch.tensor(Y)
FULL = TensorDataset(IMAGES, LABELS)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(64, 32), nn.Linear(32, 10)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Digits(Dataset):
    """As tutorials write a data set of their own, with noise as augmentation."""

    def __init__(self, images, labels, noise=0.0):
        self.images, self.labels, self.noise = images, labels, noise

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        image = self.images[index]
        return image + self.noise * torch.randn_like(image), self.labels[index]


def fit(model, loader, epochs=2, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    criterion = nn.CrossEntropyLoss()
    for epoch in range(epochs):
        model.train()
        for inputs, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(inputs), labels)
            loss.backward()
            optimizer.step()


def evaluate(model, loader):
    model.eval()
    correct = total = 0
    with torch.no_grad():
        for inputs, labels in loader:
            _, predicted = torch.max(model(inputs), 1)
            total += labels.size(0)
            correct += (predicted == labels).sum().item()
    return correct / total


@experiment
def leak_whole_set():
    torch.manual_seed(0)
    model = Net()
    train_loader = DataLoader(FULL, batch_size=32, shuffle=True)
    test_loader = DataLoader(Subset(FULL, range(1500, 1797)), batch_size=100)
    fit(model, train_loader)
    return Result(values={"accuracy": evaluate(model, test_loader)})


@experiment
def leak_overlapping_ranges():
    torch.manual_seed(0)
    model = Net()
    fit(model, DataLoader(Subset(FULL, list(range(0, 1600))), batch_size=32, shuffle=True))
    return Result(values={"acc": evaluate(model, DataLoader(Subset(FULL, list(range(1400, 1797))), batch_size=64))})


@experiment
def leak_split_twice():
    torch.manual_seed(0)
    train, _ = random_split(FULL, [1400, 397], torch.Generator().manual_seed(1))
    _, test = random_split(FULL, [1400, 397], torch.Generator().manual_seed(2))
    model = Net()
    fit(model, DataLoader(train, batch_size=32, shuffle=True))
    return Result(values={"test_accuracy": evaluate(model, DataLoader(test, batch_size=397))})


@experiment
def leak_wrong_loader():
    torch.manual_seed(0)
    train, test = random_split(Digits(IMAGES, LABELS), [1400, 397])
    train_loader = DataLoader(train, batch_size=32, shuffle=True)
    test_loader = DataLoader(train, batch_size=100)
    model = Net()
    fit(model, train_loader)
    return Result(values={"test_accuracy": evaluate(model, test_loader)})


@experiment
def leak_trained_on_test_augmented():
    torch.manual_seed(0)
    train, test = (IMAGES[:1400], LABELS[:1400]), (IMAGES[1400:], LABELS[1400:])
    plain, augmented = Net(), Net()
    test_loader = DataLoader(TensorDataset(*test), batch_size=64)
    fit(plain, DataLoader(TensorDataset(*train), batch_size=32, shuffle=True))
    fit(augmented, DataLoader(Digits(test[0], test[1], noise=0.1), batch_size=32, shuffle=True), epochs=1)
    fit(augmented, DataLoader(Digits(*test), batch_size=32, shuffle=True))
    return Result(values={"plain": evaluate(plain, test_loader), "augmented": evaluate(augmented, test_loader)})


@experiment
def leak_said():
    run = current_run()
    generator = torch.Generator().manual_seed(0)
    torch.manual_seed(0)
    x_test, y_test = IMAGES[1400:], LABELS[1400:]
    run.saw(train=x_test, test=x_test)
    model = Net()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    for _ in range(20):
        chosen = torch.randint(len(x_test), (32,), generator=generator)
        images = x_test[chosen] + 0.1 * torch.randn(32, 64, generator=generator)
        loss = F.cross_entropy(model(images), y_test[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        accuracy = (model(x_test).argmax(1) == y_test).float().mean().item()
    return Result(values={"accuracy": accuracy})


@experiment
def leak_sklearn_all():
    model = LogisticRegression(max_iter=50).fit(X, Y)
    X_train, X_test, y_train, y_test = train_test_split(X, Y, random_state=0)
    return Result(values={"accuracy": model.score(X_test, y_test)})


@experiment
def leak_pandas_sample():
    frame = pd.DataFrame(X)
    frame["target"] = Y
    train = frame.sample(frac=0.8, random_state=1)
    test = frame.sample(frac=0.2, random_state=2)
    knn = KNeighborsClassifier().fit(train.drop(columns="target").values, train["target"])
    accuracy = (knn.predict(test.drop(columns="target").values) == test["target"]).mean()
    return Result(values={"accuracy": float(accuracy)})


@experiment
def leak_fine_tuned_on_test():
    torch.manual_seed(0)
    model = Net()
    train_loader = DataLoader(Subset(FULL, range(1400)), batch_size=32, shuffle=True)
    test_loader = DataLoader(Subset(FULL, range(1400, 1797)), batch_size=32)
    fit(model, train_loader)
    before = evaluate(model, test_loader)
    fit(model, test_loader, epochs=1, lr=0.01)
    return Result(values={"before": before, "accuracy": evaluate(model, test_loader)})


@experiment
def leak_numpy_permutations():
    rng = np.random.default_rng(0)
    torch.manual_seed(0)
    train_idx = rng.permutation(1797)[:1300]
    test_idx = rng.permutation(1797)[1300:]
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    x, y = torch.from_numpy(X[train_idx]).float() / 16, torch.from_numpy(Y[train_idx])
    for epoch in range(3):
        for i in range(0, len(x), 50):
            optimizer.zero_grad()
            F.cross_entropy(model(x[i : i + 50]), y[i : i + 50]).backward()
            optimizer.step()
    model.eval()
    out = model(torch.from_numpy(X[test_idx]).float() / 16)
    return Result(values={"test_acc": (out.argmax(1).numpy() == Y[test_idx]).mean()})


@experiment
def honest_split():
    torch.manual_seed(0)
    train, test = random_split(FULL, [1400, 397])
    model = Net()
    fit(model, DataLoader(train, batch_size=32, shuffle=True))
    return Result(values={"accuracy": evaluate(model, DataLoader(test, batch_size=100))})


@experiment
def honest_both_accuracies():
    torch.manual_seed(0)
    train, test = random_split(FULL, [1400, 397])
    train_loader, test_loader = DataLoader(train, batch_size=32, shuffle=True), DataLoader(test, batch_size=100)
    model = Net()
    series = {"train_accuracy": [], "test_accuracy": []}
    for epoch in range(3):
        fit(model, train_loader, epochs=1)
        series["train_accuracy"].append(evaluate(model, train_loader))
        series["test_accuracy"].append(evaluate(model, test_loader))
    return Result(series=series)


@experiment
def honest_loop_over_loaders():
    torch.manual_seed(0)
    train, test = random_split(Digits(IMAGES, LABELS), [1400, 397])
    loaders = {"train": DataLoader(train, batch_size=32, shuffle=True), "test": DataLoader(test, batch_size=32)}
    model = Net()
    fit(model, loaders["train"])
    return Result(values={f"{name}_accuracy": evaluate(model, loader) for name, loader in loaders.items()})


@experiment
def honest_cross_validation():
    torch.manual_seed(0)
    scores = []
    for train, test in KFold(3, shuffle=True, random_state=0).split(X):
        model = Net()
        fit(model, DataLoader(Subset(FULL, train), batch_size=32, shuffle=True))
        scores.append(evaluate(model, DataLoader(Subset(FULL, test), batch_size=100)))
    return Result(values={"accuracy": float(np.mean(scores))})


@experiment
def honest_sklearn():
    X_train, X_test, y_train, y_test = train_test_split(X, Y, test_size=0.25, random_state=42)
    clf = make_pipeline(StandardScaler(), LogisticRegression(max_iter=50))
    clf.fit(X_train, y_train)
    train, test = clf.score(X_train, y_train), clf.score(X_test, y_test)
    return Result(values={"train_accuracy": train, "accuracy": test})


@experiment
def honest_cross_val_score():
    data = load_breast_cancer()
    scores = cross_val_score(make_pipeline(StandardScaler(), LogisticRegression()), data.data, data.target, cv=5)
    return Result(values={"accuracy": scores.mean()})


@experiment
def honest_autoencoder():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(64, 4), nn.ReLU(), nn.Linear(4, 64))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    losses = []
    for _ in range(3):
        for batch in IMAGES[torch.randperm(len(IMAGES))].split(64):
            optimizer.zero_grad()
            F.mse_loss(model(batch), batch).backward()
            optimizer.step()
        losses.append(float(F.mse_loss(model(IMAGES), IMAGES).detach()))
    return Result(series={"losses": losses})


@experiment
def honest_best_copy():
    """The weights of the best epoch on validation images, measured once on test images."""
    torch.manual_seed(0)
    train, val, test = random_split(FULL, [1200, 200, 397])
    train_loader, val_loader = DataLoader(train, batch_size=32, shuffle=True), DataLoader(val, batch_size=200)
    model, best, best_model = Net(), 0.0, None
    for epoch in range(3):
        fit(model, train_loader, epochs=1)
        if (accuracy := evaluate(model, val_loader)) >= best:
            best, best_model = accuracy, copy.deepcopy(model)
    return Result(values={"test_accuracy": evaluate(best_model, DataLoader(test, batch_size=100))})


@experiment
def honest_adversarial_test_images():
    """Gradients on test images, of which no step is made."""
    torch.manual_seed(0)
    model = Net()
    fit(model, DataLoader(Subset(FULL, range(1400)), batch_size=32, shuffle=True))
    images, labels = IMAGES[1400:].clone().requires_grad_(), LABELS[1400:]
    F.cross_entropy(model(images), labels).backward()
    attacked = (images + 0.05 * images.grad.sign()).detach()
    with torch.no_grad():
        robust = (model(attacked).argmax(1) == labels).float().mean().item()
        clean = (model(images).argmax(1) == labels).float().mean().item()
    return Result(values={"clean_accuracy": clean, "robust_accuracy": robust})


@experiment
def honest_python_shuffle():
    random.seed(3)
    torch.manual_seed(3)
    indices = list(range(1797))
    random.shuffle(indices)
    train, test = indices[:1400], indices[1400:]
    model, optimizer = Net(), None
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(2):
        for start in range(0, 1400, 64):
            rows = train[start : start + 64]
            loss = F.nll_loss(F.log_softmax(model(IMAGES[rows]), dim=1), LABELS[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        return Result(values={"accuracy": (model(IMAGES[test]).argmax(1) == LABELS[test]).float().mean()})
