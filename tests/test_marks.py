"""Text without a mark is passed over, and every text gives the same HTML as without."""

import re
from pathlib import Path

import pytest

from builder.document import markdown, spans, typography
from tests.hugo_oracle import cases

REPOSITORY = Path(__file__).parent.parent
MARKED = (
    'a "quoted" word',
    "it's",
    "the '80s",
    "wait... no",
    "1990--2000",
    "a---b",
    "see www.example.org or WWW.example.org",
    "at http://example.org/a",
    "by ana@example.org",
    "smile :smile:",
    "two  \nlines",
    "back\\\nslash",
    "`code` *em* _em_ **bold** ~~gone~~",
    "[a](b) ![c](d) <b>x</b> \\* [^1]\n\n[^1]: note",
    "<ana@example.org>",
)


@pytest.fixture
def slow(monkeypatch):
    """Convert with every pattern tried on every piece of text."""
    everywhere = re.compile("")

    def convert(text):
        with monkeypatch.context() as patch:
            patch.setattr(spans, "MARK", everywhere)
            patch.setattr(spans, "PATTERNS", dict.fromkeys(spans.PATTERNS, ""))
            patch.setattr(typography, "MARK", everywhere)
            return markdown.to_html(text)

    return convert


TEXTS = [
    *MARKED,
    "x&nbsp;y &copy; z",
    *cases().values(),
    *(path.read_text() for path in sorted([*REPOSITORY.glob("docs/*.md"), *REPOSITORY.glob("content/**/*.md")])),
]


@pytest.mark.parametrize("text", TEXTS, ids=[text[:20] for text in TEXTS])
def test_every_text_gives_what_it_gives_with_all_patterns_tried(text, slow):
    assert markdown.to_html(text) == slow(text)


@pytest.mark.parametrize("text", MARKED)
def test_every_mark_of_the_list_means_something(text):
    assert text not in markdown.to_html(text)


def test_plain_text_is_passed_over(monkeypatch):
    monkeypatch.setattr(spans, "MARK", re.compile("(?!)"))
    monkeypatch.setattr(typography, "MARK", re.compile("(?!)"))
    assert markdown.to_html("*a* 'b'") == "<p>*a* 'b'</p>"  # the patterns are not even tried


def test_every_pattern_that_is_looked_for_is_one_of_the_converter():
    known = {item.name for item in markdown._converter().inlinePatterns._priority}
    assert spans.PATTERNS.keys() <= known
