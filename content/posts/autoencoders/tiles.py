"""Rows of small grey images with words beside them, or above them where there is little room."""

import numpy as np
from matplotlib.figure import Figure

INK, ACCENT, RULE = "#1f2a37", "#c2410c", "#9aa3ad"
PAGE = 5  # inches from which words stand beside the rows
LABEL, LINE = 1.35, 0.24  # inches: the room for words beside a row, and above one


def mosaic(images, columns, gap=1):
    """Images (N, height, width) in rows of so many, some pixels apart: one array, NaN where nothing is."""
    images = np.asarray(images, float)
    height, width = images.shape[1:]
    rows = -(-len(images) // columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap), np.nan)
    for number, image in enumerate(images):
        row, column = divmod(number, columns)
        top, left = row * (height + gap), column * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet


def rows(named, width, *, above=(), cmap="gray", limits=(0, 255)):
    """A row for each name and its images, all of as many; what `above` says stands above the columns."""
    beside = width >= PAGE
    left = LABEL if beside else 0
    sheets = [(name, mosaic(images, len(images))) for name, images in named]
    tall = (width - left) * sheets[0][1].shape[0] / sheets[0][1].shape[1]
    space = 0.06 if beside else LINE
    top = LINE if above else 0
    height = top + (tall + space) * len(named)
    figure = Figure(figsize=(width, height))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(height, 0), autoscale_on=False)
    y = top
    for name, sheet in sheets:
        if beside:
            axes.text(left - 0.12, y + tall / 2, name, ha="right", va="center", color=INK, fontsize=10)
        else:
            y += space
            axes.text(0, y - 0.06, name, ha="left", va="bottom", color=INK, fontsize=10)
        extent = (left, width, y + tall, y)
        low, high = limits
        axes.imshow(sheet, cmap=cmap, vmin=low, vmax=high, extent=extent, interpolation="none", aspect="auto")
        y += tall + (space if beside else 0)
    for number, word in enumerate(above):
        middle = left + (number + 0.5) * (width - left) / len(above)
        axes.text(middle, LINE - 0.08, word, ha="center", va="bottom", color=INK, fontsize=10)
    return figure
