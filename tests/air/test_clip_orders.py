"""What points that play whole clips are told, and when they are told it again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.air.clip_orders import STEP_NS, ClipOrders, fetch_ahead, places_of
from loudspeaker.devices.points.players import NoClipPlayers
from loudspeaker.devices.simulated import MemoryPlayers, StandingClock
from loudspeaker.model import Priority
from loudspeaker.radio.play_orders import MAX_CLIPS, run_of
from loudspeaker.rundown import Cue, CueKind, Rundown
from tests.devices.moments import NOON

SECOND = 1_000_000_000
T0 = 50 * SECOND


def cue(frames: int, name: str | None = "a") -> Cue:
    sha256 = None if name is None else name.encode().hex().rjust(64, "0")
    return Cue(kind=CueKind.GAP if name is None else CueKind.SPEECH, frames=frames, sha256=sha256)


CUES = (cue(48_000, "chime"), cue(24_000, None), cue(96_000, "speech"))


@pytest.fixture
def players() -> MemoryPlayers:
    return MemoryPlayers(StandingClock(NOON), frozenset({12, 13}))


@pytest.fixture
def orders(players: MemoryPlayers) -> ClipOrders:
    return ClipOrders(players, occurrence="a-1", attempt=2)


def plays(players: MemoryPlayers) -> list[tuple[int, int]]:
    return [(position, heard) for _, what, _, position, heard in players.log if what == "play"]


@given(st.lists(st.tuples(st.integers(1, 10**6), st.booleans()), max_size=20))
def test_clips_lie_where_their_cues_do(shape: list[tuple[int, bool]]) -> None:
    cues = [cue(frames, "x" if sounds else None) for frames, sounds in shape]
    places = places_of(cues)
    assert len(places) == sum(sounds for _, sounds in shape)
    for place in places:
        before = 0
        for frames, _ in shape:
            if before == place.position:
                assert place.frames == frames
            before += frames
        assert place.end <= before


def test_only_those_that_play_by_themselves_are_told(
    players: MemoryPlayers, orders: ClipOrders
) -> None:
    orders.announce((1, 4, 12), CUES, heard_ns=T0)
    (told,) = players.told
    assert (told.points, told.label, told.run) == ((12,), "a-1", run_of("a-1", 2))
    assert [(place.position, place.frames) for place in told.clips] == [
        (0, 48_000),
        (72_000, 96_000),
    ]
    assert plays(players) == [(0, T0)]
    assert orders.points == (12,)


def test_without_such_points_nothing_is_told(players: MemoryPlayers, orders: ClipOrders) -> None:
    orders.announce((1, 4), CUES, heard_ns=T0)
    orders.sounding(CUES, 0, heard_ns=T0 + 10 * SECOND)
    orders.repeat(0)
    orders.cut()
    assert players.log == []
    assert orders.acknowledged(rundown((1, 4))) == frozenset()
    nobody = ClipOrders(NoClipPlayers(), occurrence="a-1", attempt=1)
    nobody.announce((1, 12), CUES, heard_ns=T0)
    assert nobody.points == ()


def test_what_runs_as_told_is_not_told_again(players: MemoryPlayers, orders: ClipOrders) -> None:
    orders.announce((12,), CUES, heard_ns=T0)
    for position in range(0, 168_000, 960):
        off_ns = STEP_NS if position % 1920 else -STEP_NS
        orders.sounding(CUES, position, heard_ns=T0 + position * SECOND // 48_000 + off_ns)
    assert len(plays(players)) == 1


@pytest.mark.parametrize("off_ns", [STEP_NS + 1_000, -STEP_NS - 1_000])
def test_what_runs_otherwise_is_told(
    players: MemoryPlayers, orders: ClipOrders, off_ns: int
) -> None:
    orders.announce((12,), CUES, heard_ns=T0)
    heard_ns = T0 + SECOND + off_ns
    orders.sounding(CUES, 48_000, heard_ns=heard_ns)
    orders.sounding(CUES, 48_960, heard_ns=heard_ns + 20_000_000)
    assert plays(players) == [(0, T0), (48_000, heard_ns)]
    assert [place.position for place in players.told[-1].clips] == [72_000], "the first is over"


def test_cues_that_come_later_are_told_by_the_same_clock(
    players: MemoryPlayers, orders: ClipOrders
) -> None:
    orders.announce((12,), CUES[:1], heard_ns=T0)
    orders.sounding(CUES, 24_000, heard_ns=T0 + SECOND // 2)
    assert plays(players) == [(0, T0), (0, T0)]
    assert len(players.told[-1].clips) == 2
    assert orders.acknowledged(rundown((1, 12))) == {12}


def test_told_again_for_who_came_late(players: MemoryPlayers, orders: ClipOrders) -> None:
    orders.announce((12, 13), CUES, heard_ns=T0)
    orders.repeat(100_000)
    assert [place.position for place in players.told[-1].clips] == [72_000]
    orders.repeat(168_000)
    assert len(players.told) == 2, "all is over"


def test_in_a_simulation_sound_may_run_faster(players: MemoryPlayers) -> None:
    players.rate = 20.0
    orders = ClipOrders(players, occurrence="a-1", attempt=1)
    orders.announce((12,), CUES, heard_ns=T0)
    orders.sounding(CUES, 96_000, heard_ns=T0 + SECOND // 10)
    assert len(plays(players)) == 1


def test_an_airing_of_very_many_clips(players: MemoryPlayers, orders: ClipOrders) -> None:
    many = [cue(480, f"{number}") for number in range(MAX_CLIPS + 10)]
    orders.announce((12,), many, heard_ns=T0)
    assert len(players.told[0].clips) == MAX_CLIPS
    orders.repeat(480 * 20)
    assert players.told[1].clips[-1].end == 480 * (MAX_CLIPS + 10)


def rundown(points: tuple[int, ...], cues: tuple[Cue, ...] = CUES) -> Rundown:
    return Rundown(
        occurrence="a-1",
        item="a",
        title="Họp thôn",
        priority=Priority.NORMAL,
        due=NOON,
        not_after=NOON,
        points=points,
        cues=cues,
        text_sha256="1" * 64,
        author="soan",
        approver="duyet",
    )


def test_fetching_ahead(players: MemoryPlayers) -> None:
    fetch_ahead(players, rundown((1, 12, 13)))
    fetch_ahead(players, rundown((1, 12)), first_cue=1)
    fetch_ahead(players, rundown((1, 4)))
    fetched = [(points, position) for _, _, points, position, _ in players.log]
    assert fetched == [((12, 13), 0), ((12,), 72_000)]


def test_fetching_very_many(players: MemoryPlayers) -> None:
    many = tuple(cue(480, f"{number}") for number in range(MAX_CLIPS + 10))
    fetch_ahead(players, rundown((12,), many))
    assert [entry[3] for entry in players.log] == [0, MAX_CLIPS * 480]
