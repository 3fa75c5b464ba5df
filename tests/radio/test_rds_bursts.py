"""Bursts in line."""

from __future__ import annotations

import pytest

from loudspeaker.radio.rds_bursts import BurstQueue
from tests.radio.rds_air import command


def _begun(queue: BurstQueue) -> object:
    """Begin the burst at the head and run it to its end; return its token."""
    queue.begin()
    while queue.running:
        token = queue.next()[1]
    return token


def test_first_come_first_served_the_urgent_before() -> None:
    queue = BurstQueue()
    assert queue.head is None
    for token, urgent in (("a", False), ("b", False), ("X", True), ("Y", True)):
        queue.add(command(1), token, urgent=urgent)
    assert queue.urgent
    assert [_begun(queue) for _ in range(4)] == ["X", "Y", "a", "b"]
    assert (queue.head, queue.urgent, queue.running) == (None, False, False)


def test_groups_come_in_order_and_the_token_with_the_last() -> None:
    queue = BurstQueue()
    groups = command(7)
    queue.add(groups, "x", urgent=False)
    groups.clear()  # what was given is kept
    queue.begin()
    queue.add(command(8), "y", urgent=True)
    sent = [queue.next() for _ in range(4)]
    assert [group for group, _ in sent] == command(7)
    assert [token for _, token in sent] == [None, None, None, "x"]


def test_dropped_are_those_not_begun() -> None:
    queue = BurstQueue()
    for token in "abc":
        queue.add(command(1), token, urgent=token == "c")
    queue.begin()
    assert queue.drop() == ("a", "b")
    assert queue.running
    assert queue.head is None


def test_broken_off_is_also_the_one_that_runs() -> None:
    queue = BurstQueue()
    for token in "ab":
        queue.add(command(1), token, urgent=False)
    queue.begin()
    queue.next()
    queue.break_off()
    assert (queue.head, queue.running) == (None, False)
    queue.add(command(2), "c", urgent=False)
    queue.begin()
    assert queue.next()[0] == command(2)[0]


@pytest.mark.parametrize("count", [0, 9, 100])
def test_too_few_or_too_many(count: int) -> None:
    with pytest.raises(ValueError, match=f"not {count}"):
        BurstQueue().add(command(1, count=count), "x", urgent=False)
