"""``loudspeaker faults``: what is wrong, since when, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.language import _
from loudspeaker.cli.output import say, show
from loudspeaker.cli.sentences.advice import fault_advice, fault_meaning
from loudspeaker.cli.sentences.details import Told, details
from loudspeaker.cli.sentences.moments import moment
from loudspeaker.errors import ProcessUnavailable

PATIENCE_S = 1.0
STATION_DOWN = "station"


def faults() -> None:
    """List the faults of both processes; those of ``air`` also when the station is down."""
    show(_faults(current()), show_faults)


def _faults(call: Call) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = call.station.call(
            "faults", timeout_s=PATIENCE_S, **call.identity
        )
    except ProcessUnavailable:
        of_air = call.air.call("status", timeout_s=PATIENCE_S)["faults"]
        return [station_down(), *of_air]
    return found


def station_down() -> dict[str, Any]:
    """Return the fault that only who calls can see."""
    return {"code": STATION_DOWN, "severity": "error", "detail": "", "since": None}


def show_faults(found: Iterable[dict[str, Any]]) -> None:
    """Write each fault with what it means and what to do."""
    rows = list(found)
    if not rows:
        say(_("Nothing is wrong."))
    for fault in rows:
        mark = "!" if fault["severity"] == "error" else "·"
        since = _(", since {moment}").format(moment=moment(fault["since"])) * bool(fault["since"])
        say(f"{mark} {fault_meaning(fault['code'])}{since}")
        told = details(fault["detail"])
        for advice in todo_about(fault["code"], told):
            say(f"  → {advice}")
        for each in told:
            say(f"    {each.what}")


def todo_about(code: object, told: Iterable[Told]) -> list[str]:
    """Return what to do: what the details say, else what is right for any such fault."""
    exact = list(dict.fromkeys(each.todo for each in told if each.todo))
    return exact or [advice for advice in (fault_advice(code),) if advice]
