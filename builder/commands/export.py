"""`sitegen export`: a text in forms that other places take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from builder.content.withheld import REASONS, Showing, today
from builder.document.to_markdown import to_markdown
from builder.drawing.engine import Engine
from builder.errors import SitegenError, nearest, raise_all, reason, shown
from builder.evidence.locale import Locale
from builder.experiments.discovery import discover
from builder.experiments.status import judge_all, out_of_date
from builder.exporting.article import Article
from builder.exporting.markdown import markdown_files
from builder.exporting.notebook import Workshop, notebook_file
from builder.exporting.printing import pdf_file
from builder.files import write_atomic
from builder.look.templates import render
from builder.look.theme import Theme
from builder.origin import requirement
from builder.project import Project
from builder.results import MissingRecord, Store
from builder.site.alone import alone
from builder.site.build import read_site
from builder.site.gather import Site
from builder.site.pages import TextPage
from builder.site.texts import Texts
from builder.site.urls import absolute

if TYPE_CHECKING:
    import jinja2

Form = Callable[["Taken"], Mapping[str, bytes]]
"""What makes the files of a text, by their names."""
FORMS: Mapping[str, Form] = {
    "markdown": lambda taken: markdown_files(taken.article),
    "notebook": lambda taken: notebook_file(taken.article, taken.workshop),
    "pdf": lambda taken: pdf_file(taken.article, alone(taken.site, taken.theme, taken.texts, taken.page)),
}
"""By the name of an option."""


@dataclass(frozen=True)
class Taken:
    """A text that is taken elsewhere."""

    site: Site
    theme: Theme
    texts: Texts
    page: TextPage
    experiments: Collection[str]
    """Those of its post."""

    @cached_property
    def article(self) -> Article:
        return article_of(self.site, self.page)

    @cached_property
    def workshop(self) -> Workshop:
        """What stands behind it."""
        env = self.theme.envs[self.page.language.code]
        return workshop_of(self.texts.project, self.article, self.experiments, env)


def export(project: Project, names: Sequence[str], forms: Sequence[str], output: Path | None) -> Iterator[str]:
    """Write texts in some forms, giving the lines to print as it goes.

    Raises SitegenError where there is no such text, where it has mistakes, or where a file cannot be written; what was
    written by then stays.
    """
    if not forms:
        raise SitegenError("no form is named", hint=f"Add {', '.join(f'--{form}' for form in FORMS)}, or several.")
    worth = out_of_date(judge_all(project, discover(project)))
    with Engine() as engine:
        showing = Showing(today(), withheld=True)
        site, theme, texts = read_site(project, engine, experiments=worth, showing=showing)
        for name in dict.fromkeys(one.strip("/").rpartition("/")[2] for one in names):
            pages = _pages(project, site, texts, name)
            yield from _told(project, texts, name, pages)
            for page in pages:
                assert page.source is not None
                known = worth.get(page.source.parent.name, {})
                taken = Taken(site, theme, texts, page, known)
                yield from _written(taken, forms, output or project.root / "export" / name)
    if not site.config.base_url:
        yield "Note: no base URL is known: links to other pages are left out, and no place says where the text is from."
        yield "  Write base_url into content/site.toml."


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


def workshop_of(project: Project, article: Article, experiments: Collection[str], env: jinja2.Environment) -> Workshop:
    """What stands behind a text: the records of these experiments, as far as there are any."""
    store = Store(project.results(article.folder.name))
    records = []
    for name in experiments:
        with suppress(MissingRecord):
            records.append(store.read(name))
    seconds = sum(record.seconds for record in records)
    total = Locale(article.language).duration(seconds) if records else ""
    intro = to_markdown(render(env, "notebook.html", total=total)).strip()
    return Workshop(project, article.folder, records, requirement(), intro)


def _pages(project: Project, site: Site, texts: Texts, name: str) -> list[TextPage]:
    """The pages of a text, one for each language that it is written in; they may have mistakes in some.

    Raises SitegenError where there is none, or where all of them have mistakes.
    """
    folder = project.post(name)
    raise_all([error for error in texts.errors + texts.left_out if _is_of(error, folder, name)])
    found = [page for page in site.texts() if not page.stands_in and name in _names(page)]
    if not found:
        known = sorted({one for page in site.texts() for one in _names(page)})
        hint = nearest(name, known) if known else "This site has no texts."
        raise SitegenError(f"there is no post or page '{name}'", hint=hint)
    kinds = {page.template for page in found}
    if kinds == {"docs.html"}:
        assert found[0].source is not None
        hint = f"It is plain Markdown as it stands: {shown(found[0].source)}."
        raise SitegenError(f"'{name}' is a page of the documentation, which is not exported", hint=hint)
    return [page for page in found if page.template == ("post.html" if "post.html" in kinds else "page.html")]


def _names(page: TextPage) -> set[str]:
    """What a text may be called: by its address, and a post by its folder."""
    names = {page.url.rstrip("/").rpartition("/")[2]}
    return names | {page.source.parent.name} if page.template == "post.html" and page.source else names


def _is_of(error: SitegenError, folder: Path, name: str) -> bool:
    """Whether a mistake lies in the text of a post or page."""
    path = error.path
    return bool(path and (path.is_relative_to(folder) or path.name.partition(".")[0] == name))


def _told(project: Project, texts: Texts, name: str, pages: Sequence[TextPage]) -> Iterator[str]:
    """What there is to know of a text before it is taken elsewhere."""
    folder = project.post(name)
    yield from dict.fromkeys(f"Warning: {one}" for one in texts.warnings if _is_of(one, folder, name))
    for page in pages:
        if page.withheld and page.source:
            yield f"Note: {shown(page.source)} is {REASONS[page.withheld]}, which this site does not publish."


def _written(taken: Taken, forms: Sequence[str], folder: Path) -> Iterator[str]:
    for form in forms:
        files = FORMS[form](taken)
        try:
            for name, data in files.items():
                write_atomic(folder / name, data)
        except OSError as error:
            place = Path(error.filename) if isinstance(error.filename, str) else folder
            raise SitegenError(f"cannot be written: {reason(error)}", path=place) from None
        first = next(iter(files))
        more = len(files) - 1
        beside = f" and {more} file{'s' if more > 1 else ''} beside it" if more else ""
        size = sum(map(len, files.values())) / 1e6
        yield f"Wrote {shown(folder / first)}{beside} ({size:.1f} MB)"
