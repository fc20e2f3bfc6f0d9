"""`sitegen export`: a text in forms that other places take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from builder.content.withheld import REASONS, Showing, today
from builder.drawing.engine import Engine
from builder.errors import SitegenError, nearest, raise_all, reason, shown
from builder.experiments.discovery import discover
from builder.experiments.status import judge_all, out_of_date
from builder.exporting.markdown import markdown_files
from builder.exporting.notebook import notebook_file
from builder.exporting.printing import pdf_file
from builder.files import write_atomic
from builder.look.theme import Theme
from builder.project import MARKDOWN, Project
from builder.site.alone import alone
from builder.site.build import read_site
from builder.site.gather import Site
from builder.site.notebooks import article_of, workshop_of
from builder.site.pages import TextPage
from builder.site.texts import Texts

FORMS = ("markdown", "notebook", "pdf")
"""By the names of their options."""


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
        for name in dict.fromkeys(map(_name, names)):
            pages = _pages(project, site, texts, name)
            yield from _told(project, texts, name, pages)
            for page in pages:
                for form in forms:
                    files = _files(form, site, theme, texts, page)
                    yield _written(files, output or project.root / "export" / name)
    if not site.config.base_url:
        yield "Note: no base URL is known: links to other pages are left out, and no place says where the text is from."
        yield "  Write base_url into content/site.toml."


def _files(form: str, site: Site, theme: Theme, texts: Texts, page: TextPage) -> Mapping[str, bytes]:
    """The files of a page in a form, by their names."""
    article = article_of(site, page)
    if form == "markdown":
        return markdown_files(article)
    if form == "notebook":
        return notebook_file(article, workshop_of(texts, article, page.text.used))
    return pdf_file(article, alone(site, theme, texts, page))


def _pages(project: Project, site: Site, texts: Texts, name: str) -> list[TextPage]:
    """The pages of a text, one for each language that it is written in; they may have mistakes in some.

    Raises SitegenError where there is none, or where all of them have mistakes.
    """
    folder = project.post(name)
    raise_all([error for error in texts.errors + texts.left_out if _is_of(error, folder, name)])
    found = [page for page in site.texts() if not page.stands_in and name in _names(project, page)]
    if not found:
        known = sorted({one for page in site.texts() for one in _names(project, page)})
        hint = nearest(name, known) if known else "This site has no texts."
        raise SitegenError(f"there is no post or page '{name}'", hint=hint)
    kinds = {page.template for page in found}
    if kinds == {"docs.html"}:
        assert found[0].source is not None
        hint = f"It is plain Markdown as it stands: {shown(found[0].source)}."
        raise SitegenError(f"'{name}' is a page of the documentation, which is not exported", hint=hint)
    return [page for page in found if page.template == ("post.html" if "post.html" in kinds else "page.html")]


def _name(given: str) -> str:
    """The name of a text, from what a shell completes: its folder, or one of its files."""
    path = Path(given)
    if path.suffix not in MARKDOWN:
        return path.name
    return path.parent.name if path.name.startswith("index.") else path.name.partition(".")[0]


def _names(project: Project, page: TextPage) -> set[str]:
    """What a text may be called: by its address, and a post by its folder, or its file where it is a single one."""
    names = {page.url.rstrip("/").rpartition("/")[2]}
    if page.template != "post.html" or page.source is None:
        return names
    single = page.source.parent == project.posts
    return names | {page.source.name.partition(".")[0] if single else page.source.parent.name}


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


def _written(files: Mapping[str, bytes], folder: Path) -> str:
    """Write the files of a text, of which the first is told. Raises SitegenError where they cannot be written."""
    try:
        for name, data in files.items():
            write_atomic(folder / name, data)
    except OSError as error:
        place = Path(error.filename) if isinstance(error.filename, str) else folder
        raise SitegenError(f"cannot be written: {reason(error)}", path=place) from None
    more = len(files) - 1
    beside = f" and {more} file{'s' if more > 1 else ''} beside it" if more else ""
    size = sum(map(len, files.values())) / 1e6
    return f"Wrote {shown(folder / next(iter(files)))}{beside} ({size:.1f} MB)"
