"""The post with nothing in its texts but its figures to play with, served under a policy that forbids all inline."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from conftest import REPOSITORY
from opening import Opener, opener
from serving import Quiet, serving

from builder.project import Project
from builder.site.build import build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

POST = REPOSITORY / "content" / "posts" / "cnns"
# The theme's stylesheet stands in the page; all else comes from the site.
KINDS = ("script", "img", "connect", "font")
POLICY = "default-src 'none'; style-src 'self' 'unsafe-inline'; " + "; ".join(f"{kind}-src 'self'" for kind in KINDS)


class Strict(Quiet):
    """Serves a folder, with the policy."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


def build(folder: Path) -> Path:
    """Build the post with nothing in its texts but its interactive figures, unless the folder has it already."""
    root = folder / "played"
    if (root / "site").is_dir():
        return root / "site"
    shutil.copytree(POST, root / "content" / "posts" / "cnns")
    config = (REPOSITORY / "content" / "site.toml").read_text()
    (root / "content" / "site.toml").write_text(re.sub(r"docs = .*\n", "", config))
    for text in (root / "content" / "posts" / "cnns").glob("index.*.md"):
        enclosed = re.findall(r"\{\{< interactive .*?\{\{< /interactive >\}\}", text.read_text(), re.DOTALL)
        far = "<br>\n" * 60  # no reader is near the second while the first is read
        text.write_text("---\ntitle: x\n---\n\n" + f"\n\n{far}\n\n".join(enclosed) + f"\n\n{far}\n")
    build_site(Project(root))
    return root / "site"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served under the policy."""
    with serving(folder, Strict) as address:
        yield address


@contextmanager
def visits(browser: Browser, address: str) -> Iterator[Opener]:
    """Opens the post in a language; see `opener`."""
    with opener(browser, address, viewport={"width": 900, "height": 800}) as visit:
        yield lambda language, **options: visit(f"{language}/posts/cnns/index.html", **options)


def live(page: Page, name: str) -> Locator:
    """An interactive figure, come to life."""
    place = page.locator(f"#interactive-{name}")
    place.scroll_into_view_if_needed()
    place.locator(".live [role=slider]").wait_for()
    assert not place.locator(".still").is_visible()
    return place
