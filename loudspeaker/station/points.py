"""The points as people look after them: commanded, heard, broken, repaired."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from loudspeaker.config.roles import permit
from loudspeaker.errors import LoudspeakerError, NotFound, NotNow, UsageRefused
from loudspeaker.model import Caller, Heard, Point, PointPlan, TimeSource, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.air_link import Air
from loudspeaker.station.arguments import Arguments
from loudspeaker.store.point_health import PointHealth

MOST_SHOWN = 20
LONGEST_NOTE = 200
REPORT, VOLUME = "points_report", "points_volume"
_UNKNOWN: Final[Mapping[int, Mapping[str, Any]]] = {}


class Points:
    """The actions about points that change nothing on air; a volume waits in ``air``."""

    def __init__(
        self,
        *,
        health: PointHealth,
        air: Air,
        plan: Callable[[], PointPlan],
        time: TimeSource,
    ) -> None:
        self._health = health
        self._air = air
        self._plan = plan
        self._time = time

    # --- looking --------------------------------------------------------------------------------

    def listed(self, _caller: Caller, _arguments: Arguments) -> list[dict[str, Any]]:
        """Return every point with what is known of it."""
        return point_rows(self._plan(), health=self._health.newest(), air=self._from_air())

    def shown(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return one point with its newest reports and repairs and what was done with its keys."""
        return self._details(self._point(arguments))

    def _details(self, point: Point) -> dict[str, Any]:
        air = self._from_air()
        events = air["key_events"] if air else []
        return {
            **_row(point, self._plan(), self._health.newest(), air),
            "reports": self._health.reports(point.number, limit=MOST_SHOWN),
            "repairs": self._health.repairs(point.number, limit=MOST_SHOWN),
            "key_events": [event for event in events if event["point"] in (point.number, None)],
        }

    def _from_air(self) -> dict[str, Any] | None:
        """Return what playout knows of points; nothing while it is down."""
        try:
            return self._air.points()
        except LoudspeakerError:
            return None

    def _point(self, arguments: Arguments) -> Point:
        return point_of(self._plan(), given.whole(arguments, "point"))

    # --- what people tell -----------------------------------------------------------------------

    def report(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Keep what was heard at a point, and what is to be, or was, repaired.

        ``by`` is who told it, the caller by default.
        """
        permit(caller, REPORT)
        point, now = self._point(arguments), iso(self._time.wall())
        heard, note = _heard(arguments), given.line_or_none(arguments, "note", LONGEST_NOTE)
        repair = given.line_or_none(arguments, "repair", LONGEST_NOTE)
        repaired = arguments.get("repaired") is True
        _check_report(heard=heard, note=note, repair=repair, repaired=repaired)
        if repaired and not self._health.close_repair(point.number, at=now, by=caller.name):
            raise NotNow(action=REPORT, problem="no_repair", detail=str(point.number))
        if heard is not None:
            told_by = given.line_or_none(arguments, "by", LONGEST_NOTE) or caller.name
            self._health.report(
                point.number,
                heard.value,
                at=now,
                note=note,
                told_by=told_by,
                written_by=caller.name,
            )
        if repair is not None:
            self._health.open_repair(point.number, repair, at=now, by=caller.name)
        return self._details(point)

    def set_volume(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Have a volume sent with the next carrier; for who looks after announcements or devices.

        Raises ProcessUnavailable while playout is down.
        """
        permit(caller, VOLUME)
        point, volume = self._point(arguments), given.whole(arguments, "volume")
        self._air.set_volume(point.number, volume, by=caller.name)
        return self._details(point)


def point_of(plan: PointPlan, number: int) -> Point:
    """Return the point of that number; NotFound names those there are."""
    for point in plan.points:
        if point.number == number:
            return point
    known = [str(known) for known in plan.numbers]
    raise NotFound(kind="point", name=str(number), known=known)


def _heard(arguments: Arguments) -> Heard | None:
    word = given.text_or_none(arguments, "heard")
    try:
        return None if word is None else Heard(word)
    except ValueError:
        known = ", ".join(Heard)
        raise UsageRefused(option="--heard", problem=f"{word!r} is none of {known}") from None


def _check_report(
    *, heard: Heard | None, note: str | None, repair: str | None, repaired: bool
) -> None:
    if heard is None and repair is None and not repaired:
        raise UsageRefused(option="--heard, --repair, --repaired", problem="missing")
    if heard is None and note is not None:
        raise UsageRefused(option="--heard", problem="missing")
    if repair is not None and repaired:
        raise UsageRefused(option="--repair, --repaired", problem="not_together")


# --- rows -----------------------------------------------------------------------------------------


def point_rows(
    plan: PointPlan,
    *,
    health: Mapping[int, Mapping[str, Any]] = _UNKNOWN,
    air: Mapping[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Return the points with zone names and health as JSON-ready values; unknown parts are None."""
    return [_row(point, plan, health, air) for point in plan.points]


def _row(
    point: Point,
    plan: PointPlan,
    health: Mapping[int, Mapping[str, Any]],
    air: Mapping[str, Any] | None,
) -> dict[str, Any]:
    zone_name = next(zone.name for zone in plan.zones if zone.number == point.zone)
    parts = health.get(point.number, {})
    return {
        **asdict(point),
        "zone_name": zone_name,
        **_picked(parts.get("airing"), commanded_at="at", commanded_for="occurrence", kind="kind"),
        **_picked(parts.get("test"), tested_at="at"),
        **_picked(parts.get("proof"), proved_at="at", proof="proof"),
        **_picked(
            parts.get("report"), reported_at="at", heard="heard", note="note", told_by="told_by"
        ),
        **_picked(parts.get("repair"), repair="note", repair_since="opened_at"),
        **_from_playout(point.number, air),
    }


def _from_playout(number: int, air: Mapping[str, Any] | None) -> dict[str, Any]:
    wishes = (wish for wish in (air["volumes"] if air else ()) if wish["point"] == number)
    return {
        **_picked(next(wishes, None), volume_wanted="volume", volume_sent_at="sent_at"),
        "keys": air["held"].get(str(number)) if air else None,
    }


def _picked(part: Mapping[str, Any] | None, **names: str) -> dict[str, Any]:
    """Return the values of a part under their names in a row; None without it."""
    return {name: part[key] if part else None for name, key in names.items()}
