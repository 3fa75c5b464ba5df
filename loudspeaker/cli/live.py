"""``loudspeaker live``: somebody speaks to the villages, through the microphone at the station."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.draft_options import PointsOption, VoiceOption, ZoneOption
from loudspeaker.cli.output import say, show
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.shown_item import show_item
from loudspeaker.cli.typed import whole_number
from loudspeaker.sentences.language import _
from loudspeaker.station.ids import new_id

app = group()
PATIENCE_S = 10.0
USUAL_MIN = 5
INTRODUCTION = "Mời bà con nghe phát trực tiếp từ đài truyền thanh. {title}."


def ask(
    text: Annotated[
        str | None,
        typer.Argument(metavar=_("TEXT"), help=_("What the voice says first, instead of its own.")),
    ] = None,
    *,
    title: Annotated[str, typer.Option(metavar=_("TITLE"), help=_("What it is about."))],
    reason: Annotated[
        str, typer.Option(metavar=_("WHY"), help=_("Why it must be live: the approver reads it."))
    ],
    minutes: Annotated[
        str | None,
        typer.Option(metavar="N", help=_("How long at the most (1 to 10); default: 5.")),
    ] = None,
    points: PointsOption = None,
    zone: ZoneOption = None,
    priority: Annotated[
        str | None,
        typer.Option(metavar="priority|emergency", help=_("Level; default: priority.")),
    ] = None,
    voice: VoiceOption = None,
) -> None:
    """Ask for a live airing; a second person approves it, then its author speaks."""
    call = current()
    wish = {
        "text": text or INTRODUCTION.format(title=title.rstrip(" .")),
        "title": title,
        "points": points,
        "zone": zone,
        "priority": priority or "priority",
        "repeat": 1,
        "voice": voice,
    }
    live = {"longest_min": whole_number("--minutes", minutes) or USUAL_MIN, "reason": reason}
    given = {name: value for name, value in wish.items() if value is not None}
    answer = call.station.call(
        "announce", timeout_s=PATIENCE_S, id=new_id(), live=live, **given, **call.identity
    )
    show(answer, _asked)


def _asked(document: dict[str, Any]) -> None:
    show_item(document)
    item = document["id"]
    say(_("Next, a second person approves it: loudspeaker approve {id}").format(id=item))
    say(_("Then, within 10 minutes, you speak: loudspeaker live speak {id}").format(id=item))


def speak(
    item: Annotated[str, typer.Argument(metavar=_("ID"), help=_("The announcement's id."))],
    *,
    device: Annotated[
        str | None,
        typer.Option(metavar=_("DEVICE"), help=_("A sound input of this machine by its name.")),
    ] = None,
    talk: Annotated[
        bool,
        typer.Option("--talk", metavar="", help=_("Speak at once, without a key (no terminal).")),
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--input",
            metavar=_("FILE"),
            help=_("A WAV file or a pipe in place of the microphone (simulated profile only)."),
        ),
    ] = None,
) -> int:
    """Open the microphone of what was approved or released: space to speak, Enter to end."""
    from loudspeaker.cli import live_speaking  # noqa: PLC0415 - PortAudio

    return live_speaking.speak(current(), item, device=device, talk=talk, source=source)


for _name, _function, _help, _line in (
    (
        "ask",
        ask,
        _("Ask for a live airing; a second person approves it."),
        'ask --title "Lũ về" --reason "Nước lên nhanh" --priority emergency',
    ),
    ("speak", speak, _("Speak: open the microphone of an approved one."), "speak 7k3m"),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker live {_line}")
