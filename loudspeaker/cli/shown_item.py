"""One announcement as people see it: where it stands, when, where, and how it will be read."""

from __future__ import annotations

import textwrap
from typing import Any

from loudspeaker.cli.output import say, visible
from loudspeaker.cli.sentences.concerns import show_concerns
from loudspeaker.cli.sentences.findings import show_findings
from loudspeaker.cli.sentences.programmes import show_programme
from loudspeaker.cli.sentences.timetable_change import show_change
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.moments import duration, moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import PRIORITIES, STATES, person, word

_WIDTH = 78
_INDENT = "  "


def show_item(row: dict[str, Any]) -> None:
    """Write the answer to ``announce`` and its like."""
    title = visible(row["title"])
    state = word(STATES, row["state"])
    say(
        _("Announcement {id}: {title} ({state})").format(
            id=visible(row["id"]), title=title, state=state
        )
    )
    lines: tuple[tuple[str, str], ...] = (
        (_("Time"), _time(row)),
        (_("Points"), points_in_words(row["points"])),
        (_("Level"), word(PRIORITIES, row["priority"])),
        (_("Length"), _length(row)),
        (_("Voice"), visible(row["voice"])),
    )
    if row.get("live"):
        lines = (*lines, (_("Live"), live_line(row)), (_("Reason"), visible(row["live"]["reason"])))
    width = max(len(name) for name, _value in lines)
    for name, value in lines:
        say(f"{_INDENT}{name.ljust(width)}  {value}")
    if row.get("parts"):
        _show_parts(row)
    if row.get("programme"):
        show_programme(row["programme"])
    if row["script"]:
        say(_("How it will be read:"))
        show_reading(row["script"])
    show_findings(row.get("audit", ()))
    show_concerns(row.get("concerns", ()), emergency=row["priority"] == "emergency")
    show_change(row.get("timetable_change"))


def _show_parts(row: dict[str, Any]) -> None:
    from loudspeaker.sentences.recordings import part_line  # noqa: PLC0415 - few have parts

    say(_("Parts:"))
    for number, part in enumerate(row["parts"], start=1):
        line = f"{number}. {part_line(part, all_points=row['points'])}"
        for shown in textwrap.wrap(line, _WIDTH - len(_INDENT)):
            say(f"{_INDENT}{shown}")


def _time(row: dict[str, Any]) -> str:
    if row["due"]:
        return moment(row["due"])
    if row.get("waits_for"):
        return _("in the next slot of {programme} with room").format(
            programme=visible(row["waits_for"])
        )
    return _("by schedule") if row.get("schedule") else _("as soon as it is approved")


def _length(row: dict[str, Any]) -> str:
    times = ngettext("read once", "read {n} times", row["repeat"]).format(n=row["repeat"])
    return _("about {duration}, {times}").format(
        duration=duration(row["duration_estimate_s"]), times=times
    )


def live_line(row: dict[str, Any]) -> str:
    """Return what comes behind the text of a live airing."""
    text = _("then {author} speaks into the microphone, at most {n} minutes")
    author = person(row.get("author") or "") or _("who releases it")
    return text.format(author=author, n=row["live"]["longest_min"])


def show_reading(script: str) -> None:
    """Write the words that will be spoken, wrapped."""
    for line in textwrap.wrap(visible(script), _WIDTH - len(_INDENT)):
        say(f"{_INDENT}{line}")
