"""One page without the rest of the site."""

from __future__ import annotations

from builder.look.theme import Theme
from builder.site.gather import Site
from builder.site.outputs import Output
from builder.site.pages import TextPage
from builder.site.render import Renderer
from builder.site.statics import add_static
from builder.site.texts import Texts
from builder.site.urls import file_of


def alone(site: Site, theme: Theme, texts: Texts, page: TextPage) -> dict[str, bytes]:
    """The files of a page by their place in the site: itself, first; what lies beside it; what all pages share."""
    renderer = Renderer(site, theme, repository=texts.repository)
    output = Output(texts.project.site, texts.project.scratch, texts.cache.ledger)
    html = renderer.html(renderer.values(page)).encode()
    output.add(file_of(page.url), renderer.dressed(page, html), page.source)
    for name, data in page.text.files.items():
        output.add(page.url + name, data, page.source)
    add_static(output, texts.project, [page], texts.cache, searchable=False)
    return dict(output.files)
