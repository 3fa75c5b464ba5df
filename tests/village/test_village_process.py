"""The village as a process, spoken to only by wire formats: ports, line and files."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
import wave
import zlib
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import UsageRefused
from loudspeaker.radio.addressing import bitmap_address
from loudspeaker.radio.commands import Operation
from loudspeaker.system.locks import hold_lock
from loudspeaker.village import line_in
from loudspeaker.village.main import run_village
from loudspeaker.village.new_config import village_config

from .fakes import BOOK, CARRIER_OFF, PI, RE_ARM, command_frames, plan

pytestmark = pytest.mark.slow
RATE = 50
_CHILD = """
import sys
from pathlib import Path
from loudspeaker.errors import LoudspeakerError
from loudspeaker.village.main import run_village
try:
    sys.exit(run_village(Path(sys.argv[1]), rate=float(sys.argv[2])))
except LoudspeakerError as error:
    sys.exit(error.exit_code)
"""


class Home:
    """A home with a village in it, and the ends that a daemon would hold."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.village = path / "village"
        self.sidecar = path / "run" / "sidecar"
        for directory in (self.village, self.sidecar):
            directory.mkdir(parents=True)
        content = village_config(plan(), BOOK, PI)
        (self.village / "village.json").write_text(json.dumps(content))
        self.children: list[subprocess.Popen[bytes]] = []
        self.open_ports: list[int] = []

    def start(self) -> subprocess.Popen[bytes]:
        """Start a village and wait until it is ready."""
        child = self.spawn()
        wait_until(lambda: self._pid() == child.pid)
        return child

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start a village."""
        command = [sys.executable, "-c", _CHILD, str(self.path), str(RATE)]
        self.children.append(subprocess.Popen(command))
        return self.children[-1]

    def _pid(self) -> int | None:
        try:
            return int((self.village / "village.pid").read_text())
        except (OSError, ValueError):
            return None

    def port(self, name: str) -> int:
        """Open a port as a daemon does."""
        self.open_ports.append(os.open(self.village / "ports" / name, os.O_RDWR | os.O_NOCTTY))
        return self.open_ports[-1]

    def line_in(self, session: str) -> subprocess.Popen[bytes]:
        """Start the line input."""
        socket = str(self.village / "line.sock")
        child = subprocess.Popen(
            [sys.executable, "-I", "-S", line_in.__file__, socket, str(RATE)],
            stdin=subprocess.PIPE,
            env={line_in.SESSION_VARIABLE: session},
        )
        self.children.append(child)
        return child

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Return what the log says, whole lines only."""
        lines = (self.village / "events.jsonl").read_bytes().split(b"\n")[:-1]
        events = [json.loads(line) for line in lines]
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        return [event for event in events if not kinds or event["ev"] in kinds]

    def sound(self, number: int) -> array[int]:
        """Return what a point made audible."""
        with wave.open(str(self.village / "points" / f"{number:02d}.wav")) as stream:
            return array("h", stream.readframes(stream.getnframes()))

    def close(self) -> None:
        """End everything."""
        for descriptor in self.open_ports:
            os.close(descriptor)
        for child in self.children:
            child.kill()
            child.wait()
            if child.stdin is not None:
                child.stdin.close()


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for another process."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.01)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    home = Home(tmp_path / ("h" * 60) / ("o" * 60))
    yield home
    home.close()


def _ask(port: int, request: bytes) -> bytes:
    os.write(port, request)
    answer = b""
    while len(answer) < len(request) and select.select([port], [], [], 10)[0]:
        answer += os.read(port, 64)
    return answer


def _open_points(home: Home, transmitter: int) -> None:
    """Key up and open points 1 and 3."""
    assert _ask(transmitter, RE_ARM) == RE_ARM
    os.write(
        home.port("encoder"),
        command_frames(Operation.OPEN, to=bitmap_address([1, 3]), argument=30),
    )
    wait_until(lambda: len(home.events("point")) == 2)


def _feed(child: subprocess.Popen[bytes], sound: array[int]) -> None:
    assert child.stdin is not None
    child.stdin.write(sound.tobytes())
    child.stdin.flush()


SOUND = array("h", [n % 30_000 + 1 for n in range(3 * 48_000)])


def test_an_announcement_from_the_line_to_the_ears(home: Home) -> None:
    village = home.start()
    transmitter = home.port("transmitter")
    _open_points(home, transmitter)
    label = {"occurrence": "o1", "first_frame": 48_000, "frames": 96_000, "pos_frame": 0}
    (home.sidecar / "s1.jsonl").write_text(json.dumps(label) + "\n")
    line = home.line_in("s1")
    _feed(line, SOUND)
    assert line.stdin is not None
    line.stdin.close()
    assert line.wait(timeout=10) == 0
    assert _ask(transmitter, CARRIER_OFF) == CARRIER_OFF
    wait_until(lambda: len(home.events("point")) == 4)
    village.terminate()
    assert village.wait(timeout=10) == 0

    assert home.sound(1) == SOUND
    assert home.sound(3) == SOUND
    assert home.sound(2) == array("h")
    heard = [event for event in home.events("audio") if event["n"] == 1]
    labelled = [event for event in heard if event["occurrence"] == "o1"]
    assert sum(event["len_ms"] for event in labelled) == pytest.approx(2_000.0)
    assert [event["pos_ms"] for event in labelled] == [250.0 * n for n in range(8)]
    assert labelled[0]["crc32"] == zlib.crc32(SOUND[48_000:60_000].tobytes())
    taken = [event for event in home.events("audio") if event["n"] == 0]
    assert sum(event["len_ms"] for event in taken) == pytest.approx(3_000.0)
    assert {event["carrier"] for event in taken} == {True}
    kinds = [event["ev"] for event in home.events("carrier_on", "carrier_off", "sim_end")]
    assert kinds == ["carrier_on", "carrier_off", "sim_end"]
    start, end = home.events("sim_start", "sim_end")
    assert (start["points"], start["deadman_s"], start["latch"]) == ([1, 2, 3], 2.0, False)
    assert end["totals"]["carrier_on"] == 1


def test_killed_in_the_middle_it_leaves_readable_files_and_goes_on(home: Home) -> None:
    village = home.start()
    _open_points(home, home.port("transmitter"))
    line = home.line_in("s1")
    _feed(line, SOUND)
    wait_until(lambda: len(home.sound(1)) >= 24_000)
    village.send_signal(signal.SIGKILL)
    village.wait()
    heard = home.sound(1)
    assert heard == SOUND[: len(heard)]
    (home.village / "village.pid").unlink()

    home.start()
    assert [event["ev"] for event in home.events("sim_start", "sim_end")] == ["sim_start"] * 2
    _feed(line, SOUND)  # the line input outlives the village and finds it again
    before = len(home.events("audio"))
    wait_until(lambda: len(home.events("audio")) > before or _fed_again(line))
    assert line.poll() is None
    transmitter = home.port("transmitter")
    assert _ask(transmitter, RE_ARM) == RE_ARM
    os.write(
        home.port("encoder"),
        command_frames(Operation.OPEN, to=bitmap_address([1, 3]), argument=30),
    )
    wait_until(lambda: any(event["rejected"] for event in home.events("point")))
    assert {e["rejected"] for e in home.events("point") if e["rejected"]} == {"replay"}


def _fed_again(line: subprocess.Popen[bytes]) -> bool:
    _feed(line, array("h", bytes(9_600)))
    return False


def test_a_dead_daemon_drops_the_carrier_and_the_next_one_finds_the_ports(home: Home) -> None:
    home.start()
    transmitter = home.port("transmitter")
    assert _ask(transmitter, RE_ARM) == RE_ARM
    os.close(home.open_ports.pop())
    wait_until(lambda: bool(home.events("carrier_off")))
    on, off = home.events("carrier_on", "carrier_off")
    assert off["by"] == "deadman"
    assert off["mono_ns"] - on["mono_ns"] == 2_000_000_000
    again = home.port("transmitter")
    assert _ask(again, RE_ARM) == RE_ARM
    links = [event["ev"] for event in home.events("link_up", "link_down")]
    assert links == ["link_up", "link_down", "link_up"]


def test_there_is_one_village_in_a_home(home: Home) -> None:
    home.start()
    assert home.spawn().wait(timeout=10) == 75


def test_who_only_looks_for_a_village_does_not_keep_it_from_starting(home: Home) -> None:
    path = home.village / "lock"
    lock = hold_lock(path, role="village", home=home.path)
    child = home.spawn()
    wait_until(lambda: _has_open(child.pid, path))
    lock.release()
    wait_until(lambda: home._pid() == child.pid)


def _has_open(pid: int, path: Path) -> bool:
    return any(os.path.realpath(entry) == str(path) for entry in Path(f"/proc/{pid}/fd").iterdir())


def test_without_configuration_it_does_not_start(home: Home) -> None:
    (home.village / "village.json").unlink()
    assert home.spawn().wait(timeout=10) == 78
    assert not (home.village / "events.jsonl").exists()


@pytest.mark.parametrize(
    "options", [{"rate": 0.0}, {"deadman_s": -1.0}, {"keep_hours": float("nan")}]
)
def test_numbers_that_make_no_sense_are_refused(home: Home, options: dict[str, float]) -> None:
    with pytest.raises(UsageRefused):
        run_village(home.path, **options)  # type: ignore[arg-type]  # one of the numbers


def test_a_librarys_modbus_client_understands_the_transmitter(home: Home) -> None:
    from pymodbus.client import ModbusSerialClient  # noqa: PLC0415 - heavy, needed here only

    home.start()
    transmitter = home.port("transmitter")
    client = ModbusSerialClient(str(home.village / "ports" / "transmitter"), timeout=5)
    assert client.connect()
    assert _ask(transmitter, RE_ARM) == RE_ARM
    assert client.read_input_registers(0, count=4, device_id=1).registers == [500, 5, 380, 1]
    assert client.read_coils(0, count=1, device_id=1).bits[0] is True
    assert client.write_coil(0, True, device_id=1).exception_code == 3
    assert client.read_holding_registers(0, count=4, device_id=1).registers == [500, 5, 380, 1]
    assert client.read_holding_registers(9, count=2, device_id=1).exception_code == 2
    assert client.write_register(5, 55, device_id=1).isError() is False
    assert client.write_coil(0, False, device_id=1).isError() is False
    assert client.read_input_registers(0, count=4, device_id=1).registers == [0, 0, 380, 0]
    client.close()  # type: ignore[no-untyped-call]  # theirs has no types
    assert [event["by"] for event in home.events("carrier_off")] == ["cmd"]
