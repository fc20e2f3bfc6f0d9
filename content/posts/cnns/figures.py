"""The pictures and charts of the article, from the records; `words` holds what they say in the page's language."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pyecharts import options as opts
from pyecharts.charts import Line

INK, ACCENT = "#1f2a37", "#c2410c"


def _panels(rows, columns, width=2.0, height=None, ratios=None):
    """A figure with a grid of axes that show no scale; `ratios` are the relative widths of its columns."""
    figure = Figure(figsize=(columns * width, rows * (height or width * 1.12)))
    axes = figure.subplots(rows, columns, squeeze=False, width_ratios=ratios)
    for one in axes.flat:
        one.axis("off")
    return figure, axes


def _image(axes: Axes, image, title, low=0, high=255):
    axes.imshow(image, cmap="gray", vmin=low, vmax=high)
    axes.set_title(title)


def _numbers(axes: Axes, matrix, title="", shown=None, window=None):
    """A matrix as a grid of its numbers, or of those at the places `shown`; a window outlined at (row, column)."""
    matrix = np.asarray(matrix)
    rows, columns = matrix.shape
    largest = max(1, np.abs(matrix).max())
    for row in range(rows):
        for column in range(columns):
            number = matrix[row, column]
            known = shown is None or (row, column) in shown
            strength = abs(number) / largest * 0.55 if known else 0
            colour = (0.76, 0.25, 0.05, strength) if number < 0 else (0.12, 0.35, 0.65, strength)
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=colour, edgecolor="#9aa3ad", linewidth=0.8))
            if known:
                axes.text(column + 0.5, row + 0.5, str(number), ha="center", va="center", color=INK)
    if window is not None:
        axes.add_patch(Rectangle((window[1], window[0]), 3, 3, fill=False, edgecolor=ACCENT, linewidth=3))
    axes.set(xlim=(-0.1, columns + 0.1), ylim=(rows + 0.1, -0.1), aspect="equal", title=title)


def shuffle(words, shuffled_digit):
    arrays = shuffled_digit.arrays()
    figure, axes = _panels(1, 2)
    for one, name in zip(axes.flat, ("digit", "shuffled"), strict=True):
        _image(one, arrays[name], words[name])
    return figure


def _steps(words, image, kernel, output, steps, chosen):
    """The kernel at some of its places: the image with the window, and the output as far as it is known."""
    figure, axes = _panels(len(chosen), 3, width=2.2, height=2.4, ratios=(5, 3, 3))
    for row, number in enumerate(chosen):
        shown = {(step[0], step[1]) for step in steps[: number + 1]}
        place = steps[number][:2]
        first = row == 0
        _numbers(axes[row, 0], image, words["digit"] if first else "", window=place)
        _numbers(axes[row, 1], kernel, words["kernel"] if first else "")
        _numbers(axes[row, 2], output, words["output"] if first else "", shown=shown)
    return figure


def sliding(words, sliding_kernel):
    series = sliding_kernel.series
    return _steps(words, series["image"], series["kernel"], series["output"], series["steps"], (0, 1, 4, 8))


def padding(words, sliding_kernel):
    series = sliding_kernel.series
    figure, axes = _panels(1, 3, width=2.8, height=3.8, ratios=(7, 3, 5))
    _numbers(axes[0, 0], series["padded"], words["padded"], window=(0, 0))
    _numbers(axes[0, 1], series["kernel"], words["kernel"])
    _numbers(axes[0, 2], series["padded_output"], words["output"])
    return figure


def sample(words, sample_digit):
    figure, axes = _panels(1, 1, width=2.6)
    _image(axes[0, 0], sample_digit.arrays()["digit"], "")
    return figure


def kernels(words, fixed_kernels):
    """Each kernel above what it makes of the digit; what falls outside [0, 1] is shown as black or white."""
    arrays = fixed_kernels.arrays()
    names = list(fixed_kernels.series)
    names.sort(key=("blur", "edges", "horizontal", "vertical", "sharpen").index)
    figure, axes = _panels(2, len(names) + 1, width=1.9)
    _image(axes[1, 0], arrays["digit"], words["digit"])
    for column, name in enumerate(names, start=1):
        kernel = np.array(fixed_kernels.series[name])
        shown = kernel.astype(int) if name != "blur" else np.full((3, 3), "1/9")
        _kernel(axes[0, column], kernel, shown)
        _image(axes[1, column], arrays[name], words[name], 0, 1)
    return figure


def _kernel(axes: Axes, kernel, texts):
    axes.imshow(kernel, cmap="gray", vmin=-8, vmax=8)
    for (row, column), text in np.ndenumerate(texts):
        axes.text(column, row, str(text), ha="center", va="center", color="white" if kernel[row, column] < 2 else INK)


def rolled_numbers(words, rolling):
    """`arange(10)`, where it is and rolled to either side."""
    figure, axes = _panels(3, 1, width=6.0, height=1.0)
    for one, name in zip(axes.flat, ("numbers", "numbers_forward", "numbers_backward"), strict=True):
        _numbers(one, [rolling.series[name]], words[name])
    return figure


def roll(words, rolling):
    arrays = rolling.arrays()
    figure, axes = _panels(1, 3)
    for one, name in zip(axes.flat, ("original", "lower_right", "upper_left"), strict=True):
        _image(one, arrays[name], words[name])
    return figure


def pooling(words, max_pooling):
    figure, axes = _panels(1, 2, width=2.5, height=3.4, ratios=(4, 2))
    _numbers(axes[0, 0], max_pooling.series["matrix"], words["matrix"])
    _numbers(axes[0, 1], max_pooling.series["pooled"], words["pooled"])
    for row, column in ((0, 0), (0, 2), (2, 0), (2, 2)):
        square = Rectangle((column, row), 2, 2, fill=False, edgecolor=ACCENT, linewidth=2.5)
        axes[0, 0].add_patch(square)
    return figure


def augmentations(words, augmentation_grid):
    arrays = augmentation_grid.arrays()
    names = (
        "rotation", "translation", "shear", "crop",
        "horizontal_flip", "vertical_flip", "colour_jitter", "perspective",
    )  # fmt: skip
    figure, axes = _panels(2, 4)
    for one, name in zip(axes.flat, names, strict=True):
        _image(one, arrays[name], words[name])
    return figure


def _accuracies(words, records):
    """Test accuracy against the epoch, a line for each (word, record)."""
    epochs = max(len(record.series["test_accuracy"]) for _, record in records)
    chart = Line().add_xaxis([str(epoch) for epoch in range(1, epochs + 1)])
    for word, record in records:
        accuracies = [round(one, 4) for one in record.series["test_accuracy"]]
        chart.add_yaxis(words[word], accuracies, label_opts=opts.LabelOpts(is_show=False), symbol="circle")
    return chart.set_global_opts(
        xaxis_opts=opts.AxisOpts(name=words["epoch"], name_location="middle", name_gap=30),
        yaxis_opts=opts.AxisOpts(name=words["accuracy"], is_scale=True),
        legend_opts=opts.LegendOpts(pos_top="top", item_gap=28),
        tooltip_opts=opts.TooltipOpts(trigger="axis"),
    )


def accuracy(words, fully_connected, cnn):
    return _accuracies(words, [("fully_connected", fully_connected), ("cnn", cnn)])


def accuracy_pooling(words, cnn, cnn_pooling, cnn_pooling_augmented):
    return _accuracies(words, [("cnn", cnn), ("pooling", cnn_pooling), ("augmented", cnn_pooling_augmented)])
