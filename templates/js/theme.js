// Colours are CSS variables, so that a live chart follows light and dark without being drawn again. In files of their own,
// which no stylesheet reaches, drawings get what the variables stand for; what stands after the comma is for sites whose
// own stylesheet has no such variable.

const ink = "var(--text, #000)";
const faint = "var(--quiet, #605b53)";
const rule = "var(--line, #595959)";

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

const regions = { itemStyle: { areaColor: rule, borderColor: "var(--ground, #fff)" } };

export const theme = {
  backgroundColor: "transparent",
  color: [
    "var(--c1, #0b63b3)",
    "var(--c2, #c2471a)",
    "var(--c3, #237a4b)",
    "var(--c4, #8a4fb5)",
    "var(--c5, #946a08)",
    "var(--c6, #605b53)",
  ],
  textStyle: { fontFamily: "inherit" },
  title: { textStyle: text, subtextStyle: quiet },
  grid: { left: 56, right: 64, top: 56, bottom: 32 },
  legend: { top: 0, textStyle: { ...text, fontSize: 13 }, inactiveColor: rule },
  line: { symbol: "none", lineStyle: { width: 2 } },
  categoryAxis: axis,
  valueAxis: axis,
  logAxis: axis,
  timeAxis: axis,
  visualMap: { textStyle: quiet },
  map: regions,
  geo: regions,
  tooltip: {
    backgroundColor: "var(--ground, #fff)",
    borderColor: rule,
    textStyle: { ...text, fontSize: 13 },
    axisPointer: { lineStyle: { color: faint }, crossStyle: { color: faint } },
  },
};
