"""What `--on` says where there is no cluster, and what travels to one; without one."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import pytest
from conftest import Site

from builder.cluster import joining
from builder.cluster.joining import joined
from builder.cluster.lending import PIECE, found, lendable, pieces
from builder.cluster.source import Source, source
from builder.errors import SitegenError
from builder.experiments.discovery import discover_post
from builder.files import sha256
from builder.project import Project

needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")


def test_where_ray_is_not_installed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SitegenError, match=r"Ray is not installed\n  Install it: pip install"), joined("ray"):
        pass


@needs_ray
@pytest.mark.parametrize(
    "on", ["rya", "ray:", "ray://", "ray://host", "http://host:10001", "ray://host:port", "10.0.0.1:6379"]
)
def test_what_is_no_cluster(site: Site, on: str) -> None:
    said = site.sitegen("run", "--on", on, code=2).stderr
    assert f"'{on}' is no cluster\n  Write --on ray, or --on ray://HOST:10001." in said


@needs_ray
def test_where_nothing_answers_that_is_said_at_once(site: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        port = taken.getsockname()[1]
        said = site.sitegen("run", "--on", f"ray://127.0.0.1:{port}", code=2).stderr
    assert f"no cluster answers at 127.0.0.1:{port} (Connection refused)" in said
    assert "ray start --head" in said


@needs_ray
@pytest.mark.parametrize(
    "problem", ["Version mismatch: Ray 2.40.0 there, 2.60.0 here", "The Python versions differ: 3.9, 3.11"]
)
def test_another_version_is_told(problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    def init(*_: object, **__: object) -> None:
        raise RuntimeError(problem)

    monkeypatch.setattr(ray, "init", init)
    with pytest.raises(SitegenError, match=r"cannot be joined: .*\n  The same Python and Ray must"), joined("ray"):
        pass


def sent(site: Site, seen: tuple[str, ...] = ()) -> list[str]:
    project = Project(site.root)
    return sorted(source(project, discover_post(project, "counting"), seen).files)


def test_the_source_travels_and_nothing_else(site: Site) -> None:
    before = sent(site)
    for name in ("results/count/record.json", "index.en.md", "photo.jpg", ".git/config", ".venv/a.py", "results/a.py"):
        site.write(name, "x = 1\n")
    site.write("__pycache__/a.py", "x = 1\n")
    site.write("data/set.bin", "x")
    assert sent(site) == before
    site.write("nets/deep/net.py", "x = 1\n")
    (site.root / "content" / "shared").mkdir()
    (site.root / "content" / "shared" / "common.py").write_text("x = 1\n")
    assert set(sent(site)) - set(before) == {"content/posts/counting/nets/deep/net.py", "content/shared/common.py"}


def test_inputs_travel_and_what_a_run_was_seen_to_read(site: Site) -> None:
    before = sent(site)
    site.write("pictures/a.png", "a")
    site.write("table.csv", "1,2")
    site.edit("experiments.py", "@experiment\n", '@experiment(inputs=["pictures"])\n')
    new = set(sent(site, ("file:table.csv", "file:../../../../outside.csv", "models.py:net", "file:gone.csv"))) - set(
        before
    )
    assert new == {"content/posts/counting/pictures/a.png", "content/posts/counting/table.csv"}


def test_a_file_that_changes_on_its_way_is_refused(tmp_path: Path) -> None:
    whole = Source({"a/b.py": b"x = 1\n"}, {"a/b.py": sha256(b"x = 1\n")})
    whole.unpack(tmp_path)
    assert (tmp_path / "a" / "b.py").read_bytes() == b"x = 1\n"
    with pytest.raises(SitegenError, match="damaged on its way"):
        Source({"a/b.py": b"x = 2\n"}, whole.digests).unpack(tmp_path)


def test_pieces_of_a_data_set_are_its_files(tmp_path: Path) -> None:
    files = {"raw/large": bytes(range(256)) * (PIECE // 200), "raw/exact": bytes(PIECE), "raw/empty": b""}
    for name, data in files.items():
        (tmp_path / "set" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "set" / name).write_bytes(data)
    digests = {name: sha256(data) for name, data in files.items()}
    assert lendable([tmp_path, tmp_path / "missing"]) == {"set"}
    assert found([tmp_path / "missing", tmp_path], "set", digests) == tmp_path / "set"
    got: dict[str, bytes] = {}
    ends = []
    for file, data, begin, digest, last in pieces(tmp_path / "set", list(files), digests):
        assert len(data) <= PIECE
        got[file] = data if begin else got[file] + data
        if digest:
            assert sha256(got[file]) == digest
        ends.append(last)
    assert got == files
    assert ends == [False] * (len(ends) - 1) + [True]
    (tmp_path / "set" / "raw" / "large").write_bytes(b"other")
    assert found([tmp_path], "set", digests) is None, "what is damaged is not sent"
