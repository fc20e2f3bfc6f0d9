"""What the post shows."""

from matplotlib.figure import Figure


def shares(coin):
    figure = Figure(figsize=(6, 3))
    axes = figure.subplots()
    axes.plot(coin.series["shares"])
    axes.axhline(0.5, linestyle="dashed", linewidth=1)
    return figure
