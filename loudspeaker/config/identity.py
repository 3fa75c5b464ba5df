"""Who is calling: the kernel's word, or a name chosen by ``--as`` in the simulated profile."""

from __future__ import annotations

import pwd

from loudspeaker.config.station import StationConfig
from loudspeaker.errors import NotFound, PersonUnknown, RoleMissing, SimulatedOnly
from loudspeaker.model import Caller, KnownBy, Person, Role

SIMULATED_MARK = KnownBy.CHOSEN.value
_MARKS = tuple(f" ({by.value})" for by in KnownBy if by is not KnownBy.ACCOUNT)


def account_of(uid: int) -> str:
    """Return the system account's name, or its number as text."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def account_exists(name: str) -> bool:
    """Tell whether this machine has such a system account."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def identify(station: StationConfig, *, uid: int, chosen: str | None) -> Caller:
    """Return who acts.

    In the simulated profile ``chosen`` names any person, and an account that is nobody's is the
    first editor: it can write, and needs ``--as`` to approve.  Raises SimulatedOnly, NotFound or
    PersonUnknown.
    """
    if chosen is not None:
        return _chosen(station, chosen)
    person = station.person_of(account_of(uid))
    if person is not None:
        return Caller(name=person.name, roles=person.acting_roles)
    editor = next((p for p in station.people if Role.EDITOR in p.roles), None)
    if station.simulated and editor is not None:
        return _chosen(station, editor.name)
    raise PersonUnknown(account=account_of(uid), known=_names(station))


def _chosen(station: StationConfig, name: str) -> Caller:
    if not station.simulated:
        raise SimulatedOnly(option="--as")
    person = station.person_named(name)
    if person is None:
        raise NotFound(kind="person", name=name, known=_names(station))
    return Caller(
        name=marked(person, KnownBy.CHOSEN),
        roles=person.acting_roles,
        simulated=True,
        known_by=KnownBy.CHOSEN,
    )


def marked(person: Person, by: KnownBy) -> str:
    """Return a person's name for the record, with how it is known that it is they."""
    return f"{person.name} ({by.value})"


def _names(station: StationConfig) -> list[str]:
    return [person.name for person in station.people]


def bare(name: str) -> str:
    """Return a name on record as it stands in ``station.yaml``, however it was identified."""
    for mark in _MARKS:
        if name.endswith(mark):
            return name.removesuffix(mark)
    return name


def marked_like(caller: Caller, name: str) -> str:
    """Return a person's name for the record, marked if the caller's identity is simulated."""
    return f"{name} ({SIMULATED_MARK})" if caller.simulated else name


def same_person(one: str, other: str) -> bool:
    """Tell whether two names on record are one person, whichever way they were identified."""
    return bare(one).casefold() == bare(other).casefold()


def require(caller: Caller, action: str, *roles: Role) -> None:
    """Raise RoleMissing unless the caller has one of the roles."""
    if not caller.has(*roles):
        wanted = [role.value for role in roles]
        raise RoleMissing(person=caller.name, action=action, wanted=wanted)
