"""The process ``air`` with its real drivers, judged by what the village saw and heard."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.commands import Operation
from tests.devices.on_air import commands_on_air
from tests.devices.pty_peer import wait_until
from tests.devices.real_air import RealAir, last_sound_ns
from tests.devices.village import NOMINAL_W, Village

pytestmark = pytest.mark.slow
SOUND_LIMIT_S, CARRIER_LIMIT_S, DEAD_LIMIT_S = 0.2, 1.0, 3.0
POINTS = range(1, 12)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    made = Village(tmp_path_factory.mktemp("village") / "home")
    try:
        load_library(str(made.alsa_config))
    except DeviceFailure as failure:
        pytest.skip(failure.problem)
    made.start()
    yield made
    made.close()


@pytest.fixture
def air(village: Village) -> Iterator[RealAir]:
    made = RealAir(village)
    made.start()
    made.resume()  # if another test left it stopped
    yield made
    made.close()
    made.drop_carrier()


def playing(
    air: RealAir,
    name: str,
    *,
    seconds: float = 20.0,
    pause_at_s: float | None = None,
    **changes: Any,
) -> int:
    """Bring an item on air; return the village's mark before it."""
    mark = air.village.mark
    air.offer(name, cue=air.clip(seconds, pause_at_s=pause_at_s), **changes)
    air.wait_until_heard(name, mark)
    return mark


def carrier_off_ns(air: RealAir, mark: int) -> int:
    """Wait for the carrier to fall; return when it did."""
    wait_until(lambda: air.carrier_events(mark)[-1][0] == "carrier_off")
    return air.carrier_events(mark)[-1][2]


def stays_silent(air: RealAir, seconds: float) -> None:
    """Assert that nothing is keyed or heard for a while."""
    mark, begin_ns = air.village.mark, time.monotonic_ns()
    time.sleep(seconds)
    assert air.carrier_events(mark) == []
    assert [event for event in air.heard(mark) if event["mono_ns"] >= begin_ns] == []


# --- an airing -----------------------------------------------------------------------------------


def test_an_airing_is_heard_whole_at_exactly_its_points(air: RealAir) -> None:
    name = "a-1"
    before = {number: len(air.village.sound(number)) for number in POINTS}
    mark = air.village.mark
    cue = air.clip(3.5)
    air.offer(name, cue=cue, points=(2, 3, 11))
    wait_until(lambda: ("end", "aired", None) in air.records(name), 15.0)
    carrier_off_ns(air, mark)
    wait_until(lambda: not air.village.events("audio", since=mark)[-1]["carrier"])

    clip = (air.home.clips / f"{cue.sha256}.wav").read_bytes()[44:]
    for number in POINTS:
        made_audible = air.village.sound(number)[before[number] :].tobytes()
        assert (clip in made_audible) is (number in {2, 3, 11})
    received = [event for event in air.village.events("rx", since=mark) if not event["ok"]]
    assert received == [], "an encoder's full queue, or a bad frame"
    assert not [event for event in air.village.events("point", since=mark) if event["rejected"]]
    _check_order(air, mark)
    _check_holds(air, mark)


@pytest.fixture
def weak(village: Village) -> Iterator[None]:
    village.set_forward_w(5.0)
    yield
    village.set_forward_w(NOMINAL_W)


@pytest.mark.usefixtures("weak")
def test_power_that_is_missing_is_told_and_the_airing_heard_whole(air: RealAir) -> None:
    name = "w-1"
    air.offer(name, cue=air.clip(2.0))
    wait_until(lambda: ("end", "aired", None) in air.records(name), 15.0)
    wait_until(lambda: air.client.call("status")["faults"])
    (fault,) = air.client.call("status")["faults"]
    assert (fault["code"], fault["severity"]) == ("transmitter_alarm", "warning")
    assert fault["detail"] == "forward_w 5 < 20"


def _check_order(air: RealAir, mark: int) -> None:
    """No sound before an open command has left, none after the points are closed."""
    commands = commands_on_air(air.village.events("rds", since=mark))
    opened = next(at for at, command in commands if command.operation is Operation.OPEN)
    closed = max(at for at, command in commands if command.operation is Operation.CLOSE)
    taken = [
        event
        for event in air.village.events("audio", since=mark)
        if event["n"] == 0 and event["rms_dbfs"] > -90
    ]
    assert taken[0]["mono_ns"] > opened
    assert last_sound_ns(taken, 1.0) < closed
    (_, _, on_ns), (_, by, off_ns) = air.carrier_events(mark)
    assert on_ns < opened
    assert closed < off_ns
    assert by == "cmd"


def _check_holds(air: RealAir, mark: int) -> None:
    """A receiver mutes after 6 s without one; counters rise."""
    commands = commands_on_air(air.village.events("rds", since=mark))
    keeping = (Operation.OPEN, Operation.HOLD)
    times = [at for at, command in commands if command.operation in keeping]
    gaps = [(b - a) / 1e9 for a, b in itertools.pairwise(times)]
    assert max(gaps) < 2.0
    counters = [command.counter for _, command in commands]
    assert counters == sorted(counters)


# --- stop ----------------------------------------------------------------------------------------


def stop(air: RealAir, name: str, mark: int) -> None:
    """Order stop-all, and assert that sound and carrier end in time and the record says so."""
    asked_ns = time.monotonic_ns()
    answer = air.client.call("stop")
    assert answer["silent"] is True
    assert (time.monotonic_ns() - asked_ns) / 1e9 < 0.5
    assert (carrier_off_ns(air, mark) - asked_ns) / 1e9 <= CARRIER_LIMIT_S
    wait_until(lambda: ("end", "aired_partial", "operator") in air.records(name))
    time.sleep(0.7)  # the village tells of sound up to 0.6 s later
    assert (last_sound_ns(air.heard(mark), 1.0) - asked_ns) / 1e9 <= SOUND_LIMIT_S
    commands = commands_on_air(air.village.events("rds", since=mark))
    assert Operation.ALL_STOP in {command.operation for _, command in commands}


def test_stop_cuts_sound_and_carrier_in_time_and_for_good(air: RealAir) -> None:
    for name, after_s in (("s0-1", 0.0), ("s1-1", 0.7)):
        mark = playing(air, name)
        time.sleep(after_s)
        stop(air, name, mark)
        air.resume()
    stays_silent(air, 0.7)


def test_stop_while_sound_hangs_takes_the_carrier_away(air: RealAir) -> None:
    mark = playing(air, "h-1")
    line = _line_input(air)
    os.kill(line, signal.SIGSTOP)
    try:
        time.sleep(0.3)
        asked_ns = time.monotonic_ns()
        air.client.call("stop")
        assert (time.monotonic_ns() - asked_ns) / 1e9 < 0.6
        assert (carrier_off_ns(air, mark) - asked_ns) / 1e9 <= CARRIER_LIMIT_S
    finally:
        os.kill(line, signal.SIGCONT)
    wait_until(lambda: ("end", "aired_partial", "operator") in air.records("h-1"))
    stays_silent(air, 0.7)


def _line_input(air: RealAir) -> int:
    assert air.process is not None
    tasks = Path(f"/proc/{air.process.pid}/task").glob("*/children")
    children = [int(pid) for task in tasks for pid in task.read_text().split()]
    (line,) = [pid for pid in children if b"line_in.py" in _command_line(pid)]
    return line


def _command_line(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


# --- death ---------------------------------------------------------------------------------------


def test_killed_it_begins_anew_and_killed_under_stop_nothing_comes_back(air: RealAir) -> None:
    mark = playing(air, "k-1")
    killed_ns = air.kill()
    assert (carrier_off_ns(air, mark) - killed_ns) / 1e9 <= DEAD_LIMIT_S
    assert air.carrier_events(mark)[-1][1] == "deadman"
    again = air.village.mark
    air.start()
    air.wait_until_heard("k-1", again)
    assert air.heard(again)[0]["pos_ms"] == 0.0, "not from the middle"

    air.client.call("stop")
    killed_ns = air.kill()
    assert (carrier_off_ns(air, again) - killed_ns) / 1e9 <= DEAD_LIMIT_S
    air.start()
    assert air.client.call("status")["stopped_since"] is not None
    air.resume()
    stays_silent(air, 1.0)
    events = [event for event, _, _ in air.records("k-1")]
    assert events[:3] == ["start", "interrupted", "start"]
    assert air.records("k-1")[-1] == ("end", "aired_partial", "operator")
    counters = [command.counter for _, command in commands_on_air(air.village.events("rds"))]
    assert counters == sorted(counters)
    assert not [event for event in air.village.events("point", since=mark) if event["rejected"]]


def freeze(air: RealAir, mark: int, meanwhile: Callable[[], object]) -> None:
    """Freeze the process until its carrier has fallen; ``meanwhile`` is done before it thaws."""
    air.send(signal.SIGSTOP)
    frozen_ns = time.monotonic_ns()
    assert (carrier_off_ns(air, mark) - frozen_ns) / 1e9 <= DEAD_LIMIT_S
    assert air.carrier_events(mark)[-1][1] == "deadman"
    meanwhile()
    air.send(signal.SIGCONT)


def test_frozen_it_begins_anew_and_frozen_under_stop_it_does_not_go_on(air: RealAir) -> None:
    mark = playing(air, "f-1")
    freeze(air, mark, lambda: None)
    thawed = air.village.mark
    air.wait_until_heard("f-1", thawed)
    assert air.heard(thawed)[0]["pos_ms"] == 0.0, "not from the middle"
    begun = [("start", None, None), ("interrupted", None, "transmitter"), ("start", None, None)]
    assert air.records("f-1") == begun

    freeze(air, thawed, air.home.stop_file.touch)
    stays_silent(air, 2.3)  # what fails is tried again after 2 s
    status = air.client.call("status")
    assert status["stopped_since"] is not None
    assert status["on_air"] is None
    assert not air.home.stop_file.exists()
    assert air.records("f-1") == [*begun, ("end", "aired_partial", "operator")]
    air.resume()
    stays_silent(air, 0.5)


# --- the end -------------------------------------------------------------------------------------


def test_told_to_end_it_ends_in_a_pause(air: RealAir) -> None:
    name = "e-1"
    soon = datetime.now(UTC) + timedelta(seconds=2)
    mark = playing(air, name, pause_at_s=2.0, not_after=soon)
    told_ns = time.monotonic_ns()
    air.send(signal.SIGTERM)
    assert air.wait() == 0
    assert (time.monotonic_ns() - told_ns) / 1e9 < 6.0
    assert air.carrier_events(mark)[-1][:2] == ("carrier_off", "cmd")
    time.sleep(0.7)
    heard = [event for event in air.heard(mark) if event["n"] == 1]
    end_ms = max(event["pos_ms"] + event["len_ms"] for event in heard)
    assert 1_990 <= end_ms <= 2_250
    assert air.records(name) == [
        ("start", None, None),
        ("interrupted", None, "shutdown"),
        ("end", "aired_partial", "shutdown"),
    ]
