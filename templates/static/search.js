// Search in the texts of the page's language, by an index that Pagefind made with the site. Nothing of it is fetched
// before the dialog is first opened. No module, because browsers load none for a page that is opened as a file.
"use strict";
if (document.querySelector("dialog.search")) {
  const PAGES = 10; // that are shown
  const SECTIONS = 3; // of each
  const PAUSE = 120; // milliseconds in which another key may come

  const opener = document.querySelector("button.search");
  const dialog = document.querySelector("dialog.search");
  const words = dialog.dataset;
  const input = dialog.querySelector("input");
  const status = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  let index; // a promise of it
  let searching = Promise.resolve();
  let turn = 0;

  const element = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };

  /** Pagefind for this page. It works in the page itself: its worker would be one more file to wait for. */
  const load = async () => {
    const { createInstance } = await import(new URL(words.index, document.baseURI).href);
    return createInstance({ noWorker: true, excerptLength: 20 });
  };

  /** The words around what was found, which Pagefind gives as HTML with nothing in it but <mark>. */
  const excerpt = (html, title = "") => {
    const said = html.replaceAll(/<\/?mark>/g, "").startsWith(title) ? title : ""; // the heading is above it already
    for (let left = said.length; left > 0; left--) html = html.replace(/^((?:<\/?mark>)*)(?:&\w+;|.)/s, "$1");
    html = html.replace("<mark></mark>", "").replace(/^((?:<mark>)?)[\s.:]+/, "$1");
    const parts = html.split(/<\/?mark>/).map((text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
    const marked = parts.map((text, number) => (number % 2 ? element("mark", text) : text));
    const plain = parts.join("");
    return element("span", /^\p{Ll}/u.test(plain) ? "… " : "", ...marked, /[.!?]$/.test(plain) ? "" : " …");
  };

  /** The words that were found, as they stand in the text. */
  const found = (html) => {
    const marked = [...html.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => word.match(/[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/u)?.[0]);
    return [...new Set(marked.filter(Boolean))];
  };

  /** What finds any of some words where they stand as such. */
  const anyOf = (words) => {
    const signs = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`(?<![\\p{L}\\p{N}])(${signs.join("|")})(?![\\p{L}\\p{N}])`, "giu");
  };

  const link = (title, url, html, ...more) => {
    const looked = found(html);
    const parts = looked.length ? title.split(anyOf(looked)) : [title];
    const heading = element("strong", ...parts.map((text, number) => (number % 2 ? element("mark", text) : text)));
    const made = Object.assign(element("a", heading, ...more), { href: url });
    made.dataset.words = JSON.stringify(looked);
    return made;
  };

  const fold = (text) => text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll(/\s+/gu, " ").trim().toLowerCase();

  /** How the page writes what is asked for by its number: "Figure 3" for "fig. 3". */
  const numbered = (asked) => {
    const [, said, number] = /^(\p{L}{3,})\.?\s*(\d+)\.?$/u.exec(asked) ?? [];
    const kinds = words.numbered.split("|").map((kind) => kind.trim()).filter(Boolean);
    const kind = said && kinds.find((one) => fold(one).startsWith(fold(said)));
    return kind?.replace("#", number);
  };

  /** What is called so on this page. */
  const here = (name) => {
    const all = [...document.querySelectorAll("article .number")];
    const number = all.find((one) => fold(one.textContent) === `${fold(name)}.`);
    const figure = number?.closest(".interactive") ?? number?.closest("[id]");
    if (!figure) return [];
    const caption = number.parentElement.textContent.replace(number.textContent, "").trim();
    return [element("li", link(name, `#${figure.id}`, "", element("span", caption)))];
  };

  /** What is called so: on this page, then on others. */
  const called = async (name) => {
    const mine = here(name);
    const { results } = await (await index).search(`"${name}"`);
    const pages = await Promise.all(results.slice(0, PAGES).map((one) => one.data()));
    const others = pages.flatMap(({ url, meta }) => {
      const [id, caption] = JSON.parse(meta.numbered ?? "{}")[name] ?? [];
      if (!id || (mine.length && url === location.pathname.replace(/index\.html$/, ""))) return [];
      return [element("li", link(name, `${url}#${id}`, "", element("small", meta.title), element("span", caption)))];
    });
    return [...mine, ...others];
  };

  /** The pages with some words; documentation in another language comes last. */
  const pagesWith = async (asked) => {
    const pagefind = await index;
    if (!words.foreign) return (await pagefind.search(asked)).results;
    const own = await pagefind.search(asked, { filters: { not: { foreign: "yes" } } });
    const foreign = await pagefind.search(asked, { filters: { foreign: "yes" } });
    return [...own.results, ...foreign.results];
  };

  /** A page with the sections that tell most of what is searched for, in the order of the page. */
  const item = (page) => {
    const [top, sections] = [true, false].map((whole) => page.sub_results.filter((one) => !one.anchor === whole));
    const most = sections.toSorted((a, b) => b.locations.length - a.locations.length).slice(0, SECTIONS);
    const its = (top[0] ?? page).excerpt;
    const above = top.length || !most.length ? [excerpt(its, page.meta.title)] : [];
    const { kind, lang } = page.meta;
    if (kind === "docs") above.unshift(element("small", lang ? words.foreign : words.docs));
    const made = element("li", link(page.meta.title, page.url, its, ...above));
    if (lang) {
      made.lang = lang;
      made.querySelector("small").lang = document.documentElement.lang;
    }
    const below = sections.filter((one) => most.includes(one));
    const lines = below.map((one) => element("li", link(one.title, one.url, one.excerpt, excerpt(one.excerpt, one.title))));
    if (lines.length) made.append(element("ul", ...lines));
    return made;
  };

  const show = (items, said) => {
    list.replaceChildren(...items);
    list.scrollTop = 0;
    status.textContent = said;
  };

  const count = (all) => `${words.found} ${all > PAGES ? `${PAGES} ${words.of} ${all}` : all}`;

  /** Search for what has been typed; nothing comes of it when something else is typed meanwhile. */
  const search = async () => {
    const mine = ++turn;
    const asked = input.value.trim();
    if (!asked) return show([], "");
    await new Promise((done) => setTimeout(done, PAUSE));
    try {
      if (mine !== turn) return;
      index ??= load();
      const name = numbered(asked);
      const things = name ? await called(name) : [];
      if (mine !== turn) return;
      if (things.length) return show(things, count(things.length));
      const results = await pagesWith(asked);
      if (mine !== turn) return;
      const pages = await Promise.all(results.slice(0, PAGES).map((one) => one.data()));
      const nothing = [`${words.nothing} “${asked}”`, words.where].filter(Boolean).join(". ");
      if (mine === turn) show(pages.map(item), pages.length ? count(results.length) : nothing);
    } catch {
      index = undefined; // so that the next key tries again
      if (mine === turn) show([], words.failed);
    }
  };

  const open = () => {
    if (location.protocol === "file:") {
      input.disabled = true; // a file may not read another
      status.textContent = words.file;
    } else {
      index ??= load();
      index.catch(() => (index = undefined)); // told when something is searched for
    }
    if (!dialog.open) dialog.showModal();
    input.select();
  };

  /** The arrows move through the links, from and to the words; letters go to the words wherever the reader is. */
  const move = (event) => {
    const { key, target, isComposing, ctrlKey, metaKey, altKey } = event;
    if (isComposing || ctrlKey || metaKey || altKey) return;
    const stops = [input, ...list.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (step) {
      event.preventDefault();
      stops[Math.min(Math.max(stops.indexOf(target) + step, 0), stops.length - 1)].focus();
    } else if (key === "Enter" && target === input) {
      searching.then(() => list.querySelector("a")?.click());
    } else if (key === "Escape") {
      event.preventDefault(); // browsers would empty the field first
      dialog.close();
    } else if (key.length === 1 && target.matches("a")) {
      input.focus(); // where the letter then comes
    }
  };

  const isTextField = (target) =>
    target.isContentEditable || target.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=range])");

  const KEY = "sitegen-found";

  /** Mark words that were found in a text, and show the first of them in the section that was found. */
  const mark = ({ anchor, words }) => {
    const article = document.querySelector("article");
    const start = (anchor && document.getElementById(anchor)) || article;
    const any = anyOf(words);
    const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
    const ranges = [];
    while (walker.nextNode()) {
      const { currentNode: node } = walker;
      if (!node.parentElement.checkVisibility() || node.parentElement.closest("button, .apart, svg")) continue;
      for (const { 0: word, index } of node.data.matchAll(any)) {
        ranges.push(new StaticRange({ startContainer: node, startOffset: index, endContainer: node, endOffset: index + word.length }));
      }
    }
    if (window.Highlight) {
      const sheet = new CSSStyleSheet(); // in that of the page, the checker of the W3C takes it for a mistake
      sheet.replaceSync("::highlight(found) { background: var(--mark-ground); color: var(--mark-text); }");
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      CSS.highlights.set("found", new Highlight(...ranges));
    }
    const after = ({ startContainer }) => start.compareDocumentPosition(startContainer) & 20; // follows, or stands in it
    const first = ranges.find(after)?.startContainer.parentElement ?? start;
    first.scrollIntoView({ block: first === start ? "start" : "center", behavior: "instant" });
  };

  /** Remember what was looked for until its page is there, which then goes to the words and not to the heading. */
  const follow = (event, hit) => {
    const { pathname, hash } = hit;
    const what = { to: pathname, anchor: decodeURIComponent(hash.slice(1)), words: JSON.parse(hit.dataset.words) };
    if (!what.words.length) return;
    if (pathname === location.pathname) {
      event.preventDefault();
      history.pushState(null, "", hash || pathname);
      return mark(what);
    }
    try {
      sessionStorage.setItem(KEY, JSON.stringify(what));
      hit.hash = "";
    } catch {} // it leads to the heading
  };

  const arrive = () => {
    const what = JSON.parse(sessionStorage.getItem(KEY));
    sessionStorage.removeItem(KEY);
    if (what?.to !== location.pathname || !document.querySelector("article")) return;
    mark(what);
    if (what.anchor) addEventListener("load", () => setTimeout(() => history.replaceState(null, "", `#${what.anchor}`)));
  };
  try {
    arrive();
  } catch {} // a browser may keep nothing

  addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented } = event;
    const typed = isTextField(target) && !target.closest("dialog:not([open])"); // just closed it may have the focus still
    const slash = key === "/" && !ctrlKey && !metaKey && !altKey && !typed;
    const k = key.toLowerCase() === "k" && (ctrlKey || metaKey) && !altKey && !shiftKey;
    if (defaultPrevented || !(slash || k)) return;
    event.preventDefault();
    open();
  });
  opener.addEventListener("click", open);
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", move);
  dialog.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey; // in another tab: this one stays as it is
    const hit = event.target.closest("a");
    if (event.target === dialog || (hit && !elsewhere)) dialog.close();
    if (hit && !elsewhere) follow(event, hit);
  });
  input.addEventListener("input", () => (searching = search()));
  opener.hidden = false;
}
