from __future__ import annotations

from pathlib import Path

import pytest

from builder.content.words import read_words
from builder.errors import SitegenError

LANGUAGES = ("pt", "en")
TEXT = """\
[pt]
accuracy = "acurácia"
classes = ["zero", "um"]

[pt.networks]
cnn = "convolucional"

[en]
accuracy = "accuracy"
classes = ["zero", "one"]

[en.networks]
cnn = "convolutional"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "words.toml"
    path.write_text(TEXT)
    return path


def test_words_by_attribute_and_by_key(path: Path) -> None:
    words = read_words(path, LANGUAGES)
    assert words["pt"].accuracy == "acurácia"
    assert words["en"]["networks"].cnn == "convolutional"
    assert words["pt"].classes == ["zero", "um"]
    assert "accuracy" in words["pt"]
    assert "loss" not in words["pt"]


def test_a_post_without_words(tmp_path: Path) -> None:
    words = read_words(tmp_path / "words.toml", LANGUAGES)
    with pytest.raises(SitegenError, match=r"no word 'accuracy' in \[pt\]\n  Add \[pt\] with a line accuracy = …"):
        _ = words["pt"].accuracy


def test_an_unknown_word(path: Path) -> None:
    with pytest.raises(SitegenError) as caught:
        _ = read_words(path, LANGUAGES)["en"].networks.cnnn
    assert (caught.value.message, caught.value.hint) == ("no word 'cnnn' in [en.networks]", "Did you mean 'cnn'?")
    assert caught.value.line == 12


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('accuracy = "accuracy"\n', "", 2, "the word 'accuracy' is missing in [en]"),
        ('cnn = "convolucional"\n', "", 12, "the word 'networks.cnn' is missing in [pt]"),
        ("[en]", "[es]", 8, "[es] is no language of the site"),
        ('"acurácia"', "acurácia", 2, "is not TOML: Invalid value"),
    ],
)
def test_what_an_author_may_get_wrong(path: Path, old: str, new: str, line: int, message: str) -> None:
    path.write_text(TEXT.replace(old, new).replace("[en.", "[es." if "es" in new else "[en."))
    with pytest.raises(SitegenError) as caught:
        read_words(path, LANGUAGES)
    assert (caught.value.message, caught.value.line) == (message, line)
