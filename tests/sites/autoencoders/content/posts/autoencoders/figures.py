"""Digits before and after, and how the error falls."""

from matplotlib.figure import Figure
from pyecharts import options as opts
from pyecharts.charts import Line

from builder import lines


def digits(words, autoencoder):
    figure = Figure(figsize=(6.4, 3.8), layout="constrained")
    rows = [(words.original, autoencoder.at(network="conv", code=8).arrays()["shown"][:8])]
    for point in (*autoencoder.where(code=2), *autoencoder.where(code=8)):
        name = f"{words[point.settings['network']]}, {point.settings['code']}"
        rows.append((name, point.arrays()["shown"][8:]))
    for (name, images), row in zip(rows, figure.subplots(len(rows), 8), strict=True):
        row[0].set_ylabel(name, rotation=0, ha="right", va="center")
        for image, axes in zip(images, row, strict=True):
            axes.imshow(image[0], cmap="gray_r", vmin=0, vmax=1)
            axes.set(xticks=[], yticks=[])
    return figure


def loss(words, autoencoder):
    chart = Line()
    for point in autoencoder.where(code=8):
        chart.add_xaxis(list(range(1, len(point.series["loss"]) + 1)))
        chart.add_yaxis(words[point.settings["network"]], point.series["loss"], is_symbol_show=False)
    return chart.set_global_opts(xaxis_opts=opts.AxisOpts(name=words.epoch))


def sizes(words, autoencoder):
    return lines(
        autoencoder.where(), "error", "code", "network", label=lambda one: words[one] if one in words else str(one)
    )
