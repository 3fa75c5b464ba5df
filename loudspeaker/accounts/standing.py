"""Accounts, sessions and tokens as they are kept, and when they are over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from loudspeaker.model import Person, Role

IDLE: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=12)
LINK_LASTS: Final = timedelta(hours=24)
CLOCK_SLACK: Final = timedelta(minutes=5)
LONGEST_TOKEN: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What a person signs in with; ``roles`` and ``version`` are what sessions are bound to."""

    key: str
    name: str
    version: int
    roles: frozenset[Role]
    password: str | None = None
    code_secret: bytes | None = None
    code_step: int = -1
    coming_secret: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody signed in."""

    id: str
    key: str
    version: int
    begun_at: datetime
    seen_at: datetime
    address: str

    def is_over(self, now: datetime) -> bool:
        """Tell whether its time has passed, or cannot be told as the clock was set back."""
        return not self.begun_at - CLOCK_SLACK <= now < self.ends_at

    @property
    def ends_at(self) -> datetime:
        """When it ends if nothing is done any more."""
        return min(self.seen_at + IDLE, self.begun_at + LONGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a program acts with for a person."""

    id: str
    key: str
    label: str
    roles: frozenset[Role]
    made_at: datetime
    until: datetime

    def is_over(self, now: datetime) -> bool:
        """Tell whether its time has passed, or cannot be told as the clock was set back."""
        return not self.made_at - CLOCK_SLACK <= now < self.until


def person_of(people: Iterable[Person], key: str) -> Person | None:
    """Return who has this key among the people of a station."""
    return next((person for person in people if key_of(person.name) == key), None)


def key_of(name: str) -> str:
    """Return what names one person whatever its letter case."""
    return " ".join(name.split()).casefold()


def words_of(roles: Iterable[Role]) -> list[str]:
    """Return roles as they are kept, in one order."""
    held = frozenset(roles)
    return [role.value for role in Role if role in held]


def roles_of_token(token: Token, person: Person) -> frozenset[Role]:
    """Return what a token may now: never more than the person."""
    return token.roles & person.acting_roles
