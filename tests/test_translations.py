"""The languages of a post say the same: the same headings, the same evidence, the same claims, in the same order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import REPOSITORY

from builder.content.frontmatter import split
from builder.shortcodes.declaration import verbatim
from builder.shortcodes.handlers import SHORTCODES
from builder.shortcodes.parse import parse
from builder.shortcodes.parts import Call, Close

POSTS = sorted((REPOSITORY / "content" / "posts").iterdir())
WORDS = {"alt", "caption", "draw", "summary", "title"}
"""Arguments that are text, and differ from language to language."""


def evidence(path: Path) -> list[tuple[str, ...]]:
    """Every shortcode with the arguments that are no text."""
    _, body, line = split(path, path.read_text(encoding="utf-8"))
    found: list[tuple[str, ...]] = []
    for part in parse(body, path, line, [], verbatim(SHORTCODES)):
        if isinstance(part, Close):
            found.append(("/" + part.name,))
        elif isinstance(part, Call):
            named = (f"{key}={value}" for key, value in sorted(part.named.items()) if key not in WORDS)
            arguments = part.arguments[:1] if part.name == "admonition" else part.arguments
            found.append((part.name, *arguments, *named, (part.body or "").strip()))
    return found


def headings(path: Path) -> list[int]:
    _, body, _ = split(path, path.read_text(encoding="utf-8"))
    return [len(level) for level in re.findall(r"^(#+) ", re.sub(r"(?ms)^```.*?^```", "", body), re.MULTILINE)]


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.name)
def test_the_languages_of_a_post_say_the_same(post: Path) -> None:
    first, *others = sorted(post.glob("index.*.md"))
    assert others
    for other in others:
        assert headings(other) == headings(first)
        for mine, theirs in zip(evidence(other), evidence(first), strict=True):
            assert mine == theirs
