"""``loudspeaker voices``: which there are, installing one, trying one out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.language import _

if TYPE_CHECKING:
    from loudspeaker.speech.installed import Record

app = group()
VoiceArgument = Annotated[
    str, typer.Argument(metavar=_("VOICE"), help=_("A voice of loudspeaker voices list."))
]


def list_voices() -> None:
    """List the voices of the home and the shipped ones; the home need not exist."""
    from loudspeaker.cli.voice_shelf import rows  # noqa: PLC0415 - reads YAML

    show(rows(current().home), _show_list)


def _show_list(rows: list[dict[str, Any]]) -> None:
    columns = (
        Column(_("Voice")),
        Column(_("Name"), wraps=True),
        Column(_("Installed")),
        Column(_("Licence"), wraps=True),
        Column(_("Commercial use")),
        Column(_("Measured here")),
    )
    show_table(columns, map(_row, rows))


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    measured = row["measured"]
    return (
        row["id"] + " *" * row["in_use"],
        row["title"],
        _yes_or_no(row["installed"]),
        row["licence"],
        _yes_or_no(row["commercial"]),
        _speed(measured) if measured else "",
    )


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")


def _speed(measured: dict[str, Any]) -> str:
    return _("{first_sound_ms:.0f} ms to first sound, speed ×{speed:.0f}").format(
        first_sound_ms=measured["first_sound_ms"],
        speed=1 / max(measured["real_time_factor"], 0.0001),
    )


def install(
    voice: VoiceArgument,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar=_("DIR"), help=_("Take the files from a folder, a stick.")),
    ] = None,
) -> None:
    """Fetch, check, split and measure a voice; a broken download goes on where it ended."""
    from loudspeaker.cli.voice_shelf import install_voice  # noqa: PLC0415 - numpy and rich

    record = install_voice(current().home, voice, source)
    show(asdict(record), lambda _document: _installed(record))


def _installed(record: Record) -> None:
    say(_("The voice {voice} is installed.").format(voice=visible(record.voice)))
    for name, file in record.files.items():
        known = file.trusted_by == "voice_file"
        text = (
            _("  {name}: SHA-256 {sha256}, as the voice file says")
            if known
            else _("  {name}: SHA-256 {sha256}, recorded now because nobody had told it before")
        )
        say(text.format(name=name, sha256=file.sha256))
    if record.measured:
        _show_measured(asdict(record.measured))
    say(_("Use it: voice: {voice} in station.yaml, or --voice {voice}").format(voice=record.voice))


def try_out(voice: VoiceArgument) -> None:
    """Measure a voice on this machine and remember it: gain, speed, time to first sound."""
    from loudspeaker.cli.voice_shelf import measure_voice  # noqa: PLC0415 - numpy

    show(asdict(measure_voice(current().home, voice)), _show_measured)


def _show_measured(measured: dict[str, Any]) -> None:
    say(_("  first sound after {value:.0f} ms").format(value=measured["first_sound_ms"]))
    factor = measured["real_time_factor"]
    text = _("  {factor:.3f} s of work for a second of speech")
    say(text.format(factor=factor))
    say(_("  gain to the station's loudness: {value:+.1f} dB").format(value=measured["gain_db"]))
    if measured["missing_phonemes"]:
        text = _("  sounds that it does not know and leaves out: {sounds}")
        say(text.format(sounds=visible(measured["missing_phonemes"])))


for _name, _function, _help, _line in (
    ("list", list_voices, _("The voices, their licences, what was measured."), "list"),
    (
        "install",
        install,
        _("Install a voice that has a model."),
        "install vi_VN-vais1000-medium --from /media/usb",
    ),
    ("test", try_out, _("Measure a voice on this machine."), "test vi-bac"),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker voices {_line}")
