"""An approver lets a named person decide for a while (ủy quyền), and who is on the station's list.

Time is the wall clock as far as it can be believed: without that (None) nothing begins or ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from loudspeaker.model.people import Person, Role
from loudspeaker.model.time import from_iso, iso

LONGEST: Final = timedelta(days=60)
CLOCK_SLACK: Final = timedelta(hours=1)
"""So far may the clock be set back after a delegation; further back, the delegation was made by a
clock that was wrong, and so is its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """``holder`` decides for ``giver`` until then; names as in ``station.yaml``."""

    id: str
    giver: str
    holder: str
    made_at: datetime
    until: datetime
    why: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id,
            "giver": self.giver,
            "holder": self.holder,
            "made_at": iso(self.made_at),
            "until": iso(self.until),
            "why": self.why,
        }

    def is_over(self, now: datetime | None) -> bool:
        """Tell whether its end has come."""
        return now is not None and now >= self.until


def delegation_from_values(values: Mapping[str, Any]) -> Delegation:
    """Read what ``Delegation.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    return Delegation(
        id=str(values["id"]),
        giver=str(values["giver"]),
        holder=str(values["holder"]),
        made_at=from_iso(values["made_at"]),
        until=from_iso(values["until"]),
        why=str(values["why"]),
    )


def is_in_force(delegation: Delegation, people: Iterable[Person], now: datetime | None) -> bool:
    """Tell whether it counts now: both are of the station, one approves, the other administers not.

    What was delegated cannot be delegated further: the giver approves in their own right.
    """
    known = {person.name.casefold(): person for person in people}
    giver = known.get(delegation.giver.casefold())
    holder = known.get(delegation.holder.casefold())
    if giver is None or holder is None or giver == holder:
        return False
    if Role.APPROVER not in giver.acting_roles or Role.ADMIN in holder.roles:
        return False
    return now is None or delegation.made_at - CLOCK_SLACK <= now < delegation.until


def givers(
    name: str, delegations: Iterable[Delegation], people: Iterable[Person], now: datetime | None
) -> tuple[str, ...]:
    """Return for whom a person decides now."""
    everyone = tuple(people)
    return tuple(
        delegation.giver
        for delegation in delegations
        if delegation.holder.casefold() == name.casefold()
        and is_in_force(delegation, everyone, now)
    )


# --- the list of people and delegations -----------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Who may do what at some time, as it is sealed."""

    people: tuple[Person, ...] = ()
    delegations: tuple[Delegation, ...] = ()

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "people": [
                {"name": p.name, "roles": _words(p.roles), "os_user": p.os_user}
                for p in self.people
            ],
            "delegations": [each.to_values() for each in self.delegations],
        }


def roster_from_values(values: Mapping[str, Any]) -> Roster:
    """Read what ``Roster.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    return Roster(
        people=tuple(
            Person(
                name=str(row["name"]),
                roles=frozenset(Role(role) for role in row["roles"]),
                os_user=row["os_user"],
            )
            for row in values["people"]
        ),
        delegations=tuple(delegation_from_values(row) for row in values["delegations"]),
    )


def _words(roles: Iterable[Role]) -> list[str]:
    return [role.value for role in Role if role in roles]


ACCOUNT_CHANGES: Final = (
    *("link", "password", "code_on", "code_off", "session", "session_end", "signed_out"),
    *("token", "token_end", "forgotten"),
)
"""What is sealed of accounts beside the changes of people themselves."""


def roster_changes(before: Roster, after: Roster) -> Iterator[dict[str, Any]]:
    """Yield what changed, each as JSON-ready values: ``what``, ``person``, ``before``, ``after``.

    ``what`` is ``added``, ``removed``, ``roles``, ``account``, ``delegated`` or ``ended``; of the
    last two ``person`` is who decides, and the values are the delegation.
    """
    old = {person.name: person for person in before.people}
    new = {person.name: person for person in after.people}
    for name in (*old, *(name for name in new if name not in old)):
        yield from _person_changes(name, old.get(name), new.get(name))
    known = {each.id: each for each in before.delegations}
    still = {each.id: each for each in after.delegations}
    for number, each in known.items():
        if still.get(number) != each:
            yield _change("ended", each.holder, each.to_values(), None)
    for number, each in still.items():
        if known.get(number) != each:
            yield _change("delegated", each.holder, None, each.to_values())


def _person_changes(
    name: str, before: Person | None, after: Person | None
) -> Iterator[dict[str, Any]]:
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        yield _change(kind, name, _shown(before), _shown(after))
        return
    if before.roles != after.roles:
        yield _change("roles", name, _words(before.roles), _words(after.roles))
    if before.os_user != after.os_user:
        yield _change("account", name, before.os_user, after.os_user)


def _shown(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {"roles": _words(person.roles), "os_user": person.os_user}


def _change(what: str, person: str, before: Any, after: Any) -> dict[str, Any]:
    return {"what": what, "person": person, "before": before, "after": after}
