// Makes the charts of a page live as the reader comes to them. Their pictures stand in the page already and stay where
// anything fails. No module itself, because browsers load none for a page that is opened as a file, and complain.
"use strict";
{
  /** Put a live chart in the place of a drawing. */
  const enliven = async (drawing, mark) => {
    const [answer, live] = await Promise.all([fetch(drawing.dataset.option), import("./live.js")]);
    if (!answer.ok) throw new Error(`${drawing.dataset.option}: ${answer.status}`);
    const chart = live.enliven(drawing, await answer.text(), mark);
    const hint = drawing.closest("figure").querySelector(".zoom");
    if (hint && chart.getOption().dataZoom?.length) hint.hidden = false;
  };

  /** Say below a drawing, once, that it stays as it is. */
  const excuse = (drawing, words) => {
    const line = document.createElement("p");
    line.className = "excuse";
    line.textContent = words;
    drawing.after(line);
  };

  const start = (drawing) => {
    const { mark, failed } = drawing.closest("[data-mark]").dataset;
    enliven(drawing, mark).catch(() => excuse(drawing, failed));
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting && !matchMedia("print").matches) {
          observer.unobserve(target);
          start(target);
        }
      }
    },
    { rootMargin: "50%" },
  );

  // A file cannot fetch another: a page that is opened as a file keeps its pictures.
  if (location.protocol !== "file:") {
    for (const drawing of document.querySelectorAll("[data-option]")) observer.observe(drawing);
  }
}
