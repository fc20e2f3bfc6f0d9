"""What Hugo itself makes of somebody's blog, without its theme: all its addresses, and the page of each text."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import yaml
from blog_rules import Old
from bs4 import BeautifulSoup

BARE = (
    '<!doctype html><html lang="{{ .Language.Lang }}"><meta name="kind" content="{{ .Kind }}">'
    '<meta name="source" content="{{ with .File }}{{ .Path }}{{ end }}"><main>{{ .Content }}</main></html>'
)
OWN_SHORTCODES = {"figure", "highlight", "ref", "relref", "youtube", "details"}
"""Those of Hugo that need no network; all others are taken out of the texts, and what stands between them stays."""
SHORTCODE = re.compile(r"\{\{[<%]\s*/?\s*([A-Za-z_][\w./-]*)((?!\{\{[<%]).)*?/?[>%]\}\}", re.DOTALL)
DRAWN = re.compile(r"\{\{[<%]\s*(mermaid|echarts|math|katex)\b.*?\{\{[<%]\s*/\s*\1\s*[>%]\}\}", re.DOTALL)
"""What is shown as a drawing or a formula, not as its words."""
NOT_NEEDED = {
    "archetypedir", "assetdir", "build", "caches", "deployment", "disqusshortname", "enablegitinfo", "ignoreerrors",
    "googleanalytics", "imaging", "layoutdir", "menu", "menus", "minify", "module", "paginate", "paginatepath",
    "pagination", "params", "privacy", "publishdir", "related", "resourcedir", "security", "services", "theme",
    "themesdir", "timeout",
}  # fmt: skip
"""Keys of the config that belong to a theme or to other machines, or would let a blog run programs here."""
LEFT_OUT = {
    ".git", "_vendor", "archetypes", "assets", "config", "data", "go.mod", "go.sum", "i18n", "layouts", "node_modules",
    "public", "resources", "themes",
}  # fmt: skip
TEXTS = {".html", ".markdown", ".md", ".mdown", ".org"}
ROUNDS = 12


def hugo_site(blog: Path, work: Path, hugo: str) -> Old:
    """Build a copy of a blog with templates of one line, and read what came out."""
    old = Old()
    _copy(blog, work, old)
    command = [hugo, "--source", str(work), "--destination", str(work / "public"), "--noTimes", "--logLevel", "error"]
    for _ in range(ROUNDS):
        shutil.rmtree(work / "public", ignore_errors=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"})
        if done.returncode == 0:
            break
        named = map(Path, re.findall(r'"(/[^"]+?)(?::\d+){0,2}"', done.stderr))
        bad = {path for path in named if path.suffix in TEXTS and "layouts" not in path.parts and path.is_file()}
        if not bad:
            raise RuntimeError(f"Hugo does not build {blog.name}: {done.stderr[-2000:]}")
        for path in bad:
            old.refused.append(path.relative_to(work).as_posix())
            path.unlink()
    _listed(hugo, work, old)
    _read(work, old)
    return old


def _copy(blog: Path, work: Path, old: Old) -> None:
    for path in sorted(blog.rglob("*")):
        name = path.relative_to(blog)
        if name.parts[0] in LEFT_OUT or path.name == "_content.gotmpl" or path.is_symlink() or not path.is_file():
            continue
        target = work / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix.lower() in TEXTS:
            text = path.read_text(encoding="utf-8", errors="replace")
            bare = DRAWN.sub("", text)
            bare = SHORTCODE.sub(lambda found: found[0] if found[1] in OWN_SHORTCODES else "", bare)
            if bare != text:
                old.strange.add(name.as_posix())
            bare = re.sub(r"^(\s*)_build(\s*[:=])", r"\1build\2", bare, flags=re.MULTILINE)  # its name until Hugo 0.145
            bare = re.sub(r"^(\s*```+) ?\{(\w+)[^}\n]*\}", r"\1\2", bare, flags=re.MULTILINE)  # R's
            target.write_text(bare, encoding="utf-8")
        elif not re.fullmatch(r"(hugo|config)\.(toml|ya?ml|json)", name.as_posix()):
            os.link(path, target)
    for path in [*blog.glob("hugo.*"), *blog.glob("config.*"), *sorted((blog / "config").rglob("*"))]:
        if path.suffix in (".toml", ".yaml", ".yml", ".json") and path.is_file():
            _config(path, work / path.relative_to(blog).with_suffix(".json"))
    for name in ("single", "list", "home"):
        (work / "layouts" / "_default").mkdir(parents=True, exist_ok=True)
        (work / "layouts" / "_default" / f"{name}.html").write_text(BARE)


def _config(path: Path, target: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    values: Any = tomllib.loads(text) if path.suffix == ".toml" else _spoken(yaml.safe_load(text))
    mounts = _mounts({"module": values} if path.stem == "module" else values)
    if path.stem == "module" and mounts:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps({"mounts": mounts}), encoding="utf-8")
    if path.stem.split(".")[0].lower() in NOT_NEEDED or not isinstance(values, dict):
        return
    top = path.stem in ("hugo", "config")
    of_one = {"baseurl", *NOT_NEEDED}  # a language with a host of its own is built below the one of all
    dropped = NOT_NEEDED if top else of_one if path.stem.startswith("languages.") else {"menu", "menus", "params"}
    kept = {key: value for key, value in values.items() if key.lower() not in dropped}
    if mounts:
        kept["module"] = {"mounts": mounts}
    if path.stem == "outputs":  # formats that the theme defines would not be known
        kept = _formats(kept)
    elif "outputs" in kept:
        kept["outputs"] = _formats(kept["outputs"])
    for language in _tables(kept.get("languages") if top else values if path.stem == "languages" else None):
        for key in [key for key in language if key.lower() in of_one]:
            del language[key]
    if top:
        kept |= {"enableEmoji": True, "refLinksErrorLevel": "warning", "security": {"allowContent": [".*"]}}
    if path.stem == "markup" or "markup" in kept:
        markup = kept if path.stem == "markup" else kept["markup"]
        markup.pop("highlight", None)
        markup.setdefault("goldmark", {}).setdefault("renderer", {})["unsafe"] = True
    elif top:
        kept["markup"] = {"goldmark": {"renderer": {"unsafe": True}}}
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(kept, default=str), encoding="utf-8")


def _spoken(values: Any) -> Any:
    """What YAML says, where `no:` is a language, as for Hugo."""
    if not isinstance(values, dict):
        return values
    return {"no" if key is False else key: _spoken(value) for key, value in values.items()}


def _mounts(values: Any) -> list[Any]:
    """The folders in the place of those of texts and files; those of other modules and of templates are not here."""
    module = values.get("module") if isinstance(values, dict) else None
    said = module.get("mounts") if isinstance(module, dict) else None
    return [one for one in said or () if str(one.get("target")).split("/")[0] in ("content", "static")]


def _formats(outputs: Any) -> dict[str, list[str]]:
    """The pages and feeds among what is made of each kind of page."""
    lists = {kind: names for kind, names in outputs.items() if isinstance(names, list)}
    known = {kind: [name for name in names if str(name).lower() in ("html", "rss")] for kind, names in lists.items()}
    return {kind: names or ["html"] for kind, names in known.items()}


def _tables(value: Any) -> list[dict[str, Any]]:
    return [table for table in value.values() if isinstance(table, dict)] if isinstance(value, dict) else []


def _listed(hugo: str, work: Path, old: Old) -> None:
    """All texts with drafts, whether they have a page or not."""
    done = subprocess.run([hugo, "list", "all", "--source", str(work)], capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        path = line.split(",")[0].strip('"')
        if Path(path).suffix in TEXTS and not Path(path).name.startswith("_index"):
            old.texts[path] = None


def _read(work: Path, old: Old) -> None:
    public = work / "public"
    for path in sorted(public.rglob("*")):
        name = path.relative_to(public).as_posix()
        if not path.is_file() or path.name[0] == "." or path.name in ("404.html", "sitemap.xml", "robots.txt"):
            continue
        if path.suffix == ".xml" and b"<rss" in path.read_bytes()[:400]:
            old.addresses[name] = "feed"
        elif path.suffix != ".html":
            old.addresses[name] = "file" if (work / "static" / name).is_file() else "beside"
        else:
            _page(name, path.read_text(encoding="utf-8", errors="replace"), old)


def _page(name: str, html: str, old: Old) -> None:
    head = BeautifulSoup(html[:2000], "html.parser")
    kind = head.select_one('meta[name="kind"]')
    source = head.select_one('meta[name="source"]')
    if kind is None or source is None:
        old.addresses[name] = "alias" if head.select_one('meta[http-equiv="refresh"]') else "file"
        return
    if kind["content"] != "page":
        old.addresses[name] = "list"
        return
    old.addresses[name] = "text"
    old.pages[name] = (str(source["content"]), html)
