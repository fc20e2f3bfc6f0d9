"""On what an experiment runs: chosen before it, recorded with it, never hashed."""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path
from typing import Any

from builder.errors import SitegenError


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


def describe_environment(device: str) -> dict[str, Any]:
    """What this process runs on, and in: torch only where the experiment imported it."""
    torch = sys.modules.get("torch")
    environment: dict[str, Any] = {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "processor": _processor(),
        "device": device if torch is None or device == "cpu" else torch.cuda.get_device_name(),
    }
    if torch is not None:
        environment["torch"] = str(torch.__version__)
        environment["threads"] = torch.get_num_threads()
    return environment


def _processor() -> str:
    """What the processor calls itself; "" where the system does not tell."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    found = re.search(r"^model name\s*: (.+)$", text, re.MULTILINE)
    return found[1] if found else platform.processor()
