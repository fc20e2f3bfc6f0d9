"""What shortcodes may know of the text that they stand in."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from markupsafe import Markup

from builder.cache import Cache
from builder.content.posts import Post
from builder.content.words import Words
from builder.document.source import Source
from builder.drawing.functions import Drawings
from builder.errors import SitegenError
from builder.evidence.bibliography import Work
from builder.evidence.cards import Cards
from builder.evidence.locale import Locale
from builder.evidence.provenance import Code, Place, Provenance, provenance
from builder.evidence.records import Records
from builder.files import sha256
from builder.look.templates import render
from builder.project import FIGURES
from builder.results import Record
from builder.results.elsewhere import is_elsewhere, parted

if TYPE_CHECKING:
    import jinja2

    from builder.drawing.engine import Engine


Given = TypeVar("Given")


@dataclass(frozen=True)
class PostContext:
    """What all translations of a post share."""

    post: Post
    """The post itself."""
    records: Records
    """The records that it asks for."""
    drawings: Drawings
    """What its `figures.py` draws."""
    engine: Engine
    """The JavaScript that draws charts and sets formulas."""
    code: Code
    """The post's own code, and its repository."""
    cache: Cache = field(default_factory=Cache)
    """What was made before."""
    made_from: str = ""
    """The digest of all that its drawings are made from."""
    static: Path = Path("static")
    """The site's folder of files that several posts share."""
    origins: dict[tuple[str, str, str], Provenance] = field(default_factory=dict)
    """Where what its texts show comes from: each says so of a record many times, and a cold cache keeps no parts."""


@dataclass
class Context:
    """One translation while it is rendered. Shortcodes read it, and leave in it what the page needs besides HTML."""

    shared: PostContext
    """What it has in common with the other translations."""
    locale: Locale
    """How its language writes numbers and dates."""
    env: jinja2.Environment
    """The templates, with the interface's words in its language."""
    math: bool = True
    """Whether it may hold formulas."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What is written beside the page, by name."""
    used: set[str] = field(default_factory=set)
    """The experiments that it shows something of."""
    cards: Cards = field(default_factory=Cards)
    """What the cards of its numbers and claims tell."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Those of the files that it shows, with what says the same in words."""
    cited: dict[str, Work] = field(default_factory=dict)
    """The works that it cites, by their keys."""
    referred: dict[str, tuple[Path, int]] = field(default_factory=dict)
    """The names of figures and the like that it refers to, with the place where it first does."""
    sources: dict[Path, str] = field(default_factory=dict)
    """The files that it is made from besides those of its folder, with their digests."""
    warnings: list[SitegenError] = field(default_factory=list)
    """What is odd about it."""
    place: tuple[Path, int] | None = None
    """The file and the line of the shortcode that is being expanded."""
    enclosed: Source | None = None
    """What that encloses, as it is written, where it could also enclose nothing."""
    ids: set[str] = field(default_factory=set)
    """Those that its elements have so far."""
    macros: dict[str, str] = field(default_factory=dict)
    """The commands of TeX that its formulas have defined so far."""
    _told: set[str] = field(default_factory=set)

    @property
    def strict(self) -> bool:
        """Whether a mistake stops the build."""
        return self.shared.post.strict

    @property
    def words(self) -> Words:
        return self.shared.post.words[self.locale.code]

    def render(self, template: str, **values: Any) -> Markup:
        """The HTML of a template, in the page's language."""
        return Markup(render(self.env, template, locale=self.locale, **values))

    def warn(self, message: str, hint: str = "") -> None:
        """Tell the author something about the shortcode at hand that is no mistake unless the build is strict."""
        path, line = self.place or (None, None)
        self.warnings.append(SitegenError(message, path=path, line=line, hint=hint))

    def warn_at(self, warning: SitegenError) -> None:
        """Tell the author something that has a place of its own, such as a line of `figures.py`, once."""
        if str(warning) not in map(str, self.warnings):
            self.warnings.append(warning)

    def warn_once(self, message: str, hint: str = "") -> None:
        """Tell the author something about the whole text, the first time it is found."""
        if all(warning.message != message for warning in self.warnings):
            self.warn(message, hint)

    def origins(self, used: list[Record]) -> list[Provenance]:
        """Where what is shown comes from; the page then names these records among its sources."""
        self.used.update(record.name for record in used)
        for record in used:
            self._hidden(record)
            if record.diverged and record.name not in self._told:
                self._told.add(record.name)
                hint = "The page says so too. Change its settings and run it again, or leave it out."
                self.warn(f"shows results of '{record.name}', which diverged: {record.diverged}", hint)
        return [self._origin(record) for record in used]

    def _hidden(self, record: Record) -> None:
        """Tell the author of a record of a post that readers do not see."""
        if not is_elsewhere(record.name):
            return
        home = self.shared.records.others(parted(record.name)[0]).home
        if not home.address and record.name not in self._told:
            self._told.add(record.name)
            hint = "Readers find its numbers here, and no page that explains them: publish that post first."
            self.warn(f"shows results of '{record.name}', a post that is not published: {home.why}", hint)

    def _origin(self, record: Record) -> Provenance:
        shared = self.shared
        name = ("origin", shared.post.folder, self.locale.code, record.name, record.diverged)
        made_from = (shared.records, shared.code)
        find = partial(provenance, record, shared.records, shared.code, self.locale)
        known = (self.locale.code, record.name, record.diverged)
        if known not in shared.origins:
            shared.origins[known] = shared.cache.get_or_make(name, made_from, find)
        return shared.origins[known]

    def made_once(self, call: Hashable, give: Callable[[Context], Given]) -> Given:
        """What a call of a shortcode gives, and leaves here; made once of the same, as most calls outlive an edit.

        `give` may depend on the call, the language and the folder of the post alone; a warning, which tells the line,
        and what depends on what stands before it in the text (an id that is taken) or lies elsewhere is made each time.
        """
        shared = self.shared

        def apart() -> tuple[Given, Context]:
            context = self.apart()
            return give(context), context

        name = ("shortcode", shared.post.folder, self.locale.code, call)
        given, left = shared.cache.get_or_make(name, (shared.records, shared.code, self.env), apart)
        if left.warnings or left.sources or not left.ids.isdisjoint(self.ids):
            return give(self)
        self.take(left)
        return given

    def drawn_by(self, name: str) -> Place | None:
        """Where the function of `figures.py` that drew something stands."""
        code = self.shared.code
        with suppress(SitegenError):  # no figures.py, or a name that it imports
            return code.place(code.definition(code.folder / FIGURES, name))
        return None

    def made_from(self, path: Path) -> None:
        """Remember a file that does not lie in the folder of the post, and which may be there or not."""
        self.sources[path] = self.shared.cache.ledger.digest(path)

    def apart(self) -> Context:
        """A context of the same text in which nothing has been left yet."""
        return Context(self.shared, self.locale, self.env, self.math, place=self.place, enclosed=self.enclosed)

    def take(self, left: Context) -> None:
        """Take what was left in a context apart, as if it had been left here."""
        self.files |= left.files
        self.used |= left.used
        for name, alt in left.pictures.items():
            self.pictures.setdefault(name, alt)
        self.cited |= left.cited
        self.cards.take(left.cards)
        self.ids |= left.ids

    def file(self, name: str, ending: str, data: bytes) -> str:
        """Write a file beside the page. Returns its name, with a digest in it: one address never shows two pictures."""
        name = f"{name}.{sha256(data)[:8]}.{ending}"
        self.files[name] = data
        return name

    def id(self, name: str) -> str:
        """An id for an element that no other element of this text has."""
        number, free = 1, name
        while free in self.ids:
            number += 1
            free = f"{name}-{number}"
        self.ids.add(free)
        return free
