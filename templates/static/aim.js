// A link into a page leads to where it says, though what wakes on the way there may grow, and so may what an author's
// script makes later: until readers scroll themselves, what they asked for stays where they found it.
"use strict";
{
  const CLOSE = 2; // pixels
  let aim; // what was asked for
  let arrived; // whether it was reached
  let known; // where on the page it stood when it was last looked at
  let still; // a timer, for browsers that do not tell when scrolling ends

  const off = () => aim.getBoundingClientRect().top - parseFloat(getComputedStyle(aim).scrollMarginTop);

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
    if (missed()) aim.scrollIntoView({ behavior });
  };

  const release = () => {
    aim = undefined;
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
  for (const own of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(own, release, { passive: true });
  // Back and forward lead to where the reader was, which need not be where the link led.
  addEventListener("hashchange", () => aim && `#${aim.id}` !== decodeURIComponent(location.hash) && release());
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const inside = link?.hash && link.href.split("#")[0] === location.href.split("#")[0];
    if (inside && !event.defaultPrevented) take(link.hash); // also to where the page is already
  });
  const [opened] = performance.getEntriesByType("navigation");
  if (location.hash && opened?.type === "navigate") take(location.hash);
}
