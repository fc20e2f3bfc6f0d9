// Figures that readers explore: a slider for each thing that changes, and the drawing of the place that they are at. All
// drawings stand on the page; those that nobody asks for are never fetched.
"use strict";
{
  /** Fetch the drawings of a place that are for this theme. */
  const fetched = (view) => {
    const wanted = [...view.querySelectorAll("img")].filter((image) => getComputedStyle(image).display !== "none");
    for (const image of wanted) image.loading = "eager";
    return Promise.all(wanted.map((image) => image.decode().catch(() => {}))); // one that is lost shows its words
  };

  const enliven = (place) => {
    const views = new Map([...place.querySelectorAll("[data-at]")].map((view) => [view.dataset.at, view]));
    const axes = [...place.querySelectorAll("input")].map((input) => ({ input, key: input.dataset.key, values: JSON.parse(input.dataset.values) }));
    const view = (numbers) => views.get(numbers.join());
    const numbers = () => axes.map(({ input }) => Number(input.value));

    const show = async () => {
      for (const { input, values } of axes) {
        const said = values[input.value][1];
        input.setAttribute("aria-valuetext", said);
        input.nextElementSibling.textContent = said;
      }
      const at = numbers();
      await fetched(view(at));
      if (view(numbers()) !== view(at)) return; // the reader has gone on
      for (const one of views.values()) one.classList.toggle("current", one === view(at));
    };

    /** Fetch what lies next to where the reader is. */
    const nearby = () => {
      const at = numbers();
      for (const [number] of axes.entries()) {
        for (const step of [1, -1]) {
          const next = view(at.with(number, at[number] + step));
          if (next) fetched(next);
        }
      }
    };

    const state = stateInAddress.read(place.dataset.explore);
    for (const { input, key, values } of axes) {
      const number = values.findIndex(([value]) => value === state[key]);
      if (number >= 0) input.value = number;
      input.addEventListener("focus", nearby);
      input.addEventListener("pointerdown", nearby);
      input.addEventListener("input", () => {
        show().then(nearby);
        const changed = axes.filter((one) => one.input.value !== "0");
        const said = changed.map((one) => [one.key, one.values[one.input.value][0]]);
        stateInAddress.write(place.dataset.explore, place.id, Object.fromEntries(said));
      });
    }
    if (numbers().some((number) => number > 0)) show();
  };

  for (const place of document.querySelectorAll("[data-explore]")) enliven(place);
  addEventListener("beforeprint", () => {
    for (const image of document.querySelectorAll("[data-explore] li:not(.apart) img.light")) image.loading = "eager";
  });
}
