// `sitegen serve` adds this to the pages that it sends; no page of the built site has it. When the site has changed, it
// puts new paragraphs in the place of the old where nothing else on the page differs, and else loads the page again. It
// shows what is wrong for as long as it is, and underlines the links that lead nowhere.
{
  const own = document.currentScript;
  const { changes, scripted } = own.dataset;
  let { version } = own.dataset;
  const dead = JSON.parse(own.dataset.dead ?? "[]");
  if (dead.length) {
    const links = dead.map((address) => `a[href="${CSS.escape(address)}"]`).join();
    const sheet = new CSSStyleSheet(); // the page itself stays as it was sent
    sheet.replaceSync(`@media screen { :is(${links}) { text-decoration: underline wavy #e5484d; } }`);
    document.adoptedStyleSheets.push(sheet);
  }
  const panel = document.createElement("sitegen-mistakes");
  const shadow = panel.attachShadow({ mode: "open" });
  const style = `
    section { position: fixed; z-index: 2147483647; inset: auto 0 0; max-height: 60vh; overflow: auto; box-sizing: border-box;
      padding: 1rem 1.5rem; background: #2b1111; color: #fff; border-top: 4px solid #e5484d; font: 15px/1.5 system-ui, sans-serif; }
    h1 { margin: 0 0 .5rem; font-size: 1rem; }
    ol { margin: 0; padding-left: 1.5rem; }
    li { margin-bottom: .75rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    code { font: 14px/1.5 ui-monospace, monospace; color: #ffb3b3; }
    p { margin: 0; color: #e8c8c8; }
    @media print { section { display: none; } }`;

  const element = (name, text, ...children) => {
    const made = Object.assign(document.createElement(name), { textContent: text });
    made.append(...children);
    return made;
  };

  const item = ({ place, message, hint }) =>
    element("li", "", ...(place ? [element("code", place), element("br")] : []), message, ...(hint ? [element("p", hint)] : []));

  const show = (mistakes) => {
    panel.remove();
    if (!mistakes.length) return;
    const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
    const title = element("h1", version ? `${count}; the page is as it was before` : count);
    const section = element("section", "", title, element("ol", "", ...mistakes.map(item)));
    section.setAttribute("role", "alert");
    section.lang = "en";
    shadow.replaceChildren(element("style", style), section);
    document.body.append(panel);
  };

  /** What holds the words of a page: in a template of the site's own it may be the whole article. */
  const wordsOf = (page) => page.querySelector("article > .text") ?? page.querySelector("article");
  const words = wordsOf(document);
  const nodes = [...(words?.childNodes ?? [])]; // as they were sent: scripts that run later may move them
  let sent; // the page as it was sent, and what stands above its words

  const ask = async (wanted) => {
    const html = await (await fetch(location.href, { cache: "no-store" })).text();
    return html.includes(`data-version="${wanted}"`) ? html : "";
  };
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
  /** The head of a page, its header and its outline: where they differ, all the rest need not be looked at. */
  const above = (html) => {
    const outline = html.indexOf('<nav class="toc"');
    return html.slice(0, outline < 0 ? html.indexOf("<article") : html.indexOf("</nav>", outline));
  };
  const remember = async () => {
    const html = await ask(version);
    sent = html && { page: parsed(html), above: above(html) };
  };

  /** Whether no script of the theme does anything with this: blanks, or a block of words. */
  const plain = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return !node.data.trim();
    const busy = "[id]:not([id^=back-]), pre, table, img, svg, figure, script, style, button, input, iframe";
    return node.matches?.("p, ul, ol, blockquote") && !node.matches(busy) && !node.querySelector(busy);
  };

  /** Where the nodes of two lists begin and end to differ: [first, end in the one, end in the other]. */
  const difference = (one, other) => {
    const shorter = Math.min(one.length, other.length);
    let first = 0;
    while (first < shorter && one[first].isEqualNode(other[first])) first++;
    let last = 0;
    while (last < shorter - first && one.at(-1 - last).isEqualNode(other.at(-1 - last))) last++;
    return [first, one.length - last, other.length - last];
  };

  /** Put new blocks of words in the place of the old. Returns false where that would not be all, or cannot be known. */
  const replaced = async (wanted) => {
    const known = ({ src, type }) => /json$/.test(type) || /\/static\/(theme|page|cards)\.js$/.test(src);
    if (!sent || scripted === "True" || ![...document.scripts].every((one) => one === own || known(one))) return false;
    const html = await ask(wanted);
    if (above(html) !== sent.above) return false;
    const [was, now] = [sent.page, parsed(html)];
    const [then, next] = [was, now].map((page) => [...(wordsOf(page)?.childNodes ?? [])]);
    if (!next.length || then.length !== nodes.length) return false;
    const [first, end, newEnd] = difference(then, next);
    const old = nodes.slice(first, end);
    const made = next.slice(first, newEnd).map((node) => document.importNode(node, true));
    if (![...old, ...made].every(plain) || !old.every((node, at) => node.isEqualNode(then[first + at]))) return false;
    if (![...old, nodes[end] ?? words.lastChild].every((node) => node.parentNode === words)) return false;
    then.slice(first, end).forEach((node) => node.remove());
    const place = then[end] ?? null;
    made.forEach((node) => wordsOf(was).insertBefore(was.importNode(node, true), place));
    was.querySelector("script[data-version]").dataset.version = wanted;
    if (!was.documentElement.isEqualNode(now.documentElement)) return false; // its head, say, or the outline
    made.forEach((node) => words.insertBefore(node, nodes[end] ?? null));
    old.forEach((node) => node.remove());
    nodes.splice(first, old.length, ...made);
    [sent.page, version] = [now, wanted];
    return true;
  };

  const heed = async (now) => {
    if (now.version === version || (await replaced(now.version).catch(() => false))) show(now.mistakes);
    else location.reload();
  };

  let source;
  let heeded = Promise.resolve();
  const listen = () => {
    source = new EventSource(changes);
    source.onmessage = ({ data }) => (heeded = heeded.then(() => heed(JSON.parse(data))));
  };
  const idle = globalThis.requestIdleCallback ?? setTimeout;
  addEventListener("load", () => idle(() => remember().catch(() => {})));
  // A page that nobody sees does not listen: browsers open six connections to one server and no more.
  const attend = () => {
    source?.close();
    if (!document.hidden) listen();
  };
  document.addEventListener("visibilitychange", attend);
  addEventListener("pageshow", (event) => event.persisted && attend());
  addEventListener("pagehide", () => source?.close());
  attend();
}
