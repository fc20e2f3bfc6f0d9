// The root page sends readers to the first of their languages that the site has. It remembers nothing: who comes back
// from within the site, to choose another language, stays.
"use strict";
{
  const links = [...document.querySelectorAll(".choice a[hreflang]")];
  const primary = (code) => code.toLowerCase().split("-")[0];

  /** The link for a language of the reader: the very one, else one of the same family ("pt-PT" is served by "pt"). */
  const linkFor = (code) =>
    links.find((link) => link.hreflang.toLowerCase() === code.toLowerCase()) ??
    links.find((link) => primary(link.hreflang) === primary(code));

  const here = new URL(".", location.href).href;
  const target = navigator.languages.map(linkFor).find((link) => link !== undefined);
  if (target !== undefined && !document.referrer.startsWith(here)) {
    location.replace(target.href);
  }
}
