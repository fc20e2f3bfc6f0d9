"""What `import` says of a site that it has taken over: what was mended, what means nothing here, what was left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.errors import shown
from builder.files import write_atomic
from builder.importers.copies import Copies
from builder.importers.elsewhere import OldSite
from builder.importers.old_addresses import Addresses

SHOWN = 3
"""How many places of a kind are named; all of them stand in a file."""
ALONE = 10
"""How many files that are not carried for one reason have a line each."""
KINDS = 20
"""How many kinds are."""
CONFIG = 8
"""How many keys of the config are."""
LIST = "import.txt"


def told(old: OldSite, copies: Copies, addresses: Addresses | None) -> Iterator[str]:
    """The lines to print; where they name only some of the places, all of them are written to a file."""
    short = [*_lines(old, copies, SHOWN)]
    whole = [*_lines(old, copies, None)]
    yield from short
    if addresses:
        yield addresses.told()
    if short != whole:
        path = copies.there / ".sitegen" / LIST
        write_atomic(path, ("\n".join(whole) + "\n").encode())
        yield f"All of it: {shown(path)}"


def _lines(old: OldSite, copies: Copies, most: int | None) -> Iterator[str]:
    """All that is told, with so many places of each kind."""
    for title, kinds in (("Mended:", old.mends.places), ("Means nothing here:", old.unknown)):
        if kinds:
            yield title
            found = _most(kinds)
            yield from (_line(kind, places, most) for kind, places in found[: most and KINDS])
            if most and len(found) > KINDS:
                yield f"  and {len(found) - KINDS} more kinds"
    if old.keys:
        named = old.keys.most_common(most and CONFIG)
        more = len(old.keys) - len(named)
        listed = ", ".join(f"{key} ({count})" for key, count in named) + (f" and {more} more" if more else "")
        yield f"Keys of front matter that only your templates may ask for: {listed}"
    left = [*copies.left, *old.left]
    if left or old.left_out:
        yield "Not carried:"
    if old.left_out and copies.config_written:
        keys = old.left_out[: most and CONFIG]
        more = len(old.left_out) - len(keys)
        yield f"  of the config: {', '.join(keys)}" + (f" and {more} more keys" if more else "")
    reasons: dict[str, list[str]] = {}
    for line in left:
        place, _, why = line.partition(": ")
        reasons.setdefault(why, []).append(place)
    for why, places in reasons.items():
        few = most is None or len(places) <= ALONE
        yield from (f"  {place}: {why}" for place in places) if few else [_line(why, places, most)]


def _most(kinds: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """The kinds, those first that were met most."""
    return sorted(kinds.items(), key=lambda kind: (-len(kind[1]), kind[0]))


def _line(kind: str, places: Sequence[str], most: int | None) -> str:
    shown = places[:most]
    return f"  {len(places)} × {kind}: {', '.join(shown)}" + (", …" if len(places) > len(shown) else "")
