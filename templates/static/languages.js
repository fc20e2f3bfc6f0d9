// The link to the other language leads to the section that is being read: its text has the same headings in the same
// order. No module, because browsers load none for a page that is opened as a file.
"use strict";
{
  const headings = [...document.querySelectorAll("article :is(h2, h3)[id]")];

  /** The number of the heading that the reader has passed last; -1 above the first. */
  const current = () => headings.findLastIndex((heading) => heading.getBoundingClientRect().top < innerHeight / 3);

  for (const link of document.querySelectorAll("a[data-anchors]")) {
    const anchors = JSON.parse(link.dataset.anchors);
    const lead = () => {
      link.hash = anchors[current()] ?? "";
    };
    // Before the link is followed in any way: clicked, opened in another tab, or copied.
    for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, lead);
  }
}
