"""The control socket of ``station``: named actions, one table that says who may do what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

from loudspeaker.config.identity import identify, require
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import ProcessUnavailable, UsageRefused
from loudspeaker.model import Caller, PointPlan, Role, TimeSource, from_iso, iso
from loudspeaker.model.announcement import Content
from loudspeaker.station.air_link import Air
from loudspeaker.station.desk import Desk
from loudspeaker.station.drafting import Draft, title_of
from loudspeaker.station.ids import new_id
from loudspeaker.station.schedules import Schedules
from loudspeaker.station.spool import Spooled
from loudspeaker.station.views import Views
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults
from loudspeaker.system.server import Request
from loudspeaker.timetable.lateness import occurrences
from loudspeaker.timetable.schedule import Schedule

Action = Callable[[Caller, dict[str, Any]], Any]
QUEUE_LIMIT = 10_000
LONGEST_LOOK_HOURS = 24 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the actions work with."""

    desk: Desk
    items: Items
    views: Views
    schedules: Schedules
    faults: Faults
    air: Air
    time: TimeSource
    station: Callable[[], StationConfig]
    plan: Callable[[], PointPlan]
    replan: Callable[[], None]
    reload: Callable[[], object]
    speech: Callable[[], dict[str, Any]]


class Control:
    """Knows who calls, and what they may ask."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._actions: dict[str, Action] = {
            "announce": self.announce,
            "edit": self.edit,
            "approve": lambda caller, a: self._filed(
                room.desk.approve(caller, a["id"], seen_sha256=a.get("content_sha256"))
            ),
            "reject": lambda caller, a: self._filed(room.desk.reject(caller, a["id"], a["why"])),
            "cancel": lambda caller, a: self._filed(room.desk.cancel(caller, a["id"])),
            "queue": lambda _caller, a: room.views.queue(limit=int(a.get("limit", QUEUE_LIMIT))),
            "show": self.show,
            "why": self.why,
            "status": self.status,
            "faults": lambda _caller, _a: self._faults(self._air_status()),
            "points": self.points,
            "schedules": self.list_schedules,
            "next": self.next,
            "pause": lambda caller, a: self._pause(caller, a, paused=True),
            "unpause": lambda caller, a: self._pause(caller, a, paused=False),
            "reload": self.reload,
        }

    def handle(self, request: Request) -> Any:
        """Answer one request."""
        action = self._actions.get(request.op)
        if action is None:
            raise UsageRefused(option="op", problem=f"unknown: {request.op}")
        arguments = request.arguments
        caller = identify(self._room.station(), uid=request.peer.uid, chosen=arguments.get("as"))
        try:
            return action(caller, arguments)
        except (KeyError, TypeError, ValueError) as error:
            raise UsageRefused(option=request.op, problem=repr(error)) from error

    def take_spooled(self, spooled: Spooled) -> None:
        """Submit what was written while the station was down, as the file's owner."""
        arguments = spooled.request
        caller = identify(self._room.station(), uid=spooled.uid, chosen=arguments.get("as"))
        self.announce(caller, {**arguments, "kept": True})

    # --- writing --------------------------------------------------------------------------------

    def announce(self, caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keep a draft."""
        draft = Draft(**_known(arguments, Draft.__dataclass_fields__))
        filed = self._room.desk.submit(
            caller,
            draft,
            item_id=str(arguments.get("id") or new_id()),
            key=arguments.get("key"),
        )
        return self._filed(filed)

    def edit(self, caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
        """Change a draft; what is not given stays.  ``now`` true takes its time away."""
        given = {
            name: value
            for name, value in _known(arguments, Draft.__dataclass_fields__).items()
            if value is not None
        }
        if given.get("zone") is not None:
            given.setdefault("points", None)  # a new zone replaces the points there were
        if arguments.get("now"):
            given.setdefault("at", None)

        def changed(content: Content) -> Draft:
            return replace(_draft_of(content), **given)

        return self._filed(self._room.desk.edit(caller, arguments["id"], changed))

    def _filed(self, filed: Any) -> dict[str, Any]:
        answer = self._room.views.accepted(filed.item, filed.occurrence)
        if filed.item.content.cron is not None:
            self._room.replan()
        return answer

    def _pause(self, caller: Caller, arguments: dict[str, Any], *, paused: bool) -> dict[str, Any]:
        require(caller, "schedule", Role.APPROVER, Role.ADMIN)
        standing = self._room.schedules.pause(arguments["name"], paused=paused)
        self._room.replan()
        return self._schedule_row(standing.schedule, standing.item.state.value, standing.paused)

    def reload(self, caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Read the configuration again."""
        require(caller, "reload", Role.ADMIN)
        self._room.reload()
        return {}

    # --- looking --------------------------------------------------------------------------------

    def show(self, _caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return everything about one announcement."""
        filed = self._room.desk.filed(arguments["id"])
        occurrences_of = self._room.items.occurrences_of(filed.item.id)
        return self._room.views.details(filed.item, occurrences_of)

    def why(self, caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the facts from which a face makes one sentence."""
        details = self.show(caller, arguments)
        return {**details, "now": iso(self._room.time.wall()), "air": self._air_status()}

    def status(self, _caller: Caller, _arguments: dict[str, Any]) -> dict[str, Any]:
        """Return what is on air, what is next and what is wrong."""
        air = self._air_status()
        station = self._room.station()
        return {
            "station": station.name,
            "profile": station.profile.value,
            "now": iso(self._room.time.wall()),
            "air": air,
            "on_air": air["on_air"] if air else None,
            "stopped_since": air["stopped_since"] if air else None,
            "counts": self._room.items.counts(),
            "faults": self._faults(air),
            "speech": self._room.speech(),
        }

    def _air_status(self) -> dict[str, Any] | None:
        try:
            return self._room.air.status()
        except ProcessUnavailable:
            return None

    def _faults(self, air: dict[str, Any] | None) -> list[dict[str, Any]]:
        return [*(air["faults"] if air else []), *self._room.faults.listed()]

    def points(self, _caller: Caller, _arguments: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the points with the names of their zones."""
        return point_rows(self._room.plan())

    # --- timetable ------------------------------------------------------------------------------

    def list_schedules(self, _caller: Caller, _arguments: dict[str, Any]) -> list[dict[str, Any]]:
        """Return every schedule with its state."""
        return [
            {**self._schedule_row(s.schedule, s.item.state.value, s.paused), "id": s.item.id}
            for s in self._room.schedules.all().values()
        ]

    def _schedule_row(self, schedule: Schedule, state: str, paused: bool) -> dict[str, Any]:  # noqa: FBT001
        now = self._room.time.wall()
        upcoming = None if paused else schedule.next_after(now)
        return {
            "name": schedule.name,
            "title": schedule.title,
            "cron": list(schedule.crons),
            "state": state,
            "paused": paused,
            "next": iso(upcoming) if upcoming else None,
        }

    def next(self, _caller: Caller, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return what will sound within ``hours``: approved schedules and single announcements."""
        hours = float(arguments.get("hours", 24))
        if not 0 < hours <= LONGEST_LOOK_HOURS:
            raise UsageRefused(option="--hours", problem=f"0 to {LONGEST_LOOK_HOURS}")
        now = self._room.time.wall()
        until = now + timedelta(hours=hours)
        rows = [*self._single_rows(until), *self._recurring_rows(until)]
        return {
            "from": iso(now),
            "to": iso(until),
            "items": sorted(rows, key=lambda row: from_iso(row["due"])),
        }

    def _single_rows(self, until: Any) -> Iterable[dict[str, Any]]:
        for occurrence in self._room.items.open_occurrences(due_before=until):
            item = self._room.items.get(occurrence.item)
            if item is not None and item.schedule is None:
                yield self._room.views.row(item, occurrence)

    def _recurring_rows(self, until: Any) -> Iterable[dict[str, Any]]:
        now = self._room.time.wall()
        active = {schedule.name: item for item, schedule in self._room.schedules.active()}
        schedules = [schedule for _, schedule in self._room.schedules.active()]
        due = occurrences(schedules, now, until)
        for each in due:
            item = active[each.schedule.name]
            content = item.content
            yield {
                "id": item.id,
                "due": iso(each.due),
                "title": content.title,
                "priority": content.priority.value,
                "points": list(content.points),
                "schedule": each.schedule.name,
                "state": item.state.value,
            }


def point_rows(plan: PointPlan) -> list[dict[str, Any]]:
    """Return the points with the names of their zones, as JSON-ready values."""
    zones = {zone.number: zone.name for zone in plan.zones}
    return [{**asdict(point), "zone_name": zones[point.zone]} for point in plan.points]


def _known(arguments: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: arguments[name] for name in names if name in arguments}


def _draft_of(content: Content) -> Draft:
    """Return the draft that gives this content again."""
    return Draft(
        text=content.text,
        title=None if content.title == title_of(content.text) else content.title,
        at=iso(content.due) if content.due else None,
        points=",".join(str(number) for number in content.points),
        priority=content.priority.value,
        repeat=content.repeat,
        voice=content.voice,
        not_after=iso(content.not_after) if content.not_after else None,
    )
