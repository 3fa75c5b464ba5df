"""What the plug-in works with once it was started: the register, its people, the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import EntryRefused, RoleMissing, StorageFailure
from loudspeaker.hookspecs import PluginDatabase, PluginFolder, Services
from loudspeaker.model import STATION_ZONE, Caller, KnownBy
from loudspeaker.plugins.dossiers.counting.statistics import Statistics
from loudspeaker.plugins.dossiers.forms.values import Desk
from loudspeaker.plugins.dossiers.kept.catalogue import Catalogue
from loudspeaker.plugins.dossiers.kept.forgetting import Forgetting
from loudspeaker.plugins.dossiers.kept.locking import check_key
from loudspeaker.plugins.dossiers.kept.mirror import Mirror
from loudspeaker.plugins.dossiers.kept.outbox import Outbox
from loudspeaker.plugins.dossiers.kept.people import People
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.kept.sealing import Keys, keys_of
from loudspeaker.plugins.dossiers.totals import Totals
from loudspeaker.worktime import Beyond, Calendar
from loudspeaker.worktime.shipped import shipped_years

DATABASE: Final = "plugins/dossiers.db"
KEY_FILE: Final = "identity.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Whose dossiers these are, as ``station.yaml`` says; empty where it does not."""

    code: str = ""
    name: str = ""
    above: str = ""
    place: str = ""
    phone: str = ""


class Parts:
    """Everything that handlers use, made at ``startup``."""

    def __init__(self, services: Services) -> None:
        if services.database is None or services.folder is None:
            raise StorageFailure(path=DATABASE, problem="not open")
        self.services = services
        self.database: PluginDatabase = services.database
        self.folder: PluginFolder = services.folder
        self.keys = _keys(services)
        self.calendar = Calendar(years=shipped_years(), beyond=Beyond.LAW)
        self.catalogue = Catalogue(self.database)
        self.register = Register(self.database, self.keys, lambda: self.calendar)
        self.people = People(self.database, self.keys)
        self.mirror = Mirror(self.database, self.keys, lambda: self.calendar, self.catalogue)
        self.statistics = Statistics(self.database)
        self.forgetting = Forgetting(self.database)
        self.outbox = Outbox(self.database)
        self.totals = Totals()

    def now(self) -> datetime:
        """Return the station's time, in whole seconds of its zone: as it is kept."""
        return self.services.now().astimezone(STATION_ZONE).replace(microsecond=0)

    def organisation(self) -> Organisation:
        """Return whose dossiers these are."""
        told: Mapping[str, Any] = self.services.settings().get("organisation") or {}
        names = ("code", "name", "above", "place", "phone")
        return Organisation(**{name: str(told.get(name) or "") for name in names})

    def code(self) -> str:
        """Return the organisation's code; EntryRefused where ``station.yaml`` has none."""
        code = self.organisation().code
        if not code:
            problem = "chưa ghi “organisation: {code: …}” trong station.yaml"
            raise EntryRefused(where="mã cơ quan", problem=problem)
        return code

    def desk_name(self) -> str:
        """Return what the office is called where dossiers are handed in."""
        return str(self.services.settings().get("desk") or "Bộ phận Một cửa")

    def desk(self) -> Desk:
        """Return who issues the forms."""
        ours = self.organisation()
        return Desk(
            above=ours.above, body=ours.name or self.desk_name(), place=ours.place,
            phone=ours.phone, fetch_at=self.desk_name(),
        )  # fmt: skip

    def portal(self) -> str:
        """Return the address of the portal as people type it; empty where it is not told."""
        return str(self.services.settings().get("portal") or "").rstrip("/")

    def require_clerk(self, caller: Caller) -> None:
        """Let the clerks of the one-stop desk pass; RoleMissing where others are named."""
        clerks = self.services.settings().get("clerks") or ()
        if clerks and bare(caller.name) not in clerks:
            raise RoleMissing(person=caller.name, action="dossiers", wanted=list(clerks))


def bare(name: str) -> str:
    """Return a person's name without how it is known that it is they."""
    for known in KnownBy:
        name = name.removesuffix(f" ({known.value})")
    return name


def _keys(services: Services) -> Keys:
    """Return the keys of the file beside the database; one that was lost is never made anew."""
    if services.database is None or services.folder is None:
        raise StorageFailure(path=DATABASE, problem="not open")
    path = services.folder.own("keys") / KEY_FILE
    if not path.exists() and services.database.row("SELECT 1 FROM lock") is not None:
        raise StorageFailure(path=str(path), problem="its key is not there: put its copy back")
    keys = keys_of(path)
    check_key(services.database, keys)
    return keys
