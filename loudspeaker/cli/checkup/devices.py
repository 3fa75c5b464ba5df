"""Serial ports and sound of the hardware file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from loudspeaker.bootstrap.settings import Settings
from loudspeaker.bootstrap.tones import tone_codes
from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.cli.local_sound import find_output, quiet, use_programme_names
from loudspeaker.cli.output import visible
from loudspeaker.devices.port_problem import PortProblem, may_be_used, wrong_kind
from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.devices.sound.rates import rate_problem
from loudspeaker.errors import DeviceFailure
from loudspeaker.sentences.details import details, port_told
from loudspeaker.sentences.language import _
from loudspeaker.system.home import Home

_UNSTABLE = ("/dev/ttyUSB", "/dev/ttyACM")


def ports(home: Home, settings: Settings) -> Iterator[Finding]:
    """Tell whether the ports are there and may be used; simulated ones come with ``run``."""
    hardware = settings.hardware
    for driver in (hardware.transmitter, hardware.points.driver):
        for path in driver.ports(home.root):
            if settings.station.simulated and path.is_relative_to(home.village):
                yield ok("ports", _("The port {port} is simulated.").format(port=path))
            else:
                yield from _port(path)


def codes(settings: Settings) -> Iterator[Finding]:
    """Warn that points that open by tones open for anybody, and of sets that cannot be opened."""
    points = settings.hardware.points
    if points.authenticated:
        return
    yield warn(
        "points",
        _("The points are not authenticated: anybody can open them."),
        _("replace receivers that open by tones by ones that check commands"),
    )
    together = sorted(tone_codes(points).never_alone)
    if together:
        yield warn(
            "points",
            _("Points {points} only open together with others.").format(
                points=", ".join(map(str, together))
            ),
            _("announce to all points, or give each a code of its own under codes"),
        )


def monitor(home: Home, settings: Settings) -> Iterator[Finding]:
    """Tell whether the monitor's program or FIFO is there; no monitor is no fault."""
    config = settings.hardware.monitor
    if config is None:
        return
    if config.driver == "command":
        program = str(config.settings["command"][0])
        is_there = shutil.which(program) is not None
    else:
        path = config.path("path", home.root)
        program = str(path)
        is_there = path.is_fifo() or settings.station.simulated
    shown = visible(program)
    if is_there:
        yield ok("monitor", _("The off-air watch listens with {program}.").format(program=shown))
    else:
        yield fail(
            "monitor",
            _("The program {program} for the monitor is not there.").format(program=shown),
            _("install it, or correct monitor in the hardware file"),
        )


def _port(path: Path) -> Iterator[Finding]:
    problem = wrong_kind(path)
    if problem is PortProblem.MISSING:
        yield fail(
            "ports",
            _("The port {port} is not there.").format(port=path),
            _("plug the adapter in, or correct the port; there are: {known}").format(
                known=", ".join(_known_ports()) or "-"
            ),
        )
    elif problem or not may_be_used(path):
        told = port_told(problem or PortProblem.FORBIDDEN, path)
        yield fail("ports", told.what, told.todo)
    elif str(path).startswith(_UNSTABLE):
        yield warn(
            "ports",
            _("The port {port} may have another name after a restart.").format(port=path),
            _("use its name below /dev/serial/by-path/"),
        )
    else:
        yield ok("ports", _("The port {port} is there.").format(port=path))


def _known_ports() -> list[str]:
    return sorted(str(path) for path in Path("/dev/serial/by-path").glob("*"))


def sound(home: Home, settings: Settings) -> Iterator[Finding]:
    """Tell whether PortAudio and the programme device are there."""
    card = settings.hardware.programme_card
    if card is None:
        yield ok("sound", _("The programme goes into a file or pipe; no sound card is needed."))
        return
    try:
        use_programme_names(settings, home)
    except DeviceFailure as failure:
        yield _without_names(failure)
        return
    try:
        with quiet():
            load_library()
    except DeviceFailure:
        yield _without_library(simulated=settings.station.simulated)
        return
    if settings.station.simulated:
        yield ok("sound", _("The sound library PortAudio is installed."))
    else:
        yield _programme_device(card, settings.hardware.programme_rate_hz)


def _without_names(failure: DeviceFailure) -> Finding:
    return fail(
        "sound",
        _("The ALSA configuration {file} is missing.").format(file=visible(failure.device)),
        _("correct alsa_config under sound in the hardware file, or hardware in station.yaml"),
    )


def _without_library(*, simulated: bool) -> Finding:
    what = _("The sound library PortAudio is not installed.")
    todo = _("install it: sudo apt install libportaudio2")
    if simulated:
        return warn("sound", what + " " + _("The simulated sound goes through a pipe."), todo)
    return fail("sound", what, todo)


def _programme_device(device: str, rate_hz: int) -> Finding:
    try:
        find_output(device)
        with quiet():
            problem = rate_problem(load_library(), device, rate_hz)
    except DeviceFailure:
        return fail(
            "sound",
            _("There is no sound output “{device}”.").format(device=device),
            _("plug the card in, or correct device under sound in the hardware file"),
        )
    if problem:
        (told,) = details(problem)
        return fail("sound", told.what, told.todo)
    return ok("sound", _("The sound output “{device}” is there.").format(device=device))
