// What makes a text easier to read: an outline that follows, code that can be copied, pictures that open large. Without
// it everything is there. No module, because browsers load none for a page that is opened as a file. What is measured is
// measured by observers, after the page was laid out to be shown: to lay it out for that alone would hold up the page.
"use strict";
if (document.querySelector("article")) {
  const article = document.querySelector("article");
  const words = article.dataset;
  const SOURCE = document.currentScript.src;
  const FILES = ["avif", "gif", "jpg", "png", "svg", "webp"].map((ending) => `[href$=".${ending}"]:not([href*="/"])`);
  const ENLARGED = `a.enlarge, .group .picture > a:is(${FILES})`; // beside others, files of the post open so too
  const OUTLINE = '.toc a[href^="#"]'; // among which documentation has links to its other pages

  const button = (name, text) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = name;
    element.textContent = text;
    return element;
  };

  /** Mark the section that is being read in the outline. */
  const follow = () => {
    const links = [...document.querySelectorAll(OUTLINE)];
    const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
    const passed = (heading) => heading.getBoundingClientRect().top < innerHeight / 3;
    const mark = () => {
      const current = headings.findLastIndex(passed);
      links.forEach((link, number) => {
        if (number === current) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      });
    };
    let waiting = false;
    const soon = () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        mark();
      });
    };
    addEventListener("scroll", soon, { passive: true });
    new ResizeObserver(mark).observe(article);
  };

  const offerCopy = (block) => {
    const code = block.querySelector("pre");
    const copy = button("copy", words.copy);
    const written = () => {
      const twin = code.cloneNode(true); // a note may be open in it
      for (const card of twin.querySelectorAll(".card")) card.remove();
      return twin.textContent.trimEnd() + "\n";
    };
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(written());
        copy.textContent = words.copied;
        setTimeout(() => (copy.textContent = words.copy), 2000);
      } catch {
        getSelection().selectAllChildren(code); // where a browser gives no clipboard, the keys still copy
      }
    });
    const buttons = document.createElement("div");
    buttons.className = "on-code";
    buttons.append(copy);
    block.append(buttons);
  };

  /** Let lines of code that are too long be broken, as readers wish. */
  const offerWrap = (block) => {
    const buttons = block.querySelector(".on-code");
    if (!buttons || buttons.querySelector(".wrap")) return;
    const wrap = button("wrap", words.wrap);
    const tell = () => wrap.setAttribute("aria-pressed", block.classList.contains("wrapped"));
    wrap.addEventListener("click", () => {
      block.classList.toggle("wrapped");
      tell();
    });
    tell();
    buttons.prepend(wrap);
  };

  /**
   * Show a picture as large as the window, above the page, and at a click from near, so that it can be moved about. Its
   * link leads to the file where there is no script.
   */
  const enlarge = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // asked for in another tab
    event.preventDefault();
    const dialog = document.createElement("dialog");
    dialog.className = "large";
    dialog.classList.toggle("fixed", event.currentTarget.closest(".fixed") !== null);
    const shown = [...event.currentTarget.querySelectorAll("img")].find((image) => image.offsetWidth > 0);
    const picture = shown.cloneNode();
    picture.loading = "eager";
    if (shown.currentSrc) picture.src = shown.currentSrc; // on a phone there may be one for it
    /** Where a place of the window is within a picture, in shares of its sides. */
    const within = (image, { clientX, clientY }) => {
      const { left, top, width, height } = image.getBoundingClientRect();
      return [(clientX - left) / width, (clientY - top) / height];
    };
    const near = ([across, down]) => {
      if (!dialog.classList.toggle("near")) return;
      dialog.scrollTo(across * picture.offsetWidth - innerWidth / 2, down * picture.offsetHeight - innerHeight / 2);
    };
    const tapped = event.detail > 0 ? within(shown, event) : [0, 0]; // by the keyboard, what is read first
    dialog.append(button("close", words.close), picture);
    const links = [...(event.currentTarget.closest(".group")?.querySelectorAll(ENLARGED) ?? [])];
    const place = links.indexOf(event.currentTarget);
    dialog.addEventListener("keydown", ({ key }) => {
      const next = links[place + ({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? NaN)];
      if (!next || dialog.classList.contains("near")) return; // from near, the keys move the picture about
      dialog.remove(); // at once, where closing tells so only afterwards
      next.focus();
      next.click();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === picture) near(within(picture, event));
      else dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    if (picture.offsetWidth < 1.25 * shown.offsetWidth) near(tapped); // as on a phone
  };

  /** What a box is called: as its figure is, or as the section that it stands in. */
  const nameOf = (box) => {
    const told = box.closest("figure")?.querySelector("figcaption .number, figcaption p");
    const above = (heading) => heading.compareDocumentPosition(box) & Node.DOCUMENT_POSITION_FOLLOWING;
    return (told ?? [...article.querySelectorAll("h1, h2, h3")].findLast(above) ?? article).textContent.slice(0, 80).trim();
  };

  /** What is wider or higher than its place scrolls, by the keyboard too; nothing else is in the keyboard's way. */
  const reach = () => {
    for (const wide of article.querySelectorAll(".text > table, pre, .formula, .katex-display, .scroll")) {
      const high = wide.matches(".scroll") && wide.scrollHeight > wide.clientHeight + 1;
      if (wide.scrollWidth <= wide.clientWidth && !high) {
        wide.removeAttribute("tabindex");
        continue;
      }
      wide.tabIndex = 0;
      if (wide.localName !== "table" && !wide.hasAttribute("role")) {
        wide.setAttribute("role", "group");
        wide.setAttribute("aria-label", nameOf(wide));
      }
      if (wide.localName === "pre") offerWrap(wide.parentElement);
    }
  };

  /** The records lie beside the page, from where a page that is opened as a file may fetch nothing. */
  const offerCheck = (button) => {
    const source = new URL("check.js", SOURCE);
    button.hidden = location.protocol === "file:";
    button.addEventListener("click", async () => (await import(source)).check(button.closest(".runs")));
  };

  /** Start what loops without sound when it comes into view, where readers have not asked for less motion. */
  const start = () => {
    const films = new IntersectionObserver((seen) => {
      for (const { target, isIntersecting } of seen) {
        if (!isIntersecting) continue;
        films.unobserve(target); // once: whoever stops it wants it still
        target.play().catch(() => {}); // a browser may refuse, and has a button
      }
    });
    for (const film of article.querySelectorAll("video[data-plays]")) films.observe(film);
  };

  if (document.querySelector(OUTLINE)) follow();
  for (const button of document.querySelectorAll("button.check")) offerCheck(button);
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) start();
  for (const block of document.querySelectorAll(".highlight")) offerCopy(block);
  for (const link of article.querySelectorAll(ENLARGED)) link.addEventListener("click", enlarge);
  new ResizeObserver(reach).observe(article);
}
