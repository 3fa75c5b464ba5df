"""What happened to an announcement, when, why, and what to do: one sentence from the facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.model.shown import visible
from loudspeaker.sentences.awaiting import awaiting
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.reasons import because, reason_advice
from loudspeaker.sentences.words import STATES, approver, person, word

Facts = Mapping[str, Any]
"""``id, title, state, reason, due, aired_at, points, why, author, approver, stopped_since``."""

_WAITING = frozenset({"approved", "planned", "rendering", "ready", "handed"})
_UNHEARD: Mapping[str, str] = {
    "missed": N_("“{title}” was not aired at {due}, because {because}; {advice}."),
    "refused": N_("“{title}” was refused at {due}, because {because}; {advice}."),
    "failed": N_("“{title}” could not be aired at {due}, because {because}; {advice}."),
    "cancelled": N_("“{title}” was cancelled, because {because}; {advice}."),
    "aired_partial": N_(
        "“{title}” was aired only in part at {aired_at}, because {because}; {advice}."
    ),
}


def fate(facts: Facts) -> str:
    """Return the sentence for an announcement's newest airing."""
    state = str(facts["state"])
    if state == "draft":
        return awaiting(facts) if facts.get("awaited") else _draft(facts)
    if state in _WAITING:
        return _waiting(facts)
    if state == "aired" and facts.get("reason"):
        return _with(_AIRED_ALL_THE_SAME, facts)
    if state in _UNHEARD:
        return _with(_UNHEARD[state], facts)
    return _with(_OTHER.get(state, N_("“{title}” is “{state}”.")), facts)


_OTHER: Mapping[str, str] = {
    "rejected": N_(
        "“{title}” was sent back to {author}: {why}; correct it with loudspeaker edit {id}."
    ),
    "flagged": N_(
        "“{title}” is approved for {due}, but the voice could not speak it;"
        " choose another voice: loudspeaker edit {id} --voice …"
    ),
    "spooled": N_(
        "“{title}” is kept here and has not reached the station, which is not running;"
        " start it: loudspeaker run"
    ),
    "on_air": N_("“{title}” has been on air since {aired_at} at points {points}."),
    "aired": N_(
        "“{title}” was aired in full at {aired_at}; the command to open went to points {points},"
        " nothing needs to be done."
    ),
}


def _draft(facts: Facts) -> str:
    if facts["due"] is None:
        return _with(
            N_(
                "“{title}” has not sounded yet because it waits for approval;"
                " a second person approves it: loudspeaker approve {id}"
            ),
            facts,
        )
    return _with(
        N_(
            "“{title}” is to sound at {due} and still waits for approval;"
            " a second person approves it: loudspeaker approve {id}"
        ),
        facts,
    )


_AIRED_ALL_THE_SAME = N_(
    "“{title}” was aired at {aired_at} and counts as heard in full, though it ended a little early,"
    " because {because}; nothing needs to be done."
)
_BROKEN_OFF = N_(
    "“{title}” was broken off after it had begun at {aired_at}, because {because}; it is aired"
    " again by itself as long as its time has not passed."
)


_MOURNED = N_(
    "“{title}” was approved for {due}, but on days of mourning only emergencies sound;"
    " it waits until they end at {mourning_until} and is aired then only if its time"
    " has not passed: choose a later time if it is still needed."
)
_STOPPED = N_(
    "“{title}” is approved for {due}, but the station has been stopped since"
    " {stopped_since}; an approver lets it sound again: loudspeaker resume"
)
_LIVE = N_(
    "“{title}” may be spoken live at points {points}, and waits for {author} to open"
    " the microphone within 10 minutes: loudspeaker live speak {id}"
)
_RELEASED = N_(
    "“{title}” was released by {author} alone and sounds at {due} at points {points};"
    " a second person looks at it within a day: loudspeaker review {id}"
)
_APPROVED = N_(
    "“{title}” was approved by {approver} and sounds at {due} at points {points};"
    " nothing needs to be done."
)


def _waiting(facts: Facts) -> str:
    if facts.get("awaited") and facts["due"] is None:
        return awaiting(facts)
    broken_off = facts["state"] == "handed" and facts.get("reason") and facts.get("aired_at")
    cases = (
        (facts.get("mourning_until"), _MOURNED),
        (facts.get("stopped_since"), _STOPPED),
        (broken_off, _BROKEN_OFF),
        (facts.get("kind") == "live", _LIVE),
        (facts.get("release"), _RELEASED),
    )
    return _with(next((said for is_so, said in cases if is_so), _APPROVED), facts)


def _with(message: str, facts: Facts) -> str:
    return _(message).format(
        id=visible(facts["id"]),
        title=visible(facts["title"]),
        state=word(STATES, facts["state"]),
        due=moment(facts["due"]),
        aired_at=moment(facts.get("aired_at") or facts["due"]),
        points=points_in_words(facts["points"]),
        why=visible(facts.get("why") or _("no reason is recorded")),
        author=person(facts.get("author") or ""),
        approver=approver(facts),
        because=because(facts.get("reason")),
        advice=reason_advice(facts.get("reason")),
        mourning_until=moment(facts.get("mourning_until")),
        stopped_since=moment(facts.get("stopped_since")),
    )
