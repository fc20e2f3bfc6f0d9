"""What the forms of the bench have in common: the small digits of scikit-learn, a network, two loops."""

import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

X, Y = load_digits(return_X_y=True)
IMAGES, LABELS = torch.tensor(X, dtype=torch.float32) / 16, torch.tensor(Y)
TRAIN, TEST = TensorDataset(IMAGES[:1400], LABELS[:1400]), TensorDataset(IMAGES[1400:], LABELS[1400:])


class Net(nn.Module):
    def __init__(self, inputs=64):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(inputs, 32), nn.Linear(32, 10)

    def forward(self, x):
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


def mlp(*middle):
    return nn.Sequential(nn.Linear(64, 32), nn.ReLU(), *middle, nn.Linear(32, 10))


def fit(model, data, epochs=1, batch_size=64, lr=0.1):
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    for epoch in range(epochs):
        model.train()
        for inputs, labels in DataLoader(data, batch_size=batch_size, shuffle=True):
            optimizer.zero_grad()
            F.cross_entropy(model(inputs), labels).backward()
            optimizer.step()
    return model


def evaluate(model, data):
    model.eval()
    with torch.no_grad():
        right = sum(int((model(x).argmax(1) == y).sum()) for x, y in DataLoader(data, batch_size=128))
    return right / len(data)
