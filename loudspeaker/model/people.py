"""People and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; roles add up, none contains another."""

    EDITOR = "editor"
    APPROVER = "approver"
    ADMIN = "admin"
    VIEWER = "viewer"


class KnownBy(StrEnum):
    """How it is known who a caller is; all but the first stand in records behind the name."""

    ACCOUNT = "account"
    CHOSEN = "simulated identity"
    SESSION = "web session"
    TOKEN = "API token"  # noqa: S105 - a word, no token


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone of the station; ``os_user`` is the system account that is this person."""

    name: str
    roles: frozenset[Role]
    os_user: str | None = None

    @property
    def acting_roles(self) -> frozenset[Role]:
        """The roles that count: whoever administers the station does not approve as well.

        Who enters people and roles could otherwise be author, approver and witness in one.
        """
        return self.roles - {Role.APPROVER} if Role.ADMIN in self.roles else self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is acting; ``simulated`` when the identity was chosen by ``--as``.

    ``acts_for`` are the approvers whose delegation the caller holds now.  ``door`` is the session
    or token that the caller came by.
    """

    name: str
    roles: frozenset[Role]
    simulated: bool = False
    acts_for: tuple[str, ...] = ()
    known_by: KnownBy = KnownBy.ACCOUNT
    door: str | None = None

    def has(self, *wanted: Role) -> bool:
        """Tell whether any of the wanted roles is held."""
        return bool(self.roles.intersection(wanted))
