"""Random stations, schedules, announcements and misfortunes, as an unkind day would bring them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bench.faults.simulated.hours import (
    DAY_NAMES,
    MINUTES_A_DAY,
    ZONE_OF,
    Row,
    Rule,
)
from loudspeaker.model import STATION_ZONE

PEOPLE = """\
people:
  - {name: soan, roles: [editor]}
  - {name: duyet, roles: [approver]}
  - {name: quantri, roles: [admin]}
"""
TEXT = "mời bà con đến nhà văn hóa thôn dự họp về nước sạch và vệ sinh môi trường"
STEPS_S = (1, 5, 61, 600, 1800, 3600, 5 * 3600, 12 * 3600, 86_400, 7 * 86_400, 10 * 365 * 86_400)
NEW_YEARS = ("2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13", "2030-02-02")
FIRST_DAY, DAYS = date(2026, 1, 5), 5000
ABOUT_S = 80 * 60
AHEAD = timedelta(minutes=35)
"""How long a case lasts, and how much of that comes before the edge of the hours it is about."""
Chance = random.Random


def name_of(chance: Chance) -> str:
    """Return an announcement's id: the station's own would be another one each time."""
    return f"{chance.getrandbits(40):010x}"


def text_of(chance: Chance, *, most_words: int = 240) -> str:
    """Return an announcement of a length that people write."""
    count = round(4 * (most_words / 4) ** chance.random())
    words = TEXT.split()
    sentence = " ".join(words[i % len(words)] for i in range(count))
    return sentence[0].upper() + sentence[1:] + f" số {chance.randrange(1000)}."


def points_of(chance: Chance) -> tuple[int, ...]:
    """Return all points, those of a zone, or some."""
    kind = chance.random()
    if kind < 0.4:
        return tuple(ZONE_OF)
    if kind < 0.7:
        zone = chance.randint(1, 9)
        return tuple(point for point, its in ZONE_OF.items() if its == zone)
    return tuple(sorted(chance.sample(sorted(ZONE_OF), chance.randint(1, 4))))


# --- the station ----------------------------------------------------------------------------------


def row_of(chance: Chance, zones: tuple[int, ...] = ()) -> Row:
    """Return a window: of any length up to 18 hours, now and then over midnight."""
    first = 5 * chance.randrange(MINUTES_A_DAY // 5)
    last = (first + chance.choice([5, 30, 60, 240, 480, 960, 1080])) % MINUTES_A_DAY
    days = tuple(range(7))
    if chance.random() < 0.4:
        days = tuple(sorted(chance.sample(days, chance.randint(1, 6))))
    return Row(first=first, last=last or MINUTES_A_DAY, days=days, zones=zones)


def rule_of(chance: Chance) -> Rule:
    """Return allowed hours; some hamlets have their own, some communes a limit a day."""
    rows = [row_of(chance) for _ in range(chance.choice([0, 1, 1, 2, 3]))]
    for _ in range(chance.choice([0, 0, 1, 2])):
        zones = tuple(sorted(chance.sample(range(1, 10), chance.randint(1, 3))))
        rows.append(row_of(chance, zones))
    limit = chance.choice([1, 2, 3, 5]) if chance.random() < 0.3 else None
    return Rule(rows=tuple(rows), limit_minutes=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The rest of ``station.yaml``."""

    grace_s: int
    repeat: int
    gap_ms: int
    early_start: bool
    chime: str

    def text(self, rule: Rule) -> str:
        """Return the file."""
        return (
            f"name: Xã thử\nvoice: tone\nchime: {self.chime}\ngrace_s: {self.grace_s}\n"
            f"repeat: {self.repeat}\ngap_ms: {self.gap_ms}\n"
            f"early_start: {str(self.early_start).lower()}\n{rule.text()}{PEOPLE}"
        )


def manner_of(chance: Chance) -> Manner:
    """Return how a station airs."""
    return Manner(
        grace_s=chance.choice([0, 60, 600, 3600]),
        repeat=chance.choice([1, 1, 2, 3]),
        gap_ms=chance.choice([0, 2000]),
        early_start=chance.random() < 0.7,
        chime=chance.choice(["none", "ding_dong"]),
    )


# --- schedules ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A schedule file, and for which points it is."""

    name: str
    text: str
    points: tuple[int, ...]


def schedule_of(chance: Chance, number: int, about: datetime) -> Timed:
    """Return a schedule that is likely due around a time, and mostly on its day."""
    points = points_of(chance)
    lines = [
        f"title: Lịch {number}",
        f"cron: [{', '.join(repr(_cron(chance, about)) for _ in range(chance.randint(1, 2)))}]",
        f"text: {text_of(chance)}",
        f"points: [{', '.join(map(str, points))}]",
        f"priority: {chance.choice(['normal', 'normal', 'priority'])}",
        *_days(chance, about.date()),
    ]
    if chance.random() < 0.3:
        lines.append(f"repeat: {chance.randint(1, 3)}")
    return Timed(name=f"lich-{number}", text="".join(f"{one}\n" for one in lines), points=points)


def _cron(chance: Chance, about: datetime) -> str:
    hour = (about + timedelta(minutes=chance.randint(-20, 40))).hour
    minutes = chance.choice(
        [str(chance.randrange(60)), f"*/{chance.choice([3, 7, 10, 15])}", "0,29,30,59", "5-9"]
    )
    days, weekday = "*", "*"
    if chance.random() < 0.2:
        weekday = chance.choice([DAY_NAMES[about.weekday()], "mon-fri", "0,6", "7"])
    if chance.random() < 0.1:
        days = f"{about.day},{chance.randint(1, 28)}"
    return f"{minutes} {hour} {days} * {weekday}"


def _days(chance: Chance, day: date) -> Iterator[str]:
    kind = chance.random()
    if kind < 0.1:
        yield f"lunar_days: [{', '.join(map(str, chance.sample(range(1, 31), 12)))}]"
    elif kind < 0.2:
        yield f"except: [{chance.choice(['tet', 'holidays'])}]"
    elif kind < 0.3:
        yield f"except: [{day + timedelta(days=chance.randint(-1, 1))}]"
    elif kind < 0.4:
        yield f"valid_from: {day + timedelta(days=chance.randint(-3, 1))}"
        yield f"valid_to: {day + timedelta(days=chance.randint(1, 3))}"


# --- what happens ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An announcement that somebody brings and somebody else approves."""

    text: str
    points: tuple[int, ...]
    priority: str
    wishes: dict[str, Any] = field(default_factory=dict)


def said_of(chance: Chance, now: datetime) -> Said:
    """Return an announcement for now or for soon."""
    priority = chance.choices(["normal", "priority", "emergency"], [5, 2, 1])[0]
    wishes: dict[str, Any] = {}
    if priority != "emergency" and chance.random() < 0.6:
        due = now + timedelta(seconds=chance.choice([5, 59, 61, 300, 1800]) + chance.randrange(60))
        wishes["at"] = due.isoformat()
    if chance.random() < 0.3:
        wishes["repeat"] = chance.randint(1, 3)
    return Said(text=text_of(chance), points=points_of(chance), priority=priority, wishes=wishes)


def begin_of(chance: Chance, rule: Rule) -> datetime:
    """Return when a case begins: before an edge of the hours, on any day of many years."""
    day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    if chance.random() < 0.1:
        day = date.fromisoformat(chance.choice(NEW_YEARS)) + timedelta(days=chance.randint(-2, 4))
    edge = chance.choice([*rule.edges(), 0])
    midnight = datetime.combine(day, datetime.min.time(), STATION_ZONE)
    return midnight + timedelta(minutes=edge) - AHEAD


def step_of(chance: Chance) -> float:
    """Return by how many seconds a clock is set."""
    return chance.choice([-1, 1]) * chance.choice(STEPS_S) * chance.choice([1.0, 0.5])
