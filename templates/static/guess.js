// "Draw the curve first": a reader draws a curve, by pointer, finger or keys, and then sees what was measured.

const GRADES = [0.02, 0.06, 0.15]; // of the axis' length, between "very close", "close", "some way off" and "far off"
const STRIDES = 25; // by which the keys cross a chart from left to right
const STEPS = 50; // and from its bottom to its top

const create = (name, attributes) => {
  const element = document.createElementNS(name === "div" ? "http://www.w3.org/1999/xhtml" : "http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
};

const clamp = (number, most) => Math.max(0, Math.min(most, number));

/** What was measured, from left to right: [x, y] as the axes count them. */
function measurements(series) {
  const data = series.getData();
  const [x, y] = ["x", "y"].map((axis) => data.mapDimension(axis));
  const points = [...Array(data.count()).keys()].map((index) => [data.get(x, index), data.get(y, index)]);
  return points.filter((point) => point.every(Number.isFinite)).toSorted(([one], [other]) => one - other);
}

/** A curve that is drawn bit by bit over places: `heights` holds a number from 0, the top, to 1 for those that it has. */
function sketch(places) {
  const heights = Array(places.length).fill(undefined);
  const nearest = (x) => places.reduce((best, one, index) => (Math.abs(one - x) < Math.abs(places[best] - x) ? index : best), 0);
  /** Draw from one point to another, and join it to what there is. */
  const stroke = ([x, y], [toX, toY]) => {
    const ends = [nearest(x), nearest(toX)].toSorted((one, other) => one - other);
    for (let index = ends[0]; index <= ends[1]; index += 1) {
      const part = ends[0] === ends[1] || toX === x ? 1 : clamp((places[index] - x) / (toX - x), 1);
      heights[index] = clamp(y + part * (toY - y), 1);
    }
  };
  const join = () => {
    const drawn = [...heights.keys()].filter((index) => heights[index] !== undefined);
    drawn.slice(1).forEach((end, number) => stroke([places[drawn[number]], heights[drawn[number]]], [places[end], heights[end]]));
  };
  return { heights, nearest, stroke, join };
}

/** Ask for the curve of a chart that is named on its drawing, before it is shown. */
export function ask(drawing, { chart, look, hold }) {
  const { draw: name, digits } = drawing.dataset;
  const asking = drawing.closest(".shown").querySelector(".guess");
  const [told, button] = [asking.querySelector("p"), asking.querySelector("button")];
  const slider = drawing.closest(".shown").querySelector(".several");
  const [invitation, show] = [told.textContent, button.textContent];
  const described = drawing.getAttribute("aria-describedby");
  const series = () => chart.getModel().getSeriesByName(name).find(({ subType }) => subType === "line");
  const points = measurements(series());
  const axes = { xAxisIndex: series().get("xAxisIndex") ?? 0, yAxisIndex: series().get("yAxisIndex") ?? 0 };
  const axis = (kind) => chart.getModel().getComponent(kind, axes[`${kind}Index`]);
  const area = () => series().coordinateSystem.getArea();
  const pixel = (point) => chart.convertToPixel(axes, point);
  const shares = points.map((point) => (pixel(point)[0] - area().x) / area().width);
  const valueAt = (height) => chart.convertFromPixel(axes, [area().x, area().y + height * area().height])[1];
  const { lang } = drawing.closest("[lang]");
  const fixed = JSON.parse(digits ?? "{}")[name];
  const written = (number, most) => new Intl.NumberFormat(lang, most).format(number).replace("-", "−");
  const exact = Number.isInteger(fixed) ? { minimumFractionDigits: fixed, maximumFractionDigits: fixed } : { maximumSignificantDigits: 3 };
  const placeOf = (index) => {
    const [x] = points[index];
    const { scale } = axis("xAxis").axis;
    const label = /^(ordinal|time)$/.test(scale.type) ? scale.getLabel({ value: x }) : written(x, { maximumSignificantDigits: 12 });
    return [axis("xAxis").get("name"), label].filter(Boolean).join(" ");
  };

  const field = create("div", { class: "sketch", tabindex: "0", role: "application", "aria-label": invitation });
  const readout = create("div", { class: "at", role: "status" });
  const svg = create("svg", { viewBox: "0 0 1 1", preserveAspectRatio: "none", "aria-hidden": "true" });
  const path = create("path", {});
  svg.append(path);
  field.append(svg, readout);

  let curve = sketch(shares);
  let valueOf = []; // what the axis says at its heights
  let at; // the place that the keys are at
  let blind = false;

  const paint = () => {
    const { x, y, width, height } = area();
    Object.assign(field.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
    // Where the chart is zoomed, its places lie elsewhere.
    const drawn = points.flatMap(([place], index) => {
      if (curve.heights[index] === undefined) return [];
      const [left, top] = pixel([place, valueOf[index]]);
      return [`${(left - x) / width} ${(top - y) / height}`];
    });
    path.setAttribute("d", drawn.length ? `M${drawn.join("L")}${drawn.length === 1 ? "h.004" : ""}` : "");
  };
  const drew = () => {
    valueOf = curve.heights.map((height) => (height === undefined ? undefined : valueAt(height)));
    paint();
  };

  const unseen = (option) => {
    hold(option);
    option.tooltip = { ...option.tooltip, show: false };
    option.dataZoom = [];
    for (const one of [option.series].flat().filter((one) => one.name === name)) {
      one.data = [];
      for (const key of ["datasetIndex", "encode", "markLine", "markPoint", "markArea"]) delete one[key];
    }
  };

  /** Hide what was measured, or show it. */
  const hide = (hidden) => {
    blind = hidden;
    look(hidden ? unseen : () => {});
    field.inert = !hidden;
    drawing.setAttribute("role", hidden ? "group" : "application");
    if (hidden) drawing.removeAttribute("tabindex");
    else drawing.tabIndex = 0;
    if (!hidden && described) drawing.setAttribute("aria-describedby", described);
    else drawing.removeAttribute("aria-describedby");
    if (slider) slider.hidden = hidden;
    readout.textContent = "";
    paint();
  };

  /** How far off the reader was, in words. */
  const verdict = () => {
    const off = [...points.keys()].filter((index) => valueOf[index] !== undefined).map((index) => {
      const height = (pixel(points[index])[1] - area().y) / area().height;
      return { index, value: Math.abs(valueOf[index] - points[index][1]), share: Math.abs(curve.heights[index] - height) };
    });
    if (!off.length) return asking.dataset.shown;
    const mean = (of) => off.reduce((sum, one) => sum + of(one) / off.length, 0);
    const most = off.reduce((one, other) => (other.value > one.value ? other : one));
    const grade = JSON.parse(asking.dataset.grades).at(GRADES.filter((end) => mean(({ share }) => share) >= end).length);
    const two = { maximumSignificantDigits: 2 };
    const words = { mean: written(mean(({ value }) => value), two), most: written(most.value, two), place: placeOf(most.index) };
    return `${grade}: ${asking.dataset.off.replace(/\{(\w+)\}/g, (_, key) => words[key])}`;
  };

  const reveal = () => {
    asking.style.minHeight = `${asking.getBoundingClientRect().height}px`; // what stands below stays where it is
    hide(false);
    told.textContent = verdict();
    button.textContent = button.dataset.again;
  };
  const again = () => {
    curve = sketch(shares);
    at = undefined;
    valueOf = [];
    [told.textContent, button.textContent] = [invitation, show];
    hide(true);
  };

  /** Where a pointer is: shares of the width and of the height. */
  const spot = ({ clientX, clientY }) => {
    const { left, top, width, height } = field.getBoundingClientRect();
    return [clamp((clientX - left) / width, 1), clamp((clientY - top) / height, 1)];
  };
  let last;
  field.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    field.setPointerCapture(event.pointerId);
    last = spot(event);
    curve.stroke(last, last);
    drew();
  });
  field.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const one of [...event.getCoalescedEvents(), event]) {
      curve.stroke(last, spot(one));
      last = spot(one);
    }
    drew();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    field.addEventListener(end, () => {
      last = undefined;
      curve.join();
      drew();
    });
  }

  /** By the keys: to another place, to which the curve goes on as high as it is, or higher and lower there. */
  const go = (to) => {
    const from = at;
    at = clamp(to, points.length - 1);
    curve.heights[at] ??= curve.heights[from] ?? 0.5;
    curve.join();
  };
  const raise = (steps) => {
    if (at === undefined) go(0);
    curve.heights[at] = clamp(curve.heights[at] - steps / STEPS, 1);
  };
  const stride = Math.max(1, Math.round(points.length / STRIDES));
  const keys = {
    ArrowRight: () => go(at === undefined ? 0 : at + stride),
    ArrowLeft: () => go((at ?? 0) - stride),
    Home: () => go(0),
    End: () => go(points.length - 1),
    ArrowUp: () => raise(1),
    ArrowDown: () => raise(-1),
    PageUp: () => raise(10),
    PageDown: () => raise(-10),
    Enter: reveal,
  };
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation(); // the chart has keys of its own
    keys[event.key]();
    if (!blind) return button.focus();
    drew();
    readout.textContent = `${placeOf(at)}: ${written(valueOf[at], exact)}`;
  });

  button.addEventListener("click", () => (blind ? reveal() : again()));
  chart.on("finished", paint); // after a change of its size too
  const printing = (on) => blind && look(on ? () => {} : unseen);
  addEventListener("beforeprint", () => printing(true));
  addEventListener("afterprint", () => printing(false));
  chart.getDom().append(field);
  hide(true);
  asking.hidden = false;
  drawing.classList.remove("asked");
}
