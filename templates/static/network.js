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

/** All networks, one after the other on one bar. */
async function loaded(element, { networks, words }) {
  const bar = make("progress", { max: networks.reduce((sum, { bytes }) => sum + bytes, 0), value: 0 });
  const line = make("label", { className: "loading" }, words.loading, bar);
  element.append(line);
  try {
    const files = networks.map(({ file }) => fetched(new URL(file, document.baseURI), (bytes) => (bar.value += bytes)));
    return (await Promise.all(files)).map((bytes) => network(bytes));
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
  let [waiting, pause] = [0, 0];

  const answer = () => {
    waiting = 0;
    const given = input.numbers();
    const said = views.map((view, number) => view.show(given && running[number].run(given)));
    clearTimeout(pause);
    pause = setTimeout(() => (spoken.textContent = said.filter(Boolean).join("; ")), PAUSE);
  };
  const changed = (kept) => {
    if (kept) page.keep(kept);
    waiting ||= requestAnimationFrame(answer);
  };
  const input = INPUTS[data.input.kind](data.input, about, changed, page.state);
  const answers = make("div", { className: "answers" }, ...views.map(({ root }) => root));
  element.append(make("div", { className: `network ${data.output}` }, input.root, answers, spoken));
  answer();
  return (state) => {
    input.set(state);
    answer();
  };
}
