"""`network`: networks that runs kept, which readers run in the page on what they draw, choose or drag."""

from __future__ import annotations

import json
import math
import operator
import re
from typing import Any

from builder.content.words import plain
from builder.document.fragments import Enclosure
from builder.errors import SitegenError, nearest
from builder.project import THEME
from builder.results import Record
from builder.results.network import PREFIX, InPage, Plan, in_page, is_network
from builder.results.point import in_words, selected
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import CAPTIONED, Shortcode
from builder.shortcodes.handlers.drawn import check_alt
from builder.shortcodes.handlers.interactive import CAPTIONS
from builder.shortcodes.inline import inline

_BODY = "\ue002"
_BETWEEN = re.compile(r",(?![^\[]*\])")  # commas, but for those between the settings of a point
_NAME = re.compile(r"(?P<experiment>[^.\[]+(?:\[.*\])?)(?:\.(?P<part>[\w-]+))?")
_PLAIN = re.compile(r"[^\w-]+")
INPUTS = ("drawing", "samples", "sliders", "point")
OUTPUTS = ("classes", "image", "layers", "numbers")
RUNTIME = tuple(THEME / "build" / "onnx" / name for name in ("runtime.js", "runtime.packed"))
"""ONNX Runtime for pages, which runs what our evaluator does not."""
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
    written = [name.strip() for name in _BETWEEN.split(names) if name.strip()]
    found = [_network(context, name) for name in written]
    named = _list(called) or [_said(context, name) for name in written]
    if len(named) != len(found):
        raise SitegenError(f'called="" names {len(named)} networks, and there are {len(found)}')
    files = [_file(context, record, artifact) for _, record, artifact in found]
    lacking = {name: one.lacks for name, (one, _) in zip(written, files, strict=True) if one.lacks}
    _check_layers(output, lacking)
    used = [whole for whole, _, _ in found]
    shape = _shape([one.plan for one, _ in files], written)
    runtime = sum(path.stat().st_size for path in RUNTIME if path.is_file()) if lacking else 0
    shown = _samples(context, samples, labels, shape, input)
    data = {
        "input": {"kind": input, "shape": shape, **_range(input, shape, low, high), **shown},
        "output": output,
        "classes": _list(classes),
        "runtime": runtime,
        "networks": [_told(name, one, file) for name, (one, file) in zip(named, files, strict=True)],
        "words": json.loads(context.render("network.json")),
    }
    name = _PLAIN.sub("-", written[0]).strip("-")
    written_json = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    html = context.render(
        "network.html",
        id=context.id(f"interactive-{name}"),
        name=name,
        source=context.file(name, "json", written_json.encode()),
        size=_size(context, sum(len(one.file) for one, _ in files) + runtime),
        lacking=[f"{name} ({lacks})" for name, lacks in lacking.items()],
        alt=alt,
        caption=inline(context, caption),
        origins=context.origins(list({record.name: record for record in used}.values())),
        drawn_by=None,
        captions=CAPTIONS,
        body=_BODY,
    ).strip()
    before, _, after = html.partition(_BODY)
    return Enclosure(before, after, block=True)


def _told(name: str, one: InPage, file: str) -> dict[str, Any]:
    """What the page is told of a network. What our evaluator runs has the plan in its file."""
    ends = {"input": one.plan.input, "output": one.plan.output, "steps": one.plan.steps, "shapes": one.plan.shapes}
    return {"name": name, "file": file, "bytes": len(one.file), **({"plan": ends} if one.lacks else {})}


def _check_layers(output: str, lacking: dict[str, str]) -> None:
    if output == "layers" and lacking:
        name, lacks = next(iter(lacking.items()))
        hint = 'Write another output, such as output="classes".'
        raise SitegenError(f"'{name}' has no layers to show: it runs in ONNX Runtime, for {lacks}", hint=hint)


def _one_of(argument: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise SitegenError(f'{argument}="{value}" means nothing here', hint=f"Write one of: {', '.join(known)}.")


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _said(context: Context, name: str) -> str:
    """What a network is called on the page: by the settings of its point, in the list `networks` of `words.toml`, or by
    its own name.
    """
    found = _NAME.fullmatch(name)
    settings = selected(found["experiment"])[1] if found else {}
    if settings:
        return in_words(settings)
    last = name.rpartition(".")[2]
    words = plain(context.words).get("networks", {})
    return str(words.get(last, last)) if isinstance(words, dict) else last


def _named(context: Context, name: str) -> tuple[Record, Record, str]:
    """What `codes[size=2].decoder` names: a record, that of its point or itself, and a part of that."""
    found = _NAME.fullmatch(name)
    if not found:
        raise SitegenError(f"'{name}' names no experiment", hint="Write codes, codes.decoder or codes[size=2].decoder.")
    experiment, settings = selected(found["experiment"])
    whole = context.shared.records.read(experiment)
    return whole, whole.at(**settings) if settings else whole, found["part"] or ""


def _network(context: Context, name: str) -> tuple[Record, Record, str]:
    """What a text names: a record, that of its point or itself, and the artifact, by its name if there are several."""
    whole, record, part = _named(context, name)
    artifact = f"{PREFIX}_{part}" if part else PREFIX
    if artifact not in record.artifacts:
        kept = [
            f"{record.name}.{one.removeprefix(PREFIX)[1:]}".rstrip(".") for one in record.artifacts if is_network(one)
        ]
        hint = nearest(name, kept) if kept else "Let it return Result(network=Exported(model, example))."
        raise SitegenError(
            f"'{record.name}' kept no network '{part}'" if part else f"'{name}' kept no network", hint=hint
        )
    return whole, record, artifact


def _file(context: Context, record: Record, artifact: str) -> tuple[InPage, str]:
    """How a page runs a network; and what its file is called beside the page."""
    digest = record.artifacts[artifact].sha256
    one = context.shared.cache.get_or_make(("network", digest), None, lambda: in_page(record.artifact(artifact)))
    kind = "onnx" if one.lacks else "safetensors"
    return one, context.file(_PLAIN.sub("-", f"{record.name}-{artifact}"), kind, one.file)


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
    whole, record, part = _named(context, name)
    arrays = record.arrays() if "arrays" in record.artifacts else {}
    if part not in arrays:
        raise SitegenError(f"'{record.name}' kept no array '{part}'", hint=nearest(part, arrays))
    context.used.add(whole.name)
    return arrays[part]


def _size(context: Context, size: int) -> str:
    """Bytes in words: "0.8 MB"."""
    return f"{context.locale.number(size / 1e6, 1)} MB"


SHORTCODES = {
    "network": Shortcode(network, (*CAPTIONED, "called"), "markdown", counted={"interactive": "figure"}),
}
