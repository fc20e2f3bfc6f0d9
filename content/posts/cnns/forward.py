"""The networks without PyTorch: what they make of images, from the weights that their runs kept.

So a page can show every seed of a network at every place, where an experiment kept those of the first seed alone.
"""

import numpy as np


def probabilities(weights, images):
    """What a network makes of grey images (N, height, width): (N, 10).

    Its layers follow from its weights, named by their numbers in `models.py`: four dimensions are a convolution, two
    are linear, tanh stands between any two, and a number more is max pooling, or the flattening before a linear layer.
    """
    return np.stack([_softmax(_outputs(weights, image[np.newaxis].astype(np.float32) / 255)) for image in images])


def _outputs(weights, x):
    numbers = sorted({int(name.partition(".")[0]) for name in weights})
    for number, following in zip(numbers, [*numbers[1:], None], strict=True):
        weight, bias = weights[f"{number}.weight"], weights[f"{number}.bias"]
        convolution = weight.ndim == 4
        x = _convolved(x, weight) + bias[:, np.newaxis, np.newaxis] if convolution else weight @ x.ravel() + bias
        if following is not None:
            x = np.tanh(x)
            flattened = convolution and weights[f"{following}.weight"].ndim == 2
            x = _pooled(x) if following - number - 2 - flattened else x
    return x


def _convolved(x, weight):
    """A convolution that keeps the size of the image, as nine products of matrices."""
    channels, height, width = x.shape
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1)))
    out = np.zeros((len(weight), height * width), dtype=np.float32)
    for row, column in np.ndindex(3, 3):
        out += weight[:, :, row, column] @ padded[:, row : row + height, column : column + width].reshape(channels, -1)
    return out.reshape(-1, height, width)


def _pooled(x):
    """The largest of each two by two."""
    channels, height, width = x.shape
    return x.reshape(channels, height // 2, 2, width // 2, 2).max(axis=(2, 4))


def _softmax(x):
    shares = np.exp(x - x.max())
    return shares / shares.sum()
