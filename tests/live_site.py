"""Charts as people write them with pyecharts, on one page, and what is seen of live ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from opening import pause
from small_sites import copy_site

from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

FIGURES = """
from pyecharts.charts import Bar, Grid, Pie, Scatter

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"]
RAIN, SUN = [2.6, 5.9, 9.0, 26.4, 28.7, 70.7], [12.0, 14.5, 21.25, 30.0, 41.0, 52.5]
PLAIN = opts.LabelOpts(is_show=False)


def bars(cnn):
    return (
        Bar()
        .add_xaxis(MONTHS)
        .add_yaxis("rain", RAIN)
        .add_yaxis("sun", SUN, stack="s", emphasis_opts=opts.EmphasisOpts(focus="series"))
        .add_yaxis("dew", [1, 2, 3, 4, 5, 6], stack="s", itemstyle_opts=opts.ItemStyleOpts(color="#123456"))
        .set_series_opts(label_opts=PLAIN, markline_opts=opts.MarkLineOpts(data=[{"type": "average"}]))
        .set_global_opts(title_opts=opts.TitleOpts(title="Weather"), datazoom_opts=[opts.DataZoomOpts(type_="inside")])
    )


def sideways(cnn):
    return Bar().add_xaxis(MONTHS).add_yaxis("rain", RAIN).reversal_axis().set_series_opts(label_opts=PLAIN)


def points(cnn):
    chart = Scatter().add_xaxis([1.5, 3.0, 7.25, 9.5]).add_yaxis("first", [0.5, 0.25, 0.75, 1.0], symbol_size=14)
    return chart.add_yaxis("second", [0.1, None, 0.3, 0.4]).set_series_opts(label_opts=PLAIN).set_global_opts(
        xaxis_opts=opts.AxisOpts(type_="value", name="x"), tooltip_opts=opts.TooltipOpts(trigger="axis")
    )


def areas(cnn):
    return (
        Line()
        .add_xaxis(MONTHS)
        .add_yaxis("rain", RAIN, is_smooth=True, stack="s", areastyle_opts=opts.AreaStyleOpts(opacity=0.5))
        .add_yaxis("sun", SUN, is_step=True, stack="s", areastyle_opts=opts.AreaStyleOpts(opacity=0.5))
        .set_series_opts(
            label_opts=PLAIN,
            markarea_opts=opts.MarkAreaOpts(data=[[{"xAxis": "Feb"}, {"xAxis": "Apr"}]]),
            markpoint_opts=opts.MarkPointOpts(data=[opts.MarkPointItem(type_="max")]),
        )
        .set_global_opts(tooltip_opts=opts.TooltipOpts(trigger="axis", axis_pointer_type="cross"))
    )


def two(cnn):
    line = Line().add_xaxis(MONTHS).add_yaxis("sun", SUN, label_opts=PLAIN)
    bar = Bar().add_xaxis(MONTHS).add_yaxis("rain", RAIN, label_opts=PLAIN)
    tooltip = opts.TooltipOpts(trigger="axis")
    line.set_global_opts(legend_opts=opts.LegendOpts(pos_top="48%", pos_left="0"), tooltip_opts=tooltip)
    grid = Grid(opts.InitOpts(width="600px", height="500px"))
    grid.add(bar, grid_opts=opts.GridOpts(pos_bottom="60%"))
    return grid.add(line, grid_opts=opts.GridOpts(pos_top="60%"))


def worded(cnn):
    template = "<img src=x onerror='ran = 1'><b>{b}</b><br>{a}: <i onclick=x>{c}</i> mm &lt; 1 &amp; more"
    own = opts.TooltipOpts(formatter="<script>ran = 2</script><p>only {a}</p>")
    bars = Bar().add_xaxis(["<b>Jan</b>", *MONTHS[1:]]).add_yaxis("r<i>a</i>in", RAIN, label_opts=PLAIN)
    bars.add_yaxis("sun", SUN, label_opts=PLAIN, tooltip_opts=own)
    return bars.set_global_opts(tooltip_opts=opts.TooltipOpts(trigger="item", formatter=template))


def dated(cnn):
    line = Line().add_xaxis([f"2024-0{month}-01" for month in range(1, 7)]).add_yaxis("rain", RAIN, label_opts=PLAIN)
    told = opts.TooltipOpts(trigger="axis", formatter="<u>{d} {MMM}</u><br/>{c}")
    return line.set_global_opts(xaxis_opts=opts.AxisOpts(type_="time"), tooltip_opts=told)


def many(cnn):
    chart = Line().add_xaxis(["1", "2", "3", "4"])
    for number in range(40):
        chart.add_yaxis(f"series {number}", [number, number + 0.5], label_opts=PLAIN)
    return chart.set_global_opts(tooltip_opts=opts.TooltipOpts(trigger="axis"))


def shares(cnn):
    return Pie().add("", list(zip(MONTHS, RAIN)))
"""
CHARTS = ("accuracy", "confusion", *re.findall(r"^def (\w+)", FIGURES, re.MULTILINE))
SLICES = (
    '{"type": "pie", "name": "weather", "radius": "30%", "data": ['
    '{"name": "rain", "value": 3}, {"name": "sun", "value": 1}]}'
)
IN_TEXT = {
    "echarts": f'{{"legend": {{}}, "series": {SLICES}}}',
    "echarts-2": '{"xAxis": {"data": ["Jan"]}, "yAxis": {}, "series": [{"type": "bar", "name": "dew", "data": [7]},'
    f" {SLICES}]}}",
}
"""Options in the text that say nothing of a tooltip: a pie, and one above a bar."""

COUNT = """drawing => [...drawing.querySelectorAll("svg :is(path, polyline, polygon, rect, circle)")].map((one) => {
  const { stroke, strokeWidth, fill, fillOpacity, visibility } = getComputedStyle(one);
  const { width, height } = one.getBoundingClientRect();
  if (visibility === "hidden" || (width < 2 && height < 2)) return [0, 0];
  return [stroke !== "none" && parseFloat(strokeWidth) > 0, fill !== "none" && parseFloat(fillOpacity) > 0];
}).reduce(([lines, areas], [line, area]) => [lines + line, areas + area], [0, 0])"""


def build(folder: Path) -> Path:
    """Build a site one of whose pages, `en/posts/digits/`, has all the `CHARTS`, far apart."""
    project = copy_site("good", folder)
    post = project.posts / "digits"
    with (post / "figures.py").open("a") as figures:
        figures.write(FIGURES)
    charts = "\n\n".join(f'{{{{< chart {name} alt="Some chart." >}}}}' for name in CHARTS)
    charts += "".join(f'\n\n{{{{< echarts alt="A pie." >}}}}\n{one}\n{{{{< /echarts >}}}}' for one in IN_TEXT.values())
    (post / "index.en.md").write_text(f"---\ntitle: x\ndate: 2024-01-01\n---\n\n## Charts\n\n{charts}\n")
    (post / "index.pt.md").write_text(f"---\ntitle: x\ndate: 2024-01-01\n---\n\n## Charts\n\n{charts}\n")
    build_site(project)
    return project.site


def live(page: Page, name: str) -> Locator:
    """The drawing of a chart, in the middle of the window and alive."""
    drawing = page.locator(f"#chart-{name} .drawing")
    middle = "one => one.scrollIntoView({block: 'center', behavior: 'instant'})"
    drawing.evaluate(middle)
    drawing.locator("[_echarts_instance_] svg path").first.wait_for(state="attached")
    drawing.evaluate(middle)
    pause(page)
    return drawing


def painted(drawing: Locator) -> list[int]:
    """How many lines and how many areas of a drawing are to be seen."""
    counts: list[int] = drawing.evaluate(COUNT)
    return counts


def at(drawing: Locator, x: float, y: float) -> tuple[float, float]:
    """A place of the window, by its share of the drawing's width and height."""
    box = drawing.bounding_box()
    assert box
    return box["x"] + x * box["width"], box["y"] + y * box["height"]
