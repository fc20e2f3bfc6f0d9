// Charts in the reader's browser: the drawing that stands in the page becomes one with tooltips, a legend that can be
// touched, and zoom.

import { drawBands } from "./bands.js";
import { calendar } from "./calendar.js";
import { frames } from "./frames.js";
import { steer } from "./keys.js";
import { fetched } from "./needs.js";
import { localize, makeRoom, markThrough, repeatably, settle, stackLegend, states, written } from "./option.js";
import { echarts } from "./parts.js";
import { beside, narrow, readout } from "./readout.js";
import { revive } from "./revive.js";
import { keepTrue, telling, writing } from "./tips.js";
import { types } from "./types.js";
import { keepToWords } from "./words.js";

/** The number on the axis of numbers at which the pointer stands; undefined without one. */
const heightOf = (chart) => {
  let pointer;
  chart.getZr().on("mousemove", ({ offsetX, offsetY }) => (pointer = [offsetX, offsetY]));
  chart.getZr().on("globalout", () => (pointer = undefined));
  return () => pointer && chart.convertFromPixel({ gridIndex: 0 }, pointer)?.[1];
};

/**
 * What a pointer can do with every chart, unless its option says otherwise; `tell` tells of a place along an axis, and
 * `form` is what the tooltip looks like.
 */
function pointed(option, mark, tell, form) {
  const asked = option.tooltip ?? {};
  // pyecharts writes `confine: false` where nobody asked.
  option.tooltip = { trigger: "axis", valueFormatter: written(mark), ...asked, confine: true, ...form, className: "tip" };
  const series = [option.series ?? []].flat();
  const alone = asked.trigger === undefined ? series.filter(({ type }) => types[type]?.axes === 0) : [];
  for (const one of alone) one.tooltip = { trigger: "item", ...one.tooltip }; // it has no axis along which to tell
  const own = series.some(({ tooltip }) => tooltip !== undefined);
  if (option.tooltip.trigger === "axis" && asked.formatter === undefined && (asked.order ?? "seriesAsc") === "seriesAsc" && !own) {
    option.tooltip.formatter = tell(option);
  }
  if (option.xAxis !== undefined && option.visualMap === undefined && option.dataZoom === undefined) {
    // The wheel alone scrolls the page; with Ctrl, or two fingers, it zooms into the chart.
    option.dataZoom = [{ type: "inside", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false }];
  }
}

/**
 * What writes into an option that its axes are those that the chart has now, whatever of it is drawn.
 */
function held(chart) {
  const found = ["xAxis", "yAxis"].flatMap((kind) =>
    chart.getModel().queryComponents({ mainType: kind }).map(({ axis, componentIndex: place }) => {
      const [min, max] = axis.scale.getExtent();
      const words = axis.scale.type === "ordinal" ? axis.scale.getOrdinalMeta().categories.slice() : undefined;
      return [kind, place, words ? { data: words } : { min, max }];
    }),
  );
  return (option) => {
    for (const [kind, place, its] of found) {
      option[kind] = [option[kind] ?? {}].flat();
      if (!("data" in its && option[kind][place].data)) Object.assign(option[kind][place], its);
    }
  };
}

/**
 * Put a live chart in the place of a drawing; `json` is its option. It throws what ECharts throws: the drawing stays.
 * Returns the chart, `look`, which draws it anew as a function changes its option, and `hold`, which is such a function and
 * keeps the axes as they are.
 */
export async function enliven(drawing, json, mark) {
  return put(drawing, json, await fetched(drawing.dataset), mark);
}

/** The same, of the same size, with the pieces of an author's JavaScript. */
function put(drawing, json, pieces, mark) {
  const shown = [...drawing.querySelectorAll("img")].find((img) => img.getBoundingClientRect().width > 0);
  const { width, height } = shown.getBoundingClientRect();
  const chosen = [...shown.parentNode.children].find(({ media }) => !media || matchMedia(media).matches);
  const drawn = Number(chosen.getAttribute("width")); // before it was shrunk a little to fit the column
  const place = document.createElement("div");
  const high = height / Math.max(1, width / drawn);
  place.style.cssText = `position:relative;max-width:100%;height:${high}px;transform-origin:0 0`;
  /** Give it the room that there is, and return its width: on a broad screen it is larger as a whole, its letters too. */
  const fit = (room) => {
    const wide = Math.min(room, width);
    const grown = Math.max(1, wide / drawn);
    place.style.width = `${wide / grown}px`;
    place.style.transform = grown > 1 ? `scale(${grown})` : "";
    place.style.margin = grown > 1 ? `0 auto ${(grown - 1) * high}px 0` : "0 auto";
    return wide / grown;
  };
  // The theme's "inherit" is no font that ECharts could measure words in.
  const { fontFamily } = getComputedStyle(drawing);
  const { lang } = drawing.closest("[lang]");
  const chart = echarts.init(place, "site", { renderer: "svg", width: fit(width), height: high, locale: calendar(lang) });
  const { digits, more, frames: words } = drawing.dataset;
  const pointedAt = heightOf(chart);
  let change = () => {};
  const tell = (option) => telling(option, writing(lang), JSON.parse(digits ?? "{}"), more ?? "+{number}", pointedAt);
  const set = (size) => {
    const option = revive(JSON.parse(json), pieces);
    change(option);
    const [base] = states(option);
    base.textStyle = { fontFamily, ...base.textStyle };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const moving = base.animation !== false && !still;
    base.animation = false; // it stands there already
    if (base.timeline && still) base.timeline.autoPlay = false;
    for (const state of states(option)) {
      drawBands(state);
      localize(state, mark);
      markThrough(state);
      settle(state);
    }
    makeRoom(option);
    stackLegend(option, size < width ? size : drawn);
    const position = base.tooltip?.position;
    keepToWords(option, lang);
    pointed(base, mark, tell, position ? {} : narrow(base, size) ? readout(chart) : { confine: false, position: beside });
    base.aria = { ...base.aria, label: { enabled: false } };
    repeatably(() => chart.setOption(option, { notMerge: true }));
    chart.setOption({ animation: moving });
    lay();
  };
  const tips = keepTrue(chart);
  const lay = words ? frames(chart, place, JSON.parse(words)) : () => {};
  set(fit(width));
  drawing.replaceChildren(place);
  steer(chart, drawing, tips);
  new ResizeObserver(([entry]) => {
    const size = entry.contentRect.width > 0 ? fit(entry.contentRect.width) : 0;
    if (Math.abs(size - chart.getWidth()) > 1 && size > 0) {
      tips.again(() => {
        chart.resize({ width: size });
        set(size);
      });
    }
  }).observe(drawing);
  const look = (as) => {
    change = as;
    tips.again(() => set(chart.getWidth()));
  };
  return { chart, look, hold: held(chart) };
}
