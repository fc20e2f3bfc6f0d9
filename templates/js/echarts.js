// Charts at build time, where there is no DOM: `charts.draw` gives the text of an SVG.

import { drawBands } from "./bands.js";
import { calendar } from "./calendar.js";
import { localize, markThrough, stackLegend } from "./option.js";
import { echarts } from "./parts.js";
import { types } from "./types.js";

/** Draw an option, given as JSON text; what needs a pointer is left out. */
export function draw(json, width, height, mark, language) {
  const option = JSON.parse(json);
  for (const { type } of [option.series ?? []].flat()) {
    // ECharts leaves out in silence what it was not built with.
    if (!Object.hasOwn(types, type)) throw new Error(`no series of type '${type}', only ${Object.keys(types).sort().join(", ")}`);
  }
  option.animation = false;
  delete option.toolbox;
  delete option.dataZoom;
  drawBands(option);
  localize(option, mark);
  markThrough(option);
  height += stackLegend(option, width);
  const chart = echarts.init(null, "site", { renderer: "svg", ssr: true, width, height, locale: calendar(language) });
  try {
    chart.setOption(option);
    return chart.renderToSVGString({ useViewBox: true });
  } finally {
    chart.dispose();
  }
}
