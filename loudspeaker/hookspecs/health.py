"""How a plug-in says it is, for ``loudspeaker status`` and the list of faults."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a thing stands."""

    OK = "ok"
    WARN = "warn"
    """Somebody should look when there is time."""
    BAD = "bad"
    """It does not work: it stands in the fault ``plugins`` until it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing and how it stands, in words of the plug-in: no personal data, at most 200 letters.

    For a mailbox that does not answer: ``Hộp thư không trả lời từ 7:30.``
    """

    text: str
    health: Health = Health.OK
