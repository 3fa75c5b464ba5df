"""What exactly is wrong with a device: what its driver says, as something seen and to be done."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loudspeaker.devices.port_problem import PortProblem
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is wrong; ``todo`` is empty where the words say nothing about that."""

    what: str
    todo: str = ""


_CORRECT = N_("correct port in the hardware file; stable names are in /dev/serial/by-path/")
_PLUG = N_("write plughw: instead of hw: in device under sound, or take another sound card")
PORTS: Mapping[PortProblem, tuple[str, str]] = {
    PortProblem.MISSING: (
        N_("The port {port} is not there."),
        N_(
            "plug the adapter in, or correct port in the hardware file; stable names are in"
            " /dev/serial/by-path/"
        ),
    ),
    PortProblem.FOLDER: (N_("{port} is a folder and no serial port."), _CORRECT),
    PortProblem.FILE: (N_("{port} is an ordinary file and no serial port."), _CORRECT),
    PortProblem.DISK: (N_("{port} is a disk and no serial port; it was not touched."), _CORRECT),
    PortProblem.NO_SERIAL: (N_("{port} is no serial port."), _CORRECT),
    PortProblem.BUSY: (
        N_("The port {port} is used by another program."),
        N_("end that program; this shows which it is: sudo fuser -v {port}"),
    ),
    PortProblem.FORBIDDEN: (
        N_("The port {port} may not be used by this account."),
        N_("add the account to the group: sudo adduser USER dialout"),
    ),
}


def port_told(problem: PortProblem, port: object) -> Told:
    """Return what is wrong with a port and what to do."""
    what, todo = PORTS[problem]
    return Told(_(what).format(port=visible(port)), _(todo).format(port=visible(port)))


def _port(word: str, port: str) -> Told:
    return port_told(PortProblem(word), port)


def _rates(_word: str, found: str) -> Told:
    wanted, _middle, rates = found.partition(" not in ")
    return Told(
        _("The sound card does not play {wanted} Hz; it has: {rates} Hz.").format(
            wanted=wanted, rates=", ".join(rates.split())
        ),
        _(_PLUG),
    )


def _no_deadman(_word: str, found: str) -> Told:
    return Told(
        _("The exciter says that it would not fall by itself ({found}); it is not keyed.").format(
            found=found
        ),
        _("set its watchdog to 2 s, or key it by a timed relay (driver composite)"),
    )


_MISSING: Mapping[str, tuple[str, str]] = {
    "unapproved": (
        N_("Nobody has approved “{title}” yet."),
        N_("have a second person approve it: loudspeaker queue, then loudspeaker approve"),
    ),
    "sound_not_made": (
        N_("The voice has not spoken “{title}” yet; it is tried again."),
        N_("if this stays, choose another voice: loudspeaker edit … --voice"),
    ),
    "clip_lost": (
        N_("The sound of “{title}” was lost or damaged; it is made anew."),
        N_("if this comes again, check the disk"),
    ),
    "no_playout": (
        N_("Playout (air) does not answer, and “{title}” is due."),
        N_("if this stays, start loudspeaker run anew"),
    ),
    "no_transmitter": (
        N_("The transmitter does not answer, and “{title}” is due."),
        N_("check its power, the cable to the relay and the port in the hardware file"),
    ),
    "no_points": (
        N_("Commands do not reach the points, and “{title}” is due."),
        N_("check the RDS encoder's power and cable, and the port in the hardware file"),
    ),
    "no_output": (
        N_("The sound output does not work, and “{title}” is due."),
        N_("check the sound card and the device in the hardware file; see loudspeaker doctor"),
    ),
    "stopped": (
        N_("The station has been stopped, and “{title}” is due."),
        N_("an approver lets it sound again: loudspeaker resume"),
    ),
    "no_time": (
        N_("Nobody knows whether the clock is right, and “{title}” is due."),
        N_("compare it with another clock: loudspeaker clock confirm"),
    ),
    "no_source": (
        N_("The other station cannot be heard, and its relay in “{title}” is due."),
        N_("the fallback would be heard; see why: loudspeaker relay test NAME"),
    ),
    "disk_full": (
        N_("The disk is full, and “{title}” is due."),
        N_("make room on the disk"),
    ),
}
PREFLIGHT_WORDS = frozenset(_MISSING)


def _missing_for(word: str, title: str) -> Told:
    what, todo = _MISSING[word]
    return Told(_(what).format(title=title), _(todo))


_BY_WORD: Mapping[str, Callable[[str, str], Told]] = {
    **dict.fromkeys(PortProblem, _port),
    **dict.fromkeys(_MISSING, _missing_for),
    "rate_missing": _rates,
    "deadman_missing": _no_deadman,
}


_BACKUP: Mapping[str, tuple[str, str]] = {
    "not there": (
        N_("The folder {folder} is not there."),
        N_("plug the stick in, or correct folder under backup in station.yaml"),
    ),
    "same disk": (
        N_("The folder {folder} is on the station's own disk."),
        N_(
            "plug the stick in; if the backup is meant to lie on this disk, write other_disk: false"
            " under backup in station.yaml"
        ),
    ),
}


def details(detail: object) -> list[Told]:
    """Return what a fault's detail says, one after the other; unknown words as they are."""
    text = visible(detail)
    return [_part(part) for part in text.split("; ")] if text else []


def _part(part: str) -> Told:
    word, _colon, rest = part.partition(": ")
    if known := _BY_WORD.get(word):
        return known(word, rest)
    if part.startswith("meter "):
        inner = _part(part.removeprefix("meter "))
        what = _("The meter beside the transmitter fails: {what}").format(what=inner.what)
        return Told(what, inner.todo)
    if part.startswith("fault "):
        fault = part.removeprefix("fault ")
        return Told(_("The transmitter reports a fault of its own: {fault}").format(fault=fault))
    folder, _colon, problem = part.rpartition(": ")
    if told := _BACKUP.get(problem):
        return Told(_(told[0]).format(folder=folder), _(told[1]))
    if "Invalid number of channels" in part:
        return Told(_("The sound card does not play mono."), _(_PLUG))
    return _missing(part) or _plugin(part) or Told(part)


_PLUGIN = re.compile(
    r"(?P<name>[a-z][a-z0-9_]*) (?P<word>is not loaded|hangs|is late|fails)(?:: (?P<why>.*))?"
)
_PLUGIN_WORDS: Mapping[str, str] = {
    "is not loaded": N_("The plug-in {name} is off ({why})."),
    "hangs": N_("The plug-in {name} hangs; nobody waits for it until it comes back."),
    "is late": N_("The plug-in {name} answers too late."),
    "fails": N_("The plug-in {name} makes a mistake of its own ({why})."),
}


def _plugin(part: str) -> Told | None:
    found = _PLUGIN.fullmatch(part)
    if found is None:
        return None
    return Told(_(_PLUGIN_WORDS[found["word"]]).format(name=found["name"], why=found["why"] or "?"))


def _missing(part: str) -> Told | None:
    words = part.split()
    if len(words) != 2 or words[1] != "missing":  # noqa: PLR2004 - a name and this word
        return None
    what = _("{name} has a limit, but the transmitter does not tell it.").format(name=words[0])
    return Told(what, _("check the name, the unit and the question in the hardware file"))
