"""The use cases: look, change hours, days and contacts, see who changed what, put it back.

Editors and approvers change the page: it is what the office tells people, like an announcement.
An administrator looks after the machine and decides nothing that people are told.  Two persons are
not needed, since a page can be put right at any time and every change can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from loudspeaker.hookspecs import Action
from loudspeaker.model import STATION_ZONE, Caller, Role, iso
from loudspeaker.model.fields import Field, Kind
from loudspeaker.model.rules import EVERY_PERSON, Rule
from loudspeaker.plugins.office import changing
from loudspeaker.plugins.office.record import Record
from loudspeaker.plugins.office.saying import timed
from loudspeaker.plugins.office.values import Office
from loudspeaker.public.pages import text_at

CHANGING: Final = Rule(
    roles=frozenset({Role.EDITOR, Role.APPROVER}), called="sửa giờ làm việc và liên hệ của UBND"
)
_SEEN: Final = Field(
    name="seen", kind=Kind.WHOLE, about="the newest change that was seen; another one is refused"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Nothing more is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHours:
    """What is left out stays."""

    place: str | None = None
    week: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDay:
    """A day of its own; without hours it is closed."""

    day: str
    reason: str
    hours: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDay:
    """A day that is to be as its weekday again."""

    day: str
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContact:
    """A contact; ``was`` is how the one was called that it replaces."""

    post: str
    phone: str
    about: str = ""
    was: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveContact:
    """The contact that is to go."""

    post: str
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The change before which everything is to be as it was."""

    change: int
    seen: int | None = None


class UseCases:
    """Does what is asked, in the station; ``record`` is there once the plug-in was started."""

    def __init__(self, record: Callable[[], Record], now: Callable[[], datetime]) -> None:
        self._record = record
        self._now = now

    def show(self, _caller: Caller, _request: Look) -> dict[str, Any]:
        """Return what holds, and who changed it last."""
        return self._told()

    def set_hours(self, caller: Caller, request: SetHours) -> dict[str, Any]:
        """Change the address and the hours of weekdays."""
        after = changing.with_hours(self._office(), address=request.place, week=request.week)
        return self._kept(caller, after, "giờ làm việc, địa chỉ", request.seen)

    def set_day(self, caller: Caller, request: SetDay) -> dict[str, Any]:
        """Make a day one of its own."""
        today = self._now().astimezone(STATION_ZONE).date()
        after = changing.with_day(
            self._office(),
            day=request.day,
            hours=request.hours,
            reason=request.reason,
            today=today,
        )
        return self._kept(caller, after, f"ngày {request.day}", request.seen)

    def remove_day(self, caller: Caller, request: RemoveDay) -> dict[str, Any]:
        """Let a day be as its weekday again."""
        after = changing.without_day(self._office(), day=request.day)
        return self._kept(caller, after, f"bỏ ngày {request.day}", request.seen)

    def set_contact(self, caller: Caller, request: SetContact) -> dict[str, Any]:
        """Add or change a contact."""
        after = changing.with_contact(
            self._office(),
            post=request.post,
            phone=request.phone,
            about=request.about,
            was=request.was,
        )
        return self._kept(caller, after, "liên hệ", request.seen)

    def remove_contact(self, caller: Caller, request: RemoveContact) -> dict[str, Any]:
        """Take a contact out."""
        after = changing.without_contact(self._office(), post=request.post)
        return self._kept(caller, after, "bỏ liên hệ", request.seen)

    def history(self, _caller: Caller, _request: Look) -> list[dict[str, Any]]:
        """Return the newest changes, each as one line."""
        return [change.to_values() for change in self._record().shown()]

    def undo(self, caller: Caller, request: Undo) -> dict[str, Any]:
        """Put everything back as it was before a change, as a change of its own."""
        wanted = self._record().numbered(request.change)
        what = f"trở lại như trước thay đổi số {wanted.number}"
        return self._kept(caller, wanted.before, what, request.seen)

    def _office(self) -> Office:
        last = self._record().last()
        return last.after if last else Office()

    def _kept(self, caller: Caller, after: Office, what: str, seen: int | None) -> dict[str, Any]:
        self._record().add(after, by=caller.name, what=what, at=self._now(), seen=seen)
        return self._told()

    def _told(self) -> dict[str, Any]:
        last, now = self._record().last(), self._now()
        office = last.after if last else Office()
        return {
            **office.to_values(),
            "now": text_at(timed(office, now), now),
            "change": last.number if last else 0,
            "changed_at": iso(last.at) if last else None,
            "changed_by": last.by if last else None,
        }


def _must(name: str, kind: Kind = Kind.TEXT, about: str = "") -> Field:
    return Field(name=name, kind=kind, required=True, about=about)


def _may(name: str, kind: Kind = Kind.TEXT, about: str = "") -> Field:
    return Field(name=name, kind=kind, about=about)


def actions(cases: UseCases) -> list[Action[Any]]:
    """Return the use cases as the station, the API and the commands know them."""
    hours = "as 7:30-11:30, 13:30-17:00; empty: closed"
    return [
        Action(
            name="office.show",
            rule=EVERY_PERSON,
            about="When the commune office is open, where it is, whom to call",
            handler=cases.show,
            takes=Look,
            method="GET",
        ),
        Action(
            name="office.set",
            rule=CHANGING,
            about="Change address and hours; what is left out stays",
            handler=cases.set_hours,
            takes=SetHours,
            fields=(
                _may("place", about="the address"),
                _may("week", Kind.VALUES, f"mon to sun: {hours}"),
                _SEEN,
            ),
            method="PUT",
        ),
        Action(
            name="office.day_set",
            rule=CHANGING,
            about="A day that is not as its weekday",
            handler=cases.set_day,
            takes=SetDay,
            fields=(_must("day", about="2026-09-02"), _must("reason"), _may("hours", about=hours),
                    _SEEN),
            method="PUT",
            path="/days/{day}",
        ),
        Action(
            name="office.day_remove",
            rule=CHANGING,
            about="Let a day be as its weekday again",
            handler=cases.remove_day,
            takes=RemoveDay,
            fields=(_must("day"), _SEEN),
            method="DELETE",
            path="/days/{day}",
        ),
        Action(
            name="office.contact_set",
            rule=CHANGING,
            about="Add or change whom to call",
            handler=cases.set_contact,
            takes=SetContact,
            fields=(_must("post"), _must("phone"), _may("about"),
                    _may("was", about="the post that it replaces"), _SEEN),
            path="/contacts",
        ),
        Action(
            name="office.contact_remove",
            rule=CHANGING,
            about="Take a contact out",
            handler=cases.remove_contact,
            takes=RemoveContact,
            fields=(_must("post"), _SEEN),
            path="/contacts/remove",
        ),
        Action(
            name="office.history",
            rule=EVERY_PERSON,
            about="Who changed what and when, the newest 100",
            handler=cases.history,
            takes=Look,
            method="GET",
            path="/history",
        ),
        Action(
            name="office.undo",
            rule=CHANGING,
            about="Put everything back as it was before a change",
            handler=cases.undo,
            takes=Undo,
            fields=(_must("change", Kind.WHOLE), _SEEN),
            path="/undo",
        ),
    ]  # fmt: skip
