"""The pictures and charts of the article, from the records; `words` holds what they say in the page's language."""

import textwrap

import numpy as np
from matplotlib import colormaps
from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from pyecharts import options as opts
from pyecharts.charts import Line

from builder import Band, seeds

from .forward import probabilities

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

    def outline(self, x, y, side):
        self.axes.add_patch(Rectangle((x, y), side, side, fill=False, edgecolor=ACCENT, linewidth=2.5))


def _digits(arrays, titles, columns, width):
    """Digits in rows of so many, on a phone of two; `titles` maps the names of the arrays to what stands above."""
    side = DIGIT
    if width < PAGE:
        columns = min(columns, 2)
        side = min(DIGIT, (width - GAP) / 2)
    titles = {name: _lines(title, side) for name, title in titles.items()}
    above = GAP + 0.15 * max(title.count("\n") for title in titles.values())
    rows = -(-len(titles) // columns)
    sheet = Sheet(columns * (side + GAP) - GAP, rows * (side + above))
    for number, (name, title) in enumerate(titles.items()):
        row, column = divmod(number, columns)
        sheet.image(column * (side + GAP), above + row * (side + above), side, arrays[name], title)
    return sheet.figure


def _lines(title, width):
    """A title in lines that a width in inches has room for, at about fourteen letters an inch."""
    return textwrap.fill(title, round(14 * width))


def shuffle(words, shuffled_digit, width):
    return _digits(shuffled_digit.arrays(), {name: words[name] for name in ("digit", "shuffled")}, 2, width)


def sliding(words, sliding_kernel):
    series = sliding_kernel.series
    return _steps(words, series["image"], words["digit"], series["kernel"], series["steps"], (0, 1, 4, 8))


def padding(words, sliding_kernel):
    series = sliding_kernel.series
    return _steps(words, series["padded"], words["padded"], series["kernel"], series["padded_steps"], (0, 7, 24))


def _steps(words, image, title, kernel, steps, chosen):
    """The kernel at some of its places: the image with the window, and the output as far as it is known."""
    width, outputs = len(image), len(image) - 2
    output = [[step[-1] for step in steps if step[0] == row] for row in range(outputs)]
    height = width * CELL + GAP
    sheet = Sheet((width + 5 + outputs) * CELL, len(chosen) * height)
    for frame, number in enumerate(chosen):
        y = GAP + frame * height
        middle = y + (width - 3) / 2 * CELL
        shown = {(step[0], step[1]) for step in steps[: number + 1]}
        first = frame == 0
        sheet.numbers(0, y, image, title if first else "", window=steps[number][:2])
        sheet.numbers((width + 1) * CELL, middle, kernel, words["kernel"] if first else "")
        place = (width + 5) * CELL, y + CELL
        sheet.numbers(*place, output, words["output"] if first else "", shown=shown)
    return sheet.figure


def sample(sample_digit, width):
    return _digits(sample_digit.arrays(), {"digit": ""}, 1, width)


def kernels(words, fixed_kernels, width):
    """Each kernel above what it makes of the digit; what falls outside [0, 1] is shown as black or white."""
    arrays = fixed_kernels.arrays()
    names = ("digit", "blur", "edges", "horizontal", "vertical", "sharpen")
    columns, side, gap = (6, 1.35, 0.2) if width >= PAGE else (2, 1.6, GAP)
    below = GAP + 3 * CELL + GAP
    sheet = Sheet(columns * (side + gap) - gap, len(names) // columns * (below + side))
    for number, name in enumerate(names):
        row, column = divmod(number, columns)
        x, y = column * (side + gap), row * (below + side)
        if name == "digit":
            sheet.image(x, y + below, side, arrays[name], words[name])
            continue
        kernel = np.array(fixed_kernels.series[name])
        written = np.full((3, 3), "1/9") if name == "blur" else kernel.astype(int)
        sheet.title(x + side / 2, y + GAP, words[name])
        _kernel(sheet, x + (side - 3 * CELL) / 2, y + GAP, kernel, written)
        sheet.image(x, y + below, side, arrays[name], "", 0, 1)
    return sheet.figure


def _kernel(sheet, x, y, kernel, written):
    """A kernel as grey cells from -8, black, to 8, white, with its numbers."""
    extent = (x, x + 3 * CELL, y + 3 * CELL, y)
    sheet.axes.imshow(kernel, cmap="gray", vmin=-8, vmax=8, extent=extent, interpolation="none", aspect="auto")
    for (row, column), text in np.ndenumerate(written):
        colour = "white" if kernel[row, column] < 2 else INK
        place = (x + (column + 0.5) * CELL, y + (row + 0.5) * CELL)
        sheet.axes.text(*place, str(text), ha="center", va="center_baseline", color=colour, fontsize=9)


def rolled_numbers(words, rolling):
    """`arange(10)`, where it is and rolled to either side."""
    height = CELL + GAP
    sheet = Sheet(10 * CELL, 3 * height)
    for row, name in enumerate(("numbers", "numbers_forward", "numbers_backward")):
        sheet.numbers(0, GAP + row * height, [rolling.series[name]], words[name])
    return sheet.figure


def roll(words, rolling, width):
    names = ("original", "lower_right", "upper_left")
    return _digits(rolling.arrays(), {name: words[name] for name in names}, 3, width)


def pooling(words, max_pooling):
    sheet = Sheet(8 * CELL, 4 * CELL + GAP)
    sheet.numbers(0, GAP, max_pooling.series["matrix"], words["matrix"])
    sheet.numbers(6 * CELL, GAP + CELL, max_pooling.series["pooled"], words["pooled"])
    for row, column in ((0, 0), (0, 2), (2, 0), (2, 2)):
        sheet.outline(column * CELL, GAP + row * CELL, 2 * CELL)
    return sheet.figure


def augmentations(words, augmentation_grid, width):
    names = (
        "rotation", "translation", "shear", "crop",
        "horizontal_flip", "vertical_flip", "colour_jitter", "perspective",
    )  # fmt: skip
    return _digits(augmentation_grid.arrays(), {name: words[name] for name in names}, 4, width)


COLOURS = ("var(--c1)", "var(--c2)", "var(--c3)")  # the theme's, for light and dark


def _accuracies(words, ours, printed):
    """Test accuracy against the epoch, a line for each (word, record): the mean over its seeds, in a band of them all.

    What the article prints, (word, series), stays faint, in the colour of the line of ours that it stands beside.
    """
    epochs = max(len(record.series["test_accuracy"]) for _, record in ours)
    hidden = opts.LabelOpts(is_show=False)
    chart = Line().add_xaxis([str(epoch) for epoch in range(1, epochs + 1)])
    colours = dict(zip([word for word, _ in ours], COLOURS, strict=False))
    for word, record in ours:
        chart.add_yaxis(words[word], record.series["test_accuracy"], color=colours[word], label_opts=hidden)
    for word, series in printed:
        faint = opts.LineStyleOpts(type_="dashed", width=1.5, opacity=0.6)
        name = f"{words[word]}, {words.in_print}"
        chart.add_yaxis(name, series[:epochs], color=colours[word], label_opts=hidden, linestyle_opts=faint)
    for word, record in ours:
        if len(record.seeds) > 1:
            chart.overlap(Band.of(words[word], record, "test_accuracy", color=colours[word]))
    return chart.set_global_opts(
        xaxis_opts=opts.AxisOpts(
            name=words["epoch"],
            name_location="middle",
            name_gap=30,
            axislabel_opts={"customValues": [0, *range(19, epochs, 20)]},  # 1, 20, 40 …
            splitline_opts=opts.SplitLineOpts(is_show=False),
        ),
        yaxis_opts=opts.AxisOpts(name=words["accuracy"], is_scale=True),
        legend_opts=opts.LegendOpts(pos_top="top", item_gap=20),
        tooltip_opts=opts.TooltipOpts(trigger="axis"),
    )


def accuracy(words, fully_connected, cnn, printed):
    ours = [("fully_connected", fully_connected), ("cnn", cnn)]
    return _accuracies(words, ours, [(name, printed.series[name]) for name in ("fully_connected", "cnn")])


def one_seed(words, language, point, width):
    """The accuracy of one seed by itself, for a slider over the seeds."""
    figure = Figure(figsize=(width, 2.6), layout="constrained")
    axes = figure.subplots()
    axes.plot(range(1, 1 + len(point.series["test_accuracy"])), point.series["test_accuracy"], color=ACCENT)
    axes.set(xlabel=words.epoch, ylabel=words.accuracy, ylim=(0.87, 0.97))
    axes.yaxis.set_major_formatter(lambda share, _: language.percent(share, 0))
    return figure


def accuracy_pooling(words, cnn, cnn_pooling, cnn_pooling_augmented, printed):
    ours = [("cnn", cnn), ("pooling", cnn_pooling), ("augmented", cnn_pooling_augmented)]
    theirs = [("cnn", printed.series["cnn"]), ("pooling", printed.series["cnn_pooling"])]
    return _accuracies(words, ours, theirs)


def final_accuracies(words, language, fully_connected, cnn, cnn_pooling, cnn_pooling_augmented, printed):
    """After the last epoch: the mean over the seeds, the range of them all, and what the article prints."""
    rows = [[words.network, words.accuracy, words.lowest_to_highest, words.seeds, words.in_print]]
    for record in (fully_connected, cnn, cnn_pooling, cnn_pooling_augmented):
        low, high = record.range("accuracy")
        article = printed.values.get(f"{record.name}_accuracy")
        rows.append(
            [
                words.networks[record.name],
                language.percent(record.values["accuracy"], 2),
                f"{language.percent(low, 2)}–{language.percent(high, 2)}" if record.seeds[1:] else "–",
                max(1, len(record.seeds)),
                language.percent(article, 2) if article else "–",
            ]
        )
    return rows


def trainings(words, language, fully_connected, cnn, cnn_pooling, cnn_pooling_augmented, cnn_pooling_on_test_images):
    """How long every published training took, and on what."""
    rows = [[words.network, words.epochs, words.seeds, words.each, words.together, words.device]]
    for record in (fully_connected, cnn, cnn_pooling, cnn_pooling_augmented, cnn_pooling_on_test_images):
        seeds = max(1, len(record.seeds))
        on = record.environment
        rows.append(
            [
                words.networks[record.name],
                record.values["epochs"],
                seeds,
                *(language.duration(time).replace(" ", "\u00a0") for time in (record.seconds / seeds, record.seconds)),
                f"{on['device']}, {on['threads']} {words.thread}",
            ]
        )
    return rows


def roll_first(words, language, roll_test, printed):
    return _roll_test(words, language, roll_test, printed, ("fully_connected", "cnn"))


def roll_pooling(words, language, roll_test, printed):
    return _roll_test(words, language, roll_test, printed, ("cnn_pooling",))


def roll_augmented(words, language, roll_test, printed):
    return _roll_test(words, language, roll_test, printed, ("cnn_pooling_augmented", "cnn_pooling_on_test_images"))


def _roll_test(words, language, roll_test, printed, networks):
    """What networks make of the digit in each place, over their seeds, and the probability that the article prints."""
    found, article = roll_test.values, printed.values
    header = [words.network, words.position, words.predicted, words.probability, words.right, words.in_print]
    rows = []
    for network in networks:
        for position in ("original", "lower_right", "upper_left"):
            key = f"{network}_{position}"
            low, high, right, theirs = (
                "–" if one is None else language.number(one, 2)
                for one in (
                    found[f"{key}_probability_lowest"],
                    found[f"{key}_probability_highest"],
                    found[f"{key}_right_probability"],
                    article.get(key),
                )
            )
            predicted = f"{found[f'{key}_predicted']} ({found[f'{key}_seeds_right']}/{found[f'{network}_seeds']})"
            probability = low if low == high else f"{low}–{high}"
            rows.append([words.networks[network], words[position], predicted, probability, right, theirs])
    first = 0 if len(networks) > 1 else 1  # the name of the only network is in the caption
    return [row[first:] for row in (header, *rows)]


def batches(words, language, fully_connected, cnn, batch_of_64, printed):
    """Test accuracy after one epoch with either size of batch, and in the article."""
    sizes = [f"{words.batch} {size}" for size in (cnn.settings["batch_size"], batch_of_64.settings["batch_size"])]
    rows = [
        [
            words[record.name],
            language.number(record.values["first_accuracy"], 4),
            language.number(batch_of_64.values[record.name], 4),
            language.number(printed.values[f"{record.name}_first_accuracy"], 4),
        ]
        for record in (fully_connected, cnn)
    ]
    return [[words.network, *sizes, words.in_print], *rows]


def shift_maps(
    words, language, width, fully_connected_shifts, cnn_shifts, cnn_pooling_shifts, cnn_pooling_augmented_shifts
):
    """Accuracy at every shift, a map for each network on one scale; marked are the positions of the roll test."""
    records = (fully_connected_shifts, cnn_shifts, cnn_pooling_shifts, cnn_pooling_augmented_shifts)
    figure = Figure(figsize=(5.8, 5.2) if width >= PAGE else (width, 4.4), layout="constrained")
    all_axes = figure.subplots(2, 2, sharex=True, sharey=True)
    for axes, record in zip(all_axes.flat, records, strict=True):
        edge = record.series["shifts"][-1] + 0.5
        extent = (-edge, edge, edge, -edge)
        image = axes.imshow(record.series["accuracy"], vmin=0, vmax=1, cmap="viridis", extent=extent)
        axes.plot([0, 4, -4], [0, 1, -1], "o", color="white", markersize=4, markeredgecolor=INK, markeredgewidth=0.7)
        axes.set_title(_lines(words.networks[record.name.removesuffix("_shifts")], figure.get_figwidth() / 3))
        axes.set(xticks=(-8, -4, 0, 4, 8), yticks=(-8, -4, 0, 4, 8))
    figure.supxlabel(words.to_the_right, fontsize="medium")
    figure.supylabel(words.down, fontsize="medium")
    place = {} if width >= PAGE else {"location": "bottom"}
    scale = {"ticks": (0, 0.5, 1), "format": lambda x, _: language.percent(x)}
    figure.colorbar(image, ax=all_axes, shrink=0.6, **place, **scale)
    return figure


def accuracy_by_shift(words, fully_connected_shifts, cnn_shifts, cnn_pooling_shifts, cnn_pooling_augmented_shifts):
    """Accuracy against the shift to the right, all networks in one chart."""
    records = (fully_connected_shifts, cnn_shifts, cnn_pooling_shifts, cnn_pooling_augmented_shifts)
    chart = Line().add_xaxis([str(shift).replace("-", "−") for shift in cnn_shifts.series["shifts"]])
    for record in records:
        name = words.networks[record.name.removesuffix("_shifts")]
        chart.add_yaxis(name, record.series["to_the_right"], label_opts=opts.LabelOpts(is_show=False))
    for record in records:
        by_seed = np.array(record.series["to_the_right_by_seed"])
        if len(by_seed) > 1:
            name = words.networks[record.name.removesuffix("_shifts")]
            chart.overlap(Band(name, by_seed.min(axis=0), by_seed.max(axis=0), seeds=dict(enumerate(by_seed))))
    return chart.set_global_opts(
        xaxis_opts=opts.AxisOpts(
            name=words.to_the_right,
            name_location="middle",
            name_gap=30,
            axislabel_opts=opts.LabelOpts(interval=1),
            splitline_opts=opts.SplitLineOpts(is_show=False),
        ),
        yaxis_opts=opts.AxisOpts(name=words.accuracy, min_=0, max_=1),
        legend_opts=opts.LegendOpts(pos_top="top", item_gap=20),
        tooltip_opts=opts.TooltipOpts(trigger="axis"),
    )


def moved_digit(
    words,
    rolling,
    fully_connected,
    cnn,
    cnn_pooling,
    cnn_pooling_augmented,
    fully_connected_shifts,
    cnn_shifts,
    cnn_pooling_shifts,
    cnn_pooling_augmented_shifts,
):
    """For moved_digit.js: a digit, and at every shift what each seed of each network makes of it.

    Of all test images there is what the first seed of each makes of them.
    """
    trained = (fully_connected, cnn, cnn_pooling, cnn_pooling_augmented)
    moved = (fully_connected_shifts, cnn_shifts, cnn_pooling_shifts, cnn_pooling_augmented_shifts)
    rows, columns = rolling.settings["rows"], rolling.settings["columns"]
    places = {"original": [0, 0], "lower_right": [rows, columns], "upper_left": [-rows, -columns]}
    digit = rolling.arrays()["original"]
    shifts = cnn_shifts.series["shifts"]
    images = np.stack([np.roll(digit, (row, column), (0, 1)) for row in shifts for column in shifts])
    return {
        "words": words.moved_digit,
        "seeds": seeds(*trained),
        "digit": digit.tolist(),
        "label": rolling.values["label"],
        "largest": shifts[-1],
        "places": [[words[name], *place] for name, place in places.items()],
        "colours": [[round(255 * one) for one in colour[:3]] for colour in colormaps["viridis"](np.linspace(0, 1, 64))],
        "networks": [
            {
                "name": words.networks[record.name],
                "accuracy": _thousandths(shifted.series["accuracy"]),
                "seeds": [run.seed for run in record.seeds] or [0],
                "probabilities": _thousandths(_of_seeds(record, images).reshape(-1, len(shifts), len(shifts), 10)),
            }
            for record, shifted in zip(trained, moved, strict=True)
        ],
    }


_READ = {}  # by the digest of what a run gave: another language of the page shows the same


def _of_seeds(record, images):
    """What a network with the weights of each seed makes of images: (seeds, images, 10)."""
    if (known := record.outputs()) not in _READ:
        runs = [run.seed for run in record.seeds] or [None]
        _READ[known] = np.stack([probabilities(record.weights(seed), images) for seed in runs])
    return _READ[known]


def _thousandths(shares):
    """Shares as whole thousandths, as exact as they are shown and short to send."""
    return np.rint(np.asarray(shares, dtype=float) * 1000).astype(int).tolist()


KERNEL, PLACE = "vertical", (11, 9)  # with which the reader begins, and the pixel whose sum is shown first


def own_kernel(words, fixed_kernels):
    """For own_kernel.js: a digit, and the kernels to begin with."""
    series = fixed_kernels.series
    return {
        "words": words.own_kernel,
        "names": {name: words[name] for name in ("digit", "kernel", "output")},
        "digit": fixed_kernels.arrays()["digit"].tolist(),
        "kernels": [[words[name], series[name]] for name in ("blur", "edges", "horizontal", "vertical", "sharpen")],
        "chosen": words[KERNEL],
        "place": PLACE,
    }


def one_sum(words, language, fixed_kernels, width):
    """How one pixel of the output comes about: the nine pixels of the digit below the kernel, and their products."""
    arrays, (row, column) = fixed_kernels.arrays(), PLACE
    pixels, kernel = arrays["digit"] / 255, np.array(fixed_kernels.series[KERNEL])
    window = pixels[row : row + 3, column : column + 3]
    side, grid = 1.9 if width < PAGE else 2.1, 3 * CELL
    below = (side - grid) / 2  # so that grids stand in the middle of their row
    if width < PAGE:
        sheet = Sheet(side + 2 * GAP + grid, 2 * (2 * GAP + side))
        places = (0, GAP), (side + 2 * GAP, GAP + below), (0, 3 * GAP + side + below), (grid + 2 * GAP, 3 * GAP + side)
    else:
        sheet = Sheet(2 * side + 4 * GAP + 2 * grid, GAP + side)
        after = side + grid + 2 * GAP
        places = (0, GAP), (side + GAP, GAP + below), (after, GAP + below), (after + grid + 2 * GAP, GAP)
    digit, weights, products, output = places
    sheet.image(*digit, side, arrays["digit"], words["digit"])
    sheet.outline(digit[0] + column * side / 28, digit[1] + row * side / 28, 3 * side / 28)
    sheet.numbers(*weights, kernel, words["kernel"])
    write = {"write": lambda one: language.number(one, 2)}
    sheet.numbers(*products, window * kernel, words.own_kernel["products"], **write)
    total = language.number((window * kernel).sum(), 2)
    sheet.title(products[0] + grid / 2, products[1] + grid + GAP, f"Σ = {total}")
    sheet.image(*output, side, arrays[KERNEL], words["output"], 0, 1)
    sheet.outline(output[0] + column * side / 26, output[1] + row * side / 26, side / 26)
    return sheet.figure
