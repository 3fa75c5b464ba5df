"""Dossiers of ten years, always the same, written by the register's own functions."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier, Line, moved, opened
from loudspeaker.plugins.dossiers.cases.filing import Filing, matter_of
from loudspeaker.plugins.dossiers.cases.people import party_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.kept.people import add_people
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.plugins.dossiers.kept.writing import add_line, adopted, insert, organisation_row
from loudspeaker.plugins.dossiers.lookup.secret import hashes_of
from loudspeaker.store.sqlite import Database
from loudspeaker.worktime import Beyond, Calendar, Limit, Unit
from loudspeaker.worktime.shipped import shipped_years

FIRST, LAST = date(2017, 1, 3), date(2026, 11, 27)
NOW = datetime(2026, 11, 27, 16, 0, tzinfo=STATION_ZONE)
OFFICES = ("H03.12.25", "H03.12.26", "H03.12.27")
CALENDAR = Calendar(years=shipped_years(), beyond=Beyond.LAW)
PROCEDURES = tuple(
    (f"1.{n:06d}", f"LV{n % 12:02d}", Limit(amount=1 + n % 15, unit=Unit.DAY)) for n in range(150)
)
CHANNELS = tuple(Channel)
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLES = ("Văn", "Thị", "Đức", "Minh", "Thu", "Quang", "Ngọc", "Hữu")
NAMES = ("An", "Bình", "Chi", "Dũng", "Đông", "Giang", "Hà", "Khánh", "Lan", "Mai", "Nam", "Oanh")
MATTER = matter_of("Đề nghị giải quyết theo mẫu", [("Tờ khai", 1, 0)], [("Lệ phí", 8000, True)])
BATCH = 5000


def filing(chance: random.Random, number: int) -> Filing:
    """Return what one person files; each files about four times in ten years."""
    who = number * 7919 % 250_007
    name = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(NAMES)}"
    party = party_of({
        "kind": "citizen", "name": name, "identity": f"{1_000_000_000 + who:012d}",
        "phone": f"09{who:08d}", "address": f"Thôn {who % 11 + 1}",
    })  # fmt: skip
    return Filing(applicant=party, matter=MATTER)


def moments(count: int) -> Iterator[datetime]:
    """Yield when the dossiers come, in order, on days that are worked."""
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    worked = [day for day in days if CALENDAR.is_open(day)]
    for number in range(count):
        day = worked[number * len(worked) // count]
        yield datetime.combine(day, time(8), STATION_ZONE) + timedelta(minutes=number % 400)


def way(chance: random.Random, dossier: Dossier, first: Line) -> tuple[Dossier, list[Line]]:
    """Return a dossier with its lines on the usual way, one in eight with a supplement."""
    lines = [first]
    steps = [(State.IN_PROGRESS, 1)]
    if chance.random() < 1 / 8:
        steps += [(State.SUPPLEMENT, 20), (State.IN_PROGRESS, 80)]
    days = dossier.limit.amount
    steps += [(chance.choice([State.FINISHED] * 30 + [State.WITHDRAWN, State.HALTED]),
               int(24 * days * chance.uniform(0.2, 1.6)) + 1), (State.RETURNED, 30)]  # fmt: skip
    at = dossier.last
    for to, hours in steps:
        at += timedelta(hours=hours)
        over = dossier.state in {State.WITHDRAWN, State.HALTED}
        if over or at > NOW or chance.random() < 0.0005:  # and few are never done
            break
        dossier, line = moved(CALENDAR, dossier, to, at=at, by="canbo", reason="theo quy định")
        lines.append(line)
    return dossier, lines


def fill(database: Database, keys: Keys, count: int) -> list[tuple[Code, str]]:
    """Write the dossiers; return each thousandth one's code and PIN."""
    chance, known, times = random.Random(1), list[tuple[Code, str]](), moments(count)
    for first in range(0, count, BATCH):
        with database.transaction() as connection:
            for number in range(first, min(first + BATCH, count)):
                known += _one(connection, keys, chance, number, next(times))
    return known


_numbers: dict[tuple[str, date], int] = {}


def _one(
    connection: sqlite3.Connection,
    keys: Keys,
    chance: random.Random,
    number: int,
    at: datetime,
) -> list[tuple[Code, str]]:
    office, (procedure, domain, limit) = chance.choice(OFFICES), chance.choice(PROCEDURES)
    place = organisation_row(connection, office)
    _numbers[office, at.date()] = _numbers.get((office, at.date()), 0) + 1
    code = Code(organisation=office, day=at.date(), number=_numbers[office, at.date()])
    code = adopted(connection, place, code)
    dossier, line = opened(
        CALENDAR, code=code, procedure=procedure, version=1, domain=domain,
        channel=chance.choices(CHANNELS, (6, 3, 1))[0], limit=limit, at=at, by="canbo",
    )  # fmt: skip
    dossier, lines = way(chance, dossier, line)
    key = insert(connection, place, dossier)
    for n, each in enumerate(lines, 1):
        add_line(connection, key, n, each)
    connection.execute("UPDATE dossier SET lines = ? WHERE id = ?", (len(lines), key))
    who, pin = filing(chance, number), f"{number * 31 % 1_000_000:06d}"
    add_people(connection, key, str(code), who, keys)
    hashes = hashes_of(keys.secrets, str(code), pin=pin, phone=who.applicant.phone)
    connection.execute("INSERT INTO secret VALUES (?, ?, ?)", (key, hashes.pin, hashes.phone))
    return [(code, pin)] if number % 1000 == 0 else []
