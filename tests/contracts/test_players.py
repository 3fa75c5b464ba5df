"""One suite for all that plays whole clips (``loudspeaker.devices.points.players.ClipPlayers``)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from loudspeaker.devices.points.players import ClipList, ClipPlayers, NoClipPlayers
from loudspeaker.devices.simulated import MemoryPlayers, StandingClock
from loudspeaker.radio.play_orders import ClipPlace
from loudspeaker.radio.point_status import Status, StatusKind, signed_status
from tests.devices.ip_driver import KEYS, FakeBridge, make_ip_points
from tests.devices.moments import NOON
from tests.devices.pty_peer import wait_until

CLIP = ClipPlace(position=0, frames=48_000, sha256=b"c" * 32)
AT_ONCE_S = 0.05


@dataclass(frozen=True)
class Rig:
    """Players, a way to have a point report that it played, and to break and mend them."""

    players: ClipPlayers
    report: Callable[[int, ClipList], None] = lambda _point, _what: None
    break_it: Callable[[], None] = lambda: None
    mend_it: Callable[[], None] = lambda: None


def _nobody() -> Iterator[Rig]:
    yield Rig(NoClipPlayers())


def _memory() -> Iterator[Rig]:
    players = MemoryPlayers(StandingClock(NOON), frozenset({11, 12, 13}))
    players.deaf = players.numbers

    def report(point: int, _what: ClipList) -> None:
        players.deaf -= {point}

    def set_broken(problem: str | None) -> None:
        players.broken = problem

    yield Rig(players, report, lambda: set_broken("gone"), lambda: set_broken(None))


def _ip() -> Iterator[Rig]:
    clock = StandingClock(NOON)
    bridge = FakeBridge(clock)
    points = make_ip_points(bridge, clock)

    def report(point: int, what: ClipList) -> None:
        wait_until(lambda: bridge.orders)
        for clip in what.clips:
            status = Status(
                kind=StatusKind.PLAYED,
                run=what.run,
                sha256=clip.sha256,
                position=clip.position,
                frames=clip.frames,
            )
            said = signed_status(status, point, key=KEYS.derive(f"point:{point}"))
            bridge.say({"status": point, "hex": said.hex()})

    yield Rig(points, report, bridge.go, bridge.come)
    points.close()


@pytest.fixture(params=[_nobody, _memory, _ip])
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from request.param()


def what(*points: int, run: bytes = b"run-0001") -> ClipList:
    return ClipList(run=run, label="a-1", points=points, clips=(CLIP,))


def order_everything(players: ClipPlayers, listed: ClipList) -> None:
    players.fetch(listed.points, listed.clips)
    players.play(listed, position=0, heard_ns=0)
    players.cut()


def test_no_call_waits_broken_or_not(rig: Rig) -> None:
    everybody = what(*sorted(rig.players.numbers))
    begin_s = time.monotonic()
    order_everything(rig.players, everybody)
    rig.break_it()
    order_everything(rig.players, everybody)
    assert time.monotonic() - begin_s < AT_ONCE_S
    rig.mend_it()
    assert rig.players.problem() is None


def test_who_has_reported_is_named_and_nobody_else(rig: Rig) -> None:
    numbers = sorted(rig.players.numbers)
    listed = what(*numbers)
    rig.players.play(listed, position=0, heard_ns=0)
    assert rig.players.acknowledged(listed) == frozenset()
    for point in numbers[:2]:
        rig.report(point, listed)
    assert rig.players.acknowledged(listed) == frozenset(numbers[:2])
    assert rig.players.acknowledged(what(*numbers, run=b"run-0002")) == frozenset()
    assert rig.players.acknowledged(what(*numbers[2:])) == frozenset(), "only who was asked about"


def test_a_problem_is_told_while_it_lasts(rig: Rig) -> None:
    if not rig.players.numbers:
        pytest.skip("nobody is there whom one could not reach")
    assert rig.players.problem() is None
    rig.break_it()
    assert rig.players.problem()
    rig.mend_it()
    assert rig.players.problem() is None
    assert rig.players.rate == 1.0


def test_silent_points_are_known_points(rig: Rig) -> None:
    assert set(rig.players.silent()) <= rig.players.numbers
