"""``loudspeaker schedule picture``, ``export`` and ``import``: the timetable in other files."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.sentences.calendar import CALENDAR_PROBLEMS
from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import FileRefused, UsageRefused
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.moments import short_day

MOST_DAYS = 366
_ENDINGS = (".svg", ".png")


def picture(
    out: Annotated[Path, typer.Option(metavar=_("FILE"), help=_("A file .svg or .png."))],
    from_: Annotated[
        str | None, typer.Option("--from", metavar=_("DATE"), help=_("First day; default: today."))
    ] = None,
) -> None:
    """Draw the week that begins with a day."""
    from loudspeaker.cli import timetable_view  # noqa: PLC0415 - reads YAML and texts
    from loudspeaker.cli.planning import scene, source, week, week_rules  # noqa: PLC0415
    from loudspeaker.system.files import write_durable  # noqa: PLC0415

    if out.suffix.lower() not in _ENDINGS:
        raise UsageRefused(option="--out", problem="picture")
    call = current()
    timetable = timetable_view.timetable_of(call.home)
    station = timetable.facts.station
    first = _first_day(from_, timetable.now)
    start = datetime.combine(first, time(), timetable.now.tzinfo)
    end = start + timedelta(days=week.DAYS)
    begin = max(start, timetable.now)
    rows, known = source.rows_of(call, begin, end - begin) if begin < end else ([], True)
    rules = week_rules.Rules(hours=timetable.facts.hours, mourning=station.mourning)
    drawn = week.draw_week(
        first, source.planned_of(rows), rules, _words(week, station.name, first, known=known)
    )
    draw = scene.svg if out.suffix.lower() == ".svg" else scene.picture
    write_durable(out.absolute(), draw(drawn))
    document = {
        "out": str(out.absolute()),
        "from": str(first),
        "items": len(rows),
        "approval_known": known,
    }
    show(document, _picture_told)


def _first_day(text: str | None, now: datetime) -> date:
    from loudspeaker.config.mourning import read_range  # noqa: PLC0415 - days as people type them

    if text is None:
        return now.date()
    try:
        days = read_range(text)
    except ValueError:
        days = None
    if days is None or days.first != days.last:
        raise UsageRefused(option="--from", problem="not_a_day")
    return days.first


def _words(week: Any, station: str, first: date, *, known: bool) -> Any:
    from loudspeaker.cli.planning.week_rules import Quiet  # noqa: PLC0415 - as above

    last = first + timedelta(days=week.DAYS - 1)
    title = _("{station}: what sounds from {first} to {last}").format(
        station=visible(station), first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}"
    )
    if not known:
        title += " " + _("(from the files; approval is not known)")
    days = [first + timedelta(days=n) for n in range(week.DAYS)]
    return week.Words(
        title=title,
        quiet={
            Quiet.EVERYWHERE: _("no ordinary sound allowed"),
            Quiet.SOMEWHERE: _("not allowed in some hamlets"),
        },
        clash=_("clash: one is still heard when the other begins"),
        mourning=_("day of mourning"),
        more=_("and {n} more"),
        kinds={
            "normal": _("normal"),
            "priority": _("priority"),
            "emergency": _("emergency"),
            "silent": _("will not sound: mourning, or outside the allowed hours"),
        },
        days=tuple(short_day(day) for day in days),
    )


def _picture_told(document: dict[str, Any]) -> None:
    say(_("The picture is in {file}.").format(file=visible(document["out"])))


# --- iCalendar ------------------------------------------------------------------------------------


def export(
    out: Annotated[Path, typer.Option(metavar=_("FILE"), help=_("The file to write, .ics."))],
    days: Annotated[str, typer.Option(metavar="N", help=_("How many days ahead."))] = "30",
) -> None:
    """Write what will sound, exceptions and all."""
    from loudspeaker.cli import timetable_view  # noqa: PLC0415 - reads YAML and texts
    from loudspeaker.cli.planning import calendar_out, source  # noqa: PLC0415
    from loudspeaker.system.files import write_durable  # noqa: PLC0415

    ahead = whole_number("--days", days)
    if not ahead or ahead > MOST_DAYS:
        raise UsageRefused(option="--days", problem=f"1 to {MOST_DAYS}")
    call = current()
    timetable = timetable_view.timetable_of(call.home)
    rows, known = source.rows_of(call, timetable.now, timedelta(days=ahead))
    everywhere = list(timetable.facts.plan.numbers)
    heard = [
        row | ({"points": ["all"]} if row["points"] == everywhere else {})
        for row in rows
        if not row.get("mourning_until")
    ]
    text = calendar_out.calendar_of(heard, station=timetable.facts.station.name, now=timetable.now)
    write_durable(out.absolute(), text)
    document = {"out": str(out.absolute()), "items": len(heard), "approval_known": known}
    show(document, _exported)


def _exported(document: dict[str, Any]) -> None:
    text = ngettext("{n} airing is in {file}.", "{n} airings are in {file}.", document["items"])
    say(text.format(n=document["items"], file=visible(document["out"])))
    if not document["approval_known"]:
        say(_("The station is not running: these are the files alone, approved or not."))


def import_(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("An iCalendar file, .ics."))],
    out: Annotated[
        Path | None,
        typer.Option(metavar=_("DIR"), help=_("Where to; default: schedules/ of the station.")),
    ] = None,
    partly: Annotated[
        bool,
        typer.Option("--partly", metavar="", help=_("Leave out events that cannot be taken.")),
    ] = False,
) -> int:
    """Make paused drafts; nothing is written if an event cannot be taken, but with ``--partly``."""
    from loudspeaker.cli.planning import calendar_files  # noqa: PLC0415 - reads calendars

    call = current()
    folder = call.home.schedules if out is None else out
    if not folder.is_dir():
        raise FileRefused(path=str(folder), problem="missing")
    taken = calendar_files.take_in(file, folder, call.home, partly=partly)
    show(taken.document, _imported)
    return 0 if partly or not taken.document["refused"] else FileRefused.exit_code


def _imported(document: dict[str, Any]) -> None:
    for each in document["refused"]:
        text = _("Event “{event}” cannot be taken: {why}.")
        why = _(CALENDAR_PROBLEMS[each["problem"]]).format(found=visible(each["found"]))
        say(text.format(event=visible(each["event"]), why=why))
    for each in document["written"]:
        say(_("{file}: “{title}”").format(
            file=visible(each["file"]), title=visible(each["title"])
        ))  # fmt: skip
    if document["written"]:
        say(
            _(
                "They are paused drafts. Look at each with loudspeaker schedule check, take out the"
                " line paused, then loudspeaker reload; a second person approves them."
            )
        )
    elif document["refused"]:
        say(_("Nothing was written. Correct the events, or leave them out with --partly."))
    else:
        say(_("There are no events in the file."))
