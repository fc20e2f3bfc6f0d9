"""The contract between the two halves: experiments write records, the site reads them."""

from builder.results.combining import Alone, combined
from builder.results.compare import differences
from builder.results.elsewhere import Other, other
from builder.results.failure import FAILURE, Failure
from builder.results.fingerprint import FILE, Fingerprint
from builder.results.point import Point
from builder.results.record import RECORD, Artifact, Record
from builder.results.run import BEGUN_AS, Run, current_run, running
from builder.results.store import EarlierRecord, MissingRecord, Store
from builder.results.trials import Trial
from builder.results.waiting import RUNS, Waiting

__all__ = [
    "BEGUN_AS",
    "FAILURE",
    "FILE",
    "RECORD",
    "RUNS",
    "Alone",
    "Artifact",
    "EarlierRecord",
    "Failure",
    "Fingerprint",
    "MissingRecord",
    "Other",
    "Point",
    "Record",
    "Run",
    "Store",
    "Trial",
    "Waiting",
    "combined",
    "current_run",
    "differences",
    "other",
    "running",
]
