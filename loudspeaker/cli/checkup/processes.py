"""What runs: the station's processes, the voice and its child, systemd units."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.voices import voice_named
from loudspeaker.cli.call import Call
from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.cli.faults import todo_about
from loudspeaker.cli.output import visible
from loudspeaker.cli.sentences.advice import fault_meaning
from loudspeaker.cli.voicebox import open_voicebox
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.sentences.details import details
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.telling import sentence
from loudspeaker.speech.installed import is_installed, read_record, voice_folder

PATIENCE_S = 1.0
UNIT_FOLDERS = (Path("/etc/systemd/system"), Path("/usr/lib/systemd/system"))


def running(call: Call) -> Iterator[Finding]:
    """Tell whether station and playout answer, and what they complain of."""
    try:
        status: dict[str, Any] = call.station.call("status", timeout_s=PATIENCE_S)
    except ProcessUnavailable:
        yield warn("running", _("The station is not running."), _("start it: loudspeaker run"))
        return
    except LoudspeakerError as error:
        yield warn("running", _("The station is running."), sentence(error))
        return
    yield ok("running", _("The station is running."))
    if not status["speech"]["pids"].get("speech"):
        yield warn(
            "voice",
            _("The voice is not warm yet."),
            _("wait a few seconds after the start; if it stays so, see loudspeaker faults"),
        )
    for fault in status["faults"]:
        told = details(fault["detail"])
        what = f"{fault_meaning(fault['code'])} ({' '.join(each.what for each in told)})"
        todo = "; ".join(todo_about(fault["code"], told))
        yield fail("faults", what, todo or _("see loudspeaker faults"))


def templates(call: Call) -> Iterator[Finding]:
    """Tell whether one person alone could air an emergency: a station that is down cannot tell."""
    try:
        rows: list[dict[str, Any]] = call.station.call(
            "templates", timeout_s=PATIENCE_S, **call.identity
        )
    except LoudspeakerError:
        return
    approved = sum(bool(row["approved"]) for row in rows)
    if approved:
        yield ok(
            "templates",
            ngettext(
                "{n} emergency template is approved: one person can air it.",
                "{n} emergency templates are approved: one person can air them.",
                approved,
            ).format(n=approved),
        )
    else:
        yield warn(
            "templates",
            _("No emergency template is approved: at night two people would be needed."),
            _("an approver: loudspeaker template list, then loudspeaker template approve"),
        )


def voice(call: Call, station: StationConfig) -> Iterator[Finding]:
    """Tell whether the station's voice is installed and speaks in a confined child."""
    wanted = voice_named(call.home, station.voice)
    record = read_record(voice_folder(call.home.root, wanted.id))
    if is_installed(wanted, record):
        yield ok("voice", _("The voice {voice} is installed.").format(voice=wanted.id))
    else:
        yield fail(
            "voice",
            _("The voice {voice} is not installed.").format(voice=wanted.id),
            _("loudspeaker voices install {voice}").format(voice=wanted.id),
        )
    try:
        with open_voicebox(call.home) as box:
            yield _confined(box.client.confinement())
    except LoudspeakerError as error:
        yield fail("speech", _("The speech process does not start."), sentence(error))


def _confined(found: dict[str, Any]) -> Finding:
    if not found["refused"] and not found["network"]:
        return ok("speech", _("The speech process runs, without network and with limits."))
    what = _("The speech process runs, but this machine did not grant all its limits: {parts}")
    return warn(
        "speech",
        what.format(parts="; ".join(map(visible, found["refused"])) or _("network")),
        _("in a container this is usual; on a station update the system"),
    )


def units() -> Iterator[Finding]:
    """Tell how systemd's units of the station stand, where there are any."""
    found = sorted({p.name for d in UNIT_FOLDERS for p in d.glob("loudspeaker*.service")})
    if not found:
        yield warn(
            "units",
            _("systemd does not start the station by itself."),
            _("install the units of the folder deploy, or start loudspeaker run by hand"),
        )
    for name in found:
        state = _unit_state(name)
        if state == "active":
            yield ok("units", _("{unit} is running.").format(unit=name))
        else:
            yield fail(
                "units",
                _("{unit} is {state}.").format(unit=name, state=state),
                _("see why: journalctl -u {unit}").format(unit=name),
            )


def _unit_state(name: str) -> str:
    systemctl = shutil.which("systemctl")
    if systemctl is None:
        return "unknown"
    asked = subprocess.run(
        [systemctl, "is-active", name], capture_output=True, text=True, check=False, timeout=10
    )
    return asked.stdout.strip() or "unknown"
