"""What an approver reads before deciding: the announcement, what changed, what it costs."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import date
from typing import Any

from loudspeaker.cli.output import say, visible
from loudspeaker.cli.sentences.programmes import in_one_line
from loudspeaker.cli.shown_item import show_item
from loudspeaker.sentences.language import N_, _, ngettext
from loudspeaker.sentences.moments import duration, moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import PRIORITIES, person, word

_WIDTH = 76
_INDENT = "  "
_FIELDS: Mapping[str, str] = {
    "title": N_("Title"),
    "due": N_("Time"),
    "not_after": N_("Not after"),
    "waits_for": N_("Programme"),
    "cron": N_("Schedule"),
    "programme": N_("Steps and rules"),
    "priority": N_("Level"),
    "points": N_("Points"),
    "repeat": N_("Readings"),
    "voice": N_("Voice"),
}
_AROUND = 6
"""So many unchanged words are shown on each side of a change."""


def show_for_approval(row: dict[str, Any]) -> None:
    """Write everything that an approver must have seen, the most important first."""
    show_item(row)
    say(_("Written by: {author}").format(author=person(row["author"])))
    for part in (_changes, _airtime):
        part(row)


# --- what changed ---------------------------------------------------------------------------------


def _changes(row: dict[str, Any]) -> None:
    last, aired = row["changes"]["last"], row["changes"]["aired"]
    if last is not None:
        head = _("Changed since version {version} (by {author}):")
        _difference(head, last)
    if aired is not None and (last is None or aired["version"] != last["version"]):
        _difference(_("Changed since it was last aired, version {version} (by {author}):"), aired)


def _difference(head: str, difference: dict[str, Any]) -> None:
    say(head.format(version=difference["version"], author=person(difference["author"])))
    for each in difference["fields"]:
        name = _(_FIELDS.get(each["field"], each["field"]))
        before, after = (_value(each["field"], each[key]) for key in ("before", "after"))
        say(f"{_INDENT}{name}: {before} → {after}")
    if any(stretch["kind"] != "same" for stretch in difference["words"]):
        _words(difference["words"])
    elif difference["text_changed"]:
        say(_INDENT + _("It is written differently and read the same."))
    elif not difference["fields"]:
        say(_INDENT + _("Nothing."))


def _value(field: str, value: Any) -> str:
    if value is None:
        return _("none")
    if field in ("due", "not_after"):
        return moment(value)
    if field == "programme":
        return in_one_line(value)
    if field == "points":
        return points_in_words(value)
    return word(PRIORITIES, value) if field == "priority" else visible(value)


def _words(stretches: list[dict[str, Any]]) -> None:
    """Write the words that went out as [-…-] and those that came in as {+…+}."""
    shown = [_stretch(stretches, number) for number in range(len(stretches))]
    for line in textwrap.wrap(" ".join(shown), _WIDTH):
        say(_INDENT + line, wraps=False)


def _stretch(stretches: list[dict[str, Any]], number: int) -> str:
    kind, text = stretches[number]["kind"], visible(stretches[number]["text"])
    if kind == "out":
        return f"[-{text}-]"
    if kind == "in":
        return f"{{+{text}+}}"
    words = text.split()
    head = words[:_AROUND] if number else []
    tail = words[-_AROUND:] if number < len(stretches) - 1 else []
    if len(words) <= len(head) + len(tail):
        return text
    return " ".join([*head, "…", *tail])


# --- what it costs --------------------------------------------------------------------------------


def _airtime(row: dict[str, Any]) -> None:
    cost = row["airtime"]
    n = cost["points"]
    text = ngettext(
        "Airtime: {duration} at {n} point ({product} of listening).",
        "Airtime: {duration} at {n} points ({product} of listening altogether).",
        n,
    )
    say(
        text.format(
            duration=duration(cost["duration_s"]), n=n, product=duration(cost["point_seconds"])
        )
    )
    if not cost["counts"]:
        say(_INDENT + _("An emergency does not count for the day's minutes."))
    elif cost["limit_s"] and cost["day"]:
        _day(cost)


def _day(cost: dict[str, Any]) -> None:
    text = _("Of the {limit} allowed on {day}: {used} aired, {planned} planned, this one {takes}.")
    used = _("an unknown time") if cost["used_s"] is None else duration(cost["used_s"])
    shown = text.format(
        limit=duration(cost["limit_s"]),
        day=f"{date.fromisoformat(cost['day']):%d/%m}",
        used=used,
        planned=duration(cost["planned_s"]),
        takes=duration(cost["duration_s"]),
    )
    say(_INDENT + shown)
    if cost["left_s"] is None:
        return
    if cost["left_s"] < 0:
        over = _("That is {over} too much: what comes last that day is not aired.")
        say(_INDENT + over.format(over=duration(-cost["left_s"])))
    else:
        say(_INDENT + _("{left} remain.").format(left=duration(cost["left_s"])))
