"""The autoencoders of the article, and the network of the first one that reads what they draw.

All take images (N, 1, 28, 28) with grey values in [0, 1].
"""

from torch import Tensor, nn


class Autoencoder(nn.Module):
    """An encoder, from images to codes (N, size), and a decoder, from codes to images."""

    def __init__(self, encoder: nn.Module, decoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder
        self.decoder = decoder

    def forward(self, images: Tensor) -> Tensor:
        return self.decoder(self.encoder(images))


def fully_connected(size: int) -> Autoencoder:
    """Three layers down to the code, and three up again."""
    return Autoencoder(
        nn.Sequential(
            nn.Flatten(),
            nn.Linear(28 * 28, 128),
            nn.ReLU(),
            nn.Linear(128, 64),
            nn.ReLU(),
            nn.Linear(64, size),  # the code
        ),
        nn.Sequential(
            nn.Linear(size, 64),
            nn.ReLU(),
            nn.Linear(64, 128),
            nn.ReLU(),
            nn.Linear(128, 28 * 28),
            nn.Sigmoid(),  # grey values lie between 0 and 1
            nn.Unflatten(1, (1, 28, 28)),
        ),
    )


def convolutional(size: int) -> Autoencoder:
    """Two convolutions that halve height and width, and two transposed ones that double them again."""
    return Autoencoder(
        nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1),  # (N, 16, 14, 14)
            nn.ReLU(),
            nn.Conv2d(16, 32, kernel_size=3, stride=2, padding=1),  # (N, 32, 7, 7)
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(32 * 7 * 7, size),  # the code
        ),
        nn.Sequential(
            nn.Linear(size, 32 * 7 * 7),
            nn.ReLU(),
            nn.Unflatten(1, (32, 7, 7)),
            nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1),  # (N, 16, 14, 14)
            nn.ReLU(),
            nn.ConvTranspose2d(16, 1, kernel_size=4, stride=2, padding=1),  # (N, 1, 28, 28)
            nn.Sigmoid(),
        ),
    )


def reader() -> nn.Sequential:
    """The network of the first article with pooling, from images to one number for each of the ten digits (N, 10)."""
    layers: list[nn.Module] = []
    for before, after in ((1, 16), (16, 32)):
        for inputs in (before, after, after):
            layers += [nn.Conv2d(inputs, after, kernel_size=3, padding=1), nn.Tanh()]
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(32 * 7 * 7, 10))
