"""``loudspeaker schedule check``: a file before it is put into ``schedules/``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.sentences.programmes import show_programme
from loudspeaker.cli.sentences.timetable_change import show_change
from loudspeaker.cli.shown_item import show_reading
from loudspeaker.errors import FileRefused, QuietHours
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.moments import day, duration, moment
from loudspeaker.sentences.places import points_in_words

_SHOWN_CLASHES = 5


def check(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A schedule file."))],
) -> int:
    """Check a schedule file; needs no running station, but knows more with one."""
    from loudspeaker.cli import timetable_view  # noqa: PLC0415 - reads YAML and texts
    from loudspeaker.cli.planning import checking  # noqa: PLC0415

    if not file.is_file():
        raise FileRefused(path=str(file), problem="not_a_file" if file.exists() else "missing")
    call = current()
    document = checking.check(call, timetable_view.timetable_of(call.home), file)
    show(document, _show_check)
    fits = not (document["outside_hours"] or document["over_limit"])
    return 0 if fits else QuietHours.exit_code


def _show_check(document: dict[str, Any]) -> None:
    say(_("{file} is valid: “{title}”.").format(
        file=visible(document["file"]), title=visible(document["title"])
    ))  # fmt: skip
    if document["paused"]:
        say(_("It is paused and sounds only once that line is taken out."))
    length = duration(document["duration_estimate_s"])
    points = points_in_words(document["points"])
    say(_("It takes about {duration}, at points {points}.").format(duration=length, points=points))
    if document["programme"]:
        show_programme(document["programme"])
    show_reading(document["script"])
    _show_times(document)
    _show_clashes(document)
    _show_limits(document)
    show_change(document["change"])


def _show_times(document: dict[str, Any]) -> None:
    say(_("Next times:") if document["next"] else _("It has no times in the next five weeks."))
    outside, mourned = set(document["outside_hours"]), set(document["mourned"])
    for due in document["next"]:
        text = f"  {moment(due)}"
        text += _("  ← outside the allowed hours") * (due in outside)
        say(text + _("  ← a day of mourning: only emergencies sound") * (due in mourned))


def _show_clashes(document: dict[str, Any]) -> None:
    for clash in document["clashes"][:_SHOWN_CLASHES]:
        text = _("At {moment} “{first}” is still heard for {duration} when “{second}” begins.")
        say(
            text.format(
                moment=moment(clash["at"]),
                first=visible(clash["first_title"]),
                second=visible(clash["second_title"]),
                duration=duration(clash["overlap_s"]),
            )
        )
    if (more := len(document["clashes"]) - _SHOWN_CLASHES) > 0:
        say(_("and {n} more").format(n=more))
    if not document["announcements_known"]:
        say(_("The station is not running: single announcements are not looked at for clashes."))


def _show_limits(document: dict[str, Any]) -> None:
    for over in document["over_limit"]:
        text = _("On {day} all that is planned takes {minutes:g} minutes; {limit:g} are allowed.")
        limit = document["limit_minutes"]
        say(text.format(day=day(over["day"]), minutes=over["minutes"], limit=limit))
    if document["outside_hours"]:
        n = len(document["outside_hours"])
        text = ngettext(
            "{n} of its times is outside the allowed hours: change the times.",
            "{n} of its times are outside the allowed hours: change the times.",
            n,
        )
        say(text.format(n=n))
