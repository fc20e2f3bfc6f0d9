"""The place where a photograph was taken, which cameras write into it, and a copy of it that does not say so.

Only these bytes are overwritten, each in its place: the picture, its orientation and its colours stay as they are.
Exif 3.0 (CIPA DC-008-2023), section 4.6, and TIFF 6.0 say how they are laid out; XMP is ISO 16684-1.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterator

ENDINGS = (".jpg", ".jpeg", ".jpe", ".png", ".webp", ".avif", ".heic", ".heif", ".gif")
"""How the files of photographs end."""
_GPS = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of each type of value of TIFF."""
_MOST = 500
"""Entries of a directory; one that has more is none."""
_TIFF = re.compile(rb"II\*\0|MM\0\*")
_PACKET = re.compile(rb"<x:xmpmeta\b.*?</x:xmpmeta\s*>|<rdf:RDF\b.*?</rdf:RDF\s*>", re.DOTALL)
_SAID = re.compile(
    rb"\sexif:GPS\w+\s*=\s*(?:\"[^\"]*\"|'[^']*')|<exif:GPS(\w+)[^<>]*/>|<exif:GPS(\w+)\b[^<>]*>.*?</exif:GPS\2\s*>",
    re.DOTALL,
)
_PNG = b"\x89PNG\r\n\x1a\n"


def without_place(data: bytes) -> bytes:
    """The bytes of a picture without the place where it was taken; the very same where it names none."""
    spots = [*_directories(data), *_packets(data)]
    if not spots:
        return data
    changed = bytearray(data)
    for start, new in spots:
        changed[start : start + len(new)] = new
    return bytes(_summed(changed) if data.startswith(_PNG) else changed)


def names_place(data: bytes) -> bool:
    """Whether a picture says where it was taken."""
    return bool(next(_directories(data), None) or next(_packets(data), None))


def _directories(data: bytes) -> Iterator[tuple[int, bytes]]:
    """What to write where, for each block of EXIF that names a place: wherever in a file of whatever kind it stands.

    What looks like the head of one by chance has no directory with that entry.
    """
    for found in _TIFF.finditer(data):
        start, order = found.start(), "<" if found[0][:1] == b"I" else ">"
        place = _offset(data, start, start + 4, order)
        entries = _entries(data, place, order) if place else []
        for number, (tag, kind, count, at) in enumerate(entries):
            inner = _offset(data, start, at, order) if (tag, kind, count) in ((_GPS, 4, 1), (_GPS, 13, 1)) else 0
            said = _entries(data, inner, order) if inner else []
            if not said:
                continue
            for _, kind_, count_, at_ in said:
                size = _SIZES[kind_] * count_
                values = _offset(data, start, at_, order) if size > 4 else 0
                if values and values + size <= len(data):
                    yield values, bytes(size)
            yield inner, bytes(2 + 12 * len(said))
            first, last = place + 2, place + 2 + 12 * len(entries)
            kept = data[first : first + 12 * number] + data[first + 12 * (number + 1) : last + 4]
            yield place, struct.pack(f"{order}H", len(entries) - 1) + kept + bytes(12)


def _offset(data: bytes, start: int, at: int, order: str) -> int:
    """Where in a file an offset leads to that is counted from the head of a block; 0 where that is nowhere."""
    if at + 4 > len(data):
        return 0
    place = start + int(struct.unpack_from(f"{order}I", data, at)[0])
    return place if start + 8 <= place < len(data) - 2 else 0


def _entries(data: bytes, place: int, order: str) -> list[tuple[int, int, int, int]]:
    """The tag, type, count of each entry of a directory, and where its value stands; none where there is no such."""
    count = struct.unpack_from(f"{order}H", data, place)[0]
    if not 0 < count <= _MOST or place + 2 + 12 * count + 4 > len(data):
        return []
    found = []
    for number in range(count):
        at = place + 2 + 12 * number
        tag, kind, many = struct.unpack_from(f"{order}HHI", data, at)
        if kind not in _SIZES:
            return []
        found.append((tag, kind, many, at + 8))
    return found


def _packets(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Blanks for what packets of XMP say of the place."""
    for packet in _PACKET.finditer(data) if b"exif:GPS" in data else ():
        for said in _SAID.finditer(packet[0]):
            yield packet.start() + said.start(), b" " * len(said[0])


def _summed(png: bytearray) -> bytearray:
    """A PNG whose parts have the sums that they must have."""
    place = len(_PNG)
    while place + 12 <= len(png):
        end = place + 8 + struct.unpack_from(">I", png, place)[0]
        if end + 4 > len(png):
            break
        if bytes(png[place + 4 : place + 8]) in (b"eXIf", b"iTXt", b"tEXt"):
            struct.pack_into(">I", png, end, zlib.crc32(png[place + 4 : end]))
        place = end + 4
    return png
