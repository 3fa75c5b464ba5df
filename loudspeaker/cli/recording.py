"""``loudspeaker recording``: measure a recording, or make one here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import duration

app = group()


def check(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("WAV, MP3, M4A or OGG."))],
) -> None:
    """Measure a recording as the station would, and keep nothing of it."""
    from loudspeaker.cli.file_reader import measured  # noqa: PLC0415 - a process of its own

    document = {"file": str(file), "verdict": "ok", **measured(current().home, file)}
    del document["sha256"]
    show(document, _as_text)


def _as_text(document: dict[str, Any]) -> None:
    from loudspeaker.sentences.recordings import measures  # noqa: PLC0415 - only here

    say(_("{file} can be aired.").format(file=visible(document["file"])))
    for line in measures(document["before"], document["after"]):
        say(f"  {line}")


def make(
    out: Annotated[Path, typer.Option(metavar="F.wav", help=_("Where to write the recording."))],
    seconds: Annotated[
        str | None,
        typer.Option(metavar="N", help=_("End after so many seconds; else at Ctrl+C.")),
    ] = None,
    device: Annotated[
        str | None,
        typer.Option(metavar=_("DEVICE"), help=_("A sound input of this machine by its name.")),
    ] = None,
) -> None:
    """Record from a microphone with a level meter; never from the programme's device."""
    from loudspeaker.cli import microphone  # noqa: PLC0415 - numpy and PortAudio

    document = microphone.record(current(), out, seconds=seconds, device=device)
    show(document, _made)


def _made(document: dict[str, Any]) -> None:
    length = duration(document["length_s"])
    say(_("Recorded: {file} ({duration}).").format(file=document["file"], duration=length))
    say(_("Now check it: loudspeaker recording check {file}").format(file=document["file"]))


for _name, _function, _help, _line in (
    ("check", check, _("Measure a recording and keep nothing of it."), "check tay.wav"),
    ("make", make, _("Record from a microphone of this machine."), "make --out tay.wav"),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker recording {_line}")
