"""What receivers are to show of a station, while something is on air and while nothing is.

Programme service name (PS), programme type (PTY) and its name (PTYN), traffic flags (TP, TA) and
radio text (RT) as EN 50067, 3.2.1 means them; how an encoder is told is the drivers' business.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

NAME_LENGTH, TEXT_LENGTH = 8, 64
INFORMATION_PTY, ALARM_PTY = 3, 31
ALARM_NAME = b"CANH BAO"
NO_NAME = b" " * NAME_LENGTH
_OTHER_IN_RDS = frozenset("$^`~")  # their codes mean something else in table G0
_STROKED = str.maketrans({"đ": "d", "Đ": "D"})


class OnAirKind(StrEnum):
    """How much of a listener's attention is asked for."""

    NOTHING = "nothing"
    ANNOUNCEMENT = "announcement"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnAir:
    """What is on air; ``text`` is shown beside it where receivers can."""

    kind: OnAirKind
    text: str = ""


NOTHING_ON_AIR = OnAir(kind=OnAirKind.NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class StationLabel:
    """How the station presents itself while nothing is on air.

    PTY 3 is "Information": public affairs and advice in the widest sense, which is what a commune
    announces.  ``traffic_programme`` (TP) lets car radios listen for announcements.
    """

    name: str = "DAI XA"
    pty: int = INFORMATION_PTY
    traffic_programme: bool = True
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the encoder is to send now; names have eight bytes of the RDS character table."""

    name: bytes
    pty: int
    traffic_programme: bool
    announcement: bool
    pty_name: bytes
    text: bytes


def shown(label: StationLabel, on_air: OnAir) -> Shown:
    """Return what receivers are to show.

    TA is 1 while anything is on air, but never without TP: 0/1 would point to another network.
    An emergency is PTY 31 with its name, which receivers switch to by themselves.
    """
    busy, alarm = on_air.kind is not OnAirKind.NOTHING, on_air.kind is OnAirKind.EMERGENCY
    return Shown(
        name=characters(label.name)[:NAME_LENGTH].ljust(NAME_LENGTH),
        pty=ALARM_PTY if alarm else label.pty,
        traffic_programme=label.traffic_programme,
        announcement=busy and label.traffic_programme,
        pty_name=ALARM_NAME if alarm else NO_NAME,
        text=characters(on_air.text if busy and on_air.text else label.text)[:TEXT_LENGTH],
    )


def characters(text: str) -> bytes:
    """Return a text in bytes of the RDS character table, for now only those it shares with ASCII.

    Marks of Vietnamese letters are left out; what then is not ASCII becomes a space.
    """
    plain = unicodedata.normalize("NFD", text.translate(_STROKED))
    letters = (letter for letter in plain if not unicodedata.combining(letter))
    return "".join(letter if is_plain(letter) else " " for letter in letters).strip().encode()


def is_plain(letter: str) -> bool:
    """Tell whether a character has the same code in ASCII and in the RDS character table."""
    return " " <= letter < "\x7f" and letter not in _OTHER_IN_RDS
