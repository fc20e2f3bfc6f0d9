"""The workflow by which GitHub publishes a site: what it says, and that its commands work in a fresh clone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import REPOSITORY, Site

from builder.origin import requirement

WORKFLOWS = sorted((REPOSITORY / ".github" / "workflows").glob("*.yml"))
PUBLISH = REPOSITORY / "templates" / "start" / "publish.yml"


def steps(workflow: dict[str, Any], job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = workflow["jobs"][job]["steps"]
    return found


@pytest.fixture(scope="module")
def workflow() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(PUBLISH.read_text(encoding="utf-8"))
    return parsed


@pytest.mark.parametrize("path", [*WORKFLOWS, PUBLISH], ids=lambda path: path.name)
def test_every_action_is_pinned_by_its_commit(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    used = [step["uses"] for job in yaml.safe_load(text)["jobs"].values() for step in job["steps"] if "uses" in step]
    assert used
    for action in used:
        assert re.search(rf"uses: {re.escape(action)} # v\d+\.\d+\.\d+$", text, re.MULTILINE), action
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", action), action


def test_this_repository_publishes_as_a_new_site_does() -> None:
    own = REPOSITORY / ".github" / "workflows" / "publish.yml"
    assert own.read_text(encoding="utf-8") == PUBLISH.read_text(encoding="utf-8")
    assert (REPOSITORY / "requirements.txt").read_text().splitlines()[1:] == [".[mermaid,networks,search]"]


def test_no_job_may_do_more_than_it_must(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {}
    assert {name: job["permissions"] for name, job in workflow["jobs"].items()} == {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    }
    assert not [step for step in steps(workflow, "deploy") if "run" in step]
    assert "${{" not in "".join(step.get("run", "") for step in steps(workflow, "build"))


def test_its_commands_build_the_site_from_a_fresh_clone(tmp_path: Path, workflow: dict[str, Any]) -> None:
    site = Site(tmp_path / "blog")
    site.root.mkdir()
    Site(tmp_path).sitegen("init", "blog")
    site.sitegen("run")
    clone = tmp_path / "clone"
    author = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    for command in (["init", "-q"], ["add", "-A"], [*author, "commit", "-qm", "Begin"], ["clone", "-q", ".", clone]):
        subprocess.run(["git", *command], cwd=site.root, check=True)
    script = tmp_path / "bin" / "sitegen"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m builder "$@"\n')
    script.chmod(0o755)
    first, *rest = [step for step in steps(workflow, "build") if "run" in step]
    assert first["run"] == "pip install -r requirements.txt"
    assert (clone / "requirements.txt").is_file()
    for step in rest:
        given = {"BASE_URL": "https://ana.github.io/blog"}
        assert step["env"] == {"BASE_URL": "${{ steps.pages.outputs.base_url }}"}
        path = f"{script.parent}{os.pathsep}{os.environ['PATH']}"
        subprocess.run(
            ["bash", "-e", "-c", step["run"]], cwd=clone, env=site.environment(PATH=path, **given), check=True
        )
    uploaded = next(step["with"]["path"] for step in steps(workflow, "build") if "upload" in step.get("uses", ""))
    assert "https://ana.github.io/blog/en/posts/coin/" in (clone / uploaded / "sitemap.xml").read_text()
    assert (clone / ".github" / "workflows" / "publish.yml").read_bytes() == PUBLISH.read_bytes()


COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIT = {"vcs": "git", "commit_id": COMMIT}


@pytest.mark.parametrize(
    ("origin", "line"),
    [
        (None, "sitegen==9.8.7"),  # from an index
        (
            {"url": "https://github.com/ana/sitegen", "vcs_info": GIT},
            f"sitegen @ git+https://github.com/ana/sitegen@{COMMIT}",
        ),
        (
            {"url": "ssh://git@github.com/ana/sitegen.git", "vcs_info": GIT},
            f"sitegen @ git+https://github.com/ana/sitegen@{COMMIT}",
        ),
        (
            {"url": "https://example.org/sitegen-9.8.7-py3-none-any.whl", "archive_info": {}},
            "sitegen @ https://example.org/sitegen-9.8.7-py3-none-any.whl",
        ),
        ({"url": "https://ana:secret@example.org/sitegen.git", "vcs_info": GIT}, ""),
        ({"url": "file:///srv/sitegen.git", "vcs_info": GIT}, ""),
        ({"url": "file:///nowhere/sitegen-9.8.7-py3-none-any.whl", "archive_info": {}}, ""),
    ],
)
def test_what_installs_the_same_sitegen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, origin: dict[str, Any] | None, line: str
) -> None:
    install(tmp_path / "installed", origin)
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    assert requirement() == line


def test_a_clone_that_sitegen_was_installed_from(tmp_path: Path) -> None:
    """An editable install, say: what GitHub installs is the commit of the clone."""
    folder = tmp_path / "a clone"
    folder.mkdir()
    author = ("-c", "user.name=Ana", "-c", "user.email=ana@example.org")
    for command in (
        ["init", "-q"],
        ["remote", "add", "origin", "git@github.com:ana/sitegen.git"],
        [*author, "commit", "-q", "--allow-empty", "-m", "Begin"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, check=True)
    install(tmp_path / "installed", {"url": folder.as_uri(), "dir_info": {"editable": True}})
    path = f"{tmp_path / 'installed'}{os.pathsep}{REPOSITORY}"
    said = Site(tmp_path).sitegen("init", "blog", PYTHONPATH=path).stdout
    assert "requirements.txt" not in said
    wanted = f"sitegen @ git+https://github.com/ana/sitegen@{head.stdout.strip()}"
    assert (tmp_path / "blog" / "requirements.txt").read_text().splitlines()[1:] == [wanted]
    subprocess.run(["git", "remote", "remove", "origin"], cwd=folder, check=True)
    said = Site(tmp_path).sitegen("init", "other", PYTHONPATH=path).stdout
    assert "write to other/requirements.txt where it gets sitegen from" in said
    assert all(line.startswith("#") for line in (tmp_path / "other" / "requirements.txt").read_text().splitlines())


def install(folder: Path, origin: dict[str, Any] | None) -> None:
    """What pip leaves of an installed package."""
    about = folder / "sitegen-9.8.7.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: sitegen\nVersion: 9.8.7\n")
    if origin is not None:
        (about / "direct_url.json").write_text(json.dumps(origin))
