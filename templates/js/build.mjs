// Makes what the theme ships of ECharts and KaTeX: `npm run build`.

import { readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const common = { bundle: true, minify: true, legalComments: "eof", logLevel: "info" };

/** For the engine that draws while the site is built. */
const engine = { ...common, format: "iife", target: "es2020" };
await build({ ...engine, entryPoints: ["js/echarts.js"], globalName: "charts", outfile: "build/echarts.js" });
await build({ ...engine, entryPoints: ["js/katex.js"], globalName: "katex", outfile: "build/katex.js" });

/** For the reader's browser. */
await build({ ...common, format: "esm", target: "es2022", entryPoints: ["js/live.js"], outfile: "build/live.js" });

// KaTeX names each font in three formats; every browser that there is reads the first, and only that one is shipped.
const style = "build/katex/katex.min.css";
await build({
  ...common,
  entryPoints: ["js/katex.css"],
  outfile: style,
  loader: { ".woff2": "copy", ".woff": "empty", ".ttf": "empty" },
  assetNames: "fonts/[name]",
});
writeFileSync(style, readFileSync(style, "utf8").replaceAll(/,\s*url\(\)\s*format\("[^"]*"\)/g, ""));
