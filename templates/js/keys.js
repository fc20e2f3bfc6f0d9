// What a pointer can do with a live chart, by the keyboard: go along it, zoom, hide and show what the legend names.

/** The points that are in sight, those of the longest series that the legend does not hide: its data, or none. */
function inSight(chart) {
  const shown = [];
  chart.getModel().eachSeries((series) => shown.push(series));
  const longest = (one, other) => (other.getData().count() > one.getData().count() ? other : one);
  return shown.length ? shown.reduce(longest) : undefined;
}

/** Zoom in at both ends by a part of what is in sight, or out where it is below zero; what is told stays in sight. */
function zoom(chart, part, told) {
  const series = inSight(chart);
  const [window] = chart.getOption().dataZoom ?? [];
  if (!window || !series || (part > 0 && series.getData().count() <= 2)) return;
  const { start, end, startValue, endValue } = window;
  const step = part * (end - start);
  const data = series.getData();
  const axis = window.yAxisIndex === undefined ? "x" : "y";
  const place = told === undefined ? NaN : data.get(data.mapDimension(axis), data.indexOfRawIndex(told));
  const share = start + ((place - startValue) / (endValue - startValue)) * (end - start);
  const within = (most, least) => (Number.isNaN(share) ? [most, least] : [Math.min(most, share), Math.max(least, share)]);
  const [first, last] = within(Math.max(0, start + step), Math.min(100, end - step));
  chart.dispatchAction({ type: "dataZoom", start: first, end: last });
}

/** The names in the legend, which are those of its points for a pie; else those of the series. */
function named(chart) {
  const legends = chart.getModel().queryComponents({ mainType: "legend" });
  const names = legends.flatMap((legend) => legend.getData().map((one) => one.get("name")).filter((name) => name.trim()));
  return [...new Set(names.length ? names : chart.getOption().series.map((series) => series.name))];
}

/** Let the keyboard steer a chart while the drawing around it has the focus; `tips` tells what is chosen. */
export function steer(chart, drawing, tips) {
  let place; // the one that is told, counted through all points of its series

  const point = () => {
    const series = inSight(chart);
    return series && place !== undefined && { seriesIndex: series.seriesIndex, dataIndex: place };
  };

  const tell = (choose) => {
    const data = inSight(chart)?.getData();
    if (!data?.count()) return;
    const places = [...Array(data.count()).keys()].map((index) => data.getRawIndex(index));
    place = choose(places) ?? place;
    tips.tell(point);
    drawing.querySelector(".tip")?.setAttribute("role", "status"); // read aloud as it changes
  };

  const toggle = (number) => {
    const name = named(chart)[number - 1];
    if (name !== undefined) chart.dispatchAction({ type: "legendToggleSelect", name });
  };

  /** Go on, or back, by so many frames of a timeline. */
  const turn = (by) => {
    const [timeline] = chart.getModel().queryComponents({ mainType: "timeline" });
    if (timeline) chart.dispatchAction({ type: "timelineChange", currentIndex: timeline.getCurrentIndex() + by });
    return timeline !== undefined;
  };

  const hide = () => tips.tell(() => undefined);

  const keys = {
    ArrowRight: () => tell((places) => (place === undefined ? places[0] : (places.find((one) => one > place) ?? places.at(-1)))),
    ArrowLeft: () => tell((places) => (place === undefined ? places.at(-1) : (places.findLast((one) => one < place) ?? places[0]))),
    Home: () => tell((places) => places[0]),
    End: () => tell((places) => places.at(-1)),
    "+": () => zoom(chart, 1 / 4, place),
    "-": () => zoom(chart, -1 / 4, place),
    0: () => chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 }),
    Escape: hide,
    PageDown: () => turn(1),
    PageUp: () => turn(-1),
  };

  drawing.tabIndex = 0;
  drawing.setAttribute("role", "application"); // or else a screen reader keeps the arrows for itself
  drawing.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return; // the browser's own
    const act = keys[event.key] ?? (/^[1-9]$/.test(event.key) ? () => toggle(Number(event.key)) : undefined);
    if (act === undefined) return;
    if (act() !== false) event.preventDefault(); // a page without a timeline scrolls
  });
  drawing.addEventListener("blur", hide);
}
