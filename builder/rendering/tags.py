"""What tags of HTML look like, for reading what Markdown and templates have made."""

from __future__ import annotations

ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
"""What stands in a tag behind its name: a quoted value may hold `>`."""

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
"""The elements that have no end."""
