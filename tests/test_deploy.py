"""`sitegen deploy`, with real git: bare repositories on this disk as remotes, hooks that refuse, clones that differ."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from conftest import Site
from records import rebind
from serving import Pages, serving

from builder.commands.build import build
from builder.commands.deploy import deploy
from builder.errors import SitegenError
from builder.git import github
from builder.project import Project

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONFIG = 'title = "Blog"\nlanguages = ["en"]\nbase_url = "{url}"\n\n[en]\ntitle = "Blog"\nname = "English"\n'
BASE_URL = "https://ana.github.io/blog"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, text=True, check=True).stdout.strip()


@dataclass(frozen=True)
class Blog:
    """A clone that holds a site, and the bare repository that it was pushed to."""

    clone: Path
    remote: Path
    root: Path

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def post(self, slug: str, text: str) -> None:
        self.write(f"content/posts/{slug}/index.en.md", f"---\ntitle: {slug}\n---\n\n{text}\n")

    def commit(self) -> str:
        git(self.clone, "add", "-A")
        git(self.clone, "commit", "-m", "Write")
        return git(self.clone, "rev-parse", "HEAD")

    def deploy(self, *, anyway: bool = False) -> str:
        project = Project(self.root)

        def built(base_url: str) -> Iterator[str]:
            return build(project, run=None, strict=not anyway, quick=False, base_url=base_url)

        return "\n".join(deploy(project, built, anyway=anyway))

    def refuses(self) -> str:
        """What it says when it refuses; nothing may have changed by that."""
        before = self.refs()
        with pytest.raises(SitegenError) as caught:
            self.deploy()
        assert self.refs() == before
        return str(caught.value)

    def refs(self) -> tuple[str, str]:
        """The branches of both repositories."""
        return git(self.clone, "for-each-ref", "refs/heads"), git(self.remote, "for-each-ref")

    def pushed(self) -> str:
        return git(self.remote, "rev-parse", "gh-pages")

    def files(self) -> list[str]:
        return git(self.remote, "ls-tree", "-r", "--name-only", "gh-pages").splitlines()

    def another(self, name: str) -> Blog:
        """Another clone of the same remote."""
        clone = self.clone.with_name(name)
        git(self.remote, "clone", "--quiet", str(self.remote), str(clone))
        return Blog(clone, self.remote, clone / self.root.relative_to(self.clone))


@pytest.fixture(autouse=True)
def _author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git as it is for an author who told it a name, and nothing else."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Ana\nemail = ana@example.org\n[init]\ndefaultBranch = main\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def make(folder: Path, site: str = ".") -> Blog:
    """A blog with one post, pushed to its remote; its site lies in a folder of the repository."""
    remote, clone = folder / "remote.git", folder / "clone"
    clone.mkdir()
    git(folder, "init", "--quiet", "--bare", str(remote))
    git(clone, "init", "--quiet")
    git(clone, "remote", "add", "origin", str(remote))
    blog = Blog(clone, remote, (clone / site).resolve())
    blog.write(".gitignore", ".sitegen/\nsite/\n")
    blog.write("content/site.toml", CONFIG.format(url=BASE_URL))
    blog.post("first", "Hello.")
    blog.commit()
    git(clone, "push", "--quiet", "origin", "main")
    return blog


@pytest.fixture
def blog(tmp_path: Path) -> Blog:
    return make(tmp_path)


def test_the_first_deploy(blog: Blog) -> None:
    head = git(blog.clone, "rev-parse", "HEAD")
    said = blog.deploy()
    assert f"Base URL: {BASE_URL}/ (from {blog.root / 'content/site.toml'})" in said
    assert f"Deployed to gh-pages of origin, for {BASE_URL}/" in said
    assert "the branch is new" in said
    built = [path.relative_to(blog.root / "site").as_posix() for path in (blog.root / "site").rglob("*")]
    assert "en/posts/first/index.html" in built
    files = [path for path in built if (blog.root / "site" / path).is_file()]
    assert blog.files() == sorted([".nojekyll", *files])
    assert git(blog.remote, "cat-file", "blob", "gh-pages:sitemap.xml").count(f"{BASE_URL}/en/posts/first/") > 0
    assert git(blog.remote, "log", "--format=%an %s", "gh-pages") == f"Ana Site of {head}"
    assert git(blog.clone, "branch", "--format=%(refname:short)").split() == ["gh-pages", "main"]
    assert git(blog.clone, "rev-parse", "gh-pages", "HEAD").split() == [blog.pushed(), head]
    assert git(blog.clone, "status", "--porcelain") == ""


def test_nothing_is_pushed_or_committed_when_nothing_changed(blog: Blog) -> None:
    blog.deploy()
    before = blog.refs()
    blog.write("README.md", "Not of the site.")
    blog.commit()
    assert "Nothing to deploy: gh-pages of origin holds this site already." in blog.deploy()
    assert [ref for ref in blog.refs()[0].splitlines() if "main" not in ref] == [
        ref for ref in before[0].splitlines() if "main" not in ref
    ]
    assert blog.refs()[1] == before[1]


def test_what_is_no_longer_made_goes_from_the_branch(blog: Blog) -> None:
    blog.post("second", "More.")
    blog.commit()
    blog.deploy()
    first = blog.pushed()
    assert "en/posts/second/index.html" in blog.files()
    (blog.root / "content/posts/second/index.en.md").unlink()
    (blog.root / "content/posts/second").rmdir()
    head = blog.commit()
    said = blog.deploy()
    assert "the branch is new" not in said
    assert "en/posts/second/index.html" not in blog.files()
    assert git(blog.remote, "rev-parse", "gh-pages^") == first
    assert head in git(blog.remote, "log", "-1", "--format=%s", "gh-pages")


def test_an_address_that_readers_know_is_told_when_nothing_is_there_any_more(blog: Blog) -> None:
    blog.deploy()
    shutil.move(blog.root / "content/posts/first", blog.root / "content/posts/second")
    blog.commit()
    assert blog.deploy().splitlines()[-2:] == [
        "Note: published before, and at no address now: /en/posts/first/",
        "  Where one is elsewhere now, let it lead there: aliases: [/en/posts/first/] at the head of that text.",
    ]
    blog.write("content/posts/second/index.en.md", "---\ntitle: Two\naliases: [/en/posts/first/]\n---\n")
    blog.commit()
    assert "Note: published" not in blog.deploy()


def test_changes_that_are_not_committed_are_named(blog: Blog) -> None:
    blog.post("draft", "Not committed.")
    blog.deploy()
    head = git(blog.clone, "rev-parse", "HEAD")
    said = git(blog.remote, "log", "-1", "--format=%s", "gh-pages")
    assert said == f"Site of {head} with changes that are not committed"
    assert "en/posts/draft/index.html" in blog.files()


@pytest.mark.parametrize(
    ("url", "cname"),
    [
        ("https://blog.example.org", "blog.example.org"),
        ("https://ana.example.org/blog", None),  # the domain is that of another repository
        ("https://ana.github.io", None),
        ("http://ana.example.org:8000", None),
    ],
)
def test_a_domain_of_its_own(blog: Blog, url: str, cname: str | None) -> None:
    blog.write("content/site.toml", CONFIG.format(url=url))
    blog.deploy()
    assert ("CNAME" in blog.files()) == (cname is not None)
    if cname:
        assert git(blog.remote, "cat-file", "blob", "gh-pages:CNAME") == cname


def test_a_domain_is_not_lost_by_mistake(blog: Blog) -> None:
    blog.write("content/site.toml", CONFIG.format(url="https://blog.example.org"))
    blog.deploy()
    blog.write("content/site.toml", CONFIG.format(url=BASE_URL))
    said = blog.refuses()
    assert "gh-pages of origin has the domain blog.example.org, which it would lose" in said
    assert 'base_url = "https://blog.example.org"' in said
    blog.deploy(anyway=True)
    assert "CNAME" not in blog.files()


def test_a_push_that_is_rejected_leaves_everything_as_it_was(blog: Blog) -> None:
    blog.deploy()
    blog.post("second", "More.")
    hook = blog.remote / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Pages are closed on Sundays.' >&2\nexit 1\n")
    hook.chmod(0o755)
    said = blog.refuses()
    assert said.startswith("origin did not take the site, and nothing is changed, there or here:\n")
    assert "remote: Pages are closed on Sundays." in said
    assert "[remote rejected]" in said
    hook.unlink()
    assert "Deployed" in blog.deploy()
    assert "en/posts/second/index.html" in blog.files()


def test_somebody_who_deploys_at_the_same_moment(blog: Blog, tmp_path: Path) -> None:
    """Their push arrives when the branch was fetched, and ours is not there yet."""
    blog.deploy()
    blog.post("second", "More.")
    there, receive = f"git --git-dir='{blog.remote}'", tmp_path / "receive-pack"
    receive.write_text(
        f"#!/bin/sh\ntheirs=$({there} commit-tree gh-pages^{{tree}} -p gh-pages -m Theirs)\n"
        f'{there} update-ref refs/heads/gh-pages $theirs\nexec git-receive-pack "$@"\n'
    )
    receive.chmod(0o755)
    git(blog.clone, "config", "remote.origin.receivepack", str(receive))
    with pytest.raises(SitegenError, match=r"did not take the site[\s\S]*\[rejected\][\s\S]*deploy again"):
        blog.deploy()
    assert git(blog.remote, "log", "-1", "--format=%s", "gh-pages") == "Theirs"
    git(blog.clone, "config", "--unset", "remote.origin.receivepack")
    assert "Deployed" in blog.deploy()
    assert git(blog.remote, "log", "-2", "--format=%s", "gh-pages").splitlines()[1] == "Theirs"


def test_another_clone_deploys_in_between(blog: Blog) -> None:
    blog.deploy()
    other = blog.another("other")
    other.post("second", "More.")
    other.commit()
    git(other.clone, "push", "--quiet", "origin", "main")
    other.deploy()
    theirs = blog.pushed()
    git(blog.clone, "pull", "--quiet", "--ff-only", "origin", "main")
    assert "Nothing to deploy" in blog.deploy()  # both make the same tree of the same sources
    blog.post("third", "And more.")
    blog.deploy()
    assert git(blog.remote, "rev-parse", "gh-pages^") == theirs
    assert git(blog.clone, "rev-parse", "gh-pages") == blog.pushed()


def test_commits_that_only_the_own_branch_has_stay_there(blog: Blog) -> None:
    blog.deploy()
    git(blog.clone, "switch", "--quiet", "gh-pages")
    git(blog.clone, "commit", "--quiet", "--allow-empty", "-m", "Mine")
    mine = git(blog.clone, "rev-parse", "gh-pages")
    git(blog.clone, "switch", "--quiet", "main")
    blog.post("second", "More.")
    said = blog.deploy()
    assert "Deployed" in said
    assert "Note: your own branch gh-pages is left as it was" in said
    assert git(blog.clone, "rev-parse", "gh-pages") == mine
    assert "Mine" not in git(blog.remote, "log", "--format=%s", "gh-pages")


def test_a_site_in_a_folder_of_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blog = make(tmp_path, "docs/blog")
    (blog.clone / "notes.txt").write_text("Of no concern to the site.")
    monkeypatch.chdir(tmp_path)
    assert "Note: your own" not in blog.deploy()
    assert git(blog.clone, "rev-parse", "gh-pages") == blog.pushed()
    assert {".nojekyll", "en/posts/first/index.html"} <= set(blog.files())
    assert git(blog.remote, "log", "-1", "--format=%s", "gh-pages") == f"Site of {git(blog.clone, 'rev-parse', 'HEAD')}"


def test_all_that_is_missing_is_told_at_once(blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(blog.clone, "remote", "rename", "origin", "elsewhere")
    (tmp_path / "gitconfig").write_text("")
    monkeypatch.setenv("EMAIL", "guessed@example.org")  # git may guess, but ghp-import would commit as nobody
    blog.write("content/site.toml", CONFIG.format(url=""))
    said = blog.refuses()
    assert "no remote 'origin' to push to:\n    error: No such remote 'origin'\n  Name one with --remote" in said
    assert "git does not know in whose name to commit:\n" in said
    assert 'git config --global user.email "you@example.com"' in said
    assert "site.toml: no base URL is known" in said


def test_it_refuses_without_a_commit_a_repository_or_git(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(blog.clone, "update-ref", "-d", "refs/heads/main")
    assert (
        "nothing is committed yet:\n    fatal: your current branch 'main' does not have any commits" in blog.refuses()
    )
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (blog.clone / ".git").rename(tmp_path / "away")
    with pytest.raises(SitegenError, match=r"no repository of git:\n    fatal: not a git repository[\s\S]*git init"):
        blog.deploy()
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SitegenError, match=r"git cannot be run: No such file or directory\n  Install git"):
        blog.deploy()


def test_it_refuses_to_put_the_site_in_the_place_of_its_sources(blog: Blog) -> None:
    git(blog.clone, "switch", "--quiet", "-c", "gh-pages")
    assert "the sources of the site lie on gh-pages" in blog.refuses()


def test_a_remote_that_cannot_be_reached(blog: Blog, tmp_path: Path) -> None:
    git(blog.clone, "remote", "set-url", "origin", str(tmp_path / "gone.git"))
    said = blog.refuses()
    assert "the remote 'origin' cannot be reached:\n    fatal: " in said
    assert "gone.git" in said


def test_a_commit_that_git_cannot_make(blog: Blog) -> None:
    git(blog.clone, "config", "fastimport.unpackLimit", "many")
    before = blog.refs()
    said = Site(blog.root).sitegen("deploy", code=2).stderr
    assert "Error: the commit could not be made: git says above why" in said
    assert "bad numeric config value 'many'" in said
    assert blog.refs() == before


def a_dead_process() -> int:
    with subprocess.Popen(["true"]) as process:
        return process.pid


def test_what_a_killed_deploy_left_stops_no_other(blog: Blog) -> None:
    heads = blog.clone / ".git" / "refs" / "heads"
    left = f"sitegen-deploying-{a_dead_process()}"
    (heads / f"{left}.lock").touch()
    git(blog.clone, "branch", f"sitegen-deploying-{a_dead_process()}")
    git(blog.clone, "branch", "sitegen-deploying-mine")
    blog.deploy()
    assert sorted(path.name for path in heads.iterdir()) == ["gh-pages", "main", "sitegen-deploying-mine"]


@pytest.mark.parametrize("lock", ["packed-refs.lock", "refs/heads/gh-pages.lock", "shallow.lock"])
def test_a_lock_of_git_itself_is_told_with_what_to_do(blog: Blog, lock: str) -> None:
    blog.deploy()
    git(blog.clone, "pack-refs", "--all")
    blog.post("second", "More.")
    (blog.clone / ".git" / lock).touch()
    try:
        said = blog.deploy()
    except SitegenError as error:
        said = str(error)
        assert f"Where none is running, delete {blog.clone}/.git/{lock}" in said
    else:  # the remote has the site; the own branch is left as it was
        assert "Deployed to gh-pages of origin" in said


def test_a_site_with_mistakes_is_not_deployed(blog: Blog) -> None:
    blog.post("first", "A [link](../nowhere/) that leads nowhere.")
    said = blog.refuses()
    assert "index.en.md:5: " in said
    assert "nothing was deployed\n  Mend that first." in said
    assert "Deployed" in blog.deploy(anyway=True)
    blog.write("content/posts/first/index.en.md", "---\ntitle: [first\n---\n")
    with pytest.raises(SitegenError, match="nothing was deployed"):
        blog.deploy(anyway=True)


def test_stale_and_quick_results_are_refused_unless_told(site: Site, tmp_path: Path) -> None:
    """From the command line, as its author types it."""
    blog = make(tmp_path)
    site.write("index.en.md", "---\ntitle: Counting\n---\n\nThe answer is {{< value alone.answer >}}.\n")
    site.sitegen("run", "alone")
    (site.post).rename(blog.root / "content/posts/counting")
    site = Site(blog.root)
    site.edit("experiments.py", '"answer": 42', '"answer": 43')
    before = blog.refs()
    refused = site.sitegen("deploy", code=2)
    assert "shows results of 'alone' that are out of date: experiments.py:alone changed" in refused.stderr
    assert "sitegen deploy --anyway" in refused.stderr
    site.edit("experiments.py", '"answer": 43', '"answer": 42')
    rebind(site.post / "results/alone/record.json", '"quick": false', '"quick": true')
    assert "'alone' that are out of date: made by a quick run" in site.sitegen("deploy", code=2).stderr
    assert blog.refs() == before
    assert "Warning: " in site.sitegen("deploy", "--anyway").stdout
    assert "en/posts/counting/index.html" in blog.files()


def test_the_base_url_is_told_from_a_remote_on_github(
    blog: Blog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remote has an address of GitHub; what stands in for ssh leads to a folder of this disk."""
    blog.write("content/site.toml", CONFIG.format(url=""))
    git(blog.clone, "remote", "set-url", "origin", "git@github.com:Ana/remote.git")
    ssh = tmp_path / "ssh"
    ssh.write_text(f'#!/bin/sh\ncd "{tmp_path}"\neval "$(echo "$2" | sed s,Ana/,,)"\n')
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    said = blog.deploy()
    assert "Base URL: https://ana.github.io/remote/ (from the remote 'origin')" in said
    assert "https://ana.github.io/remote/en/" in git(blog.remote, "cat-file", "blob", "gh-pages:sitemap.xml")


@pytest.mark.browser
def test_the_pushed_branch_opens_below_a_base_path(blog: Blog, browser: Browser, tmp_path: Path) -> None:
    """A clone of the branch, served as GitHub serves a project's pages, in a real browser."""
    www = tmp_path / "www"
    page, complaints = browser.new_page(), list[str]()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("response", lambda response: response.status < 400 or complaints.append(response.url))
    with serving(www, Pages) as root:
        address = f"{root}/repo"
        shutil.rmtree(blog.root)
        Site(tmp_path).sitegen("init", blog.root.name)
        blog.write("content/site.toml", f'base_url = "{address}"\n' + (blog.root / "content/site.toml").read_text())
        git(blog.clone, "init", "--quiet")
        git(blog.clone, "remote", "add", "origin", str(blog.remote))
        blog.commit()
        Site(blog.root).sitegen("run")
        blog.deploy()
        git(tmp_path, "clone", "--quiet", "--branch", "gh-pages", str(blog.remote), str(www / "repo"))
        page.goto(f"{address}/en/")
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "the style is there"
        page.locator("main a[href*='posts/coin']").first.click()
        page.wait_for_url(f"{address}/en/posts/coin/**")
        page.locator("figure img:visible").scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")  # the policy of the page lets no test poll in it
        shown = "image => getComputedStyle(image).display === 'none' || image.naturalWidth > 0"
        assert page.evaluate(f"[...document.images].every({shown})")
        assert page.locator("link[rel=canonical]").get_attribute("href") == f"{address}/en/posts/coin/"
        page.get_by_role("link", name="Português").click()
        page.wait_for_url(f"{address}/pt/posts/coin/**")
        page.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://github.com/Ana/my.blog.git", ("Ana", "my.blog")),
        ("https://github.com/ana/blog/", ("ana", "blog")),
        ("https://x-access-token:secret@github.com/ana/blog", ("ana", "blog")),
        ("git@github.com:ana/blog.git", ("ana", "blog")),
        ("github.com:ana/blog", ("ana", "blog")),
        ("ssh://git@github.com/ana/blog.git", ("ana", "blog")),
        ("ssh://git@ssh.github.com:443/ana/blog.git", ("ana", "blog")),
        ("https://gitlab.com/ana/blog.git", None),
        ("https://github.com.example.org/ana/blog", None),
        ("https://example.org/github.com/ana/blog", None),
        ("/home/ana/github.com/blog.git", None),
        ("", None),
    ],
)
def test_addresses_of_github(address: str, repository: tuple[str, str] | None) -> None:
    assert github(address) == repository
