"""The demonstration's own station: made, started, ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.settings import Settings, load_settings
from loudspeaker.cli.local_sound import quiet
from loudspeaker.config.defaults import station_text
from loudspeaker.config.station import Profile
from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import (
    DeviceFailure,
    LoudspeakerError,
    ProcessUnavailable,
    RoleMissing,
    SimulatedOnly,
    from_message,
)
from loudspeaker.model import Role
from loudspeaker.system.channel import Client
from loudspeaker.system.files import make_directory, write_durable
from loudspeaker.system.home import Home
from loudspeaker.system.processes import knows_parent

READY_LIMIT_S = 60.0
END_LIMIT_S = 15.0
_LOOK_S = 0.05
_HOURS = ('from: "05:00", to: "21:00"', 'from: "00:00", to: "24:00"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who writes and who approves."""

    author: str
    approver: str


def make_home(home: Home) -> Settings:
    """Make a simulated home in which it may sound at any hour; one that is there stays.

    Raises SimulatedOnly for a real station.
    """
    if not home.station_file.exists():
        make_directory(home.root)
        text = station_text(simulated=True).replace(*_HOURS)
        write_durable(home.station_file, text.encode())
    init_home(home, Profile.SIMULATED)
    settings = load_settings(home)
    if not settings.station.simulated:
        raise SimulatedOnly(option="demo")
    return settings


def cast_of(settings: Settings) -> Cast:
    """Return an editor and somebody else who approves; RoleMissing without a second person."""
    people = settings.station.people
    author = next((p.name for p in people if Role.EDITOR in p.roles), None)
    others = (p.name for p in people if Role.APPROVER in p.roles and p.name != author)
    approver = next(others, None)
    if author is None or approver is None:
        raise RoleMissing(person="-", action="approve", wanted=[Role.APPROVER.value])
    return Cast(author=author, approver=approver)


def has_portaudio() -> bool:
    """Tell whether the sound goes through PortAudio or straight into the village's pipe."""
    try:
        with quiet():
            load_library()
    except DeviceFailure:
        return False
    return True


@contextmanager
def running(home: Home) -> Iterator[bool]:
    """Have the station running; give True if it was before, and leave it so then.

    Raises what ``run`` ended with, or ProcessUnavailable.
    """
    if _answers(home):
        yield True
        return
    process = _start(home)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        _wait_ready(home, process)
        yield False
    finally:
        _end(process)


def _interrupt(_number: int, _frame: object) -> None:
    """End as by Ctrl+C: in order, with everything that was started."""
    raise KeyboardInterrupt


def _answers(home: Home) -> bool:
    try:
        Client(home.control_socket, "station").call("status", timeout_s=1.0)
    except LoudspeakerError:
        return False
    return True


def _start(home: Home) -> subprocess.Popen[bytes]:
    make_directory(home.logs)
    home.ready_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "loudspeaker", "run", "--no-web", "--json"]
    command += ["--home", str(home.root)]
    with (home.logs / "run.log").open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            env={**os.environ, **knows_parent()},
            process_group=0,  # Ctrl+C is for us; we end it in order
        )


def _wait_ready(home: Home, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_LIMIT_S
    while not (home.ready_file.exists() and _answers(home)):
        if process.poll() is not None:
            raise _why_ended(process)
        if time.monotonic() > deadline:
            raise ProcessUnavailable(process="run", problem="not ready")
        time.sleep(_LOOK_S)


def _why_ended(process: subprocess.Popen[bytes]) -> LoudspeakerError:
    assert process.stdout is not None
    with suppress(ValueError, KeyError, IndexError):
        return from_message(json.loads(process.stdout.read().splitlines()[-1])["error"])
    return ProcessUnavailable(process="run", problem=f"exit status {process.returncode}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end in order; kill it only if it does not."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.communicate(timeout=END_LIMIT_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def age_s() -> float:
    """Return how long ago this process was started, the interpreter's own start included."""
    with open("/proc/self/stat", encoding="ascii") as stream:  # noqa: PTH123 - one read
        started_ticks = int(stream.read().rpartition(")")[2].split()[19])
    started_s = started_ticks / os.sysconf("SC_CLK_TCK")
    return time.clock_gettime(time.CLOCK_BOOTTIME) - started_s
