"""The contract between the two halves: experiments write records, the site reads them."""

from builder.results.record import Artifact, Fingerprint, Record
from builder.results.run import Run, current_run, running
from builder.results.store import MissingRecord, Store

__all__ = ["Artifact", "Fingerprint", "MissingRecord", "Record", "Run", "Store", "current_run", "running"]
