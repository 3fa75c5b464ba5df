"""Why an airing was not simply an airing, and what to do then (``asrun.Reason``)."""

from __future__ import annotations

from collections.abc import Mapping

from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _

_REASONS: Mapping[str, tuple[str, str]] = {
    "grace_exceeded": (
        N_("its time had passed when it could have begun"),
        N_("write it anew with another time"),
    ),
    "quiet_hours": (
        N_("it would have sounded outside the allowed hours"),
        N_("choose a time within them"),
    ),
    "mourning": (
        N_("on days of mourning only emergencies sound"),
        N_("write it anew for a day after them if it is still needed"),
    ),
    "day_limit": (
        N_("the day's minutes of ordinary sound were used up"),
        N_("choose another day"),
    ),
    "too_long": (
        N_("a correction may last three minutes, and its rest was not spoken"),
        N_("correct the rest in fewer words"),
    ),
    "crash": (
        N_("the machine or the program failed meanwhile"),
        N_("look at loudspeaker faults and write it anew if it is still needed"),
    ),
    "speech_failed": (
        N_("the voice could not speak it"),
        N_("write it anew with another voice"),
    ),
    "operator": (
        N_("somebody stopped it"),
        N_("write it anew if it is still needed"),
    ),
    "superseded": (
        N_("something more urgent, or a newer version of it, took its place"),
        N_("look at loudspeaker queue"),
    ),
    "clock": (
        N_("the machine's clock was not right"),
        N_("set the clock; loudspeaker doctor says how"),
    ),
    "transmitter": (
        N_("the transmitter did not answer"),
        N_("look at loudspeaker faults and write it anew"),
    ),
    "points": (
        N_("commands did not reach the points"),
        N_("look at loudspeaker faults and write it anew"),
    ),
    "sound": (
        N_("the sound output did not work"),
        N_("look at loudspeaker faults and write it anew"),
    ),
    "clip": (
        N_("its sound file was missing or damaged"),
        N_("write it anew"),
    ),
    "unapproved": (
        N_("nobody had approved it by then"),
        N_("write it anew and have it approved in time"),
    ),
    "rejected": (
        N_("it was sent back"),
        N_("correct it with loudspeaker edit"),
    ),
    "shutdown": (
        N_("the station was switched off"),
        N_("write it anew if it is still needed"),
    ),
    "microphone": (
        N_("no sound came from the microphone"),
        N_("ask for it again: loudspeaker live ask"),
    ),
    "restored": (
        N_("the station was restored from an older backup and cannot know whether it was aired"),
        N_("ask whether people have heard it, and write it anew if it is still needed"),
    ),
}
REASON_CODES = frozenset(_REASONS)


def because(reason: object) -> str:
    """Return the reason as the end of a sentence."""
    known = _REASONS.get(str(reason))
    return _(known[0]) if known else visible(reason or _("no reason is recorded"))


def reason_advice(reason: object) -> str:
    """Return what to do, as the end of a sentence."""
    known = _REASONS.get(str(reason))
    return _(known[1]) if known else _("look at loudspeaker faults")
