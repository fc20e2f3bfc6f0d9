"""What remains of a digit in a few numbers."""

from dataclasses import dataclass

import torch
from torch import nn

from builder import Loop, Result, current_run, experiment
from builder.learning import mnist

from .models import convolutional, dense


@dataclass(frozen=True)
class Training:
    network: str = "dense"
    code: int = 8  # numbers that a digit is told in
    epochs: int = 10
    images: int = 60_000
    seed: int = 0


@experiment(over={"network": ["dense", "conv"], "code": [2, 8, 32]}, quick={"epochs": 2, "images": 2_000})
def autoencoder(settings: Training) -> Result:
    """Squared error of an autoencoder on the test images, epoch by epoch."""
    torch.manual_seed(settings.seed)
    run = current_run()
    data = mnist().first(settings.images).to(run.device)
    model = (dense if settings.network == "dense" else convolutional)(settings.code).to(run.device)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    loop = Loop(settings.epochs, keep=[model, optimizer])
    for _ in loop:
        for chosen in torch.randperm(settings.images).split(64):
            images = data.train_images[chosen]
            optimizer.zero_grad()
            nn.functional.mse_loss(model(images), images).backward()
            optimizer.step()
        with torch.no_grad():
            loop.report(loss=nn.functional.mse_loss(model(data.test_images), data.test_images))

    with torch.no_grad():
        shown = torch.cat([data.test_images[:8], model(data.test_images[:8])])  # (16, 1, 28, 28)
    return Result(values={"error": loop.series["loss"][-1]}, series=loop.series, arrays={"shown": shown.cpu()})
