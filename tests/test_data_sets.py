"""Data sets that site.toml declares: by whatever form they have, found or downloaded, checked, told, shown."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Site
from data_server import Served, serving_files

from builder.config import read_config
from builder.datasets import lying
from builder.datasets.declared import MNIST, MNIST_READ, DataSet
from builder.datasets.telling import told
from builder.errors import SitegenError

CSV = b"species,mass\nAdelie,3750\nGentoo,5000\n"
READS = """\
from pathlib import Path

from builder import Result, experiment


@experiment(data=["penguins"])
def heavy(penguins: Path) -> Result:
    files = [penguins] if penguins.is_file() else sorted(one for one in penguins.rglob("[!.]*") if one.is_file())
    return Result(values={"bytes": sum(len(one.read_bytes()) for one in files), "name": penguins.name})
"""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def declare(site: Site, text: str, code: str = READS) -> None:
    """Give the site a data set and an experiment that reads it."""
    config = site.root / "content" / "site.toml"
    config.write_text(config.read_text().partition("[data.")[0] + f"[data.penguins]\n{text}\n")
    site.write("experiments.py", code)


def put(site: Site, name: str, data: bytes) -> Path:
    path = site.root / "data" / "penguins" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def value(site: Site, name: str = "bytes") -> object:
    return json.loads((site.post / "results" / "heavy" / "record.json").read_text())["values"][name]


@pytest.fixture
def served() -> Iterator[Served]:
    with serving_files({"/penguins.csv": CSV, "/x/a.csv": CSV, "/x/b/c.csv": b"c"}) as server:
        yield server


def test_a_file_is_read_compared_and_part_of_what_counts(site: Site) -> None:
    put(site, "penguins.csv", CSV)
    declare(site, "")
    said = site.sitegen("run", code=2).stderr
    line = f'sha256 = "{sha(CSV)}"'
    assert "data set 'penguins' has no digest" in said
    assert f"Write {line} below [data.penguins]" in said
    declare(site, line)
    assert "reads" not in site.sitegen("run").stderr  # it is known, so that nothing is told of it
    assert (value(site), value(site, "name")) == (len(CSV), "penguins.csv")
    assert "Everything is fresh" in site.sitegen("status").stdout

    put(site, "penguins.csv", b"another")
    status = site.sitegen("status").stdout
    assert f"is not the data set 'penguins' that is declared: its SHA-256 is {sha(b'another')}" in status
    assert "Everything is fresh" in status  # what was made is still what the declared one gives
    assert "that is declared: its SHA-256 is" in site.sitegen("check", code=2).stdout
    assert "that is declared: its SHA-256 is" in site.sitegen("run", "--force", code=2).stderr

    declare(site, f'sha256 = "sha256:{sha(b"another").upper()}"')
    assert site.stale() == {"heavy": ["data set penguins is another"]}
    site.sitegen("run")
    assert value(site) == 7


@pytest.mark.parametrize(
    "files",
    [
        {"cats/1.png": b"\x89PNG1", "dogs/1.png": b"\x89PNG2"},  # pictures, a folder a class
        {"data/train-00000-of-00001.parquet": b"PAR1", "README.md": b"---\nlicense: mit\n---\n"},  # as Hugging Face
    ],
)
def test_a_folder_counts_by_all_its_files(site: Site, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        put(site, name, data)
    put(site, ".git/HEAD", b"ref")
    put(site, "Thumbs.db", b"left by a program")
    digest = lying.digest_of_all({name: sha(data) for name, data in files.items()})
    declare(site, f'sha256 = "{digest}"')
    site.sitegen("run")
    assert value(site, "name") == "penguins"
    put(site, "new.png", b"new")
    assert "is not the data set 'penguins' that is declared" in site.sitegen("status").stdout


def test_a_folder_without_a_file_is_told(site: Site) -> None:
    (site.root / "data" / "penguins").mkdir(parents=True)
    declare(site, f'sha256 = "{sha(CSV)}"')
    assert "data set 'penguins' is empty" in site.sitegen("status").stdout
    assert "data set 'penguins' is empty" in site.sitegen("run", code=2).stderr


def test_what_is_nowhere_makes_nothing_stale_and_is_told_by_a_run(site: Site) -> None:
    path = put(site, "penguins.csv", CSV)
    declare(site, f'sha256 = "{sha(CSV)}"')
    site.sitegen("run")
    path.unlink()
    path.parent.rmdir()
    status = site.sitegen("status").stdout
    assert "Everything is fresh" in status
    assert "penguins" not in status
    assert "the data set 'penguins' is missing: looked in" in site.sitegen("run", "--force", code=2).stderr


def test_what_changes_while_it_is_digested_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "penguins"
    root.mkdir()
    (root / "a.csv").write_bytes(CSV)
    digest, turns = lying.digest_of_file, iter(["a.csv", "b.csv", ""])

    def written_to(path: Path) -> str:
        found = digest(path)
        if name := next(turns):
            (root / name).write_bytes(b"more" * 1000)
        return found

    monkeypatch.setattr(lying, "digest_of_file", written_to)
    for where in (root / "a.csv", root):
        with pytest.raises(SitegenError, match="changed while it was digested") as told_of:
            lying.verified(DataSet("penguins", sha256="0" * 64), root, tmp_path)
        assert told_of.value.path == where


def test_a_file_is_downloaded_once_and_checked(site: Site, served: Served) -> None:
    declare(site, f'url = "{served.address}/penguins.csv"\nsha256 = "{sha(CSV)}"')
    assert f"downloading {served.address}/penguins.csv" in site.sitegen("run").stderr
    site.sitegen("run", "--force")
    assert (value(site), value(site, "name"), served.asked) == (len(CSV), "penguins.csv", [("/penguins.csv", "")])

    declare(site, f'url = "{served.address}/penguins.csv"\nsha256 = "{sha(b"else")}"')
    (site.root / "data" / "penguins" / "penguins.csv").unlink()
    said = site.sitegen("run", code=2).stderr
    assert f"is not what is declared: its SHA-256 is {sha(CSV)}, expected {sha(b'else')}" in said
    assert not [path for path in (site.root / "data").rglob("*") if path.is_file() and path.suffix != ".lock"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_download_goes_on_where_it_broke_off(site: Site, served: Served, ranges: bool) -> None:
    served.ranges = ranges
    put(site, ".penguins.csv.part", CSV[:10])  # of a run that was killed
    declare(site, f'url = "{served.address}/penguins.csv"\nsha256 = "{sha(CSV)}"')
    if ranges:
        served.most = 15
    assert "goes on at" in site.sitegen("run").stderr
    assert value(site) == len(CSV)
    assert [begun for _, begun in served.asked] == ["bytes=10-", "bytes=25-"][: 1 + ranges]


def test_what_was_begun_of_another_version_is_thrown_away(site: Site, served: Served) -> None:
    put(site, ".penguins.csv.part", b"of another")
    declare(site, f'url = "{served.address}/penguins.csv"\nsha256 = "{sha(CSV)}"')
    assert "begins anew" in site.sitegen("run").stderr
    assert [begun for _, begun in served.asked] == ["bytes=10-", ""]


def test_what_cannot_be_had_is_told_with_why(site: Site, served: Served) -> None:
    declare(site, f'url = "{served.address}/gone.csv"\nsha256 = "{sha(CSV)}"')
    assert "gone.csv failed: the server says 404 Not Found" in site.sitegen("run", code=2).stderr
    served.most = 0
    declare(site, f'url = "{served.address}/penguins.csv"\nsha256 = "{sha(CSV)}"')
    assert "penguins.csv failed: the connection ended too early" in site.sitegen("run", code=2).stderr


def test_files_each_with_its_digest(site: Site, served: Served) -> None:
    declare(
        site, f'url = "{served.address}/x/"\n[data.penguins.files]\n"a.csv" = "{sha(CSV)}"\n"b/c.csv" = "{sha(b"c")}"'
    )
    site.sitegen("run")
    assert (value(site), value(site, "name")) == (len(CSV) + 1, "penguins")
    put(site, "b/c.csv", b"d")
    assert "b/c.csv: is not the data set 'penguins'" in site.sitegen("status").stdout


def packed(kind: str) -> bytes:
    inside = io.BytesIO()
    if kind == "zip":
        with zipfile.ZipFile(inside, "w") as file:
            file.writestr("cats/1.png", b"\x89PNG1")
            file.writestr("dogs/1.png", b"\x89PNG2")
    else:
        with tarfile.open(fileobj=inside, mode="w:gz") as tar:
            for name, data in (("cats/1.png", b"\x89PNG1"), ("dogs/1.png", b"\x89PNG2")):
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    return inside.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_an_archive_is_unpacked_and_what_was_in_it_compared(site: Site, served: Served, kind: str) -> None:
    served.files = {"/pictures": (data := packed(kind))}
    declare(site, f'url = "{served.address}/pictures"\nsha256 = "{sha(data)}"\nunpack = true')
    site.sitegen("run")
    assert (value(site), value(site, "name")) == (10, "penguins")
    assert "note" not in site.sitegen("status").stdout
    put(site, "cats/1.png", b"\x89PNG3")
    assert "1.png: was changed since the data set 'penguins' was unpacked" in site.sitegen("status").stdout
    (site.root / "data" / "penguins" / lying.UNPACKED).unlink()
    assert "nobody knows from what it came" in site.sitegen("status").stdout


def test_no_archive_and_one_that_leaves_its_folder(site: Site, served: Served) -> None:
    inside = io.BytesIO()
    with tarfile.open(fileobj=inside, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../../out.txt"))
    for data, words in ((CSV, "is no archive that can be unpacked"), (inside.getvalue(), "cannot be unpacked")):
        served.files = {"/pictures": data}
        declare(site, f'url = "{served.address}/pictures"\nsha256 = "{sha(data)}"\nunpack = true')
        assert words in site.sitegen("run", code=2).stderr
        assert not (site.root / "data" / "penguins").exists()
    assert not list(site.root.rglob("out.txt"))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (READS.replace('["penguins"]', '["penguin"]'), "there is no data set 'penguin'\n  Did you mean 'penguins'?"),
        (READS.replace('["penguins"]', "NAMES"), '`data` must be written out, such as ["penguins"]'),
        (READS.replace("(penguins: Path)", "()"), "reads 'penguins', but has no parameter of that name to receive"),
    ],
)
def test_mistakes_in_what_an_experiment_reads(site: Site, code: str, words: str) -> None:
    declare(site, f'sha256 = "{sha(CSV)}"', code)
    said = site.sitegen("status", code=2).stderr
    assert words in said
    assert "experiments.py:" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('sha = "x"', "unknown key 'sha' in [data.penguins]"),
        ('sha256 = "d41d8cd98f00b204e9800998ecf8427e"', "sha256 is no SHA-256: it has 64 digits"),  # MD5
        ("sha256 = 1", "[data.penguins] sha256 must be text in quotes"),
        ('url = "ftp://a.example/x"', "url 'ftp://a.example/x' is not an address"),
        ("unpack = true", "unpack is for the one archive at a url"),
        (f'[data.penguins.files]\n"../x" = "{"0" * 64}"', "'../x' lies outside the folder of the data set"),
        ('[data.penguins.files]\n"x" = "0"', "'x' has no SHA-256"),
        (f'[data."a b"]\nsha256 = "{"0" * 64}"', "data set 'a b' has a name that no folder"),
    ],
)
def test_mistakes_in_site_toml_are_told_with_their_lines(site: Site, text: str, words: str) -> None:
    declare(site, text)
    config = site.root / "content" / "site.toml"
    with pytest.raises(SitegenError) as told_of:
        read_config(config)
    assert words in str(told_of.value)
    assert told_of.value.line is not None
    assert words in site.sitegen("run", code=2).stderr


def test_the_digits_of_the_toolkit_are_told_as_it_checks_them() -> None:
    learning = pytest.importorskip("builder.learning.datasets")
    assert dict(MNIST.files) == learning.MNIST_SHA256
    [found] = told([MNIST_READ], {}, {})
    assert (found.title, found.licence and found.licence.name) == ("MNIST", "CC BY-SA 3.0")
    assert found.digests == tuple(learning.MNIST_SHA256.values())


def test_a_page_tells_of_the_data_that_its_numbers_come_from(site: Site) -> None:
    put(site, "penguins.csv", CSV)
    said = 'title = "Palmer penguins"\nlicense = "CC0-1.0"\nhomepage = "https://penguins.example/"\n'
    declare(site, f'{said}sha256 = "{sha(CSV)}"')
    site.write("index.en.md", "---\ntitle: Penguins\n---\n{{< value heavy.bytes >}} bytes.\n")
    site.sitegen("build", "--yes")
    page = next((site.root / "site").rglob("posts/counting/index.html")).read_text()
    account = page.partition('<dt class="dataset">')[2].partition("</dd>")[0]
    assert '<a href="https://penguins.example/">Palmer penguins</a>' in account
    assert '<a href="https://creativecommons.org/publicdomain/zero/1.0/">CC0 1.0</a>' in account
    assert f'<code title="{sha(CSV)}">{sha(CSV)[:12]}…</code>' in account

    config = site.root / "content" / "site.toml"
    config.write_text(config.read_text().replace('license = "CC0-1.0"\n', ""))
    site.sitegen("build", "--no-run")
    assert "zero/1.0" not in next((site.root / "site").rglob("posts/counting/index.html")).read_text()
    assert "data set 'penguins' has no license" in site.sitegen("check").stdout
