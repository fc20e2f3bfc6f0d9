"""What a run needs of the machine that it runs on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_UNITS: dict[str, int] = {
    letter.lower() + binary + "b": base**power
    for binary, base in (("", 1000), ("i", 1024))
    for power, letter in enumerate("KMGT", start=1)
}
"""What people write after the number: {"kb": 1000, ..., "gib": 1073741824, "tib": ...}."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([KMGT]i?B)", re.IGNORECASE)


@dataclass(frozen=True)
class Needs:
    """Processors (on as many threads it computes), GPUs (also parts of one: 0.5), and bytes of memory; 0 where nobody
    said. None of it decides whether a record is fresh.
    """

    cpus: int = 1
    gpus: float = 0
    memory: int = 0

    def asked(self, *, quick: bool, device: str) -> Needs:
        """What of it a run asks for: a quick one for one processor, so that a laptop can try everything; one that is
        to compute on the processor for no GPU.
        """
        return ONE_PROCESSOR if quick else replace(self, gpus=0) if device == "cpu" else self

    def __str__(self) -> str:
        """In words: "4 processors, 1 GPU, 8 GB of memory"."""
        parts = [counted(self.cpus, "processor")]
        if self.gpus:
            parts.append(counted(self.gpus, "GPU"))
        if self.memory:
            parts.append(f"{size(self.memory)} of memory")
        return ", ".join(parts)


ONE_PROCESSOR = Needs()


def read_size(text: str) -> int:
    """How many bytes "8 GB" are, or "512 MiB". Raises ValueError where it is no size, or has no unit."""
    found = _SIZE.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return round(float(found[1]) * _UNITS[found[2].lower()])


def size(memory: float) -> str:
    """So many bytes, as people write them: "8 GB", "1.5 GB", "512 MB"."""
    for unit, letter in ((1000**power, letter) for power, letter in ((4, "T"), (3, "G"), (2, "M"), (1, "k"))):
        if memory >= unit:
            return f"{memory / unit:.4g} {letter}B"
    return f"{memory:.0f} bytes"


def counted(number: float, what: str) -> str:
    """ "no GPU", "1 GPU", "0.5 GPUs", "4 processors"."""
    return f"{number:g} {what}" + ("" if number == 1 else "s") if number else f"no {what}"
