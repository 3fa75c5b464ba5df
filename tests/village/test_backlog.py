"""What reaches points waits for the signal of its time, and keeps its order."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.backlog import Backlog
from loudspeaker.village.receivers import AnyPoint


def nothing(_point: AnyPoint, _mono_ns: int) -> None:
    """Do nothing to a point."""


@given(st.lists(st.integers(0, 1_000)), st.lists(st.integers(0, 1_200), min_size=1))
def test_everything_comes_once_and_in_order(times: list[int], steps: list[int]) -> None:
    backlog, settled = Backlog(), []
    for mono_ns in times:
        backlog.add(mono_ns, nothing)
    for step in sorted(steps):
        settled += [at for at, _, _ in backlog.settle(step)]
        assert backlog.settled_ns == step
    settled += [at for at, _, _ in backlog.settle(10_000)]
    assert settled == sorted(times)


def test_what_comes_too_late_counts_from_now() -> None:
    backlog = Backlog()
    assert list(backlog.settle(500)) == []
    backlog.add(100, nothing)
    assert [at for at, _, _ in backlog.settle(600)] == [500]


def test_time_does_not_run_backwards() -> None:
    backlog = Backlog()
    assert list(backlog.settle(500)) == []
    assert list(backlog.settle(400)) == []
    assert backlog.settled_ns == 500


def test_events_of_one_moment_keep_their_order() -> None:
    backlog, order = Backlog(), []
    for number in range(5):
        backlog.add(7, lambda _point, _ns, number=number: order.append(number))  # type: ignore[misc]
    for _, act, _ in backlog.settle(7):
        act(None, 7)  # type: ignore[arg-type]  # it takes no notice
    assert order == [0, 1, 2, 3, 4]
