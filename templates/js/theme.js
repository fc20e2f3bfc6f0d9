// Colours are CSS variables, so that one drawing follows light and dark without being drawn again. What stands after
// the comma is for places without the site's stylesheet, such as a feed.

const ink = "var(--text, #1d2126)";
const faint = "var(--quiet, #5b6470)";
const rule = "var(--line, #d9dce0)";

const text = { color: ink };
const quiet = { color: faint };
const line = { lineStyle: { color: rule } };
const axis = {
  axisLine: line,
  axisTick: line,
  axisLabel: { ...quiet, fontSize: 13 },
  nameTextStyle: { ...quiet, fontSize: 13 },
  splitLine: line,
};

export const theme = {
  backgroundColor: "transparent",
  color: [
    "var(--c1, #0b6bc2)",
    "var(--c2, #c8501e)",
    "var(--c3, #2b8a57)",
    "var(--c4, #8a4fb5)",
    "var(--c5, #a8790c)",
    "var(--c6, #5b6470)",
  ],
  textStyle: { fontFamily: "inherit" },
  title: { textStyle: text, subtextStyle: quiet },
  grid: { left: 56, right: 64, top: 56, bottom: 32 },
  legend: { top: 0, textStyle: { ...text, fontSize: 13 }, inactiveColor: rule },
  line: { symbol: "none", lineStyle: { width: 2 } },
  categoryAxis: axis,
  valueAxis: axis,
  visualMap: { textStyle: quiet },
  tooltip: {
    backgroundColor: "var(--ground, #fdfdfb)",
    borderColor: rule,
    textStyle: { ...text, fontSize: 13 },
    axisPointer: { lineStyle: { color: faint }, crossStyle: { color: faint } },
  },
};
