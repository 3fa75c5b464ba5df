"""What sounds before an emergency: a few blasts of one sound, with silence between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

SHORTEST_BLAST_S: Final = 3
LONGEST_BLAST_S: Final = 30
LONGEST_GAP_S: Final = 30
MOST_BLASTS: Final = 10
LONGEST_S: Final = 180


class SirenSound(StrEnum):
    """What one blast is: the attention tone's horn, a slow or a fast sweep, or one pitch."""

    HORN = "horn"
    WAIL = "wail"
    YELP = "yelp"
    STEADY = "steady"


@dataclass(frozen=True, slots=True, kw_only=True)
class Siren:
    """A pattern of blasts; ``gap_s`` of silence stands between two of them."""

    sound: SirenSound
    blasts: int = 1
    blast_s: int = 5
    gap_s: int = 0

    @property
    def seconds(self) -> int:
        """Return how long the whole pattern takes."""
        return self.blasts * self.blast_s + (self.blasts - 1) * self.gap_s

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "sound": self.sound.value,
            "blasts": self.blasts,
            "blast_s": self.blast_s,
            "gap_s": self.gap_s,
        }


def siren_from_values(values: Mapping[str, Any]) -> Siren:
    """Read what ``Siren.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    return Siren(
        sound=SirenSound(values["sound"]),
        blasts=int(values["blasts"]),
        blast_s=int(values["blast_s"]),
        gap_s=int(values["gap_s"]),
    )
