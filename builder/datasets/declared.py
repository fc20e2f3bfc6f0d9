"""What `[data.NAME]` in `content/site.toml` says of a data set: its digest, its licence, where it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from builder.errors import SitegenError, nearest, raise_all
from builder.files import canonical_json, sha256
from builder.project import Project
from builder.reading import ADDRESS_HINT, is_address, line_of

FOLDERS = "folders"
"""Under this name the same table lists the folders in which data sets lie."""
_WORDS = ("title", "license", "homepage", "citation", "url", "sha256")
_KEYS = (*_WORDS, "files", "unpack")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class DataSet:
    """A data set. It lies in a folder of its name in one of the folders of data.

    `sha256` is that of what is at `url`, one file or, with `unpack`, an archive; without a `url`, that of the only file
    in its folder, or of all of them together (`builder.datasets.lying.digest_of_all`). `files` has the digests of
    files, of which each is found below `url`, instead.
    """

    name: str
    title: str = ""
    license: str = ""
    homepage: str = ""
    citation: str = ""
    url: str = ""
    sha256: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    unpack: bool = False

    @property
    def parameter(self) -> str:
        """The name of the parameter by which an experiment gets its path."""
        return re.sub(r"[.-]", "_", self.name)

    @property
    def digest(self) -> str:
        """What is another for another data set; "" where it is not known yet."""
        return sha256(canonical_json(dict(self.files))) if self.files else self.sha256

    @property
    def expected(self) -> Mapping[str, str]:
        """The files that it has for certain, with their digests; none where it is all that lies in its folder."""
        return {self.file: self.sha256} if self.url and not (self.unpack or self.files) else self.files

    @property
    def file(self) -> str:
        """What the one file at its address is called."""
        return PurePosixPath(unquote(urlsplit(self.url).path)).name or self.name


MNIST = DataSet(
    "mnist",
    title="MNIST",
    license="CC-BY-SA-3.0",
    homepage="https://yann.lecun.org/exdb/mnist/",
    citation="Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits.",
    files={
        "MNIST/raw/train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "MNIST/raw/train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "MNIST/raw/t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "MNIST/raw/t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
)
"""The data set that `builder.learning` reads and checks itself, for the accounts of what was made from it."""
MNIST_READ = "builder.learning.datasets:MNIST_SHA256"
"""The definition that an experiment reaches which reads it."""


def declared(project: Project) -> dict[str, DataSet]:
    """The data sets of a site, by name. Raises SitegenError, all mistakes together."""
    found, errors = read_data_sets(project.config, project.data_table)
    raise_all(errors)
    return found


def read_data_sets(path: Path, table: Any) -> tuple[dict[str, DataSet], list[SitegenError]]:
    """The data sets of the table `[data]` of a file, and what is wrong with them."""
    found, errors = dict[str, DataSet](), list[SitegenError]()
    for name, entry in table.items() if isinstance(table, dict) else ():
        if name == FOLDERS:
            continue
        place = f"data.{name}"
        if not isinstance(entry, dict):
            hint = f'{nearest(name, [FOLDERS])} A data set is a table [{place}], and below it sha256 = "…".'.strip()
            errors.append(_error(path, f"unknown key '{name}' in [data]", "data", name, hint))
            continue
        wrong = [_error(path, message, place, key, hint) for message, key, hint in _mistakes(name, entry)]
        errors += wrong
        if not wrong:
            words = {key: entry.get(key, "").strip() for key in _WORDS}
            words["sha256"] = _digest(words["sha256"])
            files = {file: _digest(digest) for file, digest in entry.get("files", {}).items()}
            found[name] = DataSet(name, **words, files=files, unpack=entry.get("unpack", False))
    return found, errors


def _mistakes(name: str, entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What is wrong with a declaration: in words, at which key, what to do."""
    found = [(f"unknown key '{key}' in [data.{name}]", key, nearest(key, _KEYS)) for key in entry if key not in _KEYS]
    found += [
        (f"[data.{name}] {key} must be text in quotes", key, "")
        for key in _WORDS
        if not isinstance(entry.get(key, ""), str)
    ]
    if found:
        return found
    if not _NAME.fullmatch(name):
        hint = "Use letters, digits, '-', '_' and '.', a letter first."
        found.append((f"data set '{name}' has a name that no folder and no parameter can have", "", hint))
    for key in ("url", "homepage"):
        address = entry.get(key, "")
        if address and not is_address(address.partition("?")[0]):
            found.append((f"[data.{name}] {key} '{address}' is not an address", key, ADDRESS_HINT))
    if entry.get("sha256") and not _DIGEST.fullmatch(_digest(entry["sha256"])):
        found.append((f"[data.{name}] sha256 is no SHA-256: it has 64 digits from 0 to f", "sha256", ""))
    if not isinstance(entry.get("unpack", False), bool):
        found.append((f"[data.{name}] unpack must be true or false, without quotes", "unpack", ""))
    elif entry.get("unpack") and not (entry.get("url") and "files" not in entry):
        found.append((f"[data.{name}] unpack is for the one archive at a url", "unpack", 'Write url = "https://…".'))
    return found + _mistakes_of_files(name, entry)


def _mistakes_of_files(name: str, entry: dict[str, Any]) -> list[tuple[str, str, str]]:
    files, hint = entry.get("files", {}), 'Write [data.NAME.files] and below it "train.csv" = "its SHA-256".'
    if not isinstance(files, dict) or not all(isinstance(digest, str) for digest in files.values()):
        return [(f"[data.{name}] files must be a table of names and digests", "files", hint)]
    found = []
    if "sha256" in entry and "files" in entry:
        found.append((f"[data.{name}] has sha256 and files", "sha256", "The digests of the files are enough."))
    if "files" in entry and not files:
        found.append((f"[data.{name}] files names no file", "files", hint))
    for file, digest in files.items():
        if not file or file != PurePosixPath(file).as_posix() or ".." in file.split("/") or file[0] == "/":
            found.append((f"[data.{name}] '{file}' lies outside the folder of the data set", "files", hint))
        elif not _DIGEST.fullmatch(_digest(digest)):
            found.append((f"[data.{name}] '{file}' has no SHA-256: it has 64 digits from 0 to f", "files", hint))
    return found


def _digest(text: str) -> str:
    """A digest as `sha256sum` writes it; some write `sha256:` before it."""
    return text.strip().lower().removeprefix("sha256:")


def _error(path: Path, message: str, table: str, key: str, hint: str) -> SitegenError:
    quoted = table.replace("data.", 'data."', 1) + '"'  # [data."penguins of 2020"]
    line = (line_of(path, key, table) if key else None) or line_of(path, table) or line_of(path, quoted)
    return SitegenError(message, path=path, line=line, hint=hint)
