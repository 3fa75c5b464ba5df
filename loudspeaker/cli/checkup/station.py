"""The home: configuration, people, keys, permissions."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from loudspeaker.bootstrap.chimes import own_chimes
from loudspeaker.bootstrap.settings import Settings
from loudspeaker.bootstrap.voices import is_barred, voice_names
from loudspeaker.cli.advising import facts_of
from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.cli.output import visible
from loudspeaker.cli.sentences.advice import advice
from loudspeaker.config.people import has_second_person
from loudspeaker.config.schedules import check_targets, load_schedule
from loudspeaker.config.shipped import files
from loudspeaker.config.station import Advice, StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.sentences.language import _
from loudspeaker.sentences.telling import sentence
from loudspeaker.system.home import Home

_FOREIGN = stat.S_IRWXG | stat.S_IRWXO


def people(station: StationConfig) -> Iterator[Finding]:
    """Tell whether a second person can approve, and what else is odd in ``station.yaml``."""
    names = ", ".join(visible(person.name) for person in station.people)
    if has_second_person(station.people):
        yield ok(
            "people", _("Somebody writes and somebody else approves ({names}).").format(names=names)
        )
    else:
        yield fail(
            "people",
            _("Nobody could approve what somebody else wrote."),
            _("enter an editor and a second person who approves under people in station.yaml"),
        )
    for facts in facts_of(station):
        if facts["advice"] != Advice.NO_SECOND_PERSON:
            yield warn("configuration", advice(facts), _("change the line if it is not meant"))


def keys(home: Home) -> Iterator[Finding]:
    """Tell whether the secrets are there and nobody else's."""
    for path in (home.seal_key, home.master_key):
        if not _is_readable_folder(path.parent):
            yield ok("keys", _("{folder} is closed to you, as it should be.").format(
                folder=path.parent
            ))  # fmt: skip
            return
        if not path.exists():
            yield fail(
                "keys",
                _("The key {file} is missing.").format(file=path),
                _("restore it from the backup, or make a new home with loudspeaker init"),
            )
        elif path.stat().st_mode & _FOREIGN:
            yield fail(
                "keys",
                _("Others may read the key {file}.").format(file=path),
                _("close it: chmod 600 {file}").format(file=path),
            )
        else:
            yield ok("keys", _("The key {file} is there and closed to others.").format(file=path))


def _is_readable_folder(folder: Path) -> bool:
    try:
        list(folder.iterdir())
    except PermissionError:
        return False
    except OSError:
        return True
    return True


def permissions(home: Home) -> Iterator[Finding]:
    """Tell whether strangers could change the station's files."""
    watched = (home.root, home.station_file, home.spool, home.run, home.hardware, home.schedules)
    open_to_all = [p for p in watched if p.exists() and p.stat().st_mode & stat.S_IWOTH]
    for path in open_to_all:
        yield fail(
            "permissions",
            _("Everybody may change {file}.").format(file=path),
            _("close it: chmod o-w {file}").format(file=path),
        )
    if not open_to_all:
        yield ok("permissions", _("The home is closed to strangers."))


def schedules(home: Home, settings: Settings) -> Iterator[Finding]:
    """Tell which schedule files are not taken."""
    voices, plan = tuple(voice_names(home)), settings.hardware.points.plan
    found, sounds = files("schedules", home.root), own_chimes(home)
    bad = 0
    for path in found.values():
        try:
            check_targets(
                load_schedule(path),
                plan,
                voices,
                is_barred=lambda voice: is_barred(home, voice, settings.station),
                sounds=sounds,
                sources=settings.station.relay.names,
            )
        except LoudspeakerError as error:
            bad += 1
            yield fail("schedules", sentence(error), _("loudspeaker schedule check {file}").format(
                file=path
            ))  # fmt: skip
    if not bad:
        yield ok("schedules", _("All schedule files are valid ({n}).").format(n=len(found)))
