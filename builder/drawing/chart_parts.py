"""What an option of ECharts is made of: the frames of a timeline, and the parts of ECharts that it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from builder.drawing.chart_types import PARTS, TYPES

Option = dict[str, Any]


def as_list(found: Any) -> list[Any]:
    """ECharts takes one thing for a list of one."""
    return found if isinstance(found, list) else [found]


def states(option: Option) -> list[Option]:
    """What all frames of a timeline share, and each of them; of any other chart, itself."""
    base = option.get("baseOption")
    others = [*as_list(option.get("options") or []), *_narrower(option)]
    return [one for one in (base if base else option, *others) if isinstance(one, dict)]


def _narrower(option: Option) -> list[Any]:
    return [one.get("option") for one in as_list(option.get("media") or []) if isinstance(one, dict)]


def series_of(option: Option) -> list[Option]:
    """The series of an option, of all its states."""
    return [one for state in states(option) for one in as_list(state.get("series") or []) if isinstance(one, dict)]


def frames(option: Option) -> list[tuple[str, Option]]:
    """The charts that a timeline shows one after another, with what it calls them; of any other chart, itself."""
    frames = [one for one in as_list(option.get("options") or []) if isinstance(one, dict)]
    base = {key: value for key, value in (option.get("baseOption") or option).items() if key not in _AROUND}
    if not frames:
        return [("", base)]
    named = as_list((_timeline(option) or {}).get("data") or [])
    names = [str(one.get("value", "") if isinstance(one, dict) else one) for one in named]
    names += [str(number + 1) for number in range(len(names), len(frames))]
    return [(name, _merged(base, frame)) for name, frame in zip(names, frames, strict=False)]


def frame_shown(option: Option) -> int:
    """The number of the frame that a timeline shows first."""
    first = (_timeline(option) or {}).get("currentIndex")
    return first if isinstance(first, int) and 0 <= first < len(frames(option)) else 0


_AROUND = ("timeline", "options", "baseOption", "media")


def _timeline(option: Option) -> Option | None:
    found = (option.get("baseOption") or option).get("timeline")
    return found if isinstance(found, dict) else None


def _merged(base: Any, frame: Any) -> Any:
    """A frame over what all share, as ECharts merges them: objects entry by entry, components one by one."""
    if isinstance(base, dict) and isinstance(frame, dict):
        return base | {key: _merged(base.get(key), value) for key, value in frame.items() if value is not None}
    if _are_objects(base) and _are_objects(frame) and not any("value" in one for one in frame):
        return [_merged(one, other) for one, other in zip(base, frame, strict=False)] + frame[len(base) :]
    return frame


def _are_objects(found: Any) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(one, dict) for one in found)


def parts_of(option: Option) -> list[str]:
    """The names of the parts of ECharts that a page fetches for a chart, in their order."""
    kinds = {str(one.get("type")) for one in series_of(option)}
    systems = {one.get("coordinateSystem") for one in series_of(option)}
    keys = {key for state in states(option) for key, value in state.items() if value}
    needed = {kind for kind in kinds if kind in TYPES and TYPES[kind].seldom}
    needed |= {name for name, part in PARTS.items() if name in systems or keys & {*part.keys} or kinds & {*part.types}}
    return sorted(needed | set(_transforms(option)))


def _transforms(option: Option) -> Iterator[str]:
    for state in states(option):
        if any(isinstance(one, dict) and "transform" in one for one in as_list(state.get("dataset") or [])):
            yield "transform"
