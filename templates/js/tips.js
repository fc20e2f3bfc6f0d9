// What a live chart tells of the place that is pointed at, by pointer, finger or keyboard: a row for each name, and always
// the numbers of the place that stands above them.

import { written } from "./option.js";
import { types } from "./types.js";

const MOST = 6; // decimals that are filled up with zeros

function made(name, text = "", ...children) {
  const element = document.createElement("span");
  element.className = name;
  element.append(text, ...children);
  return element;
}

/** The numbers that an item of a series has in some of its dimensions. */
function numbers(value, dimensions, names = []) {
  const inner = value?.value ?? value;
  if (typeof inner !== "object" || inner === null) return [inner];
  return dimensions.map((place) => inner[Array.isArray(inner) ? place : names[place]]);
}

/** How many decimals the numbers of a name are written with: as many as the longest of them has, if those are few. */
function decimals(all) {
  const most = all.reduce((least, number) => Math.max(least, String(number).split(".")[1]?.length ?? 0), 0);
  return most <= MOST ? most : undefined;
}

/** What is told of a place along an axis, where the option does not say so itself. */
export function telling(option, mark) {
  const write = written(mark);
  const series = [option.series ?? []].flat();
  const digits = new Map(); // of each name, once it was told
  const across = ({ encode, axisDim }) => encode[axisDim === "x" ? "y" : "x"] ?? [];
  const told = (one) => numbers(one.value, across(one), one.dimensionNames);

  const digitsOf = (name, all) => {
    const every = (one) => (series[one.seriesIndex]?.data ?? []).flatMap((item) => numbers(item, across(one)));
    if (!digits.has(name)) {
      digits.set(name, decimals(all.flatMap((one) => [...every(one), ...told(one)]).filter(Number.isFinite)));
    }
    return digits.get(name);
  };

  /** A name with its number, and how far its seeds lie apart where there is a band. */
  const row = (name, all) => {
    const places = digitsOf(name, all);
    const text = (number) => {
      if (number === null || number === undefined || Number.isNaN(number)) return "–";
      if (typeof number !== "number") return String(number);
      return write(places === undefined ? number : number.toFixed(places)).replace(/^-/, "−");
    };
    const [bands, lines] = [true, false].map((band) => all.filter((one) => (one.seriesType === "custom") === band));
    const range = bands.map((one) => `(${told(one).map(text).join("–")})`).join(" ");
    const sample = made("sample");
    sample.style.background = all[0].color;
    return [sample, made("name", name), made("number", lines.flatMap(told).map(text).join(", ")), made("range", range)];
  };

  return (points) => {
    const axes = Map.groupBy([points].flat(), ({ axisDim, axisIndex }) => `${axisDim}Axis ${axisIndex}`);
    return [...axes].map(([axis, along]) => {
      const [kind, place] = axis.split(" ");
      const { name } = [option[kind] ?? []].flat()[place] ?? {};
      const { axisValue, axisValueLabel, axisType } = along[0];
      const label = axisType.endsWith("value") ? write(Number(axisValue.toPrecision(12))) : axisValueLabel;
      const rows = [...Map.groupBy(along, ({ seriesName }) => seriesName)].map(([one, all]) => row(one, all));
      return made("told", "", made("place", [name, label].filter(Boolean).join(" ")), ...rows.flat());
    });
  };
}

/** What those who cannot see a chart hear of each of its curves, in the words `said`; nothing where it has none. */
export function description(option, mark, said) {
  const curves = [option.series ?? []].flat().filter(({ type, name }) => name && types[type]?.spoken);
  const texts = curves.flatMap(({ name, data }) => {
    const all = (data ?? []).map((item) => numbers(item, [1])[0]).filter(Number.isFinite);
    if (all.length < 2) return [];
    const places = decimals(all);
    const [lowest, highest] = all.reduce(([low, high], one) => [Math.min(low, one), Math.max(high, one)], [all[0], all[0]]);
    const told = { first: all[0], last: all.at(-1), lowest, highest };
    const text = (number) => written(mark)(places === undefined ? number : number.toFixed(places));
    return said.replace(/\{(\w+)\}/g, (_, word) => (word === "name" ? name : text(told[word])));
  });
  return texts.join(" ");
}

/**
 * Let a chart tell what is true after it changed: ECharts itself writes other numbers below the old place.
 * Returns `tell`, for what is pointed at without a pointer, and `again`, for a change that it makes known to nobody.
 */
export function keepTrue(chart) {
  let pointed = () => undefined; // what is pointed at, as the action "showTip" names it

  const again = (change = () => {}) => {
    chart.dispatchAction({ type: "hideTip" });
    change();
    const point = pointed();
    if (point) chart.dispatchAction({ type: "showTip", ...point });
  };
  const tell = (what) => {
    pointed = what;
    again();
  };

  chart.getZr().on("mousemove", ({ offsetX: x, offsetY: y }) => (pointed = () => ({ x, y })));
  chart.getZr().on("globalout", () => (pointed = () => undefined));
  for (const change of ["datazoom", "legendselectchanged", "datarangeselected"]) chart.on(change, () => again());
  return { tell, again };
}
