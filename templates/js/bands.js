// Bands around lines: series of type "custom" whose `renderItem` is the word "band", since an option holds no functions.
// An item is [place on the x axis, lower edge, upper edge].

const PLACE = 0;
const LOWER = 1;
const UPPER = 2;

/** All of a band as one polygon, drawn with the first of its items. */
function renderBand(params, api) {
  if (params.dataIndexInside > 0) return undefined;
  const whole = (item) => !Number.isNaN(api.value(LOWER, item) + api.value(UPPER, item));
  const items = [...Array(params.dataInsideLength).keys()].filter(whole);
  const edge = (side) => items.map((item) => api.coord([api.value(PLACE, item), api.value(side, item)]));
  const points = [...edge(LOWER), ...edge(UPPER).reverse()];
  return { type: "polygon", shape: { points }, style: { fill: api.visual("color"), opacity: 0.18 }, silent: true };
}

/** Let every band of an option be drawn, below the lines. Throws where a series of type "custom" is something else. */
export function drawBands(option) {
  for (const series of [option.series ?? []].flat().filter(({ type }) => type === "custom")) {
    if (series.renderItem !== "band") throw new Error('a series of type "custom" has renderItem "band", or none is drawn');
    Object.assign(series, { renderItem: renderBand, clip: true, silent: true, z: 1 });
    series.encode = { x: PLACE, y: [LOWER, UPPER], tooltip: [LOWER, UPPER] };
    series.dimensions = [null, "min", "max"];
  }
}
