"""The cells of a notebook, in the format 4.5 of Jupyter: the same text gives the same bytes, and the same ids."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from builder.files import sha256

FOLDED: Mapping[str, Any] = {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}
"""How Colab and JupyterLab are told to fold the code of a cell; what makes pages of notebooks leaves it out."""
ASIDE: Mapping[str, Any] = {"tags": ["remove-cell"]}
"""How that is told of a cell which readers of a notebook see."""
DRAWING: Mapping[str, Any] = {"tags": ["remove-input"]}
"""How it is told that only what a cell gives matters."""
_PLAIN: Mapping[str, Any] = MappingProxyType({})


@dataclass
class Cells:
    """The cells of a notebook, one after the other."""

    cells: list[dict[str, Any]] = field(default_factory=list)
    _ids: set[str] = field(default_factory=set)
    _words: str = ""  # of the last cell, where it is one of Markdown

    def text(self, markdown: str, metadata: Mapping[str, Any] = _PLAIN) -> None:
        """Add Markdown: a heading begins a cell, since notebooks fold by them, and what follows it goes on."""
        if not (markdown := markdown.strip()):
            return
        if self._words and not metadata and not markdown.startswith("#"):
            markdown = f"{self._words}\n\n{markdown}"
            self._ids.discard(self.cells.pop()["id"])
        self._add("markdown", markdown, {}, metadata)
        self._words = "" if metadata else markdown

    def code(self, source: str, *outputs: dict[str, Any], metadata: Mapping[str, Any] = _PLAIN) -> None:
        """Add a cell of code with what it gave."""
        self._words = ""
        self._add("code", source.strip("\n"), {"execution_count": None, "outputs": list(outputs)}, metadata)

    def to_json(self) -> bytes:
        """The file."""
        metadata = {
            "colab": {"provenance": [], "toc_visible": True},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
        whole = {"cells": self.cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
        return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    def _add(self, kind: str, source: str, more: dict[str, Any], metadata: Mapping[str, Any]) -> None:
        identity = first = sha256(f"{kind} {source}".encode())[:8]
        number = 1
        while identity in self._ids:
            number += 1
            identity = f"{first}-{number}"
        self._ids.add(identity)
        cell = {"cell_type": kind, "id": identity, "metadata": dict(metadata), "source": source.splitlines(True)}
        self.cells.append({**cell, **more})


def printed(text: str) -> dict[str, Any]:
    """What a cell printed."""
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(True)}


def shown(png: bytes, name: str) -> dict[str, Any]:
    """The picture that a cell shows."""
    data = {"image/png": base64.b64encode(png).decode(), "text/plain": [f"<{name}>"]}
    return {"output_type": "execute_result", "execution_count": None, "data": data, "metadata": {}}
