// The colours of ECharts, which reckons with numbers only: of a colour that a page alone knows, such as `var(--c1)`, its
// tools make none at all, and what is drawn in none is gone. `build.mjs` puts this module in the place of theirs.

import * as tools from "zrender/lib/tool/color.js";

/** A colour that ECharts cannot read, and that a browser can. */
export const named = (colour) => typeof colour === "string" && tools.parse(colour) === undefined;

/** What is pointed at: a little nearer to the colour of the text, which is far from that of the ground. */
const nearer = (colour) => `color-mix(in srgb, ${colour} 88%, var(--text, #000))`;

/** The colour, or the gradient of colours, of something that is pointed at. */
export function liftColor(colour) {
  const stops = colour?.colorStops;
  if (stops?.some((stop) => named(stop.color))) {
    return { ...colour, colorStops: stops.map((stop) => ({ ...stop, color: liftColor(stop.color) })) };
  }
  return named(colour) ? nearer(colour) : tools.liftColor(colour);
}

/** A colour that lets through what lies below it; `markThrough` in `option.js` does so for one that cannot be read. */
export function modifyAlpha(colour, alpha) {
  return named(colour) ? colour : tools.modifyAlpha(colour, alpha);
}

/** A colour that a page may know otherwise, as one that can be reckoned with: `var(--c1, #0b63b3)` as what is behind the comma. */
export const known = (colour) => (named(colour) ? (/^var\([^,]+,\s*(.+)\)$/.exec(colour)?.[1] ?? "#808080") : colour);

/** Shades of a colour, as the branches of trees have them. */
export const modifyHSL = (colour, ...changes) => tools.modifyHSL(known(colour), ...changes);
export const lift = (colour, level) => tools.lift(known(colour), level);

export * from "zrender/lib/tool/color.js";
