"""Pictures of other sites, copied into the folder of the text that shows them; the text then names the copies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

from builder.checking.web import Answer, ask
from builder.content.posts import Post
from builder.document.code_regions import in_indented_code, without_code
from builder.document.tags import ATTRIBUTES
from builder.errors import SitegenError, collect, reason, shown
from builder.files import sha256, write_atomic
from builder.reading import read_text
from builder.shortcodes.pictures import measure

FOLDER = "img"
_ADDRESS = r"""(?P<address>https?://(?:[^\s"'`<>()]|\([^\s()]*\))+)"""
_SHOWN = re.compile(
    rf"!\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?{_ADDRESS}|<img\b{ATTRIBUTES}>"
    r"|\{\{[<%]\s*(?:image|figure)\b.*?[>%]\}\}|^featured_?[iI]mage\s*[:=][^\n]*"
    r"|^[ ]{0,3}\[(?P<label>[^\]\n^][^\]\n]*)\]:[^\n]*",
    re.DOTALL | re.MULTILINE,
)
"""Where a text shows a picture, or gives a label the address of something."""
_SOURCE = re.compile(
    r"(?:\A!\[.*\]\(\s*|\A[ ]*\[[^\]]*\]:[ ]*|\A\{\{[<%]\s*image\s+|\Afeatured_?[iI]mage\s*[:=]\s*"
    r"|\bsrc(?:_[sl])?\s*=\s*)"
    rf"""["'`<]?{_ADDRESS}""",
    re.DOTALL,
)
"""The address of the picture there, and no link beside it."""


@dataclass
class Localized:
    """What was copied, as lines to tell, and what could not be. Each address is asked for once."""

    copied: list[str] = field(default_factory=list)
    errors: list[SitegenError] = field(default_factory=list)
    _names: dict[tuple[Path, str], str] = field(default_factory=dict)
    _answers: dict[str, Answer] = field(default_factory=dict)

    def text(self, path: Path, folder: Path) -> None:
        """Copy the pictures of other sites that a text shows to the folder of its post, and name the copies in it."""
        text = read_text(path)
        pieces: list[str] = []
        place = 0
        for start, end in _places(text):
            line = text.count("\n", 0, start) + 1
            with collect(self.errors):
                name = self._name(folder, text[start:end], path, line)
                pieces += [text[place:start], name]
                place = end
        if pieces:
            ends = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
            write_atomic(path, "".join([*pieces, text[place:]]).replace("\n", ends).encode())

    def _name(self, folder: Path, address: str, path: Path, line: int) -> str:
        """The name in a folder of the copy of a picture, which is made where there is none."""
        if (folder, address) not in self._names:
            try:
                data, ending = self._picture(address)
            except SitegenError as error:
                hint = "Take it out, or put a picture of yours in its place."
                message = f"'{address}' cannot be copied: {error.message}"
                raise SitegenError(message, path=path, line=line, hint=hint) from None
            copy = _free(folder / FOLDER, address, ending, data)
            write_atomic(copy, data)
            self.copied.append(f"Copied {address} to {shown(copy)}")
            self._names[folder, address] = f"{FOLDER}/{copy.name}"
        return self._names[folder, address]

    def _picture(self, address: str) -> tuple[bytes, str]:
        """The bytes of a picture, and how its file should end. Raises SitegenError without a place."""
        if address not in self._answers:
            self._answers[address] = ask(unescape(address), body=True)
        answer = self._answers[address]
        if answer.wrong:
            raise SitegenError(f"it {answer.wrong}")
        return answer.body, _ending(answer.body)


def localize(posts: Iterable[Post]) -> Localized:
    """Copy what the texts show of other sites, and say so in them. Raises SitegenError where a text cannot be read."""
    found = Localized()
    for post in posts:
        for translation in post.translations.values():
            try:
                found.text(translation.path, post.folder)
            except OSError as error:
                message, hint = f"cannot be written: {reason(error)}", "The text is as it was; check again."
                found.errors.append(SitegenError(message, path=translation.path, hint=hint))
    return found


def _places(text: str) -> list[tuple[int, int]]:
    """Where in a text the addresses of pictures of other sites begin and end, outside of code."""
    places = []
    text_alone = without_code(text)
    for outer in _SHOWN.finditer(text_alone):
        if outer["label"] and not re.search(rf"!(?:\[[^\]]*\])?\[{re.escape(outer['label'])}\]", text_alone):
            continue  # no picture has this label
        for inner in _SOURCE.finditer(outer[0]):
            start, end = (outer.start() + place for place in inner.span("address"))
            if not in_indented_code(text, start):
                places.append((start, end))
    return places


def _ending(data: bytes) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("picture.svg" if b"<svg" in data[:4096] else "picture")
        path.write_bytes(data)
        try:
            return measure(path)[0]
        except SitegenError:
            raise SitegenError("it is no picture that browsers show") from None


def _free(folder: Path, address: str, ending: str, data: bytes) -> Path:
    """A name for a copy, like that of the picture there, that no other file has."""
    there = PurePosixPath(unquote(urlsplit(address).path)).stem
    stem = re.sub(r"[^a-zA-Z0-9_-]+", "-", there).strip("-") or "picture"
    path = folder / f"{stem}.{ending}"
    if path.exists() and path.read_bytes() != data:
        path = folder / f"{stem}-{sha256(data)[:8]}.{ending}"
    return path
