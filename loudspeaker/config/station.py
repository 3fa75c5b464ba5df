"""``station.yaml``: who the station is, who may do what, and when it may sound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from loudspeaker.config.backup import BACKUP_KEYS, BackupConfig, read_backup_config
from loudspeaker.config.guard import (
    GUARD_KEYS,
    OFFICE_KEYS,
    PLUGIN_NAMES,
    GuardConfig,
    OfficeConfig,
    read_guard,
    read_office,
)
from loudspeaker.config.hours import WINDOW_KEYS, read_hours, read_zone_hours
from loudspeaker.config.mourning import load_mourning
from loudspeaker.config.people import (
    PERSON_KEYS,
    admins_who_would_approve,
    has_second_person,
    read_people,
)
from loudspeaker.config.problems import Problem, nearest, refused
from loudspeaker.config.reader import Section, read_file, read_table
from loudspeaker.config.registers import (
    DOCUMENTS_KEYS,
    DOSSIERS_KEYS,
    ORGANISATION_KEYS,
    DocumentsConfig,
    DossiersConfig,
    OrganisationConfig,
    read_documents,
    read_dossiers,
    read_organisation,
)
from loudspeaker.config.relay import NO_RELAY, RELAY_KEYS, RelayConfig, read_relay
from loudspeaker.config.sirens import SIREN_KEYS, read_siren
from loudspeaker.config.strict_yaml import parse
from loudspeaker.config.web import DEFAULT_WEB, WEB_KEYS, WebConfig, read_web
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.people import Person
from loudspeaker.model.points import PointPlan
from loudspeaker.model.settings import (
    ListOf,
    Setting,
    Table,
    choice,
    file_name,
    flag,
    line_of_text,
    minute_of_day,
    number,
    whole,
)
from loudspeaker.model.siren import Siren
from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable.hours import AllowedHours, DayBudget
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning
from loudspeaker.timetable.zone_hours import HoursAtPoints

STATION_FILE = "station.yaml"
WEB_ACCOUNT = "loudspeaker-web"
DEFAULT_VOICE = "vi-bac"
DEFAULT_CHIME = "ding_dong"
NO_CHIME = "none"
DEFAULT_HARDWARE = "simulated"


class Profile(StrEnum):
    """``simulated`` for trying out and for tests, ``station`` where people hear it."""

    SIMULATED = "simulated"
    STATION = "station"


class ClockRule(StrEnum):
    """When the machine's clock is believed: with proof from outside, or as it stands."""

    PROVED = "proved"
    MACHINE = "machine"


class Advice(StrEnum):
    """What a station may do and should think about."""

    EARLY_HOURS = "early_hours"
    NO_SECOND_PERSON = "no_second_person"
    ADMIN_APPROVES = "admin_approves"


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
    """The whole file; ``lines`` tells where each key was written, for later refusals.

    ``mourning`` is from its own file beside it.
    """

    name: str
    profile: Profile
    allowed_hours: AllowedHours
    zone_hours: Mapping[str, AllowedHours]
    day_budget: DayBudget
    clock: ClockRule
    canary_minute: int
    people: tuple[Person, ...]
    voice: str
    chime: str | None
    hardware: str
    playout: PlayoutConfig
    clip_cache_mb: int
    text_limit_chars: int
    siren: Siren | None
    guard: GuardConfig
    office: OfficeConfig
    organisation: OrganisationConfig
    documents: DocumentsConfig
    dossiers: DossiersConfig
    plugins: tuple[str, ...]
    plugin_files_mb: int
    """The plug-ins from outside that are switched on."""
    backup: BackupConfig | None
    warnings: tuple[ConfigurationWarning, ...]
    file: str = field(compare=False)
    lines: Mapping[str, int] = field(compare=False)
    mourning: Mourning = NO_MOURNING
    relay: RelayConfig = NO_RELAY
    web: WebConfig = DEFAULT_WEB
    web_account: str = WEB_ACCOUNT
    """The system account that the web pages run as; it may bring people who have signed in."""

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
        Setting("clock", choice(ClockRule), default=None),
        Setting("canary", minute_of_day(), default=4 * 60),
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
        Setting("siren", SIREN_KEYS, default=None),
        Setting("guard", GUARD_KEYS, default=None),
        Setting("office", OFFICE_KEYS, default=None),
        Setting("organisation", ORGANISATION_KEYS, default=None),
        Setting("documents", DOCUMENTS_KEYS, default=None),
        Setting("dossiers", DOSSIERS_KEYS, default=None),
        Setting("plugins", PLUGIN_NAMES, default=()),
        Setting("plugin_files_mb", whole(16, 10_000_000), default=20_000),
        Setting("backup", BACKUP_KEYS, default=None),
        Setting("relay", RELAY_KEYS, default=None),
        Setting("web", WEB_KEYS, default=None),
        Setting("web_account", line_of_text(32), default=WEB_ACCOUNT),
    )
)


def load_station(home: Path) -> StationConfig:
    """Read the home's ``station.yaml`` and ``mourning.yaml``.

    Raise ConfigurationRefused with file and line.
    """
    return _station(read_file(home / STATION_FILE, STATION_KEYS), load_mourning(home))


def parse_station(text: str, *, file: str) -> StationConfig:
    """Read the text of a ``station.yaml``; raise ConfigurationRefused with its line."""
    section = read_table(parse(text.encode(), file=file), STATION_KEYS, file=file)
    return _station(section, NO_MOURNING)


def _station(section: Section, mourning: Mourning) -> StationConfig:
    profile = Profile(section["profile"])
    simulated = profile is Profile.SIMULATED
    hours = read_hours(section, simulated=simulated)
    zone_hours = read_zone_hours(section, simulated=simulated)
    people = read_people(section, simulated=simulated)
    return StationConfig(
        name=section["name"],
        profile=profile,
        allowed_hours=hours,
        zone_hours=zone_hours,
        day_budget=DayBudget(limit_minutes=section["max_minutes_a_day"]),
        clock=section["clock"] or (ClockRule.MACHINE if simulated else ClockRule.PROVED),
        canary_minute=section["canary"] % (24 * 60),
        people=people,
        voice=section["voice"],
        chime=None if section["chime"] == NO_CHIME else section["chime"],
        hardware=section["hardware"],
        playout=_playout(section),
        clip_cache_mb=section["clip_cache_mb"],
        text_limit_chars=section["text_limit_chars"],
        siren=read_siren(section["siren"]),
        guard=read_guard(section),
        office=read_office(section),
        organisation=read_organisation(section),
        documents=read_documents(section, people),
        dossiers=read_dossiers(section, people),
        plugins=section["plugins"],
        plugin_files_mb=section["plugin_files_mb"],
        backup=read_backup_config(section["backup"]),
        relay=read_relay(section["relay"]),
        web=read_web(section["web"]),
        web_account=section["web_account"],
        warnings=tuple(_warnings(section, (hours, *zone_hours.values()), people)),
        file=section.file,
        lines=section.lines,
        mourning=mourning,
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


def hours_at_points(station: StationConfig, plan: PointPlan) -> HoursAtPoints:
    """Return the allowed hours as they hold at the points of this plan.

    Raises ConfigurationRefused (``unknown_name``) for hours of a zone that is not in it.
    """
    by_zone: dict[int, AllowedHours] = {}
    for name, hours in station.zone_hours.items():
        zone = plan.zone_named(name)
        if zone is None:
            raise _unknown_zone(station, name, [zone.name for zone in plan.zones])
        by_zone[zone.number] = hours
    zone_of = {point.number: point.zone for point in plan.points}
    return HoursAtPoints(general=station.allowed_hours, by_zone=by_zone, zone_of=zone_of)


def _unknown_zone(station: StationConfig, name: str, known: list[str]) -> ConfigurationRefused:
    return refused(
        Problem.UNKNOWN_NAME,
        file=station.file,
        line=station.lines.get("allowed_hours", 1),
        key="allowed_hours",
        expected=", ".join(known),
        found=name,
        nearest=nearest(name, known),
    )


def _playout(section: Section) -> PlayoutConfig:
    return PlayoutConfig(
        grace_s=section["grace_s"],
        repeat=section["repeat"],
        gap_ms=section["gap_ms"],
        early_start=section["early_start"],
    )


def _warnings(
    section: Section, hours: Iterable[AllowedHours], people: tuple[Person, ...]
) -> Iterator[ConfigurationWarning]:
    if any(each.has_early for each in hours):
        yield _warning(section, Advice.EARLY_HOURS, "allowed_hours")
    if not has_second_person(people):
        yield _warning(section, Advice.NO_SECOND_PERSON, "people")
    if admins_who_would_approve(people):
        yield _warning(section, Advice.ADMIN_APPROVES, "people")


def _warning(section: Section, advice: Advice, key: str) -> ConfigurationWarning:
    return ConfigurationWarning(advice=advice, file=section.file, line=section.line_of(key))
