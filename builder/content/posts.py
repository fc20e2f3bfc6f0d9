"""Posts: a folder below `content/posts/` and the translations in it, one a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from builder.content.frontmatter import FrontMatter, split
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
    """One article: its folder, and by language its texts and the words of its figures.

    `translations` lacks the languages that it is not written in, and those whose text is a draft.
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
    for slug in project.slugs():
        with collect(found.errors):
            post = _read_post(project.post(slug), languages, found)
            if post.translations:
                found.posts.append(post)
    return found


def _read_post(folder: Path, languages: tuple[str, ...], found: Posts) -> Post:
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", folder.name):
        hint = "Its name becomes its address: use small letters without accents, digits and hyphens."
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
    return Post(folder.name, folder, shown, read_words(folder / "words.toml", languages))


def _read_translation(path: Path, languages: tuple[str, ...]) -> Translation:
    language = path.name.removeprefix("index").removesuffix(".md").removeprefix(".")
    if not language:
        raise SitegenError("names no language", path=path, hint=f"Call it index.{languages[0]}.md.")
    if language not in languages:
        message = f"'{language}' is not among the languages in content/site.toml"
        raise SitegenError(message, path=path, hint=nearest(language, languages))
    return Translation(language, path, *split(path, read_text(path)))
