// A number, a sentence with its ✓, a citation, a footnote or a reference to a figure opens a card where it stands: when
// the pointer or the keyboard rests on it, at the first tap of a finger, whose card holds the link. What is in the cards
// comes with the first (cards.js); until then, and without, they are links.
"use strict";
if (document.querySelector("article") && HTMLElement.prototype.showPopover) {
  const REST = 300; // milliseconds: a pointer that only passes opens nothing, nor does the Tab key held down
  const NOTES = ".references li, .footnote li, .notes > li";
  const AIMS = `.runs :is([id^="from:"], .claims li), figure, .formula, .interactive, ${NOTES}`;
  const source = new URL("cards.js", document.currentScript.src);
  let wanted; // the link whose card is about to open, or open
  let refused; // the link whose card was closed by its reader, until that is left
  let loaded;
  let timer;
  let finger = false;
  let shut; // the link whose card a finger has just closed

  /** The link at an event that a card can be asked for, and what it leads to. */
  const asked = ({ target }) => {
    const link = target.closest?.('article a[href^="#"]:not(.back, .footnote-backref, .anchor)');
    if (!link || link.closest(".toc, .card, .runs")) return undefined;
    const aim = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    return aim?.closest(AIMS) ? link : undefined;
  };

  const card = () => document.getElementById("card");

  const load = () =>
    (loaded ??= new Promise((done, fail) => {
      const script = Object.assign(document.createElement("script"), { src: source, onload: done, onerror: fail });
      document.head.append(script);
    }));

  const open = (link, how) => {
    clearTimeout(timer);
    wanted = link;
    if (how === "tap") link.focus({ preventScroll: true });
    load().then(
      () => wanted === link && link.isConnected && document.dispatchEvent(new CustomEvent("card", { detail: link })),
      () => how === "tap" && location.assign(link.href),
    );
  };

  const close = () => {
    clearTimeout(timer);
    wanted = undefined;
    card()?.hidePopover();
  };

  /** Open, or close, after a while in which nothing else is asked for. */
  const soon = (then, link) => {
    clearTimeout(timer);
    timer = setTimeout(then, REST, link);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = asked(event);
    if (link && link === refused) return;
    if (link && link !== wanted) soon(open, link);
    else if (link || event.target.closest?.(".card")) clearTimeout(timer);
    else if (wanted && !card()?.contains(document.activeElement)) {
      if (wanted !== document.activeElement || !wanted.matches(":focus-visible")) soon(close);
    } else if (!wanted) clearTimeout(timer);
    if (!link) refused = undefined;
  });
  document.documentElement.addEventListener("pointerleave", () => clearTimeout(timer));
  document.addEventListener("focusin", (event) => {
    const link = asked(event);
    if (link && link !== refused && link.matches(":focus-visible") && !finger) soon(open, link);
  });
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (target === refused) refused = undefined;
    if (relatedTarget === wanted || card()?.contains(relatedTarget)) return;
    if (target === wanted || target.closest?.(".card")) close();
    else if (!wanted) clearTimeout(timer);
  });
  document.addEventListener(
    "pointerdown",
    (event) => {
      finger = event.pointerType === "touch";
      shut = finger && card()?.matches(":popover-open") ? wanted : undefined;
    },
    true,
  );
  document.addEventListener("keydown", () => (finger = false), true);
  const clicked = (event) => {
    const link = asked(event);
    if (!link || !finger) {
      if (event.target.closest?.("a[href]")) close(); // it leads on
      return;
    }
    event.preventDefault();
    if (link !== shut) open(link, "tap");
  };
  document.addEventListener("click", clicked, true); // before what follows links (aim.js)
  document.addEventListener("card-closed", ({ detail }) => {
    if (detail !== wanted) return;
    wanted = undefined;
    refused = detail;
  });
}

// Who copies a number in its sentence copies what it comes from, too; who copies the number alone, only that.
if (document.getElementById("cards")) {
  const MOST = 8; // runs that a copy names by themselves

  /** The values that are selected, whole or in part. */
  const selectedValues = (range) =>
    [...document.querySelectorAll("article a.value[data-of]")].filter((one) => range.intersectsNode(one));

  /** A line for each run that the values come from, each with the first of its numbers. */
  const origins = (values) => {
    const { read, of, runs, words } = JSON.parse(document.getElementById("cards").textContent);
    const first = new Map();
    for (const value of values) {
      const names = [...new Set((of[value.dataset.of] ?? [value.dataset.of]).map((name) => read[name]?.[1]))];
      for (const run of names) if (run in runs && !first.has(run)) first.set(run, value.textContent.trim());
    }
    const about = ([run, number]) => {
      const [seeds, commit] = runs[run];
      const count = seeds.length ? [words.copied.replace("{count}", seeds.length)] : [];
      return `${number} (${[run, ...count, ...(commit ? [`${words.commit} ${commit}`] : [])].join(", ")})`;
    };
    const lines = [...first].slice(0, MOST).map(about);
    return first.size > MOST ? [...lines, `… (+${first.size - MOST})`] : lines;
  };

  /** What is selected as HTML that leads to the same places from wherever it is pasted. */
  const portable = (range) => {
    const box = document.createElement("div");
    box.append(range.cloneContents());
    for (const one of box.querySelectorAll(".katex-html, .unseen, button, script, .card, [hidden]")) one.remove();
    for (const one of box.querySelectorAll("[href]")) one.setAttribute("href", one.href);
    for (const one of box.querySelectorAll("[src]")) one.setAttribute("src", one.src);
    return box;
  };

  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (event.defaultPrevented || !selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const values = selectedValues(range);
    const text = selection.toString();
    if (!values.length || (values.length === 1 && values[0].textContent.includes(text.trim()))) return;
    const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0];
    const lines = [...origins(values), values.length === 1 ? address + values[0].hash : address];
    const box = portable(range);
    const foot = document.createElement("p");
    lines.forEach((line, number) => foot.append(...(number ? [document.createElement("br"), line] : [line])));
    box.append(foot);
    event.clipboardData.setData("text/plain", `${text}\n\n${lines.join("\n")}\n`);
    event.clipboardData.setData("text/html", box.innerHTML);
    event.preventDefault();
  });
}
