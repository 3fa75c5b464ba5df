"""One suite for every way to the points (``loudspeaker.devices.points.base.PointCommands``)."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from loudspeaker.devices.modbus_line import ModbusLine
from loudspeaker.devices.points.base import Dispatch, PointCommands
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.points.orders import GAVE_WAY
from loudspeaker.devices.points.wired import WiredPoints
from loudspeaker.devices.simulated import MemoryPoints, StandingClock
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind
from loudspeaker.radio.rds import group_from_hex
from loudspeaker.radio.tone_codes import ToneCode
from loudspeaker.system.time import SystemTime
from tests.devices.composite_air import CompositeAir
from tests.devices.encoder_driver import make_points
from tests.devices.ip_driver import FakeBridge, make_ip_points
from tests.devices.moments import NOON
from tests.devices.on_air import commands_on_air
from tests.devices.pty_peer import PtyPeer, wait_until
from tests.devices.tone_air import CODES, ToneAir
from tests.devices.village import Village

AT_ONCE_S = 0.05
NEWS = OnAir(kind=OnAirKind.ANNOUNCEMENT, text="Họp thôn")
MOST_FIRST_OUT_NS = 1_400_000_000
"""Of an open command to two points, behind a copy that had begun; codes of tones take longest."""
ALARM = OnAir(kind=OnAirKind.EMERGENCY)


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


def _multiplex(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    air = CompositeAir()
    air.start()

    def left_at_ns(operation: str) -> list[int]:
        heard = air.commands()
        return [at_ns for at_ns, command in heard if command.operation.name.lower() == operation]

    def wait_s(seconds: float) -> None:
        pass_time = air.silence_s if air.output.running else air.clock.advance_s
        pass_time(seconds)

    def lose() -> None:
        air.sound.idle()

    yield Rig(
        air.points,
        air.clock.mono_ns,
        lambda seconds: (
            air.silence_s(seconds) if air.output.running else air.clock.advance_s(seconds)
        ),
        left_at_ns,
        lose,
        air.start,
    )


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


FEW = ToneCode(points=frozenset({2, 3}), open="7", close="8")


def _tones(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    air = ToneAir(replace(CODES, codes=(*CODES.codes, FEW)))
    air.sound.start()

    def left_at_ns(operation: str) -> list[int]:
        texts = {"open": {"12#", "501", "504", "7"}, "close": {"34#", "601", "604"}}
        return [at_ns for code, at_ns in air.heard if code in texts.get(operation, ())]

    yield Rig(air.points, air.clock.mono_ns, air.silence, left_at_ns)


class Carrier:
    """Keeps the village's carrier up, so that groups can be received."""

    def __init__(self, village: Village) -> None:
        line = ModbusLine(village.port("transmitter"), baud=9600, parity="N", time=SystemTime())
        settings = ModbusSettings(unit=1, relay=0, deadman_s=2.0)
        self._transmitter = ModbusTransmitter(line, settings)
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
    yield from _on_air(request.getfixturevalue("village"))


def _ascii(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from _on_air(request.getfixturevalue("ascii_village"))


def _on_air(village: Village) -> Iterator[Rig]:
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
    yield from _pulled(request, "village")


def _ascii_pulled(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from _pulled(request, "ascii_village")


def _pulled(request: pytest.FixtureRequest, village: str) -> Iterator[Rig]:
    """Take a port whose cable can be pulled; nobody hears what goes out there, or answers."""
    peer = PtyPeer(request.getfixturevalue("tmp_path") / "port")
    points = make_points(request.getfixturevalue(village), peer.link)
    yield Rig(points, time.monotonic_ns, time.sleep, lambda _: [], peer.vanish, peer.appear)
    points.close()
    peer.close()


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    yield from _running(Village(tmp_path_factory.mktemp("village") / "home"))


@pytest.fixture(scope="module")
def ascii_village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    yield from _running(Village(tmp_path_factory.mktemp("village") / "home", encoder="ascii"))


def _running(made: Village) -> Iterator[Village]:
    made.start()
    yield made
    made.signal(signal.SIGTERM)
    made.close()


SLOW = pytest.mark.slow
REAL = [pytest.param(_uecp, marks=SLOW), pytest.param(_ascii, marks=SLOW)]
PULLED = [pytest.param(_uecp_pulled, marks=SLOW), pytest.param(_ascii_pulled, marks=SLOW)]


@pytest.fixture(params=[_memory, _wired, _tones, _multiplex, _ip, _mixed, *REAL])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from request.param(request)


ORDERS: dict[str, Callable[[PointCommands], Dispatch]] = {
    "open": lambda points: points.open([1, 4], ttl_s=120.0, copies=2),
    "close_points": lambda points: points.close_points([4], copies=1),
    "close_all": lambda points: points.close_all(copies=2),
    "hold": lambda points: points.hold(copies=1),
    "set_volume": lambda points: points.set_volume([2, 3], 60, copies=1),
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


def test_what_waits_gives_way_to_what_is_urgent(rig: Rig) -> None:
    queued = [rig.points.hold(copies=2), rig.points.close_all(copies=3)]
    rig.wait_s(0.3)  # what must not break off may have begun: one copy
    begin_ns = rig.now_ns()
    rig.points.give_way()
    opening = rig.points.open([1, 4], ttl_s=120.0, copies=2)
    rig.wait_out(opening)
    assert opening.problem is None
    assert opening.first_out_ns is not None
    assert opening.first_out_ns - begin_ns < MOST_FIRST_OUT_NS
    for dispatch in queued:
        assert dispatch.has_all_out(rig.now_ns())
        assert dispatch.problem == GAVE_WAY or dispatch.all_out_ns is not None


def test_nothing_gives_way_while_an_all_stop_is_on_its_way(rig: Rig) -> None:
    stop = rig.points.all_stop(copies=2)
    rig.points.give_way()
    rig.wait_out(stop)
    assert stop.problem is None


@pytest.mark.parametrize("breakable", [_memory, _ip, _mixed, *PULLED], indirect=True)
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


def test_what_is_announced_is_in_nobody_s_way(rig: Rig) -> None:
    opening = rig.points.open([1], ttl_s=120.0, copies=2)
    begin = time.monotonic()
    for on_air in (ALARM, NEWS, NOTHING_ON_AIR, ALARM):
        rig.points.announce(on_air)
    assert time.monotonic() - begin < AT_ONCE_S
    closing = rig.points.close_all(copies=1)
    for dispatch in (opening, closing):
        rig.wait_out(dispatch)
        assert dispatch.problem is None
    assert rig.points.problem() is None
    assert rig.points.complaint() is None


# --- the real receivers of the village -----------------------------------------------------------


def open_points(village: Village, mark: int) -> set[int]:
    """Return the points that can be heard, as far as the log tells since then."""
    state = {event["n"]: event["open"] for event in village.events("point", since=mark)}
    return {number for number, is_open in state.items() if is_open}


@pytest.fixture(params=["village", "ascii_village"])
def real(request: pytest.FixtureRequest) -> Iterator[tuple[Rig, Village]]:
    village: Village = request.getfixturevalue(request.param)
    for rig in _on_air(village):
        yield rig, village


@pytest.mark.slow
def test_exactly_the_addressed_points_open_and_all_stop_mutes_them(
    real: tuple[Rig, Village],
) -> None:
    rig, village = real
    mark = village.mark

    def expect(dispatch: Dispatch, points: set[int]) -> None:
        rig.wait_out(dispatch)
        rig.wait_for(lambda: open_points(village, mark) == points, 2.0)  # the log is a little late

    expect(rig.points.open([1, 4, 11], ttl_s=120.0, copies=1), {1, 4, 11})
    expect(rig.points.close_points([4], copies=1), {1, 11})
    expect(rig.points.open(range(1, 12), ttl_s=120.0, copies=1), set(range(1, 12)))
    expect(rig.points.all_stop(copies=1), set())
    assert not [event for event in village.events("point", since=mark) if event["rejected"]]


def last_shown(village: Village, mark: int) -> tuple[bool, bool, int] | None:
    """Return TP, TA and PTY of the last group 0A that was on air."""
    groups = [group_from_hex(event["group"]) for event in village.events("rds", since=mark)]
    basic = [group for group in groups if group.name == "0A"]
    if not basic:
        return None
    return basic[-1].traffic_programme, bool(basic[-1].tail >> 4), basic[-1].programme_type


@pytest.mark.slow
def test_receivers_are_shown_what_is_on_air(real: tuple[Rig, Village]) -> None:
    rig, village = real
    for on_air, expected in (
        (NEWS, (True, True, 3)),
        (ALARM, (True, True, 31)),
        (NOTHING_ON_AIR, (True, False, 3)),
    ):
        mark = village.mark
        opening = rig.points.open([1], ttl_s=120.0, copies=1)
        rig.points.announce(on_air)
        rig.wait_out(opening)
        rig.wait_for(lambda expected=expected, mark=mark: last_shown(village, mark) == expected)  # type: ignore[misc]


def volumes(village: Village, mark: int) -> dict[int, int]:
    """Return the volume of every point whose volume was set, as far as the log tells since then."""
    events = village.events("point", since=mark)
    return {event["n"]: event["volume"] for event in events if event["by"] == "cmd"}


@pytest.mark.slow
def test_exactly_the_addressed_points_take_their_volume_and_stay_shut(
    real: tuple[Rig, Village],
) -> None:
    uecp, village = real
    mark = village.mark
    uecp.wait_out(uecp.points.set_volume([4], 35, copies=2))
    uecp.wait_out(uecp.points.set_volume([2, 11], 55, copies=1))
    uecp.wait_s(0.2)
    assert volumes(village, mark) == {2: 55, 4: 35, 11: 55}
    assert open_points(village, mark) == set()
    uecp.wait_out(uecp.points.set_volume(range(1, 12), 79, copies=1))
    uecp.wait_s(0.2)
    assert volumes(village, mark) == dict.fromkeys(range(1, 12), 79)
