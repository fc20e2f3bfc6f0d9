// The labels and the three buttons of a timeline as real buttons, above what ECharts draws: it draws them anew with every
// frame, and a press during which that happens reaches nothing; and neither the Tab key nor a screen reader finds them.

const topOf = (element) => (element.parent ? topOf(element.parent) : element);

/** What ECharts draws of a timeline of so many frames to be pressed; the `icons` are the next, the one before, play. */
function drawn(chart, count) {
  const shapes = chart.getZr().storage.getDisplayList(true).map((one) => (one.onclick ? one : one.parent));
  const all = [...new Set(shapes)].filter((one) => one?.onclick);
  const isLabel = ({ type }) => type === "text"; // those of a toolbox have none
  const labels = all.filter(isLabel);
  const others = all.filter((one) => !isLabel(one) && topOf(one) === topOf(labels[0] ?? one));
  return { labels, icons: others.slice(0, -count), ticks: others.slice(-count) };
}

const LEAST = 24; // pixels that a finger hits

/** Lay a button over what is drawn. */
function cover(button, element) {
  const box = element.getBoundingRect().clone();
  box.applyTransform(element.getComputedTransform());
  const { x, y, width, height } = box;
  const [wide, high] = [width, height].map((side) => Math.max(LEAST, side));
  const place = { left: x - (wide - width) / 2, top: y - (high - height) / 2, width: wide, height: high };
  for (const [key, pixels] of Object.entries(place)) button.style[key] = `${pixels}px`;
}

/** Lay buttons over the timeline of a chart in a place; `words` name the icons. Returns what lays them anew. */
export function frames(chart, place, [next, before, play, stop]) {
  const group = document.createElement("div");
  group.className = "frames";
  const timeline = () => chart.getModel().queryComponents({ mainType: "timeline" })[0];

  const buttons = () => {
    const its = timeline();
    const { labels, ticks, icons } = drawn(chart, its.getData().count());
    const named = ["Next", "Prev", "Play"].filter((one) => its.get(["controlStyle", `show${one}Btn`]));
    const words = { Next: next, Prev: before, Play: its.getPlayState() ? stop : play };
    return [
      ...icons.map((element, number) => ({ element, name: words[named[number]] })),
      ...labels.map((element) => ({ element, name: String(element.style.text), frame: ticks.findIndex(({ x }) => x === element.x) })),
    ];
  };

  const lay = () => {
    const all = timeline() ? buttons() : [];
    while (group.children.length > all.length) group.lastChild.remove();
    all.forEach(({ element, name, frame }, number) => {
      const button = group.children[number] ?? group.appendChild(document.createElement("button"));
      Object.assign(button, { type: "button", ariaLabel: name, onclick: () => buttons()[number].element.onclick() });
      button.ariaCurrent = frame === undefined ? null : String(frame === timeline().getCurrentIndex());
      cover(button, element);
    });
  };

  place.append(group);
  for (const change of ["timelinechanged", "timelineplaychanged"]) chart.on(change, () => lay());
  return lay;
}
