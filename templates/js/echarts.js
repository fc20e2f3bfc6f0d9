// Charts at build time, where there is no DOM: `charts.draw` gives the text of an SVG.

import * as namespace from "./namespace.js";
import { drawBands } from "./bands.js";
import { calendar } from "./calendar.js";
import every from "./every-part.js"; // made by `hatch_build.py`, as `types.js` is
import { localize, makeRoom, markThrough, repeatably, settle, stackLegend, states } from "./option.js";
import { echarts } from "./parts.js";
import { revive } from "./revive.js";
import { types } from "./types.js";

echarts.use(every);

/** An author's JavaScript may ask for a picture; whoever draws it later fetches it. */
globalThis.Image ??= class {
  src = "";
};

/** What a module of an author's JavaScript gives for ECharts; it throws what that throws. */
const given = (code) => new Function("echarts", code.replace(/^export default [^{]*\{/, "").replace(/\}\s*$/, ""))(namespace);

/**
 * Draw an option, given as JSON text; what needs a pointer is left out. `code` is the module of the JavaScript in it, and
 * `maps` holds the maps that it draws by their names.
 */
export function draw(json, width, height, mark, language, code = "", maps = {}) {
  for (const [name, text] of Object.entries(maps)) echarts.registerMap(name, JSON.parse(text));
  const option = code ? revive(JSON.parse(json), given(code)) : JSON.parse(json);
  for (const state of states(option)) {
    for (const { type } of [state.series ?? []].flat()) {
      // ECharts leaves out in silence what it was not built with.
      if (!Object.hasOwn(types, type)) throw new Error(`no series of type '${type}', only ${Object.keys(types).sort().join(", ")}`);
    }
    state.animation = false;
    delete state.toolbox;
    delete state.dataZoom;
    drawBands(state);
    localize(state, mark);
    markThrough(state);
    settle(state);
  }
  makeRoom(option);
  const [{ timeline }] = states(option);
  if (timeline) timeline.autoPlay = false;
  height += stackLegend(option, width);
  const chart = echarts.init(null, "site", { renderer: "svg", ssr: true, width, height, locale: calendar(language) });
  try {
    return repeatably(() => {
      chart.setOption(option);
      return chart.renderToSVGString({ useViewBox: true });
    });
  } finally {
    chart.dispose();
  }
}
