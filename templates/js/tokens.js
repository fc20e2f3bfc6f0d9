// What ECharts draws without being told a colour: its words, its lines and its grounds, in the colours of the page, light
// and dark. `build.mjs` puts this module in the place of theirs. What it reckons with, such as scales, stays as it is.

import tokens from "echarts/lib/visual/tokens.js";

const { color } = tokens;
const ink = "var(--text, #000)";
const quiet = "var(--quiet, #605b53)";
const rule = "var(--line, #595959)";
const ground = "var(--ground, #fff)";

const ours = {
  [ink]: ["primary", "neutral80", "neutral85", "neutral90", "neutral95", "neutral99"],
  [quiet]: ["secondary", "tertiary", "quaternary", "axisLabel", "neutral50", "neutral60", "neutral70"],
  [rule]: ["border", "borderTint", "borderShade", "axisLine", "axisLineTint", "axisTick", "axisTickMinor", "axisSplitLine", "axisMinorSplitLine", "backgroundShade", "neutral05", "neutral10", "neutral15", "neutral20"],
  [ground]: ["neutral00", "background", "backgroundTint"],
};
for (const [shown, names] of Object.entries(ours)) for (const name of names) color[name] = shown;

export default tokens;
