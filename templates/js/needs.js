// What a chart needs besides what nearly every chart does: parts of ECharts, maps, and the JavaScript of its author.

import { loaders } from "./loaders.js"; // made by `hatch_build.py` from `builder/drawing/chart_types.py`
import { echarts } from "./parts.js";

/** Text of a file beside the page. */
async function text(file) {
  const answer = await fetch(file);
  if (!answer.ok) throw new Error(`${file}: ${answer.status}`);
  return answer.text();
}

/** Fetch what a drawing says that it needs; resolves to the pieces of its author's JavaScript, as a rule none. */
export async function fetched({ parts = "", maps = "", code }) {
  const names = parts.split(" ").filter(Boolean);
  const files = maps.split(" ").filter(Boolean).map((map) => map.split("="));
  const [own, modules, regions] = await Promise.all([
    code && import(new URL(code, document.baseURI)),
    Promise.all(names.map((name) => loaders[name]())),
    Promise.all(files.map(async ([name, file]) => [decodeURIComponent(name), JSON.parse(await text(file))])),
  ]);
  for (const part of modules) echarts.use(part.default ?? []);
  for (const [name, map] of regions) echarts.registerMap(name, map);
  return code ? own.default(modules[names.indexOf("namespace")]) : [];
}
