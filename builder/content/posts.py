"""Posts: a folder below `content/posts/` and the translations in it, one a language.

As in Hugo, a post without experiments may be a file beside the folders: `name.md`, or `name.pt.md` and `name.en.md`.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from builder.cache import Cache
from builder.config import is_language
from builder.content.slugs import SLUG, SLUG_RULE, address_of
from builder.content.translations import Translation, read_translation
from builder.content.withheld import Showing, Withheld, today
from builder.content.words import Words, read_words
from builder.errors import SitegenError, collect, nearest, shown
from builder.project import EVIDENCE, MARKDOWN, WORDS, Project, text_file


@dataclass(frozen=True)
class Post:
    """One article."""

    slug: str
    """Its part of the address: what a text says, else the folder's name."""
    folder: Path
    """Where its files lie. Of a post that is a single file it is the folder of the same name, which need not exist."""
    translations: dict[str, Translation]
    """Its texts by language that are shown."""
    words: dict[str, Words]
    """By language, the words of its figures."""
    beside: Path | None = None
    """The folder in which the single file of a post lies; None for a post that is a folder."""
    around: Path | None = None
    """The folder of all languages of a documentation, out of which `../` of its texts may not lead; None for a post."""
    plain: bool = False
    """Whether its texts are Markdown and nothing else: shortcodes and formulas stay as they are written."""
    strict: bool = True
    """Whether it has experiments, figures or results: a mistake in it stops the build. Of any other text only what can
    not be shown at all is a mistake; the rest is a warning."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """By language, why readers are not to see a text."""

    @property
    def path(self) -> Path:
        """What an author is shown to find it: its folder, or its file."""
        return next(iter(self.translations.values())).path if self.beside else self.folder

    def in_language(self, code: str) -> Translation:
        """The text for readers of a language: the one in it, or else the first that there is."""
        return self.translations.get(code) or next(iter(self.translations.values()))


Names = dict[str, list[tuple[Path, str]]]
"""The files of the texts of each post by its name, with the language that each names, "" where it names none."""


@dataclass(frozen=True)
class Posts:
    """All that was found."""

    posts: list[Post]
    """The posts that have a text to show, by slug."""
    errors: list[SitegenError]
    """What is wrong with the others."""
    warnings: list[SitegenError]
    """What is odd about any."""
    left_out: list[SitegenError] = field(default_factory=list)
    """Why texts without experiments are not shown."""
    withheld: list[Withheld] = field(default_factory=list)
    """The texts that readers are not to see, shown or not."""


def read_posts(
    project: Project,
    languages: tuple[str, ...],
    names: Names | None = None,
    cache: Cache | None = None,
    elsewhere: str = "",
    showing: Showing | None = None,
) -> Posts:
    """Read every post. Mistakes are returned with what could be read, so that a build can go on to find more.

    `names` are the files there are. Posts that the `cache` knows are not opened: its ledger is told of changes of each
    by its name, and of what may matter to all as `elsewhere`. Without `showing`, what is published today is shown.
    """
    found = Posts([], [], [])
    names, cache, showing = names or names_of_texts(project), cache or Cache(), showing or Showing(today())
    known: dict[str, Post] = {}
    for name, texts in sorted(names.items()):
        files = cache.ledger.version(elsewhere, name)
        read = partial(_read_alone, project, name, texts, languages, cache, showing)
        one = cache.get_or_make(("post", name), (files, texts, languages, showing), read)
        found.errors.extend(one.errors)
        found.warnings.extend(one.warnings)
        found.left_out.extend(one.left_out)
        found.withheld.extend(one.withheld)
        for post in one.posts:
            if (other := known.get(post.slug)) is not None:
                message = f"has the address '{post.slug}' of another post, {other.path.name}"
                error = SitegenError(message, path=post.path, hint="Give one of them another slug: … in its texts.")
                (found.errors if post.strict else found.warnings).append(error)
                post = replace(post, slug=_free(post.slug, known))
            known[post.slug] = post
            found.posts.append(post)
    return found


def _free(slug: str, known: Collection[str]) -> str:
    """A slug that no other post has."""
    return next(free for number in itertools.count(2) if (free := f"{slug}-{number}") not in known)


def _read_alone(
    project: Project,
    name: str,
    texts: list[tuple[Path, str]],
    languages: tuple[str, ...],
    cache: Cache,
    showing: Showing,
) -> Posts:
    """A post, where it has a text to show, and what is wrong or odd about it."""
    found, folder = Posts([], [], []), project.post(name)
    strict = any((folder / name).exists() for name in EVIDENCE)
    with collect(found.errors if strict else found.left_out):
        post = _read_post(folder, texts, languages, found, cache, strict, showing)
        found.posts.extend([post] if post.translations else [])
    return found


def names_of_texts(project: Project) -> Names:
    """The files of the texts of each post by its name, with the language that each names, "" where it names none."""
    texts: Names = {}
    for name in project.slugs():
        folder = project.post(name)
        files = sorted(file for file in os.listdir(folder) if file.startswith("index") and file.endswith(MARKDOWN))
        texts[name] = [(folder / file, Path(file).stem.removeprefix("index").removeprefix(".")) for file in files]
    for path in project.single_files():
        name, _, language = path.stem.rpartition(".")
        if not name or not is_language(language):  # a dot in a name, as in v1.2.md
            name, language = path.stem, ""
        texts.setdefault(name, []).append((path, language))
    return texts


def _read_post(
    folder: Path,
    texts: list[tuple[Path, str]],
    languages: tuple[str, ...],
    found: Posts,
    cache: Cache,
    strict: bool,
    showing: Showing,
) -> Post:
    if not texts and _holds_pictures(folder):
        return Post(folder.name, folder, {}, {})
    beside = next((path.parent for path, _ in texts if path.parent != folder), None)
    if not beside and not SLUG.fullmatch(folder.name):
        hint = f"Its name becomes its address: {SLUG_RULE}"
        raise SitegenError(f"the folder of a post cannot be called '{folder.name}'", path=folder, hint=hint)
    if not texts:
        names = " or ".join(text_file(code) for code in languages)
        found.warnings.append(SitegenError("has no text, and is left out", path=folder, hint=f"Add {names}."))
    read: dict[str, Translation] = {}
    for path, language in texts:
        language = language or languages[0]
        odd = found.errors if strict else found.warnings
        with collect(found.left_out if not strict and language in languages else odd):
            translation = _read_translation(path, language, languages, cache)
            found.warnings.extend(translation.front.warnings(path))
            odd.extend(translation.front.errors(path))
            other = read.setdefault(translation.language, translation)
            if other is not translation:
                message = f"is a second text in '{other.language}' of the post that {shown(other.path)} belongs to"
                raise SitegenError(message, path=path, hint="Delete one of them, or give it another name.")
    withheld = {code: reason for code, text in read.items() if (reason := showing.reason(text.front))}
    found.withheld.extend(Withheld(read[code].path, reason) for code, reason in withheld.items())
    written = {code: read[code] for code in languages if code in read and (showing.withheld or code not in withheld)}
    words = read_words(folder / WORDS, languages)
    return Post(_slug(folder, read), folder, written, words, beside, strict=strict, withheld=withheld)


def _holds_pictures(folder: Path) -> bool:
    """Whether a folder holds other files than a post is made of: pictures of the single files beside it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return bool(files) and not any(path.suffix in (*MARKDOWN, ".py", ".toml") for path in files)


def _slug(folder: Path, read: dict[str, Translation]) -> str:
    """The address that the texts of a post give it; that of its name where none does."""
    said = [translation for translation in read.values() if translation.front.slug]
    for other in said[1:]:
        if other.front.slug != said[0].front.slug:
            message = f"slug is '{other.front.slug}' here and '{said[0].front.slug}' in {said[0].path.name}"
            hint = "A post has one address: write the same in both, or in one only."
            raise SitegenError(message, path=other.path, line=other.front.lines["slug"], hint=hint)
    if said or not read:
        return said[0].front.slug if said else folder.name
    slug = address_of(folder.name)
    if not slug:
        path = next(iter(read.values())).path
        message = f"no address can be made of the name '{folder.name}'"
        raise SitegenError(message, path=path, line=1, hint=f"Add a line slug: … to the front matter: {SLUG_RULE}")
    return slug


def _read_translation(path: Path, language: str, languages: tuple[str, ...], cache: Cache) -> Translation:
    if language not in languages:
        message = f"'{language}' is not among the languages in content/site.toml"
        raise SitegenError(message, path=path, hint=nearest(language, languages))
    return read_translation(path, language, cache)
