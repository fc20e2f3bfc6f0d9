"""The three networks of the article, from images (N, 1, 28, 28) to one number for each of the ten digits (N, 10)."""

from torch import nn


class FullyConnected(nn.Sequential):
    """No convolution: every pixel is connected with every hidden unit."""

    def __init__(self) -> None:
        super().__init__(
            nn.Flatten(),
            nn.Linear(28 * 28, 256),
            nn.Tanh(),
            nn.Linear(256, 10),
        )


class CNN(nn.Sequential):
    """One convolution, which keeps the size of the image."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(1, 16, kernel_size=3, padding=1),  # (N, 16, 28, 28)
            nn.Tanh(),
            nn.Flatten(),
            nn.Linear(16 * 28 * 28, 10),
        )


class PoolingCNN(nn.Sequential):
    """Six convolutions; after each three of them, max pooling halves height and width."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(1, 16, kernel_size=3, padding=1),
            nn.Tanh(),
            nn.Conv2d(16, 16, kernel_size=3, padding=1),
            nn.Tanh(),
            nn.Conv2d(16, 16, kernel_size=3, padding=1),
            nn.Tanh(),
            nn.MaxPool2d(2),  # (N, 16, 14, 14)
            nn.Conv2d(16, 32, kernel_size=3, padding=1),
            nn.Tanh(),
            nn.Conv2d(32, 32, kernel_size=3, padding=1),
            nn.Tanh(),
            nn.Conv2d(32, 32, kernel_size=3, padding=1),
            nn.Tanh(),
            nn.MaxPool2d(2),  # (N, 32, 7, 7)
            nn.Flatten(),
            nn.Linear(32 * 7 * 7, 10),
        )
