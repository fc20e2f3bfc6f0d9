"""The search: an index of the texts for each language, which Pagefind makes where it is installed.

The reader's browser looks words up in it; no server is asked. While no text of a language changes its index is taken
from the cache.
"""

from __future__ import annotations

import io
import json
import signal
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from builder.cache import SMALL, Cache, Codec
from builder.errors import SitegenError
from builder.files import canonical_json, sha256
from builder.site.gather import Site
from builder.site.outputs import Output
from builder.site.pages import TextPage
from builder.site.searched import document, keywords, searched_pages
from builder.site.urls import file_of
from builder.tool import tool_digest

FOLDER = "pagefind/"
ENTRY = "pagefind-entry.json"
_PROGRAMS = ("pagefind_bin_extended", "pagefind_bin")
"""The packages that bring the program; the extended one divides Chinese and Japanese into words."""
_ASKED_FOR = ("pagefind.js", ENTRY, "*.pagefind", "*.pf_meta", "*.pf_index", "*.pf_filter", "*.pf_fragment")
"""What a page asks for; the rest of what Pagefind writes are its own looks, and a worker."""
_PASSED_OVER = ".apart,pre,.place,.checked,p.mark,.refuted,.footnote-ref,.footnote-backref,.katex-html,annotation"
"""What of an article is not its text: provenance, data to unfold, code, marks, formulas but for their MathML."""


def languages(site: Site) -> frozenset[str]:
    """The languages that can be searched: those with a text of their own, where there is Pagefind.

    For another language Pagefind would search one that it knows.
    """
    return frozenset(searched_pages(site)) if _program() else frozenset()


@dataclass
class Index:
    """The index of the texts in one language."""

    language: str
    pages: Sequence[TextPage]
    program: tuple[str, str]
    """The package that makes it, and its version."""
    cache: Cache

    @cached_property
    def made_from(self) -> list[object]:
        """All that it is made from."""
        about = {
            page.url: [page.title, page.subtitle, keywords(page.params), page.text.digest, dict(page.text.numbers)]
            for page in self.pages
        }
        return [self.program, _ASKED_FOR, _PASSED_OVER, tool_digest(), about]

    @property
    def known(self) -> bool:
        """Whether it need not be made."""
        named = ("search", self.language)
        return self.cache.has((*named, "files"), self.made_from, SMALL) or self.cache.has(named, self.made_from, _ZIP)

    @cached_property
    def texts(self) -> dict[str, bytes]:
        """What is indexed, by its address."""
        return {quote(file_of(page.url)): document(page, self.language) for page in self.pages}

    @cached_property
    def files(self) -> dict[str, bytes]:
        """Its files by name. Raises SitegenError when Pagefind fails."""
        return self.cache.get_or_make(
            ("search", self.language), self.made_from, lambda: _index(self.program[0], self.texts), _ZIP
        )

    @cached_property
    def described(self) -> dict[str, Any]:
        """Its files with their digests, and its entry, of all languages. Raises as `files` does."""

        def describe() -> dict[str, Any]:
            digests = {name: sha256(data) for name, data in self.files.items()}
            return {"files": digests, "entry": json.loads(self.files[ENTRY])}

        return self.cache.get_or_make(("search", self.language, "files"), self.made_from, describe, SMALL)

    def make(self) -> None:
        """Make it unless it is known, from texts that were read already. Raises as `files` does."""
        _ = self.described


def indexes(site: Site, cache: Cache) -> list[Index]:
    """The index of each language: of all that is found in it. Those that must be made have read their texts."""
    program = _program()
    if program is None:
        return []
    found = [Index(code, pages, program, cache) for code, pages in searched_pages(site).items()]
    for index in found:
        if not index.known:
            _ = index.texts
    return found


def add_indexes(output: Output, made: Sequence[Index]) -> None:
    """Add the files of each index that was made, and what leads to them."""
    entry: dict[str, Any] = {}
    for one in made:
        its = one.described["entry"]
        entry = its | {"languages": entry.get("languages", {}) | its["languages"]}
        for name, digest in one.described["files"].items():
            if name != ENTRY and FOLDER + name not in output.files:  # the script is the same in each
                output.promise(FOLDER + name, digest, partial(_file, one, name))
    if made:
        output.add(FOLDER + ENTRY, canonical_json(entry))


def _file(index: Index, name: str) -> bytes:
    return index.files[name]


def _program() -> tuple[str, str] | None:
    """The package that brings Pagefind, and its version; None where there is none."""
    for package in _PROGRAMS:
        try:
            return package, version(package)
        except PackageNotFoundError:
            continue
    return None


def _index(package: str, texts: Mapping[str, bytes]) -> dict[str, bytes]:
    """What Pagefind makes of the texts, by name. Raises SitegenError when it fails.

    Its API for Python reads no more than ten answers a second, and waits for ever for one that is long.
    """
    with TemporaryDirectory() as temporary:
        folder, made = Path(temporary), Path(temporary) / "made"
        for name, text in texts.items():
            path = folder / "texts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
        options = ("--site=texts", "--output-path=made", f"--exclude-selectors={_PASSED_OVER}")
        try:
            program = import_module(package).get_executable()
            subprocess.run([program, *options], cwd=folder, capture_output=True, check=True)
        except (ImportError, OSError, subprocess.CalledProcessError) as error:
            if getattr(error, "returncode", 0) == -signal.SIGINT:  # Ctrl-C ends it too
                raise KeyboardInterrupt from None
            said = getattr(error, "stderr", b"").decode(errors="replace").strip() or error
            message = f"Pagefind, which makes the index for the search, failed: {said}"
            hint = f"Without it the site has no search: pip uninstall {package}"
            raise SitegenError(message, hint=hint) from None
        files = sorted(path for pattern in _ASKED_FOR for path in made.rglob(pattern))
        found = {path.relative_to(made).as_posix(): path.read_bytes() for path in files}
    return found | {ENTRY: canonical_json(json.loads(found[ENTRY]))}  # whose keys come in any order


def _packed(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _unpacked(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_ZIP: Codec[dict[str, bytes]] = Codec(_packed, _unpacked, alone=True)
