import numpy as np
from matplotlib.figure import Figure
from pyecharts.charts import Line, WordCloud
from pyecharts.commons.utils import JsCode
from pyecharts.options import LabelOpts


def digit(cnn):
    figure = Figure()
    figure.subplots().imshow(cnn.arrays()["image"])
    return figure


def raising(cnn):
    return helper(cnn.series["loss"])


def helper(series):
    return series


def asking(words, cnnn):
    return Figure()


def wordless(words):
    return words.accuracy


def nothing(cnn):
    cnn.values["accuracy"]


def accuracy(linear):
    return Line().add_xaxis(["1"]).add_yaxis("", [1])


def code():
    return Line().add_xaxis(["1"]).add_yaxis("", [1], label_opts=LabelOpts(formatter=JsCode("x => x")))


def arrays():
    return Line().add_xaxis(np.complex64([1])).add_yaxis("", [1])


def cloud():
    return WordCloud().add("", [("a", 1)])
