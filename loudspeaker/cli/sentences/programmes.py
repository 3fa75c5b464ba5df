"""Programmes as people read of them: their steps and rules, their next slot, what waits for it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.cli.output import say, visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import duration, moment, short_moment
from loudspeaker.sentences.words import PRIORITIES, word

EXPECTED = frozenset(
    {
        N_("text of 1 to 5000 characters; in braces only {ngày}, {thứ}, {âm lịch}, {giờ}"),
        N_("one of tune, recording, greeting, text, closing, bulletins, relay in each step"),
        N_("either text or programme"),
        N_("a programme, which this file has not"),
        N_("minutes beside it: how long the slot is"),
        N_("nothing: each bulletin of a programme has its own"),
        N_("minutes to wait, with start: wait and only with it"),
        N_("a sound, with fill: music and only with it"),
        N_("a tune, a text or a recording as its first step"),
        N_("a greeting, a text or a closing among its steps"),
        N_("a sound file in the folder chimes"),
        N_("relays that are not longer than the slot with what it may overrun"),
        N_("points by radio among its points: points over IP cannot hear a relay"),
        N_("a source under relay in station.yaml"),
    }
)
"""What could stand in a file, as the configuration says it in English (held together by a test)."""
_WIDTH = 76
_INDENT = "  "
_MUSIC = -1
_STARTS: Mapping[str, str] = {
    "now": N_("It starts sharp, and fades what else is on air."),
    "next": N_("It starts when what is on air has ended."),
    "wait": N_("It gives what is on air {wait_minutes} minutes to end, then fades it."),
}
_FILLS: Mapping[str, str] = {
    "repeat": N_("Time that is left is filled with its bulletins once more."),
    "music": N_("Time that is left is filled with the music {music}."),
}
_DROPS: Mapping[str, str] = {
    "normal_first": N_("If not everything fits, normal bulletins wait for the next slot first."),
    "newest_first": N_("If not everything fits, the newest bulletins wait for the next slot."),
}


def show_programme(programme: Mapping[str, Any]) -> None:
    """Write the steps of a programme, one a line, and its rules."""
    say(_("A programme of {minutes} minutes:").format(minutes=programme["minutes"]))
    for number, step in enumerate(programme["steps"], start=1):
        for line in textwrap.wrap(f"{number}. {_step(step)}", _WIDTH):
            say(f"{_INDENT}{line}")
    for rule in _rules(programme):
        say(f"{_INDENT}{rule}")


def in_one_line(programme: Mapping[str, Any] | None) -> str:
    """Return steps and rules one behind the other; nothing for what is no programme."""
    if not programme:
        return "–"
    minutes = _("A programme of {minutes} minutes:").format(minutes=programme["minutes"])
    steps = "; ".join(map(_step, programme["steps"]))
    return f"{minutes} {steps}. {' '.join(_rules(programme))}"


def _step(step: Mapping[str, Any]) -> str:
    if "levels" in step:
        levels = ", ".join(word(PRIORITIES, level) for level in step["levels"])
        if step["most_minutes"] is None:
            return _("bulletins ({levels})").format(levels=levels)
        text = _("bulletins ({levels}), {minutes} minutes at the most")
        return text.format(levels=levels, minutes=step["most_minutes"])
    if "relay" in step:
        return _relay(step["relay"], step["fallback"])
    content = visible(step["content"])
    if step["kind"] == "tune":
        return _("tune: {name}").format(name=content)
    if step["kind"] == "recording":
        return _("recording: {name}").format(name=content)
    return f"“{content}”"


def _relay(relay: Mapping[str, Any], fallback: Mapping[str, Any]) -> str:
    if not relay["address"]:
        text = _("relay of {source}, {minutes} minutes; without it the file {fallback}")
    else:
        text = _("relay of {source} ({address}), {minutes} minutes; without it the file {fallback}")
    return text.format(
        source=visible(relay["source"]),
        address=visible(relay["address"]),
        minutes=relay["minutes"],
        fallback=visible(fallback["content"]),
    )


def _rules(programme: Mapping[str, Any]) -> Iterable[str]:
    yield _(_STARTS[programme["start"]]).format(wait_minutes=programme["wait_minutes"])
    if over := programme["may_overrun_minutes"]:
        yield _("It may take up to {n} min longer.").format(n=over)
    if programme["fill"] in _FILLS:
        music = programme["music"]["content"] if programme["music"] else ""
        yield _(_FILLS[programme["fill"]]).format(music=visible(music))
    yield _(_DROPS[programme["drop"]])


def show_slots(rows: Iterable[Mapping[str, Any]]) -> None:
    """Write below a list what the next slot of each programme will hold."""
    for row in rows:
        slot = row.get("holds")
        if slot is None:
            continue
        text = _("{due} “{title}”, {minutes} minutes:")
        head = text.format(
            due=short_moment(row["due"]), title=visible(row["title"]), minutes=slot["minutes"]
        )
        say(f"{head} {_bulletins(slot)}")
        for relay in slot.get("relays", ()):
            text = _("relay of {source}, {minutes} minutes")
            source = visible(relay["source"])
            say(_INDENT + text.format(source=source, minutes=relay["minutes"]))
        for left in slot["left"]:
            say(_INDENT + _("no room for: {title}").format(title=visible(left["title"])))


def _bulletins(slot: Mapping[str, Any]) -> str:
    titles = "; ".join(visible(each["title"]) for each in slot["bulletins"])
    if not titles:
        return _("no bulletin waits for it yet.")
    if slot["composed"]:
        return _("chosen: {titles}.").format(titles=titles)
    length = duration(slot["expected_s"])
    return _("{titles} (about {length} in all).").format(titles=titles, length=length)


def part_of_slot(row: Mapping[str, Any]) -> str:
    """Return what tells one of a programme's own parts from the others, behind its title."""
    block = row.get("block")
    if block is None or row["occurrence"] == row["slot"]:
        return ""
    return _(" (music)") if block == _MUSIC else _(" (part {n})").format(n=block + 1)


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
