"""What is asked about the points at the socket of ``air``: volumes, keys, cards.

Keys leave this process once: on a card, for an administrator, after the journal has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from loudspeaker.air.journal import Journal
from loudspeaker.air.volumes import Volumes
from loudspeaker.config.identity import identify
from loudspeaker.config.station import StationConfig
from loudspeaker.devices.points.keys import KeyStore
from loudspeaker.errors import NotFound, NotNow, UsageRefused
from loudspeaker.model import Caller, Point, PointPlan, TimeSource, iso
from loudspeaker.radio.commands import MAX_VOLUME
from loudspeaker.radio.key_book import Held
from loudspeaker.system.server import Request

VOLUME, ENROL, KEYS = "points_volume", "points_enrol", "points_keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """What a receiver must know besides keys: PI, and the groups that carry commands."""

    pi: int
    group: str
    aid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointControl:
    """Answers requests about points; ``reception`` is None where no command goes by radio."""

    plan: PointPlan
    reception: Reception | None
    commanded: bool
    volumes: Volumes
    keys: KeyStore
    journal: Journal
    time: TimeSource
    station: Callable[[], StationConfig]

    # --- for ``station`` ------------------------------------------------------------------------

    def points(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - no arguments
        """Tell of every point what volume is wanted and which keys it has; no keys."""
        return {
            "volumes": [asdict(wish) for wish in self.volumes.listed()],
            "epoch": self.keys.book.epoch,
            "held": {str(number): self._held(number) for number in self._numbers()},
            "key_events": self.journal.key_events(),
        }

    def set_volume(self, request: Request) -> dict[str, Any]:
        """Keep a wish for the next carrier."""
        point, volume = self._point(request), int(request.arguments["volume"])
        if not 0 <= volume <= MAX_VOLUME:
            raise UsageRefused(option="VOLUME", problem=f"0 to {MAX_VOLUME}")
        if not self.commanded:
            raise NotNow(action=VOLUME, problem="no_radio")
        return asdict(self.volumes.ask(point.number, volume, by=str(request.arguments["by"])))

    # --- for people -----------------------------------------------------------------------------

    def listed_keys(self, request: Request) -> dict[str, Any]:
        """Tell which keys each point has, and what was done with keys."""
        told = self.points(request)
        return {name: told[name] for name in ("epoch", "held", "key_events")}

    def change_keys(self, request: Request) -> dict[str, Any]:
        """Make a new master key; every receiver holds the old one until it is enrolled anew."""
        caller = self._caller(request)
        self._reception(KEYS)
        try:
            book = self.keys.change(self.plan.numbers)
        except ValueError:
            raise NotNow(action=KEYS, problem="changing", detail=self._to_go()) from None
        self._note("changed", caller, None)
        return {"epoch": book.epoch, "points": sorted(book.old)}

    def card(self, request: Request) -> dict[str, Any]:
        """Return what is on a point's commissioning card, keys included."""
        caller, point = self._caller(request), self._point(request)
        reception = self._reception(ENROL)
        book = self.keys.card_made(point.number)
        self._note("card", caller, point.number)
        keys = book.current.for_receiver(point=point.number, zone=point.zone)
        return {
            "station": self.station().name,
            "point": point.number,
            "name": point.name,
            "zone": point.zone,
            "zone_name": next(z.name for z in self.plan.zones if z.number == point.zone),
            **asdict(reception),
            "volume": point.volume,
            "epoch": book.epoch,
            "keys": {
                "all": keys.everyone.hex(),
                "zone": keys.zone.hex(),
                "point": keys.point.hex(),
            },
        }

    def enrolled(self, request: Request) -> dict[str, Any]:
        """Note that a point's receiver has the keys of its newest card."""
        caller = self._caller(request)
        number = self._number(request)
        if number in self.plan.numbers and self.keys.book.held_by(number) is Held.OLD:
            raise NotNow(action=ENROL, problem="no_card", detail=str(number))
        book = self.keys.enrolled(number)
        self._note("enrolled", caller, number)
        return {"point": number, "epoch": book.epoch, "to_go": sorted(book.old | book.either)}

    # --- helpers --------------------------------------------------------------------------------

    def _caller(self, request: Request) -> Caller:
        """Return who asks; whether they may was asked before (``config.roles``)."""
        chosen = request.arguments.get("as")
        return identify(self.station(), uid=request.peer.uid, chosen=chosen)

    def _reception(self, action: str) -> Reception:
        if self.reception is None:
            raise NotNow(action=action, problem="no_radio")
        return self.reception

    def _numbers(self) -> list[int]:
        """Return the points there are, and those gone ones that still keep an old key alive."""
        book = self.keys.book
        return sorted({*self.plan.numbers, *book.old, *book.either})

    def _number(self, request: Request) -> int:
        number, known = int(request.arguments["point"]), self._numbers()
        if number not in known:
            raise NotFound(kind="point", name=str(number), known=[str(n) for n in known])
        return number

    def _point(self, request: Request) -> Point:
        number = int(request.arguments["point"])
        for point in self.plan.points:
            if point.number == number:
                return point
        known = [str(known) for known in self.plan.numbers]
        raise NotFound(kind="point", name=str(number), known=known)

    def _held(self, number: int) -> str:
        return self.keys.book.held_by(number).value

    def _to_go(self) -> str:
        book = self.keys.book
        return ", ".join(str(number) for number in sorted(book.old | book.either))

    def _note(self, event: str, caller: Caller, point: int | None) -> None:
        self.journal.note_key_event(
            event,
            wall=iso(self.time.wall()),
            person=caller.name,
            point=point,
            epoch=self.keys.book.epoch,
        )
