"""The bench: experiments declared, judged and run. Authors import `experiment` and `Result` from here."""

from builder.experiments.declaration import Experiment, Exported, Result, experiment

__all__ = ["Experiment", "Exported", "Result", "experiment"]
