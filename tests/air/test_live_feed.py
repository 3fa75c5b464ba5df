"""Blocks that are late, lost, doubled or no blocks at all: what playout takes stays in time."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.air.live_feed import (
    BLOCK_BYTES,
    LOST_NS,
    MOST_BLOCKS,
    MOST_LATE,
    MOST_SILENCE_NS,
    USUAL_BLOCKS,
    Close,
    FeedState,
    LiveFeed,
)
from loudspeaker.audio.voice_level import CHECK_BLOCKS
from loudspeaker.audio.voice_limiter import CEILING
from loudspeaker.errors import UsageRefused
from tests.air.live_bench import BLOCK_NS, block

FIRST = CHECK_BLOCKS


def opened() -> LiveFeed:
    """Return a feed that has passed its check, is on air, and changes no level."""
    feed = LiveFeed(0)
    feed._check, feed._last_seq, feed.state = None, CHECK_BLOCKS - 1, FeedState.WAITING
    feed.opening()
    feed.open(0)
    return feed


def marked(number: int) -> bytes:
    """Return a block in which every sample tells its number."""
    return array("h", [1_000 + number] * (BLOCK_BYTES // 2)).tobytes()


def put(feed: LiveFeed, seq: int, *, at: int = 0, talking: bool = True) -> None:
    feed.put(seq, marked(seq), talking=talking, now_ns=at * BLOCK_NS)


def heard_in(pcm: bytes) -> list[int]:
    """Return the numbers of the blocks that are there untouched by a fade, in order."""
    samples = array("h", pcm)
    whole = [a for a, b in pairwise(samples) if a == b and a > 1_000]
    return [number - 1_000 for number in dict.fromkeys(whole)]


@given(arrivals=st.lists(st.lists(st.integers(-3, 3), max_size=8), max_size=40))
def test_whatever_comes_it_stays_in_order_and_in_time(arrivals: list[list[int]]) -> None:
    feed, newest, heard = opened(), FIRST - 1, [FIRST - 1]
    for tick, steps in enumerate(arrivals):
        for step in steps:  # 1 the next, more: some are lost, less: it came before
            put(feed, newest + step, at=tick)
            newest = max(newest, newest + step)
        pcm = feed.take()
        assert len(pcm) == BLOCK_BYTES
        heard += [number for number in heard_in(pcm) if number != heard[-1]]
        assert len(feed._waiting) <= MOST_BLOCKS
    assert heard == sorted(set(heard)), "none twice, none after a later one"


@given(late=st.lists(st.integers(0, 1), min_size=30, max_size=30))
def test_jitter_of_a_block_loses_nothing(late: list[int]) -> None:
    feed, due = opened(), dict.fromkeys(range(40), 0)
    heard: list[int] = []
    for number, ticks in enumerate(late):
        due[number + ticks] += 1
    seq = FIRST
    for tick in range(40):
        for _ in range(due[tick]):
            put(feed, seq, at=tick)
            seq += 1
        heard += heard_in(feed.take())
    whole = list(dict.fromkeys(heard))
    assert whole == list(range(FIRST, FIRST + 30))


def test_a_burst_keeps_only_the_newest() -> None:
    feed = opened()
    for seq in range(FIRST, FIRST + 50):
        put(feed, seq)
    heard = list(dict.fromkeys(n for _ in range(8) for n in heard_in(feed.take())))
    assert heard == list(range(FIRST + 50 - MOST_BLOCKS, FIRST + 50))


def test_what_waited_too_long_is_made_up_for_in_a_pause() -> None:
    feed = opened()
    for seq in range(FIRST, FIRST + MOST_BLOCKS):
        feed.put(seq, bytes(BLOCK_BYTES), talking=True, now_ns=0)
    feed.take()
    assert len(feed._waiting) == MOST_BLOCKS - 2


def test_what_goes_on_waiting_too_long_is_made_up_for_in_speech_too() -> None:
    feed, seq = opened(), FIRST
    for _ in range(MOST_BLOCKS):
        put(feed, seq)
        seq += 1
    waiting = []
    for _ in range(3 * MOST_LATE):
        feed.take()
        put(feed, seq)
        seq += 1
        waiting.append(len(feed._waiting))
    assert waiting[0] == MOST_BLOCKS
    assert waiting[-1] == USUAL_BLOCKS


def test_what_is_said_with_the_key_up_is_not_heard() -> None:
    feed = opened()
    for seq in range(FIRST, FIRST + 10):
        put(feed, seq, talking=seq < FIRST + 4)
    assert [heard_in(feed.take()) for _ in range(8)] == [[]] * 8
    assert feed.missed == 0


def test_nothing_is_heard_before_it_is_open() -> None:
    feed = LiveFeed(0)
    for seq in range(CHECK_BLOCKS + 20):
        feed.put(seq, block(), talking=True, now_ns=0)
    feed.opening()
    for seq in range(CHECK_BLOCKS + 20, CHECK_BLOCKS + 40):
        put(feed, seq)
    feed.open(0)
    assert [heard_in(feed.take()) for _ in range(8)] == [[]] * 8


def test_how_it_ends() -> None:
    feed = opened()
    put(feed, FIRST, at=0)
    assert feed.closed(MOST_SILENCE_NS // 2) is None or LOST_NS < MOST_SILENCE_NS // 2
    assert feed.closed(LOST_NS) is None
    assert feed.closed(LOST_NS + 1) is Close.LOST
    feed.put(FIRST + 1, marked(0), talking=False, now_ns=MOST_SILENCE_NS)
    assert feed.closed(MOST_SILENCE_NS) is None
    assert feed.closed(MOST_SILENCE_NS + 1) is Close.SILENCE
    feed.end()
    assert feed.closed(0) is None, "what was said is still sent"
    feed.take()
    assert feed.closed(0) is Close.SPEAKER


@given(pcm=st.binary(max_size=BLOCK_BYTES + 4).filter(lambda pcm: len(pcm) != BLOCK_BYTES))
def test_what_is_no_block_is_refused(pcm: bytes) -> None:
    with pytest.raises(UsageRefused):
        LiveFeed(0).put(0, pcm, talking=True, now_ns=0)


@given(pcm=st.binary(min_size=BLOCK_BYTES, max_size=BLOCK_BYTES))
def test_any_samples_are_taken(pcm: bytes) -> None:
    feed = opened()
    for seq in range(FIRST, FIRST + 3):
        feed.put(seq, pcm, talking=True, now_ns=0)
        samples = array("h", feed.take())
        assert max(map(abs, samples)) <= CEILING
