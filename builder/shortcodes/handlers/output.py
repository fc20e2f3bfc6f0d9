"""`output`: what a run printed."""

from __future__ import annotations

from markupsafe import Markup

from builder.document import markdown
from builder.document.fragments import Fragment
from builder.errors import SitegenError
from builder.shortcodes.context import Context
from builder.shortcodes.declaration import Shortcode
from builder.shortcodes.inline import inline


def output(context: Context, name: str, *, seed: str = "", caption: str = "") -> Fragment:
    """`{{< output cnn caption="…" >}}`: what the run of an experiment printed; with `seed=3` that with this seed."""
    record, whole = context.shared.records.point(name)
    seeds = [str(run.seed) for run in record.seeds]
    if seed and seed not in seeds:
        hint = f"Seeds: {', '.join(seeds)}." if seeds else "Leave seed= away: it ran with one."
        raise SitegenError(f"'{name}' did not run with seed {seed}", hint=hint)
    artifact = "output" if not seed or seed == seeds[0] else f"output_seed_{seed}"
    if artifact not in record.artifacts and record.points:
        hint = f"It is a sweep: write {record.where()[0].name}."
        raise SitegenError(f"'{name}' printed something at each of its points", hint=hint)
    if artifact not in record.artifacts:
        hint = f"What it prints is kept from now on: sitegen run {name} --force."
        raise SitegenError(f"'{name}' printed nothing that was kept", hint=hint)
    text = record.artifact(artifact).decode("utf-8", "replace").rstrip("\n")
    fence = "~" * 80
    html = context.render(
        "output.html",
        id=context.id(f"listing-output-{name.replace(':', '-')}"),
        shown=Markup(markdown.to_html(f"{fence} text\n{text}\n{fence}")),
        caption=inline(context, caption),
        origins=context.origins([whole]),
        drawn_by=None,
    )
    return Fragment(html, text, block=True)


SHORTCODES = {
    "output": Shortcode(output, ("caption",), alone=True, names=("name", "experiment")),
}
