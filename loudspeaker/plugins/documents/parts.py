"""What the plug-in works with once it was started: the registers, its files, the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs import PluginDatabase, PluginFolder, Services
from loudspeaker.model import STATION_ZONE, Caller, KnownBy, Role
from loudspeaker.plugins.documents.checks import Checks
from loudspeaker.plugins.documents.links import Links
from loudspeaker.plugins.documents.papers.states import Actor, Duty
from loudspeaker.plugins.documents.post.office import PostOffice
from loudspeaker.plugins.documents.register.files import Files
from loudspeaker.plugins.documents.register.looking import Looking
from loudspeaker.plugins.documents.register.numbering import Scheme
from loudspeaker.plugins.documents.register.organisations import Organisations
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.register.saved import SavedSearches
from loudspeaker.plugins.documents.register.search import Search
from loudspeaker.plugins.documents.sealing import Sealing
from loudspeaker.plugins.documents.stamping import Stamping
from loudspeaker.plugins.documents.taken import Waiting
from loudspeaker.plugins.documents.text_of import Texts
from loudspeaker.plugins.documents.tidying import Tidying
from loudspeaker.worktime import Beyond, Calendar
from loudspeaker.worktime.shipped import shipped_years

NAME: Final = "documents"
_BY_ROLE: Final[Mapping[Role, frozenset[Duty]]] = {
    Role.EDITOR: frozenset({Duty.CLERK, Duty.STAFF}),
    Role.APPROVER: frozenset({Duty.LEADER, Duty.CHECKER}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeDays:
    """The working days of the office; of a year that is not known, by the law alone."""

    calendar: Calendar

    def is_open(self, day: date) -> bool:
        """Tell whether it is a working day."""
        return self.calendar.is_open(day)

    def add(self, day: date, days: int) -> date:
        """Return the day that is so many working days after a day, which itself is not counted."""
        while days > 0:
            day += timedelta(days=1)
            days -= self.calendar.is_open(day)
        return day


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """The body whose papers these are, as ``station.yaml`` names it; empty where it does not."""

    code: str = ""
    name: str = ""
    above: str = ""
    short: str = "UBND"
    place: str = ""


class Parts:
    """Everything that handlers use, made at ``startup``."""

    def __init__(self, services: Services) -> None:
        if services.database is None or services.folder is None:
            raise StorageFailure(path=f"plugins/{NAME}.db", problem="not open")
        self.services = services
        self.database: PluginDatabase = services.database
        self.folder: PluginFolder = services.folder
        scheme = Scheme(str(services.settings().get("series", Scheme.ONE)))
        self.register = Register(self.database, scheme=scheme)
        self.looking = Looking(self.database)
        self.search = Search(self.database)
        self.files = Files(self.database)
        self.saved = SavedSearches(self.database)
        self.organisations = Organisations(self.database)
        self.links = Links(self.database)
        self.waiting = Waiting(self.database)
        self.texts = Texts(services, self.folder)
        self.checks = Checks(
            self.database, self.folder, self.looking, services.intake, services.later
        )
        self.post = PostOffice(self)
        self.sealing = Sealing(self)
        self.stamping = Stamping(self)
        self.tidying = Tidying(
            self.register, self.waiting, self.folder, is_used=self.is_used, now=self.now
        )
        self.days = OfficeDays(calendar=Calendar(years=shipped_years(), beyond=Beyond.LAW))

    def now(self) -> datetime:
        """Return the station's time, in its zone."""
        return self.services.now().astimezone(STATION_ZONE)

    def today(self) -> date:
        """Return the station's day."""
        return self.now().date()

    def is_used(self, sha256: str) -> bool:
        """Tell whether a file belongs to a paper, also one that was taken off it."""
        queries = (
            "SELECT 1 FROM attachment WHERE sha256 = ?", "SELECT 1 FROM version WHERE sha256 = ?",
        )  # fmt: skip
        return any(self.database.row(query, [sha256]) is not None for query in queries)

    def papers_with(self, sha256: str) -> list[int]:
        """Return the papers whose own file this is."""
        query = (
            "SELECT DISTINCT paper FROM attachment WHERE sha256 = ? AND purpose = 'main'"
            " AND removed_at IS NULL"
        )
        return [int(row["paper"]) for row in self.database.rows(query, [sha256])]

    def actor(self, caller: Caller) -> Actor:
        """Return who acts, with their duties: named ones, else those of their roles."""
        return actor_of(caller, self.services.settings().get("duties") or {})

    def people(self) -> list[str]:
        """Return whom ``station.yaml`` gives a duty by name."""
        duties: Mapping[str, Any] = self.services.settings().get("duties") or {}
        return sorted({str(name) for named in duties.values() for name in named or ()})

    def organisation(self) -> Organisation:
        """Return whose papers these are."""
        told: Mapping[str, Any] = self.services.settings().get("organisation") or {}
        known = {name: str(told.get(name) or "") for name in ("code", "name", "above", "place")}
        return Organisation(**known, short=str(told.get("short") or "UBND"))


def actor_of(caller: Caller, duties: Mapping[str, Any]) -> Actor:
    """Return a person with their duties.

    A duty that ``station.yaml`` gives to persons is theirs alone; one that it gives to nobody is
    held by role: editors are clerks and staff, approvers leaders and checkers.
    """
    name = bare(caller.name)
    held = {duty for duty in Duty if name in (duties.get(duty.value) or ())}
    by_role = frozenset().union(*(_BY_ROLE.get(role, frozenset()) for role in caller.roles))
    free = {duty for duty in by_role if not duties.get(duty.value)}
    return Actor(name=name, duties=frozenset(held | free), marked=caller.name)


def bare(name: str) -> str:
    """Return a person's name without how it is known that it is they."""
    for known in KnownBy:
        name = name.removesuffix(f" ({known.value})")
    return name
