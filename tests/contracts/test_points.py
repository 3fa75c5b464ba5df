"""One suite for every way to the points (``loudspeaker.devices.points.base.PointCommands``)."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from loudspeaker.devices.points.base import Dispatch, PointCommands
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.points.uecp import UecpPoints
from loudspeaker.devices.points.wired import WiredPoints
from loudspeaker.devices.simulated import MemoryPoints, StandingClock
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter
from loudspeaker.system.time import SystemTime
from tests.devices.ip_driver import FakeBridge, make_ip_points
from tests.devices.moments import NOON
from tests.devices.on_air import commands_on_air
from tests.devices.pty_peer import PtyPeer, wait_until
from tests.devices.uecp_driver import make_points
from tests.devices.village import Village

AT_ONCE_S = 0.05


@dataclass(frozen=True)
class Rig:
    """A way to the points, and what a bystander hears of it."""

    points: PointCommands
    now_ns: Callable[[], int]
    wait_s: Callable[[float], None]
    left_at_ns: Callable[[str], list[int]]
    """When each copy of an operation had wholly left the antenna."""
    break_it: Callable[[], None] = lambda: None
    mend_it: Callable[[], None] = lambda: None

    def wait_for(self, condition: Callable[[], bool], seconds: float = 10.0) -> None:
        """Let time pass until something is the case."""
        deadline_ns = self.now_ns() + round(seconds * 1e9)
        while not condition():
            assert self.now_ns() < deadline_ns, "waited too long"
            self.wait_s(0.01)

    def wait_out(self, dispatch: Dispatch) -> None:
        """Let time pass until every copy has left, or never will."""
        self.wait_for(lambda: dispatch.has_all_out(self.now_ns()))


def _memory(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    clock = StandingClock(NOON)
    points = MemoryPoints(clock)

    def left_at_ns(operation: str) -> list[int]:
        return [at_ns for at_ns, name, _ in points.log if name == operation]

    def set_broken(problem: str | None) -> None:
        points.broken = problem

    yield Rig(
        points,
        clock.mono_ns,
        clock.advance_s,
        left_at_ns,
        lambda: set_broken("no port"),
        lambda: set_broken(None),
    )


def _wired(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    clock = StandingClock(NOON)
    yield Rig(WiredPoints(), clock.mono_ns, clock.advance_s, lambda _: [])


def _ip(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Take points over IP, on a bridge in memory."""
    bridge = FakeBridge(SystemTime())
    points = make_ip_points(bridge, SystemTime())

    def left_at_ns(operation: str) -> list[int]:
        heard = [(at_ns, command.operation.name.lower()) for at_ns, command in bridge.commands]
        return sorted({at_ns for at_ns, name in heard if name == operation})

    yield Rig(points, time.monotonic_ns, time.sleep, left_at_ns, bridge.go, bridge.come)
    points.close()


def _mixed(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Take radio and IP points; the way over IP is down, which must not be felt."""
    clock = StandingClock(NOON)
    driver = MemoryPoints(clock)
    ip = make_ip_points(FakeBridge(clock, there=False), clock)

    def left_at_ns(operation: str) -> list[int]:
        return [at_ns for at_ns, name, _ in driver.log if name == operation]

    def set_broken(problem: str | None) -> None:
        driver.broken = problem

    yield Rig(
        MixedPoints(driver, ip, over_ip=ip.numbers),
        clock.mono_ns,
        clock.advance_s,
        left_at_ns,
        lambda: set_broken("no port"),
        lambda: set_broken(None),
    )
    ip.close()


class Carrier:
    """Keeps the village's carrier up, so that groups can be received."""

    def __init__(self, village: Village) -> None:
        settings = ModbusSettings(
            port=village.port("transmitter"),
            baud=9600,
            parity="N",
            unit=1,
            relay=0,
            deadman_s=2.0,
        )
        self._transmitter = ModbusTransmitter(settings, SystemTime())
        self._over = threading.Event()
        self._transmitter.arm()
        self._thread = threading.Thread(target=self._hold, daemon=True)
        self._thread.start()

    def _hold(self) -> None:
        while not self._over.wait(0.5):
            self._transmitter.arm()

    def close(self) -> None:
        """Drop it."""
        self._over.set()
        self._thread.join()
        self._transmitter.off()
        self._transmitter.close()


def _uecp(request: pytest.FixtureRequest) -> Iterator[Rig]:
    village: Village = request.getfixturevalue("village")
    points = make_points(village)
    carrier = Carrier(village)
    mark = village.mark
    wait_until(lambda: points.problem() is None)

    def left_at_ns(operation: str) -> list[int]:
        heard = commands_on_air(village.events("rds", since=mark))
        return [at_ns for at_ns, command in heard if command.operation.name.lower() == operation]

    yield Rig(points, time.monotonic_ns, time.sleep, left_at_ns)
    points.close()
    carrier.close()
    received = [event for event in village.events("rx", since=mark) if event["port"] == "encoder"]
    assert [event for event in received if not event["ok"]] == [], "nothing may find a full queue"


def _uecp_pulled(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Take a port whose cable can be pulled; nobody hears what goes out there."""
    peer = PtyPeer(request.getfixturevalue("tmp_path") / "port")
    points = make_points(request.getfixturevalue("village"), peer.link)
    yield Rig(points, time.monotonic_ns, time.sleep, lambda _: [], peer.vanish, peer.appear)
    points.close()
    peer.close()


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    made = Village(tmp_path_factory.mktemp("village") / "home")
    made.start()
    yield made
    made.signal(signal.SIGTERM)
    made.close()


@pytest.fixture(params=[_memory, _wired, _ip, _mixed, pytest.param(_uecp, marks=pytest.mark.slow)])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from request.param(request)


ORDERS: dict[str, Callable[[PointCommands], Dispatch]] = {
    "open": lambda points: points.open([1, 4], ttl_s=120.0, copies=2),
    "close_points": lambda points: points.close_points([4], copies=1),
    "close_all": lambda points: points.close_all(copies=2),
    "hold": lambda points: points.hold(copies=1),
    "tell_time": lambda points: points.tell_time(),
    "all_stop": lambda points: points.all_stop(copies=2),
}


def test_no_order_waits_and_each_is_out_in_the_end(rig: Rig) -> None:
    begin = time.monotonic()
    dispatches = [order(rig.points) for name, order in ORDERS.items() if name != "all_stop"]
    assert time.monotonic() - begin < AT_ONCE_S
    rig.wait_out(dispatches[-1])
    dispatches.append(ORDERS["all_stop"](rig.points))
    for dispatch in dispatches:
        rig.wait_out(dispatch)
        assert dispatch.problem is None
        assert dispatch.first_out_ns is not None
        assert dispatch.all_out_ns is not None
        assert dispatch.first_out_ns <= dispatch.all_out_ns <= rig.now_ns()
        assert dispatch.has_first_out(rig.now_ns())
    times = [dispatch.all_out_ns or 0 for dispatch in dispatches]
    assert times == sorted(times), "one behind the other"
    assert rig.points.problem() is None
    assert rig.points.complaint() is None


def test_out_is_never_told_before_it_is_true(rig: Rig) -> None:
    opening = rig.points.open([1, 2, 3], ttl_s=120.0, copies=3)
    closing = rig.points.close_all(copies=2)
    rig.wait_out(closing)
    rig.wait_s(0.2)
    for dispatch, operation in ((opening, "open"), (closing, "close")):
        left = rig.left_at_ns(operation)
        assert dispatch.first_out_ns is not None
        assert dispatch.all_out_ns is not None
        assert all(dispatch.first_out_ns >= left_ns for left_ns in left[:1])
        assert all(dispatch.all_out_ns >= left_ns for left_ns in left)


def test_all_stop_goes_ahead_of_what_is_queued_and_drops_it(rig: Rig) -> None:
    queued = [
        rig.points.open([1], ttl_s=8.0, copies=3),
        rig.points.hold(copies=2),
        rig.points.close_all(copies=3),
    ]
    begin_ns = rig.now_ns()
    stop = rig.points.all_stop(copies=2)
    rig.wait_out(stop)
    assert stop.problem is None
    assert stop.all_out_ns is not None
    assert stop.all_out_ns - begin_ns < 1_400_000_000
    for dispatch in queued:
        assert dispatch.has_all_out(rig.now_ns())
        assert dispatch.problem == "all-stop" or dispatch.all_out_ns is not None


@pytest.mark.parametrize(
    "breakable",
    [_memory, _ip, _mixed, pytest.param(_uecp_pulled, marks=pytest.mark.slow)],
    indirect=True,
)
def test_a_fault_fails_every_order_and_passes(breakable: Rig) -> None:
    rig = breakable
    rig.wait_for(lambda: rig.points.problem() is None)
    rig.break_it()
    for order in ORDERS.values():
        dispatch = order(rig.points)
        rig.wait_out(dispatch)
        assert dispatch.problem
        assert not dispatch.has_first_out(rig.now_ns())
    assert rig.points.problem()
    rig.mend_it()
    rig.wait_for(lambda: rig.points.problem() is None, 5.0)
    dispatch = rig.points.hold(copies=1)
    rig.wait_out(dispatch)
    assert dispatch.problem is None


@pytest.fixture
def breakable(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from request.param(request)


def test_closing_twice_is_no_error(rig: Rig) -> None:
    rig.points.hold(copies=1)
    rig.points.close()
    rig.points.close()


# --- the real receivers of the village -----------------------------------------------------------


@pytest.fixture
def uecp(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from _uecp(request)


def open_points(village: Village, mark: int) -> set[int]:
    """Return the points that can be heard, as far as the log tells since then."""
    state = {event["n"]: event["open"] for event in village.events("point", since=mark)}
    return {number for number, is_open in state.items() if is_open}


@pytest.mark.slow
def test_exactly_the_addressed_points_open_and_all_stop_mutes_them(
    uecp: Rig, village: Village
) -> None:
    assert isinstance(uecp.points, UecpPoints)
    mark = village.mark
    uecp.wait_out(uecp.points.open([1, 4, 11], ttl_s=120.0, copies=1))
    assert open_points(village, mark) == {1, 4, 11}
    uecp.wait_out(uecp.points.close_points([4], copies=1))
    assert open_points(village, mark) == {1, 11}
    uecp.wait_out(uecp.points.open(range(1, 12), ttl_s=120.0, copies=1))
    assert open_points(village, mark) == set(range(1, 12))
    uecp.wait_out(uecp.points.all_stop(copies=1))
    assert open_points(village, mark) == set()
    assert not [event for event in village.events("point", since=mark) if event["rejected"]]
