// The head of the page comes back as a slim bar when readers scroll up, and goes when they scroll down, follow a link or
// move by the keyboard: it covers nothing that somebody asked for. It is the head itself, so nothing is there twice.
"use strict";
if (document.querySelector(".masthead > .bar")) {
  const head = document.querySelector(".masthead");
  const bar = head.querySelector(".bar");
  const outline = document.querySelector(".toc");
  const BACK = new Set(["PageUp", "ArrowUp", "Home"]);
  let own = false; // whether readers scroll themselves
  let last = scrollY;
  let tell = () => {};

  /** The present section, and all of them when it is asked for: links that are there only while they are seen. */
  const addContents = () => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "here" });
    const list = Object.assign(document.createElement("nav"), { className: "contents", popover: "auto" });
    const name = outline.querySelector("summary").textContent.trim();
    list.setAttribute("aria-label", name);
    button.popoverTargetElement = list;
    list.addEventListener("beforetoggle", ({ newState }) => {
      if (newState === "open") list.replaceChildren(outline.querySelector("ol").cloneNode(true));
    });
    list.addEventListener("toggle", ({ newState }) => {
      if (newState === "open") (list.querySelector("[aria-current=location]") ?? list.querySelector("a")).focus();
      else list.replaceChildren();
    });
    list.addEventListener("click", (event) => event.target.closest("a") && list.hidePopover());
    bar.querySelector(".name").after(button, list);
    tell = () => {
      const here = outline.querySelector("[aria-current=location]") ?? document.querySelector("h1");
      button.textContent = here.textContent;
      button.setAttribute("aria-label", `${name}: ${here.textContent}`);
    };
    tell(); // no button is without a name, seen or not
  };

  const set = (state) => {
    if (state === "shown") requestAnimationFrame(tell); // after the outline was marked
    if (head.dataset.bar !== state) head.dataset.bar = state;
  };

  /**
   * Make the parts of the bar anew where they now belong: for a browser none of them leaps there from where it was. Who
   * has the focus in it is not to lose it.
   */
  const renew = () => {
    if (bar.contains(document.activeElement)) return;
    bar.style.display = "none";
    void bar.offsetHeight;
    bar.style.display = "";
  };

  /** Take the head out of the page, which stays as it is, or put it back. */
  const lift = () => {
    head.style.height = `${head.offsetHeight}px`;
    set("past");
    renew();
  };
  const lower = () => {
    delete head.dataset.bar;
    head.style.height = "";
    renew();
  };

  const follow = () => {
    if (head.dataset.bar === "shown") set("shown");
    if (scrollY <= 0 && head.dataset.bar) lower();
    else if (!head.dataset.bar && scrollY > head.offsetHeight) lift();
    const step = scrollY - last;
    if (Math.abs(step) < 5) return; // as a browser that keeps in place what is read does
    last = scrollY;
    if (!head.dataset.bar) return;
    const ends = scrollY + innerHeight >= document.documentElement.scrollHeight - 2; // where a page may bounce
    if (step > 0 || !own) set("past");
    else if (!ends) set("shown");
  };

  if (outline && "popover" in outline) addContents();
  addEventListener("scroll", follow, { passive: true });
  const heard = { passive: true, capture: true }; // over a chart too, which keeps such events to itself
  for (const way of ["wheel", "touchmove"]) addEventListener(way, () => (own = true), heard);
  addEventListener("keydown", ({ key, shiftKey }) => (own = BACK.has(key) || (key === " " && shiftKey)));
  addEventListener("pointerdown", ({ target }) => (own = target === document.documentElement)); // the scroll bar
  addEventListener("popstate", () => (own = false)); // back, or a link into the page
  addEventListener("resize", () => {
    if (!head.dataset.bar) return;
    const state = head.dataset.bar;
    lower();
    lift();
    set(state);
  });
  follow();
}
