"""The one memory: what is made once, made again, and what becomes of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from builder.cache import JSON, SMALL, Cache, Codec, key
from builder.ledger import Ledger

CODECS = {"a file of its own": JSON, "the file of the ledger": SMALL}


def counted(cache: Cache, made: list[object], made_from: object, codec: Codec[object] | None = None) -> object:
    return cache.get_or_make(("thing", 1), made_from, lambda: (made.append(made_from), [made_from])[1], codec)


def test_what_is_made_of_the_same_is_made_once() -> None:
    cache, made = Cache(lasting=True), list[object]()
    first = counted(cache, made, {"a": (1, "b")})
    assert counted(cache, made, {"a": (1, "b")}) is first
    counted(cache, made, {"a": (1, "c")})
    assert made == [{"a": (1, "b")}, {"a": (1, "c")}]


@pytest.mark.parametrize("codec", CODECS)
def test_another_process_finds_it_on_the_disk(codec: str, tmp_path: Path) -> None:
    made: list[object] = []
    for made_from in ("x", "x", "y", "x"):
        ledger = Ledger(tmp_path / "ledger")
        cache = Cache(tmp_path, ledger)
        assert counted(cache, made, made_from, CODECS[codec]) == [made_from]
        counted(cache, made, "x", CODECS[codec])  # the ledger keeps what was asked for
        ledger.save({})
    assert made == ["x", "y"]


def test_what_cannot_be_read_any_more_is_made_again(tmp_path: Path) -> None:
    made: list[object] = []
    gone: Codec[object] = Codec(JSON.write, lambda data: None)
    for codec in (JSON, gone, JSON):
        counted(Cache(tmp_path), made, "x", codec)
    assert made == ["x", "x"]


def test_of_what_raises_nothing_is_kept(tmp_path: Path) -> None:
    cache = Cache(tmp_path, lasting=True)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            cache.get_or_make(("thing",), None, lambda: 1 / 0, JSON)
    assert cache.get_or_make(("thing",), None, lambda: 1.5, JSON) == 1.5


def test_parts_that_a_thing_no_longer_has_are_forgotten() -> None:
    cache, made = Cache(lasting=True), list[str]()

    def part(name: str) -> str:
        return cache.get_or_make((name,), None, lambda: (made.append(name), name)[1])

    for names in ("ab", "bc", "ab"):
        cache.get_or_make(("text",), names, lambda names=names: [part(name) for name in names])
    assert made == ["a", "b", "c", "a"]


@dataclass(frozen=True)
class Told:
    """A thing that has a digest of its own."""

    digest: str
    other: int


def test_a_thing_counts_by_its_digest() -> None:
    assert key("a", Told("x", 1)) == key("a", Told("x", 2)) != key("a", Told("y", 1))
    with pytest.raises(AttributeError):
        key(object())


def test_a_place_that_changed_makes_what_is_made_from_it_another(tmp_path: Path) -> None:
    cache, made = Cache(tmp_path, lasting=True), list[object]()
    for place in ("here", "elsewhere", "here"):
        counted(cache, made, cache.ledger.version("here", "there"))
        cache.ledger.changed(place)
    assert len(made) == 2
    assert key(cache.ledger.version("here")) == key(Ledger().version("here")), "to another process it says nothing"


def test_what_serves_one_build_holds_nothing_that_lies_on_the_disk(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    counted(cache, [], "x", JSON)
    assert cache.last(("thing", 1)) is None
    lasting = Cache(tmp_path, lasting=True)
    counted(lasting, [], "x", JSON)
    assert lasting.last(("thing", 1)) == ["x"]
