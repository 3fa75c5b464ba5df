"""``loudspeaker preview``: how it will be read and sound, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.for_approval import show_for_approval
from loudspeaker.cli.output import say, show
from loudspeaker.cli.sentences.concerns import show_concerns
from loudspeaker.cli.shown_item import show_reading
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import duration

VoiceOption = Annotated[
    str | None,
    typer.Option(metavar=_("VOICE"), help=_("Another voice: see loudspeaker voices list.")),
]


def preview(
    item: Annotated[
        str | None,
        typer.Argument(metavar="ID", help=_("The announcement's id, or the beginning of it.")),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar=_("TEXT"), help=_("A text instead; - reads it from standard input.")),
    ] = None,
    voice: VoiceOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="F.wav", help=_("Where to write the sound; default: in the home.")),
    ] = None,
) -> None:
    """Render in a child of our own; neither transmitter nor programme sound is touched."""
    from loudspeaker.cli import listening  # noqa: PLC0415 - numpy and the voices

    call = current()
    if item is not None and text is not None:
        raise UsageRefused(option="ID, --text", problem="not_together")
    review = None
    if item is not None:
        wanted, review = listening.announcement(call, item, voice=voice)
    elif text is not None:
        wanted = listening.text(call, text, voice=voice, chime=True, reviewed=True)
    else:
        raise UsageRefused(option="ID, --text", problem="missing")
    path, clip = listening.write_preview(call, wanted, out)
    document: dict[str, Any] = {
        "script": wanted.script.spoken,
        "voice": wanted.voice,
        "file": str(path),
        "duration_s": round(clip.duration_ms / 1000, 3),
        "concerns": list(wanted.concerns),
    }
    if review is not None:
        document["for_approval"] = review
    show(document, _as_text)


def _as_text(document: dict[str, Any]) -> None:
    if shown := document.get("for_approval"):
        show_for_approval(shown)
    else:
        say(_("How it will be read:"))
        show_reading(document["script"])
        show_concerns(document["concerns"])
    length = duration(document["duration_s"])
    text = _("Listen to it ({duration}, one reading): {file}")
    say(text.format(duration=length, file=document["file"]))
