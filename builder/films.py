"""How large the pictures of a film are, by its file alone: MP4 and its like (ISO 14496-12), WebM (Matroska, EBML)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_WITHIN = (b"moov", b"trak")
_MASTERS = (0x18538067, 0x1654AE6B, 0xAE, 0xE0)
"""Segment, Tracks, TrackEntry, Video: the elements of Matroska that hold what is looked for."""
_WIDTH, _HEIGHT, _CLUSTER = 0xB0, 0xBA, 0x1F43B675


def film_size(data: bytes) -> tuple[int, int]:
    """Width and height of a film in pixels as it is shown, turned where it is turned; (0, 0) where nobody can tell."""
    try:
        if data[:4] == b"\x1a\x45\xdf\xa3":
            found = dict(_elements(data, 0, len(data)))
            return found.get(_WIDTH, 0), found.get(_HEIGHT, 0)
        return max(_tracks(data, 0, len(data)), default=(0, 0))
    except (struct.error, IndexError):  # a file that ends too early
        return 0, 0


def _tracks(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The size of each track; that of sound has none."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        size = size or end - start
        if size < head:
            return
        if kind in _WITHIN:
            yield from _tracks(data, start + head, min(end, start + size))
        elif kind == b"tkhd":
            matrix = start + head + (52 if data[start + head] else 40)
            turned = struct.unpack_from(">i", data, matrix)[0] == 0
            width, height = (value >> 16 for value in struct.unpack_from(">II", data, matrix + 36))
            yield (height, width) if turned else (width, height)
        start += size


def _elements(data: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The id and value of each number in the elements that are looked into, up to the first pictures."""
    while start < end:
        name, start = _number(data, start, keep=True)
        size, start = _number(data, start)
        if name == _CLUSTER:
            return
        last = min(end, start + size)
        if name in _MASTERS:
            yield from _elements(data, start, last)
        elif name in (_WIDTH, _HEIGHT):
            yield name, int.from_bytes(data[start:last], "big")
        start = last


def _number(data: bytes, start: int, *, keep: bool = False) -> tuple[int, int]:
    """A number of EBML, whose first bits say how long it is, and where it ends."""
    first = data[start]
    length = 9 - first.bit_length()
    value = int.from_bytes(data[start : start + length], "big")
    return (value if keep else value & ((1 << 7 * length) - 1)), start + max(length, 1)
