"""`sitegen import` of sites that nobody wrote on purpose: no traceback, and what it writes can be read."""

from __future__ import annotations

import json
import random
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import pytest

from builder.commands.importing import import_site
from builder.config import read_config
from builder.errors import SitegenError
from builder.project import Project

VALUES: list[Any] = [
    None, True, 0, -1, 1.5, "", "x", "a b", "/x/", "../y", "é ü", "2020-01-02", "2020-13-01", [], ["a", None, 3],
    [["a"]], {}, {"a": 1}, {"name": "x"}, [{"name": "x", "src": "y.png"}], "{{ x }}", "[", "\u0001", 10**30, "http://[foo",
    [{"scope": 3, "values": "x"}], [{"scope": {"path": 3, "type": []}, "values": {"permalink": 3}}],
]  # fmt: skip
CONFIGS = {
    "hugo.json": "title baseURL languages params permalinks taxonomies outputs outputFormats disableKinds contentDir "
    "staticDir defaultContentLanguage uglyURLs frontmatter ignoreFiles disableLanguages author languageCode indexes",
    "_config.yml": "title url baseurl permalink collections defaults include exclude plugins jekyll-archives source "
    "lang author description feed future theme",
    "_quarto.yml": "project website lang author",
}
HEAD = (
    "title date tags categories slug url aliases draft image cover images resources build headless publishDate author "
    "expiryDate series authors summary description translationKey featured_image taxonomies permalink redirect_from "
    "published excerpt category listing header lastmod"
).split()
BODIES = [
    "# H\n", "{{< code x >}}\n{{< /code >}}", "{{< figure", "{% highlight py %}\nx\n{% endhighlight %}", "{% for",
    "{{ x | y: z }}", "```{python}\n#| echo: false\nx", "::: {.cell}\n```\nx", "[a](../../../etc/passwd)",
    "![a](x.png){#a", "$$x$$", "{: .a}", "<p>x</p>\n\n y", "{{< include a >}}", "`{=html}", "\0 1 \0",
]  # fmt: skip
LANGUAGES = {"languages", "defaultContentLanguage", "languageCode"}
"""Keys of Hugo of which a value may be no language, which is told."""
NAMES = ["a", "b c", "é", "你好", "2020-01-02-x", "index", "_index", "v1.2", "x.pt", "index.pt", "-", "a,b", "readme"]
FOLDERS = {"hugo.json": "content/posts", "_config.yml": "_posts", "_quarto.yml": "posts"}


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("seed", range(12))
def test_odd_sites(tmp_path: Path, config: str, seed: int) -> None:
    chance = random.Random(f"{config} {seed}")
    source = tmp_path / "old"
    keys = CONFIGS[config].split()
    said = {key: chance.choice(VALUES) for key in chance.sample(keys, chance.randint(0, min(5, len(keys))))}
    source.mkdir()
    (source / config).write_text(json.dumps(said))
    for _ in range(8):
        ending = chance.choice([".md", ".markdown", ".html", ".qmd", ".ipynb", ".txt"])
        folder = source / FOLDERS[config] / chance.choice(["", "sub", "Sub Dir/deep", "_x"])
        folder.mkdir(parents=True, exist_ok=True)
        head = {key: chance.choice(VALUES) for key in chance.sample(HEAD, chance.randint(0, 7))}
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in head.items())
        text = chance.choice([f"---\n{lines}---\n", f"{json.dumps(head)}\n", "+++\ntitle = 3\n+++\n", ""])
        (folder / f"{chance.choice(NAMES)}{ending}").write_text(text + chance.choice(BODIES))
    with suppress(SitegenError) if said.keys() & LANGUAGES else nullcontext():
        told = [*import_site(source, tmp_path / "new")]
        assert told[0].startswith("Copied into ")
        assert read_config(Project(tmp_path / "new").config).languages
