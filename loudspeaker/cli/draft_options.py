"""What ``announce`` and ``edit`` take besides the text."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import UsageRefused
from loudspeaker.model.time import iso
from loudspeaker.sentences.language import _
from loudspeaker.system.time import SystemTime
from loudspeaker.timetable.when import read_when

WHEN = "17:00, “mai 5:30”, “25/12 5h30”, 2026-12-01T17:00+07:00"

FileOption = Annotated[
    Path | None,
    typer.Option("--file", metavar=_("FILE"), help=_("Read the text from a UTF-8 file.")),
]
RecordingOption = Annotated[
    list[str] | None,
    typer.Option(
        "--recording",
        metavar=_("FILE:LANGUAGE:TITLE"),
        help=_("A recording that follows the text; may stand several times."),
    ),
]
BulletinOption = Annotated[
    Path | None,
    typer.Option("--bulletin", metavar=_("FILE"), help=_("Texts and recordings in a YAML file.")),
]
TitleOption = Annotated[
    str | None,
    typer.Option(metavar=_("TITLE"), help=_("Short title; default: the text's beginning.")),
]
AtOption = Annotated[
    str | None,
    typer.Option(metavar=_("TIME"), help=_("When it is to sound: {forms}.").format(forms=WHEN)),
]
NowOption = Annotated[
    bool,
    typer.Option("--now", metavar="", help=_("As soon as it is approved (also without --at).")),
]
InOption = Annotated[
    str | None,
    typer.Option(
        "--in",
        metavar=_("PROGRAMME"),
        help=_("It waits for this programme and is heard in its next slot with room."),
    ),
]
PointsOption = Annotated[
    str | None, typer.Option(metavar="1,4", help=_("Numbers of points, or all (default)."))
]
ZoneOption = Annotated[
    str | None, typer.Option(metavar=_("ZONE"), help=_("All points of one zone, by its name."))
]
PriorityOption = Annotated[
    str | None,
    typer.Option(metavar="normal|priority|emergency", help=_("Level; default: normal.")),
]
RepeatOption = Annotated[
    str | None, typer.Option(metavar="N", help=_("How often it is read (1 to 10)."))
]
VoiceOption = Annotated[
    str | None,
    typer.Option(metavar=_("VOICE"), help=_("Another voice: see loudspeaker voices list.")),
]
NotAfterOption = Annotated[
    str | None,
    typer.Option("--not-after", metavar=_("TIME"), help=_("Never begin later than this.")),
]


def request_of(
    *,
    title: str | None,
    at: str | None,
    now: bool,
    points: str | None,
    zone: str | None,
    priority: str | None,
    repeat: str | None,
    voice: str | None,
    not_after: str | None,
    in_: str | None = None,
) -> dict[str, Any]:
    """Return the options as a request: times as ISO 8601, what is not given left out.

    Raises UsageRefused, TimeRefused.
    """
    if at is not None and now:
        raise UsageRefused(option="--at, --now", problem="not_together")
    if in_ is not None and (at is not None or now):
        raise UsageRefused(option="--in, --at, --now", problem="not_together")
    given: dict[str, Any] = {
        "title": title,
        "at": _resolved(at),
        "points": points,
        "zone": zone,
        "priority": priority,
        "repeat": whole_number("--repeat", repeat),
        "voice": voice,
        "not_after": _resolved(not_after),
        "waits_for": in_,
    }
    return {name: value for name, value in given.items() if value is not None}


def _resolved(when: str | None) -> str | None:
    """Return the moment meant now: a spooled “mai 5:30” must not mean another day later."""
    return None if when is None else iso(read_when(when, SystemTime().wall()))
