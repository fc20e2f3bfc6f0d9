// The convolution, to play with: a kernel of three by three that the reader edits, what it makes of a digit, and for
// one pixel of the output the nine products that it is the sum of.

const SIZE = 28; // pixels of the digit, across and down
const OUTPUT = SIZE - 2;
const NINE = [...Array(9)].map((_, place) => [Math.floor(place / 3), place % 3]);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A grey image, of values of which 0 is black and 1 white; what falls outside is shown as black or white. */
function painted(canvas, rows) {
  canvas.width = canvas.height = rows.length;
  const image = new ImageData(rows.length, rows.length);
  rows.flat().forEach((value, place) => {
    image.data.fill(255 * Math.max(0, Math.min(1, value)), 4 * place, 4 * place + 3);
    image.data[4 * place + 3] = 255;
  });
  canvas.getContext("2d").putImageData(image, 0, 0);
}

/** The nine products whose sum is a pixel of the output. */
function products(digit, kernel, row, column) {
  return NINE.map(([y, x]) => digit[row + y][column + x] * kernel[y][x]);
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** What a weight is one part of: 9 of 1/9 and −1/9, 0 of what is none. */
function fraction(value) {
  const part = Math.round(1 / value);
  const one = !Number.isInteger(value) && Math.abs(part) > 2 && Math.abs(1 / value - part) < 1e-9;
  return one ? Math.abs(part) : 0;
}

/** Numbers as the language writes them; weights as people do: 8, −1, 1/9. */
function writing(lang) {
  const format = (fewest, most) => {
    const digits = { minimumFractionDigits: fewest, maximumFractionDigits: most, signDisplay: "negative" };
    const numbers = new Intl.NumberFormat(lang, digits);
    return (value) => numbers.format(value).replace("-", "−");
  };
  const short = format(0, 4);
  const weight = (value) => {
    const part = fraction(value);
    return part ? `${value < 0 ? "−" : ""}1/${part}` : short(value);
  };
  return { written: format(2, 2), weight };
}

/** The number that a reader wrote: "-1", "−0,5", "1/9"; NaN where it is none. */
function number(text) {
  const parts = text.replaceAll("−", "-").replaceAll(",", ".").split("/");
  const [above, below = 1] = parts.map((part) => (part.trim() ? Number(part) : NaN));
  const value = parts.length > 2 ? NaN : above / below;
  return Number.isFinite(value) ? value : NaN;
}

/** An image with an outline of so many pixels on it. */
function imageView(title, size, outlined) {
  const canvas = make("canvas");
  const outline = make("span", { className: "outline" });
  Object.assign(outline.style, { width: `${(outlined / size) * 100}%`, height: `${(outlined / size) * 100}%` });
  const frame = make("div", { className: "frame" }, canvas, outline);
  const put = (row, column) =>
    Object.assign(outline.style, { top: `${(row / size) * 100}%`, left: `${(column / size) * 100}%` });
  return { canvas, frame, put, root: make("div", { className: "image" }, make("p", { textContent: title }), frame) };
}

/** The nine fields of the kernel; what is no number is marked, and its old value stays. */
function kernelView(words, weight, changed) {
  const fields = NINE.map(([row, column]) => {
    const ariaLabel = words.weight.replace("{row}", row + 1).replace("{column}", column + 1);
    return make("input", { type: "text", ariaLabel, autocomplete: "off", spellcheck: false });
  });
  let kernel;
  const set = (values) => {
    kernel = values.map((row) => [...row]);
    fields.forEach((field, place) => write(field, place));
  };
  const write = (field, place) => {
    const [row, column] = NINE[place];
    Object.assign(field, { value: weight(kernel[row][column]), ariaInvalid: null });
  };
  fields.forEach((field, place) => {
    const [row, column] = NINE[place];
    field.addEventListener("focus", () => field.select());
    field.addEventListener("input", () => {
      const value = number(field.value);
      field.ariaInvalid = Number.isNaN(value) ? "true" : null;
      if (Number.isNaN(value)) return;
      kernel[row][column] = value;
      changed(kernel);
    });
    field.addEventListener("change", () => write(field, place));
  });
  const title = make("p", { textContent: words.kernel });
  return { root: make("div", { className: "kernel" }, title, make("div", {}, ...fields)), set };
}

/** The products as a square of cells, and their sum, whose exact value an element `data` holds. */
function sumView(words, { written, weight }) {
  const cells = NINE.map(() => make("li"));
  const total = make("data");
  const place = make("p", { className: "place" });
  const root = make(
    "div",
    { className: "sum" },
    make("ol", { ariaLabel: words.products }, ...cells),
    make("div", {}, place, make("p", { className: "total" }, "= ", total), make("p", { textContent: words.sum })),
  );
  const show = (digit, kernel, row, column, name) => {
    const values = products(digit, kernel, row, column);
    const largest = Math.max(...values.map(Math.abs)) || 1;
    values.forEach((value, index) => {
      const [y, x] = NINE[index];
      const factors = `${written(digit[row + y][column + x])} × ${weight(kernel[y][x])} =`;
      const product = make("b", { textContent: written(value) });
      cells[index].replaceChildren(make("span", { textContent: factors }), product);
      cells[index].className = value < 0 ? "negative" : "";
      cells[index].style.setProperty("--strength", `${Math.round((Math.abs(value) / largest) * 35)}%`);
    });
    place.textContent = name;
    Object.assign(total, { value: sum(values), textContent: written(sum(values)) });
    return total.textContent;
  };
  return { root, show };
}

/** Let the pointer and the arrow keys choose a pixel. */
function choosable(field, where, choose) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  field.addEventListener("keydown", (event) => {
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    choose(where().row + steps[event.key][0], where().column + steps[event.key][1]);
  });
  for (const kind of ["pointerdown", "pointermove"]) {
    field.addEventListener(kind, (event) => {
      const { left, top, width } = field.firstElementChild.getBoundingClientRect();
      const at = (offset) => Math.floor((offset / width) * OUTPUT);
      choose(at(event.clientY - top), at(event.clientX - left));
    });
  }
}

/** The output, which has the focus and tells which pixel of it is chosen. */
function outputView(words) {
  const view = imageView(words.output, OUTPUT, 1);
  Object.assign(view.frame, { tabIndex: 0, role: "slider", ariaLabel: words.output });
  Object.assign(view.frame, { ariaValueMin: 1, ariaValueMax: OUTPUT ** 2 });
  const say = (row, column, text) =>
    Object.assign(view.frame, { ariaValueNow: row * OUTPUT + column + 1, ariaValueText: text });
  const draw = (digit, kernel) => {
    const places = [...Array(OUTPUT).keys()];
    painted(view.canvas, places.map((row) => places.map((column) => sum(products(digit, kernel, row, column)))));
  };
  return { ...view, say, draw };
}

/** A button for each kernel of the text; the one in use is pressed. */
function presetsView(words, kernels, take) {
  const buttons = kernels.map(([textContent, preset]) => {
    const button = make("button", { type: "button", textContent });
    button.addEventListener("click", () => take(preset));
    return button;
  });
  const show = (kernel) =>
    buttons.forEach((button, number) => (button.ariaPressed = `${kernels[number][1]}` === `${kernel}`));
  return { root: make("div", { className: "presets", role: "group", ariaLabel: words.kernels }, ...buttons), show };
}

/** A weight for the address: "-1", "1/9". */
function plain(value) {
  const part = fraction(value);
  return part ? `${value < 0 ? "-" : ""}1/${part}` : String(value);
}

/** A kernel as the address has it, "0_-1_0_…", of weights as readers write them; undefined for anything else. */
function kernelOf(text) {
  const weights = (text ?? "").split("_").map(number);
  if (weights.length !== 9 || weights.some(Number.isNaN)) return undefined;
  return [0, 3, 6].map((start) => weights.slice(start, start + 3));
}

export function mount(element, data, page) {
  const words = { ...data.names, ...data.words };
  const digit = data.digit.map((row) => row.map((grey) => grey / 255));
  const text = writing(element.closest("[lang]").lang);
  const [input, output, nine] = [imageView(words.digit, SIZE, 3), outputView(words), sumView(words, text)];
  const own = kernelView(words, text.weight, (changed) => {
    apply(changed);
    keep();
  });
  const presets = presetsView(words, data.kernels, take);
  const at = { row: data.place[0], column: data.place[1] };
  const [, first] = data.kernels.find(([name]) => name === data.chosen);
  let kernel;

  /** Let the address say what is not as in the beginning. */
  function keep() {
    const place = [at.row, at.column].join();
    page.keep({
      kernel: `${kernel}` === `${first}` ? null : kernel.flat().map(plain).join("_"),
      at: place === data.place.join() ? null : place,
    });
  }
  function choose(row, column) {
    put(row, column);
    keep();
  }
  function put(row, column) {
    const clamp = (place) => Math.max(0, Math.min(OUTPUT - 1, place));
    Object.assign(at, { row: clamp(row), column: clamp(column) });
    input.put(at.row, at.column);
    output.put(at.row, at.column);
    const name = words.place.replace("{row}", at.row + 1).replace("{column}", at.column + 1);
    output.say(at.row, at.column, `${name}: ${nine.show(digit, kernel, at.row, at.column, name)}`);
  }
  function apply(changed) {
    kernel = changed;
    output.draw(digit, kernel);
    presets.show(kernel);
    put(at.row, at.column);
  }
  function take(preset) {
    own.set(preset);
    apply(preset);
    keep();
  }
  /** What the address says, or what the figure begins with. */
  function show(state) {
    const [row, column] = (state.at ?? "").split(",").map(Number);
    const known = Number.isInteger(row) && Number.isInteger(column);
    [at.row, at.column] = known ? [row, column] : data.place;
    const shown = kernelOf(state.kernel) ?? first;
    own.set(shown);
    apply(shown);
  }

  painted(input.canvas, digit);
  choosable(output.frame, () => at, choose);
  show(page.state);
  element.append(make("div", { className: "own-kernel" }, presets.root, input.root, own.root, output.root, nine.root));
  return show;
}
