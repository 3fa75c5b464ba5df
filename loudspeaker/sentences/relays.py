"""Other stations, as people say it: why one cannot be heard, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import clock

EXPECTED = frozenset(
    {
        N_("an address such as https://stream.example.vn/live, without a person's name in it"),
        N_("a host such as stream.example.vn, stream.example.vn:8000 or *.example.vn"),
        N_("an IP address such as 192.168.1.20"),
        N_("either stream or line"),
        N_("an address whose host stands under hosts"),
        N_("a name or an IP address that also stands under addresses"),
    }
)
"""What could stand in ``station.yaml``, as the configuration says it (held together by a test)."""
_ADDRESS = N_("It leads to an address that is not taken.")
_ASK_THEM = N_("ask that station for the address of its stream, or try it in a browser")
_HOSTS = N_("if it is right, enter that host under relay, hosts, in station.yaml")
_NETWORK = N_("check this machine's network; the other station may be off the air")
_TRY_ANOTHER = N_("ask that station for an MP3 or AAC stream")
PROBLEMS: Mapping[str, tuple[str, str]] = {
    "unknown_source": (
        N_("There is no such source in station.yaml now."),
        N_("check relay in station.yaml; then loudspeaker reload"),
    ),
    "source_changed": (
        N_("station.yaml names another address than the one that was approved."),
        N_("have the programme approved again: loudspeaker queue"),
    ),
    "too_many_sources": (
        N_("Other sources are being heard already."),
        N_("wait until a relay or another trial is over"),
    ),
    "host_not_allowed": (N_("It leads to a host that is not on the list: {detail}."), _HOSTS),
    "name_not_found": (N_("The name of its host is not found: {detail}."), _NETWORK),
    "address_not_allowed": (
        N_("Its host stands for an address inside a private network: {detail}."),
        N_("if that is your own encoder, enter its IP address under relay, addresses"),
    ),
    "unreachable": (N_("Nobody answers there: {detail}."), _NETWORK),
    "certificate": (
        N_("Its certificate does not prove who it is: {detail}."),
        N_("check this machine's clock; else ask that station"),
    ),
    "no_answer": (N_("It does not answer in time, or sends nothing any more."), _NETWORK),
    "status": (N_("Its server answers: {detail}."), _ASK_THEM),
    "too_many_redirections": (N_("It leads on and on, more than {detail} times."), _ASK_THEM),
    "no_web_server": (N_("What answers there is no streaming server."), _ASK_THEM),
    "coding": (N_("It sends its sound packed in a way nobody asked for: {detail}."), _TRY_ANOTHER),
    "list": (N_("The list there names no stream."), _ASK_THEM),
    "segmented": (N_("It sends its sound in pieces (HLS), which is not read."), _TRY_ANOTHER),
    "not_sound": (N_("What it sends is no sound: {detail}."), _TRY_ANOTHER),
    "ended": (N_("It has ended."), _NETWORK),
    "decoder_missing": (N_("There is no ffmpeg on this machine."), N_("install ffmpeg")),
    "line": (
        N_("The sound input gives nothing: {detail}."),
        N_("check its name with loudspeaker doctor, and its cable"),
    ),
    "no_bridge": (
        N_("The process for other stations (bridge) does not answer."),
        N_("if relay was entered in station.yaml just now, start the station again"),
    ),
    "address_form": (_ADDRESS, _ASK_THEM),
    "address_scheme": (_ADDRESS, _ASK_THEM),
    "address_person": (_ADDRESS, _ASK_THEM),
    "address_host": (_ADDRESS, _ASK_THEM),
    "address_port": (_ADDRESS, _ASK_THEM),
}
VERDICTS: Mapping[str, tuple[str, str]] = {
    "good": (N_("It can be relayed."), ""),
    "quiet": (
        N_("It can be relayed, but stays quieter than our voices."),
        N_("turn it up at the source or the input"),
    ),
    "silent": (
        N_("Nothing is to be heard."),
        N_("check whether it is on the air; at an input, the cable and its level"),
    ),
    "clipped": (
        N_("It is far too loud: what comes is distorted."),
        N_("turn it down at the source or the input"),
    ),
}

WHY: Mapping[str, str] = {
    "unreachable": N_("the other station could not be heard"),
    "gone": N_("the other station broke off"),
    "silent": N_("nothing was to be heard of the other station"),
    "clipped": N_("the other station was distorted"),
    "unsteady": N_("the other station kept breaking off"),
}


def on_air_told(relay: Mapping[str, Any] | None) -> str:
    """Return what of a relay is on air; nothing for what is none."""
    if not relay:
        return ""
    text = _("the fallback for {source}") if relay["fallback"] else _("relay of {source}")
    return text.format(source=visible(relay["source"]))


def fallback_told(relay: Mapping[str, Any] | None) -> str:
    """Return for how long the fallback was heard in an airing, and why; nothing if it was not."""
    if not relay or not relay.get("fallback_ms"):
        return ""
    known = WHY.get(str(relay["why"]))
    why = _(known) if known else visible(relay["why"] or "")
    length = clock(relay["fallback_ms"])
    return _("fallback for {length}: {why}").format(length=length, why=why)


def verdict_told(found: Mapping[str, Any]) -> tuple[str, str]:
    """Return what was found in a trial, and what to do, if anything."""
    problem = found["problem"]
    known = VERDICTS.get(str(found["verdict"])) if problem is None else PROBLEMS.get(str(problem))
    what, todo = known or (N_("It cannot be heard: {detail}."), _NETWORK)
    detail = visible(found["detail"] or problem or "")
    return _(what).format(detail=detail), _(todo) if todo else ""
