"""What a run was seen to do, beyond what reading its source finds, is part of what its record stands for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from conftest import Site

from builder.experiments.discovery import discover_post
from builder.experiments.seen import seen_now
from builder.project import Project
from builder.results import Fingerprint, Store


def remember(site: Site, name: str, *keys: str) -> None:
    """Make a record say that its run was seen to do these."""
    store = Store(site.post / "results")
    record = store.read(name)
    fingerprint = replace(record.fingerprint, seen=seen_now(discover_post(Project(site.root), "counting"), name, keys))
    assert sorted(fingerprint.seen) == sorted(keys)
    store.write(replace(record, fingerprint=fingerprint), {name: record.artifact(name) for name in record.artifacts})


@pytest.fixture
def seen(site: Site) -> Site:
    site.write("data/x.csv", "1\n2\n")
    (site.root / "shared.csv").write_text("1\n")
    site.write("extra.py", "def f():\n    return 1\n")
    site.sitegen("run", "alone")
    remember(site, "alone", "helpers.py:unrelated", "extra.py", "file:data/x.csv", "file:../../../shared.csv")
    assert "alone" not in site.stale()
    return site


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("helpers.py", "return 0", "return 1", "helpers.py:unrelated changed (seen to run)"),
        ("helpers.py", "def unrelated", "def other", "helpers.py:unrelated is no longer there (seen to run)"),
        ("extra.py", "return 1", "return 2", "extra.py changed (seen to run)"),
        ("data/x.csv", "2", "3", "file data/x.csv changed (seen to be read)"),
        ("../../../shared.csv", "1", "2", "file ../../../shared.csv changed (seen to be read)"),
    ],
)
def test_what_was_seen_makes_stale_when_it_changes(seen: Site, name: str, old: str, new: str, reason: str) -> None:
    seen.edit(name, old, new)
    assert seen.stale()["alone"] == [reason]


def test_a_file_that_was_seen_and_is_gone_or_broken(seen: Site) -> None:
    (seen.post / "data" / "x.csv").unlink()
    seen.edit("extra.py", "def f():", "def f(:")
    assert seen.stale()["alone"] == [
        "extra.py is no longer there (seen to run)",
        "file data/x.csv is no longer there (seen to be read)",
    ]


def test_formatting_of_what_was_seen_does_not_count(seen: Site) -> None:
    seen.edit("helpers.py", "def unrelated():\n", "def unrelated():\n    # nothing\n\n")
    seen.edit("extra.py", "    return 1", '    """One."""\n    return (1)')
    seen.write("data/x.csv", "1\r\n2\r\n")
    assert "alone" not in seen.stale()


def test_nothing_seen_changes_no_digest() -> None:
    """Records that were made before anything was watched stay what they are."""
    plain = Fingerprint(code={"models.py:cnn": "1"})
    assert "seen" not in plain.parts()
    assert plain.digest() != replace(plain, seen={"models.py:small": "2"}).digest()
