// On a phone what a chart tells of a place stands above its curves, where the legend is, whose names it repeats: neither it
// nor the finger covers what is told. A page would rather be covered for a moment than a curve.

const NARROW = 544; // pixels, the 34 rem of `chart.html`
const NAMES = 28; // pixels above the grid that the name of an axis takes

/** Whether a chart is too narrow for a tooltip beside what it tells. */
export const narrow = (option, width) => option.xAxis !== undefined && width <= NARROW;

/** Where the tooltip stands: above the curves, or below them while what is above is out of sight. */
const place = (chart) => (_point, _told, tip, _shape, { contentSize, viewSize }) => {
  const grids = chart.getModel().queryComponents({ mainType: "grid" });
  const end = Math.min(...grids.map(({ coordinateSystem }) => coordinateSystem.getRect().y)) - NAMES;
  tip.style.minHeight = `${end}px`; // no half of the legend is seen beside it
  const top = Math.min(0, end - contentSize[1]);
  return [0, chart.getDom().getBoundingClientRect().top + top >= 0 ? top : viewSize[1]];
};

const AWAY = 16; // pixels from the pointer

/** Where the tooltip of a wide chart stands: beside the pointer, else below or above it, never on it. */
export const beside = ([x, y], _told, _tip, _shape, { contentSize: [width, height], viewSize }) => {
  const within = (place, most) => Math.max(0, Math.min(place, most));
  const top = within(y - height / 2, viewSize[1] - height);
  if (x + AWAY + width <= viewSize[0]) return [x + AWAY, top];
  if (x - AWAY - width >= 0) return [x - AWAY - width, top];
  const left = within(x - width / 2, viewSize[0] - width);
  const fits = [y + AWAY, y - AWAY - height].find((one) => one >= 0 && one + height <= viewSize[1]);
  return [left, fits ?? viewSize[1]];
};

/** What a narrow chart asks of its tooltip. A tap on it closes it, and reaches nothing that it covers. */
export const readout = (chart) => ({
  confine: false,
  position: place(chart),
  transitionDuration: 0,
  padding: [6, 10],
  extraCssText: "width:100%;box-sizing:border-box;white-space:normal;pointer-events:auto!important;box-shadow:none",
});
