"""`sitegen import`: every address that Hugo gave a site leads to where the same is now.

`python tests/test_import_addresses.py` asks Hugo again and writes `tests/sites/hugo-addresses.json`.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from pathlib import Path

import pytest
from hugo_oracle import HUGO

from builder.importers.hugo import read_hugo

KEPT = Path(__file__).parent / "sites" / "hugo-addresses.json"
TITLES = [
    "C++ and more", "MySQL 3.23", "Trailing dot.", "Corp - ", "a / b", "Ünïcode Ä", "50% off", "q?x & y", "it’s — so",
    "under_score ~t @u", "#hash", "- lead", "a -- b", "日本語 題", "Zwei  Blank",
]  # fmt: skip
CONFIGS = {
    "plain": "",
    "ugly": "uglyURLs = true",
    "ugly section": "[uglyURLs]\nposts = true",
    "cased": "disablePathToLower = true\nremovePathAccents = true",
    "dated": '[permalinks]\nposts = "/:year/:month/:day/:title/"\nnotes = "/n/:slug"\n"/" = "/pages/:slug"',
    "words": '[permalinks]\nposts = "/:section/:monthname-:weekdayname/:yearday/:weekday/:contentbasename.html"',
    "sections": '[permalinks]\nposts = "/:sections[1:]/:sections[last]/:slugorcontentbasename"',
    "by kind": '[permalinks.page]\nposts = "/p/:title"\n[permalinks.section]\nposts = "/s/:title"\n'
    '[permalinks.term]\ntags = "/t/:slug/"',
    "taxonomies": '[taxonomies]\ntag = "tags"\nseries = "series"',
    "kinds": 'disableKinds = ["taxonomy", "term", "RSS"]',
    "outputs": '[outputs]\nhome = ["html", "rss"]\nsection = ["html"]\n[outputFormats.rss]\nbasename = "feed"',
    "file names": '[frontmatter]\ndate = [":filename", ":default"]\n[permalinks]\nposts = "/:year/:slug/"',
    "languages": '[languages.en]\nweight = 1\n[languages.pt]\nweight = 2',
    "in a folder": 'defaultContentLanguageInSubdir = true\n[languages.en]\nweight = 1\n[languages.pt]\nweight = 2',
    "expired": "buildExpired = true\nbuildFuture = true\nbuildDrafts = true",
}  # fmt: skip


def hugo_site(folder: Path, config: str) -> Path:
    """A site with all that decides about an address."""
    texts = {f"posts/p{number}.md": f'title: "{title}"\ndate: 2020-01-02' for number, title in enumerate(TITLES)}
    texts |= {f"plain/s{number}.md": f'title: x\nslug: "{title}"' for number, title in enumerate(TITLES)}
    texts |= {
        "About Me.md": "title: Me",
        "about.pt.md": "title: Eu\ntags: [Olá]",
        "notes/Ünder MySQL 3.23 & x.md": "title: A b\ndate: 2021-03-04T23:30:00-05:00",
        "notes/x--y & z.md": "title: x\ntags: [c, C#, .NET, a b]\nseries: [One]\ncategories: Big Things",
        "posts/2019-05-06-dated.md": "title: Dated",
        "posts/bundle/index.md": "title: Bundle\naliases: [rel, ../up, /Abs/X, /old.html]\ntags: [c++]",
        "posts/bundle/index.pt.md": "title: Pacote\naliases: [/velho/]\nslug: pacote",
        "posts/My Sub/_index.md": "title: A sub\naliases: [/sub-was-here/]",
        "posts/My Sub/deep/a.md": "title: Deep",
        "talks/_index.md": "title: Talks\nslug: on-stage",
        "talks/1 Day/_index.md": "title: One\nslug: one-day",
        "talks/1 Day/a.md": "title: A\ntags: [b]",
        "talks/B.md": "title: B",
        "tags/b/_index.md": "title: B\nslug: bee",
        "posts/url.md": "title: Url\nurl: some/Where",
        "posts/url.pt.md": "title: Url\nurl: algum/Lugar",
        "posts/file.md": "title: Url\nurl: /some/file.html",
        "posts/draft.md": "title: Draft\ndraft: true",
        "posts/later.md": "title: Later\ndate: 2999-01-01",
        "posts/over.md": "title: Over\ndate: 2001-01-01\nexpiryDate: 2002-01-01",
        "posts/hidden.md": "title: Hidden\nbuild: {render: never}",
        "posts/old.html": "title: Old",
    }
    for name, head in texts.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\n{head}\n---\n<p>x</p>\n")
    (folder / "hugo.toml").write_text(f'baseURL = "https://own.test/"\n{config}\n[security]\nallowContent = [".*"]\n')
    return folder


def known(folder: Path) -> set[str]:
    site = read_hugo(folder)
    return {*site.lists} | {one for text in site.texts if text.address for one in (text.address, *text.aliases)}


def made_by_hugo(folder: Path) -> set[str]:
    """The addresses of all pages and feeds that Hugo makes, but for those of long lists in parts."""
    (folder / "layouts" / "_default").mkdir(parents=True)
    for name in ("single", "list"):
        (folder / "layouts" / "_default" / f"{name}.html").write_text("x")
    subprocess.run([str(HUGO), "--destination", "public"], cwd=folder, check=True, capture_output=True)
    files = [path for path in (folder / "public").rglob("*.*ml") if path.is_file()]
    names = (f"/{path.relative_to(folder / 'public').as_posix()}" for path in files)
    return {re.sub(r"/index\.html$", "/", name) for name in names if not name.endswith("sitemap.xml")}


def kept() -> dict[str, list[str]]:
    """What Hugo made of the site with each config."""
    return json.loads(KEPT.read_text(encoding="utf-8"))


@pytest.mark.parametrize("config", CONFIGS)
def test_addresses_are_those_that_hugo_gives(tmp_path: Path, config: str) -> None:
    assert sorted(known(hugo_site(tmp_path / "hugo", CONFIGS[config]))) == kept()[config]


@pytest.mark.skipif(HUGO is None, reason="Hugo is not installed")
@pytest.mark.parametrize("config", CONFIGS)
def test_hugo_still_gives_them(tmp_path: Path, config: str) -> None:
    assert sorted(made_by_hugo(hugo_site(tmp_path / "hugo", CONFIGS[config]))) == kept()[config]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sites = {name: hugo_site(Path(folder) / name, config) for name, config in CONFIGS.items()}
        said = {name: sorted(made_by_hugo(site)) for name, site in sites.items()}
    KEPT.write_text(json.dumps(said, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
