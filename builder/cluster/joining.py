"""Joining a cluster: one that runs, or a new one of this machine alone."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from builder.errors import SitegenError

ADDRESS = re.compile(r"ray://(?P<host>\[[^\]]+\]|[^:/\s]+):(?P<port>\d{1,5})/?")
_START = "Start one: ray start --head; and give its address: --on ray://HOST:10001."


@contextmanager
def joined(on: str) -> Iterator[tuple[str, int]]:
    """Be part of the cluster that `on` names, "ray" or "ray://host:port"; gives where its head answers.

    "ray" is the cluster of RAY_ADDRESS or of this machine; where there is none a new one, which ends with the block.
    Raises SitegenError where Ray is not installed, nothing answers, or what answers is of another version.
    """
    if importlib.util.find_spec("ray") is None:
        raise SitegenError("Ray is not installed", hint='Install it: pip install "sitegen[ray]".')
    found = ADDRESS.fullmatch(on)
    if on != "ray" and not found:
        raise SitegenError(f"'{on}' is no cluster", hint="Write --on ray, or --on ray://HOST:10001.")
    host, port = ("", 0) if found is None else (found["host"].strip("[]"), int(found["port"]))
    if host:
        _answers(host, port)
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"  # once the cluster is gone, nobody wants another one
    import ray  # a second, which only those wait who ask for it

    _init(on if host else os.environ.get("RAY_ADDRESS") or "auto")
    try:
        if not host:
            host, _, text = str(ray.get_runtime_context().gcs_address).rpartition(":")
            port = int(text)
        yield host, port
    finally:
        ray.shutdown()


def _answers(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except OSError as error:
        why = error.strerror or str(error)
        raise SitegenError(f"no cluster answers at {host}:{port} ({why})", hint=_START) from None


def _init(address: str) -> None:
    import ray
    from ray._private import worker

    # When a node ends, Ray prints what it logged, dozens of lines of it; which run was lost with it is said anyway. No
    # option of Ray's keeps it from that: its own debugger does this, too.
    worker._worker_logs_enabled = False
    init = partial(ray.init, log_to_driver=False, logging_level=logging.ERROR, namespace="sitegen")
    try:
        try:
            init(address)
        except ConnectionError:
            if address == "auto":
                init(include_dashboard=False)  # nothing runs here: a cluster of this machine alone
            else:
                init(address)  # Ray's server for clients does not always begin at the first time
    except (ConnectionError, RuntimeError, ValueError) as error:
        text = " ".join(str(error).split())
        hint = "The same Python and Ray must be installed here and on each node." if "ersion" in text else _START
        raise SitegenError(f"the cluster cannot be joined: {text}", hint=hint) from None
