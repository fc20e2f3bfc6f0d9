// The roll test, to play with: the reader moves a digit over its field and sees at once what each network makes of it
// there, and how many of all test images, moved alike, that network reads right. Shares come as whole thousandths.

const SIZE = 28; // pixels of the digit, across and down
const PAUSE = 600; // milliseconds without a move before the result is spoken

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** A canvas with one pixel for each place of a square; `colour` gives red, green and blue. */
function painted(canvas, size, colour) {
  canvas.width = canvas.height = size;
  const image = new ImageData(size, size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      image.data.set([...colour(row, column), 255], 4 * (row * size + column));
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** A bar for each class, as high as it is probable; where several seeds are shown, a dot for each of them. */
function barChart({ words, label }, classes, percent) {
  const bars = classes.map((_, digit) => {
    const bar = make("span", { className: "bar" });
    const column = make("span", { className: "column" }, bar);
    const share = unseen();
    const className = digit === label ? "label" : "";
    const item = make("li", { className }, column, make("b", { textContent: digit }), share);
    return { bar, column, share, item };
  });
  const dot = (share) => {
    const one = make("i", { className: "dot" });
    one.style.bottom = `${share / 10}%`;
    return one;
  };
  const show = (ofSeeds, shares, read) =>
    bars.forEach(({ bar, column, share, item }, digit) => {
      const written = percent(shares[digit]);
      bar.style.height = `${shares[digit] / 10}%`;
      column.replaceChildren(bar, ...(ofSeeds.length > 1 ? ofSeeds.map((one) => dot(one[digit])) : []));
      share.textContent = `: ${written}`;
      item.dataset.share = written; // shown below the pointer
      item.classList.toggle("read", digit === read);
    });
  return { root: make("ol", { ariaLabel: words.probabilities }, ...bars.map(({ item }) => item)), show };
}

/** The accuracy at every shift, with a mark on the one at hand; another can be chosen. */
function accuracyMap({ words, largest, colours, networks }, accuracy, percent, choose) {
  const [first] = networks[0].seeds;
  const places = 2 * largest + 1;
  const map = painted(make("canvas"), places, (row, column) => {
    return colours[Math.round((accuracy[row][column] / 1000) * (colours.length - 1))];
  });
  const here = make("span", { className: "here" });
  here.style.width = here.style.height = `${100 / places}%`;
  const chart = make("div", { className: "map" }, map, here);
  chart.addEventListener("click", (event) => {
    const { left, top, width, height } = map.getBoundingClientRect();
    const at = (offset, length) => Math.floor((offset / length) * places) - largest;
    choose(at(event.clientY - top, height), at(event.clientX - left, width));
  });
  const share = make("b");
  const show = (row, column) => {
    here.style.left = `${((column + largest) / places) * 100}%`;
    here.style.top = `${((row + largest) / places) * 100}%`;
    share.textContent = percent(accuracy[row + largest][column + largest]);
  };
  const written = make("p", {}, share, unseen(`: ${words.accuracy.replace("{seed}", first)}`));
  return { root: make("div", { className: "accuracy" }, chart, written), show };
}

/** The number that stands most often among some; of several the least, as in the tables of the text. */
function mostOften(numbers) {
  const times = (number) => numbers.filter((one) => one === number).length;
  return [...numbers].sort((one, other) => times(other) - times(one) || one - other)[0];
}

/** What one seed reads. */
const readBy = (shares) => shares.indexOf(Math.max(...shares));

/**
 * A network: its name, what it reads with one seed or with all of them, its bars and its map. `show` returns in a few
 * words what it shows.
 */
function networkView({ name, accuracy, seeds, probabilities }, data, percent, choose) {
  const { words, label, largest } = data;
  const bars = barChart(data, Array(10).fill(0), percent);
  const map = accuracyMap(data, accuracy, percent, choose);
  const verdict = make("p", { className: "verdict" });
  const about = make("header", {}, make("p", { className: "name", textContent: name }), verdict);
  const root = make("div", { className: "network", role: "group", ariaLabel: name }, about, bars.root, map.root);

  /** What is said of some seeds at a place, and what each makes of the digit there. */
  function found(row, column, seed) {
    const ofSeeds = probabilities
      .filter((_, number) => seed === null || seeds[number] === seed)
      .map((places) => places[row + largest][column + largest]);
    const mean = (digit) => ofSeeds.reduce((sum, shares) => sum + shares[digit], 0) / ofSeeds.length;
    const shares = Array.from({ length: 10 }, (_, digit) => (ofSeeds.length ? mean(digit) : 0));
    const reads = ofSeeds.map(readBy);
    const read = mostOften(reads);
    const right = reads.filter((one) => one === label).length;
    const several = words.seeds_right.replace("{right}", right).replace("{seeds}", reads.length);
    const said = reads.length > 1 ? several : percent(shares[read]);
    return { ofSeeds, shares, read, said: `${words.reads} ${read}, ${said}`, several: reads.length > 1 };
  }

  function show(row, column, seed) {
    const { ofSeeds, shares, read, said, several } = found(row, column, seed);
    bars.show(ofSeeds, shares, read);
    map.show(row, column);
    root.classList.toggle("right", read === label);
    root.classList.toggle("lacking", read === undefined);
    if (read === undefined) {
      const lacking = words.lacking.replace("{seed}", seed);
      verdict.replaceChildren(make("em", { textContent: lacking }));
      return `${name}: ${lacking}`;
    }
    const judged = read === label ? words.correct : words.wrong;
    verdict.replaceChildren(make("strong", { textContent: said }), unseen(`, ${judged}. `));
    if (read !== label || several) {
      const rest = `${words.right_class} ${label}: ${percent(shares[label])}`;
      verdict.append(make("span", { textContent: several ? `${rest} ${words.mean}` : rest }));
    }
    return `${name}: ${said}, ${judged}`;
  }
  return { root, show };
}

/** Words for those who cannot see what stands beside them. */
function unseen(textContent = "") {
  return make("span", { className: "unseen", textContent });
}

/** "1 down, 4 to the right". */
function inWords(row, column, words) {
  const parts = [];
  if (row) parts.push(`${Math.abs(row)} ${row > 0 ? words.down : words.up}`);
  if (column) parts.push(`${Math.abs(column)} ${column > 0 ? words.right : words.left}`);
  return parts.join(", ") || words.in_place;
}

/** A scale of the maps' colours. */
function legend({ colours, words, networks }, lang) {
  const [seed] = networks[0].seeds; // the maps are of the first alone
  const scale = make("canvas", { width: colours.length, height: 1 });
  const image = new ImageData(colours.length, 1);
  colours.forEach((colour, place) => image.data.set([...colour, 255], 4 * place));
  scale.getContext("2d").putImageData(image, 0, 0);
  const [none, all] = [0, 1].map((share) => share.toLocaleString(lang, { style: "percent" }));
  return make("p", { className: "scale" }, words.accuracy.replace("{seed}", seed), make("span", {}, none, scale, all));
}

/** Let the pointer drag and the arrow keys push; `move` takes rows and columns, from where the digit was. */
function movable(field, where, move) {
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  field.addEventListener("keydown", (event) => {
    const { row, column } = where();
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Home") move(0, 0);
    else if (event.key in steps) move(row + steps[event.key][0], column + steps[event.key][1]);
    else return;
    event.preventDefault();
  });
  let start = null;
  field.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    start = { x: event.clientX, y: event.clientY, ...where() };
    field.setPointerCapture(event.pointerId);
  });
  field.addEventListener("pointermove", (event) => {
    if (!start) return;
    const cell = field.clientWidth / SIZE;
    const moved = (from, to) => Math.round((to - from) / cell);
    move(start.row + moved(start.y, event.clientY), start.column + moved(start.x, event.clientX));
  });
  for (const end of ["pointerup", "pointercancel"]) field.addEventListener(end, () => (start = null));
}

/** The field with the digit on it. What leaves at one edge enters at the other, as `torch.roll` has it. */
function fieldView({ words, digit, largest }) {
  const canvas = make("canvas");
  const root = make("div", { className: "field", tabIndex: 0, role: "slider", ariaLabel: words.field }, canvas);
  Object.assign(root, { ariaValueMin: -largest, ariaValueMax: largest });
  const show = (row, column, name) => {
    painted(canvas, SIZE, (y, x) => Array(3).fill(digit[(y - row + SIZE) % SIZE][(x - column + SIZE) % SIZE]));
    Object.assign(root, { ariaValueNow: column, ariaValueText: name });
  };
  return { root, show };
}

/** A button for each place of the text; that of the place at hand is pressed. */
function placesView(places, move) {
  const buttons = places.map(([textContent, ...to]) => {
    const button = make("button", { type: "button", textContent });
    button.addEventListener("click", () => move(...to));
    return button;
  });
  const show = (...place) =>
    buttons.forEach((button, number) => (button.ariaPressed = `${places[number].slice(1)}` === `${place}`));
  return { root: make("div", { className: "places" }, ...buttons), show };
}

/** A place as the address has it, "1,-4": rows down and columns to the right; where the digit was for anything else. */
function placeOf(text, largest) {
  const shifts = (text ?? "").split(",").map(Number);
  const known = shifts.length === 2 && shifts.every((one) => Number.isInteger(one) && Math.abs(one) <= largest);
  return known ? shifts : [0, 0];
}

export function mount(element, data, page) {
  const { lang } = element.closest("[lang]");
  const shares = new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const percent = (thousandths) => shares.format(thousandths / 1000);
  const field = fieldView(data);
  const places = placesView(data.places, move);
  const networks = data.networks.map((network) => networkView(network, data, percent, move));
  const place = make("p", { className: "place" });
  const spoken = make("p", { className: "unseen", ariaLive: "polite" });
  const at = { row: 0, column: 0 };
  let { seed } = page;
  let pause;

  function show(row, column) {
    Object.assign(at, { row, column });
    place.textContent = inWords(row, column, data.words);
    field.show(row, column, place.textContent);
    places.show(row, column);
    return networks.map((network) => network.show(row, column, seed)).join("; ");
  }
  function speak(said) {
    clearTimeout(pause);
    pause = setTimeout(() => (spoken.textContent = said), PAUSE); // while it moves, nobody wants to hear it all
  }
  function move(...to) {
    const [row, column] = to.map((shift) => Math.max(-data.largest, Math.min(data.largest, shift)));
    if (row === at.row && column === at.column) return;
    speak(show(row, column));
    page.keep({ at: row || column ? `${row},${column}` : null });
  }

  movable(field.root, () => at, move);
  show(...placeOf(page.state.at, data.largest));
  const beside = [...networks.map(({ root }) => root), legend(data, lang)];
  const digit = make("div", { className: "digit" }, field.root, places.root, place);
  const all = [digit, make("div", { className: "networks" }, ...beside), spoken];
  element.append(make("div", { className: "moved-digit" }, ...all));
  return (state, chosen) => {
    seed = chosen;
    speak(show(...placeOf(state.at, data.largest)));
  };
}
