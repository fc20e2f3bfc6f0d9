from __future__ import annotations

import os
import py_compile
import sys
from pathlib import Path

import pytest

from builder.errors import SitegenError
from builder.loading import load_post_module


@pytest.fixture
def post(tmp_path: Path) -> Path:
    folder = tmp_path / "my-post"
    folder.mkdir()
    return folder


def test_siblings_are_imported_relatively_and_only_when_asked_for(post: Path) -> None:
    (post / "figures.py").write_text(
        "from .models import size\ndef late():\n    from .lazy import word\n    return word"
    )
    (post / "models.py").write_text("size = 3")
    (post / "lazy.py").write_text("word = 'late'")
    (post / "experiments.py").write_text("raise RuntimeError('nobody imported this')")
    (post / "__init__.py").write_text("raise RuntimeError('nor this')")
    module = load_post_module(post, "figures")
    assert (module.size, module.late(), module.__name__) == (3, "late", "_post_my-post.figures")


def test_two_posts_own_modules_of_the_same_name(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "figures.py").write_text("from .models import name")
        (tmp_path / name / "models.py").write_text(f"name = '{name}'")
    assert [load_post_module(tmp_path / name, "figures").name for name in ("one", "two")] == ["one", "two"]


def test_a_file_is_read_again_and_no_bytecode_is_left(post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for size in (3, 4):  # the same size and, most likely, the same second: what bytecode would be found valid for
        (post / "models.py").write_text(f"size = {size}")
        (post / "figures.py").write_text("from .models import size")
        assert load_post_module(post, "figures").size == size
    assert sorted(path.name for path in post.iterdir()) == ["figures.py", "models.py"]


@pytest.mark.parametrize("where", ["post/lib", "code"])
def test_bytecode_of_another_text_is_not_taken_for_it(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it stays where a file is replaced by one of its size, with its time, or within the same second."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    post, library = tmp_path / "content" / "posts" / "post", tmp_path / "content" / "posts" / where
    library.mkdir(parents=True)
    post.mkdir(exist_ok=True)
    text = "import sys\nsys.path.insert(0, '../posts/' + {!r})\nfrom widths import inner, W"
    (post / "figures.py").write_text(text.format(where))
    (library / "widths").mkdir()
    (library / "widths" / "inner.py").write_text("D = 1")
    monkeypatch.chdir(tmp_path / "content" / "posts")
    for number in (0, 1, 2):
        for name, letter in (("__init__.py", "W"), ("inner.py", "D")):
            path = library / "widths" / name
            path.write_text(f"{letter} = {number}")
            os.utime(path, (1_700_000_000, 1_700_000_000))
            if number == 0:
                py_compile.compile(str(path), doraise=True)
        if number:
            module = load_post_module(post, "figures")
            assert {module.W, module.inner.D} == {number}


def test_what_is_installed_keeps_its_bytecode(post: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    installed = post / "env" / "lib" / "site-packages"
    installed.mkdir(parents=True)
    (installed / "odd_installed.py").write_text("W = 1")
    (post / "figures.py").write_text(f"import sys\nsys.path.insert(0, {str(installed)!r})\nfrom odd_installed import W")
    assert load_post_module(post, "figures").W == 1
    assert (installed / "__pycache__").is_dir()


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("\n\n1 / 0", 3, "ZeroDivisionError: division by zero", ""),
        ("x = 1\nexit()", 2, "SystemExit", ""),
        ("x = 1\ndef f(:\n", 2, "invalid syntax", ""),
        ("from .modelz import X", 1, "No module named '.modelz'", "Did you mean 'models'?"),
        ("import modelz", 1, "No module named 'modelz'", "Install the package"),
        ("import no_such_package", 1, "No module named 'no_such_package'", "Install the package"),
        ("from .models import Net", 1, "cannot import name 'Net' from '.models'", ""),
        ("from .broken import x", 2, "NameError: name 'y' is not defined", ""),
    ],
)
def test_what_an_author_may_get_wrong(post: Path, text: str, line: int, message: str, hint: str) -> None:
    (post / "figures.py").write_text(text)
    (post / "models.py").write_text("size = 3")
    (post / "broken.py").write_text("\nx = y")
    with pytest.raises(SitegenError) as caught:
        load_post_module(post, "figures")
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.path == post / ("broken.py" if "broken" in text else "figures.py")
    assert caught.value.line == line


def test_a_module_that_is_not_there(post: Path) -> None:
    with pytest.raises(SitegenError, match=r"there is no figures\.py"):
        load_post_module(post, "figures")
