"""Rolling images."""

import torch

from builder.learning import roll


def test_positive_shifts_move_down_and_right_and_come_back_at_the_other_edge() -> None:
    image = torch.tensor([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    assert roll(image, 1, 0).tolist() == [[7, 8, 9], [1, 2, 3], [4, 5, 6]]
    assert roll(image, 0, 1).tolist() == [[3, 1, 2], [6, 4, 5], [9, 7, 8]]
    assert roll(image, -1, -2).tolist() == [[6, 4, 5], [9, 7, 8], [3, 1, 2]]


def test_every_image_of_a_batch_moves_by_itself() -> None:
    images = torch.rand(3, 1, 28, 28)
    moved = roll(images, 1, 4)
    assert moved.shape == images.shape
    for image, rolled in zip(images, moved, strict=True):
        assert torch.equal(rolled[0, 5, 10], image[0, 4, 6])
        assert torch.equal(rolled[0, 0, 0], image[0, 27, 24])
    assert torch.equal(roll(moved, -1, -4), images)
