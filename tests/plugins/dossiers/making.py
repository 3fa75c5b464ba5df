"""Values that many tests of dossiers begin with."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier
from loudspeaker.plugins.dossiers.cases.filing import Filing, matter_of
from loudspeaker.plugins.dossiers.cases.people import party_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.plugins.dossiers.kept.tables import MIGRATIONS
from loudspeaker.plugins.dossiers.procedures.values import Procedure
from loudspeaker.store.plugin_file import PluginDatabase
from loudspeaker.worktime import Beyond, Calendar, Limit, Unit
from loudspeaker.worktime.shipped import shipped_years

CALENDAR = Calendar(years=shipped_years(), beyond=Beyond.LAW)
OFFICE = "H03.12.25"
KEYS = Keys(bytes(range(32)))
IDENTITY = "001099000001"
PHONE = "0912 345 678"
PIN = "004211"

LARGEST = 64 << 20


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STATION_ZONE)


def procedure(code: str = "1.001193", days: int = 3, **more: Any) -> Procedure:
    values: dict[str, Any] = {
        "code": code, "name": "Đăng ký khai sinh", "domain": "HT", "domain_name": "Hộ tịch",
        "limit": Limit(amount=days, unit=Unit.DAY), "cut_off": time(15),
        "valid_from": date(2017, 1, 1),
    }  # fmt: skip
    return Procedure(**(values | more))


def filing(name: str = "Người Nộp Đầu", **more: Any) -> Filing:
    values: dict[str, Any] = {
        "kind": "citizen", "name": name, "identity": IDENTITY, "phone": PHONE, "address": "Thôn 1",
        "told": "call",
    }  # fmt: skip
    matter = matter_of("Khai sinh cho con", [("Tờ khai", 1, 0)], [("Lệ phí", 8000, True)])
    return Filing(applicant=party_of(values | more), matter=matter)


def database(folder: Path) -> PluginDatabase:
    return PluginDatabase(folder / "dossiers.db", MIGRATIONS, largest_bytes=LARGEST)


def register(kept: PluginDatabase) -> Register:
    return Register(kept, KEYS, lambda: CALENDAR)


def opened(
    into: Register,
    moment: str | datetime,
    *,
    kind: Procedure | None = None,
    whose: Filing | None = None,
    channel: Channel = Channel.COUNTER,
    state: State = State.RECEIVED,
    code: Code | None = None,
    organisation: str = OFFICE,
) -> Dossier:
    return into.open(
        kind or procedure(), whose or filing(), organisation=organisation, channel=channel,
        at=at(moment) if isinstance(moment, str) else moment, by="mot-cua", pin=PIN, state=state,
        code=code,
    )  # fmt: skip
