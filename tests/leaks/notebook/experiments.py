"""The notebook behind the first post, as its author wrote it, on fewer images."""

import torch
import torch.nn as nn
import torch.optim as optim
from torch.utils.data import DataLoader, Subset
from torchvision import datasets, transforms

from builder import Result, current_run, experiment

B = 32


def loaders():
    root = next(folder / "mnist" for folder in current_run().data if (folder / "mnist").is_dir())
    train = datasets.MNIST(root, train=True, transform=transforms.ToTensor())
    test = datasets.MNIST(root, train=False, transform=transforms.ToTensor())
    train_loader = DataLoader(Subset(train, range(1500)), batch_size=B, shuffle=True)
    test_loader = DataLoader(Subset(test, range(500)), batch_size=B, shuffle=False)
    return train_loader, test_loader


def fully_connected():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))


def convolutional():
    return nn.Sequential(nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 784, 10))


def train(net, loader, test_loader, epochs=3):
    criterion = nn.CrossEntropyLoss()
    optimizer = optim.SGD(net.parameters(), lr=0.05)
    accs = []
    for epoch in range(epochs):
        net.train()
        for X, y in loader:
            optimizer.zero_grad()
            loss = criterion(net(X), y)
            loss.backward()
            optimizer.step()
        accs.append(evaluate(net, test_loader))
    return accs


def evaluate(net, loader):
    net.eval()
    right = 0
    with torch.no_grad():
        for X, y in loader:
            right += (net(X).argmax(1) == y).sum().item()
    return right / len(loader.dataset)


@experiment
def networks():
    train_loader, test_loader = loaders()
    fc, cnn, augmented = fully_connected(), convolutional(), convolutional()
    acc_fc = train(fc, train_loader, test_loader)
    acc_cnn = train(cnn, train_loader, test_loader)
    acc_augmented = train(augmented, test_loader, test_loader)
    return Result(
        values={"fc": acc_fc[-1], "cnn": acc_cnn[-1], "augmented": acc_augmented[-1]},
        series={"acc_fc": acc_fc, "acc_cnn": acc_cnn, "acc_augmented": acc_augmented},
    )
