// The words of an author's own tooltips: ECharts takes a `formatter` for HTML, and here it is text. Of what is written as
// HTML the words stay, and the ends of lines.

import { format, time } from "echarts/core";

import { calendar } from "./calendar.js";

const UNREAD = /<!--.*?-->|<(script|style)\b.*?<\/\1\s*>/gis;
const ENDS = /<br\b[^>]*>|<\/(?:p|div|li|tr|h[1-6])\s*>/gi;
const TAGS = /<\/?[a-z][^>]*>/gi;

/** What a reader would read of some HTML, line by line. No element is made of it: what is left of `<` is a character. */
function read(html) {
  const text = html.replace(UNREAD, "").replace(/\s+/g, " ").replace(ENDS, "\n").replace(TAGS, "");
  return new DOMParser().parseFromString(text.replace(/</g, "&lt;"), "text/html").body.textContent.trim();
}

/** A formatter that gives text, for one that is written as a template such as `{b}<br>{a}: {c}`. */
function worded(template, language) {
  const text = read(template);
  return (told) => {
    const [first] = [told].flat();
    const dated = first.axisType?.includes("time") ? time.format(first.axisValue, text, false, calendar(language)) : text;
    const element = document.createElement("span");
    element.className = "words";
    element.textContent = format.formatTpl(dated, told, false);
    return element;
  };
}

/** Let no tooltip of an option, wherever it is asked for, be more than text. */
export function keepToWords(option, language) {
  for (const [key, value] of Object.entries(option ?? {})) {
    if (typeof value !== "object") continue;
    for (const tooltip of key === "tooltip" ? [value].flat() : []) {
      if (typeof tooltip?.formatter === "string") tooltip.formatter = worded(tooltip.formatter, language);
    }
    keepToWords(value, language);
  }
}
