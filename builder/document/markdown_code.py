"""The colours of Markdown that is shown as code: as Pygments gives them, with those of shortcodes."""

from __future__ import annotations

from typing import ClassVar

from pygments.lexer import Lexer, bygroups, inherit
from pygments.lexers import MarkdownLexer
from pygments.token import Keyword, Name, Operator, Punctuation, String, Text, Whitespace
from pymdownx.highlight import Highlight

_BEGIN = (r"(\{\{[<%])(\s*)(/?\s*[\w./-]*)", bygroups(Punctuation, Whitespace, Keyword), "shortcode")  # type: ignore[no-untyped-call]
_BEFORE = (r"[^\\\s{]+(?=\{\{[<%])", Text)  # a word that touches one


class _WithShortcodes(MarkdownLexer):  # type: ignore[misc]
    tokens: ClassVar = {
        "root": [_BEGIN, _BEFORE, inherit],
        "inline": [_BEGIN, _BEFORE, inherit],
        "shortcode": [
            (r"/?[>%]\}\}", Punctuation, "#pop"),
            (r"\s+", Whitespace),
            (r"([\w-]+)(\s*=)", bygroups(Name.Attribute, Operator)),  # type: ignore[no-untyped-call]
            (r'"(?:\\.|[^"\\])*"|`[^`]*`', String),
            (r"[^\s\"`>%/]+|.", Text),
        ],
    }


class CodeHighlight(Highlight):  # type: ignore[misc]  # pymdownx has no types
    """As pymdownx highlights code, but Markdown with its shortcodes."""

    def get_lexer(self, src: str, language: str, inline: bool, stripnl: bool) -> tuple[Lexer, str]:
        if language in MarkdownLexer.aliases:
            return _WithShortcodes(stripnl=stripnl), language
        lexer, name = super().get_lexer(src, language, inline, stripnl)
        return lexer, name
