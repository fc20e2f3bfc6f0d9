"""The pages around the posts: tags, archive, plain pages, the page for missing addresses, and what heads tell."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from small_sites import copy_site

from builder.errors import SitegenError
from builder.project import Project
from builder.site.build import build_site

BASE = "https://ana.example/repo"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return copy_site("good", tmp_path)


def page(project: Project, file: str) -> BeautifulSoup:
    return BeautifulSoup((project.site / file).read_text(), "html.parser")


def write(project: Project, name: str, text: str) -> Path:
    path = project.root / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_tags_lead_to_their_posts(project: Project) -> None:
    build_site(project)
    tags = page(project, "pt/tags/index.html")
    assert [item.text.split() for item in tags.select("main li")] == [["MNIST", "2"], ["Redes", "neurais", "1"]]
    mnist = page(project, "pt/tags/mnist/index.html")
    assert mnist.h1.text == "Artigos sobre MNIST"
    assert [link.text for link in mnist.select("h2 a")] == ["Dígitos", "Só em português"]
    post = page(project, "pt/posts/so-em-portugues/index.html")
    assert [(link.text, link["href"]) for link in post.select(".tags a")] == [("MNIST", "../../tags/mnist/")]


def test_a_tag_that_a_language_lacks_leads_to_its_list_of_tags(project: Project) -> None:
    build_site(project)
    tag = page(project, "pt/tags/redes-neurais/index.html")
    assert tag.find("a", string="English")["href"] == "../../../en/tags/"
    assert [link["hreflang"] for link in tag.select("head link[hreflang]")] == ["pt", "x-default"]
    mnist = page(project, "pt/tags/mnist/index.html")
    assert mnist.find("a", string="English")["href"] == "../../../en/tags/mnist/"


def test_the_archive_has_every_post_by_year(project: Project) -> None:
    write(project, "posts/older/index.pt.md", "---\ntitle: Antigo\ndate: 2021-12-31\n---\n")
    build_site(project)
    archive = page(project, "pt/archive/index.html")
    assert [title.text for title in archive.select("main h2")] == ["2024", "2021", "Sem data"]
    assert [link.text for link in archive.select("main li a")] == ["Dígitos", "Antigo", "Só em português"]
    assert archive.find("time").text == "1 de março"


def test_posts_lead_to_the_one_before_and_the_one_after(project: Project) -> None:
    write(project, "posts/older/index.pt.md", "---\ntitle: Antigo\ndate: 2021-12-31\n---\n")
    build_site(project)
    links = page(project, "pt/posts/older/index.html").select(".neighbours a")
    assert [(link["rel"], link["href"]) for link in links] == [
        (["prev"], "../so-em-portugues/"),
        (["next"], "../digits/"),
    ]


def test_plain_pages_and_one_that_is_not_translated(project: Project) -> None:
    write(project, "pages/contato.pt.md", "---\ntitle: Contato\n---\n\nEscreva.\n")
    build_site(project)
    about = page(project, "en/about/index.html")
    assert (about.h1.text, about.article.p.decode_contents()) == ("About", "A <em>small</em> site, for the tests.")
    assert [link.text for link in about.select(".sections a")] == ["Posts", "Tags", "Archive", "About", "Contato"]
    assert about.find("a", string="About")["aria-current"] == "page"
    contact = page(project, "en/contato/index.html")
    assert contact.article["lang"] == "pt"
    assert contact.find(class_="notice").text.startswith("This page does not exist in English yet.")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("about.md", "---\ntitle: x\n---\n", "names no language"),
        ("about.fr.md", "---\ntitle: x\n---\n", "'fr' is not among the languages in content/site.toml"),
        ("Über.pt.md", "---\ntitle: x\n---\n", "a page cannot be called 'Über'"),
        ("tags.pt.md", "---\ntitle: x\n---\n", "'pt/tags/index.html' would be written over 'pt/tags/index.html'"),
        ("x.pt.md", "---\ntitle: x\n---\n{{< value cnn.accuracy >}}", "unknown experiment 'cnn'"),
    ],
)
def test_plain_pages_that_are_mistakes(project: Project, name: str, text: str, message: str) -> None:
    path = write(project, f"pages/{name}", text)
    with pytest.raises(SitegenError) as caught:
        build_site(project, strict=True)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_address_is_answered_in_every_language_from_any_depth(project: Project) -> None:
    build_site(project, base_url=BASE)
    missing = page(project, "404.html")
    assert [title.text for title in missing.find_all("h2")] == ["Esta página não existe.", "This page does not exist."]
    assert [link["href"] for link in missing.select("main a")] == ["/repo/pt/", "/repo/en/"]
    build_site(project)
    assert page(project, "404.html").find("script", src=True)["src"] == "/static/theme.js"
    assert missing.title.text == "404 · Dígitos, medidos"
    assert [name.text for name in missing.select(".head:not([hidden]) .masthead .name")] == ["Dígitos, medidos"]


def test_the_head_of_a_post(project: Project) -> None:
    build_site(project, base_url=BASE)
    head = page(project, "pt/posts/digits/index.html").head
    assert head.find("link", rel="canonical")["href"] == f"{BASE}/pt/posts/digits/"
    shown = {tag["property"]: tag["content"] for tag in head.find_all("meta", property=True)}
    assert shown == {
        "og:type": "article",
        "og:title": "Dígitos",
        "og:description": "Uma rede pequena e o que ela mede.",
        "og:site_name": "Dígitos, medidos",
        "og:locale": "pt_BR",
        "og:url": f"{BASE}/pt/posts/digits/",
        "og:image": f"{BASE}/pt/posts/digits/share.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Dígitos",
    }
    data = json.loads(head.find("script", type="application/ld+json").string)
    assert (data["@type"], data["headline"], data["inLanguage"]) == ("BlogPosting", "Dígitos", "pt")
    assert (data["datePublished"], data["dateModified"]) == ("2024-03-01", "2024-03-02")
    assert data["author"] == [{"@type": "Person", "name": "Ana Exemplo"}]


def test_a_text_that_stands_in_names_its_original(project: Project) -> None:
    build_site(project, base_url=BASE)
    head = page(project, "en/posts/so-em-portugues/index.html").head
    assert head.find("link", rel="canonical")["href"] == f"{BASE}/pt/posts/so-em-portugues/"


def test_homes_are_alternatives_of_the_root(project: Project) -> None:
    build_site(project, base_url=BASE)
    for file in ("index.html", "pt/index.html"):
        links = {link["hreflang"]: link["href"] for link in page(project, file).select("head link[hreflang]")}
        assert links == {"pt": f"{BASE}/pt/", "en": f"{BASE}/en/", "x-default": f"{BASE}/"}


def test_without_a_base_url_nothing_names_an_address_and_a_note_says_so(project: Project) -> None:
    report = build_site(project, strict=True)
    assert len(report.notes) == 1
    assert "no base URL" in report.notes[0]
    assert {path.name for path in project.site.rglob("*.xml")} == {"feed.xml"}, "there is no sitemap"
    head = page(project, "pt/posts/digits/index.html").head
    assert head.find("link", rel="canonical") is None
    assert head.find("meta", property="og:url") is None
    assert build_site(project, base_url=BASE).notes == ()


def test_a_base_url_on_the_command_line_must_be_one(project: Project) -> None:
    with pytest.raises(SitegenError, match="--base-url 'ana' is not an address"):
        build_site(project, base_url="ana")


def test_a_third_language_needs_a_table_and_a_text_and_nothing_else(project: Project) -> None:
    config = project.config.read_text().replace('["pt", "en"]', '["pt", "en", "es"]')
    project.config.write_text(config + '\n[es]\ntitle = "Dígitos"\nname = "Español"\n')
    text = (project.post("digits") / "index.en.md").read_text().replace("A convolution is no magic", "No es magia")
    (project.post("digits") / "index.es.md").write_text(text.replace('title: "Digits"', "title: Dígitos"))
    words = project.post("digits") / "words.toml"
    english = words.read_text()[words.read_text().index("[en]") :]
    words.write_text(words.read_text() + "\n" + english.replace("[en", "[es"))
    build_site(project, base_url=BASE)
    spanish = page(project, "es/posts/digits/index.html")
    assert (spanish.html["lang"], spanish.h1.text) == ("es", "Dígitos")
    assert spanish.find("time").text == "1 de marzo de 2024"
    assert spanish.find(class_="skip").text == "Skip to the text"
    assert [link["hreflang"] for link in spanish.select("head link[hreflang]")] == ["pt", "en", "es", "x-default"]
    for file in ("es/index.html", "es/tags/index.html", "es/archive/index.html", "es/about/index.html", "es/feed.xml"):
        assert (project.site / file).is_file(), file
    assert page(project, "es/about/index.html").find(class_="notice")


def test_scripts_styles_and_fonts_are_there_only_where_a_page_needs_them(project: Project) -> None:
    build_site(project)
    static = {path.relative_to(project.site).as_posix() for path in (project.site / "static").rglob("*")}
    assert "static/live.js" in static
    assert not [name for name in static if "network" in name]
    assert not [name for name in static if "katex" in name]
    post = page(project, "pt/posts/digits/index.html")
    scripts = [script["src"].rpartition("/")[2] for script in post.find_all("script", src=True)]
    assert scripts == ["theme.js", "page.js"]
    script = (project.site / "static" / "page.js").read_text()
    assert "live.js" in script
    assert "data-module" not in script, "there are no interactive figures"
    assert not re.search(r"^ *(//|/\*)", script, re.MULTILINE), "what is told to those who write them stays here"
    for name in ("index.pt.md", "index.en.md"):
        (project.post("digits") / name).write_text("---\ntitle: Formulas\n---\n\nSee $x^2$.\n")
    build_site(project)
    static = {path.relative_to(project.site).as_posix() for path in (project.site / "static").rglob("*")}
    assert "static/live.js" not in static
    assert "static/katex/fonts/KaTeX_Math-Italic.woff2" in static
    font = 'url("../../../static/katex/fonts/KaTeX_Math-Italic.woff2")'
    styles = page(project, "en/posts/digits/index.html").style.text
    assert font in styles
    assert ".katex .msupsub{" in styles
    assert ".katex .accent" not in styles, "the formula has none"
    assert "KaTeX_" not in page(project, "pt/posts/so-em-portugues/index.html").style.text


def test_a_language_that_is_written_from_the_right(project: Project) -> None:
    config = project.config.read_text().replace('["pt", "en"]', '["pt", "ar"]').replace("[en]", "[ar]")
    project.config.write_text(config)
    for path in project.root.rglob("*.en.md"):
        path.unlink()
    words = project.post("digits") / "words.toml"
    words.write_text(words.read_text().replace("[en", "[ar"))
    build_site(project)
    arabic = page(project, "ar/posts/digits/index.html")
    assert (arabic.html["lang"], arabic.html["dir"]) == ("ar", "rtl")
    assert (arabic.article["lang"], arabic.article["dir"]) == ("pt", "ltr")
    assert page(project, "pt/posts/digits/index.html").html["dir"] == "ltr"


def test_lists_say_what_they_list(project: Project) -> None:
    post = project.root / "content" / "posts" / "so-em-portugues" / "index.pt.md"
    post.write_text(post.read_text().replace("title: ", f"title: {'Muito comprido ' * 10}"))
    build_site(project)

    def said(file: str) -> str:
        found = page(project, file).find("meta", attrs={"name": "description"})
        assert found
        return str(found["content"])

    assert said("en/archive/index.html").startswith("All 2 posts of Digits, measured, by year: Digits; ")
    assert said("pt/archive/index.html").startswith("Todos os 2 artigos de Dígitos, medidos, por ano: Dígitos; ")
    assert said("pt/archive/index.html").endswith(" …")
    assert len(said("pt/archive/index.html")) <= 160
    assert said("pt/tags/index.html") == "Os 2 assuntos em Dígitos, medidos: MNIST; Redes neurais"
    assert said("en/tags/mnist/index.html").startswith("2 posts about MNIST in Digits, measured: Digits; Muito")


def test_a_home_with_one_post_shows_its_parts(project: Project) -> None:
    build_site(project)
    assert not page(project, "pt/index.html").select(".only, .parts")
    (project.posts / "so-em-portugues" / "index.pt.md").unlink()
    with (project.posts / "digits" / "index.pt.md").open("a") as text:
        text.write("\n\n## Depois\n\nMais.\n")
    build_site(project)
    parts = page(project, "pt/index.html").select(".posts.only .parts a")
    assert [str(one["href"]) for one in parts][:1] == ["posts/digits/#a-convolução-não-é-mágica"]
    assert not page(project, "pt/tags/mnist/index.html").select(".only")
    text = project.posts / "digits" / "index.pt.md"
    text.write_text(text.read_text().replace("## Depois", "## Adiante"))
    build_site(project)
    assert "Adiante" in str(page(project, "pt/index.html").select_one(".parts"))
