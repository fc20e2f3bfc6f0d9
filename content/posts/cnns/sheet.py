"""An empty sheet on which images and grids of numbers are laid, and rows of digits on one."""

import textwrap

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

INK, ACCENT, RULE = "#1f2a37", "#c2410c", "#9aa3ad"
CELL = 0.42  # inches, the side of a number's cell
DIGIT = 1.75  # inches, the side of a digit
GAP = 0.3
PAGE = 5  # inches from which there is room for panels side by side


class Sheet:
    """An empty figure measured in inches from its upper left corner, on which images and grids of numbers are laid.

    One system of axes for all of them: matplotlib spends most of its time on axes.
    """

    def __init__(self, width, height):
        self.figure = Figure(figsize=(width, height))
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_axis_off()
        self.axes.set(xlim=(0, width), ylim=(height, 0), autoscale_on=False)

    def clear(self):
        """Take off all that was laid on it."""
        for artist in (*self.axes.texts, *self.axes.images, *self.axes.collections, *self.axes.patches):
            artist.remove()

    def box(self, x, y, width, height, colour):
        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none"))

    def title(self, x, y, text, size=10):
        """A text whose lower edge is centred at a place."""
        self.axes.text(x, y - 0.07, text, ha="center", va="bottom", color=INK, fontsize=size)

    def image(self, x, y, side, pixels, title, low=0, high=255):
        """A grey image, as wide as it is high, with its title above."""
        extent = (x, x + side, y + side, y)
        self.axes.imshow(pixels, cmap="gray", vmin=low, vmax=high, extent=extent, interpolation="none", aspect="auto")
        self.title(x + side / 2, y, title)

    def numbers(self, x, y, matrix, title="", *, cell=CELL, shown=None, window=None, size=3, write=str):
        """A matrix as a grid of its numbers, or of those at the places `shown`; a window outlined at (row, column)."""
        matrix = np.asarray(matrix)
        places = [place for place in np.ndindex(matrix.shape) if shown is None or place in shown]
        largest = max(1, np.abs(matrix).max())
        cells = [Rectangle((x + column * cell, y + row * cell), cell, cell) for row, column in np.ndindex(matrix.shape)]
        colours = [
            (*((0.76, 0.25, 0.05) if matrix[place] < 0 else (0.12, 0.35, 0.65)), abs(matrix[place]) / largest * 0.55)
            if place in places
            else (0, 0, 0, 0)
            for place in np.ndindex(matrix.shape)
        ]
        self.axes.add_collection(PatchCollection(cells, facecolor=colours, edgecolor=RULE, linewidth=0.8))
        for row, column in places:
            place = (x + (column + 0.5) * cell, y + (row + 0.5) * cell)
            self.axes.text(*place, write(matrix[row, column]), ha="center", va="center_baseline", color=INK, fontsize=9)
        if window is not None:
            self.outline(x + window[1] * cell, y + window[0] * cell, size * cell)
        self.title(x + matrix.shape[1] * cell / 2, y, title)

    def mosaic(self, x, y, side, images, title, columns=4, *, cmap="gray", limits):
        """Small images (N, height, width) in rows of so many, one unit of a pixel apart; `side` is the width of all."""
        rows = -(-len(images) // columns)
        height, width = images[0].shape
        sheet = np.full((rows * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
        for number, image in enumerate(images):
            row, column = divmod(number, columns)
            top, left = row * (height + 1), column * (width + 1)
            sheet[top : top + height, left : left + width] = image
        tall = side * sheet.shape[0] / sheet.shape[1]
        extent = (x, x + side, y + tall, y)
        low, high = limits
        self.axes.imshow(sheet, cmap=cmap, vmin=low, vmax=high, extent=extent, interpolation="none", aspect="auto")
        self.title(x + side / 2, y, title)
        return tall

    def outline(self, x, y, side):
        self.axes.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor=ACCENT, linewidth=2.5))


def digits(arrays, titles, columns, width):
    """Digits in rows of so many, on a phone of two; `titles` maps the names of the arrays to what stands above."""
    side = DIGIT
    if width < PAGE:
        columns = min(columns, 2)
        side = min(DIGIT, (width - GAP) / 2)
    titles = {name: lines(title, side) for name, title in titles.items()}
    above = GAP + 0.15 * max(title.count("\n") for title in titles.values())
    rows = -(-len(titles) // columns)
    sheet = Sheet(columns * (side + GAP) - GAP, rows * (side + above))
    for number, (name, title) in enumerate(titles.items()):
        row, column = divmod(number, columns)
        sheet.image(column * (side + GAP), above + row * (side + above), side, arrays[name], title)
    return sheet.figure


def lines(title, width):
    """A title in lines that a width in inches has room for, at about fourteen letters an inch."""
    return textwrap.fill(title, round(14 * width))
