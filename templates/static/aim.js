// A link into a page leads to where it says, though what wakes on the way there may grow, and so may what an author's
// script makes later: until readers scroll themselves, what they asked for stays where they found it.
"use strict";
{
  const CLOSE = 2; // pixels
  let aim; // what was asked for
  let arrived; // whether it was reached
  let known; // where on the page it stood when it was last looked at
  let still; // a timer, for browsers that do not tell when scrolling ends

  let stands; // how far from the top of the window it is to stand, where that is not said by its styles

  const off = () => aim.getBoundingClientRect().top - (stands?.() ?? parseFloat(getComputedStyle(aim).scrollMarginTop));

  /** Whether there is more to scroll in the direction of what was asked for. */
  const reachable = () => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return off() > 0 ? scrollY < scrollHeight - clientHeight - CLOSE : scrollY > 0;
  };

  const missed = () => Math.abs(off()) > CLOSE && reachable();

  const place = () => aim.getBoundingClientRect().top + scrollY;

  /** Go there, and remember where that is. */
  const go = (behavior) => {
    known = place();
    if (!missed()) return;
    if (stands) scrollBy({ top: off(), behavior });
    else aim.scrollIntoView({ behavior });
  };

  const release = () => {
    aim = stands = undefined;
    clearTimeout(still);
  };

  const take = (hash) => {
    release();
    arrived = false;
    aim = document.getElementById(decodeURIComponent(hash.slice(1))) ?? undefined;
    if (!aim) return;
    known = place();
    follow.observe(document.body);
  };

  /** What was asked for has moved while it was on its way, or after: go there. */
  const again = () => {
    if (!aim) follow.disconnect();
    else go(arrived ? "instant" : "auto");
  };
  const follow = new ResizeObserver(again);

  /**
   * It is reached, or has grown away just before this was told, or else somebody scrolled who needs not be named: a
   * reader's tool, another script.
   */
  const ended = () => {
    if (!aim) return;
    if (arrived && missed() && Math.abs(place() - known) <= CLOSE) return release();
    arrived = true;
    go("instant");
  };

  if ("onscrollend" in window) addEventListener("scrollend", ended);
  else {
    addEventListener("scroll", () => {
      clearTimeout(still);
      still = setTimeout(ended, 150);
    });
  }
  for (const own of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(own, release, { passive: true, capture: true });
  // Back and forward lead to where the reader was, which need not be where the link led.
  addEventListener("hashchange", () => aim && `#${aim.id}` !== decodeURIComponent(location.hash) && release());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const inside = link?.hash && link.href.split("#")[0] === location.href.split("#")[0];
    if (inside && !event.defaultPrevented) take(link.hash); // also to where the page is already
  });

  /** Where in this text readers were in the other language: in which section, and how far in it. See languages.js. */
  const resume = () => {
    const kept = JSON.parse(sessionStorage.getItem("sitegen-place"));
    sessionStorage.removeItem("sitegen-place");
    if (kept?.to !== location.pathname || location.hash) return;
    const article = document.querySelector("article");
    const headings = [...article.querySelectorAll(":is(h2, h3)[id]")];
    const same = headings.length === kept.of;
    const starts = [document.body, ...headings];
    const number = same ? kept.section + 1 : 0;
    const top = (one) => one.getBoundingClientRect().top;
    const end = () => (same && starts[number + 1] ? top(starts[number + 1]) : article.getBoundingClientRect().bottom);
    aim = starts[number];
    stands = () => innerHeight / 3 - (same ? kept.share : kept.whole) * (end() - top(aim));
    arrived = true;
    follow.observe(document.body);
    go("instant");
  };

  const [opened] = performance.getEntriesByType("navigation");
  if (opened?.type === "navigate") {
    if (location.hash) take(location.hash);
    else {
      try {
        resume();
      } catch {} // a browser may keep nothing
    }
  }
}
