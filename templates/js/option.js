// What is done to every option before it is drawn, at build time and in the browser alike.

import { known } from "./colour.js";
import { theme } from "./theme.js";

/** The options that a chart can be in: itself, or what all frames of a timeline share, and each of them. */
export const states = (option) => [option.baseOption ?? option, ...(option.options ?? [])];

const UNASKED = ["#333", "#464646"]; // what pyecharts writes where nobody asked, and nobody reads on a dark page

/**
 * What ECharts cannot do with some series: the places that forces find in a graph are found at once, so that the drawing
 * of the page and the live chart are alike; flows, whose colours it reckons, get some that it can reckon with; and the
 * words of a tree stand beside its nodes.
 */
export function settle(option) {
  for (const series of [option.series ?? []].flat()) {
    if (series.type === "graph" && series.layout === "force") series.force = { ...series.force, layoutAnimation: false };
    if (series.type === "sankey") series.color ??= (option.color ?? theme.color).map(known);
    if (series.type === "tree") {
      // Beside a node, and not on its symbol, which is smaller than its words.
      const position = /^(TB|BT|vertical)$/.test(series.orient ?? "") ? "right" : "top";
      series.label = { ...series.label, position: series.label?.position ?? position };
    }
    if (series.type === "lines" && series.effect) series.effect.trailLength = 0; // no SVG has trails
    if (series.type === "gauge") {
      for (const words of [series.title, series.detail]) if (UNASKED.includes(words?.color)) delete words.color;
    }
  }
}

/** What is made with the same random numbers each time, as ECharts takes some to begin with. */
export function repeatably(make) {
  const { random } = Math;
  let last = 1;
  Math.random = () => (last = (last * 16807) % 2147483647) / 2147483647; // Park and Miller's
  try {
    return make();
  } finally {
    Math.random = random;
  }
}

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
  if (option.options) return 0; // the frames of a timeline have their own
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

const TIMELINE = 56; // pixels that a timeline takes below a chart

/** Let the axes of a chart with a timeline end above it, unless their place is asked for. */
export function makeRoom(option) {
  const [base, ...frames] = states(option);
  if (base.timeline && base.timeline.show !== false && ![base, ...frames].some(({ grid }) => grid)) {
    base.grid = { ...theme.grid, bottom: theme.grid.bottom + TIMELINE };
  }
}

/** Let what lies below an area that an author marks be seen through it, unless it has a colour of its own. */
export function markThrough(option) {
  for (const { markArea } of [option.series ?? []].flat()) {
    if (markArea && markArea.itemStyle?.color === undefined) markArea.itemStyle = { opacity: 0.4, ...markArea.itemStyle };
  }
}
