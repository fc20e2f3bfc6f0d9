"""A translation's text to the HTML of its page: shortcodes, Markdown, then what the shortcodes gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from builder.content.translations import Translation
from builder.document import enclosures, markdown
from builder.document.captions import put_back
from builder.document.fragments import Fragment
from builder.document.headings import headings_in, table_of_contents
from builder.document.limits import check_formulas, check_links
from builder.document.source import Source
from builder.document.tree import read
from builder.errors import SitegenError, collect, raise_all
from builder.evidence.locale import Locale
from builder.project import EXPERIMENTS
from builder.shortcodes.alerts import with_alerts
from builder.shortcodes.context import Context, PostContext
from builder.shortcodes.declaration import counted
from builder.shortcodes.divs import with_boxes
from builder.shortcodes.expand import expand, plain_text
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.handlers.citations import cited_works, reference_list
from builder.shortcodes.numbering import Numbers, unknown_references
from builder.shortcodes.paths import is_elsewhere
from builder.shortcodes.pictures import copy_picture
from builder.shortcodes.results import with_results
from builder.shortcodes.runs import runs_section, shown_runs
from builder.text.backlinks import WaysBack
from builder.text.behind import with_captions
from builder.text.body import Body, Cited, Html
from builder.text.elements import plain_corners, tell_elements
from builder.text.facts import facts_of
from builder.text.ids import check_ids
from builder.text.lettered import lettered
from builder.text.markdown_images import copy_images
from builder.text.markdown_links import links_to_posts, resolve_links
from builder.text.noted import lead_back
from builder.text.own_figures import place_numbers
from builder.text.revised import revised_section, revisions
from builder.text.sanitise import sanitise
from builder.text.typed_numbers import find_typed_numbers

if TYPE_CHECKING:
    import jinja2


SAID = ("title", "subtitle", "summary")
"""What of the front matter readers see as it stands."""


def render_body(translation: Translation, shared: PostContext, env: jinja2.Environment) -> Body:
    """Render a translation; `env` has the interface's words in its language.

    Raises all its mistakes at once; those of a text that is not strict are warnings where it can be shown all the same.
    """
    try:
        return _rendered(translation, shared, env)
    except RecursionError:
        markdown.restart()
        hint = "Some quotation, list or mark in it holds hundreds of others."
        message = "this text is nested too deeply"
        raise SitegenError(message, path=translation.path, line=translation.line, hint=hint) from None


def _expanded(source: Source, context: Context, errors: list[SitegenError]) -> tuple[str, list[Fragment]]:
    """The text with a placeholder for each shortcode and formula, and what belongs there. Adds mistakes to `errors`.

    Raises SitegenError where it would take minutes to read.
    """
    check_formulas(source)
    if context.shared.post.plain:
        text, fragments = with_results(source, SHORTCODES, context, errors)
    else:
        boxed = with_boxes(with_alerts(source), context)
        text, fragments = expand(boxed, SHORTCODES, context, errors, formulas=context.math, whole=True)
    too_many = list[SitegenError]()
    with collect(too_many):
        check_links(source)
    if too_many:
        raise_all(errors or too_many)  # what is wrong may be that it was not read as code
    return text, fragments


def _rendered(translation: Translation, shared: PostContext, env: jinja2.Environment) -> Body:
    math = translation.front.math
    context = Context(shared, Locale(translation.language), env, math)
    errors: list[SitegenError] = []
    amiss = errors if context.strict else context.warnings
    source = Source(translation.body, translation.path, translation.line)
    text, fragments = _expanded(source, context, errors)
    html, headings = markdown.convert(text, context.ids)
    document = read(put_back(html, fragments), fragments)
    amiss += enclosures.check_enclosures(document, source.path)
    check_ids(document, source, context, amiss)
    lead_back(document, source, context)
    tell_elements(document, source, context)
    plain_corners(document)
    sanitise(document, source, context)
    copy_images(document, source, context, amiss)
    links = resolve_links(document, context)
    own = place_numbers(document, context) if context.strict or context.referred else {}
    title, subtitle, summary = (_said(translation, key, context, amiss) for key in SAID)
    picture = _featured(translation, context, amiss) or next(iter(context.pictures), "")
    if (shared.post.folder / EXPERIMENTS).is_file() and not shared.post.plain:
        for prose in (*(_head(translation, key) for key in SAID), source):
            context.warnings += find_typed_numbers(prose, SHORTCODES, formulas=math)
    if not errors:  # else what it refers to may be there, with a mistake of its own
        amiss += unknown_references(fragments, own, context)
    raise_all(sorted(errors, key=lambda error: (str(error.path), error.line or 0)))
    kinds = counted(SHORTCODES.values())
    filled, same = with_captions(document.html, kinds)
    filled, parts = lettered(filled)
    numbers = Numbers(filled, context, kinds | own, same, parts, strict=context.strict)
    title, subtitle, summary, filled = map(numbers.fill, (title, subtitle, summary, filled))
    shown = shown_runs(context)
    back = WaysBack(context, [record.name for record in shown])
    filled = back.marked(filled)
    below = reference_list(context, back.to) + runs_section(context, shown, back.to)
    revised = revisions(translation, context, numbers)
    links += links_to_posts(below)
    named = headings_in(below)
    toc = Markup(numbers.fill(table_of_contents(headings, fragments, named)))
    return Body.of(
        Html(Markup(filled) + below + revised_section(context, revised), context.files, toc),
        facts=facts_of(document, [heading.id for heading in named]),
        links=links,
        used=frozenset(context.used),
        warnings=tuple(context.warnings),
        title=title,
        subtitle=subtitle,
        summary=summary,
        picture=picture,
        picture_alt=context.pictures.get(picture, ""),
        cited=tuple(Cited(one.names, one.year, one.title, one.container, one.url) for one in cited_works(context)),
        sources=context.sources,
        numbers=numbers.of_figures,
        revised=revised[0].day.isoformat() if revised else "",
    )


def _said(translation: Translation, key: str, context: Context, errors: list[SitegenError]) -> str:
    """A text of the front matter, with the text of its shortcodes: a number of a record in a title, say."""
    head = _head(translation, key)
    text = head.text
    with collect(errors):
        text = head.text if context.shared.post.plain else plain_text(head, SHORTCODES, context)
    return text


def _head(translation: Translation, key: str) -> Source:
    """A text of the front matter, as it is written."""
    return Source(getattr(translation.front, key), translation.path, translation.front.lines.get(key, 1))


def _featured(translation: Translation, context: Context, errors: list[SitegenError]) -> str:
    """The featured image, copied beside the page; "" where the front matter names none."""
    front = translation.front
    if not front.featured_image:
        return ""
    context.place = (translation.path, front.lines.get("featured_image", 1))
    if is_elsewhere(front.featured_image):
        context.warn(
            "the featured image lies on another site, and is left out",
            "Copy it into the folder of the post, as `sitegen check --localize` does.",
        )
        return ""
    try:
        return copy_picture(context, front.featured_image).name
    except SitegenError as error:
        error.path, error.line = context.place
        errors.append(error)
        return ""
