// What a reader hands to a network: a drawing, a sample, a vector by sliders, or a point of a plane. Each gives `root`,
// the `numbers` that the network gets (null while there are none), and `set`, which takes the state of the address.

import { button, grey, make, painted } from "./network_parts.js";

const DOTS = 280; // of the field that is drawn on, across and down
const PEN = 22; // the width of a line there: a little less than one of MNIST's, which is 2 to 3 of 28

/** Let the arrow keys and a finger move something; `step` gets rows and columns. */
function movable(field, cells, step) {
  const keys = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in keys)) return;
    event.preventDefault();
    step(...keys[event.key]);
  });
  let last = null;
  field.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    last = [event.clientY, event.clientX];
    field.setPointerCapture(event.pointerId);
  });
  field.addEventListener("pointermove", (event) => {
    if (!last) return;
    const cell = field.clientWidth / cells;
    const moved = [event.clientY, event.clientX].map((now, axis) => Math.round((now - last[axis]) / cell));
    if (!moved[0] && !moved[1]) return;
    last = last.map((before, axis) => before + moved[axis] * cell);
    step(...moved);
  });
  for (const end of ["pointerup", "pointercancel"]) field.addEventListener(end, () => (last = null));
}

/**
 * A drawing as MNIST's digits were prepared (LeCun and others, 1998): the larger of its sides scaled to 20 of 28 pixels,
 * each pixel the mean of what lies under it, and the centre of its mass put into the middle. Null where nothing is drawn.
 */
export function prepared(ink, dots, height, width) {
  let [top, bottom, left, right, mass, down, across] = [dots, -1, dots, -1, 0, 0, 0];
  for (let y = 0; y < dots; y++) {
    for (let x = 0; x < dots; x++) {
      const here = ink[y * dots + x];
      if (!here) continue;
      [top, bottom, left, right] = [Math.min(top, y), Math.max(bottom, y), Math.min(left, x), Math.max(right, x)];
      [mass, down, across] = [mass + here, down + here * (y + 0.5), across + here * (x + 0.5)];
    }
  }
  if (!mass) return null;
  const cell = Math.max(bottom - top + 1, right - left + 1) / ((20 / 28) * Math.min(height, width));
  const [y0, x0] = [down / mass - (height / 2) * cell, across / mass - (width / 2) * cell];
  const numbers = new Float32Array(height * width);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const here = ink[y * dots + x];
      if (here) spread(numbers, height, width, (y - y0) / cell, (x - x0) / cell, 1 / cell, here);
    }
  }
  return numbers;
}

/** Add a dot of the drawing to the pixels that it lies over, by how much of each it covers. */
function spread(numbers, height, width, y, x, side, ink) {
  for (let row = Math.floor(y); row < y + side; row++) {
    for (let column = Math.floor(x); column < x + side; column++) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const tall = Math.min(row + 1, y + side) - Math.max(row, y);
      const broad = Math.min(column + 1, x + side) - Math.max(column, x);
      numbers[row * width + column] += ink * tall * broad;
    }
  }
}

/** An image with what leaves it cut off. */
function moved(numbers, height, width, down, right) {
  return numbers.map((_, place) => {
    const [y, x] = [Math.floor(place / width) - down, (place % width) - right];
    return y < 0 || y >= height || x < 0 || x >= width ? 0 : numbers[y * width + x];
  });
}

/** Samples to choose from, each a button with its picture. */
function shelf(images, [height, width], words, choose) {
  const buttons = images.map((numbers, number) => {
    const label = words.sample.replace("{number}", number + 1);
    const one = button("", () => choose(number));
    one.ariaLabel = label;
    one.append(painted(make("canvas"), height, width, grey(numbers)));
    return one;
  });
  const press = (chosen) => buttons.forEach((one, number) => (one.ariaPressed = number === chosen));
  return { root: make("div", { className: "shelf", role: "group", ariaLabel: words.samples }, ...buttons), press };
}

/** What the networks see: it can be moved. */
function seen(height, width, words, step) {
  const canvas = painted(make("canvas"), height, width, () => [0, 0, 0, 255]);
  const field = make("div", { className: "seen", tabIndex: 0, role: "application", ariaLabel: words.move }, canvas);
  movable(field, width, step);
  const show = (numbers) => painted(canvas, height, width, numbers ? grey(numbers) : () => [0, 0, 0, 255]);
  return { root: make("figure", {}, field, make("figcaption", { textContent: words.move })), show };
}

/** An image that comes from the shelf, or from what `begin` adds to it, and that can be moved. */
function picture({ shape, samples: images }, { words }, changed, state, begin) {
  const [height, width] = shape.slice(-2);
  const at = { image: null, sample: null, down: 0, right: 0 };
  const view = seen(height, width, words, (down, right) => {
    if (at.image) show({ down: at.down + down, right: at.right + right });
  });
  const choices = shelf(images, [height, width], words, (sample) => take(images[sample], sample));
  const numbers = () => at.image && moved(at.image, height, width, at.down, at.right);
  function show(change) {
    Object.assign(at, change);
    for (const [key, most] of [["down", height], ["right", width]]) at[key] = Math.max(-most, Math.min(most, at[key]));
    view.show(numbers());
    choices.press(at.sample);
    const place = at.down || at.right ? `${at.down},${at.right}` : null;
    // A drawing has no place in an address; what was chosen and moved has.
    changed(at.sample === null ? { sample: null, at: null } : { sample: String(at.sample + 1), at: place });
  }
  const take = (image, sample = null) => {
    if (sample !== null) drawn?.clear();
    show({ image, sample, down: 0, right: 0 });
  };
  const drawn = begin?.(take, [height, width]);
  const set = ({ sample, at: place }) => {
    const number = images[sample - 1] ? sample - 1 : drawn ? null : 0;
    const [down, right] = (place ?? "0,0").split(",").map((one) => Number.parseInt(one, 10) || 0);
    drawn?.clear();
    Object.assign(at, { image: images[number] ?? null, sample: number, down, right });
    view.show(numbers());
    choices.press(at.sample);
  };
  set(state);
  return { root: make("div", { className: "given" }, ...[drawn?.root, view.root, choices.root].filter(Boolean)), numbers, set };
}

/** A field to draw on, with finger, pen or pointer. */
export function drawing(input, about, changed, state) {
  return picture(input, about, changed, state, (take, [height, width]) => {
    const { words } = about;
    const canvas = make("canvas", { width: DOTS, height: DOTS });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    Object.assign(context, { lineWidth: PEN, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
    const ink = () => context.getImageData(0, 0, DOTS, DOTS).data.filter((_, place) => place % 4 === 3);
    const clear = () => context.clearRect(0, 0, DOTS, DOTS);
    let last = null;
    const line = (event) => {
      const { left, top, width: broad } = canvas.getBoundingClientRect();
      const scale = DOTS / broad;
      for (const one of event.getCoalescedEvents?.().concat(event) ?? [event]) {
        const next = [(one.clientX - left) * scale, (one.clientY - top) * scale];
        context.beginPath();
        context.moveTo(...(last ?? next));
        context.lineTo(next[0] + 0.01, next[1]); // a dot, too, has a length
        context.stroke();
        last = next;
      }
      take(prepared(Array.from(ink(), (one) => one / 255), DOTS, height, width));
    };
    const field = make("div", { className: "pad" }, canvas);
    field.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      field.setPointerCapture(event.pointerId);
      last = null;
      line(event);
    });
    field.addEventListener("pointermove", (event) => last && line(event));
    for (const end of ["pointerup", "pointercancel"]) field.addEventListener(end, () => (last = null));
    const wipe = button(words.clear, () => {
      clear();
      take(null);
    });
    const told = make("figcaption", {}, words.draw, " ", wipe);
    return { root: make("figure", {}, field, told), clear };
  });
}

/** Some images to choose from, which can be moved. */
export const samples = (input, about, changed, state) => picture(input, about, changed, state);

/** A slider for each number of a vector. */
export function sliders({ shape, low, high }, { words, lang }, changed, state) {
  const fields = Array.from({ length: shape.reduce((all, one) => all * one, 1) }, (_, number) => {
    const [min, max] = [low[number], high[number]];
    const range = make("input", { type: "range", min, max, step: (max - min) / 200 });
    range.setAttribute("autocomplete", "off");
    const told = make("output");
    const tell = () => (told.textContent = Number(range.value).toLocaleString(lang, { maximumFractionDigits: 2 }));
    range.addEventListener("input", () => {
      tell();
      changed({ at: fields.map((one) => Number(one.range.value).toFixed(3)).join(",") });
    });
    return { range, tell, root: make("label", {}, words.number.replace("{number}", number + 1), range, told) };
  });
  const set = ({ at }) => {
    const given = at?.split(",").map(Number) ?? [];
    fields.forEach(({ range, tell }, number) => {
      range.value = Number.isFinite(given[number]) ? given[number] : (low[number] + high[number]) / 2;
      tell();
    });
  };
  set(state);
  const numbers = () => fields.map(({ range }) => Number(range.value));
  return { root: make("div", { className: "given sliders" }, ...fields.map(({ root }) => root)), numbers, set };
}

/** A point of the plane, dragged or pushed with the arrow keys; where samples lie is marked. */
export function point({ low, high, samples: places = [], classes = [] }, { words, lang }, changed, state) {
  const span = high.map((most, axis) => most - low[axis]);
  const at = [0, 0];
  /** Where a point lies, in parts of the field. */
  const placed = ([x, y]) => ({ left: `${((x - low[0]) / span[0]) * 100}%`, top: `${((high[1] - y) / span[1]) * 100}%` });
  const marks = places.map((place, number) => {
    const of = classes[number] ?? 0;
    const mark = make("i", { className: of < 6 ? "" : "ring" }); // there are six colours
    mark.style.setProperty("--mark", `var(--c${(of % 6) + 1})`);
    Object.assign(mark.style, placed(place));
    return mark;
  });
  const here = make("b");
  const field = make("div", { className: "plane", tabIndex: 0, role: "application", ariaLabel: words.plane }, make("div", { className: "marks" }, ...marks), here);
  const told = make("figcaption");
  const show = (x, y) => {
    [x, y].forEach((given, axis) => (at[axis] = Math.max(low[axis], Math.min(high[axis], given))));
    Object.assign(here.style, placed(at));
    told.textContent = at.map((one) => one.toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })).join("; ").replaceAll("-", "−");
  };
  const go = (x, y) => {
    show(x, y);
    changed({ at: at.map((one) => one.toFixed(3)).join(",") });
  };
  movable(field, 100, (down, right) => go(at[0] + (right * span[0]) / 100, at[1] - (down * span[1]) / 100));
  field.addEventListener("pointerdown", (event) => {
    const { left, top, width, height } = field.getBoundingClientRect();
    go(low[0] + ((event.clientX - left) / width) * span[0], high[1] - ((event.clientY - top) / height) * span[1]);
  });
  const set = ({ at: given }) => {
    const said = given?.split(",").map(Number) ?? [];
    show(...span.map((one, axis) => (Number.isFinite(said[axis]) ? said[axis] : low[axis] + one / 2)));
  };
  set(state);
  return { root: make("div", { className: "given" }, make("figure", {}, field, told)), numbers: () => at, set };
}
