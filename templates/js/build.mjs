// Makes what the theme ships of ECharts, KaTeX, ONNX Runtime and the fonts of the text: `npm run build`.

import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";

import { bundleLive } from "./split.mjs";

/** A module of ours in the place of one of ECharts, which it asks itself. */
const instead = (filter, name) => {
  const ours = fileURLToPath(new URL(name, import.meta.url));
  return {
    name,
    setup: ({ onResolve }) => onResolve({ filter }, ({ importer }) => (importer === ours ? undefined : { path: ours })),
  };
};
const plugins = [instead(/\/tool\/color\.js$/, "colour.js"), instead(/\/visual\/tokens\.js$/, "tokens.js")];

/** The package for liquids asks for files of ECharts by names of its fifth version. */
const alias = { "echarts/lib/util/number": "echarts/lib/util/number.js", "echarts/lib/echarts": "echarts/core" };
const common = { bundle: true, minify: true, legalComments: "eof", logLevel: "info", plugins, alias };

/** For the engine that draws while the site is built. */
const engine = { ...common, format: "iife", target: "es2020" };
await build({ ...engine, entryPoints: ["js/echarts.js"], globalName: "charts", outfile: "build/echarts.js" });
await build({ ...engine, entryPoints: ["js/katex.js"], globalName: "katex", outfile: "build/katex.js" });

/** For the reader's browser: what nearly every chart needs, and beside it parts that a page fetches where it needs them. */
const entries = readdirSync("js").filter((name) => /^(part-\w+|namespace)\.js$/.test(name));
const parts = await bundleLive(common, entries.map((name) => `js/${name}`));
writeFileSync("build/parts.json", JSON.stringify(parts));

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

// What runs networks that have more operators than our own evaluator. Its WebAssembly is packed here, because not every
// server does it: 3.7 MB, not 14.
const onnx = "node_modules/onnxruntime-web/dist";
mkdirSync("build/onnx");
const runtime = readFileSync(`${onnx}/ort.wasm.bundle.min.mjs`, "utf8");
writeFileSync("build/onnx/runtime.js", runtime.replace(/\n\/\/# sourceMappingURL=.*/, ""));
writeFileSync("build/onnx/runtime.packed", gzipSync(readFileSync(`${onnx}/ort-wasm-simd-threaded.wasm`), { level: 9 }));

// Of the fonts the part that the languages of Western Europe need. Their licence goes with them.
const serif = "node_modules/@fontsource-variable/source-serif-4";
for (const slant of ["normal", "italic"]) {
  cpSync(`${serif}/files/source-serif-4-latin-wght-${slant}.woff2`, `build/fonts/source-serif-${slant}.woff2`);
}
cpSync(`${serif}/LICENSE`, "build/fonts/LICENSE.txt");
