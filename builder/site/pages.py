"""The pages of the site: what each shows, and the template that it is made from."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from builder.cache import key
from builder.config import Language, SiteConfig
from builder.content.params import Params
from builder.content.posts import Post
from builder.drawing.covers import cover
from builder.files import sha256
from builder.people import Person, credited
from builder.shortcodes.paths import is_elsewhere
from builder.site.urls import page_url, post_url
from builder.text.body import Body


@dataclass(frozen=True, eq=False)  # a page is itself, and nothing else is
class Page:
    """One page, ready for its template."""

    url: str
    template: str
    language: Language
    """That of its address and its interface."""
    written_in: Language
    """That of its text: another one where the translation is missing."""
    title: str
    elsewhere: Mapping[str, str]
    """By language, the address of the same page."""
    written: tuple[str, ...]
    """The languages that have it in their own words."""
    summary: str = ""
    source: Path | None = None
    """The file that it is made from."""
    params: Params = field(default_factory=Params)
    """The author's own keys in the head of its text."""
    withheld: str = ""
    """Why readers are not to see its text, where it is shown all the same: "draft", "early" or "expired"."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """What its template is given besides what that of any page is."""

    @cached_property
    def digest(self) -> str:
        """The digest of all that a template can learn from it; its `values` are given to its template by themselves."""
        return key({part.name: facts(getattr(self, part.name)) for part in fields(self) if part.name != "values"})

    def __str__(self) -> str:
        """Its address, and nothing that other pages could show of it without asking."""
        return self.url

    @property
    def changed(self) -> datetime.date | None:
        """The day of its last change, where that is known."""
        return None

    @property
    def stands_in(self) -> bool:
        """Whether the text is in another language than the page, because the translation is missing."""
        return self.written_in != self.language


@dataclass(frozen=True, eq=False)
class TextPage(Page):
    """A page with a text: of a post, or a plain page."""

    text: Body = field(kw_only=True)
    """What it shows."""
    subtitle: str = ""
    date: datetime.date | None = None
    lastmod: datetime.date | None = None
    people: tuple[Person, ...] = ()
    """Who wrote it, with all that is known of them."""
    license: str = ""
    """How it may be used, as its author wrote it."""
    doi: str = ""
    tags: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    """The series that it is a part of, as its author calls them."""
    series_order: float | None = None
    related: tuple[str, ...] | None = None
    """The slugs of the posts that its author names; None where words tell which are related."""
    picture: str = ""
    """One of the files of the text, or "": it stands for the text in lists."""
    picture_alt: str = ""
    featured: bool = False
    """Whether the picture stands at the head of the text too, because the author chose it."""

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of who wrote it."""
        return tuple(one.name for one in self.people)

    @property
    def author(self) -> str:
        """Its authors, in a row."""
        return ", ".join(self.authors)

    @property
    def body(self) -> Markup:
        """Its text as HTML."""
        return self.text.html

    @property
    def toc(self) -> Markup:
        """The outline of its text."""
        return self.text.toc

    @property
    def has_charts(self) -> bool:
        """Whether something in it comes alive in the reader's browser."""
        return bool(self.text.facts.options)

    @property
    def chart_parts(self) -> tuple[str, ...]:
        """What of ECharts its charts need besides what nearly every chart does."""
        return self.text.facts.parts

    @property
    def has_interactive(self) -> bool:
        """Whether a figure in it runs JavaScript of its post."""
        return self.text.facts.interactive

    @property
    def has_explored(self) -> bool:
        """Whether readers move about in a figure of it."""
        return self.text.facts.explored

    @property
    def has_moving(self) -> bool:
        """Whether a figure of it is an animation."""
        return self.text.facts.moving

    @property
    def has_networks(self) -> bool:
        """Whether readers run a network in it."""
        return self.text.facts.networks

    @property
    def foreign_networks(self) -> tuple[str, ...]:
        """Those that ONNX Runtime runs, which is WebAssembly, each with what our evaluator lacks."""
        return self.text.facts.foreign

    @property
    def has_math(self) -> bool:
        """Whether it shows formulas, which need the styles and fonts of KaTeX."""
        return self.text.facts.math

    @cached_property
    def cover(self) -> Markup:
        """A drawing of its own data that stands for it in lists."""
        return cover(self.text.facts.options, self.text.files)

    @property
    def anchors(self) -> tuple[str, ...]:
        """Those of its headings of the second and third level, in their order."""
        return self.text.facts.anchors

    @property
    def minutes(self) -> int:
        """How long reading it takes, at 200 words a minute; pictures and code are looked at."""
        return max(1, round(self.text.facts.words / 200))

    @property
    def notebook(self) -> str:
        """Where its notebook is, in a site that has them; "" where it shows no results."""
        if self.template != "post.html" or not self.text.used:
            return ""
        url, code = self.elsewhere[self.written_in.code], self.written_in.code
        return f"{url}{url.rstrip('/').rpartition('/')[2]}.{code}.ipynb"

    @property
    def changed(self) -> datetime.date | None:
        """The day of its last change: as its author says, or of a number that it shows; None where it has no day."""
        said = self.lastmod or self.date
        return said and max(said, datetime.date.fromisoformat(self.text.revised or said.isoformat()))


def facts(value: Any, page: Callable[[Page], str] | None = None) -> Any:
    """What a value says, in terms of JSON: bytes by their digests, and pages too unless `page` tells otherwise.

    It then says less than all of a page, and what a thing computes of the pages that it holds counts besides.
    Raises TypeError for any other.
    """
    match value:
        case None | str() | int() | float():
            return value
        case Page():
            return page(value) if page else value.digest
        case Language():
            return value.code  # whatever else there is to it says the config
        case SiteConfig():
            return repr(value)
        case Body():
            return value.digest
        case bytes():
            return sha256(value)
        case Params():
            return value.text  # in its order, which a loop over it shows
        case datetime.date() | Path():
            return str(value)
        case Mapping():
            return {str(name): facts(one, page) for name, one in value.items()}
        case list() | tuple():
            return [facts(one, page) for one in value]
        case _ if is_dataclass(value):
            names = [part.name for part in fields(value)] + (_computed(type(value)) if page else [])
            return [facts(getattr(value, name), page) for name in names]
    raise TypeError(f"{type(value).__name__} has no digest")


def _computed(kind: type) -> list[str]:
    """What things of a kind compute of their fields."""
    return [name for name, one in vars(kind).items() if isinstance(one, property | cached_property)]


def post_page(config: SiteConfig, post: Post, language: Language, bodies: Mapping[str, Body]) -> TextPage:
    """A post's page in a language; `bodies` are its texts by language."""
    elsewhere = {one.code: post_url(one, post.slug) for one in config.languages}
    return text_page("post.html", config, post, language, bodies, elsewhere)


def plain_page(config: SiteConfig, post: Post, language: Language, bodies: Mapping[str, Body]) -> TextPage:
    """The page of a text in `content/pages/` in a language."""
    elsewhere = {one.code: page_url(one, post.slug) for one in config.languages}
    return text_page("page.html", config, post, language, bodies, elsewhere)


def text_page(
    template: str,
    config: SiteConfig,
    post: Post,
    language: Language,
    bodies: Mapping[str, Body],
    elsewhere: Mapping[str, str],
) -> TextPage:
    """The page of a text in a language; `elsewhere` are its addresses by language."""
    translation = post.in_language(language.code)
    front, body = translation.front, bodies[translation.language]
    return TextPage(
        url=elsewhere[language.code],
        template=template,
        language=language,
        written_in=config.language(translation.language),
        title=body.title,
        elsewhere=elsewhere,
        written=tuple(post.translations),
        summary=body.summary,
        source=translation.path,
        params=front.params,
        withheld=post.withheld.get(translation.language, ""),
        text=body,
        subtitle=body.subtitle,
        date=front.date,
        lastmod=front.lastmod,
        people=credited(config.authors, front.people or ([Person(config.author)] if config.author else [])),
        license=front.license or config.license,
        doi=front.doi,
        tags=front.tags,
        series=front.series,
        series_order=front.series_order,
        related=front.related,
        picture=body.picture,
        picture_alt=body.picture_alt,
        featured=bool(front.featured_image) and not is_elsewhere(front.featured_image),
    )
