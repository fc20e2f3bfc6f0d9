"""The pages of the site: what each shows, and the template that it is made from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.config import Language, SiteConfig
from builder.content.posts import Post
from builder.rendering.jinja import render
from builder.rendering.numbers import Locale
from builder.rendering.text import Body
from builder.site.urls import home_url, link, post_url

if TYPE_CHECKING:
    import jinja2


@dataclass(frozen=True)
class Page:
    """One page, ready for its template.

    `language` is that of its address and its interface, `written_in` that of its text: another one where the
    translation is missing. `files` are written beside it. `quick` says that it shows quick results.
    """

    url: str
    language: Language
    written_in: Language
    title: str
    summary: str = ""
    date: datetime.date | None = None
    body: Markup | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    quick: bool = False


@dataclass(frozen=True)
class Alternate:
    """The same page in a language: its address, and how search engines are told of it.

    `written` says that its text is in this language too, and not another's that stands in.
    """

    language: Language
    url: str
    address: str
    written: bool = True


def post_page(config: SiteConfig, post: Post, language: Language, body: Body, *, quick: bool) -> Page:
    """A post's page in a language; `body` is the text that it has, in this language or another."""
    translation = post.in_language(language.code)
    front = translation.front
    return Page(
        url=post_url(language.code, post.slug),
        language=language,
        written_in=config.language(translation.language),
        title=front.title,
        summary=front.summary,
        date=front.date,
        body=body.html,
        files=body.files,
        quick=quick,
    )


def home_page(language: Language, *, quick: bool) -> Page:
    """The home page of a language."""
    return Page(home_url(language.code), language, language, language.title, quick=quick)


def render_post(config: SiteConfig, page: Page, post: Post, env: jinja2.Environment) -> str:
    """The HTML of a post's page."""
    alternates = [
        _alternate(config, page, language, post_url(language.code, post.slug), language.code in post.translations)
        for language in config.languages
    ]
    return _render("post.html", page, alternates, env)


def render_home(config: SiteConfig, page: Page, posts: list[Page], env: jinja2.Environment) -> str:
    """The HTML of a home page, which lists the posts, the latest first."""
    posts = sorted(posts, key=lambda post: (post.date or datetime.date.min, post.url), reverse=True)
    return _render("home.html", page, _homes(config, page), env, posts=posts)


def render_root(config: SiteConfig, env: jinja2.Environment) -> str:
    """The HTML of the page at the root, which offers the languages."""
    first = config.languages[0]
    page = Page("", first, first, config.title)
    return _render("root.html", page, _homes(config, page), env)


def _homes(config: SiteConfig, page: Page) -> list[Alternate]:
    return [_alternate(config, page, language, home_url(language.code), True) for language in config.languages]


def _alternate(config: SiteConfig, page: Page, language: Language, url: str, written: bool) -> Alternate:
    address = config.base_url + url if config.base_url else link(page.url, url)
    return Alternate(language, url, address, written)


def _render(template: str, page: Page, alternates: list[Alternate], env: jinja2.Environment, **more: object) -> str:
    return render(
        env,
        template,
        page=page,
        home=home_url(page.language.code),
        alternates=alternates,
        link=partial(link, page.url),
        locale=Locale(page.language.code),
        **more,
    )
