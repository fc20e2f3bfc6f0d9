// The parts of ECharts that the charts of articles need, in the theme of the site.

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
import { SVGRenderer } from "echarts/renderers";

import "./labels.js";
import { theme } from "./theme.js";
import { components } from "./types.js"; // made by `hatch_build.py` from `builder/drawing/chart_types.py`

echarts.use([
  ...components,
  AriaComponent,
  DataZoomComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  SVGRenderer,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
]);
echarts.registerTheme("site", theme);

export { echarts };
