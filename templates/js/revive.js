// The JavaScript of an author's `figures.py`: an option names each piece of it by its number, and a module beside the page
// gives the pieces.

const CODE = "$code"; // as `builder/drawing/chart_code.py` writes it

/** The same option with the pieces in their places. */
export function revive(value, pieces) {
  if (typeof value !== "object" || value === null) return value;
  if (Object.hasOwn(value, CODE)) return pieces[value[CODE]];
  for (const [key, inner] of Object.entries(value)) value[key] = revive(inner, pieces);
  return value;
}
