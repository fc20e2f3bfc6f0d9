// What a live chart tells of the place that is pointed at, by pointer, finger or keyboard: a row for each name, and always
// the numbers of the place that stands above them.


const MOST = 12; // names that are told at once: those that are nearest to what points

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

/** Writes numbers with so many decimals, as the table of the chart does; without, as it writes any number. */
export function writing(language) {
  const formats = new Map();
  const format = (key, options) => {
    if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(language, { roundingMode: "halfEven", ...options }));
    return formats.get(key);
  };
  const any = (number) =>
    number !== 0 && Math.abs(number) < 1
      ? format("small", { maximumSignificantDigits: 4 })
      : format("any", { maximumFractionDigits: 4 });
  const fixed = (digits) => format(digits, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return (number, digits) => (Number.isInteger(digits) ? fixed(digits) : any(number)).format(number).replace("-", "−");
}

/**
 * What is told of a place along an axis, where the option does not say so itself. `digits` are the decimals of each name,
 * `more` the words for the names that are left out, `height` the number at which the pointer stands.
 */
export function telling(option, write, digits, more, height) {
  const across = ({ encode, axisDim }) => encode[axisDim === "x" ? "y" : "x"] ?? [];
  const told = (one) => numbers(one.value, across(one), one.dimensionNames);

  /** A name with its number, and how far its seeds lie apart where there is a band. */
  const row = (name, all) => {
    const text = (number) => {
      if (number === null || number === undefined || Number.isNaN(number)) return "–";
      return typeof number === "number" ? write(number, digits[name]) : String(number);
    };
    const [bands, lines] = [true, false].map((band) => all.filter((one) => (one.seriesType === "custom") === band));
    const range = bands.map((one) => `(${told(one).map(text).join("–")})`).join(" ");
    const sample = made("sample");
    sample.style.background = all[0].color;
    const called = made("name", name);
    called.dir = "auto";
    return [sample, called, made("number", lines.flatMap(told).map(text).join(", ")), made("range", range)];
  };

  /** Those of many names that are nearest to the pointer, in their order; without one, those that are highest. */
  const nearest = (names) => {
    if (names.length <= MOST) return names;
    const at = height() ?? Infinity;
    const far = ([, all]) => {
      const number = told(all[0])[0];
      if (typeof number !== "number" || Number.isNaN(number)) return Infinity;
      return at === Infinity ? -number : Math.abs(number - at);
    };
    return names.toSorted((one, other) => far(one) - far(other)).slice(0, MOST).toSorted((one, other) => names.indexOf(one) - names.indexOf(other));
  };

  return (points) => {
    const axes = Map.groupBy([points].flat(), ({ axisDim, axisIndex }) => `${axisDim}Axis ${axisIndex}`);
    return [...axes].map(([axis, along]) => {
      const [kind, place] = axis.split(" ");
      const { name } = [option[kind] ?? []].flat()[place] ?? {};
      const { axisValue, axisValueLabel, axisType } = along[0];
      const label = /value$|log$/.test(axisType) ? write(Number(axisValue.toPrecision(12))) : axisValueLabel;
      const names = [...Map.groupBy(along, ({ seriesName }) => seriesName)];
      const chosen = nearest(names);
      const rows = chosen.flatMap(([one, all]) => row(one, all));
      const left = names.length - chosen.length;
      if (left > 0) rows.push(made("left", more.replace("{number}", left)));
      return made("told", "", made("place", [name, label].filter(Boolean).join(" ")), ...rows);
    });
  };
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
