from __future__ import annotations

from pathlib import Path

import pytest

from builder.config import Language, SiteConfig, read_config
from builder.errors import SitegenError, SitegenErrors
from builder.project import Project
from builder.reading import FORBIDDEN_HINT
from builder.results import current_run

TEXT = """\
title = "Digits"
languages = ["pt", "en"]
base_url = "https://example.org/digits"

[pt]
title = "Dígitos"
name = "Português"

[en]
title = "Digits"
name = "English"
"""


def read(tmp_path: Path, text: str) -> SiteConfig:
    path = tmp_path / "site.toml"
    path.write_text(text)
    return read_config(path)


def test_a_site(tmp_path: Path) -> None:
    languages = (Language("pt", "Português", "Dígitos"), Language("en", "English", "Digits"))
    assert read(tmp_path, TEXT) == SiteConfig("Digits", languages, "https://example.org/digits/")


def test_what_may_be_left_out(tmp_path: Path) -> None:
    more = 'author = "Ana"\nrepository = "https://git.example/ana/digits/"\nbranch = "trunk"\n'
    config = read(tmp_path, more + TEXT + 'description = "What it measures."\n')
    assert (config.author, config.repository, config.branch) == ("Ana", "https://git.example/ana/digits", "trunk")
    assert config.language("en").description == "What it measures."
    assert read(tmp_path, TEXT).branch == "main"


@pytest.mark.parametrize(
    ("base_url", "address", "path"),
    [
        ("", "https://example.org/digits/", "/digits/"),
        ("https://ana.example", "https://ana.example/", "/"),
        ("http://ana.example:8000/a/b/", "http://ana.example:8000/a/b/", "/a/b/"),
    ],
)
def test_the_base_url_that_is_given_goes_before_the_one_that_is_written(
    tmp_path: Path, base_url: str, address: str, path: str
) -> None:
    (tmp_path / "site.toml").write_text(TEXT)
    config = read_config(tmp_path / "site.toml", base_url)
    assert (config.base_url, config.base_path) == (address, path)


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "hint"),
    [
        ('"Digits"\nlang', "Digits\nlang", 1, "is not TOML: Invalid value", ""),
        ('title = "Digits"\nlang', "lang", None, "title is missing", ""),
        ('title = "Digits"\nlang', "title = 3\nlang", 1, "title must be text in quotes", ""),
        ("base_url", "base-url", 3, "unknown key 'base-url'", "Did you mean 'base_url'?"),
        ("https://", "", 3, "base_url 'example.org/digits' is not an address", "Write https://…"),
        ("example.org", "[foo", 3, "base_url 'https://[foo/digits' is not an address", "Write https://…"),
        ('"English"', '"\\b"', 11, "'name' holds U+0008, which is no letter and no sign", FORBIDDEN_HINT),
        ("org/digits", "org/a b", 3, "base_url 'https://example.org/a b' is not an address", "Write https://…"),
        (
            'base_url = "https',
            'repository = "git',
            3,
            "repository 'git://example.org/digits' is not an address",
            "Write https://…",
        ),
        ('["pt", "en"]', '"pt"', 2, 'languages must be a list of codes, such as ["pt", "en"]', ""),
        ('"en"]', '"en", "en"]', 2, "language 'en' stands twice", ""),
        ('"en"]', '"en", "xx"]', 2, "'xx' is not the code of a language", "Use a code such as pt, en or pt-br."),
        ('"en"]', '"en", "es"]', None, "language 'es' has no table [es]", "It holds title and name."),
        ('name = "English"', 'nome = "English"', 11, "unknown key 'nome' in [en]", "Did you mean 'name'?"),
        ('name = "English"', "", 9, "[en] name is missing", ""),
    ],
)
def test_what_an_author_may_get_wrong(
    tmp_path: Path, old: str, new: str, line: int | None, message: str, hint: str
) -> None:
    assert old in TEXT
    with pytest.raises(SitegenError) as caught:
        read(tmp_path, TEXT.replace(old, new))
    errors = caught.value.errors if isinstance(caught.value, SitegenErrors) else (caught.value,)
    assert (message, line, hint) in {(error.message, error.line, error.hint) for error in errors}
    assert {error.path for error in errors} == {tmp_path / "site.toml"}


def test_all_mistakes_are_told(tmp_path: Path) -> None:
    with pytest.raises(SitegenErrors) as caught:
        read(tmp_path, "languages = []\ntitel = 3\n")
    assert len(caught.value.errors) == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('data = "~/x"\n' + TEXT, "data must be a table"),
        (TEXT + "\n[data]\nfolders = 1\n", "folders must be a folder or a list of folders"),
        (TEXT + '\n[data]\nfolders = [""]\n', "folders must be a folder or a list of folders"),
        (TEXT + '\n[data]\nfolder = "x"\n', "unknown key 'folder' in [data]"),
    ],
)
def test_wrong_data_folders(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SitegenError) as caught:
        read(tmp_path, text)
    assert message in caught.value.message
    assert caught.value.line


def test_where_data_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is given, what the environment says, what site.toml names, the site's own; a folder once."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "site.toml").write_text(TEXT + '\n[data]\nfolders = ["~/sets", "../near", "data"]\n')
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SITEGEN_DATA", str(tmp_path / "env"))
    found = Project(tmp_path).data_folders(tmp_path / "given")
    near = tmp_path.parent / "near"
    assert found == (tmp_path / "given", tmp_path / "env", tmp_path / "home" / "sets", near, tmp_path / "data")
    monkeypatch.chdir(tmp_path / "content")
    assert current_run().data == found[1:]
    assert current_run().download == tmp_path / "data"
