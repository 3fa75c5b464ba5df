"""What a fitter writes into a receiver before it goes up: as one text for a camera, and to type.

docs/reference/point-protocol.md, section *Commissioning card*, is the specification.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from loudspeaker.model import MAX_POINT_NUMBER
from loudspeaker.radio.commands import KEY_BYTES, MAX_VOLUME, ReceiverKeys
from loudspeaker.radio.fragments import group_form
from loudspeaker.radio.uecp_frame import crc16

MAGIC = "LSP1"
GROUP_BYTES = 4
KEY_ROWS = ("A", "B", "C")
"""The keys of all points, of the zone and of the point, in this order.

With the groups' numbers 0-3 no two labels differ by a multiple of the polynomial, 107h.
"""
_CRC8_POLYNOMIAL = 0x07
_FIELDS = re.compile(
    r"LSP1:(?P<pi>[0-9A-F]{4}):(?P<point>[0-9]{1,5}):(?P<zone>[0-9]{1,5})"
    r":(?P<group>[0-9]{1,2}A):(?P<aid>[0-9A-F]{4}|-):(?P<volume>[0-9]{1,3}):(?P<epoch>[0-9]{1,6})"
    r":(?P<everyone>[0-9A-F]{32}):(?P<own_zone>[0-9A-F]{32}):(?P<own>[0-9A-F]{32})"
    r":(?P<check>[0-9A-F]{4})"
)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Card:
    """The content of one commissioning card; it holds keys, so it has no representation."""

    pi: int
    point: int
    zone: int
    group: str
    aid: int | None
    volume: int
    epoch: int
    keys: ReceiverKeys

    def __post_init__(self) -> None:
        """Refuse with ValueError what no receiver could be given."""
        numbers_fit = all(1 <= number <= MAX_POINT_NUMBER for number in (self.point, self.zone))
        if not (numbers_fit and 0 <= self.volume <= MAX_VOLUME and self.epoch >= 1):
            raise ValueError("point, zone, volume or epoch")
        group_form(self.group, self.aid)

    @property
    def heading(self) -> str:
        """Everything but the keys, as it stands in the text: PI to epoch."""
        aid = "-" if self.aid is None else f"{self.aid:04X}"
        numbers = f"{self.pi:04X}:{self.point}:{self.zone}:{self.group}:{aid}"
        return f"{numbers}:{self.volume}:{self.epoch}"

    @property
    def payload(self) -> str:
        """The text of the QR code: upper-case letters, digits, colons and hyphens."""
        keys = ":".join(key.hex().upper() for key in self._keys())
        text = f"{MAGIC}:{self.heading}:{keys}:"
        return f"{text}{crc16(text.encode('ascii')):04X}"

    def _keys(self) -> tuple[bytes, ...]:
        return self.keys.everyone, self.keys.zone, self.keys.point

    @property
    def heading_check(self) -> str:
        """Two hexadecimal digits over the heading, for who types it."""
        return f"{crc8(self.heading.encode('ascii')):02X}"

    @property
    def check(self) -> str:
        """The four digits at the end of the text; typed last, they check what was typed as one."""
        return self.payload[-4:]

    @property
    def key_rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each key's letter and its four groups: eight hexadecimal digits, hyphen, two to check."""
        rows = zip(KEY_ROWS, self._keys(), strict=True)
        return tuple((letter, _groups(letter, key)) for letter, key in rows)


def _groups(letter: str, key: bytes) -> tuple[str, ...]:
    starts = range(0, KEY_BYTES, GROUP_BYTES)
    parts = [key[start : start + GROUP_BYTES] for start in starts]
    return tuple(
        f"{part.hex().upper()}-{crc8(f'{letter}{number}'.encode() + part):02X}"
        for number, part in enumerate(parts)
    )


def card_from_payload(text: str) -> Card:
    """Read the text of a QR code; ValueError for anything but exactly a card's."""
    found = _FIELDS.fullmatch(text)
    if found is None or int(found["check"], 16) != crc16(text[:-4].encode("ascii")):
        raise ValueError("not the text of a commissioning card, or a character of it is wrong")
    card = Card(
        pi=int(found["pi"], 16),
        point=int(found["point"]),
        zone=int(found["zone"]),
        group=found["group"],
        aid=None if found["aid"] == "-" else int(found["aid"], 16),
        volume=int(found["volume"]),
        epoch=int(found["epoch"]),
        keys=ReceiverKeys(
            everyone=bytes.fromhex(found["everyone"]),
            zone=bytes.fromhex(found["own_zone"]),
            point=bytes.fromhex(found["own"]),
        ),
    )
    if card.payload != text:
        raise ValueError("numbers have no zeros in front")
    return card


def crc8(data: bytes) -> int:
    """Return the CRC-8 with polynomial 07h, start 0, no reflection ("123456789" gives F4h)."""
    register = 0
    for byte in data:
        register ^= byte
        for _ in range(8):
            carried = register & 0x80
            register = (register << 1) & 0xFF ^ (_CRC8_POLYNOMIAL if carried else 0)
    return register
