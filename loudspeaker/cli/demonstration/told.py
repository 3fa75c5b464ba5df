"""What the demonstration tells: nothing at all when its result is wanted as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from loudspeaker.cli.call import current
from loudspeaker.cli.demonstration.proof import Hearing, Proof
from loudspeaker.cli.output import say, visible
from loudspeaker.cli.shown_item import show_item, show_reading
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.language import _
from loudspeaker.sentences.words import STATES, word
from loudspeaker.system.home import Home


def _tell(text: str = "") -> None:
    if not current().json:
        say(text)


def opening(home: Home, *, portaudio: bool) -> None:
    """Tell what is going to happen, and where."""
    _tell(_("A simulated station with a transmitter and 11 points; nothing leaves this machine."))
    _tell(_("Its home: {home}").format(home=home.root))
    _tell(_("For the demonstration sound is allowed at every hour; a real station keeps its own."))
    if portaudio:
        _tell(_("The programme sound goes through PortAudio, as on a real station."))
    else:
        _tell(_("PortAudio is not installed: the programme sound goes through a pipe instead."))


def station_runs(*, was_running: bool) -> None:
    """Tell that everything is up."""
    if was_running:
        _tell(_("The station was running already and is used."))
    else:
        _tell(_("The station is running."))


def typed(number: int, text: str, author: str) -> None:
    """Show the announcement as it is typed."""
    _tell()
    _tell(_("{n}. {author} types:").format(n=number, author=author))
    if not current().json:
        show_reading(text)


def read_back(draft: Mapping[str, Any], approver: str) -> None:
    """Show the reading, and who approves it."""
    if not current().json:
        show_item(dict(draft))
    _tell(_("A second person, {approver}, has read it and approves.").format(approver=approver))
    _tell(_("On its way to the points:"))


def heard(proof: Proof, state: str, names: Mapping[int, str]) -> None:
    """Show who heard what."""
    if current().json:
        return
    result = _("As-run log: {state}, {seconds:.1f} s.")
    say(result.format(state=word(STATES, state), seconds=proof.length_s))
    columns = (
        Column(_("Point"), right=True),
        Column(_("Name")),
        Column(_("Called")),
        Column(_("Opened before"), right=True),
        Column(_("Audible"), right=True),
        Column(_("Agrees with the log")),
    )
    show_table(columns, (_row(hearing, names) for hearing in proof.hearings))


def _row(hearing: Hearing, names: Mapping[int, str]) -> tuple[str, ...]:
    opened = "" if hearing.opened_s is None else f"{-hearing.opened_s:.2f} s"
    return (
        str(hearing.point),
        names[hearing.point],
        _("yes") if hearing.addressed else _("no"),
        opened,
        f"{hearing.heard_s:.1f} s" if hearing.heard_s else "–",
        "✓" if hearing.agrees else _("✗ NO"),
    )


def picture_title() -> str:
    """Return the picture's heading."""
    return _("What the points made audible: first all of them, then two hamlets")


def closing(home: Home, kept: Sequence[Path], *, first_s: float | None, holds: bool) -> None:
    """Tell the result, and where to look and listen."""
    say()
    if holds:
        say(
            _(
                "PROVED: each point made audible what the as-run log says: the approved sound,"
                " every sample of it."
            )
        )
    else:
        say(_("NOT PROVED: village and as-run log disagree; see the marks above."))
    if first_s is not None:
        say(_("First sound at a point {seconds:.1f} s after the start.").format(seconds=first_s))
    *sounds, picture = kept
    say(_("Look:   {file}").format(file=visible(picture)))
    say(_("Listen: {first} to {last}").format(first=visible(sounds[0]), last=sounds[-1].name))
    say(_("As-run log: {file}").format(file=visible(home.asrun_log)))
    say(_("Now you: loudspeaker run --home {home}").format(home=visible(home.root)))
