// What is done to every option before it is drawn, at build time and in the browser alike.

import { theme } from "./theme.js";

/** A number as the page's language writes it. */
export const written = (mark) => (value) => String(value).replace(".", mark);

/** Give every axis of numbers the decimal mark of the page's language, unless the option says how it is written. */
export function localize(option, mark) {
  for (const axis of [option.xAxis ?? [], option.yAxis ?? []].flat()) {
    const numbers = axis.type === "value" || (axis.type === undefined && axis.data === undefined);
    if (numbers && axis.axisLabel?.formatter === undefined) {
      axis.axisLabel = { ...axis.axisLabel, formatter: written(mark) };
    }
  }
}

/**
 * Where the words of a legend do not fit side by side, set them one below the other.
 * Returns by how many pixels the chart must be taller for it.
 */
export function stackLegend(option, width) {
  const legends = [option.legend ?? []].flat().filter((legend) => legend.show !== false);
  const names = [...new Set([option.series ?? []].flat().map((series) => series.name ?? ""))];
  const needed = names.reduce((sum, name) => sum + 58 + 8 * name.length, 0);
  if (legends.length === 0 || option.grid !== undefined || needed <= width) return 0;
  for (const legend of legends) Object.assign(legend, { orient: "vertical", top: 0, left: 0, itemGap: 8 });
  const extra = 24 * (names.length - 1);
  option.grid = { top: theme.grid.top + extra };
  return extra;
}

/** Let what lies below an area that an author marks be seen through it, unless it has a colour of its own. */
export function markThrough(option) {
  for (const { markArea } of [option.series ?? []].flat()) {
    if (markArea && markArea.itemStyle?.color === undefined) markArea.itemStyle = { opacity: 0.4, ...markArea.itemStyle };
  }
}
