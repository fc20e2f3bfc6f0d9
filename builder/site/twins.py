"""What programs read of a site in place of its pages: each text as Markdown beside its page, and a list of them all."""

from __future__ import annotations

from collections.abc import Iterator

from builder.document.escaping import plainly
from builder.document.to_markdown import to_markdown
from builder.licences import licence
from builder.site.gather import Site
from builder.site.head import TWIN
from builder.site.pages import TextPage
from builder.site.urls import absolute, link

LIST = "llms.txt"


def markdown(base_url: str, page: TextPage) -> str:
    """A text as Markdown, numbers filled in, below its title and what else stands at its head."""
    allowed = licence(page.license)
    about = [
        page.author,
        page.date.isoformat() if page.date else "",
        absolute(base_url, page.url),
        f"https://doi.org/{page.doi}" if page.doi else "",
        (f"[{allowed.name}]({allowed.url})" if allowed.url else allowed.name) if allowed else "",
    ]
    head = [
        f"# {plainly(page.title)}",
        f"*{plainly(page.subtitle)}*" if page.subtitle else "",
        " · ".join(filter(None, about)),
    ]
    return "\n\n".join([*filter(None, head), to_markdown(page.body)])


def llms(site: Site) -> str:
    """The list of all texts in the form of llmstxt.org."""
    config = site.config
    first = config.languages[0]
    told = [f"# {config.title}"]
    if first.description:
        told.append(f"> {first.description}")
    for name, pages in _sections(site):
        lines = [_line(config.base_url, page) for page in pages]
        told.append("\n".join([f"## {name}", "", *lines]))
    return "\n\n".join(told) + "\n"


def listed(site: Site) -> list[list[str]]:
    """All that stands in the list."""
    return [
        [name, *(part for page in pages for part in (page.url, page.title, page.summary))]
        for name, pages in _sections(site)
    ]


def _sections(site: Site) -> Iterator[tuple[str, list[TextPage]]]:
    """The texts by language, and apart those that are documentation; each in its own language only."""
    for language in site.config.languages:
        several = f" ({language.name})" if len(site.config.languages) > 1 else ""
        for name, pages in (
            (language.title + several, [*site.posts[language.code], *site.pages[language.code]]),
            (f"Documentation{several}", site.docs[language.code]),
        ):
            if own := [page for page in pages if not page.stands_in]:
                yield name, own


def _line(base_url: str, page: TextPage) -> str:
    address = absolute(base_url, page.url + TWIN) or link("", page.url + TWIN)
    about = f": {' '.join(page.summary.split())}" if page.summary else ""
    return f"- [{plainly(page.title)}]({address}){about}"
