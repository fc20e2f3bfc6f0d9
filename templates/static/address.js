// What a reader made of a figure stands in the address, `?wave=at:1,4;seed:2`: it can be shared, and leads back to it.
"use strict";
{
  const PAUSE = 300; // milliseconds: browsers allow no hundred new addresses in a row
  const BARE = /%(3A|2C|3B|2F)/g; // what a query may hold as it is

  /** The state of a figure, by its name. */
  const read = (name) => {
    const parts = (new URLSearchParams(location.search).get(name) ?? "").split(";");
    const pairs = parts.map((part) => [part.split(":", 1)[0], part.slice(part.indexOf(":") + 1)]);
    return Object.fromEntries(pairs.filter(([key, value]) => key && value));
  };

  let writing; // a timer

  /** Write the state of a figure, which has this name and this id. */
  const write = (name, id, state) => {
    clearTimeout(writing);
    writing = setTimeout(() => {
      const said = Object.entries(state).map((pair) => pair.join(":")).join(";");
      const others = [...new URLSearchParams(location.search)].filter(([other]) => other !== name);
      const pairs = said ? [...others, [name, said]] : others;
      const query = pairs.map((pair) => pair.map(encodeURIComponent).join("=").replace(BARE, decodeURIComponent));
      const own = `#${id}`;
      const hash = said ? own : location.hash === own ? "" : location.hash;
      history.replaceState(history.state, "", location.pathname + (query.length ? `?${query.join("&")}` : "") + hash);
    }, PAUSE);
  };

  globalThis.stateInAddress = { read, write };
}
