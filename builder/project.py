"""Where things lie in a site's folder. The only module that knows the layout."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from builder.errors import SitegenError

EXPERIMENTS, FIGURES, WORDS, RESULTS = "experiments.py", "figures.py", "words.toml", "results"
"""What lies in the folder of a post besides its texts; RESULTS is the folder of the store."""
EVIDENCE = (EXPERIMENTS, FIGURES, RESULTS)
"""What a post has that is more than a text."""

MARKDOWN = (".md", ".markdown")
"""How the names of texts end."""


def text_file(language: str) -> str:
    """The name of the file of a post's text in a language."""
    return f"index.{language}.md"


def is_text(path: Path) -> bool:
    """Whether a file is called as the texts of posts are, which no experiment and no drawing reads."""
    return path.name.startswith("index.") and path.suffix in MARKDOWN


@dataclass(frozen=True)
class Project:
    """A site's folder, the one that holds `content/site.toml`."""

    root: Path

    @classmethod
    def find(cls, start: Path) -> Project:
        """The project that `start` lies in, as git finds its repository. Raises SitegenError when there is none."""
        for folder in (start, *start.parents):
            if (folder / "content" / "site.toml").is_file():
                return cls(folder)
        raise SitegenError(
            f"no site here: {start} and the folders above it hold no content/site.toml",
            hint="Go to the folder of your site, or make one: sitegen init my-site",
        )

    @property
    def config(self) -> Path:
        return self.root / "content" / "site.toml"

    @cached_property
    def posts(self) -> Path:
        return self.root / "content" / "posts"

    @property
    def pages(self) -> Path:
        """The texts that are no posts, such as about.pt.md."""
        return self.root / "content" / "pages"

    @property
    def redirects(self) -> Path:
        """Where old addresses lead that belong to no text."""
        return self.root / "content" / "redirects.toml"

    @property
    def static(self) -> Path:
        """The pictures and files that several posts share, which texts name from the root: /img/x.png."""
        return self.root / "static"

    @property
    def templates(self) -> Path:
        """The site's own templates, which go before those of the theme file by file."""
        return self.root / "templates"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def data(self) -> Path:
        return self.root / "data"

    def data_folders(self, given: Path | None) -> tuple[Path, ...]:
        """Where data sets are looked for: `--data`, SITEGEN_DATA, what site.toml names, `data/` of the site."""
        variable = os.environ.get("SITEGEN_DATA")
        folders = [given, Path(variable) if variable else None, *self.named_data, self.data]
        return tuple(dict.fromkeys(folder.absolute() for folder in folders if folder is not None))

    @property
    def named_data(self) -> tuple[Path, ...]:
        """The folders that `[data]` in site.toml names, whether they are there or not."""
        table = self.data_table
        named = table.get("folders", []) if isinstance(table, dict) else []
        names = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        paths = (Path(os.path.expanduser(name)) for name in names if isinstance(name, str))
        return tuple(Path(os.path.normpath(self.root.absolute() / path)) for path in paths)

    @property
    def data_table(self) -> Any:
        """The table `[data]` of site.toml, as it stands there."""
        return self._configured.get("data", {})

    @property
    def scratch(self) -> Path:
        """What may be thrown away at any time: checkpoints, locks, quick results. Ignored by git."""
        return self.root / ".sitegen"

    @cached_property
    def shared(self) -> tuple[Path, ...]:
        """The folders of modules that several posts import: `shared` in site.toml, else content/shared/.

        What is wrong with the file is told where all of it is read.
        """
        named = self._configured.get("shared", "content/shared")
        names = [named] if isinstance(named, str) else named if isinstance(named, list) else []
        folders = [(self.root / name).absolute() for name in names if isinstance(name, str)]
        return tuple(folder for folder in folders if folder.is_dir())

    @property
    def versions(self) -> tuple[str, ...]:
        """The packages of which a new version makes every result stale: `versions` in site.toml."""
        named = self._configured.get("versions", [])
        return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()

    @cached_property
    def _configured(self) -> dict[str, Any]:
        """What site.toml says, as far as it can be read."""
        try:
            return tomllib.loads(self.config.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            return {}

    def slugs(self) -> list[str]:
        """The folders of the posts, sorted."""
        if not self.posts.is_dir():
            return []
        return sorted(folder.name for folder in self.posts.iterdir() if folder.is_dir() and folder.name[0] not in "._")

    def single_files(self) -> list[Path]:
        """The texts that lie beside the folders of the posts, as in Hugo, sorted; not the `_index.md` of a list."""
        found = (path for path in self.posts.glob("*.m*") if path.suffix in MARKDOWN)
        return sorted(path for path in found if path.is_file() and path.name[0] not in "._")

    def post(self, slug: str) -> Path:
        return self.posts / slug

    def results(self, slug: str, *, quick: bool = False) -> Path:
        """The store's folder: committed beside the text, or apart for quick results."""
        return self.quick_results / slug if quick else self.post(slug) / RESULTS

    @property
    def quick_results(self) -> Path:
        """The quick results of all posts."""
        return self.scratch / "quick"

    def waiting(self, slug: str, *, quick: bool = False) -> Path:
        """The folder in which those of several runs wait for the others, in a folder for each experiment."""
        return self.scratch / "waiting" / ("quick" if quick else "published") / slug

    def locks(self, slug: str, *, quick: bool = False) -> Path:
        """The folder with the locks by which one process at a time runs an experiment."""
        return self.scratch / "locks" / ("quick" if quick else "published") / slug

    def checkpoints(self, slug: str, *, quick: bool = False) -> Path:
        """The folder with what half-finished runs go on from."""
        return self.scratch / "checkpoints" / ("quick" if quick else "published") / slug

    def ended(self, slug: str) -> Path:
        """The folder with the states in which runs ended, from which those with more passes go on."""
        return self.scratch / "ended" / slug

    def set_aside(self, slug: str) -> Path:
        """The folder with what is left of runs whose results cannot be kept whole."""
        return self.scratch / "unkept" / slug

    def verified(self, slug: str) -> Path:
        """The folder with the runs that were repeated to compare them."""
        return self.scratch / "verify" / slug


def shared_with(post: Path) -> tuple[Path, ...]:
    """The folders of modules that a post shares with others, given its own folder."""
    return Project(post.parents[2]).shared if len(post.parents) > 2 else ()


THEME = next(
    folder
    for folder in (Path(__file__).parent / "theme", Path(__file__).parent.parent / "templates")
    if folder.is_dir()
)
"""The theme that comes with sitegen: inside the wheel, or `templates/` of the repository."""
START = THEME / "start"
"""What a new site and a new post begin with."""
