"""Two autoencoders of MNIST images, (N, 1, 28, 28) to the same shape in [0, 1]."""

from torch import nn


def dense(code):
    """Fully connected, with one hidden layer on each side of the code."""
    encoder = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, code))
    decoder = nn.Sequential(nn.Linear(code, 128), nn.ReLU(), nn.Linear(128, 784), nn.Sigmoid())
    return nn.Sequential(encoder, decoder, nn.Unflatten(1, (1, 28, 28)))


def convolutional(code):
    """Two convolutions that halve the image, and two that double it again."""
    encoder = nn.Sequential(
        nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.ReLU(),  # (N, 8, 14, 14)
        nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(16 * 49, code),
    )  # fmt: skip
    decoder = nn.Sequential(
        nn.Linear(code, 16 * 49), nn.ReLU(), nn.Unflatten(1, (16, 7, 7)),
        nn.ConvTranspose2d(16, 8, 2, stride=2), nn.ReLU(), nn.ConvTranspose2d(8, 1, 2, stride=2), nn.Sigmoid(),
    )  # fmt: skip
    return nn.Sequential(encoder, decoder)
