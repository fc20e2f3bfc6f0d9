// The parts of ECharts that the charts of articles need, in the theme of the site.

import { BarChart, CustomChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import portuguese from "echarts/lib/i18n/langPT-br.js";
import { SVGRenderer } from "echarts/renderers";

import "./labels.js";
import { theme } from "./theme.js";

echarts.use([
  AriaComponent,
  BarChart,
  CustomChart,
  DataZoomComponent,
  DatasetComponent,
  GridComponent,
  HeatmapChart,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  PieChart,
  SVGRenderer,
  ScatterChart,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
]);
echarts.registerTheme("site", theme);
echarts.registerLocale("PT", portuguese);

// ECharts leaves out in silence what it was not built with.
export const types = ["bar", "custom", "heatmap", "line", "pie", "scatter"];

export { echarts };
