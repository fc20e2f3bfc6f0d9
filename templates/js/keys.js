// What a pointer can do with a live chart, by the keyboard: go along it, zoom, hide and show what the legend names.

/** The places along the chart that are to be seen, [first, last]: those of its longest series, or what zoom shows of them. */
function inSight(option) {
  const last = Math.max(0, ...option.series.map(({ data }) => (data?.length ?? 0) - 1));
  const { startValue = 0, endValue = last } = option.dataZoom?.[0] ?? {};
  return [Math.max(0, Math.round(startValue)), Math.min(last, Math.round(endValue))];
}

/** Zoom in at both ends by so many places, or out where they are fewer than none; the place that is told stays in sight. */
function zoom(chart, places, told) {
  const [first, last] = inSight(chart.getOption());
  const startValue = Math.max(0, Math.min(first + places, told ?? Infinity));
  const endValue = Math.max(last - places, told ?? -Infinity);
  if (startValue < endValue) chart.dispatchAction({ type: "dataZoom", startValue, endValue });
}

/** Let the keyboard steer a chart while the drawing around it has the focus. */
export function steer(chart, drawing) {
  let place; // the one that is told

  const tell = (next) => {
    const option = chart.getOption();
    const [first, last] = inSight(option);
    place = Math.min(last, Math.max(first, next));
    const seen = ({ data, name }) => data?.[place] !== undefined && (option.legend?.[0]?.selected?.[name] ?? true);
    chart.dispatchAction({ type: "showTip", seriesIndex: option.series.findIndex(seen), dataIndex: place });
    drawing.querySelector(".tip")?.setAttribute("role", "status"); // read aloud as it changes
  };

  const toggle = (number) => {
    const name = [...new Set(chart.getOption().series.map((series) => series.name))][number - 1];
    if (name !== undefined) chart.dispatchAction({ type: "legendToggleSelect", name });
  };

  const closer = (sign) => {
    const [first, last] = inSight(chart.getOption());
    zoom(chart, sign * Math.max(1, Math.round((last - first) / 4)), place);
  };

  const keys = {
    ArrowRight: () => tell((place ?? -1) + 1),
    ArrowLeft: () => tell((place ?? Infinity) - 1),
    Home: () => tell(0),
    End: () => tell(Infinity),
    "+": () => closer(1),
    "-": () => closer(-1),
    0: () => chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 }),
    Escape: () => chart.dispatchAction({ type: "hideTip" }),
  };

  drawing.tabIndex = 0;
  drawing.setAttribute("role", "application"); // or else a screen reader keeps the arrows for itself
  drawing.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return; // the browser's own
    const act = keys[event.key] ?? (/^[1-9]$/.test(event.key) ? () => toggle(Number(event.key)) : undefined);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  drawing.addEventListener("blur", () => chart.dispatchAction({ type: "hideTip" }));
}
