"""Everything an airing works with, in one place and one direction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from loudspeaker.air.interlock import Limits
from loudspeaker.air.orders import Interruption, Orders
from loudspeaker.air.positions import Positions
from loudspeaker.air.volumes import Volumes
from loudspeaker.devices.points.base import PointCommands
from loudspeaker.devices.points.players import ClipPlayers, NoClipPlayers
from loudspeaker.devices.sound.base import Sound
from loudspeaker.devices.transmitter.base import Transmitter
from loudspeaker.model import TimeSource
from loudspeaker.radio.on_air import OnAir
from loudspeaker.rundown import Rundown
from loudspeaker.system.watched_clock import WatchedClock

log = logging.getLogger(__name__)
WAY_BACK_S = 13.0
"""A receiver whose clock had left the station's follows it again 10 s after the first command that
it hears, and what came before that has opened nothing."""


def _one(_points: Sequence[int]) -> int:
    return 1


def _ignore(_code: str, _problem: str | None) -> None:
    """Tell nobody."""


def _unmeasured() -> float | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadIn:
    """How the points are opened: copies of the command, and the time that takes at most."""

    copies: int = 3
    normal_s: float = 1.4
    command_s: float = 0.38
    addresses: Callable[[Sequence[int]], int] = field(default=_one)
    """How many commands it takes to reach a set of points."""
    least_s: float = 0.0
    least_urgent_s: float = 0.0
    """From the open command to the first sound at the least: points may have clips to fetch."""

    closing_s: float = 3.0
    """How long closing every point, three times, may take at the most."""

    def give_up_after_s(self, points: Sequence[int]) -> float:
        """Return how long a command to these points may take at the most before it has failed."""
        command_s = max(0.5, 1.3 * self.command_s)
        return max(3.0, self.normal_s + 1.0) + self.addresses(points) * command_s

    def ahead_of(self, rundown: Rundown, maybe_open: frozenset[int]) -> timedelta:
        """Return how long before the due time the carrier is keyed up.

        Points that may be open and are not addressed cost one more command.  A set that takes
        many commands is opened once ahead of the sound, and further copies go under it.
        """
        if not self.normal_s:
            return timedelta()
        count = self.addresses(rundown.points)
        opening_s = self.normal_s if count == 1 else (count + 1) * self.command_s
        closing_s = self.command_s if maybe_open - set(rundown.points) else 0.0
        return timedelta(seconds=opening_s + closing_s)

    def soonest_s(self, points: Sequence[int], *, urgent: bool, closing: bool) -> float:
        """Return about how long after the carrier the first sound is heard.

        ``closing`` tells that a command to other points goes first.
        """
        count = self.addresses(points)
        opening_s = self.normal_s if count <= 1 and not urgent else max(1, count) * self.command_s
        first_s = self.command_s if closing and self.normal_s else 0.0
        return max(self.wait_s(urgent=urgent), first_s + opening_s)

    def wait_s(self, *, urgent: bool) -> float:
        """Return how long to hold back the first sound, counted from the open command."""
        return self.least_urgent_s if urgent else self.least_s


@dataclass(slots=True, kw_only=True)
class PointsState:
    """Which points may be open, as far as we have commanded: all of them after a start.

    Receivers that ``keep_time`` refuse for a while what seems to come from another time; where that
    ``may_be_lost``, an airing begins with so much silence under commands that all follow again.
    """

    maybe_open: frozenset[int]
    keep_time: bool = True
    may_be_lost: bool = False

    def lose(self) -> None:
        """Note that our time and theirs may have parted, if they have one."""
        self.may_be_lost = self.keep_time

    @property
    def way_back_s(self) -> float:
        """Return how much longer than usual the lead-in is."""
        return WAY_BACK_S if self.may_be_lost else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The devices, orders and rules of one station's playout."""

    transmitter: Transmitter
    points: PointCommands
    sound: Sound
    time: TimeSource
    clock: WatchedClock
    orders: Orders
    positions: Positions
    clips: Path
    tapes: Path
    """Where what is said live is kept."""
    limits: Callable[[], Limits]
    breaks_in: Callable[[Rundown], bool]
    points_state: PointsState
    volumes: Volumes
    lead_in: LeadIn = field(default_factory=LeadIn)
    players: ClipPlayers = field(default_factory=NoClipPlayers)
    level_db: Callable[[], float | None] = _unmeasured
    """Tells how loud it is what leaves now (RMS, dBFS), None while nothing does; for any thread."""
    notice: Callable[[str, str | None], None] = _ignore
    """Takes a fault's code and what is wrong, or None when it is over."""

    def show(self, on_air: OnAir) -> None:
        """Have receivers be shown what is on air; whatever comes of that, the airing goes on."""
        try:
            self.points.announce(on_air)
        except Exception:
            log.exception("receivers are not shown %s", on_air.kind)


class Cut(Exception):
    """What is on air ends here."""

    def __init__(self, why: Interruption, detail: str = "") -> None:
        super().__init__(f"{why.value} {detail}".strip())
        self.why = why
        self.detail = detail
