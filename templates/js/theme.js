// Colours are CSS variables, so that one drawing follows light and dark without being drawn again.

const text = { color: "var(--text)" };
const quiet = { color: "var(--quiet)" };
const line = { lineStyle: { color: "var(--line)" } };
const axis = {
  axisLine: line,
  axisTick: line,
  axisLabel: { ...quiet, fontSize: 13 },
  nameTextStyle: { ...quiet, fontSize: 13 },
  splitLine: line,
};

export const theme = {
  backgroundColor: "transparent",
  color: ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)", "var(--c5)", "var(--c6)"],
  textStyle: { fontFamily: "inherit" },
  title: { textStyle: text, subtextStyle: quiet },
  grid: { left: 56, right: 64, top: 56, bottom: 32 },
  legend: { top: 0, textStyle: { ...text, fontSize: 13 } },
  line: { symbol: "none", lineStyle: { width: 2 } },
  categoryAxis: axis,
  valueAxis: axis,
  visualMap: { textStyle: quiet },
};
