"""Words of comparison beside numbers that nothing checks, as `sitegen check` notes them."""

from __future__ import annotations

import pytest
from conftest import Site

from builder.checking.comparing import comparing
from builder.content.posts import read_posts
from builder.project import Project


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "It took {{< value count.last duration >}} and more.", [(5, "and more", "count.last")]),
        ("en", 'Text.\n\nAt least {{< value "count.last * 2" >}}.', [(7, "At least", "count.last * 2")]),
        ("pt", "Leva mais de {{< value count.last >}} passos.", [(5, "mais de", "count.last")]),
        ("pt", "São {{< value count.last >}} ou mais.", [(5, "ou mais", "count.last")]),
        ("en", '{{< claim "count.last > 6" >}}At least {{< value count.last >}}.{{< /claim >}}', []),
        ("en", "At most {{< value count.settings.start >}}, or {{< value highest(count.last) >}} at most.", []),
        ("en", "We counted up to {{< value count.last >}}, and more followed.", []),
        ("pt", "Mais de uma vez: {{< value count.last >}}.", []),
    ],
)
def test_words_beside_a_number(site: Site, language: str, text: str, told: list[tuple[int, str, str]]) -> None:
    site.write(f"index.{language}.md", f"---\ntitle: x\ndate: 2024-01-01\n---\n{text}\n")
    [post] = read_posts(Project(site.root), (language,)).posts
    notes = list(comparing(post))
    assert [(one.line, one.message) for one in notes] == [
        (line, f"nothing checks “{said}” beside {of}") for line, said, of in told
    ]
