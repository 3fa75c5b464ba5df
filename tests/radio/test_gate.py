"""The gate: what opens, mutes and closes a point, and exactly when."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.gate import HOLD_NS, SQUELCH_NS, Cause, Gate, GateChange

SECOND = 1_000_000_000


def _gate() -> Gate:
    gate = Gate(volume=80)
    gate.carrier(0, present=True)
    return gate


def _opened(seconds: int = 120) -> Gate:
    gate = _gate()
    gate.open(0, time_to_live_ns=seconds * SECOND)
    return gate


def _change(mono_ns: int, by: Cause, *, is_open: bool, volume: int = 80) -> GateChange:
    return GateChange(mono_ns=mono_ns, open=is_open, volume=volume, by=by)


def test_shut_until_opened() -> None:
    gate = _gate()
    assert not gate.is_open
    assert gate.deadline_ns is None
    opened = gate.open(SECOND, time_to_live_ns=4 * SECOND)
    assert opened == [_change(SECOND, Cause.COMMAND, is_open=True)]


def test_time_to_live_ends_at_its_own_time() -> None:
    gate = _opened(4)
    assert gate.deadline_ns == 4 * SECOND
    assert gate.advance(9 * SECOND) == [_change(4 * SECOND, Cause.TIME_TO_LIVE, is_open=False)]
    assert gate.hold(9 * SECOND) == []


def test_opening_again_counts_anew_without_a_change() -> None:
    gate = _opened(4)
    assert gate.open(3 * SECOND, time_to_live_ns=4 * SECOND) == []
    assert gate.advance(6 * SECOND) == []
    assert gate.advance(7 * SECOND) == [_change(7 * SECOND, Cause.TIME_TO_LIVE, is_open=False)]


def test_without_hold_it_mutes_and_the_next_hold_lifts_that() -> None:
    gate = _opened()
    assert gate.advance(HOLD_NS - 1) == []
    assert gate.advance(HOLD_NS) == [_change(HOLD_NS, Cause.HOLD, is_open=False)]
    assert gate.hold(20 * SECOND) == [_change(20 * SECOND, Cause.HOLD, is_open=True)]


def test_holds_keep_it_open() -> None:
    gate = _opened()
    assert [change for at in range(20) for change in gate.hold(at * 5 * SECOND)] == []
    assert gate.is_open


def test_hold_opens_nothing() -> None:
    gate = _gate()
    assert gate.hold(SECOND) == []
    gate.open(SECOND, time_to_live_ns=SECOND)
    gate.close(SECOND)
    assert gate.hold(SECOND) == []
    assert not gate.is_open


def test_close_is_final_until_the_next_open() -> None:
    gate = _opened()
    assert gate.close(SECOND) == [_change(SECOND, Cause.COMMAND, is_open=False)]
    assert gate.close(SECOND) == []
    assert gate.advance(200 * SECOND) == []


def test_squelch_follows_the_carrier_and_lifts_with_it() -> None:
    gate = _opened()
    assert gate.carrier(SECOND, present=False) == []
    assert gate.carrier(SECOND + SQUELCH_NS // 2, present=False) == []
    gone = SECOND + SQUELCH_NS
    assert gate.advance(gone) == [_change(gone, Cause.SQUELCH, is_open=False)]
    assert gate.carrier(2 * SECOND, present=True) == [
        _change(2 * SECOND, Cause.SQUELCH, is_open=True)
    ]


def test_a_dip_of_the_carrier_is_not_heard() -> None:
    gate = _opened()
    gate.carrier(SECOND, present=False)
    assert gate.carrier(SECOND + SQUELCH_NS - 1, present=True) == []
    assert gate.advance(5 * SECOND) == []


def test_without_carrier_an_open_gate_stays_silent() -> None:
    gate = Gate(volume=80)
    assert gate.open(0, time_to_live_ns=60 * SECOND) == []
    assert gate.carrier(SECOND, present=True) == [_change(SECOND, Cause.SQUELCH, is_open=True)]


def test_volume() -> None:
    gate = _gate()
    assert gate.set_volume(1, 80) == []
    assert gate.set_volume(2, 20) == [_change(2, Cause.COMMAND, is_open=False, volume=20)]
    opened = gate.open(3, time_to_live_ns=SECOND)
    assert opened == [_change(3, Cause.COMMAND, is_open=True, volume=20)]


def test_two_deadlines_are_settled_in_order() -> None:
    gate = _opened(8)
    assert gate.advance(60 * SECOND) == [_change(HOLD_NS, Cause.HOLD, is_open=False)]
    assert gate.hold(60 * SECOND) == []


steps = st.lists(
    st.tuples(
        st.integers(0, 8 * SECOND),
        st.sampled_from(["open", "hold", "close", "up", "down", "wait"]),
    ),
    max_size=30,
)


def _step(gate: Gate, at: int, what: str) -> list[GateChange]:
    match what:
        case "open":
            return gate.open(at, time_to_live_ns=20 * SECOND)
        case "hold":
            return gate.hold(at)
        case "close":
            return gate.close(at)
        case "wait":
            return gate.advance(at)
        case _:
            return gate.carrier(at, present=what == "up")


@given(steps)
def test_changes_tell_the_whole_story_in_order(script: list[tuple[int, str]]) -> None:
    gate, now, heard = Gate(volume=80), 0, False
    last = 0
    for pause, what in script:
        now += pause
        for change in _step(gate, now, what):
            assert last <= change.mono_ns <= now
            assert change.open is not heard
            last, heard = change.mono_ns, change.open
        assert gate.is_open is heard
        assert gate.deadline_ns is None or gate.deadline_ns > now


@given(steps)
def test_never_open_longer_than_the_time_to_live(script: list[tuple[int, str]]) -> None:
    gate, now, opened = Gate(volume=80), 0, None
    for pause, what in script:
        now += pause
        _step(gate, now, what)
        opened = now if what == "open" else opened
        assert not gate.is_open or (opened is not None and now - opened < 20 * SECOND)
