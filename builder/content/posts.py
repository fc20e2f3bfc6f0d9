"""Posts: a folder below `content/posts/` and the translations in it, one a language."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from builder.content.frontmatter import SLUG, SLUG_RULE, FrontMatter, split
from builder.content.words import Words, read_words
from builder.errors import SitegenError, collect, nearest
from builder.project import Project
from builder.toml import read_text


@dataclass(frozen=True)
class Translation:
    """One language's text of a post: its file, its front matter, its body and the line on which the body starts."""

    language: str
    path: Path
    front: FrontMatter
    body: str
    line: int


@dataclass(frozen=True)
class Post:
    """One article: its address, its folder, and by language its texts and the words of its figures.

    `slug` is the address that a text gives it, else the folder's name. `translations` lacks the languages that it is
    not written in, and those whose text is a draft.
    """

    slug: str
    folder: Path
    translations: dict[str, Translation]
    words: dict[str, Words]

    def in_language(self, code: str) -> Translation:
        """The text for readers of a language: the one in it, or else the first that there is."""
        return self.translations.get(code) or next(iter(self.translations.values()))


@dataclass(frozen=True)
class Posts:
    """All that was found: the posts that have a text to show, by slug, and what is wrong or odd about the rest."""

    posts: list[Post]
    errors: list[SitegenError]
    warnings: list[SitegenError]


def read_posts(project: Project, languages: tuple[str, ...]) -> Posts:
    """Read every post. Mistakes are returned with what could be read, so that a build can go on to find more."""
    found = Posts([], [], [])
    folders: dict[str, Path] = {}
    for name in project.slugs():
        with collect(found.errors):
            post = _read_post(project.post(name), languages, found)
            if not post.translations:
                continue
            other = folders.setdefault(post.slug, post.folder)
            if other != post.folder:
                message = f"has the address '{post.slug}' of another post, {other.name}"
                raise SitegenError(message, path=post.folder, hint="Give one of them another slug: … in its texts.")
            found.posts.append(post)
    return found


def _read_post(folder: Path, languages: tuple[str, ...], found: Posts) -> Post:
    if not SLUG.fullmatch(folder.name):
        hint = f"Its name becomes its address: {SLUG_RULE}"
        raise SitegenError(f"the folder of a post cannot be called '{folder.name}'", path=folder, hint=hint)
    paths = sorted(folder.glob("index*.md"))
    if not paths:
        names = " or ".join(f"index.{code}.md" for code in languages)
        found.warnings.append(SitegenError("has no text, and is left out", path=folder, hint=f"Add {names}."))
    read: dict[str, Translation] = {}
    for path in paths:
        with collect(found.errors):
            translation = _read_translation(path, languages)
            found.warnings.extend(translation.front.warnings(path))
            read[translation.language] = translation
    shown = {code: read[code] for code in languages if code in read and not read[code].front.draft}
    return Post(_slug(folder, read), folder, shown, read_words(folder / "words.toml", languages))


def _slug(folder: Path, read: dict[str, Translation]) -> str:
    """The address that the texts of a post give it; its folder's name where none does."""
    said = [translation for translation in read.values() if translation.front.slug]
    for other in said[1:]:
        if other.front.slug != said[0].front.slug:
            message = f"slug is '{other.front.slug}' here and '{said[0].front.slug}' in {said[0].path.name}"
            hint = "A post has one address: write the same in both, or in one only."
            raise SitegenError(message, path=other.path, line=other.front.lines["slug"], hint=hint)
    return said[0].front.slug if said else folder.name


def _read_translation(path: Path, languages: tuple[str, ...]) -> Translation:
    language = path.name.removeprefix("index").removesuffix(".md").removeprefix(".")
    if not language:
        raise SitegenError("names no language", path=path, hint=f"Call it index.{languages[0]}.md.")
    if language not in languages:
        message = f"'{language}' is not among the languages in content/site.toml"
        raise SitegenError(message, path=path, hint=nearest(language, languages))
    return Translation(language, path, *split(path, read_text(path)))
