"""The pictures and charts of the article, from the records; `words` holds what they say in the page's language."""

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure
from pyecharts import options as opts
from pyecharts.charts import Bar, Line, Scatter

from builder import Band

from .tiles import INK, PAGE, mosaic, rows

HIDDEN = opts.LabelOpts(is_show=False)
KINDS = ("moved_2", "moved_4", "turned_30", "turned_90", "mirrored", "negative", "rolled")


def components(words, pca, width):
    """The mean image, and the first directions, blue where they are negative."""
    arrays = pca.arrays()
    largest = np.abs(arrays["directions"]).max()
    columns = len(arrays["directions"]) if width >= PAGE else len(arrays["directions"]) // 2
    sheet = mosaic(arrays["directions"], columns)
    figure = Figure(figsize=(width, width * sheet.shape[0] / sheet.shape[1]))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(sheet, cmap="RdBu_r", vmin=-largest, vmax=largest, interpolation="none", aspect="auto")
    return figure


def drawn_with(words, point, pca, width):
    """Ten digits as they are, and as PCA and the autoencoder draw them from as many numbers; for a slider."""
    size = point.settings["size"]
    named = [
        (words.original, pca.arrays()["digits"]),
        (words.pca, pca.arrays()[f"drawn_{size}"]),
        (words.autoencoder, point.arrays()["drawn"]),
    ]
    return rows(named, width)


def compared(words, pca, dense, conv, width):
    """Ten digits as they are, and as each way draws them from sixteen numbers; the first seed of the networks."""
    named = [
        (words.original, pca.arrays()["digits"]),
        (words.pca, pca.arrays()[f"drawn_{conv.settings['size']}"]),
        (words.networks.dense, dense.arrays()["drawn"]),
        (words.networks.conv, conv.arrays()["drawn"]),
    ]
    return rows(named, width)


def compared_again(words, pca, conv, width):
    """The same of the convolutional autoencoder alone, beside the network that readers run."""
    return rows([(words.original, pca.arrays()["digits"]), (words.drawn, conv.arrays()["drawn"])], width)


def learning(words, dense, conv):
    """The error after each epoch, with all seeds in a band."""
    epochs = [str(1 + number) for number in range(len(conv.series["errors"]))]
    chart = Line().add_xaxis(epochs)
    for record in (dense, conv):
        chart.add_yaxis(words.networks[record.name], record.series["errors"], label_opts=HIDDEN)
    for record in (dense, conv):
        chart.overlap(Band.of(words.networks[record.name], record, "errors"))
    return _described(chart, words.epoch, words.error)


def by_size(words, pca, code_size):
    """The error against the size of the code, both axes by doubling."""
    points = code_size.where()
    sizes = [str(point.settings["size"]) for point in points]
    chart = Line().add_xaxis(sizes)
    chart.add_yaxis(words.pca, pca.series["errors"], label_opts=HIDDEN)
    chart.add_yaxis(words.autoencoder, [point.values["error"] for point in points], label_opts=HIDDEN)
    by_seed = {run.seed: [] for run in points[0].seeds}
    for point in points:
        for run in point.seeds:
            by_seed[run.seed].append(run.values["error"])
    if len(by_seed) > 1:
        several = np.array([*by_seed.values()])
        chart.overlap(Band(words.autoencoder, several.min(axis=0), several.max(axis=0), seeds=by_seed))
    return _described(chart, words.numbers, words.error, type_="log", min_=0.003)


def _described(chart, x, y, **axis):
    """A chart of lines with the names of its axes."""
    return chart.set_global_opts(
        xaxis_opts=opts.AxisOpts(
            name=x, name_location="middle", name_gap=30, splitline_opts=opts.SplitLineOpts(is_show=False)
        ),
        yaxis_opts=opts.AxisOpts(name=y, **axis),
        legend_opts=opts.LegendOpts(pos_top="top", item_gap=20),
        tooltip_opts=opts.TooltipOpts(trigger="axis"),
    )


def sizes(words, language, pca, code_size):
    """The table of the same: PCA, the mean over the seeds, and their range."""
    table = [[words.numbers, words.pca, words.autoencoder, words.lowest_to_highest]]
    for number, point in zip(pca.series["errors"], code_size.where(), strict=True):
        low, high = (language.number(end, 4) for end in point.range("error"))
        mean = language.number(point.values["error"], 4)
        table.append([point.settings["size"], language.number(number, 4), mean, f"{low}–{high}"])
    return table


def extremes(words, lost, width):
    """The digits that are drawn best, middling and worst, each above what the network makes of it; first seed."""
    arrays = lost.arrays()
    named = []
    for name in ("best", "median", "worst"):
        named += [(words[name], arrays[name]), (words.drawn, arrays[f"{name}_drawn"])]
    return rows(named, width)


def by_digit(words, lost):
    """The mean error of each digit."""
    chart = Bar().add_xaxis([str(digit) for digit in range(10)])
    chart.add_yaxis(words.error, lost.series["by_digit"], label_opts=HIDDEN)
    return _described(chart, words.digit, words.error).set_global_opts(legend_opts=opts.LegendOpts(is_show=False))


def how_many(words, language, lost):
    """How many test images have which error; the last bar holds all that have more."""
    edges = [language.number(edge, 3) for edge in lost.series["edges"]]
    chart = Bar().add_xaxis(edges).add_yaxis(words.images, lost.series["images"], label_opts=HIDDEN, category_gap="8%")
    return _described(chart, words.error_from, words.images).set_global_opts(legend_opts=opts.LegendOpts(is_show=False))


def codes_pca(words, pca):
    return _codes(words, pca.arrays()["codes"], pca.arrays()["labels"])


def codes_network(words, plane):
    return _codes(words, plane.arrays()["codes"], plane.arrays()["labels"])


def _codes(words, codes, labels):
    """Test images as points of the plane, each digit in its colour and, since there are six of them, its form."""
    chart = Scatter()
    for digit in range(10):
        chosen = codes[labels == digit]
        chart.add_xaxis([round(float(x), 3) for x in chosen[:, 0]])
        marks = {"symbol": "circle" if digit < 6 else "triangle", "symbol_size": 5 if digit < 6 else 6}
        chart.add_yaxis(str(digit), [round(float(y), 3) for y in chosen[:, 1]], label_opts=HIDDEN, **marks)
    return chart.set_global_opts(
        xaxis_opts=opts.AxisOpts(type_="value", name=words.first_number, name_location="middle", name_gap=30),
        yaxis_opts=opts.AxisOpts(name=words.second_number),
        legend_opts=opts.LegendOpts(pos_top="top", item_gap=12),
    )


def all_over(in_the_page, width):
    """What the decoder draws all over the plane."""
    sheet = mosaic(in_the_page.arrays()["grid"], in_the_page.settings["places"], gap=0)
    side = min(width, 4.5)
    figure = Figure(figsize=(side, side))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.imshow(sheet, cmap="gray", vmin=0, vmax=255, interpolation="none", aspect="auto")
    return figure


def walking(words, walks):
    """From one digit to another and back, in pixels and in the code; two pairs."""
    arrays = walks.arrays()
    names = [(f"pixels_{pair}", f"code_{pair}") for pair in ("0_6", "4_9")]
    figure = Figure(figsize=(3.6, 3.6 + 0.3))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, 3.6), ylim=(3.9, 0), autoscale_on=False)
    steps = walks.settings["steps"]
    order = [*range(steps), *range(steps - 2, 0, -1)]
    for column, word in enumerate((words.in_pixels, words.in_code)):
        axes.text(0.9 + 1.8 * column, 0.22, word, ha="center", va="bottom", color=INK, fontsize=10)

    def show(frame):
        for image in list(axes.images):
            image.remove()
        for row, pair in enumerate(names):
            for column, name in enumerate(pair):
                x, y = 1.8 * column + 0.05, 0.3 + 1.8 * row
                extent = (x, x + 1.7, y + 1.7, y)
                axes.imshow(
                    arrays[name][order[frame]],
                    cmap="gray",
                    vmin=0,
                    vmax=255,
                    extent=extent,
                    interpolation="none",
                    aspect="auto",
                )

    return FuncAnimation(figure, show, frames=len(order), interval=250)


def walks_still(words, walks, width):
    """The same steps beside each other."""
    arrays = walks.arrays()
    named = []
    for pair, (start, end) in (("0_6", "06"), ("4_9", "49")):
        named += [
            (words.walk_pixels.format(start, end), arrays[f"pixels_{pair}"]),
            (words.walk_code.format(start, end), arrays[f"code_{pair}"]),
        ]
    return rows(named, width)


def cleaning(words, cleaned):
    return _by_noise(words, cleaned, "errors", words.error)


def read_in_noise(words, cleaned):
    return _by_noise(words, cleaned, "right_by_amount", words.read_right)


def _by_noise(words, cleaned, what, called):
    """What becomes of noisy images in four ways, by the amount of noise."""
    chart = Line().add_xaxis([str(amount) for amount in cleaned.settings["amounts"]])
    ways = ("noisy", "pca", "conv", "denoising")
    for way in ways:
        chart.add_yaxis(words.ways[way], cleaned.series[f"{way}_{what}"], label_opts=HIDDEN)
    for way in ways[2:] if what == "errors" else ways:
        chart.overlap(Band.of(words.ways[way], cleaned, f"{way}_{what}"))
    return _described(chart, words.noise, called)


def cleaned_digits(words, cleaned, width):
    arrays = cleaned.arrays()
    named = [(words.original, arrays["clean"])]
    named += [(words.ways[way], arrays[way]) for way in ("noisy", "pca", "conv", "denoising")]
    return rows(named, width)


def cleaned_again(words, cleaned, width):
    """What the two autoencoders make of noisy digits, beside the networks that readers run."""
    return rows([(words.ways[way], cleaned.arrays()[way]) for way in ("noisy", "conv", "denoising")], width)


def from_nothing(words, random_codes, width):
    """Two rows of each: from normal codes, from codes spread like those of digits, from those of digits."""
    arrays = random_codes.arrays()
    half = 12 if width >= PAGE else 8
    named = [(words.codes[name], arrays[name][:half]) for name in ("normal", "alike", "of_digits")]
    return rows(named, width)


def strange(words, strangers, width):
    """A digit changed in each way, and what the network draws of it."""
    arrays = strangers.arrays()
    kinds = KINDS if width >= PAGE else KINDS[:6]
    named = [
        (words.changed, np.concatenate([arrays[kind] for kind in kinds])),
        (words.drawn_of_it, np.concatenate([arrays[f"{kind}_drawn"] for kind in kinds])),
    ]
    return rows(named, width, above=[words.kinds_short[kind] for kind in kinds])


def alarm(words, strangers):
    """How many of the changed images the alarm tells, by how many of the others it tells too."""
    chart = Line().add_xaxis([f"{100 * share:.0f}" for share in strangers.series["shares"]])
    for kind in KINDS:
        chart.add_yaxis(words.kinds[kind], strangers.series[kind], label_opts=HIDDEN, is_symbol_show=False)
    for kind in KINDS:
        chart.overlap(Band.of(words.kinds[kind], strangers, kind))
    return _described(chart, words.false_alarms, words.found, min_=0, max_=1)


def alarms(words, language, strangers):
    """What the error tells of each change, and what the doubt of the network that reads digits tells."""
    table = [[words.change, words.found_at, words.area, words.area_of_doubt]]
    for kind in KINDS:
        found, area, doubt = (strangers.values[f"{kind}_{what}"] for what in ("found", "area", "unsure_area"))
        table.append(
            [words.kinds[kind], language.percent(found, 0), language.number(area, 3), language.number(doubt, 3)]
        )
    return table


def trainings(words, language, dense, conv, plane, denoising, code_size):
    """How long every training took, and on what."""
    table = [[words.network, words.epochs, words.runs, words.each, words.together]]
    for record in (dense, conv, plane, denoising, code_size):
        runs = max(1, len(record.seeds), sum(len(point.seeds) for point in record.where()))
        epochs = record.settings.get("epochs") or record.where()[0].settings["epochs"]
        times = (language.duration(time).replace(" ", "\u00a0") for time in (record.seconds / runs, record.seconds))
        table.append([words.networks[record.name], epochs, runs, *times])
    return table
