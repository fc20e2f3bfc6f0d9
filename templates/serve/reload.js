// `sitegen serve` adds this to the pages that it sends; no page of the built site has it. It loads the page again when
// the site has changed, and shows what is wrong for as long as it is.
{
  const { version, changes } = document.currentScript.dataset;
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

  let source;
  const listen = () => {
    source = new EventSource(changes);
    source.onmessage = ({ data }) => {
      const now = JSON.parse(data);
      if (now.version === version) show(now.mistakes);
      else location.reload();
    };
  };
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
