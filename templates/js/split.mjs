// The scripts of a reader's browser: `live.js` with what nearly every chart needs, and beside it the parts that few do. What
// a part shares with `live.js` it takes from there: no part brings along what is there already, and a chart that needs no
// part fetches one file. (Left to itself, esbuild makes a file for each set of parts that have something in common.)

import { readFileSync, writeFileSync } from "node:fs";
import { build, transform } from "esbuild";
import { relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const LIVE = "../live.js"; // as a part sees it
const FOLDER = "build/";

/** What is fetched later is no part of this bundle. */
const later = {
  name: "later",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/(part-\w+|namespace)\.js$/ }, ({ kind, path }) =>
      kind === "dynamic-import" ? { path: path.replace("./", "./parts/"), external: true } : undefined,
    ),
};

/**
 * Let modules that are in `live.js` already be taken from there, each of their names by a name of its own. Whoever imports
 * one gets a stand-in of its own: one for all would be one more file to be fetched.
 */
function fromLive(modules) {
  const whole = modules.map((file) => fileURLToPath(new URL(`../${file}`, import.meta.url)));
  return {
    name: "from live",
    setup(parts) {
      parts.onResolve({ filter: /./ }, async ({ path, pluginData, ...asked }) => {
        if (path === LIVE) return { path, external: true };
        if (pluginData === whole || asked.kind === "entry-point") return undefined;
        const found = await parts.resolve(path, { ...asked, pluginData: whole });
        const number = whole.indexOf(found.path);
        const name = `${relative(".", asked.importer)} ${number}`; // not where it is built: the names of files hang on it
        return number < 0 ? found : { path: name, namespace: "live", pluginData: number };
      });
      parts.onLoad({ filter: /./, namespace: "live" }, async ({ pluginData: number }) => {
        const names = Object.keys(await import(pathToFileURL(whole[number])));
        const own = names.map((name) => `m${number}_${name}`);
        const given = names.map((name) => `m${number}_${name} as ${name}`);
        return { contents: `import { ${own.join(", ")} } from "${LIVE}";\nexport { ${given.join(", ")} };` };
      });
    },
  };
}

/** A part without the names that it takes from `live.js` and never uses; `taken` gets those that it does use. */
function tidied(text, taken) {
  const words = new Map();
  for (const [word] of text.matchAll(/[\w$]+/g)) words.set(word, (words.get(word) ?? 0) + 1);
  return text.replace(/import \{([^}]*)\} from "\.\.\/live\.js";/g, (_, names) => {
    const asked = names.split(",").map((name) => name.trim().split(" as ")).filter(([name, own]) => words.get(own ?? name) > 1);
    for (const [name] of asked) taken.add(name);
    return asked.length ? `import { ${asked.map((name) => name.join(" as ")).join(", ")} } from "${LIVE}";` : "";
  });
}

/** What `live.js` gives to the parts besides, as a module. */
function given(taken, modules) {
  const lines = [...taken].sort().map((name) => {
    const [, number, own] = /^m(\d+)_([\w$]+)$/.exec(name);
    return `export { ${own} as ${name} } from "../${modules[number]}";\n`;
  });
  return `export * from "./live.js";\n${lines.join("")}`;
}

/** The files of a part: its own and those that it imports, but for `live.js`. */
function filesOf(file, outputs, met = new Set()) {
  if (met.has(file) || !outputs[file]) return met;
  met.add(file);
  for (const { path } of outputs[file].imports) filesOf(path, outputs, met);
  return met;
}

/** Bundle `js/live.js` and the parts `entries`. Returns the names of the files of each part. */
export async function bundleLive(common, entries) {
  const options = { ...common, format: "esm", target: "es2022", metafile: true };
  const live = { ...options, plugins: [later, ...common.plugins], outfile: `${FOLDER}live.js` };
  const alone = await build({ ...live, entryPoints: ["js/live.js"], write: false });
  const modules = Object.keys(alone.metafile.outputs[live.outfile].inputs);
  const plugins = [fromLive(modules), ...common.plugins];
  const { metafile } = await build({ ...options, minify: false, entryPoints: entries, outdir: `${FOLDER}parts`, splitting: true, plugins });
  const taken = new Set();
  for (const file of Object.keys(metafile.outputs)) {
    const { code } = await transform(tidied(readFileSync(file, "utf8"), taken), { minify: true, format: "esm", legalComments: "eof" });
    writeFileSync(file, code);
  }
  await build({ ...live, stdin: { contents: given(taken, modules), resolveDir: "js", sourcefile: "given.js" } });
  const parts = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint);
  const named = parts.map(([file]) => [
    /([^/]+)\.js$/.exec(file)[1].replace("part-", ""),
    [...filesOf(file, metafile.outputs)].map((one) => one.slice(FOLDER.length)).sort(),
  ]);
  return Object.fromEntries(named.sort());
}
