"""Building blocks that experiments import: data sets, training, prediction, shifting, augmentation."""

from builder.learning.augmentation import random_affine
from builder.learning.datasets import Dataset, mnist
from builder.learning.prediction import accuracy_and_loss, load_weights, probabilities
from builder.learning.shifts import roll
from builder.learning.training import History, train

__all__ = [
    "Dataset",
    "History",
    "accuracy_and_loss",
    "load_weights",
    "mnist",
    "probabilities",
    "random_affine",
    "roll",
    "train",
]
