// Animations begin when a reader sees them, unless a reader wants no motion, and a button stops them. Until then, on paper
// and without JavaScript their last frame is there; they are fetched when they begin.
"use strict";
{
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const enliven = (figure) => {
    const button = figure.querySelector(".play");
    const parts = [...figure.querySelectorAll("[data-moving]")].map((part) => {
      const key = part.localName === "source" ? "srcset" : "src";
      return { part, key, files: [part.getAttribute(key), part.dataset.moving] };
    });
    let plays = false;
    const play = (wanted) => {
      if (plays === wanted) return;
      plays = wanted;
      for (const { part, key, files } of parts) part[key] = files[Number(plays)];
      button.textContent = plays ? button.dataset.stop : button.dataset.play;
    };
    button.hidden = false;
    button.addEventListener("click", () => play(!plays));
    still.addEventListener("change", () => still.matches && play(false));
    addEventListener("beforeprint", () => play(false));
    new IntersectionObserver(([{ isIntersecting }], observer) => {
      if (!isIntersecting || matchMedia("print").matches) return;
      observer.disconnect(); // who stops it has stopped it
      if (!still.matches) play(true);
    }, { threshold: 0.5 }).observe(figure.querySelector(".enlarge"));
  };

  for (const button of document.querySelectorAll("figure .play")) enliven(button.closest("figure"));
}
