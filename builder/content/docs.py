"""Documentation: a folder of plain Markdown in one language, written to be read in its repository too.

Its front matter may say `examples: POST`: what comes of the examples on it is made from the records of that post.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from builder.config import SiteConfig
from builder.content.frontmatter import FrontMatter
from builder.content.head import Head, split_head
from builder.content.params import Params, own_keys
from builder.content.posts import Post, Posts
from builder.content.slugs import SLUG, SLUG_RULE
from builder.content.translations import Translation
from builder.content.words import read_words
from builder.errors import SitegenError, collect, nearest
from builder.files import sha256
from builder.project import WORDS, Project
from builder.reading import line_of, read_text

FIRST = "README"
EXAMPLES = "examples"
_LINK = re.compile(r"\]\(([^)\s#/]+)\.md[)#]")


def read_all_docs(project: Project, config: SiteConfig) -> dict[str, Posts]:
    """The texts of each language that has documentation, as `read_docs`."""
    codes = tuple(one.code for one in config.languages)
    folders = {one.code: one.docs for one in config.languages if one.docs}
    around = _around(project, folders.values())
    return {code: read_docs(project, code, folder, codes, around) for code, folder in folders.items()}


def _around(project: Project, folders: Iterable[str]) -> Path | None:
    """The folder that holds those of all languages; None where that is the whole site, or there is but one."""
    places = {(project.root / folder).resolve() for folder in folders}
    whole = Path(os.path.commonpath(places)) if len(places) > 1 else None
    return whole if whole and whole != project.root.resolve() and whole.is_relative_to(project.root.resolve()) else None


def read_docs(
    project: Project, language: str, folder: str, languages: tuple[str, ...], around: Path | None = None
) -> Posts:
    """Read the texts of a folder, named from that of the site: as posts whose slug is their name, "" for README.md.

    One that names a post for its examples has the folder of that post, and its words; `languages` are the site's, and
    `around` is the folder of the texts in all of them.

    README.md is the first, the others follow in the order in which it links to them. Mistakes are returned with what
    could be read, so that a build can go on to find more.
    """
    found = Posts([], [], [])
    place = project.root / folder
    read: dict[str, Post] = {}
    for path in sorted(place.glob("*.md")):
        with collect(found.errors):
            read[path.stem] = replace(_read(path, language, project, languages), around=around)
    if FIRST in read:
        body = read[FIRST].translations[language].body
        order = dict.fromkeys([FIRST, *(name for name in _LINK.findall(body) if name in read), *read])
        found.posts.extend(read[name] for name in order)
    elif not found.errors:
        hint = f"Write {folder}/{FIRST}.md, which names the other pages in their order."
        line = line_of(project.config, "docs", language)
        message = f"[{language}] docs names '{folder}', which holds no {FIRST}.md"
        found.errors.append(SitegenError(message, path=project.config, line=line, hint=hint))
    return found


def in_languages(docs: Mapping[str, Posts]) -> list[Post]:
    """The texts of all languages, one post for each name; that in the language that has most texts comes first."""
    together: dict[str, Post] = {}
    for posts in sorted(docs.values(), key=lambda one: -len(one.posts)):
        for post in posts.posts:
            first = together.setdefault(post.slug, post)
            together[post.slug] = replace(first, translations=first.translations | post.translations)
    return list(together.values())


def _read(path: Path, language: str, project: Project, languages: tuple[str, ...]) -> Post:
    slug = "" if path.stem == FIRST else path.stem
    if slug and not SLUG.fullmatch(slug):
        hint = f"Its name becomes its address: {SLUG_RULE}"
        raise SitegenError(f"a page cannot be called '{slug}'", path=path, hint=hint)
    text = read_text(path)
    params, below, line, head = Params(), text, 1, Head({}, {})
    if text.startswith("---\n"):
        head, below, line = split_head(path, text)
        params = own_keys(head.data, (EXAMPLES,))
        line += len(below) - len(below := below.lstrip("\n"))
    title, _, body = below.partition("\n")
    if not re.match(r"# +\S", title):
        raise SitegenError("begins with no heading", path=path, line=line, hint="Begin with a line # Title.")
    title = title.removeprefix("#").strip().replace("`", "")  # lists show titles without code
    front = FrontMatter(title, math=False, params=params)
    translation = Translation(language, path, front, line + 1, sha256(text.encode()), lambda: (front, body, line + 1))
    texts = {language: translation}
    if (folder := _post_of_examples(head, path, project)) is None:
        return Post(slug, path.parent, texts, {}, plain=True)
    return Post(slug, folder, texts, read_words(folder / WORDS, languages), path.parent, plain=True)


def _post_of_examples(head: Head, path: Path, project: Project) -> Path | None:
    """The folder of the post from whose records the examples of a page are made. Raises SitegenError if none is."""
    if EXAMPLES not in head.data:
        return None
    name, posts = head.data[EXAMPLES], project.slugs()
    if name not in posts:
        message = f"{EXAMPLES}: there is no post '{name}'"
        raise SitegenError(message, path=path, line=head.lines.get(EXAMPLES), hint=nearest(str(name), posts))
    return project.post(name)
