"""``loudspeaker doctor``: what is right, what is not, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.checkup.finding import Finding, Level, fail, ok
from loudspeaker.cli.output import is_terminal, say, show
from loudspeaker.errors import LoudspeakerError
from loudspeaker.sentences.language import _, ngettext

_MARKS = {"ok": "✓", "warn": "!", "fail": "✗"}
_COLOURS = {"ok": "32", "warn": "33", "fail": "31"}


def doctor() -> int:
    """Check everything; exit status 1 if anything keeps the station from working."""
    findings = [asdict(finding) for finding in _examine(current())]
    show(findings, _as_text)
    return 1 if any(each["level"] == Level.FAIL for each in findings) else 0


def _examine(call: Call) -> Iterator[Finding]:
    from loudspeaker.cli.checkup import machine  # noqa: PLC0415 - all of it only here

    yield from machine.clock()
    yield from machine.disk(call.home)
    yield from machine.programs()
    yield from _examine_home(call)


def _examine_home(call: Call) -> Iterator[Finding]:
    from loudspeaker.bootstrap.init import require_home  # noqa: PLC0415
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415
    from loudspeaker.cli.checkup import (  # noqa: PLC0415
        devices,
        plugins,
        processes,
        relays,
        station,
    )
    from loudspeaker.sentences.telling import sentence  # noqa: PLC0415

    try:
        require_home(call.home)
        settings = load_settings(call.home)
    except LoudspeakerError as error:
        yield fail("configuration", sentence(error), _("the other checks need it"))
        return
    yield ok("configuration", _("station.yaml and the hardware file are valid."))
    yield from station.people(settings.station)
    yield from plugins.guard(settings.station)
    yield from plugins.outside(call.home, settings.station)
    yield from station.keys(call.home)
    yield from station.permissions(call.home)
    yield from station.schedules(call.home, settings)
    yield from devices.ports(call.home, settings)
    yield from devices.sound(call.home, settings)
    yield from devices.codes(settings)
    yield from devices.monitor(call.home, settings)
    yield from relays.sources(call.home, settings.station)
    yield from processes.voice(call, settings.station)
    yield from processes.running(call)
    yield from processes.templates(call)
    if not settings.station.simulated:
        yield from processes.units()


def _as_text(findings: Iterable[dict[str, Any]]) -> None:
    counts = {"ok": 0, "warn": 0, "fail": 0}
    for finding in findings:
        counts[finding["level"]] += 1
        say(f"{_mark(finding['level'])} {finding['what']}")
        if finding["todo"]:
            say(f"  → {finding['todo']}")
    if not counts["warn"] and not counts["fail"]:
        say(_("Everything is in order."))
        return
    failures = ngettext("{n} failure", "{n} failures", counts["fail"]).format(n=counts["fail"])
    warnings = ngettext("{n} warning", "{n} warnings", counts["warn"]).format(n=counts["warn"])
    say(f"{failures}, {warnings}.")


def _mark(level: str) -> str:
    mark = _MARKS[level]
    return f"\x1b[{_COLOURS[level]}m{mark}\x1b[0m" if is_terminal() else mark
