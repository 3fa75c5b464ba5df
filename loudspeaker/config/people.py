"""The key ``people`` of ``station.yaml``."""

from __future__ import annotations

from collections.abc import Iterable

from loudspeaker.config.reader import Section, check_unique
from loudspeaker.model.people import Person, Role
from loudspeaker.model.settings import ListOf, Setting, Table, choice, line_of_text

SIMULATED_PEOPLE = (
    Person(name="soan", roles=frozenset({Role.EDITOR})),
    Person(name="duyet", roles=frozenset({Role.APPROVER})),
    Person(name="quantri", roles=frozenset({Role.ADMIN})),
)

PERSON_KEYS = Table(
    (
        Setting("name", line_of_text(60)),
        Setting(
            "roles",
            ListOf(item=choice(Role), fewest=1, most=4, or_one=True),
        ),
        Setting("os_user", line_of_text(32), default=None),
    )
)


def read_people(section: Section, *, simulated: bool) -> tuple[Person, ...]:
    """Return the people; nobody is invented on a real station."""
    rows: tuple[Section, ...] | None = section["people"]
    if rows is None:
        return SIMULATED_PEOPLE if simulated else ()
    check_unique(rows, "name")
    check_unique(rows, "os_user")
    return tuple(
        Person(
            name=row["name"],
            roles=frozenset(Role(role) for role in row["roles"]),
            os_user=row["os_user"],
        )
        for row in rows
    )


def has_second_person(people: Iterable[Person]) -> bool:
    """Tell whether somebody can approve what somebody else has written."""
    everyone = tuple(people)
    editors = {person.name for person in everyone if Role.EDITOR in person.roles}
    approvers = {person.name for person in everyone if Role.APPROVER in person.acting_roles}
    return any(editor != approver for editor in editors for approver in approvers)


def admins_who_would_approve(people: Iterable[Person]) -> tuple[str, ...]:
    """Return who has both roles: as administrators they do not approve."""
    both = (person for person in people if person.acting_roles != person.roles)
    return tuple(person.name for person in both)
