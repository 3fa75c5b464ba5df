"""``station.yaml``: who the station is, who may do what, and when it may sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from loudspeaker.config.backup import BACKUP_KEYS, BackupConfig, read_backup_config
from loudspeaker.config.hours import WINDOW_KEYS, read_hours
from loudspeaker.config.people import PERSON_KEYS, has_second_person, read_people
from loudspeaker.config.problems import Problem, nearest, refused
from loudspeaker.config.reader import Section, read_file
from loudspeaker.model.people import Person
from loudspeaker.model.settings import (
    ListOf,
    Setting,
    Table,
    choice,
    file_name,
    flag,
    line_of_text,
    number,
    whole,
)
from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable.hours import AllowedHours, DayBudget

STATION_FILE = "station.yaml"
DEFAULT_VOICE = "vi-bac"
DEFAULT_CHIME = "ding_dong"
NO_CHIME = "none"
DEFAULT_HARDWARE = "simulated"


class Profile(StrEnum):
    """``simulated`` for trying out and for tests, ``station`` where people hear it."""

    SIMULATED = "simulated"
    STATION = "station"


class Advice(StrEnum):
    """What a station may do and should think about."""

    EARLY_HOURS = "early_hours"
    NO_SECOND_PERSON = "no_second_person"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationWarning:
    """One advice and the line it is about."""

    advice: Advice
    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayoutConfig:
    """How airings are made; ``grace_s`` is how late an item may still begin."""

    grace_s: int
    repeat: int
    gap_ms: int
    early_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StationConfig:
    """The whole file; ``lines`` tells where each key was written, for later refusals."""

    name: str
    profile: Profile
    allowed_hours: AllowedHours
    day_budget: DayBudget
    people: tuple[Person, ...]
    voice: str
    chime: str | None
    hardware: str
    playout: PlayoutConfig
    clip_cache_mb: int
    text_limit_chars: int
    backup: BackupConfig | None
    warnings: tuple[ConfigurationWarning, ...]
    file: str = field(compare=False)
    lines: Mapping[str, int] = field(compare=False)

    @property
    def simulated(self) -> bool:
        """Tell whether conveniences of the simulated profile hold (``--as``)."""
        return self.profile is Profile.SIMULATED

    def person_named(self, name: str) -> Person | None:
        """Return the person of this name (letter case does not matter)."""
        wanted = name.casefold()
        return next((p for p in self.people if p.name.casefold() == wanted), None)

    def person_of(self, os_user: str) -> Person | None:
        """Return the person who is this system account."""
        return next((p for p in self.people if p.os_user == os_user), None)


STATION_KEYS = Table(
    (
        Setting("name", line_of_text(100)),
        Setting("profile", choice(Profile), default=Profile.SIMULATED),
        Setting("zone", choice((STATION_ZONE.key,)), default=STATION_ZONE.key),
        Setting("allowed_hours", ListOf(item=WINDOW_KEYS, fewest=1, most=50), default=None),
        Setting("max_minutes_a_day", number(1, 24 * 60), default=None),
        Setting("people", ListOf(item=PERSON_KEYS, most=200), default=None),
        Setting("voice", file_name(), default=DEFAULT_VOICE),
        Setting("chime", file_name(), default=DEFAULT_CHIME),
        Setting("hardware", file_name(ending=".yaml"), default=DEFAULT_HARDWARE),
        Setting("grace_s", whole(0, 24 * 3600), default=600),
        Setting("repeat", whole(1, 10), default=2),
        Setting("gap_ms", whole(0, 60_000), default=2000),
        Setting("early_start", flag(), default=True),
        Setting("clip_cache_mb", whole(16, 1_000_000), default=512),
        Setting("text_limit_chars", whole(100, 30_000), default=20_000),
        Setting("backup", BACKUP_KEYS, default=None),
    )
)


def load_station(home: Path) -> StationConfig:
    """Read the home's ``station.yaml``; raise ConfigurationRefused with file and line."""
    section = read_file(home / STATION_FILE, STATION_KEYS)
    profile = Profile(section["profile"])
    simulated = profile is Profile.SIMULATED
    hours = read_hours(section, simulated=simulated)
    people = read_people(section, simulated=simulated)
    return StationConfig(
        name=section["name"],
        profile=profile,
        allowed_hours=hours,
        day_budget=DayBudget(limit_minutes=section["max_minutes_a_day"]),
        people=people,
        voice=section["voice"],
        chime=None if section["chime"] == NO_CHIME else section["chime"],
        hardware=section["hardware"],
        playout=_playout(section),
        clip_cache_mb=section["clip_cache_mb"],
        text_limit_chars=section["text_limit_chars"],
        backup=read_backup_config(section["backup"]),
        warnings=tuple(_warnings(section, hours, people)),
        file=section.file,
        lines=section.lines,
    )


def check_names(
    station: StationConfig,
    *,
    hardware: Iterable[str],
    voices: Iterable[str],
    chimes: Iterable[str],
) -> None:
    """Refuse a hardware file, voice or chime that is not among those there are."""
    wanted = (
        ("hardware", station.hardware, hardware),
        ("voice", station.voice, voices),
        ("chime", station.chime or NO_CHIME, (*chimes, NO_CHIME)),
    )
    for key, name, known in wanted:
        names = sorted(known)
        if name not in names:
            raise refused(
                Problem.UNKNOWN_NAME,
                file=station.file,
                line=station.lines.get(key, 1),
                key=key,
                expected=", ".join(names),
                found=name,
                nearest=nearest(name, names),
            )


def _playout(section: Section) -> PlayoutConfig:
    return PlayoutConfig(
        grace_s=section["grace_s"],
        repeat=section["repeat"],
        gap_ms=section["gap_ms"],
        early_start=section["early_start"],
    )


def _warnings(
    section: Section, hours: AllowedHours, people: tuple[Person, ...]
) -> Iterator[ConfigurationWarning]:
    if hours.has_early:
        yield _warning(section, Advice.EARLY_HOURS, "allowed_hours")
    if not has_second_person(people):
        yield _warning(section, Advice.NO_SECOND_PERSON, "people")


def _warning(section: Section, advice: Advice, key: str) -> ConfigurationWarning:
    return ConfigurationWarning(advice=advice, file=section.file, line=section.line_of(key))
