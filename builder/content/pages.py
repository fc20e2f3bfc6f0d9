"""Plain pages: `content/pages/about.pt.md` and such, texts that belong to no experiment."""

from __future__ import annotations

from pathlib import Path

from builder.cache import Cache
from builder.content.posts import Post, Posts
from builder.content.slugs import SLUG, SLUG_RULE
from builder.content.translations import Translation, read_translation
from builder.content.withheld import Showing, Withheld, today
from builder.content.words import Words, read_words
from builder.errors import SitegenError, collect, nearest
from builder.project import MARKDOWN, WORDS, Project


def read_pages(
    project: Project, languages: tuple[str, ...], cache: Cache | None = None, showing: Showing | None = None
) -> Posts:
    """Read every plain page, as a post without records whose folder is `content/pages/` and whose slug is its name.

    Mistakes are returned with what could be read, so that a build can go on to find more.
    """
    found, cache, showing = Posts([], [], []), cache or Cache(), showing or Showing(today())
    read: dict[str, dict[str, Translation]] = {}
    withheld: dict[str, dict[str, str]] = {}
    for path in sorted(path for path in project.pages.glob("*.m*") if path.suffix in MARKDOWN):
        with collect(found.left_out):
            name, translation = _read(path, languages, cache)
            found.warnings.extend([*translation.front.warnings(path), *translation.front.errors(path)])
            if reason := showing.reason(translation.front):
                found.withheld.append(Withheld(path, reason))
                withheld.setdefault(name, {})[translation.language] = reason
            if showing.withheld or not reason:
                read.setdefault(name, {})[translation.language] = translation
    words: dict[str, Words] = {}
    with collect(found.errors):
        words = read_words(project.pages / WORDS, languages)
    for name, translations in read.items():
        shown = {code: translations[code] for code in languages if code in translations}
        why = withheld.get(name, {})
        found.posts.append(Post(name, project.pages, shown, words, strict=False, withheld=why))
    return found


def _read(path: Path, languages: tuple[str, ...], cache: Cache) -> tuple[str, Translation]:
    name, _, language = path.stem.rpartition(".")
    if not name:
        hint = f"Call it {language}.{languages[0]}.md."
        raise SitegenError("names no language", path=path, hint=hint)
    if language not in languages:
        message = f"'{language}' is not among the languages in content/site.toml"
        raise SitegenError(message, path=path, hint=nearest(language, languages))
    if not SLUG.fullmatch(name):
        hint = f"Its name becomes its address: {SLUG_RULE}"
        raise SitegenError(f"a page cannot be called '{name}'", path=path, hint=hint)
    return name, read_translation(path, language, cache)
