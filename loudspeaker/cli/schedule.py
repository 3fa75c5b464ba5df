"""``loudspeaker schedule``: announcements that recur."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.schedule_check import check
from loudspeaker.cli.schedule_days import mourning
from loudspeaker.cli.schedule_files import export, import_, picture
from loudspeaker.cli.sentences.held import state_of, tell_mourning
from loudspeaker.cli.sentences.programmes import show_slots
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.cli.typed import positive
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment, short_moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import STATES, word

PATIENCE_S = 1.0
MOST_HOURS = 24 * 366

app = group()
NameArgument = Annotated[
    str, typer.Argument(metavar=_("NAME"), help=_("The file's name without .yaml."))
]


def list_schedules() -> None:
    """List every schedule; from the files when the station is down."""
    call = current()
    try:
        rows = call.station.call("schedules", timeout_s=PATIENCE_S, **call.identity)
    except ProcessUnavailable:
        rows = _view().list_files(_timetable(call))
    show(rows, _show_list)


def _view() -> Any:
    from loudspeaker.cli import timetable_view  # noqa: PLC0415 - reads YAML and texts

    return timetable_view


def _timetable(call: Call) -> Any:
    return _view().timetable_of(call.home)


def _show_list(rows: list[dict[str, Any]]) -> None:
    columns = (
        Column(_("Name")),
        Column(_("Title"), wraps=True),
        Column(_("State")),
        Column(_("Next time")),
    )
    show_table(columns, ((r["name"], r["title"], _state(r), short_moment(r["next"])) for r in rows))


def _state(row: dict[str, Any]) -> str:
    if row["paused"]:
        return _("paused")
    return word(STATES, row["state"]) if row["state"] else _("unknown: station not running")


def next_airings(
    hours: Annotated[str, typer.Option(metavar="N", help=_("How far to look ahead."))] = "24",
) -> None:
    """Show what will sound; from the files alone when the station is down."""
    ahead = positive("--hours", hours, most=MOST_HOURS, problem="hours")
    call = current()
    try:
        found = call.station.call("next", timeout_s=PATIENCE_S, hours=ahead, **call.identity)
    except ProcessUnavailable:
        found = _view().next_from_files(_timetable(call), ahead)
    show(found, _show_next)


def _show_next(found: dict[str, Any]) -> None:
    if not found["items"]:
        say(_("Nothing is planned until {moment}.").format(moment=moment(found["to"])))
        return
    columns = (
        Column(_("Time")),
        Column(_("Title"), wraps=True),
        Column(_("Points")),
        Column(_("State")),
    )
    rows = (
        (
            short_moment(row["due"]),
            row["title"],
            points_in_words(row["points"]),
            state_of(row),
        )
        for row in found["items"]
    )
    show_table(columns, rows)
    tell_mourning(found["items"])
    show_slots(found["items"])


def pause(name: NameArgument) -> None:
    """Hold a schedule back until ``resume``."""
    call = current()
    show(call.station.call("pause", name=name, **call.identity), _show_paused)


def _show_paused(row: dict[str, Any]) -> None:
    say(_("“{title}” is paused; nothing of it sounds.").format(title=visible(row["title"])))


def resume(name: NameArgument) -> None:
    """Let a schedule go on."""
    call = current()
    show(call.station.call("unpause", name=name, **call.identity), _show_resumed)


def _show_resumed(row: dict[str, Any]) -> None:
    text = _("“{title}” goes on; next time: {due}.")
    due = moment(row["next"]) if row["next"] else _("none")
    say(text.format(title=visible(row["title"]), due=due))
    if row["state"] == "draft":
        say(_("It still waits for approval: see its id in loudspeaker queue."))


for _name, _function, _help, _line in (
    ("list", list_schedules, _("The schedules and their next times."), "list"),
    ("next", next_airings, _("What will sound in the next hours."), "next --hours 48"),
    ("check", check, _("Check a schedule file: times, hours, clashes."), "check tap-the-duc.yaml"),
    (
        "picture",
        picture,
        _("Draw a week: what sounds when, and what clashes."),
        "picture --out tuan.png",
    ),
    (
        "export",
        export,
        _("Write what will sound as an iCalendar file."),
        "export --out lich.ics --days 30",
    ),
    (
        "import",
        import_,
        _("Make paused drafts of the events of an iCalendar file."),
        "import lich.ics",
    ),
    (
        "mourning",
        mourning,
        _("Days of mourning, on which only emergencies sound."),
        "mourning --on 25/7/2026..26/7/2026",
    ),
    ("pause", pause, _("Hold a schedule back."), "pause ve-sinh"),
    ("resume", resume, _("Let a paused schedule go on."), "resume ve-sinh"),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker schedule {_line}")
