// The parts of ECharts that the charts of articles need, in one bundle without a DOM: `charts.draw` runs at build time.

import { BarChart, HeatmapChart, LineChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { theme } from "./theme.js";

echarts.use([
  AriaComponent,
  BarChart,
  DataZoomComponent,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
]);
echarts.registerTheme("site", theme);

// ECharts leaves out in silence what it was not built with.
const types = ["bar", "heatmap", "line"];

/** Give every axis of numbers the decimal mark of the page's language, unless the option says how it is written. */
function localize(option, mark) {
  for (const axis of [option.xAxis ?? [], option.yAxis ?? []].flat()) {
    const numbers = axis.type === "value" || (axis.type === undefined && axis.data === undefined);
    if (numbers && axis.axisLabel?.formatter === undefined) {
      axis.axisLabel = { ...axis.axisLabel, formatter: (value) => String(value).replace(".", mark) };
    }
  }
}

/**
 * Where the words of a legend do not fit side by side, set them one below the other.
 * Returns by how many pixels the chart must be taller for it.
 */
function stackLegend(option, width) {
  const legends = [option.legend ?? []].flat().filter((legend) => legend.show !== false);
  const names = [option.series ?? []].flat().map((series) => series.name ?? "");
  const needed = names.reduce((sum, name) => sum + 58 + 7 * name.length, 0);
  if (legends.length === 0 || option.grid !== undefined || needed <= width) return 0;
  for (const legend of legends) Object.assign(legend, { orient: "vertical", top: 0, left: 0, itemGap: 8 });
  const extra = 24 * (names.length - 1);
  option.grid = { top: theme.grid.top + extra };
  return extra;
}

/** Draw an option, given as JSON text, as the text of an SVG; what needs a pointer is left out. */
export function draw(json, width, height, mark) {
  const option = JSON.parse(json);
  for (const { type } of [option.series ?? []].flat()) {
    if (!types.includes(type)) throw new Error(`no series of type '${type}', only ${types.join(", ")}`);
  }
  option.animation = false;
  delete option.toolbox;
  delete option.dataZoom;
  localize(option, mark);
  height += stackLegend(option, width);
  const chart = echarts.init(null, "site", { renderer: "svg", ssr: true, width, height });
  try {
    chart.setOption(option);
    return chart.renderToSVGString({ useViewBox: true });
  } finally {
    chart.dispose();
  }
}
