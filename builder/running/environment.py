"""On what an experiment runs: chosen before it, described after it by what was used, never hashed."""

from __future__ import annotations

import functools
import os
import platform
import re
import sys
from pathlib import Path
from typing import Any

from builder.errors import SitegenError
from builder.experiments.packages import installed, loaded


def check_device(wanted: str) -> None:
    """Raise SitegenError where a GPU is asked for and PyTorch finds none, before anything is computed."""
    if wanted == "cuda":
        try:
            import torch  # a second and a half, which only those wait who ask for it
        except ImportError:
            raise SitegenError("torch is not installed", hint="Install it: pip install torch.") from None
        if not torch.cuda.is_available():
            hint = "Leave --device away to compute on the processor, or see what `nvidia-smi` says."
            raise SitegenError("there is no GPU that PyTorch can use", hint=hint)


def use_device(wanted: str) -> str:
    """The device for the networks of an experiment, as torch names it: "auto" is a GPU where there is one.

    A GPU is made to compute in single precision as the processor does, and alike each time.
    """
    torch = sys.modules.get("torch")
    if wanted == "cpu" or torch is None or not torch.cuda.is_available():
        return "cpu"
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # read when cuBLAS is first used
    torch.use_deterministic_algorithms(True, warn_only=True)
    torch.backends.fp32_precision = "ieee"
    return "cuda"


def expected_environment(device: str) -> dict[str, Any]:
    """What is known before a run of what it will run on, as far as a half-finished one may go on only there."""
    torch = sys.modules.get("torch")
    environment: dict[str, Any] = {
        **_machine(),
        "device": device if torch is None or device == "cpu" else torch.cuda.get_device_name(),
        "threads": torch.get_num_threads() if torch is not None else os.environ.get("OMP_NUM_THREADS", ""),
    }
    if version := _torch_here():  # it may be imported by the function
        environment["torch"] = version
    return environment


@functools.cache
def _torch_here() -> str:
    return installed().get("torch", "")


def describe_environment(before: int) -> dict[str, Any]:
    """What a run that ended ran on and in, by what it loaded and used; `before` is `gpu_work()` before it began."""
    torch = sys.modules.get("torch")
    environment: dict[str, Any] = {**_machine(), "device": _device(before), "packages": loaded()}
    if torch is not None:
        environment["torch"] = str(torch.__version__)
        environment["threads"] = torch.get_num_threads()
        environment["deterministic"] = bool(torch.are_deterministic_algorithms_enabled())
    elif os.environ.get("OMP_NUM_THREADS", "").isdecimal():
        environment["threads"] = int(os.environ["OMP_NUM_THREADS"])
    return environment


def gpu_work() -> int:
    """How many pieces of memory of a GPU this process has taken so far by PyTorch: more after what used it."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_initialized():
        return 0
    return int(torch.cuda.memory_stats().get("allocation.all.allocated", 0))


def _device(before: int) -> str:
    """What was computed on: a GPU that PyTorch or JAX used, else the processor."""
    torch = sys.modules.get("torch")
    if gpu_work() > before and torch is not None:
        return str(torch.cuda.get_device_name())
    if torch is not None and torch.backends.mps.is_available() and torch.mps.current_allocated_memory():
        return "mps"
    # Asking JAX itself would start what it has not started.
    backends = getattr(sys.modules.get("jax._src.xla_bridge"), "_backends", None)
    if backends and (jax := sys.modules.get("jax")) is not None and jax.default_backend() != "cpu":
        return str(jax.devices()[0].device_kind)
    return "cpu"


def _machine() -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
    }


@functools.cache  # to ask the system takes longer than a short run
def _processor() -> str:
    """What the processor calls itself; "" where the system does not tell."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.processor()
