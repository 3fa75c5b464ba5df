"""``voices/*.yaml``: what a voice is made of, as plain checked values.

The speech room makes its own ``Voice`` of them; this module knows only which keys each engine has.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from loudspeaker.config.reader import Section, read_file
from loudspeaker.model.settings import (
    Chosen,
    Setting,
    Table,
    choice,
    file_name,
    flag,
    https_address,
    line_of_text,
    number,
    sha256,
    whole,
)

THOUSANDS: Final = ("nghìn", "ngàn")
ZERO_TENS: Final = ("linh", "lẻ")

_LICENCE = Table(
    (
        Setting("name", line_of_text(100)),
        Setting("url", https_address(), default=None),
        Setting("commercial", flag()),
    )
)

_COMMON = Table(
    (
        Setting("title", line_of_text(100)),
        Setting("language", line_of_text(20), default="vi"),
        Setting("licence", _LICENCE),
        Setting("gain_db", number(-40, 40), default=None),
        Setting("thousand", choice(THOUSANDS), default=THOUSANDS[0]),
        Setting("zero_tens", choice(ZERO_TENS), default=ZERO_TENS[0]),
    )
)

# Without sha256 the hash is recorded at the first installation (trust on first use).
_DOWNLOAD = Table(
    (
        Setting("url", https_address()),
        Setting("sha256", sha256(), default=None),
        Setting("bytes", whole(1, 1_000_000_000), default=None),
    )
)

_ESPEAK = Table(
    (
        Setting("voice", line_of_text(40)),
        Setting("variant", file_name(), default=None),
        Setting("words_per_minute", whole(80, 450), default=150),
        Setting("pitch", whole(0, 99), default=50),
    )
)
_PIPER = Table(
    (
        Setting("model", _DOWNLOAD),
        Setting("config", _DOWNLOAD),
        Setting("speaker", whole(0, 10_000), default=None),
        Setting("length_scale", number(0.3, 3), default=1.0),
        Setting("noise_scale", number(0, 2), default=0.667),
        Setting("noise_w", number(0, 2), default=0.8),
    )
)

ENGINES: Final[Mapping[str, Table]] = {"espeak": _ESPEAK, "piper": _PIPER, "tone": Table(())}
TEST_ENGINES: Final = frozenset({"tone"})
"""These make no speech: a real station never speaks with them."""

VOICE_KEYS: Final = Chosen(key="engine", tables=ENGINES, common=_COMMON)


def load_voice(path: Path, keys: Chosen = VOICE_KEYS) -> Section:
    """Read one voice file; its identifier is the file's name.  Raise ConfigurationRefused."""
    return read_file(path, keys)
