"""``loudspeaker lexicon``: the commune's own words and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.sentences.language import N_, _

PATIENCE_S = 5.0
app = group()
WrittenArgument = Annotated[
    str, typer.Argument(metavar=_("WRITTEN"), help=_("How it is written in announcements."))
]
_CONFLICTS: Mapping[str, str] = {
    "same": N_("It replaces “{written}”, which was read “{reading}”."),
    "rule": N_("Until now “{written}” was read “{reading}”."),
    "longer": N_("Where “{written}” is written, that longer entry is taken (“{reading}”)."),
    "shorter": N_("It goes before the shorter “{written}” (“{reading}”)."),
}


def _ask(action: str, **arguments: Any) -> Any:
    """Ask the station; do it here, by the same rules, when it is down."""
    call = current()
    try:
        return call.station.call(action, timeout_s=PATIENCE_S, **arguments, **call.identity)
    except ProcessUnavailable as error:
        from loudspeaker.cli.lexicon_here import do  # noqa: PLC0415 - a station that is up is usual

        return do(call, action, arguments, error)


def list_words() -> None:
    """List the words; they go before every rule."""
    show(_ask("lexicon"), _show_list)


def _show_list(rows: list[dict[str, Any]]) -> None:
    if not rows:
        say(_('There are none yet. Add one: loudspeaker lexicon add "Pù Cà" "pù cà"'))
        return
    columns = (
        Column(_("Written"), wraps=True),
        Column(_("Read"), wraps=True),
        Column(_("Sounds"), wraps=True),
    )
    show_table(columns, ((r["written"], r["reading"], _sounds(r)) for r in rows))


def _sounds(row: dict[str, Any]) -> str:
    return ", ".join(f"{engine}: {hint}" for engine, hint in row["sounds"].items())


def add(
    written: WrittenArgument,
    reading: Annotated[
        str | None,
        typer.Argument(
            metavar=_("READING"),
            help=_("How it is read, everything written out; default: as written."),
        ),
    ] = None,
    *,
    espeak: Annotated[
        str | None,
        typer.Option(metavar=_("SOUNDS"), help=_("Its sounds for built-in voices (espeak-ng).")),
    ] = None,
    piper: Annotated[
        str | None,
        typer.Option(metavar=_("SOUNDS"), help=_("Its sounds for Piper voices (IPA).")),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", metavar="", help=_("Change a word that is there."))
    ] = False,
) -> None:
    """Add a word; what it changes is told."""
    document = _ask(
        "lexicon_add",
        written=written,
        reading=reading,
        espeak=espeak,
        piper=piper,
        replace=replace,
    )
    show(document, _show_added)


def _show_added(document: dict[str, Any]) -> None:
    say(_("“{written}” is read “{reading}” from now on.").format(**_shown(document)))
    for conflict in document["conflicts"]:
        say(_(_CONFLICTS[conflict["kind"]]).format(**_shown(conflict)))
    _show_consequences(document)


def _show_consequences(document: dict[str, Any]) -> None:
    say(_("What is approved already stays as it was approved."))
    if names := document["approve_again"]:
        text = _("These schedules are read differently now and must be approved again: {names}.")
        say(text.format(names=", ".join(map(visible, names))))


def _shown(row: dict[str, Any]) -> dict[str, str]:
    return {name: visible(row[name]) for name in ("written", "reading")}


def remove(written: WrittenArgument) -> None:
    """Take a word out; the rules and the shipped tables read it again."""
    show(_ask("lexicon_remove", written=written), _show_removed)


def _show_removed(document: dict[str, Any]) -> None:
    say(_("“{written}” is taken out; it was read “{reading}”.").format(**_shown(document)))
    _show_consequences(document)


for _name, _function, _help, _line in (
    ("list", list_words, _("The commune's own words."), "list"),
    ("add", add, _("Say how a word is to be read."), 'add "Pù Cà" "pù cà"'),
    ("remove", remove, _("Take a word out again."), 'remove "Pù Cà"'),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker lexicon {_line}")
