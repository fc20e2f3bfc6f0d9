// Liquids in a vessel, by the package that the makers of ECharts have for them. It registers itself.

import "echarts-liquidfill/src/liquidFill.js";
