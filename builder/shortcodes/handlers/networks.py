"""`network`: networks that runs kept, which readers run in the page on what they draw, choose or drag."""

from __future__ import annotations

import json
import math
import operator
from typing import Any

from builder.content.words import plain
from builder.document.fragments import Enclosure
from builder.errors import SitegenError, nearest
from builder.results import Record
from builder.results.network import PREFIX, Plan, is_network, plan
from builder.results.point import selected
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.drawn import check_alt
from builder.shortcodes.handlers.interactive import CAPTIONS
from builder.shortcodes.inline import inline

_BODY = "\ue002"
INPUTS = ("drawing", "samples", "sliders", "point")
OUTPUTS = ("classes", "image", "layers", "numbers")
MOST_SAMPLES = 24
"""Images on the shelf: each is fetched by all who ask for the networks."""
MOST_PLACES = 2_000
"""Samples that are marked in a plane."""


def network(
    context: Context,
    names: str,
    *,
    input: str,
    output: str = "classes",
    alt: str,
    caption: str = "",
    called: str = "",
    classes: str = "",
    samples: str = "",
    labels: str = "",
    low: str = "-3",
    high: str = "3",
    body: str,
) -> Enclosure:
    """`{{< network exported.cnn input="drawing" alt="…" >}}…{{< /network >}}`: networks that readers run.

    What is enclosed is shown until the reader asks for them, and stays where there is no JavaScript or where it fails.
    """
    check_alt(alt)
    _one_of("input", input, INPUTS)
    _one_of("output", output, OUTPUTS)
    if not body:
        hint = "Write it before {{< /network >}}: a figure with what the network makes of some input, say."
        raise SitegenError("'network' encloses nothing that stands there without JavaScript", hint=hint)
    written = [name.strip() for name in names.split(",") if name.strip()]
    found = [_network(context, name) for name in written]
    named = _list(called) or [_said(context, name) for name in written]
    if len(named) != len(found):
        raise SitegenError(f'called="" names {len(named)} networks, and there are {len(found)}')
    files = [_file(context, record, artifact) for record, artifact in found]
    used = [record for record, _ in found]
    shape = _shape([one for one, _, _ in files], written)
    shown = _samples(context, samples, labels, shape, input)
    data = {
        "input": {"kind": input, "shape": shape, **_range(input, shape, low, high), **shown},
        "output": output,
        "classes": _list(classes),
        "networks": [
            {"name": name, "file": file, "bytes": size} for name, (_, file, size) in zip(named, files, strict=True)
        ],
        "words": json.loads(context.render("network.json")),
    }
    name = written[0].replace(".", "-")
    written_json = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    html = context.render(
        "network.html",
        id=context.id(f"interactive-{name}"),
        name=name,
        source=context.file(name, "json", written_json.encode()),
        size=_size(context, sum(size for _, _, size in files)),
        alt=alt,
        caption=inline(context, caption),
        origins=context.origins(list({record.name: record for record in used}.values())),
        drawn_by=None,
        captions=CAPTIONS,
        body=_BODY,
    ).strip()
    before, _, after = html.partition(_BODY)
    return Enclosure(before, after, block=True)


def _one_of(argument: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise SitegenError(f'{argument}="{value}" means nothing here', hint=f"Write one of: {', '.join(known)}.")


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _said(context: Context, name: str) -> str:
    """What a network is called on the page: in the list `networks` of `words.toml`, or by its own name."""
    last = name.rpartition(".")[2]
    words = plain(context.words).get("networks", {})
    return str(words.get(last, last)) if isinstance(words, dict) else last


def _network(context: Context, name: str) -> tuple[Record, str]:
    """The record and the artifact that a text names: `exported.cnn`, or `exported` where it kept one alone."""
    records = context.shared.records
    experiment, _, part = name.rpartition(".") if not records.has(selected(name)[0]) else (name, "", "")
    experiment, settings = selected(experiment or name)
    record = records.read(experiment)
    if settings:
        record = record.at(**settings)
    artifact = f"{PREFIX}_{part}" if part else PREFIX
    if artifact not in record.artifacts:
        kept = [
            f"{experiment}.{one.removeprefix(PREFIX)[1:]}".rstrip(".") for one in record.artifacts if is_network(one)
        ]
        hint = nearest(name, kept) if kept else "Let it return Result(network=Exported(model, example))."
        raise SitegenError(
            f"'{experiment}' kept no network '{part}'" if part else f"'{name}' kept no network", hint=hint
        )
    return record, artifact


def _file(context: Context, record: Record, artifact: str) -> tuple[Plan, str, int]:
    """The plan of a network; what its file is called beside the page, and its size in bytes."""
    digest = record.artifacts[artifact].sha256
    made = context.shared.cache.get_or_make(("network", digest), None, lambda: _planned(record, artifact))
    one, data = made
    return one, context.file(f"{record.name}-{artifact}".replace(":", "-"), "safetensors", data), len(data)


def _planned(record: Record, artifact: str) -> tuple[Plan, bytes]:
    one = plan(record.artifact(artifact))
    return one, one.file()


def _shape(plans: list[Plan], names: list[str]) -> list[int]:
    """The shape that all networks take."""
    shapes = [one.shapes[one.input] for one in plans]
    for shape, name in zip(shapes, names, strict=True):
        if shape != shapes[0]:
            message = f"'{names[0]}' takes {_by(shapes[0])} numbers and '{name}' {_by(shape)}"
            raise SitegenError(message, hint="Networks that stand side by side take the same.")
    return shapes[0]


def _by(shape: list[int]) -> str:
    return " × ".join(map(str, shape[1:]))


def _range(input: str, shape: list[int], low: str, high: str) -> dict[str, list[float]]:
    """Where each number that readers choose begins and ends: as is said for it, or for all."""
    if input not in ("sliders", "point"):
        return {}
    numbers = math.prod(shape[1:])
    try:
        least, most = ([float(one) for one in _list(ends)] for ends in (low, high))
    except ValueError:
        least, most = [], []
    least, most = (ends * numbers if len(ends) == 1 else ends for ends in (least, most))
    if not (len(least) == len(most) == numbers and all(map(operator.lt, least, most))):
        hint = f'Write one number for all, low="-3" high="3", or one for each of the {numbers}, with commas.'
        raise SitegenError(f'low="{low}" and high="{high}" are no range', hint=hint)
    return {"low": least, "high": most}


def _samples(context: Context, samples: str, labels: str, shape: list[int], input: str) -> dict[str, Any]:
    """What may be chosen, or is marked in the plane: an array of a record, flattened to one list for each sample."""
    if input in ("drawing", "samples") and len(shape) != 4:
        raise SitegenError(f"the network takes {_by(shape)} numbers, and no image", hint='Write input="sliders".')
    if input == "point" and shape[1:] != [2]:
        raise SitegenError(f"the network takes {_by(shape)} numbers, and no point of a plane")
    if not samples:
        if input == "samples":
            raise SitegenError('input="samples" wants samples to choose from', hint='samples="digits.images"')
        return {"samples": []}
    array = _array(context, samples)
    each = math.prod(shape[1:])
    if array.size != len(array) * each:
        raise SitegenError(f"'{samples}' has {_by(list(array.shape))} numbers for a sample, not {_by(shape)}")
    most = MOST_PLACES if input == "point" else MOST_SAMPLES
    if len(array) > most:
        raise SitegenError(f"'{samples}' has {len(array)} samples, where {most} can be shown")
    rows = array.reshape(len(array), each).astype(float).round(5).tolist()
    shown: dict[str, Any] = {"samples": [[int(one) if one == int(one) else one for one in row] for row in rows]}
    if labels:
        shown["classes"] = [int(one) for one in _array(context, labels).reshape(-1).tolist()]
    return shown


def _array(context: Context, name: str) -> Any:
    experiment, _, part = name.rpartition(".")
    record = context.shared.records.read(experiment or name)
    arrays = record.arrays() if "arrays" in record.artifacts else {}
    if part not in arrays:
        raise SitegenError(f"'{experiment or name}' kept no array '{part}'", hint=nearest(part, arrays))
    context.used.add(record.name)
    return arrays[part]


def _size(context: Context, size: int) -> str:
    """Bytes in words: "0.8 MB"."""
    return f"{context.locale.number(size / 1e6, 1)} MB"


SHORTCODES = {
    "network": Shortcode(network, (*CAPTIONED, "called"), "markdown", counted={"interactive": "figure"}),
}
