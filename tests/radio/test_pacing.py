"""Pacing against a model of the encoder: no phase of its slots loses a group or is late."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.pacing import GUARD_NS, Handover, copies, serial_ns
from loudspeaker.radio.rds import GROUP_NS, groups_ns


def test_serial_time() -> None:
    assert serial_ns(56, baud=9600) == 58_333_334
    assert serial_ns(0, baud=2400) == 0


def test_figures_of_one_command() -> None:
    handover = Handover(start_ns=1_000, line_ns=58_000_000)
    assert handover.next_ns == 1_000 + groups_ns(4) + GUARD_NS
    assert handover.left_ns == 1_000 + 58_000_000 + groups_ns(5)


def test_a_slow_line_is_waited_for() -> None:
    assert Handover(start_ns=0, line_ns=500_000_000).next_ns == 500_000_000 + GUARD_NS


def test_three_copies_leave_within_the_lead_in() -> None:
    sent = copies(3, start_ns=0, line_ns=serial_ns(56, baud=9600))
    assert len(sent) == 3
    assert sent[0].left_ns <= 600_000_000
    assert sent[-1].left_ns <= 1_500_000_000


def _encoder(arrivals: list[int], phase: int) -> tuple[list[int], int]:
    """Return when each group of a four-place queue ends on the air, and how many were dropped."""
    waiting, ended, dropped, slot = 0, [], 0, phase - GROUP_NS
    for arrival in [*arrivals, arrivals[-1] + groups_ns(9)]:
        while slot + GROUP_NS <= arrival:
            slot += GROUP_NS
            if waiting:
                waiting -= 1
                ended.append(slot + GROUP_NS)
        if waiting == 4:
            dropped += 1
        else:
            waiting += 1
    return ended, dropped


@given(
    st.integers(0, GROUP_NS),
    st.integers(0, 400_000_000),
    st.lists(st.integers(0, GUARD_NS - 1), min_size=1, max_size=8),
)
def test_nothing_is_dropped_and_the_promise_holds(
    phase: int, line_ns: int, jitters: list[int]
) -> None:
    handovers = copies(len(jitters), start_ns=0, line_ns=line_ns)
    arrivals = [
        handover.start_ns + jitter + line_ns * part // 4
        for handover, jitter in zip(handovers, jitters, strict=True)
        for part in (1, 2, 3, 4)
    ]
    ended, dropped = _encoder(sorted(arrivals), phase)
    assert dropped == 0
    assert ended[3] <= handovers[0].left_ns + jitters[0]
