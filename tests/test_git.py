"""To build a site in a repository executes nothing that the repository's configuration names."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from small_sites import copy_site

from builder.project import Project
from builder.site.history import history, prefix

RECORD = "content/posts/digits/results/cnn/record.json"


def git(folder: Path, *arguments: str, **more: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    who = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    command = ["git", "-C", str(folder), *who, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, **more)  # type: ignore[call-overload]
    return str(done.stdout).strip()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_site("good", tmp_path)
    git(project.root, "init", "--quiet")
    git(project.root, "add", "-A")
    git(project.root, "commit", "--quiet", "-m", "Write")
    return project


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    """A file that is made when a program is run; the program is `marker.run`."""
    marker = tmp_path / "marker"
    program = marker.with_suffix(".run")
    program.write_text(f"#!/bin/sh\necho \"$0 $@\" >> '{marker}'\n")
    program.chmod(0o755)
    return marker


def signed(project: Project) -> None:
    """Make the last commit one that says it was signed."""
    commit = git(project.root, "cat-file", "commit", "HEAD")
    head, _, message = commit.partition("\n\n")
    text = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\n{message}\n"
    made = git(project.root, "hash-object", "-t", "commit", "-w", "--stdin", input=text)
    git(project.root, "update-ref", "HEAD", made)


def a_part_of_it(project: Project) -> None:
    """Let the repository be a partial clone that lacks what its history is told from."""
    tree = git(project.root, "rev-parse", "HEAD:content")
    (project.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    git(project.root, "config", "core.repositoryFormatVersion", "1")
    git(project.root, "config", "extensions.partialClone", "origin")
    git(project.root, "config", "remote.origin.promisor", "true")


CONFIGS: dict[str, dict[str, str]] = {
    "watcher": {"core.fsmonitor": "RUN"},
    "hooks": {"core.hooksPath": "HOOKS"},
    "filter": {"filter.x.clean": "RUN", "filter.x.smudge": "RUN", "filter.x.required": "true"},
    "filter process": {"filter.x.process": "RUN"},
    "comparing": {"diff.external": "RUN", "diff.x.command": "RUN", "diff.x.textconv": "RUN"},
    "pager": {
        "core.pager": "RUN",
        "pager.log": "RUN",
        "pager.diff": "RUN",
        "core.editor": "RUN",
        "core.askPass": "RUN",
    },
    "signature": {"log.showSignature": "true", "gpg.program": "RUN"},
    "missing, by ssh": {"remote.origin.url": "ssh://a.example/x", "core.sshCommand": "RUN"},
    "missing, by a program": {"remote.origin.url": "ext::RUN", "protocol.ext.allow": "always"},
    "missing, from a folder": {"remote.origin.url": "/tmp", "remote.origin.uploadpack": "RUN"},
}


@pytest.mark.parametrize("name", CONFIGS)
def test_nothing_that_a_repository_names_is_executed(project: Project, marker: Path, name: str) -> None:
    hooks = marker.with_suffix(".hooks")
    hooks.mkdir()
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "post-checkout"):
        shutil.copy(marker.with_suffix(".run"), hooks / hook)
    (project.root / ".git" / "info" / "attributes").write_text("* filter=x diff=x\n")
    if name == "signature":
        signed(project)
    if name.startswith("missing"):
        a_part_of_it(project)
    for key, value in CONFIGS[name].items():
        git(
            project.root,
            "config",
            key,
            value.replace("RUN", str(marker.with_suffix(".run"))).replace("HOOKS", str(hooks)),
        )
    for path in project.root.rglob("*.json"):
        os.utime(path, (1, 1))  # git must look into it
    found = history(project).commits
    prefix(project)
    assert not marker.exists(), marker.read_text()
    if not name.startswith("missing"):
        assert RECORD in found


def test_filters_that_the_repository_takes_from_another_file(project: Project, marker: Path) -> None:
    (project.root / "more.config").write_text(f'[filter "x"]\nclean = {marker.with_suffix(".run")}\n')
    (project.root / ".git" / "info" / "attributes").write_text("* filter=x\n")
    git(project.root, "config", "include.path", "../more.config")
    os.utime(project.root / RECORD, (1, 1))
    assert RECORD in history(project).commits
    assert not marker.exists()


def test_a_hook_of_another_repository_may_build_the_site(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = history(project).commits
    git(tmp_path, "init", "--quiet", "another")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "another" / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "another"))
    monkeypatch.setenv("GIT_INDEX_FILE", "index")
    assert history(project).commits == before != {}
