"""``loudspeaker faults``: what is wrong, since when, how bad, what to do; and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.sentences.advice import fault_advice, fault_meaning
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.sentences.details import Told, details
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import SEVERITIES, person, word

PATIENCE_S = 1.0
STATION_DOWN = "station"
_MARKS = {"critical": "!!", "error": "!", "warning": "·", "notice": "·"}
_ORDER = tuple(_MARKS)


def faults() -> None:
    """List what is wrong now; those of ``air`` also when the station is down."""
    show(listed(current()), show_faults)


def listed(call: Call, *, everything: bool = False) -> list[dict[str, Any]]:
    """Return what is wrong, with ``everything`` also what was; ProcessUnavailable."""
    try:
        found: list[dict[str, Any]] = call.station.call(
            "faults", timeout_s=PATIENCE_S, all=everything, **call.identity
        )
    except ProcessUnavailable:
        if everything:
            raise
        of_air = call.air.call("status", timeout_s=PATIENCE_S, **call.identity)["faults"]
        return [station_down(), *of_air]
    return found


def station_down() -> dict[str, Any]:
    """Return the fault that only who calls can see."""
    return {"code": STATION_DOWN, "severity": "error", "detail": "", "since": None}


def show_faults(found: Iterable[dict[str, Any]]) -> None:
    """Write each fault with what it means and what to do, the worst first; then what is over."""
    rows = list(found)
    current_ones = sorted((row for row in rows if not row.get("ended")), key=_rank)
    if not current_ones:
        say(_("Nothing is wrong."))
    for fault in current_ones:
        _show(fault)
    over = [row for row in rows if row.get("ended")]
    if over:
        say(_("What is over:"))
    for fault in over:
        _show_over(fault)


def _rank(fault: dict[str, Any]) -> int:
    severity = str(fault["severity"])
    return _ORDER.index(severity) if severity in _ORDER else 1


def _show(fault: dict[str, Any]) -> None:
    mark = _MARKS.get(str(fault["severity"]), "!")
    since = _(", since {moment}").format(moment=moment(fault["since"])) * bool(fault["since"])
    say(f"{mark} {fault_meaning(fault['code'])}{since} {_tag(fault)}")
    told = details(fault["detail"])
    for advice in todo_about(fault["code"], told):
        say(f"  → {advice}")
    for each in told:
        say(f"    {each.what}")
    if again := _times(fault):
        say(f"    {again}")
    if fault.get("acknowledged_at"):
        known = _("{person} knows of it since {moment}.")
        by, at = person(fault["acknowledged_by"]), moment(fault["acknowledged_at"])
        say(f"    {known.format(person=by, moment=at)}")


def _tag(fault: dict[str, Any]) -> str:
    return f"[{word(SEVERITIES, fault['severity'])}: {visible(fault['code'])}]"


def _times(fault: dict[str, Any]) -> str:
    n = int(fault.get("count") or 1)
    if n == 1:
        return ""
    return ngettext("It was there {n} time.", "It came back: {n} times by now.", n).format(n=n)


def _show_over(fault: dict[str, Any]) -> None:
    text = _("{meaning}, from {since} to {ended}")
    told = text.format(
        meaning=fault_meaning(fault["code"]),
        since=moment(fault["since"]),
        ended=moment(fault["ended"]),
    )
    say(f"- {told} {_tag(fault)}")
    if again := _times(fault):
        say(f"    {again}")


def todo_about(code: object, told: Iterable[Told]) -> list[str]:
    """Return what to do: what the details say, else what is right for any such fault."""
    exact = list(dict.fromkeys(each.todo for each in told if each.todo))
    return exact or [advice for advice in (fault_advice(code),) if advice]
