"""Pacing against a model of the encoder: no phase of its slots loses a group or is late."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.pacing import FILL, SLOT_LIMIT_NS, FreeGroups, serial_ns
from loudspeaker.radio.rds import GROUP_NS


def test_serial_time() -> None:
    assert serial_ns(56, baud=9600) == 58_333_334
    assert serial_ns(0, baud=2400) == 0


def _encoder(
    arrivals: list[int], phase: int, *, places: int = 4, slot_ns: int = GROUP_NS
) -> tuple[list[int], int]:
    """Return when each group of a small queue ends on the air, and how many were dropped."""
    waiting, ended, dropped, slot = 0, [], 0, phase - slot_ns
    for arrival in [*arrivals, arrivals[-1] + 9 * slot_ns]:
        while slot + slot_ns <= arrival:
            slot += slot_ns
            if waiting:
                waiting -= 1
                ended.append(slot + slot_ns)
        if waiting == places:
            dropped += 1
        else:
            waiting += 1
    return ended, dropped


SLOWEST_NS = GROUP_NS * 11_875_000 // 11_873_750  # 1187.5 - 0.125 bit/s, the standard's limit


@given(
    phase=st.integers(0, GROUP_NS),
    slot_ns=st.sampled_from([GROUP_NS, SLOWEST_NS]),
    pauses_ns=st.lists(
        st.sampled_from([0, 20_000_000, 80_000_000, 300_000_000]), min_size=1, max_size=60
    ),
    notice_ns=st.integers(0, 100_000_000),
)
def test_single_groups_never_find_the_queue_full_in_any_phase(
    phase: int, slot_ns: int, pauses_ns: list[int], notice_ns: int
) -> None:
    queue, now_ns, arrivals, promises = FreeGroups(), 0, [], []
    for pause_ns in pauses_ns:
        now_ns = max(now_ns + pause_ns, queue.room_ns)
        arrivals.append(now_ns)
        now_ns += notice_ns  # the encoder is heard to have taken it
        queue.arrived(now_ns)
        promises.append(queue.left_ns)
    ended, dropped = _encoder(arrivals, phase, places=FILL, slot_ns=slot_ns)
    assert dropped == 0
    assert len(ended) == len(promises)
    assert all(end <= promise for end, promise in zip(ended, promises, strict=True))


@given(phase=st.integers(0, GROUP_NS), ready_ns=st.integers(0, 85_000_000))
def test_an_encoder_that_is_ready_within_a_slot_misses_none(phase: int, ready_ns: int) -> None:
    """Twelve groups are three copies of a command: no slower than in one piece."""
    queue, now_ns, arrivals = FreeGroups(), 0, []
    for _ in range(12):
        now_ns = max(now_ns, queue.room_ns) + ready_ns
        arrivals.append(now_ns)
        queue.arrived(now_ns)
    ended, _ = _encoder(arrivals, phase)
    assert ended[-1] - ended[0] == 11 * GROUP_NS
    assert queue.left_ns <= ready_ns + 13 * SLOT_LIMIT_NS


def test_nothing_given_is_gone_at_once() -> None:
    queue = FreeGroups()
    assert (queue.room_ns, queue.left_ns) == (0, 0)
    queue.arrived(5)
    assert (queue.room_ns, queue.left_ns) == (0, 5 + 2 * SLOT_LIMIT_NS)
    queue.arrived(7)
    assert queue.room_ns == 5 + SLOT_LIMIT_NS
