"""The village as a process: put together, run until told to end, taken down."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

from loudspeaker.config.problems import Problem, refused
from loudspeaker.errors import UsageRefused
from loudspeaker.system.files import write_durable
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.time import boot_id
from loudspeaker.village.assembly import Assembly, Options
from loudspeaker.village.config import DIRECTORY, FILE, VillageConfig
from loudspeaker.village.config_file import load_config
from loudspeaker.village.event_log import Log
from loudspeaker.village.fault_script import Planned, load_script
from loudspeaker.village.faults import Triggers
from loudspeaker.village.loop import Loop
from loudspeaker.village.world import ENCODER, EXCITER, TRANSMITTER

PID_FILE = "village.pid"
_PROBE_S = 0.5  # a run that looks for a village holds its lock for an instant


def run_village(
    home: Path,
    *,
    deadman_s: float = 2.0,
    latch: bool = False,
    script: Path | None = None,
    keep_hours: float = 24,
    rate: float = 1.0,
) -> int:
    """Run the village of a home until SIGTERM or SIGINT; from the main thread, returns 0.

    ``village.pid`` is written when ports and line are ready.  Raises HomeBusy when another one
    runs, ConfigurationRefused for ``village.json`` or the script, UsageRefused for numbers that
    make no sense, StorageFailure and DeviceFailure.
    """
    for option, value in (("deadman", deadman_s), ("keep", keep_hours), ("rate", rate)):
        if not 0 < value < float("inf"):
            raise UsageRefused(option=option, problem=f"{value} is not above 0")
    options = Options(
        deadman_s=deadman_s,
        latch=latch,
        script=load_script(script) if script is not None else (),
        keep_s=keep_hours * 3600,
        rate=rate,
    )
    config = load_config(home / DIRECTORY / FILE)
    if script is not None:
        _check_ports(script, options.script, config)
    with ExitStack() as stack:
        path = home / DIRECTORY / "lock"
        lock = hold_lock(path, role="village", home=home, wait_s=_PROBE_S)
        stack.callback(lock.release)
        stop = StopSignal(stack)
        assembly = Assembly(stack, home, config, options)
        loop = assembly.loop(stop.descriptor)
        _announce(assembly.triggers, config, options)
        write_durable(home / DIRECTORY / PID_FILE, f"{os.getpid()}\n".encode())
        while not stop.received:
            loop.turn()
        _take_down(loop, assembly.triggers)
        (home / DIRECTORY / PID_FILE).unlink(missing_ok=True)
    return 0


def _check_ports(path: Path, script: tuple[Planned, ...], config: VillageConfig) -> None:
    """Refuse a fault of the exciter's port where there is none."""
    ports = {planned.options.get("port") for planned in script}
    if EXCITER in ports and config.exciter is None:
        expected = f"{TRANSMITTER} or {ENCODER}"
        raise refused(Problem.NOT_ALLOWED, file=str(path), line=0, key="port", expected=expected)


class StopSignal:
    """SIGTERM and SIGINT as something to wait for."""

    def __init__(self, stack: ExitStack) -> None:
        self.received = False
        self.descriptor, writer = os.pipe()
        for descriptor in (self.descriptor, writer):
            os.set_blocking(descriptor, False)
            stack.callback(os.close, descriptor)
        stack.callback(signal.set_wakeup_fd, signal.set_wakeup_fd(writer))
        for number in (signal.SIGTERM, signal.SIGINT):
            stack.callback(signal.signal, number, signal.signal(number, self._receive))

    def _receive(self, *_: object) -> None:
        self.received = True


def _announce(log: Log, config: VillageConfig, options: Options) -> None:
    log.write(
        "sim_start",
        time.monotonic_ns(),
        deadman_s=options.deadman_s,
        latch=options.latch,
        points=[*config.numbers, *(p.number for p in (config.ip.points if config.ip else ()))],
        protocols=config.protocols,
        rate=options.rate,
        wall_s=round(time.time(), 3),
        boot_id=boot_id(),
    )


def _take_down(loop: Loop, triggers: Triggers) -> None:
    now_ns = time.monotonic_ns()
    loop.finish(now_ns)
    for port in loop.ports.values():
        port.vanish(now_ns, "end")
    triggers.write("sim_end", now_ns, totals=dict(triggers.counts))
