"""The pictures and charts of the article, from the records; `words` holds what they say in the page's language."""

import itertools

import numpy as np
from matplotlib import colormaps
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure
from pyecharts import options as opts
from pyecharts.charts import Bar, Line

from builder import Band, seeds

from .forward import probabilities
from .sheet import ACCENT, CELL, GAP, INK, PAGE, RULE, Sheet, digits, lines

SMALL = 0.36  # inches, the side of a number's cell where it moves


def shuffle(words, shuffled_digit, width):
    return digits(shuffled_digit.arrays(), {name: words[name] for name in ("digit", "shuffled")}, 2, width)


def sliding(words, sliding_kernel):
    """The kernel on its way over the image, a place after the other; narrow enough for a phone."""
    series = sliding_kernel.series
    sheet = Sheet(12.2 * SMALL, 5 * SMALL + GAP)

    def show(number):
        sheet.clear()
        _step(sheet, GAP, words, words["digit"], series, "image", "steps", number, SMALL, 0.6 * SMALL)

    return FuncAnimation(sheet.figure, show, frames=len(series["steps"]), interval=900)


def four_steps(words, sliding_kernel):
    return _steps(words, words["digit"], sliding_kernel.series, "image", "steps", (0, 1, 4, 8))


def padding(words, sliding_kernel):
    return _steps(words, words["padded"], sliding_kernel.series, "padded", "padded_steps", (0, 7, 24))


def _steps(words, title, series, image, steps, chosen):
    """The kernel at some of its places: the image with the window, and the output as far as it is known."""
    size = len(series[image])
    high = size * CELL + GAP
    sheet = Sheet((size + 5 + size - 2) * CELL, len(chosen) * high)
    for frame, number in enumerate(chosen):
        _step(sheet, GAP + frame * high, words, title if frame == 0 else "", series, image, steps, number)
    return sheet.figure


def _step(sheet, y, words, title, series, image, steps, number, cell=CELL, gap=CELL):
    steps, image = series[steps], series[image]
    size = len(image)
    output = [[step[-1] for step in steps if step[0] == row] for row in range(size - 2)]
    shown = {(step[0], step[1]) for step in steps[: number + 1]}
    sheet.numbers(0, y, image, title, cell=cell, window=steps[number][:2])
    x, middle = size * cell + gap, y + (size - 3) / 2 * cell
    sheet.numbers(x, middle, series["kernel"], words["kernel"] if title else "", cell=cell)
    x += 3 * cell + gap
    sheet.numbers(x, y + cell, output, words["output"] if title else "", cell=cell, shown=shown)


def paddings(words, other_paddings, width):
    """The small image in four borders, the border in its own numbers."""
    names = ("zeros", "reflect", "replicate", "circular")
    cell = min(CELL, (width - GAP) / 14)
    side = 7 * cell
    sheet = Sheet(2 * side + GAP, 2 * (side + GAP))
    for number, name in enumerate(names):
        row, column = divmod(number, 2)
        x, y = column * (side + GAP), GAP + row * (side + GAP)
        sheet.numbers(x, y, other_paddings.series[name], words.paddings[name], cell=cell)
        sheet.outline(x + cell, y + cell, 5 * cell)
    return sheet.figure


def sample(sample_digit, width):
    return digits(sample_digit.arrays(), {"digit": ""}, 1, width)


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


def learned(words, learned_kernels, width):
    """The sixteen kernels before and after training, and what the trained ones make of a digit."""
    arrays, limit = learned_kernels.arrays(), learned_kernels.values["largest_after"]
    panels = (
        (words.before_training, arrays["before"], {"cmap": "PuOr", "limits": (-limit, limit)}),
        (words.after_training, arrays["after"], {"cmap": "PuOr", "limits": (-limit, limit)}),
        (words.answers, arrays["seen"], {"limits": (arrays["seen"].min(), arrays["seen"].max())}),
    )
    beside = width >= PAGE
    side = 1.9 if beside else min(width, 2.6)
    sheet = Sheet(*((3 * side + 2 * GAP, side + GAP) if beside else (side, 3 * (side + GAP))))
    for number, (title, images, how) in enumerate(panels):
        x, y = (number * (side + GAP), GAP) if beside else (0, GAP + number * (side + GAP))
        sheet.mosaic(x, y, side, images, title, **how)
    return sheet.figure


def maps(words, feature_maps, width):
    """The first channels that leave each convolution of the deep network, a row each."""
    arrays = feature_maps.arrays()
    shown, wide = (8, 5.8) if width >= PAGE else (4, width)
    strips = [arrays[f"convolution_{number}"] for number in range(1, 7)]
    tall = wide / shown
    sheet = Sheet(wide, len(strips) * (tall + GAP))
    for row, strip in enumerate(strips):
        channels, height, _ = strip.shape
        title = f"{words.convolution} {row + 1}: {channels} × {height} × {height}"
        sheet.mosaic(0, GAP + row * (tall + GAP), wide, strip[:shown], title, shown, limits=(-1, 1))
    return sheet.figure


def softmax(words, one_prediction, width):
    """A test image, the ten numbers that the network gives for it, and the probabilities that they become."""
    beside = width >= PAGE
    figure = Figure(figsize=(5.8, 2.4) if beside else (width, 5.4), layout="constrained")
    first, *others = figure.subplots(*((1, 3) if beside else (3, 1)))
    first.imshow(one_prediction.arrays()["digit"], cmap="gray")
    first.set_axis_off()
    for axes, name in zip(others, ("outputs", "probabilities"), strict=True):
        axes.barh(range(10), one_prediction.series[name], color=ACCENT)
        axes.set(yticks=range(10), title=words[f"softmax_{name}"])
        axes.invert_yaxis()
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def sure(words, language, how_sure):
    """Of the test images, by the probability of the predicted class, the share that was read right."""
    edges, counts = how_sure.series["edges"], how_sure.series["count"]
    bins = list(itertools.pairwise(edges))
    names = [f"{language.percent(low, 0)}–{language.percent(high, 0)}" for low, high in bins]
    right = [share if count else None for share, count in zip(how_sure.series["right"], counts, strict=True)]
    hidden = opts.LabelOpts(is_show=False)
    bars = Bar().add_xaxis(names).add_yaxis(words.read_right, right, label_opts=hidden)
    line = Line().add_xaxis(names)
    line.add_yaxis(words.as_said, [(low + high) / 2 for low, high in bins], label_opts=hidden)
    return bars.overlap(line).set_global_opts(
        xaxis_opts=opts.AxisOpts(name=words.probability_said, name_location="middle", name_gap=30),
        yaxis_opts=opts.AxisOpts(min_=0, max_=1),
        legend_opts=opts.LegendOpts(pos_top="top", item_gap=20),
        tooltip_opts=opts.TooltipOpts(trigger="axis"),
    )


def noise(words, language, how_sure, width):
    predicted, probability = (how_sure.values[f"surest_{name}"] for name in ("predicted", "probability"))
    title = f"{predicted}: {language.number(probability, 3)}"
    return digits({"surest": how_sure.arrays()["surest_noise"]}, {"surest": title}, 1, width)


def architectures(words, layers, width):
    """Each network from left to right, on a phone downwards: what leaves a layer is a box, high as its image is high.

    A layer and the tanh behind it are one box, and flattening is none.
    """
    networks = ("FullyConnected", "CNN", "PoolingCNN")
    beside = width >= PAGE
    return _boxes_across(words, layers, networks) if beside else _boxes_down(words, layers, networks)


def _boxes(layers, network):
    """For each box: the kind of layer, the words of its shape, channels, height."""
    yield "", "1 × 28 × 28", 1, 28
    kinds, shapes = layers.series[f"{network}_kinds"], layers.series[f"{network}_shapes"]
    for kind, shape in zip(kinds, shapes, strict=True):
        if kind in ("Conv2d", "MaxPool2d", "Linear"):
            channels, height, *_ = (*map(int, shape.split(" × ")), 1)
            yield kind, shape, channels, height


def _box(sheet, x, y, channels, height, kind):
    """A box whose place is the middle of its left side; returns its width. A list is a thin column."""
    listed = kind == "Linear"
    tall, wide = (0.07 + 0.0035 * channels, 0.1) if listed else (0.04 * height, 0.1 + 0.008 * channels)
    colour = {"": RULE, "Conv2d": ACCENT, "MaxPool2d": "#0f766e", "Linear": "#1d4ed8"}[kind]
    sheet.box(x, y - tall / 2, wide, tall, colour)
    return wide


def _boxes_across(words, layers, networks):
    high = 2.05
    sheet = Sheet(8.6, len(networks) * high)
    for row, network in enumerate(networks):
        boxes = list(_boxes(layers, network))
        middle = row * high + 1.1
        sheet.title(4.3, row * high + GAP, words.architectures[network], 11)
        step = min(1.5, 8.6 / len(boxes))
        left = 4.3 - step * len(boxes) / 2
        for number, (kind, shape, channels, height) in enumerate(boxes):
            x = left + step * number
            wide = 0.1 + (0 if kind == "Linear" else 0.008 * channels)
            _box(sheet, x + (step - wide) / 2, middle, channels, height, kind)
            sheet.title(x + step / 2, middle - 0.62, words.layers[kind] if kind else words.layers["image"], 8)
            sheet.title(x + step / 2, middle + 0.88, shape.replace(" ", ""), 8)
    return sheet.figure


def _boxes_down(words, layers, networks):
    rows = [(network, box) for network in networks for box in (None, *_boxes(layers, network))]
    high = 0.42
    sheet = Sheet(3.4, len(rows) * high)
    for number, (network, box) in enumerate(rows):
        y = (number + 0.5) * high
        if box is None:
            sheet.title(1.7, y + 0.15, words.architectures[network], 10)
            continue
        kind, shape, channels, height = box
        tall = min(high * 0.8, 0.012 * (channels if kind == "Linear" else height))
        colour = {"": RULE, "Conv2d": ACCENT, "MaxPool2d": "#0f766e", "Linear": "#1d4ed8"}[kind]
        sheet.box(0.1, y - tall / 2, 0.15 if kind == "Linear" else 0.1 + 0.012 * channels, tall, colour)
        words_of = words.layers[kind] if kind else words.layers["image"]
        sheet.axes.text(0.75, y, words_of, va="center", color=INK, fontsize=9)
        sheet.axes.text(3.35, y, shape, va="center", ha="right", color=INK, fontsize=9)
    return sheet.figure


def deep_layers(words, layers):
    """The layers of the deep network that do something to the shape or have weights."""
    columns = (layers.series[f"PoolingCNN_{name}"] for name in ("kinds", "shapes", "weights", "fields"))
    rows = [
        [kind, shape, weights, f"{field} × {field}"]
        for kind, shape, weights, field in zip(*columns, strict=True)
        if kind not in ("Tanh", "Flatten")
    ]
    return [[words.layer, words.leaves, words.weights, words.window], *rows]


def confusion(words, language, confusions, width):
    """A row for each digit, a column for each answer of the augmented network: test images, the mean over its seeds."""
    counts = np.array(confusions.series["cnn_pooling_augmented"])
    mistakes = counts - np.diag(counts.diagonal())
    figure = Figure(figsize=(5.2, 4.6) if width >= PAGE else (width, width * 0.95), layout="constrained")
    axes = figure.subplots()
    few = np.where(mistakes < 0.5, np.nan, mistakes)  # the ground of the page, light or dark
    axes.imshow(few, cmap="Oranges", vmin=-2, vmax=mistakes.max() * 1.3)
    for (row, column), count in np.ndenumerate(counts):
        if round(count):
            colour = "#6b7280" if row == column else "#1f2a37"
            axes.text(column, row, language.number(count, 0), ha="center", va="center", color=colour, fontsize=8)
    axes.set(xticks=range(10), yticks=range(10), xlabel=words.answer, ylabel=words.true_digit)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    return figure


def worst(words, language, confusions, width):
    """The eight mistakes of which the network was surest."""
    series, images = confusions.series, confusions.arrays()["worst"]
    titles = {}
    for number, (label, answer, probability) in enumerate(
        zip(*(series[f"worst_{name}"] for name in ("labels", "answers", "probabilities")), strict=True)
    ):
        titles[number] = f"{label} → {answer} ({language.number(probability, 2)})"
    return digits(images, titles, 4, width)


def ten(in_the_page, width):
    """The test images that readers may begin with."""
    wide = min(width, 3.5)
    sheet = Sheet(wide, 2 * wide / 5)
    sheet.mosaic(0, 0, wide, in_the_page.arrays()["digits"][:, 0], "", 5, limits=(0, 1))
    return sheet.figure


def control(words, fully_connected, cnn, cnn_shuffled):
    ours = [("fully_connected", fully_connected), ("cnn", cnn), ("cnn_shuffled", cnn_shuffled)]
    return _accuracies(words, ours, [])


def whole(words, language, whole_digits):
    """Accuracy on all images and, in brackets, on those alone that the move cuts nothing off from."""
    series = whole_digits.series
    networks = ("fully_connected", "cnn", "cnn_pooling", "cnn_pooling_augmented")
    rows = [[words.moved_by, words.whole_left, *(words.networks[name] for name in networks)]]
    for side, shifts in (("right", (2, 4, 6, 8)), ("down", (2, 4))):
        for shift in shifts:
            found = [
                f"{language.percent(series[f'{name}_{side}'][shift], 0)} "
                f"({language.percent(series[f'{name}_{side}_whole'][shift], 0)})"
                for name in networks
            ]
            share = language.percent(series[f"whole_{side}"][shift], 0)
            rows.append([f"{'→' if side == 'right' else '↓'} {shift}", share, *found])
    return rows


def rolled_numbers(words, rolling):
    """`arange(10)`, where it is and rolled to either side."""
    height = CELL + GAP
    sheet = Sheet(10 * CELL, 3 * height)
    for row, name in enumerate(("numbers", "numbers_forward", "numbers_backward")):
        sheet.numbers(0, GAP + row * height, [rolling.series[name]], words[name])
    return sheet.figure


def roll(words, rolling, width):
    names = ("original", "lower_right", "upper_left")
    return digits(rolling.arrays(), {name: words[name] for name in names}, 3, width)


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
    return digits(augmentation_grid.arrays(), {name: words[name] for name in names}, 4, width)


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
        axes.set_title(lines(words.networks[record.name.removesuffix("_shifts")], figure.get_figwidth() / 3))
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
