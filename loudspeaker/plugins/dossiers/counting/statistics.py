"""The same count over the tables, in the database: a month of a million dossiers in a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.dossier import Channel
from loudspeaker.plugins.dossiers.counting.counts import FIELDS, Counts

_ZONE_S: Final = 7 * 3600
"""Days are Vietnam's: +07:00 without summer time since 1975."""
_CHANNELS: Final = tuple(Channel)
_MONTHS: Final = 12
_SUMS: Final = ", ".join(f"sum({name}) AS {name}" for name in FIELDS)


def _piece(source: str, **counts: str) -> str:
    """Return one part of the union: which rows, and what each of them counts as."""
    cells = ", ".join(f"{counts.get(name, '0')} AS {name}" for name in FIELDS)
    return f"SELECT organisation, kind, channel, {cells} FROM {source}"  # noqa: S608 - our own


_STILL: Final = "received < :{0} AND (ended IS NULL OR ended >= :{0})"
_OPEN: Final = f"""(SELECT d.organisation, d.kind, d.channel, l.after AS state, l.due
    FROM dossier d JOIN log l ON l.dossier = d.id AND l.n =
        (SELECT max(n) FROM log WHERE dossier = d.id AND at < :end)
    WHERE {_STILL.format("end")})"""  # noqa: S608 - our own names
_IN_MONTH: Final = "dossier WHERE ended >= :start AND ended < :end"
_PIECES: Final = " UNION ALL ".join((
    _piece(f"dossier WHERE {_STILL.format('start')}", carried="1"),
    _piece("dossier WHERE received >= :start AND received < :end", received="1"),
    _piece(
        _IN_MONTH,
        late="state IN (9, 10) AND due IS NOT NULL AND ended > due",
        early="state IN (9, 10) AND due IS NOT NULL AND (ended + :zone) / 86400"
        " < (due + :zone) / 86400",
        on_time="state IN (9, 10) AND (due IS NULL OR (ended <= due AND (ended + :zone) / 86400"
        " = (due + :zone) / 86400))",
        withdrawn="state = 7",
        halted="state = 8 OR state = 3 AND received IS NOT NULL",
        refused="state = 3 AND received IS NULL",
    ),
    _piece(
        _OPEN,
        waiting="due IS NULL",
        overdue="due IS NOT NULL AND due < :end",
        in_time="due IS NOT NULL AND due >= :end",
    ),
))  # fmt: skip
QUERY: Final = f"""SELECT o.code AS organisation, k.domain, m.channel, {_SUMS}
    FROM (SELECT organisation, kind, channel, {_SUMS} FROM ({_PIECES})
        GROUP BY organisation, kind, channel) m
    JOIN organisation o ON o.id = m.organisation JOIN kind k ON k.id = m.kind
    GROUP BY o.code, k.domain, m.channel ORDER BY o.code, k.domain, m.channel"""  # noqa: S608


def month(year: int, number: int) -> tuple[datetime, datetime]:
    """Return begin and end of a month in the station's zone; EntryRefused."""
    if not (1970 <= year <= 9998 and 1 <= number <= _MONTHS):  # noqa: PLR2004 - what can be kept
        raise EntryRefused(where="tháng", problem="viết như 11/2026")
    after = (year, number + 1) if number < _MONTHS else (year + 1, 1)
    return (
        datetime(year, number, 1, tzinfo=STATION_ZONE),
        datetime(*after, 1, tzinfo=STATION_ZONE),
    )


class Score:
    """The answers of *how satisfied were you*."""

    VERY_GOOD: Final = 3
    GOOD: Final = 2
    BAD: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """How many answered a question, and how."""

    question: str
    very_good: int
    good: int
    bad: int

    @property
    def voters(self) -> int:
        """Return how many answered."""
        return self.very_good + self.good + self.bad


class Statistics:
    """Counts over the plug-in's own file."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def counted(self, start: datetime, end: datetime, now: datetime) -> list[Counts]:
        """Return the lines of a period; of one that is not over, as it stands now."""
        last = max(start, min(end, now))
        values: Any = {
            "start": int(start.timestamp()),
            "end": int(last.timestamp()),
            "zone": _ZONE_S,
        }
        return [
            Counts(
                organisation=row["organisation"],
                domain=row["domain"],
                channel=_CHANNELS[row["channel"]].value,
                **{name: row[name] for name in FIELDS},
            )
            for row in self._database.rows(QUERY, values)
        ]

    def rate(self, organisation: str, question: str, score: int, at: datetime) -> None:
        """Keep an answer; nothing tells whose it is.  EntryRefused."""
        if score not in {Score.BAD, Score.GOOD, Score.VERY_GOOD} or not 0 < len(question) <= 200:  # noqa: PLR2004
            raise EntryRefused(where="đánh giá", problem="1 là chưa tốt, 2 là tốt, 3 là rất tốt")
        query = """INSERT INTO rating (at, organisation, question, score)
            VALUES (?, (SELECT id FROM organisation WHERE code = ?), ?, ?)"""
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT 1 FROM organisation WHERE code = ?", (organisation,)
            ).fetchone()
            if row is None:
                raise EntryRefused(where="mã cơ quan", problem="chưa có hồ sơ nào")
            connection.execute(query, (int(at.timestamp()), organisation, question, score))

    def ratings(self, start: datetime, end: datetime) -> list[Rating]:
        """Return the answers of a period, by question."""
        query = """SELECT question, count(*) FILTER (WHERE score = 3) AS very_good,
            count(*) FILTER (WHERE score = 2) AS good, count(*) FILTER (WHERE score = 1) AS bad
            FROM rating WHERE at >= ? AND at < ? GROUP BY question ORDER BY question"""
        rows = self._database.rows(query, (int(start.timestamp()), int(end.timestamp())))
        return [Rating(**dict(row)) for row in rows]
