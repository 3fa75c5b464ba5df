"""``loudspeaker points VERB``: try a point, note how it is, set it, give it keys."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.cli.parser import add_command, example_of, group
from loudspeaker.cli.point_keys import change_keys, enrol, list_keys
from loudspeaker.cli.point_shown import show_point
from loudspeaker.cli.points import rows_of
from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import NotFound, ProcessUnavailable, UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.sentences.places import points_in_words

LOOK_PATIENCE_S = 0.7
PATIENCE_S = 10.0
SPEECH_PATIENCE_S = 60.0

app = group()
NumberArgument = Annotated[
    str, typer.Argument(metavar="N", help=_("The point's number: loudspeaker points"))
]
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", metavar="", help=_("Do not ask, even in a terminal."))
]


def show_one(number: NumberArgument) -> None:
    """Show one point; from the hardware file when the station is down."""
    call, wanted = current(), _number(number)
    try:
        row = call.station.call("point", timeout_s=LOOK_PATIENCE_S, point=wanted, **call.identity)
    except ProcessUnavailable:
        row = _from_file(call, wanted)
    show(row, show_point)


def _number(text: str) -> int:
    return whole_number("N", text) or 0


def _from_file(call: Call, wanted: int) -> dict[str, Any]:
    rows = rows_of(call)
    for row in rows:
        if row["number"] == wanted:
            return row
    known = [str(row["number"]) for row in rows]
    raise NotFound(kind="point", name=str(wanted), known=known)


# --- test -----------------------------------------------------------------------------------------


def try_out(
    number: Annotated[
        str | None,
        typer.Argument(metavar="N", help=_("The point's number; without it, all points.")),
    ] = None,
    *,
    yes: YesOption = False,
) -> int:
    """Air a short, quiet test; what it says is told, and confirmed, first."""
    call = current()
    point = None if number is None else _number(number)
    planned = call.station.call("points_trial", timeout_s=PATIENCE_S, point=point, **call.identity)
    if not yes and not _is_confirmed(planned):
        say(_("Nothing was aired."))
        return 1
    answer = call.station.call(
        "points_test", timeout_s=SPEECH_PATIENCE_S, point=point, **call.identity
    )
    show(answer, _test_told)
    return 0


def _is_confirmed(planned: dict[str, Any]) -> bool:
    if not is_asked():
        raise UsageRefused(option="--yes", problem="missing")
    text = _("At points {points} people will hear, quietly and at once: “{text}”")
    points = points_in_words(planned["points"])
    say(text.format(points=points, text=visible(planned["text"])))
    return typer.confirm(_("Air this test?"), default=False)


def _test_told(answer: dict[str, Any]) -> None:
    points = points_in_words(answer["points"])
    say(_("The test is about to be heard at points {points}.").format(points=points))
    text = _("Ask who stands there, and note it: loudspeaker points report {number} --heard ok")
    say(text.format(number=answer["points"][0]))


# --- report and volume ----------------------------------------------------------------------------


def report(
    number: NumberArgument,
    *,
    heard: Annotated[
        str | None,
        typer.Option(metavar="ok|weak|silent|noise|stuck", help=_("What was heard at the point.")),
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("More about what was heard."))
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar=_("NAME"), help=_("Who told it; default: you."))
    ] = None,
    repair: Annotated[
        str | None, typer.Option(metavar=_("TEXT"), help=_("What is to be repaired."))
    ] = None,
    repaired: Annotated[
        bool, typer.Option("--repaired", metavar="", help=_("It has been repaired."))
    ] = False,
) -> None:
    """Note what people heard of a point, and repairs."""
    call = current()
    answer = call.station.call(
        "points_report",
        timeout_s=PATIENCE_S,
        point=_number(number),
        heard=heard,
        note=note,
        by=by,
        repair=repair,
        repaired=repaired,
        **call.identity,
    )
    show(answer, show_point)


def volume(
    number: NumberArgument,
    level: Annotated[str, typer.Argument(metavar=_("VOLUME"), help=_("0 to 100."))],
) -> None:
    """Have a point's volume set with the next airing, or with a test of the point."""
    call = current()
    answer = call.station.call(
        "points_volume",
        timeout_s=PATIENCE_S,
        point=_number(number),
        volume=whole_number("VOLUME", level),
        **call.identity,
    )
    show(answer, _volume_told)


def _volume_told(row: dict[str, Any]) -> None:
    text = _(
        "Point {number} is told volume {volume} with the next airing. To hear it now:"
        " loudspeaker points test {number}"
    )
    say(text.format(number=row["number"], volume=row["volume_wanted"]))


# --- the table ------------------------------------------------------------------------------------

for _name, _function, _help, _line in (
    ("show", show_one, _("Everything that is known of a point; points N is the same."), "4"),
    ("test", try_out, _("Air a short, quiet test at a point, or at all."), "test 4"),
    (
        "report",
        report,
        _("Note what was heard at a point, and repairs."),
        'report 4 --heard weak --by "Trưởng thôn 3"',
    ),
    ("volume", volume, _("Set a point's volume with the next airing."), "volume 4 60"),
    (
        "enrol",
        enrol,
        _("Make a commissioning card for a receiver, or note that it has its keys."),
        "enrol 4 --out diem-4.pdf",
    ),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker points {_line}")

keys = group()
add_command(
    keys,
    "list",
    list_keys,
    help=_("Which keys each point has, and who did what with keys."),
    example="loudspeaker points keys list",
)
add_command(
    keys,
    "rotate",
    change_keys,
    help=_("Make new keys; then enrol every point anew."),
    example="loudspeaker points keys rotate",
)
app.add_typer(
    keys,
    name="keys",
    help=_("The keys of all receivers."),
    epilog=example_of("loudspeaker points keys list"),
)
