"""What the station tells about itself over RDS."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.radio.fragments import IN_HOUSE, GroupForm
from loudspeaker.radio.rds_frequencies import alternative_pairs

VIETNAM_ECC = 0xF2
VIETNAMESE = 0x46
_VIETNAM_OFFSET_HALF_HOURS = 14
_IN_HOUSE_KIND = 6
_MOST_OFFSET = 31  # five bits and a sign
_BITS = {"pi": 16, "pty": 5, "decoder_bits": 4, "ecc": 8, "language": 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """PI, names, texts and switches; texts in any length and script, shortened when sent.

    ``decoder_bits`` are d3..d0 (d0: stereo), ``ert`` is radio text in UTF-8, ``commands`` the
    groups in which point commands travel.  Empty texts are not sent.  ValueError for numbers that
    do not fit their fields.
    """

    pi: int
    ps: str
    pty: int = 0
    tp: bool = False
    ta: bool = False
    music: bool = False
    decoder_bits: int = 0
    radio_text: str = ""
    long_ps: str = ""
    ert: str = ""
    ptyn: str = ""
    ecc: int = VIETNAM_ECC
    language: int = VIETNAMESE
    alternative_frequencies_khz: tuple[int, ...] = ()
    commands: GroupForm = IN_HOUSE
    utc_offset_half_hours: int = _VIETNAM_OFFSET_HALF_HOURS

    def __post_init__(self) -> None:
        for name, bits in _BITS.items():
            if not 0 <= (value := getattr(self, name)) < 1 << bits:
                raise ValueError(f"{name} has {bits} bits: {value}")
        if abs(self.utc_offset_half_hours) > _MOST_OFFSET:
            raise ValueError(f"no offset from UTC: {self.utc_offset_half_hours} half hours")
        alternative_pairs(self.alternative_frequencies_khz)

    @property
    def announced_commands(self) -> GroupForm | None:
        """The command groups if they need an announcement in 3A: not those in-house."""
        needs_none = self.commands.aid is None or self.commands.kind == _IN_HOUSE_KIND
        return None if needs_none else self.commands
