"""MNIST: found in the right order, downloaded, checked, refused; and the small digits of a quick run."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import torch
from torchvision.datasets import MNIST

from builder.errors import SitegenError
from builder.learning import Dataset, datasets, mnist
from builder.learning.datasets import MNIST_SHA256
from builder.results import Run, running

RAW = Path("mnist", "MNIST", "raw")
DIGESTS = {Path(file).name: digest for file, digest in MNIST_SHA256.items()}


def load(*folders: Path, download: Path | None = None, quick: bool = False) -> tuple[Dataset, list[str]]:
    """The data set that an experiment would get, and what it would tell the author."""
    said: list[str] = []
    with running(Run(data=folders, download=download, quick=quick, say=said.append)):
        return mnist(), said


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens at the discard port of this machine; and no data set is remembered from another test."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(MNIST, "mirrors", ["http://127.0.0.1:9/mnist/"])
    monkeypatch.setattr(datasets, "_read_mnist", datasets._read_mnist.__wrapped__)


@pytest.fixture(scope="session")
def real_files(mnist_folder: Path) -> Path:
    """The folder with the four files of MNIST; downloaded where SITEGEN_DATA names a folder that is to be filled."""
    with running(Run(data=(mnist_folder,), download=mnist_folder)):
        mnist()
    return mnist_folder / RAW


@pytest.fixture
def copy(real_files: Path, tmp_path: Path) -> Path:
    """A data folder that may be damaged."""
    shutil.copytree(real_files, tmp_path / "copy" / RAW)
    return tmp_path / "copy"


def test_images_are_resident_tensors_in_unit_range(real_files: Path) -> None:
    data, said = load(real_files.parents[2])
    assert data.train_images.shape == (60_000, 1, 28, 28)
    assert data.test_images.shape == (10_000, 1, 28, 28)
    assert data.train_images.dtype == data.test_images.dtype == torch.float32
    assert data.train_labels.dtype == data.test_labels.dtype == torch.int64
    assert (data.train_images.min(), data.train_images.max()) == (0, 1)
    assert [int(data.train_labels[index]) for index in (0, 10, 90)] == [5, 3, 6]  # as the article says
    assert torch.bincount(data.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert said == []


def test_images_are_what_to_tensor_gives(real_files: Path) -> None:
    from torchvision.transforms import ToTensor

    images = MNIST(real_files.parents[1], train=False, transform=ToTensor())
    data, _ = load(real_files.parents[2])
    assert all(torch.equal(images[index][0], data.test_images[index]) for index in range(50))


def test_first_limits_the_training_images_only(real_files: Path) -> None:
    data, _ = load(real_files.parents[2])
    few = data.first(100)
    assert (len(few.train_images), len(few.train_labels), len(few.test_labels)) == (100, 100, 10_000)


def test_folders_are_tried_in_order_and_incomplete_ones_passed_over(copy: Path, tmp_path: Path) -> None:
    shutil.copytree(copy, tmp_path / "incomplete")
    (tmp_path / "incomplete" / RAW / "t10k-labels-idx1-ubyte").unlink()
    data, _ = load(tmp_path / "nothing", tmp_path / "incomplete", copy)
    assert len(data.test_labels) == 10_000


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("name", DIGESTS)
def test_a_damaged_file_is_refused(copy: Path, name: str, quick: bool) -> None:
    path = copy / RAW / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 1  # one bit of the last label or pixel
    path.write_bytes(content)
    with pytest.raises(SitegenError) as caught:
        load(copy, quick=quick)
    assert caught.value.path == path
    assert hashlib.sha256(content).hexdigest() in caught.value.message
    assert DIGESTS[name] in caught.value.message
    assert "Delete it" in caught.value.hint


def test_what_torchvision_would_read_unchecked_is_refused(copy: Path) -> None:
    processed = copy / "mnist" / "MNIST" / "processed"
    processed.mkdir()
    for name in ("training.pt", "test.pt"):
        torch.save((torch.zeros(1, 28, 28, dtype=torch.uint8), torch.zeros(1, dtype=torch.int64)), processed / name)
    with pytest.raises(SitegenError, match="old torchvision") as caught:
        load(copy)
    assert caught.value.path == processed


def test_missing_with_no_network_says_where_it_looked_and_what_to_do(tmp_path: Path) -> None:
    folders = (tmp_path / "given", tmp_path / "data")
    with pytest.raises(SitegenError) as caught:
        load(*folders, download=tmp_path / "data")
    for folder in folders:
        assert str(folder / "mnist") in caught.value.message
    assert "onnection refused" in caught.value.message  # the reason, from urllib
    for word in ("--data", "SITEGEN_DATA", "mnist/MNIST/raw", *DIGESTS):
        assert word in caught.value.hint
    assert list((tmp_path / "data").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_failed_download(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(SitegenError, match=r"mnist is missing: .*File exists"):
        load(download=tmp_path / "data")


Serve = Callable[[Path], ThreadingHTTPServer]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Serves a folder as torchvision's only mirror."""
    servers: list[ThreadingHTTPServer] = []

    class QuietHandler(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            pass

    class QuietServer(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """torchvision asks for each file twice and hangs up the first time."""

    def start(folder: Path) -> ThreadingHTTPServer:
        server = QuietServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
        Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def mirror(real_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The packed files as a mirror holds them; packed anew, so torchvision is told their own MD5."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    resources = []
    for name in DIGESTS:
        packed = gzip.compress((real_files / name).read_bytes(), compresslevel=1)
        (folder / f"{name}.gz").write_bytes(packed)
        resources.append((f"{name}.gz", hashlib.md5(packed).hexdigest()))
    monkeypatch.setattr(MNIST, "resources", resources)
    return folder


def test_a_download_ends_in_the_given_folder(
    mirror: Path, serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(mirror)
    data, said = load(tmp_path / "nothing", download=tmp_path / "data")
    assert len(data.train_labels) == 60_000
    assert sorted(path.name for path in (tmp_path / "data" / RAW).iterdir()) == sorted(DIGESTS)
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["mnist"]
    assert "100" in capsys.readouterr().err  # the progress bar
    assert len(said) == 1
    assert "downloading" in said[0]


def test_a_cut_download_leaves_nothing_behind(mirror: Path, serve: Serve, tmp_path: Path) -> None:
    last = mirror / "t10k-images-idx3-ubyte.gz"
    last.write_bytes(last.read_bytes()[:1000])
    serve(mirror)
    with pytest.raises(SitegenError, match=r"mnist is missing: .*corrupted"):
        load(download=tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_mirror_with_other_data_is_refused(
    mirror: Path, real_files: Path, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "train-labels-idx1-ubyte"
    labels = bytearray((real_files / name).read_bytes())
    labels[-1] ^= 1
    other = gzip.compress(labels)
    (mirror / f"{name}.gz").write_bytes(other)
    changed = {f"{name}.gz": hashlib.md5(other).hexdigest()}  # torchvision does not notice
    monkeypatch.setattr(MNIST, "resources", [(file, changed.get(file, md5)) for file, md5 in MNIST.resources])
    serve(mirror)
    with pytest.raises(SitegenError, match=f"mnist is missing: .*{hashlib.sha256(labels).hexdigest()}"):
        load(download=tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_an_interrupted_download_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(root: str, **_: object) -> None:
        raw = Path(root) / "MNIST" / "raw"
        raw.mkdir(parents=True)
        for name in DIGESTS:
            (raw / name).write_bytes(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(datasets, "MNIST", interrupted)
    with pytest.raises(KeyboardInterrupt):
        load(download=tmp_path / "data")
    assert list((tmp_path / "data").iterdir()) == []


def test_a_quick_run_without_mnist_takes_the_small_digits_and_says_so(tmp_path: Path) -> None:
    data, said = load(tmp_path, download=tmp_path / "data", quick=True)
    assert data.train_images.shape == (1500, 1, 28, 28)
    assert data.test_images.shape == (297, 1, 28, 28)
    assert data.train_images.dtype == torch.float32
    assert 0 <= data.train_images.min() < data.train_images.max() <= 1
    assert set(data.test_labels.tolist()) == set(range(10))
    assert "scikit-learn" in said[-1]


def test_small_digits_are_the_real_ones_enlarged() -> None:
    from sklearn.datasets import load_digits

    data, _ = load(quick=True)
    small = torch.nn.functional.interpolate(data.train_images, size=(8, 8), mode="area")[:, 0]
    digits = torch.tensor(load_digits().images[:1500] / 16, dtype=torch.float32)
    assert torch.corrcoef(torch.stack([small.flatten(), digits.flatten()]))[0, 1] > 0.95
    assert data.train_labels.tolist() == load_digits().target[:1500].tolist()


def test_a_quick_run_prefers_mnist(real_files: Path) -> None:
    data, said = load(real_files.parents[2], quick=True)
    assert len(data.train_labels) == 60_000
    assert said == []


def test_small_digits_without_scikit_learn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    monkeypatch.setattr(datasets, "_small_digits", datasets._small_digits.__wrapped__)
    with pytest.raises(SitegenError, match="scikit-learn") as caught:
        load(quick=True)
    assert "pip install scikit-learn" in caught.value.hint
