// The parts of ECharts that the charts of articles need, in the theme of the site. Each comes from its own file: an index of
// all would bring all of them along.

import { install as aria } from "echarts/lib/component/aria/install.js";
import { install as dataset } from "echarts/lib/component/dataset/install.js";
import { install as dataZoom } from "echarts/lib/component/dataZoom/install.js";
import { install as grid } from "echarts/lib/component/grid/install.js";
import { install as legend } from "echarts/lib/component/legend/install.js";
import { install as markArea } from "echarts/lib/component/marker/installMarkArea.js";
import { install as markLine } from "echarts/lib/component/marker/installMarkLine.js";
import { install as markPoint } from "echarts/lib/component/marker/installMarkPoint.js";
import { install as title } from "echarts/lib/component/title/install.js";
import { install as tooltip } from "echarts/lib/component/tooltip/install.js";
import { install as visualMap } from "echarts/lib/component/visualMap/install.js";
import * as echarts from "echarts/core";
import { install as svg } from "echarts/lib/renderer/installSVGRenderer.js";

import "./labels.js";
import { theme } from "./theme.js";
import { components } from "./types.js"; // made by `hatch_build.py` from `builder/drawing/chart_types.py`

echarts.use([...components, aria, dataset, dataZoom, grid, legend, markArea, markLine, markPoint, svg, title, tooltip, visualMap]);
echarts.registerTheme("site", theme);

export { echarts };
