"""What is there: by urgency, by code, and by whose it is, each look at people with its reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action
from loudspeaker.model import Caller, iso
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.uses.common import (
    CODE,
    LEADING,
    REASON,
    WORKING,
    GiveParts,
    Request,
    end_of,
    may,
)
from loudspeaker.plugins.dossiers.uses.telling import (
    acts_of,
    hand_overs_told,
    log_told,
    people_told,
    told,
)

MOST: Final = 200
_DAYS: Final = 30
_MOST_DAYS: Final = 366


class Looking:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def queue(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Return what is open, the most urgent first; what waits, and what is to be fetched."""
        parts = self._parts()
        now, register = parts.now(), parts.register
        days = min(request.get("days", _DAYS), _MOST_DAYS)
        late, today = register.due_counts(now, end_of(now.date()))
        due = register.due_until(end_of(now.date() + timedelta(days=days)), most=MOST)
        waiting = register.waiting(most=MOST)
        ready = register.ready(most=MOST)
        return {
            "late": late,
            "today": today,
            "ready_count": register.waiting_results(),
            "messages": parts.outbox.waiting(),
            "due": [told(parts, each, now) for each in due],
            "waiting": [told(parts, each, now) for each in waiting],
            "ready": [told(parts, each, now) for each in ready],
        }

    def due(self, _caller: Caller, _request: Request) -> list[dict[str, Any]]:
        """Return what is late, and what is due today."""
        parts = self._parts()
        now = parts.now()
        found = parts.register.due_until(end_of(now.date()), most=MOST)
        return [told(parts, each, now) for each in found]

    def show(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Return a dossier; whose it is, and the remarks, only with a reason, which is kept."""
        parts = self._parts()
        parts.require_clerk(caller)
        code, reason = code_of(request["code"]), request.get("reason", "").strip()
        dossier = parts.register.get(code)
        people = None
        if reason:
            found = parts.people.of(code, by=caller.name, reason=reason, at=parts.now())
            people = people_told(found.filing) if found.filing else {}
        return {
            **told(parts, dossier, parts.now()),
            "lines": parts.register.line_count(code),
            "acts": acts_of(dossier),
            "log": log_told(parts, dossier, notes=bool(reason)),
            "hand_overs": hand_overs_told(parts, dossier, notes=bool(reason)),
            "people": people,
            "forgotten": people == {},
            "views": [
                {"at": iso(each.at), "by": each.by, "reason": each.reason}
                for each in parts.people.views(code)[:20]
            ],
        }

    def find(self, caller: Caller, request: Request) -> list[dict[str, Any]]:
        """Return the newest dossiers of a name, a telephone or an identity number."""
        parts = self._parts()
        parts.require_clerk(caller)
        by: dict[str, Any] = {
            "by": caller.name, "reason": request["reason"], "at": parts.now()
        }  # fmt: skip
        ways = {"name": parts.people.named, "phone": parts.people.called,
                "identity": parts.people.identified}  # fmt: skip
        asked = [name for name in ways if request.get(name, "").strip()]
        if len(asked) != 1:
            raise EntryRefused(where="tìm", problem="theo họ tên, số điện thoại hoặc số định danh")
        found = ways[asked[0]](request[asked[0]], **by)
        return [
            {
                **told(parts, each.dossier, parts.now()),
                "name": each.filing.applicant.name if each.filing else "",
            }
            for each in found
        ]


def actions(cases: Looking) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="dossiers.queue", rule=LEADING, handler=cases.queue, path="/open",
            about="Open dossiers by urgency, those that wait, results to be fetched", method="GET",
            fields=(may("days", Kind.WHOLE, "how far ahead (30)"),),
        ),
        Action(
            name="dossiers.due", rule=LEADING, handler=cases.due, path="/due",
            about="What is late, and what is due today", method="GET",
        ),
        Action(
            name="dossiers.show", rule=WORKING, handler=cases.show, path="/dossiers/{code}",
            about="A dossier; with a reason, which is kept, also whose it is", method="GET",
            fields=(CODE, may("reason", about=REASON.about)),
        ),
        Action(
            name="dossiers.find", rule=WORKING, handler=cases.find, path="/found",
            about="Dossiers of a name, a telephone or an identity number",
            fields=(REASON, may("name"), may("phone"), may("identity")),
        ),
    ]  # fmt: skip
