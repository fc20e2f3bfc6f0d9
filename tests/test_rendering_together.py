"""All that a text may hold, on one page."""

from __future__ import annotations

import html5lib
from bs4 import BeautifulSoup
from rendering_texts import Texts

TEXT = """
Text with $x_1$ and {{< cite lin >}}.
- one[^1]
- two

   ```mermaid
   graph LR; A-->B
   ```

{{<admonition tip>}}
1. $$y$$

   ![d](digit.png)

2. {{< image digit.png d >}}

{{< figure src="digit.png" alt="d" caption="$z$ of {{< value cnn.epochs >}}" >}}

| $|a|$ | {{< value cnn.accuracy >}} |
|:-:|--:|
| `$b$` | [c]({{< ref other#d >}}) |
{{< /admonition>}}
> $$
> \\frac{1}{2}
> $$

## Heading $h$ {#h}

{{<image width=800 src="digit.png" alt="d">}}
{{< image digit.png d "one" >}}
{{< image digit.png d "two" >}}

### Other

Term
:   means :fire:

[^1]: A note with {{< cite lin "p. 1" >}} and $n$.
"""


def test_all_on_one_page(texts: Texts) -> None:
    texts.picture("digit.png", 40, 30)
    (texts.folder / "references.bib").write_text("@book{lin, author={Lin, Min}, title={A}, year=2014}")
    body = texts.body(TEXT)
    document = f"<!DOCTYPE html><html lang=en><head><title>x</title></head><body>{body.html}</body></html>"
    html5lib.HTMLParser(strict=True).parse(document)
    page = BeautifulSoup(body.html, "html.parser")
    annotations = [formula.text.strip() for formula in page.select("annotation")]
    assert annotations == ["x_1", "y", "z", "|a|", "\\frac{1}{2}", "h", "n"]
    assert len(page.select("details.admonition img")) == 3
    assert len(page.select("details.admonition > div > ol > li")) == 2
    assert len(page.select("li figure.diagram")) == 1
    assert len(page.select("figure.picture figcaption")) == 3
    assert page.select_one('a[href="post:other#d"]')
    contents = [link["href"] for link in BeautifulSoup(body.toc, "html.parser").select("a")]
    assert contents == ["#h", "#other", "#references:", "#from:"]
    assert not [char for char in body.html if "\ue000" <= char <= "\ue0ff"]
    assert len(page.select(".references li")) == 1
