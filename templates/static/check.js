// "Check this page": every claim and every number of a text is computed again, in the reader's browser, from the records
// that lie beside the page; one after the other gets its tick.
import { evaluate } from "./expressions.js";

const PAUSE = 40; // milliseconds between two ticks, for a reader to see them come
const NEAR = 1e-12; // of a number: what is added in another order may differ in the last digit

/** The record that a link downloads. Its name holds the beginning of its digest: what was changed since is none. */
const fetched = async (link) => {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(link.href);
  const bytes = await answer.arrayBuffer();
  const [, digest] = /\.([0-9a-f]{8})\.json$/.exec(new URL(link.href).pathname) ?? [];
  if (digest && crypto.subtle) {
    const found = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 4);
    if ([...found].map((one) => one.toString(16).padStart(2, "0")).join("") !== digest) throw new Error(link.href);
  }
  return JSON.parse(new TextDecoder().decode(bytes));
};

const recordsOf = async (section) => {
  const links = [...section.querySelectorAll("a[download][data-run]")];
  return Object.fromEntries(await Promise.all(links.map(async (link) => [link.dataset.run, await fetched(link)])));
};

/** The number that a text shows, and how far what it stands for may be from it: half of its last digit. */
const shown = (text, mark) => {
  const [, plain] = /^([-−]?[\d.,'’\s\u00a0\u202f]+)%?(?:\s|$)/u.exec(text) ?? [];
  if (plain === undefined) return undefined;
  const [whole, decimals = ""] = plain.trim().split(mark);
  const digits = `${whole.replace("−", "-").replaceAll(/[^\d-]/g, "")}.${decimals}`;
  return { number: Number(digits), half: 0.5 * 10 ** -decimals.length };
};

/** Whether a number is what the page says: as the build wrote it down, and as its text shows it. */
const agrees = (value, data, mark) => {
  const kept = typeof value === "number" ? Number(data.value) : data.value;
  const written = typeof value === "boolean" ? (value ? "True" : "False") : String(value);
  if (typeof value !== "number") return kept === written;
  if (Math.abs(value - kept) > NEAR * Math.max(1, Math.abs(value))) return false;
  const said = shown(data.textContent, mark);
  if (!said || /[\p{L}×]/u.test(data.textContent)) return true; // a duration, a date, a power of ten
  return [1, 100].some((scale) => Math.abs(value * scale - said.number) <= said.half * (1 + 1e-9));
};

/** Check a page, and say what came of it in the section of its runs. */
export const check = async (section) => {
  const button = section.querySelector("button.check");
  const status = section.querySelector(".checking");
  const article = section.closest("article");
  const mark = article.dataset.mark || (1.5).toLocaleString(article.lang || document.documentElement.lang || "en")[1];
  const links = [...article.querySelectorAll("a:is(.value, .checked, .refuted)[data-of]")];
  const told = { claims: [], numbers: [], amiss: [] };
  button.disabled = true;
  try {
    const records = await recordsOf(section);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    for (const link of links) {
      const { of, tolerance } = link.dataset;
      const data = link.querySelector("data");
      let holds = false;
      try {
        const value = evaluate(of, records, Number(tolerance ?? 0));
        holds = data ? agrees(value, data, mark) : value === true;
      } catch (error) {
        console.warn(of, error.message);
      }
      link.dataset.again = holds ? "yes" : "no";
      (data ? told.numbers : told.claims).push(holds);
      if (!holds) told.amiss.push(link);
      const { words } = button.dataset;
      const count = (all) => `${all.filter(Boolean).length}`;
      status.textContent = words
        .replace("{records}", Object.keys(records).length)
        .replace("{holding}", count(told.claims))
        .replace("{claims}", told.claims.length)
        .replace("{equal}", count(told.numbers))
        .replace("{numbers}", told.numbers.length);
      if (!still) await new Promise((done) => setTimeout(done, PAUSE));
    }
    for (const link of told.amiss) {
      link.id ||= `again-${links.indexOf(link)}`;
      const way = Object.assign(document.createElement("a"), { href: `#${link.id}`, textContent: link.dataset.of });
      status.append(document.createElement("br"), way);
    }
  } catch {
    status.textContent = button.dataset.failed;
  }
  button.disabled = false;
};
