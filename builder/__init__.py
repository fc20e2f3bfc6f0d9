"""sitegen turns machine-learning experiments into articles. All that an author's files import is here, by name:

    from builder import Record, Result, experiment

Nothing is loaded until it is asked for: a post without charts needs no pyecharts, and nothing here needs PyTorch.
`builder.learning`, which does, has the building blocks for networks.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from builder.content.words import Words
    from builder.drawing.bands import Band
    from builder.drawing.interactive_data import seeds
    from builder.drawing.sweeps import heat_map, lines
    from builder.evidence.locale import Locale
    from builder.experiments import Exported, Result, experiment
    from builder.experiments.opened import open_site
    from builder.loops import Loop
    from builder.results import Record, Run, current_run, other

__version__ = "0.1.0"
__all__ = [
    "Band", "Exported", "Locale", "Loop", "Record", "Result", "Run", "Words", "current_run", "experiment", "heat_map",
    "lines", "open_site", "other", "seeds",
]  # fmt: skip

PLACES = {
    "Band": "builder.drawing.bands",
    "Exported": "builder.experiments",
    "Locale": "builder.evidence.locale",
    "Loop": "builder.loops",
    "Record": "builder.results",
    "Result": "builder.experiments",
    "Run": "builder.results",
    "Words": "builder.content.words",
    "current_run": "builder.results",
    "experiment": "builder.experiments",
    "heat_map": "builder.drawing.sweeps",
    "lines": "builder.drawing.sweeps",
    "open_site": "builder.experiments.opened",
    "other": "builder.results",
    "seeds": "builder.drawing.interactive_data",
}
"""Where each of these names is at home."""


def __getattr__(name: str) -> Any:
    if name in PLACES:
        return getattr(import_module(PLACES[name]), name)
    raise AttributeError(f"module 'builder' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
