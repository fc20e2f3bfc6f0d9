"""Downloading a data set from where it is declared to be: it goes on after an interruption, and is checked."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from builder.datafiles import PATIENCE, DataElsewhere, DataMissing, is_lent
from builder.datasets.declared import DataSet
from builder.datasets.lying import UNPACKED, digest_of_file, digests, lacks, place_of, verified
from builder.errors import SitegenError, reason, shown
from builder.files import write_atomic
from builder.ledger import Ledger

_PIECE = 1 << 20

Say = Callable[[str], None]


def obtained(data: DataSet, folders: tuple[Path, ...], target: Path | None, scratch: Path, say: Say) -> Path:
    """The path that an experiment gets for a data set, which is checked, and downloaded to `target` where it is
    nowhere.

    Raises DataMissing where it is nowhere and cannot be downloaded, SitegenError where it is not what is declared,
    DataElsewhere where it is lent.
    """
    root = place_of(data, folders)
    if root is None and is_lent(data.name):
        raise DataElsewhere(data.name, data.expected)
    if lacks(data, root):
        if target is None:
            raise DataMissing(f"the data set '{data.name}' is missing, and may not be downloaded here")
        _fetch(data, target, say)
        root = place_of(data, (*folders, target))
    if root is None:
        looked = ", ".join(shown(folder / data.name) for folder in folders)
        hint = "Put it into one of them, or declare its url."
        raise DataMissing(f"the data set '{data.name}' is missing: looked in {looked}", hint=hint)
    return verified(data, root, scratch)


def _fetch(data: DataSet, target: Path, say: Say) -> None:
    """Download what is missing of a data set, one process at a time."""
    from filelock import FileLock  # a run for which everything is there does without

    root = target / data.name
    target.mkdir(parents=True, exist_ok=True)
    with FileLock(target / f".{data.name}.lock"):
        if not lacks(data, root if root.is_dir() else None):
            return  # another process was first
        if data.unpack:
            archive = target / f".{data.name}.part"
            _download(data.url, archive, data.sha256, say)
            _unpack(data, archive, root)
            archive.unlink()
            return
        root.mkdir(exist_ok=True)
        for file, digest in data.expected.items():
            if not (root / file).is_file():
                url = f"{data.url.rstrip('/')}/{quote(file)}" if data.files else data.url
                part = (root / file).with_name(f".{Path(file).name}.part")
                part.parent.mkdir(parents=True, exist_ok=True)
                _download(url, part, digest, say)
                os.replace(part, root / file)


def _download(url: str, part: Path, expected: str, say: Say) -> None:
    """Have the bytes at an address in a file; those that are there already are not asked for again.

    Raises DataMissing where they cannot be had, SitegenError where they are not the expected ones.
    """
    begun = _length(part)
    say(f"downloading {url}" + (f", goes on at {begun / 1e6:.1f} MB" if begun else ""))
    before = begun
    while failure := _more(url, part, before):
        if _length(part) <= before:
            hint = "Run again: it goes on where it was." if before else "Is the address right, and is there a network?"
            raise DataMissing(f"downloading {url} failed: {failure}", hint=hint)
        before = _length(part)
    found = digest_of_file(part)
    if found == expected:
        return
    part.unlink()
    if begun:  # of another version perhaps
        say(f"what was there of {url} does not fit what came; begins anew")
        _download(url, part, expected, say)
        return
    message = f"what is at {url} is not what is declared: its SHA-256 is {found}, expected {expected}"
    raise SitegenError(message, hint="Nothing was kept. Is the address right, or is there a newer version?")


def _length(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _more(url: str, part: Path, begun: int) -> str:
    """Append the bytes that are missing, or begin anew where the server gives no part. "" where that is all of it, else
    in words what failed.
    """
    asked = {"Range": f"bytes={begun}-"} if begun else {}
    request = Request(url, headers={"User-Agent": "sitegen", "Accept-Encoding": "identity", **asked})
    try:
        with urlopen(request, timeout=PATIENCE) as answer, part.open("ab" if answer.status == 206 else "wb") as stream:
            came, length = stream.tell(), answer.headers.get("Content-Length")
            shutil.copyfileobj(answer, stream, _PIECE)
            came = stream.tell() - came
        return "" if length is None or came == int(length) else "the connection ended too early"
    except HTTPError as error:
        return "" if error.code == 416 and begun else f"the server says {error.code} {error.reason}"
    except URLError as error:
        return str(getattr(error.reason, "strerror", None) or error.reason)
    except OSError as error:
        return reason(error)
    except http.client.HTTPException as error:
        return str(error) or type(error).__name__


def _unpack(data: DataSet, archive: Path, root: Path) -> None:
    """Put what is in an archive into the folder of its data set, all of it or nothing."""
    place = root.with_name(f".{root.name}.unpacking")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as packed:
                packed.extractall(place)  # which leaves no folder: it drops `..` and the like
        elif tarfile.is_tarfile(archive):
            with tarfile.open(archive) as tar:
                tar.extractall(place, filter="data")
        else:
            message = f"{data.url} is no archive that can be unpacked"
            raise SitegenError(
                message, hint="ZIP and TAR (.tar, .tar.gz, .tar.bz2, .tar.xz) can be; else leave out unpack."
            )
        known = {"archive": data.sha256, "files": digests(place, Ledger())}
        write_atomic(place / UNPACKED, json.dumps(known, sort_keys=True, indent=0).encode())
        if root.is_dir():
            (root / UNPACKED).unlink(missing_ok=True)
            root.rmdir()  # empty: else nothing would have been downloaded
        os.replace(place, root)
    except (OSError, tarfile.TarError, zipfile.BadZipFile) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise SitegenError(f"{data.url} cannot be unpacked: {why}", path=root) from None
    finally:
        shutil.rmtree(place, ignore_errors=True)
