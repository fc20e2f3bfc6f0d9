"""What stands behind the pages of posts, for forms in which they go elsewhere; and the notebooks beside them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

from builder.cache import BYTES, key
from builder.document.to_markdown import to_markdown
from builder.errors import collect
from builder.evidence.locale import Locale
from builder.exporting.article import Article
from builder.exporting.notebook import Workshop, notebook_file
from builder.look.templates import render
from builder.origin import requirement
from builder.results import RECORD, MissingRecord, Store
from builder.results.elsewhere import is_elsewhere, parted
from builder.site.folders import folder_digest
from builder.site.gather import Site
from builder.site.pages import TextPage
from builder.site.texts import Texts
from builder.site.urls import absolute
from builder.site.writer import Writer
from builder.tool import digests


def article_of(site: Site, page: TextPage) -> Article:
    """What is taken elsewhere of a page."""
    assert page.source is not None
    address = absolute(site.config.base_url, page.url)
    return Article(
        slug=page.url.rstrip("/").rpartition("/")[2],
        folder=page.source.parent,
        language=page.language.code,
        title=page.title,
        subtitle=page.subtitle,
        summary=page.summary,
        author=page.author,
        date=page.date,
        tags=page.tags,
        html=page.body,
        files=page.text.files,
        address=address,
    )


def workshop_of(texts: Texts, article: Article, used: Iterable[str]) -> Workshop:
    """What stands behind a text: the records of its post, as far as there are any, and what is `used` of others."""
    project, slug = texts.project, article.folder.name
    store = Store(project.results(slug, quick=texts.quick))
    names = texts.experiments.get(slug)
    if names is None:
        names = dict.fromkeys(sorted(path.parent.name for path in store.folder.glob(f"*/{RECORD}")), "")
    records = []
    for name in names:
        with suppress(MissingRecord):
            records.append(store.read(name))
    earlier = []
    for name in sorted(filter(is_elsewhere, used)):
        post, experiment = parted(name)
        with suppress(MissingRecord):
            earlier.append(Store(project.results(post), post).read(experiment))
    total = Locale(article.language).duration(sum(record.seconds for record in records))
    intro = to_markdown(render(texts.envs[article.language], "notebook.html", total=total)).strip()
    return Workshop(project, article.folder, records, requirement(), intro, earlier)


def add_notebooks(writer: Writer, site: Site, texts: Texts) -> None:
    """Add a notebook beside each post that shows results, in each language that it is written in.

    It is made only where anything that it is made from has changed: the page, the files of the post, its records.
    """
    if not site.config.notebooks:
        return
    project, ledger = texts.project, writer.output.ledger
    shared = [digests(folder, sorted(folder.rglob("*.py")), ledger) for folder in project.shared]
    of_site = key(writer.renderer.common, requirement(), shared, ledger.digest(project.config))
    behind: dict[Path, str] = {}
    for page in (page for pages in site.posts.values() for page in pages if page.notebook and not page.stands_in):
        assert page.source is not None
        folder = page.source.parent
        if folder not in behind:
            store = Store(project.results(folder.name, quick=texts.quick))
            post = texts.folders.shown.get(folder.name)
            others = {name: one.made_from for name, one in texts.folders.others(post).items()} if post else {}
            behind[folder] = key(folder_digest(folder, store, ledger), others)
        digest = key("notebook", of_site, page.digest, behind[folder])
        made = partial(texts.cache.read_or_make, digest, partial(_notebook, site, texts, page), BYTES)
        with collect(texts.errors):
            writer.output.promise(page.notebook, digest, made, page.source)


def _notebook(site: Site, texts: Texts, page: TextPage) -> bytes:
    article = article_of(site, page)
    [data] = notebook_file(article, workshop_of(texts, article, page.text.used)).values()
    if not texts.cache.lasting:
        page.text.release()
    return data
