"""What the post shows."""

from matplotlib.figure import Figure


def loss(words, NAME):
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    axes.plot(NAME.series["loss"])
    axes.set(xlabel=words.step, ylabel=words.loss)
    return figure
