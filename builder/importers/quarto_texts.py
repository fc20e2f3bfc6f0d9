"""What stands in the texts of Quarto besides Markdown: cells of code, their kept outputs, shortcodes, attributes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from builder.importers.jekyll_texts import outside_code

_FENCE = re.compile(
    r"^(?P<blank>[ \t]*)(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)\n(?P<body>.*?)(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)",
    re.MULTILINE | re.DOTALL,
)
_KEPT = re.compile("\0(\\d+)\0")
_DIV = re.compile(r"^[ \t]*(:{3,})[ \t]*(.*?)[ \t]*:*[ \t]*$")
_CALL = re.compile(r"\{\{<\s*([\w-]+)\s*(.*?)\s*>\}\}", re.DOTALL)
_RAW = re.compile(r"`([^`\n]*)`\{=(\w+)\}")
_ATTRIBUTES = re.compile(r"(!\[[^\]]*\]\([^)\n]*\)|(?<!!)\[[^\]\n]+\]\([^)\n]*\))\{([^{}\n]*)\}")
_SPAN = re.compile(r"(?<![!\]])\[([^\]\[\n]+)\]\{[.#][^{}\n]*\}")
_HEADING = re.compile(r"^(#{1,6}[ \t].*?)[ \t]*\{([^{}\n]*)\}[ \t]*$", re.MULTILINE)
_OPTION = re.compile(r"^[ \t]*(?:#|//|--|%%)\|[ \t]*(.*)$")
_YOUTUBE = re.compile(r"(?:youtu\.be/|youtube(?:-nocookie)?\.com/(?:embed/|watch\?v=|v/))([\w-]{6,})")
_REFERENCE = re.compile(r"(?<![\w@\\])@(fig|tbl|sec|eq|lst|thm)-[\w-]+")
_NOTE = re.compile(r"(?<!\\)\^\[((?:[^\[\]\n]|\[[^\[\]\n]*\](?:\([^()\n]*\))?)+)\]")
_FORMULA = re.compile(r"(\$\$.*?\$\$|\$[^$\n]+\$|\]\([^)\n]*\)|https?://\S+)", re.DOTALL)
_RAISED = re.compile(r"(?<=[\w)])(?<!~)([~^])([\w+-]{1,12})\1(?!~)")
SHOWN = {"ojs": "javascript", "r": "r", "rcpp": "cpp", "bash": "bash", "sh": "bash"}
"""Languages of cells that are called otherwise as code."""
NOTHING = ("pagebreak", "fa", "ai", "iconify", "bi", "icon")
"""Shortcodes that show no word."""


@dataclass
class Quarto:
    """What a text may name."""

    told: Callable[[str], None]
    """Keeps what means nothing here."""
    include: Callable[[str], str | None]
    """Gives the text of a file that another stands in; None where there is none."""
    page: Mapping[str, Any] = field(default_factory=dict)
    """The head of the text."""
    kept: list[str] = field(default_factory=list)
    """What is put back when all else is done."""
    notes: list[str] = field(default_factory=list)
    """The notes that stand within lines, as Markdown has them at its end."""

    def plain(self, text: str) -> str:
        """A text as Markdown, with `:::` and what stands in it."""
        text = _FENCE.sub(self._fence, _without_cells(text))
        text = _RAW.sub(lambda raw: raw[1] if raw[2] == "html" else "", text)
        text = outside_code(text, self._prose)
        if self.notes:
            text = text.rstrip("\n") + "\n\n" + "\n\n".join(self.notes) + "\n"
            self.notes = []
        while _KEPT.search(text):
            text = _KEPT.sub(lambda place: self.kept[int(place[1])], text)
        return text

    def _keep(self, text: str) -> str:
        self.kept.append(text)
        return f"\0{len(self.kept) - 1}\0"

    def _fence(self, found: re.Match[str]) -> str:
        """A fence with options: code in its language, or nothing where its author hid it."""
        said, body = found["info"].strip(), found["body"]
        if not (said.startswith("{") and said.endswith("}")):
            return found[0]
        said = said[1:-1].strip()
        if said.startswith("="):
            if said == "=html":
                return self._keep(_CALL.sub(self._call, body.strip("\n")))
            self.told(f"what is for {said[1:]} only")
            return ""
        lines = body.split("\n")
        options = [option[1].replace(" ", "").lower() for line in lines if (option := _OPTION.match(line))]
        options += [part.replace(" ", "").replace("=", ":").lower() for part in said.split(",")]
        dotted = re.match(r"(?:#[\w-]+\s+)?\.([\w+#-]+)", said)
        language = dotted[1] if dotted else re.split(r"[\s,]", said.strip("{}"))[0]
        if not dotted and {"include:false", "echo:false"} & {*options} and language != "mermaid":
            self.told("code that its author hid, of which no output is kept")
            return ""
        code = "\n".join(line for line in lines if dotted or not _OPTION.match(line)).strip("\n")
        if not code.strip() and not dotted:
            return ""
        name = SHOWN.get(language, language)
        return self._keep(f"{found['blank']}{found['fence']}{name}\n{code}\n{found['blank']}{found['fence']}")

    def _prose(self, text: str) -> str:
        text = _CALL.sub(self._call, text)
        if "]{" in text or "){" in text or "}" in text:
            text = _SPAN.sub(r"\1", _ATTRIBUTES.sub(_alternative, text))
            text = _HEADING.sub(_identified, text)
        if "^[" in text:
            text = _NOTE.sub(self._note, text)
        if "~" in text or "^" in text:
            parts = _FORMULA.split(text)
            parts[::2] = [_RAISED.sub(_raised, part) for part in parts[::2]]
            text = "".join(parts)
        for kind in dict.fromkeys(_REFERENCE.findall(text)):
            self.told(f"references such as @{kind}-name, which stay as they are written")
        return text

    def _note(self, found: re.Match[str]) -> str:
        """A note within a line: `^[so]`."""
        self.notes.append(f"[^note-{len(self.kept)}-{len(self.notes) + 1}]: {found[1]}")
        return self.notes[-1].partition(":")[0]

    def _call(self, found: re.Match[str]) -> str:
        """A shortcode of Quarto."""
        name, said = found[1], found[2].strip("\"' ")
        if name == "include":
            part = self.include(said)
            if part is not None:
                return self._keep(self.plain(part).strip("\n"))
        if name == "meta" and isinstance(self.page.get(said), str | int | float):
            return str(self.page[said])
        if name == "video":
            address = said.split()[0].strip("\"'") if said else ""
            if video := _YOUTUBE.search(address):
                return self._keep(f"{{{{< youtube {video[1]} >}}}}")
            if address:
                return self._keep(f"[{address.rpartition('/')[2]}]({address})")
        if name in NOTHING:
            self.told(f"the shortcode '{name}', which shows no word")
            return ""
        self.told(f"the shortcode '{name}'; it is shown as it is written")
        return self._keep(f"{{{{</* {name} {found[2]} */>}}}}")


def _without_cells(text: str) -> str:
    """A text that Quarto has run, without what marks its cells; other marks `:::` stay."""
    if ".cell" not in text:
        return text
    lines, open_, fence = list[str](), list[bool](), ""
    for line in text.split("\n"):
        if mark := re.match(r"[ \t]*(`{3,}|~{3,})", line):
            fence = "" if fence and line.strip().startswith(fence) and not line.strip(" \t`~") else fence or mark[1]
            line = re.sub(r"^([ \t]*`{3,})[ \t]*\{\.(\w+)[^}]*\.cell-code[^}]*\}[ \t]*$", r"\1\2", line)
        elif not fence and (div := _DIV.match(line)):
            if div[2]:
                open_.append(".cell" in div[2])
                if open_[-1]:
                    continue
            elif open_ and open_.pop():
                continue
        lines.append(line)
    return "\n".join(lines)


def _raised(found: re.Match[str]) -> str:
    """Signs below or above the line: `H~2~O`, `x^2^`."""
    tag = "sub" if found[1] == "~" else "sup"
    return f"<{tag}>{found[2]}</{tag}>"


def _alternative(found: re.Match[str]) -> str:
    """A picture or a link without its attributes; what a picture shows to who cannot see it stays."""
    said = re.search(r"""fig-alt=(["'])(.*?)\1""", found[2])
    if said and found[1].startswith("!"):
        caption = re.match(r"!\[([^\]]*)\]\((\S+?)(\s.*)?\)$", found[1])
        if caption and not caption[1]:
            return f"![{said[2]}]({caption[2]}{caption[3] or ''})"
    return found[1]


def _identified(found: re.Match[str]) -> str:
    """A heading with the name by which links find it, and without classes."""
    name = re.search(r"#[\w:.-]+", found[2])
    return f"{found[1]} {{{name[0]}}}" if name else found[1]
