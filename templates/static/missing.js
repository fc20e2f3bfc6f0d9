// An address that does not exist may still say which language it was in: the page then speaks that one.
"use strict";
{
  const home = (section) => section.querySelector("a[href]")?.pathname ?? location.href;
  const sections = [...document.querySelectorAll("main > section")];
  const named = sections.filter((section) => location.pathname.startsWith(home(section)));
  const [mine] = named.sort((one, other) => home(other).length - home(one).length);
  const { lang, dir } = mine ?? sections[0];
  for (const head of document.querySelectorAll("body > .head")) {
    head.hidden = false;
    if (head.lang !== lang) head.remove();
  }
  if (mine) {
    for (const section of sections) if (section !== mine) section.remove();
    Object.assign(document.documentElement, { lang, dir });
    document.title = `404 · ${document.querySelector(".head .name").textContent}`;
  }
}
