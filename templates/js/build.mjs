// Makes what the theme ships of ECharts, KaTeX and the fonts of the text: `npm run build`.

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

/** `colour.js` in the place of the colours of ECharts, which it asks itself. */
const ours = fileURLToPath(new URL("colour.js", import.meta.url));
const colours = {
  name: "colours",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/tool\/color\.js$/ }, ({ importer }) => (importer === ours ? undefined : { path: ours })),
};

const common = { bundle: true, minify: true, legalComments: "eof", logLevel: "info", plugins: [colours] };

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

// Of the fonts the part that the languages of Western Europe need. Their licence goes with them.
const serif = "node_modules/@fontsource-variable/source-serif-4";
for (const slant of ["normal", "italic"]) {
  cpSync(`${serif}/files/source-serif-4-latin-wght-${slant}.woff2`, `build/fonts/source-serif-${slant}.woff2`);
}
cpSync(`${serif}/LICENSE`, "build/fonts/LICENSE.txt");
