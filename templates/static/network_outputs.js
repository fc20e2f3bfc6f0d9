// What a network answers. Each gives `root` and `show`, which takes all tensors of a run, or null where there is no input
// yet, and returns a few words for those who do not see it.

import { grey, make, painted, signed, unseen } from "./network_parts.js";

/** A network's name over what it answers. */
function framed(name, ...parts) {
  return make("div", { className: "answer", role: "group", ariaLabel: name }, make("p", { className: "name" }, name), ...parts);
}

/** Probabilities: the numbers as they are where the network ends with them, else made of them. */
function probabilities({ plan }, { data }) {
  const last = plan.steps.at(-1).operator;
  if (last === "Softmax") return [...data];
  const highest = Math.max(...data);
  const parts = Array.from(data, (one) => Math.exp(one - highest));
  const all = parts.reduce((sum, one) => sum + one, 0);
  return parts.map((one) => one / all);
}

/** A bar for each class, as high as it is probable. */
export function classes(network, { name }, { words, lang, classes: named }) {
  const percent = new Intl.NumberFormat(lang, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const count = network.plan.shapes[network.plan.output].at(-1);
  const names = Array.from({ length: count }, (_, number) => named[number] ?? String(number));
  const bars = names.map((textContent) => {
    const [bar, share] = [make("span", { className: "bar" }), unseen()];
    const item = make("li", {}, make("span", { className: "column" }, bar), make("b", { textContent }), share);
    return { bar, share, item };
  });
  const verdict = make("p", { className: "verdict" });
  const root = framed(name, verdict, make("ol", { ariaLabel: words.probabilities }, ...bars.map(({ item }) => item)));
  root.style.setProperty("--classes", count);
  const show = (tensors) => {
    const shares = tensors ? probabilities(network, tensors.get(network.plan.output)) : names.map(() => 0);
    const first = shares.indexOf(Math.max(...shares));
    bars.forEach(({ bar, share, item }, number) => {
      bar.style.height = `${100 * shares[number]}%`;
      share.textContent = `: ${percent.format(shares[number])}`;
      item.dataset.share = percent.format(shares[number]); // shown below the pointer
      item.classList.toggle("read", Boolean(tensors) && number === first);
    });
    if (!tensors) {
      verdict.textContent = words.nothing;
      return "";
    }
    verdict.replaceChildren(`${words.reads} `, make("strong", { textContent: names[first] }), `, ${percent.format(shares[first])}`);
    return `${name}: ${verdict.textContent}`;
  };
  return { root, show };
}

/** Height and width of what is an image, of one channel or three. */
function sides(shape) {
  if (shape.length > 2) return shape.slice(-2);
  const side = Math.sqrt(shape.at(-1));
  return Number.isInteger(side) ? [side, side] : [1, shape.at(-1)];
}

/** An image, its numbers from 0 to 1. */
export function image(network, { name }) {
  const shape = network.plan.shapes[network.plan.output];
  const [height, width] = sides(shape);
  const canvas = make("canvas", { role: "img", ariaLabel: name });
  const coloured = shape.length > 3 && shape.at(-3) === 3;
  const show = (tensors) => {
    canvas.hidden = !tensors;
    if (!tensors) return "";
    const { data } = tensors.get(network.plan.output);
    const plane = height * width;
    const colour = (place) => [0, 1, 2].map((channel) => 255 * Math.min(1, Math.max(0, data[channel * plane + place])));
    painted(canvas, height, width, coloured ? (place) => [...colour(place), 255] : grey(data));
    return "";
  };
  return { root: framed(name, canvas), show };
}

/** The tensors that are images for each channel, with what was done to them last; an activation with what it acts on. */
function stages({ plan: { steps, shapes } }) {
  const flat = new Set(["Relu", "Tanh", "Sigmoid", "LeakyRelu", "Gelu", "Elu", "Selu", "Mish", "HardSwish", "BatchNormalization", "Clip"]);
  const image = (name) => shapes[name]?.length === 4 && shapes[name][2] > 1;
  const follows = new Set(steps.filter(({ operator }) => flat.has(operator)).map(({ inputs }) => inputs[0]));
  return steps.filter(({ operator, outputs: [name] }) => operator !== "View" && image(name) && !follows.has(name)).map(({ outputs }) => outputs[0]);
}

/** The kernels of the first convolution, where it sees one channel. */
function kernels({ plan: { steps }, weights }) {
  const weight = weights.get(steps.find(({ operator }) => operator === "Conv")?.inputs[1]);
  if (!weight || weight.shape[1] !== 1) return [];
  const [count, , height, width] = weight.shape;
  const each = height * width;
  return Array.from({ length: count }, (_, number) => {
    const numbers = weight.data.subarray(number * each, (number + 1) * each);
    return painted(make("canvas", { className: "kernel" }), height, width, signed(numbers));
  });
}

/** What each layer makes of an image, a picture for each channel. */
export function layers(network, { name }, about) {
  const { words } = about;
  const rows = stages(network).map((tensor, number) => {
    const [, channels, height, width] = network.plan.shapes[tensor];
    const canvases = Array.from({ length: channels }, () => make("canvas"));
    const told = `${words.layer.replace("{number}", number + 1)}: ${channels} × ${height} × ${width}`;
    const above = number ? [] : kernels(network);
    const cells = canvases.map((canvas, channel) => make("span", {}, ...above.slice(channel, channel + 1), canvas));
    const root = make("div", { className: "stage" }, make("p", { textContent: told }), make("div", { role: "img", ariaLabel: told }, ...cells));
    const show = (tensors) => {
      const plane = height * width;
      const data = tensors?.get(tensor).data ?? new Float32Array(channels * plane);
      const colour = signed(data);
      canvases.forEach((canvas, channel) => painted(canvas, height, width, (place) => colour(channel * plane + place)));
    };
    return { root, show };
  });
  const answer = classes(network, { name }, about);
  const root = make("div", { className: "layered" }, answer.root, ...rows.map((row) => row.root));
  const show = (tensors) => {
    rows.forEach((row) => row.show(tensors));
    return answer.show(tensors);
  };
  return { root, show };
}

/** The numbers themselves. */
export function numbers(network, { name }, { lang }) {
  const list = make("ol");
  const show = (tensors) => {
    const data = tensors ? [...tensors.get(network.plan.output).data] : [];
    const told = data.map((one) => one.toLocaleString(lang, { maximumSignificantDigits: 4 }));
    list.replaceChildren(...told.map((textContent) => make("li", { textContent })));
    return told.length ? `${name}: ${told.join("; ")}` : "";
  };
  return { root: framed(name, list), show };
}
