"""A large site is built in little memory: what lies on the disk is not held until the end."""

from __future__ import annotations

import gc
import os
import shutil
import tracemalloc
from pathlib import Path

import pytest
from test_site_parallel import many

import builder.site.search as search
from builder.project import Project
from builder.site.build import build_site
from builder.site.outputs import Output
from tests.small_sites import copy_site

MOST = 40_000
"""Bytes a page."""


def held(project: Project, monkeypatch: pytest.MonkeyPatch) -> int:
    """What is in memory at the end of a build, in bytes."""
    sizes = []
    swap = Output.swap_in

    def measured(output: Output) -> None:
        swap(output)
        gc.collect()
        sizes.append(tracemalloc.get_traced_memory()[0])

    monkeypatch.setattr(Output, "swap_in", measured)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    monkeypatch.setattr(search, "_PROGRAMS", ())
    tracemalloc.start()
    try:
        build_site(project)
    finally:
        tracemalloc.stop()
        monkeypatch.undo()
    return sizes[0]


def test_a_page_takes_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = many(copy_site("good", tmp_path / "few"), range(5))
    more = many(copy_site("good", tmp_path / "more"), range(25))
    build_site(few)  # what is imported and compiled stays
    shutil.rmtree(few.scratch)
    assert (held(more, monkeypatch) - held(few, monkeypatch)) / 40 < MOST
