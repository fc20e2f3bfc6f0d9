"""Lists, fences and HTML as CommonMark reads them, written as Python-Markdown wants them.

Python-Markdown wants an empty line before a list, and four blanks for what belongs to an item; authors for Hugo write
neither. mdformat with its plugin for MkDocs would do this too, but takes links by reference, `[x][]`, for text.
"""

from __future__ import annotations

import re

_ITEM = re.compile(r"(?P<mark>[-*+]|(?P<number>\d{1,9})[.)])(?P<gap>[ ]{1,4}(?=\S)|[ ]*$|[ ])(?P<rest>.*)$")
_RULE = re.compile(r"([-*_])([ ]*\1){2,}[ ]*$")
_FENCE = re.compile(r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
# What Python-Markdown can read behind it: a language, and attributes in braces or the options that it knows.
_INFO = re.compile(r"[ ]*(\.?[\w#.+-]+)?([ ]*\{[^}\n]*[.#=][^}\n]*\}|([ ]+(hl_lines|linenums|title)=\"[^\"]*\")*)[ ]*$")
_MARKED = re.compile(
    r"""\w[ ]*\{[^}.#]*hl_lines=([\["'\d\s,-]+)"""
)  # as Hugo has it: {linenos=table,hl_lines=[1,"3-5"]}
_LANGUAGE = re.compile(r"[ ]*[\w#+-]*")
_BEGINS = re.compile(r"#{1,6}[ ]|>")  # a heading, a quotation
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_DELIMITERS = re.compile(r"(?=.*\|)\|?([ ]*:?-+:?[ ]*\|)*([ ]*:?-+:?[ ]*)?$")  # the second line of a table
_HOLDER = re.compile(r"<(?P<tag>article|aside|center|details|div|section)\b(?![^>]*\smarkdown)[^>]*>", re.IGNORECASE)
_APART = "<!-- -->"  # between two lists or quotations, which Python-Markdown would join
_DEEPEST = 50  # elements of one name in one another; for each that begins the lines below it are read
_RAW = re.compile(r"<(pre|script|style|textarea|!--)", re.IGNORECASE)


def normalise(text: str) -> str:
    """The text with an empty line before each list and around each fence, and each level of a list indented by four."""
    lines = _Lines(text.split("\n"))
    for number in range(len(lines.written)):
        lines.add(number)
    lines.end_quote()
    return "\n".join(lines.out)


def _holding(line: str, lines: list[str], number: int) -> str:
    """The line; where it begins an element of HTML that an empty line comes in, told to hold Markdown from there on."""
    found = _HOLDER.match(line)
    if not found:
        return line
    depth, empty = 0, False
    begins = re.compile(rf"<{found['tag']}\b")
    for other in lines[number : number + 1000]:
        depth += len(begins.findall(other)) - other.count(f"</{found['tag']}>")
        if depth > _DEEPEST:
            return line
        if depth <= 0:
            return f'{line[: found.end("tag")]} markdown="1"{line[found.end("tag") :]}' if empty else line
        empty = empty or not other.strip()
    return line


class _Lines:
    """A text while it is read line by line. `out` is what there is of it so far."""

    def __init__(self, written: list[str]) -> None:
        self.written = written
        self._at = 0  # the number of the line at hand
        self.out: list[str] = []
        self._items: list[int] = []  # for each open item, the column on which what belongs to it begins
        self._marks: list[str] = []  # for each level of the list at hand, the mark of its last item: - * + . )
        self._in_list = False  # the line before belongs to an item
        self._apart = False  # it is code, or stands below an empty line of its item: what follows stands apart
        self._fence = ""  # what closes the code at hand
        self._shift = (0, 0)  # the blanks that its lines lose, and those that they get instead
        self._raw = ""  # what ends the HTML at hand
        self._closed = False  # the line before ends code
        self._quote: list[str] = []  # the lines of the quotation at hand

    def end_quote(self) -> None:
        """End the quotation at hand: it is a text of its own, and so are its lists."""
        if self._quote:
            inner = normalise("\n".join(_QUOTE.sub("", line, count=1) for line in self._quote))
            self.out += [f"> {line}" if line else ">" for line in inner.split("\n")]
            self._quote = []

    def add(self, number: int) -> None:
        """Add the next line of the text."""
        self._at, line = number, self.written[number]
        if not (self._fence or self._raw or self._items) and _QUOTE.match(line):
            if not self._quote and next(filter(str.strip, reversed(self.out)), "").startswith(">"):
                self.out += [_APART, ""]
            self._quote.append(line)
            return
        self.end_quote()
        bare = line.expandtabs(4)
        text = bare.lstrip(" ")
        if self._fence:
            self._code(line, text)
        elif self._raw:
            self.out.append(line)
            self._raw = "" if self._raw in line.lower() else self._raw
        elif not text:
            self.out.append(line)
            self._apart, self._closed = bool(self._items), False
        else:
            self._text(line, text, len(bare) - len(text))

    def _text(self, line: str, text: str, indent: int) -> None:
        goes_on = bool(self.out and self.out[-1].strip())  # there is no empty line before this one
        item = None if _RULE.match(text) else _ITEM.match(text)
        fence = _FENCE.match(text)
        ends = goes_on and (_RULE.match(text) or _BEGINS.match(text))  # a paragraph of an item goes on without blanks
        if not goes_on or item or fence or ends:
            while self._items and indent < self._items[-1]:
                self._items.pop()
        self._gap(bool(ends) and self._in_list)
        if not self._items and indent >= 4:  # code, or part of a footnote or of a definition
            self.out.append(line)
        elif fence:
            self._open(fence["fence"], text, indent)
        elif item and (self._items or self._in_list or not goes_on or item["number"] in (None, "1")):
            self._item(item, indent)
        else:
            self._plain(line, text, indent)

    def _item(self, item: re.Match[str], indent: int) -> None:
        level, numbered, sign = len(self._items), bool(item["number"]), item["mark"][-1]
        another = level < len(self._marks) and self._marks[level] != sign  # a list of its own
        within = level < len(self._marks) - 1 and self._begins_within(level)
        self._gap(not self._in_list or self._apart or another or within)
        if another and self._in_list and numbered == (self._marks[level] in ".)"):
            self.out += [" " * 4 * level + _APART, ""]
        self._marks[level:] = [sign]
        rest = item["rest"].lstrip()
        words = "" if _FENCE.match(rest) else rest
        mark = f"{item['number']}." if numbered else item["mark"] if words else "*"  # - alone makes headings
        self.out.append(f"{' ' * 4 * len(self._items)}{mark} {words}")
        self._items.append(indent + len(item["mark"]) + (len(item["gap"]) or 1))
        self._in_list, self._apart, self._closed = True, False, False
        if fence := _FENCE.match(rest):  # the item begins with code: Python-Markdown wants it on a line of its own
            self._open(fence["fence"], rest, self._items[-1])

    def _begins_within(self, level: int) -> bool:
        """Whether the lines since the last empty one, which Python-Markdown shifts as one, begin below this level."""
        last = next((at for at in range(len(self.out) - 1, -1, -1) if not self.out[at].strip()), -1)
        return self.out[last + 1 :] > [""] and self.out[last + 1].startswith(" " * 4 * (level + 1))

    def _plain(self, line: str, text: str, indent: int) -> None:
        """A line of a paragraph, a heading, a table, code that is indented, …"""
        raw = _RAW.match(text)
        end = ("-->" if raw[1] == "!--" else f"</{raw[1].lower()}") if raw else ""
        self._raw = "" if end in text.lower() else end
        if _DELIMITERS.match(text):
            self._table()
        self._gap(self._closed or (self._apart and not self._items))
        self._closed, self._in_list = False, bool(self._items)
        if not self._items:
            self._apart = False
            self.out.append(_holding(line, self.written, self._at))
            return
        more = max(0, indent - self._items[-1])
        self.out.append(" " * (4 * len(self._items) + (more if more >= 4 else 0)) + text)

    def _table(self) -> None:
        """Part a table, whose first line was the last, from the paragraph above it."""
        first = self.out[-1] if self.out else ""
        if "|" in first and self.out[-2:-1] > [""] and not _ITEM.match(first.lstrip()):
            self.out.insert(-1, "")
            self._apart = bool(self._items)

    def _open(self, fence: str, text: str, indent: int) -> None:
        """Begin code, whose first line stands `indent` blanks from the margin."""
        self._gap(True)
        self._fence, self._shift = fence, (indent, 4 * len(self._items))
        info = text[len(fence) :]
        marked = _MARKED.search(info)
        if (marked or not _INFO.match(info)) and (language := _LANGUAGE.match(info)):
            numbers = f' hl_lines="{" ".join(re.findall(r"[0-9]+(?:-[0-9]+)?", marked[1]))}"' if marked else ""
            text = fence + language[0] + numbers
        self.out.append(" " * 4 * len(self._items) + text)

    def _code(self, line: str, text: str) -> None:
        lost, got = self._shift
        blanks = len(line) - len(line.lstrip(" "))
        self.out.append(" " * got + line[min(lost, blanks) :] if text else "")
        if re.fullmatch(rf"{self._fence[0]}{{{len(self._fence)},}}[ ]*", text):
            self._fence, self._apart, self._in_list = "", True, bool(self._items)
            self._closed = True

    def _gap(self, wanted: bool) -> None:
        if wanted and self.out and self.out[-1].strip():
            self.out.append("")
