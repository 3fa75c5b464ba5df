"""What a live airing is limited to: nobody has read beforehand what is said into a microphone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

LONGEST_MIN: Final = 10
BEGIN_WITHIN: Final = timedelta(minutes=10)
"""So long after it was approved or released the microphone may be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """How long the microphone may be open at the most, and what for, in a person's words."""

    longest_min: int
    reason: str

    @property
    def longest_s(self) -> int:
        """Return the longest time in seconds."""
        return self.longest_min * 60

    def stands(self) -> bool:
        """Tell whether there is a reason, and a limit that anybody may be given."""
        return 1 <= self.longest_min <= LONGEST_MIN and bool(self.reason.strip())

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"longest_min": self.longest_min, "reason": self.reason}


def live_from_values(values: Mapping[str, Any] | None) -> Live | None:
    """Read what ``Live.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    if values is None:
        return None
    return Live(longest_min=int(values["longest_min"]), reason=str(values["reason"]))
