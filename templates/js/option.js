// What is done to every option before it is drawn, at build time and in the browser alike.

import { theme } from "./theme.js";

/** A number as the page's language writes it. */
export const written = (mark) => (value) => String(value).replace(".", mark);

/** Give every axis of numbers the decimal mark of the page's language, unless the option says how it is written. */
export function localize(option, mark) {
  for (const axis of [option.xAxis ?? [], option.yAxis ?? []].flat()) {
    const numbers = axis.type === "value" || axis.type === "log" || (axis.type === undefined && axis.data === undefined);
    if (numbers && axis.axisLabel?.formatter === undefined) {
      axis.axisLabel = { ...axis.axisLabel, formatter: written(mark) };
    }
  }
}

const SAMPLE = 58; // pixels of an entry of a legend besides its letters
const LETTER = 8;
const LINE = 24;
const STACKED = 8; // names that are set one below the other; more of them would leave no chart

/** In how many lines words stand that are set side by side. */
function linesOf(names, width) {
  let [lines, used] = [1, 0];
  for (const name of names) {
    const needed = Math.min(width, SAMPLE + LETTER * name.length);
    if (used > 0 && used + needed > width) [lines, used] = [lines + 1, 0];
    used += needed;
  }
  return lines;
}

/**
 * Where the words of a legend do not fit side by side, set them one below the other, or, of many, in as many lines as
 * they need; of a very long one the beginning stands there. Returns by how many pixels the chart must be taller for it.
 */
export function stackLegend(option, width) {
  const legends = [option.legend ?? []].flat().filter((legend) => legend.show !== false);
  const names = [...new Set([option.series ?? []].flat().map((series) => series.name ?? ""))];
  const needed = names.reduce((sum, name) => sum + SAMPLE + LETTER * name.length, 0);
  if (legends.length === 0 || needed <= width) return 0;
  const most = Math.max(8, Math.floor((width - SAMPLE) / LETTER));
  const formatter = (name) => (name.length > most ? `${name.slice(0, most - 1)}…` : name);
  for (const legend of legends) legend.formatter ??= formatter;
  if (option.grid !== undefined) return 0;
  const many = names.length > STACKED;
  const room = width - SAMPLE; // it breaks a line behind what goes beyond it
  const place = many ? { orient: "horizontal", width: room, top: 0, left: 0 } : { orient: "vertical", top: 0, left: 0, itemGap: 8 };
  for (const legend of legends) Object.assign(legend, place);
  const extra = LINE * ((many ? linesOf(names, room) : names.length) - 1);
  option.grid = { top: theme.grid.top + extra };
  return extra;
}

/** Let what lies below an area that an author marks be seen through it, unless it has a colour of its own. */
export function markThrough(option) {
  for (const { markArea } of [option.series ?? []].flat()) {
    if (markArea && markArea.itemStyle?.color === undefined) markArea.itemStyle = { opacity: 0.4, ...markArea.itemStyle };
  }
}
