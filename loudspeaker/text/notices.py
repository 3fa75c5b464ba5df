"""What became of a text on its way to be read, for its writer and its approver."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Noticed(StrEnum):
    """What was rewritten in a text, taken out of it, or could not be said."""

    CONVERTED = "converted"
    CONTROL = "control"
    HIDDEN = "hidden"
    MARK = "mark"
    UNKNOWN = "unknown"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How many characters are not heard, or not as they came; shown to writer and approver."""

    what: Noticed
    count: int
