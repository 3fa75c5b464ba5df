"""SAME bursts (47 CFR 11.31), for receivers that only know these: they prove no sender either.

A header is sent three times with pauses of a second before an alert, NNNN three times after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from loudspeaker.radio.tones import TONE_RATE_HZ, Samples, keyed

BIT_S = 1 / 520.83
ONE_HZ, ZERO_HZ = 2083.3, 1562.5
PREAMBLE = b"\xab" * 16
END_OF_MESSAGE = "NNNN"
TIMES = 3
PAUSE_S = 1.0
_MOST_PLACES = 31
_ORIGINATOR, _EVENT = re.compile(r"[A-Z]{3}"), re.compile(r"[A-Z]{3}")
_PLACE = re.compile(r"[0-9]{6}")
_SENDER = re.compile(r"[A-Z0-9/ ]{8}")
_VALID_STEPS_MIN = (*range(15, 61, 15), *range(90, 100 * 60, 30))


@dataclass(frozen=True, slots=True, kw_only=True)
class SameHeader:
    """What a SAME header says; raises ValueError for what it cannot say.

    ``places`` are PSSCCC, ``valid_min`` is 15 to 60 by 15, then by 30; ``issued`` has a zone and is
    sent in UTC; ``sender`` has eight characters.
    """

    originator: str
    event: str
    places: Sequence[str]
    valid_min: int
    issued: datetime
    sender: str

    def __post_init__(self) -> None:
        """Check every field."""
        right = {
            "originator": _ORIGINATOR.fullmatch(self.originator),
            "event": _EVENT.fullmatch(self.event),
            "places": 0 < len(self.places) <= _MOST_PLACES
            and all(_PLACE.fullmatch(place) for place in self.places),
            "valid_min": self.valid_min in _VALID_STEPS_MIN,
            "issued": self.issued.tzinfo is not None,
            "sender": _SENDER.fullmatch(self.sender),
        }
        for name, fits in right.items():
            if not fits:
                raise ValueError(f"{name}: {getattr(self, name)!r}")

    @property
    def text(self) -> str:
        """Return ``ZCZC-ORG-EEE-PSSCCC+TTTT-JJJHHMM-LLLLLLLL-``."""
        hours, minutes = divmod(self.valid_min, 60)
        issued = self.issued.astimezone(UTC).strftime("%j%H%M")
        places = "-".join(self.places)
        return (
            f"ZCZC-{self.originator}-{self.event}-{places}"
            f"+{hours:02d}{minutes:02d}-{issued}-{self.sender}-"
        )


def same_bursts(text: str, *, level_dbfs: float, rate_hz: int = TONE_RATE_HZ) -> Samples:
    """Return a header's text, or ``END_OF_MESSAGE``, as it is sent: three bursts, two pauses."""
    burst = same_burst(text, level_dbfs=level_dbfs, rate_hz=rate_hz)
    pause = np.zeros(round(PAUSE_S * rate_hz), dtype=np.float32)
    return np.concatenate((*(part for _ in range(TIMES - 1) for part in (burst, pause)), burst))


def same_burst(text: str, *, level_dbfs: float, rate_hz: int = TONE_RATE_HZ) -> Samples:
    """Return one burst: preamble and text, low bit first, as phase-continuous FSK."""
    sent = np.frombuffer(PREAMBLE + text.encode("ascii"), dtype=np.uint8)
    bits = np.unpackbits(sent, bitorder="little")
    hz = np.where(bits, ONE_HZ, ZERO_HZ)
    wave = keyed([BIT_S] * len(bits), hz.tolist(), rate_hz)
    return (wave * 10 ** (level_dbfs / 20)).astype(np.float32)
