"""Two ways under one roof: who goes which, and that neither waits for the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.mixed import MixedPoints
from loudspeaker.devices.simulated import MemoryPoints, StandingClock
from tests.devices.moments import NOON

OVER_IP = frozenset({11, 12})


class Ways:
    """A mixed driver over two in memory."""

    def __init__(self) -> None:
        self.clock = StandingClock(NOON)
        self.radio, self.ip = MemoryPoints(self.clock), MemoryPoints(self.clock)
        self.points = MixedPoints(self.radio, self.ip, over_ip=OVER_IP)

    def said(self) -> tuple[list[str], list[str]]:
        return [name for _, name, _ in self.radio.log], [name for _, name, _ in self.ip.log]


@pytest.fixture
def ways() -> Ways:
    return Ways()


@given(st.sets(st.integers(1, 14), min_size=1))
def test_every_point_is_commanded_once_and_its_own_way(wanted: set[int]) -> None:
    ways = Ways()
    ways.points.open(sorted(wanted), ttl_s=120, copies=3)
    ways.points.close_points(sorted(wanted), copies=1)
    for driver, own in ((ways.radio, wanted - OVER_IP), (ways.ip, wanted & OVER_IP)):
        commanded = [(name, set(points)) for _, name, points in driver.log]
        assert commanded == ([("open", own), ("close", own)] if own else [])


Order = Callable[[MixedPoints], Dispatch]
ORDERS: dict[str, Order] = {
    "open": lambda points: points.open([1, 12], ttl_s=120, copies=3),
    "close_points": lambda points: points.close_points([1, 12], copies=1),
    "close_all": lambda points: points.close_all(copies=1),
    "hold": lambda points: points.hold(copies=1),
    "tell_time": lambda points: points.tell_time(),
    "all_stop": lambda points: points.all_stop(copies=1),
}


@pytest.mark.parametrize("order", ORDERS)
def test_what_playout_waits_for_is_the_radios(ways: Ways, order: str) -> None:
    ways.ip.broken = "the bridge is not running"
    assert ORDERS[order](ways.points).problem is None
    assert ways.points.problem() is None
    assert ways.points.complaint() is None


def test_a_radio_that_fails_keeps_nothing_from_the_others(ways: Ways) -> None:
    ways.radio.broken = "no port"
    assert ways.points.problem() == "no port"
    assert ways.points.open([1, 12], ttl_s=120, copies=3).problem == "no port"
    assert ways.said() == ([], ["open"])


APART: dict[str, Order] = {
    "open": lambda points: points.open([12], ttl_s=120, copies=3),
    "close_points": lambda points: points.close_points([11], copies=1),
}


@pytest.mark.parametrize("order", APART)
def test_where_no_radio_point_is_meant_the_others_count(ways: Ways, order: str) -> None:
    ways.ip.broken = "the bridge is not running"
    assert APART[order](ways.points).problem == "the bridge is not running"
    assert ways.said() == ([], [])


ENDS: dict[str, Order] = {
    "close_all": lambda points: points.close_all(copies=3),
    "all_stop": lambda points: points.all_stop(copies=2),
    "others": lambda points: points.open([1], ttl_s=120, copies=3),
}


@pytest.mark.parametrize("end", ENDS)
def test_holds_reach_the_others_only_while_they_were_opened_last(ways: Ways, end: str) -> None:
    ways.points.hold(copies=2)
    ways.points.open([1, 12], ttl_s=120, copies=3)
    ways.points.hold(copies=2)
    ENDS[end](ways.points)
    ways.points.hold(copies=2)
    radio, ip = ways.said()
    assert radio.count("hold") == 3
    assert ip.count("hold") == 1
