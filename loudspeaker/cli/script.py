"""``loudspeaker script``: a text and how it will be read, side by side."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import show
from loudspeaker.cli.text_source import need_source
from loudspeaker.errors import NotFound
from loudspeaker.sentences.language import _
from loudspeaker.system.time import SystemTime

if TYPE_CHECKING:
    from loudspeaker.config.station import StationConfig
    from loudspeaker.text.reading import Manner, Reading


def script(
    text: Annotated[
        str | None,
        typer.Argument(metavar=_("TEXT"), help=_("The text; - reads it from standard input.")),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar=_("FILE"), help=_("Read the text from a UTF-8 file.")),
    ] = None,
    voice: Annotated[
        str | None,
        typer.Option(metavar=_("VOICE"), help=_("In the number words of this voice's region.")),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", metavar="", help=_("Name the rule that read each piece."))
    ] = False,
) -> None:
    """Read a text without announcing it."""
    from loudspeaker.cli.interlinear import show_script  # noqa: PLC0415 - rich, and the rules
    from loudspeaker.cli.reviewing import concerns_about  # noqa: PLC0415
    from loudspeaker.text import read_text  # noqa: PLC0415

    manner, station = _station_manner(voice)
    limit_chars = station.text_limit_chars if station else None
    reading = read_text(need_source(text, file), manner=manner, limit_chars=limit_chars)
    document = script_document(reading, manner, today=SystemTime().wall().date())
    document["concerns"] = concerns_about(reading.text, current().home, station)
    show(document, lambda found: show_script(found, explain=explain))


def _station_manner(voice: str | None) -> tuple[Manner, StationConfig | None]:
    """Return how this station reads, and the station; the shipped ways without one."""
    from loudspeaker.bootstrap.manners import manner_of  # noqa: PLC0415 - reads YAML
    from loudspeaker.bootstrap.settings import load_settings  # noqa: PLC0415
    from loudspeaker.bootstrap.voices import EMBEDDED, voice_names  # noqa: PLC0415

    home = current().home
    if voice is not None and voice not in (known := voice_names(home)):
        raise NotFound(kind="voice", name=voice, known=known)
    if not home.station_file.exists():
        return manner_of(home, voice or EMBEDDED), None
    station = load_settings(home).station
    return manner_of(home, voice or station.voice), station


def script_document(
    reading: Reading, manner: Manner, *, today: date | None = None
) -> dict[str, Any]:
    """Return a reading and what should be looked at, as JSON-ready values."""
    from loudspeaker.text.audit import audit  # noqa: PLC0415 - the rules

    findings = audit(reading, manner.tables, today=today)
    return {
        "text": reading.text,
        "script": reading.script.spoken,
        "script_sha256": reading.script.sha256,
        "duration_estimate_s": round(reading.script.duration_s, 1),
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "text": reading.text[span.start : span.end],
                "reading": span.reading,
                "kind": span.kind.value,
                "rule": span.rule.name,
                "pause": span.pause.value if span.pause else None,
            }
            for span in reading.spans
        ],
        "phrases": [asdict(phrase) for phrase in reading.script.phrases],
        "audit": [asdict(finding) for finding in findings],
        "notices": [{"what": each.what.value, "count": each.count} for each in reading.notices],
    }
