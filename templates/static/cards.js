// What is in the cards: see asking.js, which loads this for the first. A card is made of what the page holds already, the
// runs, the works, the footnotes and the figures, and of the few numbers that it keeps for its cards.
"use strict";
{
  const article = document.querySelector("article");
  const told = JSON.parse(document.getElementById("cards")?.textContent ?? "{}");
  const words = told.words;
  const mark = (1.5).toLocaleString(article.lang || document.documentElement.lang || "en")[1];
  const GAP = 6; // pixels between a card and what it is about
  const EDGE = 8; // and between it and the edge of the window
  const LEAST = 120; // of height, however little room there is
  const MOST = 8; // runs that a card names

  /** An element with what it holds: strings, elements, and lists of both. */
  const make = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.flat().filter((child) => child !== undefined));
    return element;
  };

  /** A copy of what stands elsewhere in the page: an id is given once. */
  const copy = (element) => {
    const twin = element.cloneNode(true);
    for (const one of [twin, ...twin.querySelectorAll("[id]")]) one.removeAttribute("id");
    for (const one of twin.querySelectorAll(".back, .footnote-backref, .copy, .card, .origins, button")) one.remove();
    for (const one of twin.querySelectorAll("[tabindex]")) one.removeAttribute("tabindex");
    for (const one of twin.querySelectorAll("[loading]")) one.removeAttribute("loading");
    return twin;
  };

  const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

  /** A number with all that is known of it; rounding errors of the last of its digits are none. */
  const whole = (value) => {
    if (Array.isArray(value)) return value.map(whole).join("; ");
    if (typeof value !== "number") return value === null ? words.none : String(value);
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(12))).replace(".", mark).replace("-", "−");
  };

  const short = (value) => whole(typeof value === "number" ? Number(value.toPrecision(6)) : value);

  const numbers = (each) => each.filter((one) => typeof one === "number");

  /** A dot for each seed, between the lowest and the highest, and a line at what is told of them. */
  const dots = (value, run, each) => {
    const known = numbers(each);
    const [lowest, highest] = [Math.min(...known), Math.max(...known)];
    const seeds = told.runs[run]?.[0] ?? [];
    const name = (one, number) => put(words.seed, { seed: seeds[number] ?? number + 1, number: whole(one) });
    const place = (one) => `${(100 * (one - lowest)) / (highest - lowest)}%`;
    const drawing = make("span", { class: "dots", role: "img", "aria-label": each.map(name).join("; ") });
    each.forEach((one, number) => {
      if (typeof one !== "number") return;
      const dot = make("i", { title: name(one, number) });
      dot.style.left = place(one);
      drawing.append(dot);
    });
    if (typeof value === "number" && value >= lowest && value <= highest) {
      const line = make("b", {});
      line.style.left = place(value);
      drawing.append(line);
    }
    return drawing;
  };

  /** What a number was before, as the page says it of its run. */
  const former = (run, name) => {
    const known = [...(entry(run)?.querySelectorAll("span.former") ?? [])].find((one) => one.firstChild.textContent === name);
    if (!known) return [];
    const title = entry(run).querySelector("dt.former").textContent;
    return [make("p", { class: "seeds" }, `${title}: `, ...[...copy(known).childNodes].slice(1))];
  };

  /** What one number is, unless that stands above, and what each seed gave for it. */
  const reading = (name, alone) => {
    const [value, run, each = []] = told.read[name];
    const known = numbers(each);
    const said = alone === true ? [] : [" ", make("span", {}, whole(value))];
    const parts = [make("p", { class: "reading" }, make("code", {}, name), ...said), ...former(run, name)];
    if (known.length < 2) return parts;
    const [lowest, highest] = [Math.min(...known), Math.max(...known)].map(short);
    const middle = known.reduce((sum, one) => sum + one, 0) / known.length;
    const squares = known.reduce((sum, one) => sum + (one - middle) ** 2, 0);
    const spread = short(Number(Math.sqrt(squares / (known.length - 1)).toPrecision(2)));
    parts.push(make("p", { class: "seeds" }, put(words.seeds, { count: each.length, lowest, highest, spread })));
    parts.push(dots(value, run, each));
    const missing = each.length - known.length;
    return missing ? [...parts, make("p", { class: "seeds" }, `${words.none}: ${missing}`)] : parts;
  };

  const entry = (name) => document.getElementById(`from:${name}`);

  /** What the page says of a run under a heading. */
  const said = (run, heading) => entry(run)?.querySelector(`dt.${heading}`)?.nextElementSibling.cloneNode(true).childNodes;

  const lead = (address, text) => make("a", { href: address, class: "onward" }, text);

  /** The runs that something comes from: of the only one its settings and how to repeat it, of several their days. */
  const runs = (names) => {
    const list = make("dl", {});
    const add = (run, heading) => {
      const found = said(run, heading);
      if (!found) return;
      const title = entry(run).querySelector(`dt.${heading}`).textContent;
      list.append(make("dt", {}, title), make("dd", { class: heading }, ...found));
    };
    if (names.length === 1) for (const one of ["amiss", "post", "settings", "dataset", "day", "repeated", "commit", "command"]) add(names[0], one);
    else {
      for (const run of names.slice(0, MOST)) {
        const commit = said(run, "commit");
        list.append(make("dt", {}, lead(`#from:${run}`, make("code", {}, run))));
        list.append(make("dd", {}, ...(said(run, "day") ?? []), ...(commit ? [", ", ...commit] : [])));
        if (said(run, "amiss")) list.append(make("dd", { class: "amiss" }, ...said(run, "amiss")));
      }
      if (names.length > MOST) list.append(make("dd", {}, "…"));
    }
    const all = names.length === 1 ? [make("p", {}, lead(`#from:${names[0]}`, words.all))] : [];
    return [list, ...all];
  };

  const read = (of) => told.of[of] ?? (of in told.read ? [of] : []);

  const runsOf = (of, link) => {
    const names = read(of).map((name) => told.read[name][1]).filter(entry);
    return names.length ? [...new Set(names)] : [decodeURIComponent(link.hash).slice("#from:".length)];
  };

  const aboutValue = (link, of) => {
    const value = link.querySelector("data")?.value ?? "";
    const exact = value !== "" && Number.isFinite(Number(value)) ? whole(Number(value)) : value;
    const names = read(of);
    const shown = link.textContent;
    const same = shown.replace(/[.,\s\u202f\u00a0]/g, "") === exact; // but for what groups its digits
    const head = make("p", { class: "head" }, make("strong", {}, shown), same || exact === shown ? "" : ` = ${exact}`);
    const alone = names.length === 1 && names[0] === of;
    const derived = alone ? [] : [make("p", { class: "seeds" }, `${words.from} `, make("code", {}, of))];
    return [head, ...derived, ...names.flatMap((name) => reading(name, alone)), ...runs(runsOf(of, link))];
  };

  /** What a sentence was checked by, in words. */
  const aboutClaim = (link, of, aim) => {
    const twin = copy(aim);
    const head = make("p", { class: "head" }, link.matches(".refuted") ? words.fails : words.holds);
    const condition = twin.querySelector(".whole");
    const lines = [...twin.querySelectorAll(".one")].map((one) => make("li", one.matches(".mark") ? { class: "mark" } : {}, ...one.childNodes));
    return [head, ...(condition ? [make("p", {}, condition)] : []), ...(lines.length ? [make("ul", {}, ...lines)] : []), ...runs(runsOf(of, link))];
  };

  /** A figure, small: its picture, or its table, and its caption. */
  const aboutFigure = (aim) => {
    const live = aim.querySelector(".drawing > div svg, .live:not([hidden]) canvas");
    const part = aim.querySelector(".views > .current") ?? aim;
    const drawn = [...part.querySelectorAll("picture, :is(.shown, a.enlarge) img:not(picture img), .scroll table, pre")].filter((one) => !one.closest("details, .asked"));
    const shown = live?.matches("svg") ? [live] : drawn;
    const box = make("div", { class: aim.matches(".fixed") ? "small fixed" : "small", "aria-hidden": "true" });
    for (const one of shown.slice(0, 4)) box.append(copy(one));
    for (const svg of box.querySelectorAll("svg")) svg.setAttribute("viewBox", `0 0 ${live.width.baseVal.value} ${live.height.baseVal.value}`);
    const caption = aim.querySelector("figcaption > p:not(.mark)");
    return [...(shown.length ? [box] : []), ...(caption ? [copy(caption)] : [])];
  };

  const contents = (link) => {
    const aim = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    const of = link.dataset.of;
    if (of && aim.closest(".claims")) return aboutClaim(link, of, aim);
    if (of && told.read) return aboutValue(link, of);
    const onward = make("p", {}, lead(link.hash, article.dataset.onward));
    if (aim.closest(".runs")) return runs([decodeURIComponent(link.hash).slice("#from:".length)]);
    if (aim.matches("li")) return [make("div", { class: "note" }, ...copy(aim).childNodes), onward];
    const formula = aim.closest(".formula");
    if (formula) return [copy(formula), onward];
    return [...aboutFigure(aim.closest("figure, .interactive")), onward];
  };

  /** Beside what it is about, where there is more room, and inside of the window. */
  const place = (card, link) => {
    const box = [...link.getClientRects()].at(-1);
    const below = innerHeight - box.bottom - GAP - EDGE;
    const above = box.top - GAP - EDGE;
    const height = card.scrollHeight + 2;
    const up = below < height && above > below;
    card.style.maxHeight = `${Math.max(LEAST, up ? above : below)}px`;
    const { width, height: tall } = card.getBoundingClientRect();
    const room = document.documentElement.clientWidth - width - EDGE;
    const top = up ? Math.max(EDGE, box.top - GAP - tall) : Math.min(box.bottom + GAP, Math.max(EDGE, innerHeight - EDGE - tall));
    card.style.left = `${Math.max(EDGE, Math.min(box.left, room)) + scrollX}px`;
    card.style.top = `${top + scrollY}px`;
  };

  const show = (link) => {
    document.getElementById("card")?.hidePopover();
    const name = link.textContent.trim();
    const card = make("div", { class: "card", id: "card", popover: "auto", role: "group", "aria-label": name }, contents(link));
    link.removeAttribute("title"); // the card says it
    link.querySelector("[title]")?.removeAttribute("title");
    (link.closest("summary") ?? link).after(card);
    // Told before the focus goes back to the link, which must not open it again.
    card.addEventListener("beforetoggle", ({ newState }) => {
      if (newState === "closed") document.dispatchEvent(new CustomEvent("card-closed", { detail: link }));
    });
    card.addEventListener("toggle", ({ newState }) => {
      if (newState === "open") return;
      card.remove();
      link.removeAttribute("aria-expanded");
      link.removeAttribute("aria-controls");
    });
    link.setAttribute("aria-expanded", "true");
    link.setAttribute("aria-controls", "card");
    card.showPopover();
    place(card, link);
    for (const image of card.querySelectorAll("img")) image.addEventListener("load", () => place(card, link));
  };

  document.addEventListener("card", ({ detail }) => show(detail));
}
