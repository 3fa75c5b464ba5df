"""``loudspeaker stop`` and ``resume``: the red button, and letting go of it."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment
from loudspeaker.system.red_button import press


def stop() -> None:
    """Stop all sound: needs nothing but ``air``, and not even that."""
    call = current()
    stopped = press(call.air, call.home.stop_file)
    show(stopped, _stopped)


def _stopped(answer: dict[str, Any]) -> None:
    say(_("Stopped. Stop-all holds since {since}.").format(since=moment(answer["stopped_since"])))
    if not answer["silent"]:
        say(_("The sound is still being cut; the carrier falls within 3 seconds."))
    say(_("Nothing sounds until an approver lets it: loudspeaker resume"))


def resume() -> None:
    """Lift stop-all; only an approver may."""
    call = current()
    show(call.air.call("resume", **call.identity), _resumed)


def _resumed(answer: dict[str, Any]) -> None:
    if answer["stopped_since"] is None:
        say(_("The station was not stopped; it may sound."))
    else:
        text = _(
            "The station may sound again. What was cut is not aired again; see loudspeaker queue."
        )
        say(text)
