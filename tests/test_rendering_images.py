from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from rendering_texts import Texts

ALT = 'Add alt="…": what is to be seen, for those who cannot see it.'

NUMBER = '<span class="number">Figure\xa01.</span> '


@pytest.fixture
def texts(texts: Texts) -> Texts:
    texts.picture("digit.png", 40, 30)
    texts.picture("img/large one.png", 80, 60)
    (texts.folder / "d.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10.4"/>')
    return texts


def html(texts: Texts, text: str) -> str:
    """What a text becomes, the digests in the names of files left out."""
    return re.sub(r"\.[0-9a-f]{8}\.", ".", texts.html(text)).replace("\n", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('a {{< image digit.png "d" >}}', '<p>a <img src="digit.png" alt="d" width="40" height="30"></p>'),
        ('{{< image src="d.svg" alt="d" >}}', '<p><img src="d.svg" alt="d" width="20" height="10"></p>'),
        (
            '{{<image src=digit.png alt=d width=80 title="t" class="c">}}',
            '<p><img src="digit.png" alt="d" width="80" height="60" title="t" class="c"></p>',
        ),
        (
            "{{< image digit.png d height=15px linked=true rel=nofollow >}}",
            '<p><a href="digit.png" rel="nofollow"><img src="digit.png" alt="d" width="20" height="15"></a></p>',
        ),
        (
            "{{< image digit.png d width=50% >}}",
            '<p><img src="digit.png" alt="d" width="40" height="30" style="width: 50%"></p>',
        ),
        (
            '{{< image digit.png d src_s=d.svg src_l="img/large one.png" >}}',
            '<p><a href="large-one.png"><img src="digit.png" alt="d" width="40" height="30" '
            'srcset="d.svg 1x, digit.png 1.5x, large-one.png 2x"></a></p>',
        ),
        (
            '{{< image digit.png d "a *b*" >}}',
            '<figure class="picture" id="picture-digit"><img src="digit.png" alt="d" width="40" height="30">'
            f"<figcaption><p>{NUMBER}a <em>b</em></p></figcaption></figure>",
        ),
        (
            '{{< figure src="digit.png" alt="d" title="T" caption="c" attr="A" attrlink="https://x.org" class="k" '
            'link="digit.png" target="_blank" loading="lazy" >}}',
            '<figure class="picture k" id="picture-digit"><a href="digit.png" target="_blank">'
            '<img src="digit.png" alt="d" width="40" height="30" loading="lazy"></a>'
            f'<figcaption><p>{NUMBER}<strong>T</strong></p><p>c <a href="https://x.org">A</a></p></figcaption></figure>',
        ),
        (
            '{{< figure src="digit.png" alt="d" link="https://x.org" >}}',
            '<figure class="picture" id="picture-digit"><a href="https://x.org">'
            '<img src="digit.png" alt="d" width="40" height="30"></a></figure>',
        ),
        ("a ![d](digit.png) b", '<p>a <img alt="d" src="digit.png" width="40" height="30"> b</p>'),
        (
            '![d e](img/large%20one.png "t"){.c width=40}',
            '<p><img alt="d e" class="c" src="large-one.png" title="t" width="40" height="30"></p>',
        ),
        ("![{{< value cnn.epochs >}} epochs][d]\n\n[d]: <d.svg>", '<p><img alt="3 epochs" src="d.svg" '),
        (
            "<img src='digit.png' alt='a &lt; b' height=60>",
            '<img src="digit.png" alt="a &lt; b" height="60" width="80">',
        ),
        ("![d](digit.png){width=50%}", '<p><img alt="d" src="digit.png" width="50%"></p>'),
        ("`![d](nothing.png)`", "<p><code>![d](nothing.png)</code></p>"),
    ],
)
def test_what_stands_on_the_page(texts: Texts, text: str, expected: str) -> None:
    assert html(texts, text).startswith(expected)


def test_files_are_copied_beside_the_page(texts: Texts) -> None:
    body = texts.body("![d](digit.png) {{< image d.svg e >}} {{< image digit.png d >}}")
    assert sorted(body.files.values()) == sorted(
        [(texts.folder / "digit.png").read_bytes(), (texts.folder / "d.svg").read_bytes()]
    )
    assert body.picture.startswith("d.")
    assert body.picture_alt == "e"


def test_a_photograph_that_is_turned(texts: Texts) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (8, 6)).save(texts.folder / "turned.JPG", exif=exif)
    assert html(texts, "![d](turned.JPG)") == '<p><img alt="d" src="turned.jpg" width="6" height="8"></p>'


@pytest.mark.parametrize(
    "text", ["\n{{< image digit.png title=c >}}", "\n{{< figure src=digit.png caption=c >}}", '\n![](digit.png "c")']
)
def test_a_caption_may_stand_for_what_is_to_be_seen(texts: Texts, text: str) -> None:
    body = texts.body(text)
    [warning] = body.warnings
    assert (warning.line, warning.message) == (
        5,
        "'digit.png' has no alternative text, and its caption or title is taken",
    )
    assert 'alt="c"' in body.html


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "{{< image digt.png d >}}",
            "there is no file 'digt.png' in the folder of the post",
            "Did you mean 'digit.png'?",
        ),
        ("{{< image alt=d >}}", "'image': missing a required argument: 'src'", None),
        ("{{< image digit.png d clas=c >}}", "'image' has no argument clas=", "Did you mean 'class'?"),
        ("{{< image digit.png d linked=yes >}}", "linked must be true or false, not 'yes'", None),
        ("{{< image digit.png d width=wide >}}", "'wide' is no width", None),
        ("{{< image digit.png d height=50% >}}", "'50%' is no height", None),
        ("{{< image ../x.png d >}}", "'../x.png' leads out of the folder of the post", None),
        ("{{< image text.png d >}}", "'text.png' is no picture that can be read: cannot identify image file", None),
        ("{{< image cut.jpg d >}}", "'cut.jpg' is no picture that can be read: image file is truncated", None),
        ("{{< image a.bmp d >}}", "'a.bmp' is a BMP, which browsers do not show", None),
        ("{{< image bad.svg d >}}", "'bad.svg' is no SVG that can be read: ", None),
        ("{{< image size.svg d >}}", "'size.svg' is no SVG that can be read: ", None),
        ("{{< image huge.svg d >}}", "'huge.svg' is no SVG that can be read: ", None),
        ("{{< image code.svg d >}}", "'code.svg' is no SVG that can be read: ", None),
        ("{{< image html.svg d >}}", "'html.svg' is no SVG: it begins with <html>", None),
        ("{{< figure src=digit.png alt=d loading=soon >}}", "loading must be lazy or eager, not 'soon'", None),
        ("{{< figure a src=digit.png alt=d >}}", "'figure' shows 'a', which figures.py draws, or the file src=", None),
        ("{{< figure alt=d >}}", "'figure': missing a required argument: 'name'", None),
        ("{{< figure a >}}", "'figure': missing a required argument: 'alt'", None),
        ("{{< figure a alt=d link=x >}}", "'figure' takes link= only with src=", None),
        ("![d](digt.png)", "there is no file 'digt.png' in the folder of the post", "Did you mean 'digit.png'?"),
        ("![d](/img/digit.png)", "there is no file '/img/digit.png' in static/", None),
        ("![d]()", "there is no file ''", None),
        ("<img src='digt.png' alt='d'>", "there is no file 'digt.png'", None),
    ],
)
def test_what_an_author_may_get_wrong(texts: Texts, text: str, message: str, hint: str | None) -> None:
    write_broken(texts.folder)
    [told] = texts.told(f"first\n\n{text}")
    assert told[1].startswith(message)
    assert told[0] == 6 or text == "![d]()"
    assert hint is None or told[2] == hint


def write_broken(folder: Path) -> None:
    (folder / "text.png").write_text("no picture")
    Image.effect_noise((64, 64), 50).save(folder / "cut.jpg")
    (folder / "cut.jpg").write_bytes((folder / "cut.jpg").read_bytes()[:-500])
    Image.new("RGB", (4, 3)).save(folder / "a.bmp")
    (folder / "bad.svg").write_text("<svg")
    (folder / "html.svg").write_text("<html/>")
    (folder / "size.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1.2.3" height="5"/>')
    (folder / "huge.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1e999 5"/>')
    (folder / "code.svg").write_text('<?xml version="1.0" encoding="none"?><svg/>')


def test_a_link_of_a_figure_holds_no_other(texts: Texts) -> None:
    texts.picture("a.png")
    html = texts.html('{{< figure src="a.png" alt="x" attr="*of* https://a.b" attrlink="https://c.d" >}}')
    assert '<a href="https://c.d"><em>of</em> https://a.b</a>' in html


def test_only_images_are_read_and_told_where_they_stand(texts: Texts) -> None:
    texts.picture("a.png")
    html = texts.html('<img alt="b > c" src="a.png">\n\n<!-- <img src="old.png"> -->\n\nd')
    assert 'alt="b &gt; c"' in html
    assert "old.png" not in html  # no comment is published
    code = "`![x](b.png)`\n\n```\n![x](b.png)\n```\n\ntext\n\n    ![x](b.png)\n\n"
    assert [line for line, _, _ in texts.told(f"{code}![x](b.png)")] == [14]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- {{< image digit.png d c >}}\n- b", ["figure", "b"]),
        ("a\n1. b\n   - {{< figure src=digit.png alt=d >}}\n     more\n2. c", ["b figure more", "figure more", "c"]),
        ("> * {{< image digit.png d c >}}", ["figure"]),
    ],
)
def test_a_figure_may_begin_a_list_item(texts: Texts, text: str, expected: list[str]) -> None:
    texts.picture("digit.png")
    page = BeautifulSoup(texts.html(text), "html.parser")
    for figure in page.find_all("figure"):
        assert figure.parent
        assert figure.parent.name == "li"
        figure.replace_with("figure")
    assert [" ".join(item.text.split()) for item in page.find_all("li")] == expected


@pytest.mark.parametrize("text", ["{{< image digit.png >}}", "{{< figure src=digit.png >}}", "![](digit.png)"])
def test_a_picture_without_words_is_shown_and_told(texts: Texts, text: str) -> None:
    texts.picture("digit.png")
    body = texts.body(f"\n{text}")
    [warning] = body.warnings
    assert (warning.line, warning.message) == (5, "nothing says what is to be seen in 'digit.png'")
    image = BeautifulSoup(body.html, "html.parser").img
    assert image
    assert image["alt"] == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{< image https://x.org/a.png d >}}", '<p><a href="https://x.org/a.png">d</a></p>'),
        ('{{< figure src="//x.org/a.png" >}}', '<p><a href="//x.org/a.png">a.png</a></p>'),
        ("![d](https://x.org/a.png)", '<p><a href="https://x.org/a.png">d</a></p>'),
        ("![](https://x.org/a%20b/c%20d.png?x=1)", '<p><a href="https://x.org/a%20b/c%20d.png?x=1">c d.png</a></p>'),
        ("[![d](https://x.org/a.png)](https://x.org)", '<p><a href="https://x.org">d</a></p>'),
    ],
)
def test_a_picture_on_another_site_becomes_a_link(texts: Texts, text: str, expected: str) -> None:
    body = texts.body(text)
    assert body.html == expected
    [warning] = body.warnings
    assert "lies on another site, and its words are shown instead" in warning.message


def test_a_large_file_is_told_once(texts: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builder.shortcodes.pictures.TOO_HEAVY", 50)
    [told] = texts.body('![a](digit.png)\n\n{{< image digit.png "a" >}}').warnings
    assert (told.line, told.message) == (6, "'digit.png' is 0.0 MB to send, more than the rest of a page")
    assert not Texts(texts.folder, texts.engine, strict=False).body("![a](digit.png)").warnings
