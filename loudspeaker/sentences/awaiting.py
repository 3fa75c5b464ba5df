"""Where an announcement waits that a programme is to take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import moment

_AWAITED: Mapping[str, str] = {
    "draft": N_(
        "“{title}” is meant for the programme “{programme}” and still waits for approval; a second"
        " person approves it: loudspeaker approve {id}"
    ),
    "gone": N_(
        "“{title}” waits for the programme “{programme}”, which does not exist any more; choose"
        " another, or a time: loudspeaker edit {id} --at …"
    ),
    "paused": N_(
        "“{title}” waits for the programme “{programme}”, which is paused; an approver lets it go"
        " on: loudspeaker schedule resume {name}"
    ),
    "unapproved": N_(
        "“{title}” waits for the programme “{programme}”, whose file is not approved; see its id"
        " in loudspeaker queue."
    ),
    "full": N_(
        "“{title}” waits for the bulletins of “{programme}” at {next}, because there was no room"
        " for it in the slot before; nothing needs to be done."
    ),
    "next": N_(
        "“{title}” waits for the bulletins of “{programme}” at {next}; nothing needs to be done."
    ),
    "never": N_(
        "“{title}” waits for the programme “{programme}”, which has no further times; give it a"
        " time of its own: loudspeaker edit {id} --at …"
    ),
}


def awaiting(facts: Mapping[str, Any]) -> str:
    """Return where an announcement waits that a programme is to take."""
    awaited = facts["awaited"]
    return _(_AWAITED[_why(facts, awaited)]).format(
        id=visible(facts["id"]),
        title=visible(facts["title"]),
        name=visible(awaited["name"]),
        programme=visible(awaited["title"]),
        next=moment(awaited["next"]),
    )


def _why(facts: Mapping[str, Any], awaited: Mapping[str, Any]) -> str:
    if facts["state"] == "draft":
        return "draft"
    if awaited["state"] is None:
        return "gone"
    if awaited["paused"]:
        return "paused"
    if awaited["state"] != "approved":
        return "unapproved"
    if awaited["next"] is None:
        return "never"
    return "full" if facts.get("reason") == "slot_full" else "next"
