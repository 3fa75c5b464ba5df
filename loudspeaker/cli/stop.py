"""``loudspeaker stop`` and ``resume``: the red button, and letting go of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.language import _
from loudspeaker.cli.output import say, show
from loudspeaker.cli.sentences.moments import moment
from loudspeaker.errors import ProcessUnavailable, StopUnanswered, StorageFailure
from loudspeaker.system.files import write_durable

PATIENCE_S = 0.5
CARRIER_FALLS_S = 3.0


def stop() -> None:
    """Stop all sound: needs nothing but ``air``, and not even that."""
    call = current()
    try:
        stopped = call.air.call("stop", timeout_s=PATIENCE_S)
    except ProcessUnavailable as error:
        raise _left_a_mark(call, error.problem) from error
    show(stopped, _stopped)


def _left_a_mark(call: Call, problem: str) -> StopUnanswered:
    """Leave the file that ``air`` reads before every keying and twice a second while playing."""
    mark = {"wall": datetime.now(UTC).isoformat(timespec="milliseconds")}
    left = str(call.home.stop_file)
    try:
        write_durable(call.home.stop_file, json.dumps(mark).encode() + b"\n")
    except StorageFailure as failure:
        left, problem = "", failure.problem
    return StopUnanswered(process="air", problem=problem, stop_file=left, within_s=CARRIER_FALLS_S)


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
