"""What a record keeps of all that determined it, and how two of them differ, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from builder.files import canonical_json, sha256
from builder.results.point import OVER, combinations

FORMAT = 2
"""The number of the format of record.json; a record of another format is read as missing."""

WITHOUT = "without"
"""Under this name the settings of a fingerprint have what of a result is left out."""
FILE = "file:"
"""Before the path of a file of data that a run was seen to open."""


@dataclass(frozen=True)
class Fingerprint:
    """All that determines a result, part by part, so that a difference can be named.

    `code` maps each definition reached (`models.py:cnn`) to the digest of its text, `inputs` each declared file to the
    digest of its bytes, `uses` each experiment used to the digest of its outputs; `settings` holds the settings
    written as literals in the source (others count through `code`). `data` maps each declared data set to its digest.
    `seen` has what reading the source did not find and the run was seen to execute or open: definitions
    (`models.py:small`), whole files of code (`models.py`) and files of data (`file:data/x.csv`, relative to the post's
    folder).
    """

    code: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)

    def parts(self) -> dict[str, dict[str, Any]]:
        """The parts as a record keeps them: `seen` and `data` only where there is something."""
        return {name: part for name, part in vars(self).items() if part or name not in ("seen", "data")}

    def digest(self) -> str:
        """One digest of all the parts."""
        return sha256(canonical_json(["fingerprint", FORMAT, self.parts()]))

    def differences(self, old: Fingerprint) -> list[str]:
        """In words, what differs from the fingerprint of an earlier run; nothing when they are the same."""
        reasons = []
        for name in sorted(self.settings.keys() | old.settings.keys()):
            new_value, old_value = self.settings.get(name), old.settings.get(name)
            if name == OVER and canonical_json(new_value) != canonical_json(old_value):
                reasons.append(f"goes over {_points(new_value)}, not over {_points(old_value)}")
            elif name == OVER:
                continue
            elif name not in old.settings:
                reasons.append(f"new setting {name} = {_word(new_value)}")
            elif name not in self.settings:
                reasons.append(f"setting {name} removed")
            elif canonical_json(new_value) != canonical_json(old_value):
                reasons.append(f"{name} {_word(old_value)} -> {_word(new_value)}")
        for part, changed, added, removed in (
            ("code", "{} changed", "now reaches {}", "no longer reaches {}"),
            ("inputs", "input {} changed", "new input {}", "input {} removed"),
            ("data", "data set {} is another", "now reads data set {}", "no longer reads data set {}"),
            ("uses", "output of {} changed", "now uses {}", "no longer uses {}"),
        ):
            new, before = getattr(self, part), getattr(old, part)
            for name in sorted(new.keys() | before.keys()):
                if new.get(name) != before.get(name):
                    words = added if name not in before else removed if name not in new else changed
                    reasons.append(words.format(name))
        # What was seen then is compared; what else a run would be seen to do, nobody knows before it.
        seen = [name for name in sorted(old.seen) if self.seen.get(name) != old.seen[name]]
        return [*reasons, *(_seen_otherwise(name, self.seen.get(name)) for name in seen)]


def _seen_otherwise(name: str, digest: str | None) -> str:
    what, how = (f"file {name.removeprefix(FILE)}", "be read") if name.startswith(FILE) else (name, "run")
    return f"{what} {'changed' if digest else 'is no longer there'} (seen to {how})"


def _points(over: Any) -> str:
    """What a sweep goes over, in short."""
    number = len(combinations(over or {}))
    names = f" of {' and '.join(over if isinstance(over, dict) else over[0])}" if over else ""
    return "1 point" if number == 1 and not over else f"{number} points{names}"


def _word(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
