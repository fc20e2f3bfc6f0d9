// The link to the other language leads to where the reader is: to the section, whose heading is in the same order there,
// and as far into it. No module, because browsers load none for a page that is opened as a file.
"use strict";
{
  const headings = [...document.querySelectorAll("article :is(h2, h3)[id]")];
  const top = (number) => {
    if (number < 0) return -scrollY;
    const end = document.querySelector("article").getBoundingClientRect().bottom;
    return headings[number]?.getBoundingClientRect().top ?? end;
  };

  /** The place in the middle of what is being read, as a number: 2.5 is half way between the third heading and the next. */
  const place = () => {
    const line = innerHeight / 3;
    const section = headings.findLastIndex((heading) => heading.getBoundingClientRect().top < line);
    const length = top(section + 1) - top(section);
    return { section, share: (line - top(section)) / length, whole: (line + scrollY) / (top(headings.length) + scrollY) };
  };

  const keep = (to) => {
    try {
      const kept = { to, ...place(), of: headings.length };
      sessionStorage.setItem("sitegen-place", JSON.stringify(kept));
      return true;
    } catch {
      return false; // a browser may keep nothing
    }
  };

  for (const link of document.querySelectorAll(".languages a[hreflang]")) {
    if (!document.querySelector("article")) break;
    const anchors = JSON.parse(link.dataset.anchors ?? "[]");
    const lead = () => {
      link.hash = anchors[place().section] ?? "";
      link.search = location.search; // figures as the reader has them
    };
    // Before the link is followed in any way: clicked, opened in another tab, or copied.
    for (const event of ["pointerdown", "focus"]) link.addEventListener(event, lead);
    link.addEventListener("click", (event) => {
      lead();
      const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
      // The other page finds the place by itself: there the browser is not to go to the heading as well.
      if (!elsewhere && scrollY > 0 && keep(link.pathname)) link.hash = "";
    });
  }
}
