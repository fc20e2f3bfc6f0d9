r"""TeX as MathJax reads it, in the words of KaTeX: what Jupyter, Quarto and many blogs show is shown here too.

Commands that a text defines (`\newcommand`) are known to all formulas below.
"""

from __future__ import annotations

import re
from collections.abc import Callable

ENVIRONMENTS = (
    "equation", "align", "alignat", "gather", "eqnarray", "multline", "flalign", "aligned", "gathered", "split",
    "array", "cases", "matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "smallmatrix",
)  # fmt: skip
"""Those that are displayed without dollars too."""
MACROS = {
    r"\mbox": r"\text{#1}", r"\textsc": r"\text{#1}", r"\mit": r"\mathit", r"\oldstyle": "", r"\Tiny": r"\tiny",
    r"\idotsint": r"\int\cdots\int", r"\iiiint": r"\iint\!\!\iint", r"\intertext": r"\text{#1}\\",
    r"\sideset": r"{\vphantom{#3}}#1\!#3#2", r"\shoveleft": "#1", r"\shoveright": "#1",
    r"\overparen": r"\overgroup{#1}",
    r"\underparen": r"\undergroup{#1}", r"\strut": "", r"\hfil": "", r"\hfill": "", r"\hss": "",
}  # fmt: skip
"""Commands of MathJax that KaTeX does not have."""
_NAME = r"\{?\s*(?P<name>\\[a-zA-Z]+)\s*\}?\s*"
_DEFINES = re.compile(
    rf"\\(?:(?:re)?newcommand|providecommand)\*?\s*{_NAME}(?:\[\d\]\s*)?(?=\{{)"
    rf"|\\DeclareMathOperator(?P<star>\*?)\s*{_NAME.replace('name', 'operator')}(?=\{{)"
    rf"|\\def\s*(?P<plain>\\[a-zA-Z]+)(?:#\d)*\s*(?=\{{)"
)
_APART = re.compile(r"\\begin\{(?:equation|align|alignat|gather|eqnarray|multline|flalign|CD)\*?\}")
_RENAMED = {"multline": "gather", "flalign": "align"}
_WORDS = re.compile(r"\\(?:text(?:rm|bf|it|tt|sf|sc|normal|up|md)?|mbox|hbox|emph)\s*(?=\{)")
_PLAIN_TEX = {
    "matrix": "matrix", "pmatrix": "pmatrix", "cases": "cases", "eqalign": "aligned", "displaylines": "gathered",
}  # fmt: skip
"""Commands of plain TeX, whose rows end with \\cr, and environments that are the same."""
_SIGN = re.compile(r"\\.|[_#&^]", re.DOTALL)


def definitions(tex: str) -> tuple[str, dict[str, str]]:
    """A formula without the commands that it defines, and these, as KaTeX takes them."""
    if "\\def" not in tex and "command" not in tex and "\\Declare" not in tex:
        return tex, {}
    found: dict[str, str] = {}
    pieces, place = list[str](), 0
    while one := _DEFINES.search(tex, place):
        body, end = _group(tex, one.end())
        if one["operator"]:
            body = rf"\operatorname{one['star']}{{{body}}}"
        found[one["name"] or one["operator"] or one["plain"]] = body
        pieces.append(tex[place : one.start()])
        place = end
    return "".join([*pieces, tex[place:]]), found


def needs_display(tex: str) -> bool:
    """Whether a formula can only be displayed."""
    return bool(_APART.search(tex))


def mended(tex: str) -> str:
    """A formula that KaTeX does not set, with the words that it has for what MathJax knows."""
    tex = re.sub(r"\\(?:require|vspace|label)\s*\{[^{}]*\}|\\(?:begin|end)\{subequations\}", "", tex)
    tex = re.sub(r"\\begin\{eqnarray\*?\}", r"\\begin{darray}{rcl}", tex)
    tex = re.sub(r"\\end\{eqnarray\*?\}", r"\\end{darray}", tex)
    tex = re.sub(r"\\(begin|end)\{(multline|flalign)", lambda found: rf"\{found[1]}{{{_RENAMED[found[2]]}", tex)
    tex = re.sub(r"\\(?:eq)?ref\s*\{([^{}]*)\}", r"\\text{(\1)}", tex)
    tex = re.sub(r"\\unicode\s*\{(x?)([0-9a-fA-F]+)\}", _sign, tex)
    tex = re.sub(r"\\(?:class|cssId|style|enclose)\s*\{[^{}]*\}|\\bbox\s*(?:\[[^\]]*\])?", "", tex)
    tex = re.sub(r"\\root\s*([^\\{}]+|\{[^{}]*\})\s*\\of\s*(\{|\\[a-zA-Z]+|\S)", _root, tex)
    tex = _each(re.compile(rf"\\({'|'.join(_PLAIN_TEX)})\s*(?=\{{)"), tex, _rows)
    tex = _each(_WORDS, tex, _literal)
    return _each(re.compile(r"([_^])\s*(\\[a-zA-Z]+)\s*(?:\[[^\]]*\])?(?=\{)"), tex, _braced)


def _each(pattern: re.Pattern[str], tex: str, change: Callable[[re.Match[str], str], str]) -> str:
    """A formula in which each match with the group that follows it is changed."""
    pieces, place = list[str](), 0
    while found := pattern.search(tex, place):
        body, end = _group(tex, found.end())
        pieces += [tex[place : found.start()], change(found, body)]
        place = end
    return "".join([*pieces, tex[place:]])


def _group(tex: str, place: int) -> tuple[str, int]:
    """What stands between the brace at a place and the one that closes it, and the place behind that."""
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(tex, place):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return tex[place + 1 : found.start()], found.end()
    return tex[place + 1 :], len(tex)


def _literal(found: re.Match[str], words: str) -> str:
    """Words in a formula, in which signs mean themselves; formulas between dollars stay."""
    parts = [part if part.startswith("$") else _SIGN.sub(_escaped, part) for part in re.split(r"(\$[^$]*\$)", words)]
    return f"{found[0]}{{{''.join(parts)}}}"


def _escaped(sign: re.Match[str]) -> str:
    return sign[0] if sign[0].startswith("\\") else r"\textasciicircum{}" if sign[0] == "^" else rf"\{sign[0]}"


def _rows(found: re.Match[str], body: str) -> str:
    name = _PLAIN_TEX[found[1]]
    rows = re.sub(r"\\cr\b", r"\\\\", body)
    return rf"\begin{{{name}}}{rows}\end{{{name}}}"


def _braced(found: re.Match[str], body: str) -> str:
    return f"{found[1]}{{{found[0][found.start(2) - found.start() :]}{{{body}}}}}"


def _root(found: re.Match[str]) -> str:
    index = found[1].strip().strip("{}")
    return rf"\sqrt[{index}]{found[2]}" if found[2] == "{" else rf"\sqrt[{index}]{{{found[2]}}}"


def _sign(found: re.Match[str]) -> str:
    return rf"\text{{{chr(int(found[2], 16 if found[1] else 10))}}}"
