// Light, dark, or whatever the reader's system is. It runs before the page is first drawn, so that nothing flashes: the
// only script that the page waits for.
"use strict";
{
  const root = document.documentElement;
  const KEY = "sitegen-theme";
  const choices = () => document.querySelectorAll(".theme input");

  /** What the reader chose; a browser may keep nothing, or refuse to say. */
  const chosen = () => {
    try {
      return localStorage.getItem(KEY) ?? "system";
    } catch {
      return "system";
    }
  };

  const show = () => {
    const theme = chosen();
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
    for (const choice of choices()) choice.checked = choice.value === theme;
  };

  const choose = ({ target }) => {
    try {
      localStorage.setItem(KEY, target.value);
    } catch {
      root.dataset.theme = target.value; // for this page only
      return;
    }
    show();
  };

  // The head of a page waits until it is whole: its parts, as they come, would push each other about.
  root.classList.add("scripted", "coming");
  if (location.protocol !== "file:") root.classList.add("waking"); // what needs other files can have them
  new MutationObserver((_, observer) => {
    if (!document.querySelector("main")) return;
    root.classList.remove("coming");
    observer.disconnect();
  }).observe(root, { childList: true, subtree: true });

  // The address of a page ends in a slash. Where it is opened as a file, nobody says which file of the folder is meant.
  if (location.protocol === "file:") {
    document.addEventListener("readystatechange", () => {
      for (const link of document.links) {
        if (link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
      }
    });
  }

  show();
  document.addEventListener("DOMContentLoaded", () => {
    show();
    for (const choice of choices()) choice.addEventListener("change", choose);
  });
  addEventListener("storage", show); // chosen in another tab
  addEventListener("pageshow", show); // and come back to
}
