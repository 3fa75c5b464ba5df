"""``loudspeaker status``: what is on air, and what is wrong."""

from __future__ import annotations

from typing import Any

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.faults import show_faults, station_down
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.pages_at import pages_at
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import clock, moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.relays import on_air_told
from loudspeaker.sentences.words import STATES, word

PATIENCE_S = 0.7  # twice this is what a person waits at the most


def status() -> None:
    """Ask the station; if it is down, playout itself; exit status 69 when both are."""
    call = current()
    try:
        document = call.station.call("status", timeout_s=PATIENCE_S, **call.identity)
    except ProcessUnavailable:
        document = _without_station(call)
    show({**document, "web": pages_at(call.home)}, _as_text)


def _without_station(call: Call) -> dict[str, Any]:
    air = call.air.call("status", timeout_s=PATIENCE_S, **call.identity)
    return {
        "station": None,
        "air": air,
        "on_air": air["on_air"],
        "stopped_since": air["stopped_since"],
        "counts": {},
        "faults": [station_down(), *air["faults"]],
    }


def _as_text(document: dict[str, Any]) -> None:
    if document["station"] is not None:
        say(f"{visible(document['station'])}, {moment(document['now'])}")
    if document["stopped_since"]:
        since = moment(document["stopped_since"])
        say(_("STOPPED since {since}. An approver: loudspeaker resume").format(since=since))
    if document.get("mourning_until"):
        until = moment(document["mourning_until"])
        say(_("MOURNING until {until}: only emergencies sound.").format(until=until))
    say(_on_air(document["on_air"]) if document["air"] else _("Playout (air) does not answer."))
    if document["counts"]:
        counted = (f"{word(STATES, state)} {n}" for state, n in document["counts"].items())
        say(_("Announcements: {counts}").format(counts=", ".join(counted)))
    if document["web"]:
        say(_("The pages: {address}").format(address=visible(document["web"])))
    idle = document["air"] and not document["on_air"]  # playout measures between airings
    if idle and (reading := document["air"]["transmitter"]):
        say(_transmitter(reading))
    for plugin in document.get("plugins", ()):
        for line in plugin["lines"]:
            say(f"{visible(plugin['name'])}: {visible(line['text'])}")
    show_faults(document["faults"])


def _on_air(airing: dict[str, Any] | None) -> str:
    if airing is None:
        return _("Nothing is on air.")
    line = _("ON AIR: “{title}” ({item}), {position} of {length}, points {points}").format(
        title=visible(airing["title"]),
        item=visible(airing["item"]),
        position=clock(airing["pos_ms"]),
        length=clock(airing["len_ms"]),
        points=points_in_words(airing["points"]),
    )
    return "; ".join(told for told in (line, on_air_told(airing.get("relay"))) if told)


def _transmitter(reading: dict[str, Any]) -> str:
    names = {
        "forward_w": _("forward {value:g} W"),
        "reflected_w": _("reflected {value:g} W"),
        "vswr": _("VSWR {value:g}"),
        "temperature_c": _("{value:g} °C"),
        "frequency_mhz": _("{value:g} MHz"),
    }
    shown = [
        text.format(value=reading[name])
        for name, text in names.items()
        if isinstance(reading.get(name), int | float)
    ]
    return _("Transmitter: {readings}").format(readings=", ".join(shown) or _("no readings"))
