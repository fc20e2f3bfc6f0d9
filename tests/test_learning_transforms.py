"""Transforms of torchvision as augmentation: seeded by the generator alone, image by image or a batch at once."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
from torch import nn  # noqa: E402
from torchvision.transforms import v2  # noqa: E402

from builder.learning import Dataset, train  # noqa: E402
from builder.learning.transforms import by_batch, by_image  # noqa: E402
from builder.results import Run, running  # noqa: E402

MOVES = v2.Compose([v2.RandomAffine(30, translate=(0.2, 0.2)), v2.RandomHorizontalFlip()])
IMAGES = torch.rand(1, 1, 8, 8, generator=torch.Generator().manual_seed(0)).repeat(16, 1, 1, 1)


@pytest.mark.parametrize("kind", [by_image, by_batch])
def test_all_chance_comes_from_the_generator(kind) -> None:  # type: ignore[no-untyped-def]
    augment = kind(MOVES)
    results = []
    for seed in (1, 1, 2):
        before, generator = torch.get_rng_state(), torch.Generator().manual_seed(seed)
        results.append([augment(IMAGES, generator), augment(IMAGES, generator)])
        assert torch.equal(torch.get_rng_state(), before)
    assert all(torch.equal(one, other) for one, other in zip(results[0], results[1], strict=True))
    assert not torch.equal(results[0][0], results[0][1])  # it goes on, and does not begin anew with each batch
    assert not torch.equal(results[0][0], results[2][0])


def test_image_by_image_is_as_the_transform_by_itself() -> None:
    augmented = by_image(MOVES)(IMAGES, torch.Generator().manual_seed(3))
    torch.manual_seed(3)
    assert torch.equal(augmented, torch.stack([MOVES(image) for image in IMAGES]))
    assert not torch.equal(augmented[0], augmented[1])


def test_a_batch_at_once_is_told_to_be_another_thing() -> None:
    told: list[str] = []
    augment = by_batch(MOVES)
    with running(Run(say=told.append)):
        for seed in range(3):
            augmented = augment(IMAGES, torch.Generator().manual_seed(seed))
            assert torch.equal(augmented[0], augmented[1])
    assert told == [
        "by_batch: RandomAffine and RandomHorizontalFlip draw once for all 16 images of a batch, not for each; "
        "by_image does"
    ]
    with running(Run(say=told.append)):
        noisy = by_batch(v2.GaussianNoise())(IMAGES, torch.Generator().manual_seed(0))
    assert not torch.equal(noisy[0], noisy[1])
    assert len(told) == 1


@pytest.mark.parametrize("kind", [by_image, by_batch])
def test_a_training_goes_on_to_the_same_bits(kind, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    labels = torch.arange(16) % 2
    data = Dataset(IMAGES, labels, IMAGES, labels)

    def trained(folder: Path, epochs: int) -> dict[str, torch.Tensor]:
        torch.manual_seed(0)
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        with running(Run(checkpoints=folder, say=lambda text: None)):
            train(model, optimizer, data, epochs=epochs, batch_size=4, seed=0, augment=kind(MOVES))
        return model.state_dict()

    whole = trained(tmp_path / "whole", 4)
    trained(tmp_path / "halves", 2)
    halves = trained(tmp_path / "halves", 4)
    assert all(torch.equal(whole[name], halves[name]) for name in whole)
