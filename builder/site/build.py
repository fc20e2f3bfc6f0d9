"""Building the site, from the first file read to the last one written."""

from __future__ import annotations

import gc
from functools import partial
from typing import Any

from builder.cache import Cache, Disk
from builder.config import SiteConfig, read_config
from builder.content.pages import read_pages
from builder.content.posts import names_of_texts, read_posts
from builder.content.redirects import Redirect, read_redirects
from builder.content.slugs import address_of
from builder.content.withheld import Showing, Withheld, today, told
from builder.drawing.engine import Engine
from builder.errors import SitegenError, collect, raise_all
from builder.evidence.history import Past, read_past
from builder.evidence.provenance import Repository
from builder.ledger import Ledger
from builder.look.theme import Theme, read_theme
from builder.project import RESULTS, Project
from builder.results import RECORD
from builder.shortcodes.handlers.networks import RUNTIME
from builder.site.assemble import assemble
from builder.site.changes import ELSEWHERE, LISTED, NAMES, RECORDED
from builder.site.docs import read
from builder.site.folders import Experiments
from builder.site.gather import Section, Site, gather
from builder.site.history import asked_at, history, prefix
from builder.site.outputs import Output
from builder.site.parallel import Share
from builder.site.report import Report
from builder.site.texts import Texts
from builder.site.urls import docs_url, page_url, post_url
from builder.tool import tool_digest

HEAVY = 50_000_000
"""Bytes at old addresses from which on they are told; hosts allow a site of 1 GB, as a rule."""
NO_BASE_URL = "no base URL is known: the sitemap and what other sites show of a page are left out"

CUT = "this clone lacks its history: what numbers were before is left out (git fetch --unshallow, or fetch-depth: 0)."


def build_site(
    project: Project,
    *,
    experiments: Experiments | None = None,
    quick: bool = False,
    strict: bool = False,
    base_url: str = "",
    showing: Showing | None = None,
) -> Report:
    """Build the site into `site/` from the texts and the records, as `compose` says.

    Raises what that raises. The site that was there is then untouched.
    """
    ledger = Ledger(project.scratch / "ledger", tool_digest())
    output = Output(project.site, project.scratch, ledger)
    output.recover()
    wanted: dict[str, Any] = {
        "experiments": experiments, "quick": quick, "strict": strict, "base_url": base_url, "showing": showing,
    }  # fmt: skip
    share = Share(partial(_composed, project, output, **wanted))
    try:
        report = _composed(project, output, share, **wanted)
    finally:
        share.end()
    composed = dict(output.digests)  # without the list of them, which comes with the swap
    output.swap_in()
    ledger.save(composed)
    Disk(project.scratch / "cache").prune()
    return report


def _composed(project: Project, output: Output, share: Share, **wanted: Any) -> Report:
    """The same in this process as in another, whose output nobody sees."""
    gc.set_threshold(50_000, 20, 20)  # what a build makes it keeps: to look for garbage took a tenth of its time
    with Engine() as engine:
        return compose(project, output, engine, share=share, searchable=True, **wanted)


def compose(
    project: Project,
    output: Output,
    engine: Engine,
    *,
    experiments: Experiments | None = None,
    quick: bool = False,
    strict: bool = False,
    base_url: str = "",
    showing: Showing | None = None,
    searchable: bool = False,
    warnings: list[SitegenError] | None = None,
    cache: Cache | None = None,
    share: Share | None = None,
) -> Report:
    """Add every file of the site to `output`, which is not written.

    `experiments` tells what the records are worth; for a post that it does not name, each record there is counts as
    good. With `quick`, the quick records are shown, and marked. With `strict`, a warning is a mistake. `base_url` is
    where the site will live, in the place of the one in its config. Without `showing`, the site has what is published
    today. A `searchable` site has a search, where Pagefind is installed. `warnings` gets those of the texts even where
    mistakes are raised. `cache` is that of the builds of this process before, whose ledger was told of changes since;
    `share` has other processes render too.

    Raises as SitegenError, all together, the mistakes of texts and all that pages get wrong of one another: links,
    addresses.
    """
    cache, share = cache or Cache(project.scratch / "cache", output.ledger), share or Share()
    config, theme, texts = _prepared(project, engine, cache, experiments or {}, base_url, quick=quick)
    showing = showing or Showing(today())
    site, unmade, withheld = _gathered(texts, config, share, showing)
    pages, dead, weight = assemble(output, site, texts, theme, share, unmade, searchable=searchable)
    if warnings is not None:
        warnings += texts.warnings
    if texts.errors or strict:
        wrong = texts.errors + texts.left_out + (texts.warnings if strict else [])
        raise_all(sorted(wrong, key=lambda error: (str(error.path or ""), error.line or 0)))
    notes = (*_notes(config, weight, texts.repository.past), *_foreign(site), *told(withheld, showing))
    found = tuple(texts.warnings), tuple(texts.left_out), notes
    return Report(project.site, config.base_path, pages, *found, dead)


def read_site(
    project: Project, engine: Engine, *, experiments: Experiments, base_url: str = "", showing: Showing
) -> tuple[Site, Theme, Texts]:
    """The site before anything of it is written, its theme, and its texts, which know what is wrong with them."""
    cache = Cache(project.scratch / "cache", Ledger(project.scratch / "ledger", tool_digest()))
    config, theme, texts = _prepared(project, engine, cache, experiments, base_url)
    return _gathered(texts, config, Share(), showing)[0], theme, texts


def _prepared(
    project: Project, engine: Engine, cache: Cache, experiments: Experiments, base_url: str, *, quick: bool = False
) -> tuple[SiteConfig, Theme, Texts]:
    """The config and the theme of a site, and what renders its texts."""
    version = cache.ledger.version
    config = cache.same(("config",), read_config(project.config, base_url))
    codes = tuple(language.code for language in config.languages)
    theme = cache.get_or_make(("theme",), (codes, version(ELSEWHERE)), partial(read_theme, project, codes))
    of_repository = (config, asked_at(project), version(ELSEWHERE, RECORDED))
    repository = cache.get_or_make(("repository",), of_repository, partial(_repository, project, config))
    texts = Texts(project, theme.envs, experiments, engine, cache, repository, quick, theme.own)
    texts.warnings += theme.warnings
    return config, theme, texts


def _gathered(
    texts: Texts, config: SiteConfig, share: Share, showing: Showing
) -> tuple[Site, set[str], list[Withheld]]:
    """All texts, read and rendered, as a site, the addresses of those that could not be, and what is withheld."""
    project, cache, codes = texts.project, texts.cache, tuple(texts.envs)
    names = cache.get_or_make(NAMES, cache.ledger.version(ELSEWHERE, LISTED), partial(names_of_texts, project))
    posts = read_posts(project, codes, names, cache, ELSEWHERE, showing)
    plain = read_pages(project, codes, cache, showing)
    withheld = [*posts.withheld, *plain.withheld]
    texts.errors += posts.errors + plain.errors
    texts.warnings += posts.warnings + plain.warnings
    texts.left_out += posts.left_out + plain.left_out
    texts.folders.shown = {post.folder.name: post for post in posts.posts}
    texts.folders.withheld = {one.path.parent.name: f"it is {one}" for one in posts.withheld}
    of_posts = {}
    for post in share.order(posts.posts):
        before = cache.disk.added
        of_posts[post.slug] = texts.post(post)
        if cache.disk.added > before:
            share.rendered()
    of_pages = {page.slug: texts.page(page) for page in plain.posts}
    docs = read(project, config, texts)
    redirects: list[Redirect] = []
    with collect(texts.errors):
        redirects = read_redirects(project, texts.errors)
    hidden = {text.path for text in withheld}
    kept = {name for name, files in names.items() if files and all(path in hidden for path, _ in files)}
    shown = {address_of(post.folder.name) for post in posts.posts}
    unread, kept = ({address_of(name) for name in some} - shown for some in (names.keys() - kept, kept))
    collected = Section(posts.posts, of_posts, frozenset(unread), frozenset(kept)), Section(plain.posts, of_pages)
    site, errors = gather(config, *collected, docs, redirects, cache, texts.warnings)
    texts.errors += errors
    unmade: set[str] = set()
    for language in config.languages:
        unmade |= {post_url(language, slug) for slug in collected[0].lost}
        unmade |= {page_url(language, name) for name in collected[1].lost}
        there = docs.bodies.get(language.code, {})
        unmade |= {docs_url(language, name) for name, body in there.items() if not body}
    return site, unmade, withheld


def _repository(project: Project, config: SiteConfig) -> Repository:
    below = prefix(project) if config.repository else ""
    known = history(project, [language.docs for language in config.languages if language.docs])
    past = read_past(project.root) if any(project.posts.glob(f"*/{RESULTS}/*/{RECORD}")) else Past(project.root)
    where = project.root, config.repository, config.branch, below
    return Repository(*where, known.commits, known.versions, config.data, past)


def _foreign(site: Site) -> tuple[str, ...]:
    """The networks for which readers fetch ONNX Runtime."""
    found = dict.fromkeys(one for page in site.texts() for one in page.foreign_networks)
    size = f"{sum(path.stat().st_size for path in RUNTIME) / 1e6:.1f} MB" if found else ""
    return tuple(f"Readers fetch ONNX Runtime ({size}) for what the evaluator of pages lacks: {one}." for one in found)


def _notes(config: SiteConfig, weight: int, past: Past) -> tuple[str, ...]:
    cut = (CUT,) if past.cut else ()
    unknown = () if config.base_url else (f"{NO_BASE_URL} (base_url in content/site.toml, or --base-url).",)
    heavy = f"{weight / 1e6:,.0f} MB of the site are pictures and other files that lie at their old addresses, too."
    return (*unknown, *cut) if weight < HEAVY else (*unknown, *cut, heavy)
