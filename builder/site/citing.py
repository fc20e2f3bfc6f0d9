"""How a text is cited, and what else stands at its foot: its licence, its version, its source."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from builder.config import SiteConfig
from builder.evidence.forges import commit_at, issue_at
from builder.evidence.provenance import Repository, Version
from builder.git import github
from builder.licences import Licence, licence
from builder.site.bibtex import bibtex
from builder.site.pages import TextPage
from builder.site.urls import absolute


@dataclass(frozen=True)
class Cite:
    """What stands at the foot of a text."""

    page: TextPage
    """The text."""
    config: SiteConfig
    """Says where the site lives."""
    version: Version | None
    """Its last commit; None where nobody knows."""
    source: str
    """Where it can be read as its author wrote it; "" where nobody knows."""

    @property
    def commit(self) -> str:
        """The first digits of the commit."""
        return self.version.commit[:7] if self.version else ""

    @property
    def commit_href(self) -> str:
        """Where the commit can be read; "" where nobody knows."""
        return commit_at(self.config.repository, self.version.commit) if self.version else ""

    @property
    def report(self) -> str:
        """Where a mistake can be reported; "" where nobody knows."""
        return issue_at(self.config.repository, self.page.title)

    @property
    def licence(self) -> Licence | None:
        """How it may be used; None where nobody says."""
        return licence(self.page.license)

    @property
    def address(self) -> str:
        """Where it can be read: its DOI, or the address of its page; "" without both."""
        page = self.page
        if page.doi:
            return f"https://doi.org/{page.doi}"
        return absolute(self.config.base_url, page.elsewhere[page.written_in.code])

    @property
    def notebook(self) -> str:
        """Where its notebook is in the site; "" without one."""
        return self.page.notebook if self.config.notebooks else ""

    @property
    def colab(self) -> str:
        """Where Colab opens that; "" where the site is not published from a branch on GitHub."""
        repository = github(self.config.repository)
        if not self.notebook or not repository:
            return ""
        path = quote(f"{self.config.notebooks}/{self.notebook}")
        return f"https://colab.research.google.com/github/{repository[0]}/{repository[1]}/blob/{path}"

    @property
    def bibtex(self) -> str:
        """The entry of BibTeX."""
        page = self.page
        address = absolute(self.config.base_url, page.elsewhere[page.written_in.code])
        return bibtex(page, page.written_in.title, address, self.commit)


def citing(config: SiteConfig, page: TextPage, repository: Repository) -> Cite:
    """What stands at the foot of a page with a text."""
    source = page.source
    if source is None:
        return Cite(page, config, None, "")
    return Cite(page, config, repository.version(source), repository.source(source))
