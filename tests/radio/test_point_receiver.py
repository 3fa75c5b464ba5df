"""From the air to the loudspeaker, to the sample."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.addressing import point_address
from loudspeaker.radio.command_receiver import Accepted, Identity, Memory, Outcome
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.gate import SQUELCH_NS, Cause, GateChange
from loudspeaker.radio.point_receiver import GatedSound, Heard, PointListener, PointReceiver
from loudspeaker.radio.rds import GROUP_BITS, Group, basic_tuning
from loudspeaker.radio.rds_sync import Received
from loudspeaker.radio.receiver import Receiver, Reception, Sound
from tests.radio.profile_s import KEYS, PI, SECOND, START, signed
from tests.radio.reference_modulator import (
    RATE_HZ,
    Signal,
    at_rate,
    bits_of,
    programme_signal,
    rds_signal,
)

RATE = 192_000
BLOCK = RATE // 50
LEAD_BITS = 4
FILLER = basic_tuning(pi=PI, name=b"XA      ", segment=0)
IDENTITY = Identity(point=4, zone=2, pi=PI, keys=KEYS.for_receiver(point=4, zone=2))
OTHER = Identity(point=5, zone=2, pi=PI, keys=KEYS.for_receiver(point=5, zone=2))


def on_air(groups: Sequence[Group]) -> Signal:
    """Return a tone with these groups."""
    rds = rds_signal(bits_of(groups))
    side = np.sin(2 * np.pi * 500 * np.arange(len(rds)) / RATE_HZ)
    return at_rate(programme_signal(side, side, pilot=0.0) + rds, RATE)


def command(
    operation: Operation, *, argument: int = 0, counter: int = START, toggle: bool = False
) -> tuple[Group, ...]:
    frame = signed(operation, to=point_address(4), argument=argument, counter=counter)
    return to_groups(frame, pi=PI, toggle=toggle)


OPEN = command(Operation.OPEN, argument=30)
CLOSE = command(Operation.CLOSE, counter=START + 4, toggle=True)


def end_frame(count: int) -> float:
    """Return where ``count`` groups have ended, in frames of sound."""
    return (LEAD_BITS + count * GROUP_BITS) / 1187.5 * 48_000


def listen(
    point: PointReceiver, signal: Signal, *, carrier: bool = True, block: int = BLOCK
) -> list[Heard]:
    return [
        point.feed(signal[start : start + block], carrier=carrier)
        for start in range(0, len(signal), block)
    ]


def audio_of(heard: Sequence[Heard]) -> np.ndarray:
    return np.concatenate([part.audio for part in heard])


def outcomes_of(heard: Sequence[Heard]) -> list[Outcome]:
    return [outcome for part in heard for outcome in part.outcomes]


def sounding(audio: np.ndarray) -> tuple[int, int]:
    """Return the first and the last frame that is not exactly zero."""
    frames = np.flatnonzero(audio)
    return int(frames[0]), int(frames[-1])


@pytest.fixture(scope="module")
def opened_and_closed() -> Signal:
    return on_air([FILLER, *OPEN, *[FILLER] * 4, *CLOSE, *[FILLER] * 3])


def test_the_gate_moves_at_the_end_of_the_group(opened_and_closed: Signal) -> None:
    heard = listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), opened_and_closed)
    first, last = sounding(audio_of(heard))
    assert first == pytest.approx(end_frame(5), abs=2)
    assert last + 1 == pytest.approx(end_frame(13), abs=2)


def test_the_sound_between_is_the_receivers_own(opened_and_closed: Signal) -> None:
    audio = audio_of(listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), opened_and_closed))
    whole = Receiver(RATE).feed(opened_and_closed).audio
    first, last = sounding(audio)
    assert np.array_equal(audio[first : last + 1], whole[first : last + 1])
    assert np.abs(whole[:first]).max() > 0.9  # there was something to be silent about


def test_outcomes_and_memory(opened_and_closed: Signal) -> None:
    point = PointReceiver(IDENTITY, Memory(volume=55), rate_hz=RATE, start_ns=7 * SECOND)
    outcomes = outcomes_of(listen(point, opened_and_closed))
    kinds = [type(outcome) for outcome in outcomes]
    assert kinds == [Accepted, GateChange, Accepted, GateChange]
    opened, closed = (outcome for outcome in outcomes if isinstance(outcome, GateChange))
    assert (opened.open, opened.by, opened.volume) == (True, Cause.COMMAND, 55)
    assert not closed.open
    assert opened.mono_ns == pytest.approx(7e9 + end_frame(5) / 48_000e-9, abs=1e5)
    assert point.memory == Memory(last_counter=START + 4, volume=55)


@pytest.mark.parametrize("block", [100, 7680, RATE, 10**7])
def test_blocks_do_not_matter(opened_and_closed: Signal, block: int) -> None:
    wanted = listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), opened_and_closed)
    heard = listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), opened_and_closed, block=block)
    assert np.array_equal(audio_of(heard), audio_of(wanted))
    assert outcomes_of(heard) == outcomes_of(wanted)


def test_parts_say_where_they_begin(opened_and_closed: Signal) -> None:
    frames = 0
    for part in listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), opened_and_closed):
        assert part.first_frame == frames
        frames += len(part.audio)


def test_a_replay_opens_nothing(opened_and_closed: Signal) -> None:
    memory = Memory(last_counter=START + 4)
    heard = listen(PointReceiver(IDENTITY, memory, rate_hz=RATE), opened_and_closed)
    assert not audio_of(heard).any()


def test_without_commands_and_without_carrier_there_is_silence(opened_and_closed: Signal) -> None:
    only_filler = on_air([FILLER] * 6)
    assert not audio_of(listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), only_filler)).any()
    dead = listen(PointReceiver(IDENTITY, Memory(), rate_hz=RATE), opened_and_closed, carrier=False)
    assert not audio_of(dead).any()


def test_losing_the_carrier_squelches_and_its_return_opens_again() -> None:
    point = PointReceiver(IDENTITY, Memory(), rate_hz=RATE)
    signal = on_air([FILLER, *OPEN, *[FILLER] * 12])
    lost, back = 30 * BLOCK, 45 * BLOCK
    heard = listen(point, signal[:lost])
    heard += listen(point, signal[lost:back], carrier=False)
    heard += listen(point, signal[back:])
    changes = [o for o in outcomes_of(heard) if isinstance(o, GateChange)]
    assert [(change.open, change.by) for change in changes] == [
        (True, Cause.COMMAND),
        (False, Cause.SQUELCH),
        (True, Cause.SQUELCH),
    ]
    assert changes[1].mono_ns == lost * SECOND // RATE + SQUELCH_NS
    assert changes[2].mono_ns == back * SECOND // RATE
    audio = audio_of(heard)
    silent = slice(
        math.ceil(changes[1].mono_ns * 48_000 / SECOND),
        math.ceil(changes[2].mono_ns * 48_000 / SECOND),
    )
    assert not audio[silent].any()
    assert audio[silent.start - 20 : silent.start].any()
    assert audio[silent.stop : silent.stop + 20].any()


def test_many_points_listen_to_one_tuner(opened_and_closed: Signal) -> None:
    tuner = Receiver(RATE)
    ours, others = (PointListener(who, Memory(), rate_hz=RATE) for who in (IDENTITY, OTHER))
    heard: list[tuple[Heard, Heard]] = []
    for start in range(0, len(opened_and_closed), BLOCK):
        reception = tuner.feed(opened_and_closed[start : start + BLOCK])
        heard.append((ours.hear(reception, carrier=True), others.hear(reception, carrier=True)))
    assert audio_of([pair[0] for pair in heard]).any()
    assert not audio_of([pair[1] for pair in heard]).any()


def reception(
    number: int, *, groups: Sequence[tuple[Group, int]] = (), frames: int = 1536
) -> Reception:
    """Return a reception made by hand, one frame of the receiver after the other, all ones."""
    return Reception(
        groups=tuple(Received(group=group, end_sample=end) for group, end in groups),
        audio=np.ones(frames, dtype=np.float32),
        start_sample=number * 6144,
        first_frame=number * 1536,
        settled_sample=max(0, number * 6144),
    )


def test_a_group_that_became_known_late_counts_from_where_the_sound_is() -> None:
    """Sound that has left cannot be called back, and time must not run backwards."""
    point = PointListener(IDENTITY, Memory(), rate_hz=RATE)
    heard = [point.hear(reception(number), carrier=True) for number in range(40)]
    late = [(group, 1000 + number) for number, group in enumerate(OPEN)]
    heard += [point.hear(reception(40, groups=late), carrier=True)]
    heard += [point.hear(reception(41), carrier=True)]
    change = next(o for o in outcomes_of(heard) if isinstance(o, GateChange) and o.open)
    assert change.mono_ns == 39 * 6144 * SECOND // RATE
    assert sounding(audio_of(heard))[0] == 39 * 1536


def test_carriers_and_groups_are_taken_in_the_order_of_time() -> None:
    """The group ended before the carrier came back, so it was heard by a squelched receiver."""
    point = PointListener(IDENTITY, Memory(), rate_hz=RATE)
    heard = [point.hear(reception(0), carrier=False)]
    ends = [(group, 6000 + number) for number, group in enumerate(OPEN)]
    heard += [point.hear(reception(1, groups=ends), carrier=True)]
    heard += [point.hear(reception(2), carrier=True)]
    (change,) = (o for o in outcomes_of(heard) if isinstance(o, GateChange))
    assert (change.mono_ns, change.by) == (6144 * SECOND // RATE, Cause.SQUELCH)


def test_empty_blocks_are_harmless_and_remembered_once() -> None:
    point = PointListener(IDENTITY, Memory(), rate_hz=RATE)
    tuner = Receiver(RATE, sound=Sound.MONO)
    for number in range(100):
        heard = point.hear(tuner.feed([]), carrier=number % 2 == 0)
        assert not len(heard.audio)
    assert len(point._carriers) <= 1


@given(
    st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=8),
    st.lists(st.integers(0, 90), min_size=1, max_size=8),
    st.integers(0, 60),
)
def test_gating_is_what_a_slow_reading_says(
    changes: list[tuple[int, bool]], sizes: list[int], held: int
) -> None:
    gated, first = GatedSound(), 0
    given_audio, ordered = list[float](), sorted(changes, key=lambda change: change[0])
    for frame, is_open in ordered:
        gated.change(frame, is_open=is_open)
    for size in sizes:
        audio = np.arange(first + 1, first + size + 1, dtype=np.float32)
        part = Reception(
            groups=(), audio=audio, start_sample=0, first_frame=first, settled_sample=0
        )
        first += size
        start, played = gated.play(part, first - held)
        assert start == len(given_audio)
        given_audio += played.tolist()
    for frame, value in enumerate(given_audio):
        before = [is_open for at, is_open in ordered if at <= frame]
        assert value == (frame + 1 if before and before[-1] else 0)
