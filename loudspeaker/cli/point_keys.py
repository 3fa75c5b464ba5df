"""``loudspeaker points enrol`` and ``points keys``: asked of playout, which alone has the keys."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.cli.point_shown import show_key_events
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.words import HELD_KEYS, word

PATIENCE_S = 10.0


def enrol(
    number: Annotated[
        str, typer.Argument(metavar="N", help=_("The point's number: loudspeaker points"))
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(metavar="F.png|F.svg|F.pdf", help=_("Make the card in this new file.")),
    ] = None,
    done: Annotated[
        bool,
        typer.Option("--done", metavar="", help=_("The receiver has the keys of its card now.")),
    ] = False,
) -> None:
    """Make a card for the fitter, or note that the fitter has been there."""
    point = whole_number("N", number) or 0
    if (out is None) is not done:
        problem = "not_together" if done else "missing"
        raise UsageRefused(option="--out, --done", problem=problem)
    if out is not None:
        show(_made(point, out.absolute()), _card_told)
        return
    call = current()
    answer = call.air.call("enrolled", timeout_s=PATIENCE_S, point=point, **call.identity)
    show(answer, _enrolled_told)


def _made(point: int, path: Path) -> dict[str, Any]:
    """Write the card into a file that was not there; the keys go nowhere else."""
    from loudspeaker.cli.card import card_of, sheet_of  # noqa: PLC0415 - only who makes a card
    from loudspeaker.cli.card_files import WRITERS  # noqa: PLC0415
    from loudspeaker.system.files import new_secret  # noqa: PLC0415

    write = WRITERS.get(path.suffix.lower())
    if write is None:
        problem = f"{path.suffix!r} is none of {', '.join(WRITERS)}"
        raise UsageRefused(option="--out", problem=problem)
    call = current()
    with new_secret(path) as stream:
        answer = call.air.call("card", timeout_s=PATIENCE_S, point=point, **call.identity)
        stream.write(write(sheet_of(card_of(answer), answer)))
    return {"file": str(path), "point": point, "epoch": answer["epoch"]}


def _card_told(document: dict[str, Any]) -> None:
    text = _("The card of point {number} is in {file}; only you can read it.")
    say(text.format(number=document["point"], file=visible(document["file"])))
    say(_("It holds the point's keys: print it, delete the file, give it to the fitter alone."))
    text = _("When the receiver has the keys: loudspeaker points enrol {number} --done")
    say(text.format(number=document["point"]))


def _enrolled_told(document: dict[str, Any]) -> None:
    say(_("Point {number} has its keys.").format(number=document["point"]))
    if to_go := document["to_go"]:
        text = _("These points still have the old keys: {points}.")
        say(text.format(points=points_in_words(to_go)))
    else:
        say(_("No point needs an old key any more."))


def change_keys(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar="", help=_("Do not ask, even in a terminal."))
    ] = False,
) -> int:
    """Make new keys after one was lost; both are used until every point is enrolled anew."""
    call = current()
    if not yes and not _is_confirmed():
        say(_("Nothing was changed."))
        return 1
    answer = call.air.call("change_keys", timeout_s=PATIENCE_S, **call.identity)
    show(answer, _changed_told)
    return 0


def _is_confirmed() -> bool:
    if not is_asked():
        raise UsageRefused(option="--yes", problem="missing")
    say(
        _(
            "New keys are made, and somebody has to go to every point with its card. Until then"
            " the old keys go on to work, for whoever has them too."
        )
    )
    return typer.confirm(_("Make new keys?"), default=False)


def _changed_told(document: dict[str, Any]) -> None:
    n = len(document["points"])
    text = ngettext(
        "New keys (number {epoch}) are made; {n} point is to be enrolled anew.",
        "New keys (number {epoch}) are made; {n} points are to be enrolled anew.",
        n,
    )
    say(text.format(n=n, epoch=document["epoch"]))
    say(_("For each point: loudspeaker points enrol N --out F.pdf, and then --done."))


def list_keys() -> None:
    """Show which keys each point has, and what was done with keys."""
    call = current()
    show(call.air.call("keys", timeout_s=PATIENCE_S, **call.identity), _keys_told)


def _keys_told(document: dict[str, Any]) -> None:
    say(_("Keys number {epoch} are in force.").format(epoch=document["epoch"]))
    columns = (Column(_("Point"), right=True), Column(_("Keys")))
    show_table(columns, ((n, word(HELD_KEYS, held)) for n, held in document["held"].items()))
    if document["key_events"]:
        say()
        show_key_events(document["key_events"])
