"""What stands in the texts of Jekyll besides Markdown: Liquid's tags and values, and what kramdown adds in `{: }`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

CODE = re.compile(
    r"(^[ ]{0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}\2[`~]*[ \t]*$|\Z)|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))",
    re.MULTILINE | re.DOTALL,
)
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}|\{::comment\}.*?\{:/comment\}", re.DOTALL)
_HIGHLIGHT = re.compile(
    r"^([ \t]*)\{%-?\s*highlight\s+([\w+#.-]+)([^%]*)-?%\}[ \t]*\n?(.*?)[ \t]*\{%-?\s*endhighlight\s*-?%\}",
    re.DOTALL | re.MULTILINE,
)
_LINK = re.compile(r"\{%-?\s*(post_url|link)\s+(.+?)\s*-?%\}")
_SHOWN = re.compile(r"\{%-?\s*(youtube|vimeo|gist)\s+[\"']?([\w/-]+)[\"']?[^%]*%\}")
_VALUE = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_TAG = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}", re.DOTALL)
_SITE = re.compile(r"\{\{-?\s*site\.(?:base)?url\s*-?\}\}")
_PROMPT = re.compile(
    r"^((?:(?![ \t]*$).*\n)+)\{:[ \t]*[^}\n]*?\.(?:prompt-|box-|notice--|alert-|message|notice)(\w*)[^}\n]*\}[ \t]*$",
    re.MULTILINE,
)
_TOC = re.compile(
    r"^[ \t]*(?:[*+-]|\d+\.)[^\n]*\n[ \t]*\{:[ \t]*\.?#?toc\b[^}\n]*\}[ \t]*$", re.MULTILINE | re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"^[ \t]*\{:[^{}\n]*\}[ \t]*\n?|[ \t]*\{:[^{}\n]*\}|\{::[^{}\n]*/?\}", re.MULTILINE)
_INLINE = re.compile(r"(?<![\s$])([ \t]*)\$\$([^$\n]+)\$\$|\$\$([^$\n]+)\$\$(?=[ \t]*[^\s$])")
PICTURED = ("image_path", "src", "url", "path", "file", "image")
"""Arguments of an include that may name a picture."""
BOXES = {"tip": "TIP", "success": "TIP", "warning": "WARNING", "danger": "CAUTION", "error": "CAUTION"}
"""Kinds of boxes by what kramdown's classes end with; all others are notes."""


@dataclass
class Liquid:
    """What a text may name."""

    posts: Mapping[str, str]
    """The addresses of posts by the names of their files: "2020-01-02-name"."""
    files: Mapping[str, str]
    """The addresses of other files by their paths in the site: "_posts/2020-01-02-name.md"."""
    site: Mapping[str, Any]
    """The config."""
    told: Callable[[str], None]
    """Keeps what means nothing here."""
    page: Mapping[str, Any] = field(default_factory=dict)
    """The head of the text."""
    includes: Mapping[str, str] = field(default_factory=dict)
    """Parts of texts that say the same wherever they stand, by their names."""
    kept: list[str] = field(default_factory=list)
    """What is put back when all else is done."""
    attributes: bool = False
    """Whether there were any of kramdown."""

    def plain(self, text: str) -> str:
        """A text as Markdown alone."""
        if "{%" in text or "{{" in text:
            text = _RAW.sub(lambda raw: self._keep(raw[1]), text)
            text = _HIGHLIGHT.sub(self._fence, _COMMENT.sub("", text))
            text = _SITE.sub("", text)
            text = _LINK.sub(self._link, text)
            text = _SHOWN.sub(lambda one: self._keep(f"{{{{< {one[1]} {one[2].replace('/', ' ')} >}}}}"), text)
            text = _TAG.sub(self._tag, text)
            text = _VALUE.sub(self._value, text)
        if "{:" in text or "$$" in text:
            text = outside_code(text, self._kramdown)
        return re.sub("\0(\\d+)\0", lambda place: self.kept[int(place[1])], text)

    def _keep(self, text: str) -> str:
        self.kept.append(text)
        return f"\0{len(self.kept) - 1}\0"

    def _fence(self, found: re.Match[str]) -> str:
        body = re.sub("\0(\\d+)\0", lambda place: self.kept[int(place[1])], found[4])
        ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", body)), default=0))
        body = body.strip("\n")
        return self._keep(f"{found[1]}{ticks}{found[2]}\n{body}\n{found[1]}{ticks}")

    def _link(self, found: re.Match[str]) -> str:
        """The address of a post or a file that a text names."""
        name = found[2].strip("\"' ").lstrip("/")
        if found[1] == "post_url":
            name = name.removesuffix(".md").removesuffix(".markdown")
            target = self.posts.get(name) or self.posts.get(name.rpartition("/")[2])
        else:
            target = self.files.get(name) or (f"/{name}" if not name.startswith("_") and "{" not in name else None)
        if target is None:
            self.told(f"{found[1]} names no post that there is")
        return target or f"/{name}"

    def _tag(self, found: re.Match[str]) -> str:
        name, said = found[1], found[2].strip()
        arguments = dict(re.findall(r"([\w-]+)=[\"']([^\"']*)[\"']", said))
        if name.startswith("include"):
            source = next((arguments[key] for key in PICTURED if key in arguments), "")
            if re.search(r"\.(png|jpe?g|gif|svg|webp|avif)$", source, re.IGNORECASE):
                words = arguments.get("alt") or arguments.get("caption") or arguments.get("title") or ""
                return f"![{words}]({source})"
            if "id" in arguments and "youtube" in found[0]:
                return self._keep(f"{{{{< youtube {arguments['id']} >}}}}")
            part = said.split()[0] if said else ""
            if part in self.includes:
                return self._keep(self.includes[part])
            self.told(f"include of '{part}'; it is shown as it is written")
            return self._keep(f"`{found[0]}`" if "\n" not in found[0] and "`" not in found[0] else found[0])
        if not name.startswith("end"):
            self.told(f"Liquid's tag '{name}'")
        return ""

    def _value(self, found: re.Match[str]) -> str:
        """A value as a text, where it is one that is known."""
        subject, *filters = [part.strip() for part in found[1].split("|")]
        if re.fullmatch(r"([\"']).*\1", subject):
            value: Any = subject[1:-1]
        else:
            table: Any = {"site": self.site, "page": self.page}
            for key in subject.split("."):
                table = table.get(key) if isinstance(table, Mapping) else None
            value = table if isinstance(table, str | int | float) else None
            if subject in ("site.url", "site.baseurl"):
                value = ""
        if value is None:
            self.told(f"Liquid's value '{subject}'; it is shown as it is written")
            return found[0]
        known = ("relative_url", "absolute_url", "prepend", "escape", "strip", "url_encode", "uri_escape", "append")
        for one in filters:
            if not one.startswith(known):
                self.told(f"Liquid's filter '{one.partition(':')[0]}'")
            elif one.startswith("append") and (more := re.search(r"([\"'])(.*)\1", one)):
                value = f"{value}{more[2]}"
        rooted = any(one.startswith(("relative_url", "absolute_url")) for one in filters)
        return f"/{value.lstrip('/')}" if rooted and isinstance(value, str) and "://" not in value else str(value)

    def _kramdown(self, text: str) -> str:
        text = _TOC.sub("", text)
        text = _PROMPT.sub(_boxed, text)
        text, count = _ATTRIBUTES.subn("", text)
        if count and not self.attributes:
            self.attributes = True
            self.told("kramdown's attributes in {: } taken out")
        return _INLINE.sub(lambda found: f"{found[1] or ''}${(found[2] or found[3]).strip()}$", text)


def _boxed(found: re.Match[str]) -> str:
    """A quote or a paragraph with a class below it, as a box."""
    lines = found[1].rstrip("\n").split("\n")
    quoted = [line if line.lstrip().startswith(">") else f"> {line}" for line in lines]
    return "\n".join([f"> [!{BOXES.get(found[2], 'NOTE')}]", *quoted])


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """A text, changed where it is no code."""
    parts, place = list[str](), 0
    for found in CODE.finditer(text):
        parts += [change(text[place : found.start()]), found[0]]
        place = found.end()
    return "".join([*parts, change(text[place:])])
