"""The driver of IP points: what it signs, what it believes, and that it never waits."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.points.ip import IpPoints
from loudspeaker.devices.points.ip_keys import HeldKeys
from loudspeaker.devices.points.ip_reports import SILENT_NS, Reports
from loudspeaker.devices.points.players import ClipList
from loudspeaker.devices.points.served import SERVED_NS, Served
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.addressing import AddressKind
from loudspeaker.radio.command_batch import IP_NETWORK
from loudspeaker.radio.commands import Operation, tag_is_right
from loudspeaker.radio.counters import counter_at
from loudspeaker.radio.play_orders import ClipPlace, OrderKind
from loudspeaker.radio.point_status import Refusal, Status, StatusKind, signed_status
from tests.devices.disk import Disk
from tests.devices.ip_driver import BASE, BOOK, KEYS, FakeBridge, make_ip_points
from tests.devices.moments import NOON
from tests.devices.pty_peer import wait_until

CHIME = ClipPlace(position=0, frames=48_000, sha256=b"c" * 32)
SPEECH = ClipPlace(position=48_000, frames=480_000, sha256=b"s" * 32)
LIST = ClipList(run=b"run-0001", label="a-1", points=(11, 12), clips=(CHIME, SPEECH))
MS = 1_000_000


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def bridge(clock: StandingClock) -> FakeBridge:
    return FakeBridge(clock)


@pytest.fixture
def points(bridge: FakeBridge, clock: StandingClock) -> Iterator[IpPoints]:
    made = make_ip_points(bridge, clock)
    yield made
    made.close()


def operations(bridge: FakeBridge) -> list[Operation]:
    return [c.operation for _, c in bridge.commands if c.operation is not Operation.TIME]


# --- commands -----------------------------------------------------------------------------------


def test_each_point_is_opened_with_its_own_key(points: IpPoints, bridge: FakeBridge) -> None:
    dispatch = points.open([12, 11], ttl_s=120, copies=3)
    wait_until(lambda: dispatch.all_out_ns is not None)
    (payload,) = [p for _, p in bridge.payloads("cmd") if p[0] == 0x11]
    for at, number in ((0, 11), (16, 12)):
        key = KEYS.derive(f"point:{number}")
        assert tag_is_right(payload[at : at + 16], key=key, pi=IP_NETWORK)
    opened = [c for _, c in bridge.commands if c.operation is Operation.OPEN]
    assert [c.address.value for c in opened] == [11, 12], "once: nothing gets lost on this way"
    assert {c.argument for c in opened} == {30}
    assert len({c.counter for c in opened}) == 1


def test_what_concerns_all_is_one_command(points: IpPoints, bridge: FakeBridge) -> None:
    for order in (points.hold, points.close_all, points.all_stop):
        dispatch = order(copies=2)
        wait_until(lambda d=dispatch: d.all_out_ns is not None)  # type: ignore[misc]
    wanted = [Operation.HOLD, Operation.CLOSE, Operation.ALL_STOP]
    assert operations(bridge) == wanted
    kinds = {c.address.kind for _, c in bridge.commands if c.operation in wanted}
    assert kinds == {AddressKind.ALL}


def test_counters_rise_and_are_apart_from_those_of_the_radio(
    bridge: FakeBridge, clock: StandingClock
) -> None:
    disk = Disk()
    disk.keep_setting("command_counter", str(counter_at(NOON) + 1000))
    made = make_ip_points(bridge, clock, disk=disk)
    for _ in range(3):
        dispatch = made.hold(copies=1)
        wait_until(lambda d=dispatch: d.all_out_ns is not None)  # type: ignore[misc]
    made.close()
    counters = [c.counter for _, c in bridge.commands]
    assert counters == sorted(set(counters))
    assert counters[0] == counter_at(NOON)
    assert int(disk.setting("ip_command_counter") or 0) >= counters[-1]


def test_the_time_goes_out_every_ten_seconds(
    points: IpPoints, bridge: FakeBridge, clock: StandingClock
) -> None:
    def times() -> int:
        return sum(c.operation is Operation.TIME for _, c in bridge.commands)

    wait_until(lambda: times() == 1)
    clock.advance_s(9.9)
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.all_out_ns is not None)
    assert times() == 1
    clock.advance_s(0.2)
    wait_until(lambda: times() == 2)


# --- a bridge that fails ------------------------------------------------------------------------


def test_without_a_bridge_everything_fails_at_once(clock: StandingClock) -> None:
    bridge = FakeBridge(clock, there=False)
    made = make_ip_points(bridge, clock)
    begin_s = time.monotonic()
    dispatch = made.open([11], ttl_s=8, copies=1)
    made.play(LIST, position=0, heard_ns=0)
    assert time.monotonic() - begin_s < 0.05
    wait_until(lambda: dispatch.problem is not None)
    assert dispatch.problem == made.problem() == "the bridge is not running"
    bridge.come()
    assert made.problem() is None
    assert bridge.orders == [], "nothing is kept for later"
    made.close()


def test_a_bridge_that_says_nothing(
    points: IpPoints, bridge: FakeBridge, clock: StandingClock
) -> None:
    wait_until(lambda: bridge.commands)
    bridge.deaf = True
    dispatch = points.hold(copies=1)
    wait_until(lambda: Operation.HOLD in operations(bridge))
    clock.advance_s(1.9)
    time.sleep(0)
    assert dispatch.problem is None
    clock.advance_s(0.2)
    wait_until(lambda: dispatch.problem == "not acknowledged")
    bridge.say({"out": bridge.sent[-1][1]["id"]})
    assert dispatch.all_out_ns is None, "too late"


def test_a_bridge_that_goes_takes_what_was_under_way(points: IpPoints, bridge: FakeBridge) -> None:
    bridge.deaf = True
    dispatch = points.hold(copies=1)
    wait_until(lambda: Operation.HOLD in operations(bridge))
    bridge.go()
    assert dispatch.problem == "the bridge is not running"


def test_the_brokers_and_the_clip_servers_troubles(points: IpPoints, bridge: FakeBridge) -> None:
    bridge.say({"broker": "Not authorized"})
    assert points.problem() == "broker: Not authorized"
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.problem == "broker: Not authorized")
    bridge.say({"broker": None})
    bridge.say({"clips": "address in use"})
    assert points.problem() == "clips: address in use"
    stop = points.all_stop(copies=2)
    wait_until(lambda: stop.all_out_ns is not None)


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"out": "x"},
        {"out": None},
        {"out": 99},
        {"failed": 1},
        {"status": 12},
        {"status": 12, "hex": "zz"},
        {"status": 12, "hex": 5},
        {"link": [], "hex": ""},
    ],
)
def test_a_bridge_that_says_nonsense(
    points: IpPoints, bridge: FakeBridge, nonsense: dict[str, object]
) -> None:
    bridge.say(nonsense)
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.all_out_ns is not None)


# --- orders -------------------------------------------------------------------------------------


def test_an_order_tells_when_in_the_stations_time(
    points: IpPoints, bridge: FakeBridge, clock: StandingClock
) -> None:
    points.play(LIST, position=48_000, heard_ns=clock.mono_ns() + 1500 * MS)
    wait_until(lambda: bridge.orders)
    (signed,) = bridge.orders
    order = signed.order
    now_ms = round(NOON.timestamp() * 1000)
    assert (order.kind, order.run, order.position) == (OrderKind.PLAY, LIST.run, 48_000)
    assert (order.sent_ms, order.play_at_ms) == (now_ms, now_ms + 1500)
    assert (order.base, order.label, order.clips) == (BASE, "a-1", LIST.clips)
    assert set(signed.tags) == {11, 12}
    assert signed.is_for(12, key=KEYS.derive("point:12"))


def test_clips_are_served_once_they_are_named(points: IpPoints, bridge: FakeBridge) -> None:
    points.fetch([11], [CHIME])
    wait_until(lambda: bridge.orders)
    assert bridge.orders[0].order.kind is OrderKind.FETCH
    assert bridge.served == [CHIME.sha256.hex()]
    served_at = next(n for n, (_, m) in enumerate(bridge.sent) if CHIME.sha256.hex() in str(m))
    ordered_at = next(n for n, (_, m) in enumerate(bridge.sent) if m.get("topic") == "play")
    assert served_at < ordered_at
    bridge.go()
    bridge.come()
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.all_out_ns is not None)
    assert [m for _, m in bridge.sent if "serve" in m][-1]["serve"] == [CHIME.sha256.hex()]


def test_what_is_served_is_forgotten(clock: StandingClock) -> None:
    served = Served(clock)
    assert served.news() == []
    served.add([CHIME])
    assert served.news() == [CHIME.sha256.hex()]
    assert served.news() is None
    clock.advance_s(SERVED_NS / 1e9 - 1)
    served.add([SPEECH])
    clock.advance_s(2)
    assert served.news() == [SPEECH.sha256.hex()]


# --- reports ------------------------------------------------------------------------------------


def played(clip: ClipPlace, *, frames: int | None = None, **changes: object) -> Status:
    status = Status(
        kind=StatusKind.PLAYED,
        run=LIST.run,
        sha256=clip.sha256,
        position=clip.position,
        frames=clip.frames if frames is None else frames,
    )
    return replace(status, **changes)  # type: ignore[arg-type]


def said(point: int, status: Status) -> tuple[int, bytes]:
    return point, signed_status(status, point, key=KEYS.derive(f"point:{point}"))


@pytest.fixture
def reports(clock: StandingClock) -> Reports:
    made = Reports([11, 12, 13], HeldKeys(lambda: BOOK).of_reports, clock)
    made.expect(LIST.run)
    return made


def test_who_has_heard_it_all_has_acknowledged(reports: Reports) -> None:
    for clip in LIST.clips:
        reports.take(*said(12, played(clip)))
        reports.take(*said(13, played(clip)))
    assert reports.acknowledged(LIST) == {12}, "13 was not addressed"


@pytest.mark.parametrize(
    ("statuses", "heard"),
    [
        ([played(SPEECH)], True),  # 480 of 528
        ([played(CHIME)], False),
        ([played(SPEECH, frames=430_000), played(CHIME)], True),
        ([played(SPEECH, frames=420_000), played(CHIME)], False),
        ([played(SPEECH, frames=420_000)] * 3, False),
        ([played(SPEECH, sha256=b"x" * 32), played(CHIME)], False),
        ([played(SPEECH, position=0), played(CHIME)], False),
        ([played(SPEECH, run=b"run-0000"), played(CHIME)], False),
        ([played(SPEECH, kind=StatusKind.PLAYING), played(CHIME)], False),
        ([played(SPEECH, kind=StatusKind.REFUSED, refusal=Refusal.LATE), played(CHIME)], False),
        ([played(SPEECH, kind=StatusKind.REFUSED, refusal=Refusal.SUPERSEDED)], True),
        ([played(SPEECH, frames=2**32 - 1)], True),
    ],
)
def test_what_counts_as_heard(reports: Reports, statuses: list[Status], heard: bool) -> None:
    for status in statuses:
        reports.take(*said(12, status))
    assert (12 in reports.acknowledged(LIST)) is heard


def test_nobody_is_heard_of_whom_nothing_is_signed(reports: Reports) -> None:
    forged = signed_status(played(SPEECH), 12, key=KEYS.derive("all"))
    reports.take(12, forged)
    reports.take(12, said(13, played(SPEECH))[1])
    reports.take(99, said(99, played(SPEECH))[1])
    reports.take(12, b"")
    assert reports.acknowledged(LIST) == frozenset()
    assert reports.forged == 4


@given(st.data())
def test_no_mutation_becomes_proof(data: st.DataObject) -> None:
    reports = Reports([12], HeldKeys(lambda: BOOK).of_reports, StandingClock(NOON))
    reports.expect(LIST.run)
    message = bytearray(said(12, played(CHIME))[1])
    for _ in range(data.draw(st.integers(1, 5))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    mutated = bytes(message[: data.draw(st.integers(0, len(message)))])
    reports.take(12, mutated)
    assert reports.acknowledged(replace(LIST, clips=(CHIME,))) == frozenset() or (
        mutated == said(12, played(CHIME))[1]
    )


def test_only_so_many_airings_are_remembered(reports: Reports) -> None:
    reports.take(*said(12, played(SPEECH)))
    for number in range(40):
        reports.expect(number.to_bytes(8, "big"))
    assert reports.acknowledged(LIST) == frozenset()


def test_who_is_not_heard_of_for_thirty_seconds_is_silent(
    reports: Reports, clock: StandingClock
) -> None:
    assert reports.silent() == ()
    clock.advance_s(25)
    reports.sent(700)
    reports.take(*said(12, Status(kind=StatusKind.ALIVE, counter=700)))
    clock.advance_s(6)
    assert reports.silent() == (11, 13)
    clock.advance_s(25)
    assert reports.silent() == (11, 12, 13)


def test_recordings_keep_nobody_alive(reports: Reports, clock: StandingClock) -> None:
    reports.sent(700)
    alive = said(12, Status(kind=StatusKind.ALIVE, counter=700))
    reports.take(*alive)
    clock.advance_s(SILENT_NS / 1e9 + 1)
    reports.sent(820)
    reports.take(*alive)
    assert 12 in reports.silent()
    reports.take(*said(12, Status(kind=StatusKind.ALIVE, counter=820)))
    assert 12 not in reports.silent()


def test_who_leaves_the_broker_is_silent_until_it_speaks(reports: Reports) -> None:
    reports.link(12, b"offline")
    reports.link(99, b"offline")
    reports.link(11, b"online")
    assert reports.silent() == (12,)
    reports.sent(700)
    reports.take(*said(12, Status(kind=StatusKind.ALIVE, counter=700)))
    assert reports.silent() == ()


def test_the_wall_clock_may_jump(
    points: IpPoints, bridge: FakeBridge, clock: StandingClock
) -> None:
    clock.step(timedelta(hours=-1))
    points.play(LIST, position=0, heard_ns=clock.mono_ns() + 500 * MS)
    wait_until(lambda: bridge.orders)
    order = bridge.orders[0].order
    assert order.play_at_ms - order.sent_ms == 500
