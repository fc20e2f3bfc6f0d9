"""The versions that a run was made with, as its record has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def versions(environment: Mapping[str, Any]) -> dict[str, str]:
    """Those of Python, and of the packages that were loaded; early records name PyTorch alone."""
    packages = environment.get("packages")
    named = dict(packages) if isinstance(packages, Mapping) else {}
    if "torch" in environment:
        named["torch"] = environment["torch"]
    first = {"Python": environment["python"]} if "python" in environment else {}
    return {name: str(version) for name, version in {**first, **dict(sorted(named.items()))}.items()}


def made_with(environment: Mapping[str, Any]) -> str:
    """The same in words."""
    return ", ".join(f"{name} {version}" for name, version in versions(environment).items())
