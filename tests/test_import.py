"""`sitegen import`: a site of Hugo copied, beside what Hugo itself makes of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup, Tag
from conftest import Site
from hugo_oracle import HUGO
from PIL import Image
from small_sites import SITES

from builder.commands.importing import import_site as import_hugo
from builder.importers.hugo import read_hugo
from builder.project import Project
from builder.site.build import build_site


def run(folder: Path, *arguments: str, code: int = 0) -> list[str]:
    folder.mkdir(exist_ok=True)
    done = Site(folder).sitegen(*arguments, code=code)
    return (done.stdout + done.stderr).splitlines()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SITES / "hugo", tmp_path / "hugo"))


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_site_of_hugo_becomes_a_new_site(source: Path, tmp_path: Path) -> None:
    before = files(source)
    assert run(tmp_path / "new", "import", "../hugo") == [
        "Copied into ./: 6 posts, 1 page, 10 texts, 3 other files",
        "Means nothing here:",
        "  1 × the shortcode 'mine' is not known here: content/posts/fourth.en.md:7",
        "Not carried:",
        "  of the config: markup, menus, params.mainsections, security",
        "  content/_index.en.md: is the text of a list, and lists have none here",
        "  content/posts/_index.en.md: is the text of a list, and lists have none here",
        "  layouts/: templates and shortcodes of its own",
        "Addresses: kept 31 of 31",
        "Next: sitegen build --no-run",
    ]
    assert sorted(files(tmp_path / "new")) == [
        ".gitignore",
        "content/pages/about.en.md",
        "content/pages/about.pt.md",
        "content/posts/Segundo Post.pt.md",
        "content/posts/bundle/index.en.md",
        "content/posts/bundle/index.pt.md",
        "content/posts/bundle/near.png",
        "content/posts/first.en.md",
        "content/posts/first.pt.md",
        "content/posts/fourth.en.md",
        "content/posts/old.en.md",
        "content/posts/third.en.md",
        "content/redirects.toml",
        "content/site.toml",
        "static/images/other.png",
        "static/img/dot.png",
    ]
    assert (tmp_path / "new" / "content" / "site.toml").read_text() == (
        'title = "Notes"\nbase_url = "https://ana.example/blog/"\nauthor = "Ana"\nlanguages = ["en", "pt"]\n'
        "first_language_at_root = true\n\n"
        '[en]\ntitle = "Notes"\nname = "English"\ndescription = "What Ana notes."\n\n'
        '[pt]\ntitle = "Notas"\nname = "Português"\n'
    )
    assert files(source) == before


def test_nothing_is_overwritten_and_a_second_time_nothing_is_copied(source: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    run(new, "import", "../hugo")
    (new / "content" / "posts" / "first.en.md").write_text("mine")
    before = files(new)
    said = run(new, "import", "../hugo")
    assert said[0] == "Copied into ./: 0 posts, 0 pages, 0 texts, 0 other files"
    assert "  content/posts/first.en.md: content/posts/first.en.md is there already" in said
    assert "  the config of Hugo: content/site.toml is there already" in said
    assert files(new) == before


@pytest.mark.parametrize("absolute", [True, False])
def test_links_out_of_the_site_of_hugo_are_not_followed(source: Path, tmp_path: Path, absolute: bool) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "id_rsa").write_text("SECRET")
    (secrets / "index.md").write_text("---\ntitle: SECRET\n---\n")
    linked = {
        "static/s.txt": "id_rsa", "content/posts/bundle/p.png": "id_rsa", "content/posts/text.en.md": "index.md",
        "content/posts/folder": "", "assets/a.png": "id_rsa", "static/gone.txt": "gone",
    }  # fmt: skip
    for name, target in linked.items():
        place = source / name
        place.parent.mkdir(exist_ok=True)
        place.symlink_to(secrets / target if absolute else Path(*[".."] * name.count("/"), "..", "secrets", target))
    (source / "static" / "near.txt").symlink_to("img/dot.png")
    said = run(tmp_path / "new", "import", "../hugo")
    for name, target in linked.items():
        how = (
            "is a link to a folder"
            if not target
            else "nothing"
            if target == "gone"
            else "leads out of the site of Hugo"
        )
        assert [line for line in said if line.startswith(f"  {name}: ") and line.endswith(how)], name
    assert not [name for name, data in files(tmp_path / "new").items() if b"SECRET" in data]
    assert (tmp_path / "new" / "static" / "near.txt").read_bytes() == (source / "static/img/dot.png").read_bytes()


@pytest.mark.parametrize("config", ['staticDir = "../secrets"', 'contentDir = "../secrets"', 'staticDir = "linked"'])
def test_a_config_leads_nowhere_else(tmp_path: Path, config: str) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "index.md").write_text("---\ntitle: SECRET\n---\n")
    (tmp_path / "hugo").mkdir()
    (tmp_path / "hugo" / "linked").symlink_to("../secrets")
    (tmp_path / "hugo" / "hugo.toml").write_text(f'title = "x"\n{config}\n')
    said = run(tmp_path / "new", "import", "../hugo")
    assert [line for line in said if line.endswith("leads out of the site of Hugo")]
    assert not [name for name, data in files(tmp_path / "new").items() if b"SECRET" in data]


@pytest.mark.parametrize("here", ["empty", "a site"])
def test_a_file_that_is_lost_is_told_and_copied_the_next_time(source: Path, tmp_path: Path, here: str) -> None:
    new = tmp_path / "new"
    if here == "a site":
        run(tmp_path, "init", "new")
    new.mkdir(exist_ok=True)
    limited = f"ulimit -f 100; exec {sys.executable} -m builder import ../hugo"  # blocks of 512 or 1,024 bytes
    (source / "static" / "larger.bin").write_bytes(bytes(200_000))
    done = subprocess.run(["sh", "-c", limited], cwd=new, env=Site(new).environment(), capture_output=True, text=True)
    assert done.returncode == 1
    assert "  static/larger.bin: File too large" in done.stdout.splitlines()
    assert "could not be copied\n  See above why." in done.stderr
    assert not (new / "static" / "larger.bin").exists()
    assert (new / "content" / "posts" / "first.en.md").exists()
    assert not [name for name in files(new) if name.endswith(".sitegen")]
    run(new, "import", "../hugo")
    assert (new / "static" / "larger.bin").stat().st_size == 200_000


def test_into_a_site_that_lacks_a_language(source: Path, tmp_path: Path) -> None:
    run(tmp_path, "init", "site")
    config = tmp_path / "site" / "content" / "site.toml"
    config.write_text('title = "x"\nlanguages = ["pt"]\n\n[pt]\ntitle = "x"\nname = "Português"\n')
    said = run(tmp_path / "site" / "content", "import", "../../hugo")
    assert said[0] == "Copied into ../: 3 posts, 1 page, 4 texts, 3 other files".replace("../", f"{tmp_path}/site/")
    assert "  content/about.en.md: 'en' is no language of this site" in said
    assert not list((tmp_path / "site" / "content" / "posts").glob("*.en.md"))


TREES: dict[str, Any] = {
    "baseURL": "https://example.org/",
    "languageCode": "pt-br",
    "defaultContentLanguage": "pt",
    "languages": {
        "en": {"contentDir": "content/en", "weight": 1, "languageName": "English", "title": "Notes"},
        "pt": {"contentDir": "content/pt", "weight": 2, "title": "Notas"},
        "fr": {"disabled": True},
    },
    "params": {"author": "Ana"},
}


@pytest.mark.parametrize("where", ["config.yaml", "hugo.json", "config/_default/config.yml", "config/_default parts"])
def test_trees_of_languages_and_other_configs(tmp_path: Path, where: str) -> None:
    hugo = tmp_path / "hugo"
    for language in ("en", "pt"):
        folder = hugo / "content" / language / "posts"
        (folder / "bundle").mkdir(parents=True)
        for name in ("single.md", "bundle/index.md"):
            (folder / name).write_text(f"---\ntitle: {language}\n---\n![x](x.png)\n")
        Image.new("L", (3, 2)).save(folder / "bundle" / "x.png")
        Image.new("L", (3, 2)).save(folder / "x.png")
    parts = {where: TREES}
    if where.endswith("parts"):
        parts = {f"config/_default/{name}.yaml": TREES[name] for name in ("languages", "params")}
        parts["config/_default/hugo.yaml"] = {key: TREES[key] for key in ("baseURL", "defaultContentLanguage")}
    for name, data in parts.items():
        (hugo / name).parent.mkdir(parents=True, exist_ok=True)
        (hugo / name).write_text(json.dumps(data) if name.endswith("json") else yaml.safe_dump(data))
    said = list(import_hugo(hugo, tmp_path / "new"))
    assert said[0].endswith("new/: 2 posts, 0 pages, 4 texts, 4 other files")
    config = (tmp_path / "new" / "content" / "site.toml").read_text()
    assert re.findall(r'languages = .*|author = .*|name = .*', config) == [
        'author = "Ana"', 'languages = ["pt", "en"]', 'name = "Português"', 'name = "English"',
    ]  # fmt: skip
    report = build_site(Project(tmp_path / "new"))
    assert {path.parent.name for path in report.folder.glob("*/posts/*/index.html")} == {"single", "bundle"}
    assert not [warning for warning in report.warnings if "no text" in warning.message]


@pytest.mark.parametrize("weight", ['"first"', "[1]", "true", "nan"])
def test_a_weight_that_is_no_number_is_none(tmp_path: Path, weight: str) -> None:
    text = f"[languages.pt]\nweight = {weight}\n[languages.en]\nweight = 2\n[languages.de]\n"
    (tmp_path / "hugo.toml").write_text(text)
    assert {language.code for language in read_hugo(tmp_path).languages} == {"de", "en", "pt"}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (None, "is no site of Hugo, Jekyll or Quarto: it has no config\n  Name the folder that holds hugo.toml"),
        ("title = ", "hugo.toml: cannot be read: Invalid value"),
        ('[languages.xx-nowhere]\ntitle = "x"', "'xx-nowhere' is not the code of a language that is known here"),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, config: str | None, message: str) -> None:
    (tmp_path / "hugo").mkdir()
    if config is not None:
        (tmp_path / "hugo" / "hugo.toml").write_text(config)
    assert message in "\n".join(run(tmp_path / "new", "import", "../hugo", code=2))
    assert files(tmp_path / "new") == {}


def test_a_site_of_hugo_is_not_copied_into_itself(source: Path) -> None:
    assert "cannot be copied into itself" in run(source / "content", "import", "..", code=2)[0]


def outline(article: Tag) -> list[str]:
    """What a text consists of, by kind: the same in Hugo's page and in ours."""
    for around in article.select("header, h1, nav, .headerlink"):
        around.decompose()
    kinds = ["h2", "h3", "li", "img", "pre", "blockquote", "figure", "a"]
    found = [(tag.name, tag.get("alt") or " ".join(tag.text.split())) for tag in article.find_all(kinds)]
    return sorted(f"{name}: {words}" for name, words in found)


@pytest.mark.skipif(HUGO is None, reason="Hugo is not installed")
def test_every_text_holds_what_it_holds_in_hugo(source: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    subprocess.run([str(HUGO), "--destination", str(public)], cwd=source, check=True, capture_output=True)
    run(tmp_path / "new", "import", "../hugo")
    (tmp_path / "new" / "content" / "posts" / "fourth.en.md").unlink()  # it needs a shortcode of Hugo's own site
    report = build_site(Project(tmp_path / "new"))
    theirs, ours = texts(public), texts(report.folder)
    assert theirs.keys() - ours.keys() == {"Fourth"}
    assert len(ours) == 9
    for title, outlined in ours.items():
        assert outlined == theirs[title], title


def texts(folder: Path) -> dict[str, list[str]]:
    """What the texts of a finished site consist of, by their titles."""
    found = {}
    for path in folder.rglob("index.html"):
        page = BeautifulSoup(path.read_text(), "html.parser")
        if page.article and page.h1:
            title = page.h1.text
            for anchor in page.select("a.anchor"):  # the links of headings to themselves
                anchor.decompose()
            found[title] = outline(page.article)
    return found
