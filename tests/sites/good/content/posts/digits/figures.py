"""What the post shows."""

from matplotlib.figure import Figure
from pyecharts import options as opts
from pyecharts.charts import HeatMap, Line

from .colours import GREYS


def digit(words, cnn):
    image = cnn.arrays()["image"]
    figure = Figure(figsize=(5, 2.6))
    left, right = figure.subplots(1, 2)
    left.imshow(image, cmap=GREYS)
    left.set_title(words.digit)
    right.imshow(image.max() - image, cmap=GREYS)
    right.set_title(words["shadow"])
    return figure


def accuracy(words, cnn, linear):
    line = Line().add_xaxis([str(epoch) for epoch in range(1, 4)])
    for name, record in (("linear", linear), ("cnn", cnn)):
        line.add_yaxis(words.networks[name], record.series["test_accuracy"], label_opts=opts.LabelOpts(is_show=False))
    return line.set_global_opts(
        xaxis_opts=opts.AxisOpts(name=words.epoch),
        yaxis_opts=opts.AxisOpts(name=words.accuracy, min_=0.7, max_=1),
        legend_opts=opts.LegendOpts(pos_top="0"),
    )


def confusion(cnn):
    cells = [[x, y, count] for y, row in enumerate(cnn.series["confusion"]) for x, count in enumerate(row)]
    return (
        HeatMap(opts.InitOpts(width="420px", height="320px"))
        .add_xaxis(["0", "1", "2"])
        .add_yaxis("", ["0", "1", "2"], cells, label_opts=opts.LabelOpts(is_show=True))
        .set_global_opts(
            visualmap_opts=opts.VisualMapOpts(min_=0, max_=10, is_show=False, range_color=["#f3f6fa", "#0b6bc2"]),
            legend_opts=opts.LegendOpts(is_show=False),
        )
    )
