"""On what an experiment ran: recorded, never hashed."""

from __future__ import annotations

import platform
import sys
from typing import Any


def describe_environment() -> dict[str, Any]:
    """Python, torch, device, threads and platform of this process; torch only where the experiment imported it."""
    environment: dict[str, Any] = {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "device": "cpu",
    }
    torch = sys.modules.get("torch")
    if torch is not None:
        environment["torch"] = str(torch.__version__)
        environment["threads"] = torch.get_num_threads()
    return environment
