"""What a record keeps of all that determined it, and how two of them differ, in words."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from builder.files import canonical_json, sha256

FORMAT = 1
"""The number of the format of record.json; a record of another format is read as missing."""


@dataclass(frozen=True)
class Fingerprint:
    """All that determines a result, part by part, so that a difference can be named.

    `code` maps each definition reached (`models.py:cnn`) to the digest of its text, `inputs` each declared file to the
    digest of its bytes, `uses` each experiment used to the digest of its outputs; `settings` holds the settings
    written as literals in the source (others count through `code`).
    """

    code: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    uses: dict[str, str] = field(default_factory=dict)

    def digest(self) -> str:
        """One digest of all the parts."""
        return sha256(canonical_json(["fingerprint", FORMAT, asdict(self)]))

    def differences(self, old: Fingerprint) -> list[str]:
        """In words, what differs from the fingerprint of an earlier run; nothing when they are the same."""
        reasons = []
        for name in sorted(self.settings.keys() | old.settings.keys()):
            new_value, old_value = self.settings.get(name), old.settings.get(name)
            if name not in old.settings:
                reasons.append(f"new setting {name} = {_word(new_value)}")
            elif name not in self.settings:
                reasons.append(f"setting {name} removed")
            elif canonical_json(new_value) != canonical_json(old_value):
                reasons.append(f"{name} {_word(old_value)} -> {_word(new_value)}")
        for part, changed, added, removed in (
            ("code", "{} changed", "now reaches {}", "no longer reaches {}"),
            ("inputs", "input {} changed", "new input {}", "input {} removed"),
            ("uses", "output of {} changed", "now uses {}", "no longer uses {}"),
        ):
            new, before = getattr(self, part), getattr(old, part)
            for name in sorted(new.keys() | before.keys()):
                if new.get(name) != before.get(name):
                    words = added if name not in before else removed if name not in new else changed
                    reasons.append(words.format(name))
        return reasons


def _word(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
