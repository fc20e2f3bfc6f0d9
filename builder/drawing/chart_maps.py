"""The maps of a chart: GeoJSON from files of the post."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from builder.drawing.chart_parts import Option, as_list, series_of, states
from builder.errors import SitegenError
from builder.reading import read_text

ENDINGS = (".geojson", ".json")


def maps_of(option: Option, folder: Path, own: dict[str, Any] | None = None) -> dict[str, str]:
    """The text of each map that an option draws, by its name: that of a file of the post, `maps/brazil` or `brazil`.

    `own` are those that the chart brings along, by their names. Raises SitegenError without a place.
    """
    asked = [one.get("map") for one in series_of(option) if one.get("type") == "map"]
    asked += [
        one.get("map") for state in states(option) for one in as_list(state.get("geo") or []) if isinstance(one, dict)
    ]
    names = dict.fromkeys(name for name in asked if isinstance(name, str) and name)
    return {name: json.dumps(own[name]) if own and name in own else _read(name, folder) for name in names}


def _read(name: str, folder: Path) -> str:
    root = folder.resolve()
    candidates = [root / name] if name.endswith(ENDINGS) else [root / f"{name}{ending}" for ending in ENDINGS]
    found = next((path for path in candidates if path.resolve().is_relative_to(root) and path.is_file()), None)
    if found is None:
        hint = f"Put its regions into the post's folder as GeoJSON, {name}.geojson; see docs/charts.md."
        raise SitegenError(f"draws the map '{name}', of which this post has no file", hint=hint)
    text = read_text(found)
    try:
        features = json.loads(text).get("features")
    except (AttributeError, ValueError):
        features = None
    if not isinstance(features, list):
        raise SitegenError(
            "is no GeoJSON of regions", path=found, hint='It is {"type": "FeatureCollection", "features": […]}.'
        )
    return text
