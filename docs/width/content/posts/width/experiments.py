"""How wide a hidden layer has to be, and how long the steps, for handwritten digits."""

from dataclasses import dataclass

import torch
from torch import nn

from builder import Result, experiment
from builder.learning import mnist, train


@dataclass(frozen=True)
class Training:
    width: int = 64
    learning_rate: float = 0.1  # plain SGD
    epochs: int = 5
    batch_size: int = 32
    seed: int = 0


@experiment(over={"width": [4, 16, 64, 256], "learning_rate": [0.01, 0.1, 0.5]}, seeds=[0, 1, 2], quick={"epochs": 1})
def capacity(settings: Training) -> Result:
    """Test accuracy of a network with one hidden layer, by its width and the length of its steps."""
    torch.manual_seed(settings.seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, settings.width), nn.Tanh(), nn.Linear(settings.width, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=settings.learning_rate)
    history = train(
        model, optimizer, mnist(), epochs=settings.epochs, batch_size=settings.batch_size, seed=settings.seed
    )
    return Result(values={"accuracy": history.test_accuracy[-1]}, series={"test_accuracy": history.test_accuracy})
