"""``loudspeaker say``: speak here and now, never on air."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say as say_line
from loudspeaker.cli.output import show
from loudspeaker.cli.preview import VoiceOption
from loudspeaker.sentences.language import _


def say(
    text: Annotated[
        str, typer.Argument(metavar=_("TEXT"), help=_("The text; - reads it from standard input."))
    ],
    voice: VoiceOption = None,
    device: Annotated[
        str | None,
        typer.Option(metavar=_("DEVICE"), help=_("A sound output of this machine by its name.")),
    ] = None,
) -> None:
    """Play a text, without chime, on a sound output that is not the programme's."""
    from loudspeaker.cli import listening, local_sound  # noqa: PLC0415 - numpy and the voices
    from loudspeaker.cli.voicebox import render  # noqa: PLC0415

    call = current()
    settings = listening.settings_of(call)
    local_sound.use_programme_names(settings, call.home)
    local_sound.check_device(device or local_sound.DEFAULT, settings)
    wanted = listening.text(call, text, voice=voice, chime=False)
    output = local_sound.find_output(device)
    local_sound.play(render(call.home, wanted), device)
    show({"script": wanted.script.spoken, "voice": wanted.voice, "device": output}, _as_text)


def _as_text(document: dict[str, Any]) -> None:
    say_line(_("Spoken: {script}").format(script=document["script"]))
