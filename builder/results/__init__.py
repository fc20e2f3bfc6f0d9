"""The contract between the two halves: experiments write records, the site reads them."""

from builder.results.compare import differences
from builder.results.failure import FAILURE, Failure
from builder.results.fingerprint import FILE, Fingerprint
from builder.results.record import Artifact, Record, SeedRun
from builder.results.run import BEGUN_AS, Run, current_run, running
from builder.results.seeds import alone, combined
from builder.results.store import EarlierRecord, MissingRecord, Store

__all__ = [
    "BEGUN_AS",
    "FAILURE",
    "FILE",
    "Artifact",
    "EarlierRecord",
    "Failure",
    "Fingerprint",
    "MissingRecord",
    "Record",
    "Run",
    "SeedRun",
    "Store",
    "alone",
    "combined",
    "current_run",
    "differences",
    "running",
]
