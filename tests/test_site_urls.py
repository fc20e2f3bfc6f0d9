from __future__ import annotations

from dataclasses import replace

import pytest

from builder.config import Language
from builder.site.urls import file_of, home_url, link, post_url

PORTUGUESE = Language("pt", "Português", "Medido")


def test_addresses() -> None:
    assert (home_url(PORTUGUESE), post_url(PORTUGUESE, "cnns")) == ("pt/", "pt/posts/cnns/")
    at_root = replace(PORTUGUESE, at_root=True)
    assert (home_url(at_root), post_url(at_root, "cnns")) == ("", "posts/cnns/")
    assert [file_of(url) for url in ("", "pt/", "static/style.css")] == [
        "index.html",
        "pt/index.html",
        "static/style.css",
    ]


@pytest.mark.parametrize(
    ("page", "target", "expected"),
    [
        ("", "pt/", "pt/"),
        ("pt/", "", "../"),
        ("pt/posts/cnns/", "en/posts/cnns/", "../../../en/posts/cnns/"),
        ("pt/posts/cnns/", "pt/", "../../"),
        ("pt/posts/cnns/", "pt/posts/cnns/", "./"),
        ("pt/posts/cnns/", "static/style.css", "../../../static/style.css"),
        ("pt/", "static/é b.css", "../static/%C3%A9%20b.css"),
    ],
)
def test_links_are_relative_and_end_in_a_slash(page: str, target: str, expected: str) -> None:
    assert link(page, target) == expected
