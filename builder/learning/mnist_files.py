"""The four files of MNIST on disk: finding, checking and downloading them."""

from __future__ import annotations

import http.client
import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from torchvision.datasets import MNIST

from builder.errors import SitegenError, shown
from builder.files import sha256

MNIST_SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""The fingerprint of an experiment on MNIST reaches this constant, and with it the identity of the data."""

PATIENCE = 15.0
"""Seconds without a byte after which a download is given up."""


def find_mnist(roots: Sequence[Path]) -> Path | None:
    """The first of the folders that holds all four files in the layout of torchvision, `<root>/MNIST/raw/`."""
    return next((root for root in roots if all((_raw(root) / name).is_file() for name in MNIST_SHA256)), None)


def check_mnist(root: Path) -> None:
    """Raise SitegenError, with both digests, when a file is not the one that MNIST consists of."""
    processed = root / "MNIST" / "processed"
    if processed.exists():
        raise SitegenError(
            "is what an old torchvision made of MNIST, and would be read in place of the files that can be checked",
            path=processed,
            hint="Delete this folder; the files in raw/ beside it are all that is needed.",
        )
    for name, expected in MNIST_SHA256.items():
        path = _raw(root) / name
        try:
            found = sha256(path.read_bytes())
        except OSError as error:
            raise SitegenError(f"cannot be read: {error.strerror}", path=path) from None
        if found != expected:
            raise SitegenError(
                f"is not this file of MNIST: its SHA-256 is {found}, expected {expected}",
                path=path,
                hint="Delete it, and MNIST is looked for elsewhere or downloaded; or put a good copy in its place.",
            )


def download_mnist(root: Path) -> str | None:
    """Download MNIST to `<root>/MNIST/raw/`, with torchvision's progress bar. Returns None, or in words what failed.

    The files are fetched and checked in a folder apart, so that an interruption leaves nothing that looks like data.
    """
    try:
        root.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".mnist-", dir=root.parent) as folder, _patience():
            MNIST(folder, download=True)
            check_mnist(Path(folder))
            _raw(root).mkdir(parents=True, exist_ok=True)
            for name in MNIST_SHA256:
                os.replace(_raw(Path(folder)) / name, _raw(root) / name)
    except SitegenError as error:
        reason = f"what came {error.message}"
    except (RuntimeError, http.client.HTTPException, OSError) as error:
        reason = str(error).strip().rpartition("\n")[2]  # torchvision lists its mirrors over many lines
    else:
        return None
    return f"downloading it to {shown(root)} failed: {reason}"


def _raw(root: Path) -> Path:
    return root / "MNIST" / "raw"


@contextmanager
def _patience() -> Iterator[None]:
    """torchvision sets no time limit: without one a silent network would hold the run for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
