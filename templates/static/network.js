// A network in the reader's hands: an input that the reader makes, and what each network answers. Fetched when the reader
// asks for it; nothing that is drawn or chosen leaves the page.

import { network } from "./network_run.js";
import { drawing, point, samples, sliders } from "./network_inputs.js";
import { classes, image, layers, numbers } from "./network_outputs.js";
import { make } from "./network_parts.js";

const INPUTS = { drawing, point, samples, sliders };
const OUTPUTS = { classes, image, layers, numbers };
const PAUSE = 600; // milliseconds without a change before the answers are spoken

/** The bytes of a file, told as they come. */
async function fetched(url, told) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  const parts = [];
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    told(value.length);
  }
  return new Blob(parts).arrayBuffer();
}

/** All networks, and what runs those that have a plan beside their file, on one bar. */
async function loaded(element, { networks, runtime: weight, words }) {
  const bar = make("progress", { max: networks.reduce((sum, { bytes }) => sum + bytes, weight), value: 0 });
  const line = make("label", { className: "loading" }, words.loading, bar);
  element.append(line);
  try {
    const come = (url) => fetched(url, (bytes) => (bar.value += bytes));
    const foreign = weight && import("./network_onnx.js").then(({ runtime }) => runtime(come));
    const files = networks.map(({ file }) => come(new URL(file, document.baseURI)));
    const [made, ...all] = await Promise.all([foreign, ...files]);
    return await Promise.all(all.map((bytes, number) => (networks[number].plan ? made(bytes, networks[number].plan) : network(bytes))));
  } finally {
    line.remove();
  }
}

export async function mount(element, data, page) {
  const { lang } = element.closest("[lang]");
  const running = await loaded(element, data);
  const about = { ...data, lang };
  const views = running.map((one, number) => OUTPUTS[data.output](one, data.networks[number], about));
  const spoken = make("p", { className: "unseen", ariaLive: "polite" });
  let [waiting, pause, busy] = [0, 0, false];

  const answer = async () => {
    waiting = 0;
    const given = input.numbers();
    busy = true; // a network answers one input at a time
    const found = await Promise.all(running.map((one) => given && one.run(given))).finally(() => (busy = false));
    const said = views.map((view, number) => view.show(found[number]));
    clearTimeout(pause);
    pause = setTimeout(() => (spoken.textContent = said.filter(Boolean).join("; ")), PAUSE);
  };
  const soon = () => (waiting ||= requestAnimationFrame(() => (busy ? (waiting = 0, soon()) : answer())));
  const changed = (kept) => {
    if (kept) page.keep(kept);
    soon();
  };
  const input = INPUTS[data.input.kind](data.input, about, changed, page.state);
  const answers = make("div", { className: "answers" }, ...views.map(({ root }) => root));
  element.append(make("div", { className: `network ${data.output}` }, input.root, answers, spoken));
  await answer();
  return (state) => {
    input.set(state);
    soon();
  };
}
