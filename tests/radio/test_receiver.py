"""The whole receiver: what comes in in any form, and what must come out of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from loudspeaker.radio.rds import GROUP_BITS, Group, group_from_hex, in_house, make_group
from loudspeaker.radio.receiver import (
    RATES_HZ,
    Received,
    Receiver,
    Reception,
    Sound,
    decode,
    receive,
)
from tests.radio.reference_modulator import (
    RATE_HZ,
    Signal,
    at_rate,
    bits_of,
    music,
    noise_for,
    programme_signal,
    rds_signal,
)

VECTORS = [
    group_from_hex(text)
    for text in (
        "7F2B 0460 E0CD 4441",
        "7F2B 0470 E0CD 4441",
        "7F2B 0C61 7F2B 4920",
        "7F2B 1460 00F2 0000",
        "7F2B 2460 5468 6F6E",
        "7F2B 3476 FF01 0001",
        "7F2B 4461 CE9E 078E",
        "7F2B 97E5 CAFE F00D",
        "7F2B A460 4341 4E48",
        "7F2B B475 BEEF 1234",
        "7F2B BC6A 7F2B 1234",
        "7001 6064 14C0 0000",
    )
]
LEAD_BITS = 4
FIRST = in_house(pi=0x7001, tail=0, block_3=0, block_4=0)  # may be spoilt by its first bit


def sent_groups(count: int) -> list[Group]:
    numbers = np.random.default_rng(count)
    return [
        make_group(
            pi=0x7001,
            kind=6,
            tail=n % 32,
            block_3=int(numbers.integers(1 << 16)),
            block_4=int(numbers.integers(1 << 16)),
        )
        for n in range(count)
    ]


def with_music(rds: Signal, *, pilot: float = 0.09, stereo: bool = True) -> Signal:
    sides = music(len(rds), seed=1)
    return rds + programme_signal(sides.left, sides.right if stereo else sides.left, pilot=pilot)


def whole(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if all(group.ok)]


def feed(
    receiver: Receiver, signal: npt.ArrayLike, sizes: Sequence[int], *, flush: bool = True
) -> list[Reception]:
    """Feed the signal in blocks of these sizes, over and over, and then silence."""
    row = np.asarray(signal)
    silence = np.zeros(receiver.delay_samples if flush else 0)
    receptions, start, turn = [], 0, 0
    while start < len(row):
        size = sizes[turn % len(sizes)]
        receptions.append(receiver.feed(row[start : start + size]))
        start, turn = start + size, turn + 1
    return [*receptions, receiver.feed(silence)]


def groups_in(receptions: Iterable[Reception]) -> list[Received]:
    return [received for reception in receptions for received in reception.groups]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_every_vector_at_every_rate(rate_hz: int) -> None:
    signal = at_rate(with_music(rds_signal(bits_of([FIRST, *VECTORS]))), rate_hz)
    assert [g for g in decode(signal, rate_hz) if g != FIRST][-len(VECTORS) :] == VECTORS
    assert whole(decode(signal, rate_hz))[-len(VECTORS) :] == VECTORS


@pytest.mark.parametrize("pilot", [0.0, 0.09])
@pytest.mark.parametrize("stereo", [False, True])
@pytest.mark.parametrize("phase_deg", [0, 90, 180])
def test_with_and_without_pilot_in_phase_and_across(
    pilot: float, stereo: bool, phase_deg: float
) -> None:
    rds = rds_signal(bits_of([FIRST, *VECTORS]), phase_deg=phase_deg)
    signal = at_rate(with_music(rds, pilot=pilot, stereo=stereo), 192_000)
    assert whole(decode(signal, 192_000))[-len(VECTORS) :] == VECTORS


def test_upside_down() -> None:
    signal = -at_rate(rds_signal(bits_of([FIRST, *VECTORS])), 192_000)
    assert whole(decode(signal, 192_000))[-len(VECTORS) :] == VECTORS


def test_decoding_gives_nothing_of_what_is_not_there() -> None:
    """Not even when the signal breaks off in the middle of a group."""
    signal = at_rate(rds_signal(bits_of(VECTORS), tail_bits=0), 192_000)
    cut = signal[: -round(50 * 192_000 / 1187.5)]
    assert whole(decode(cut, 192_000))[-1] == VECTORS[-2]
    assert len(list(decode(cut, 192_000))) == len(VECTORS) - 1


@pytest.mark.parametrize("size", [1000, 6144, 50_001, 10_000_000])
def test_a_stream_of_blocks_gives_what_the_whole_gives(size: int) -> None:
    signal = at_rate(rds_signal(bits_of(VECTORS), tail_bits=0), 192_000)[:-20_000]
    cut = (signal[start : start + size] for start in range(0, len(signal), size))
    found = list(receive(cut, 192_000))
    assert [received.group for received in found] == list(decode(signal, 192_000))
    assert all(received.end_sample <= len(signal) + 81 for received in found)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 191_999])
def test_other_rates_are_refused_at_once(rate_hz: int) -> None:
    with pytest.raises(ValueError, match="171000, 192000, 228000"):
        decode([0.0], rate_hz)
    with pytest.raises(ValueError, match="171000, 192000, 228000"):
        Receiver(rate_hz)


@pytest.mark.parametrize("samples", [[], [0.0], np.zeros(1000)])
def test_short_signals_give_nothing(samples: npt.ArrayLike) -> None:
    assert list(decode(samples, 171_000)) == []


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("off_hz", [-6, 0, 6])
@pytest.mark.parametrize("clock_ppm", [-200, 200])
def test_groups_know_when_they_ended(rate_hz: int, off_hz: float, clock_ppm: float) -> None:
    groups = sent_groups(10)
    rds = rds_signal(bits_of(groups), off_hz=off_hz)
    signal = at_rate(rds, rate_hz, clock_ppm=clock_ppm)
    found = groups_in(feed(Receiver(rate_hz), signal, [rate_hz // 50]))
    bit = rate_hz / 1187.5 * (1 + clock_ppm * 1e-6) * 57_000 / (57_000 + off_hz)
    for received in found[1:]:
        ended = (LEAD_BITS + (groups.index(received.group) + 1) * GROUP_BITS) * bit
        assert received.end_sample == pytest.approx(ended, abs=0.02 * bit)
    assert len(found) == len(groups)


@pytest.mark.parametrize("sound", list(Sound))
@pytest.mark.parametrize("sizes", [[3840], [7680], [192_000], [1, 5000, 13, 6144, 0, 6143, 20_001]])
def test_results_do_not_depend_on_blocks(sound: Sound, sizes: list[int]) -> None:
    signal = at_rate(with_music(rds_signal(bits_of(VECTORS))), 192_000)
    noisy = signal + 0.02 * np.random.default_rng(1).standard_normal(len(signal))
    at_once = Receiver(192_000, sound=sound).feed(noisy)
    pieces = feed(Receiver(192_000, sound=sound), noisy, sizes, flush=False)
    assert tuple(groups_in(pieces)) == at_once.groups
    joined = np.concatenate([piece.audio for piece in pieces])
    assert np.array_equal(joined, at_once.audio)


def test_receptions_say_where_they_lie() -> None:
    pieces = feed(Receiver(192_000), np.zeros(200_000), [3840, 50_000])
    frames = samples = 0
    for piece in pieces:
        assert (piece.first_frame, piece.start_sample) == (frames, samples)
        frames += len(piece.audio)
        samples += 3840 if samples % 53_840 == 0 else 50_000
        assert piece.settled_sample <= samples
        samples = min(samples, 200_000)


def test_groups_come_within_the_delay_and_before_they_are_settled() -> None:
    signal = at_rate(rds_signal(bits_of(sent_groups(30))), 192_000)
    receiver = Receiver(192_000, sound=Sound.NONE)
    settled = fed = 0
    for start in range(0, len(signal), 1000):
        reception = receiver.feed(signal[start : start + 1000])
        fed += 1000
        for received in reception.groups[1:] if not settled else reception.groups:
            assert fed - received.end_sample <= receiver.delay_samples + 1000
            assert received.end_sample >= settled
        settled = reception.settled_sample


def test_a_gap_and_a_new_start() -> None:
    """Half a second of nothing; then the sender is on again, with another phase and clock."""
    first, second = sent_groups(12), sent_groups(13)
    before = at_rate(with_music(rds_signal(bits_of(first))), 192_000)
    after = at_rate(with_music(rds_signal(bits_of(second), phase_deg=70)), 192_000, clock_ppm=100)
    signal = np.concatenate([before, np.zeros(96_077), 0.3 * after])
    found = whole(decode(signal, 192_000))
    assert found[: len(first) - 1] == first[1:]
    assert found[-len(second) + 1 :] == second[1:]


def test_noise_between_stations() -> None:
    groups = sent_groups(12)
    signal = at_rate(rds_signal(bits_of(groups)), 192_000)
    noise = 0.5 * np.random.default_rng(1).standard_normal(192_000)
    found = whole(decode(np.concatenate([noise, signal, noise, signal]), 192_000))
    assert set(found) <= set(groups)
    assert len(found) >= 2 * (len(groups) - 2)


@pytest.mark.parametrize("start", range(0, GROUP_BITS, 17))
def test_starting_in_the_middle_of_a_group(start: int) -> None:
    groups = sent_groups(8)
    signal = at_rate(with_music(rds_signal(bits_of(groups), tail_bits=8)), 192_000)
    first = round((LEAD_BITS + start + 0.3) * 192_000 / 1187.5)
    assert whole(decode(signal[first:], 192_000))[-7:] == groups[1:]


def test_blocks_in_noise_are_as_good_as_theory_allows() -> None:
    """6 dB of a bit's energy over the noise density: 0.24 % wrong symbols, 27 to a block."""
    groups = sent_groups(80)
    bits = bits_of(groups)
    rds = at_rate(rds_signal(bits), 192_000)
    noise = noise_for(
        rds,
        rate_hz=192_000,
        ratio_db=6.0,
        bits=len(bits),
        generator=np.random.default_rng(3),
    )
    found = list(decode(rds + noise, 192_000))
    assert np.mean([group.ok for group in found[1:]]) == pytest.approx(0.937, abs=0.04)
    assert set(whole(found)) <= set(groups)


def test_mending_bursts_is_an_option() -> None:
    groups = sent_groups(40)
    bits = bits_of(groups)
    rds = at_rate(rds_signal(bits), 192_000)
    noise = noise_for(
        rds,
        rate_hz=192_000,
        ratio_db=5.0,
        bits=len(bits),
        generator=np.random.default_rng(3),
    )
    counts = [
        len(
            whole(
                received.group
                for received in groups_in(
                    feed(Receiver(192_000, correct_bursts=mend), rds + noise, [192_000])
                )
            )
        )
        for mend in (False, True)
    ]
    assert counts[0] < 28
    assert counts[1] > 36


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["noise", "stereo", "mono", "sawtooth"])
def test_no_groups_where_there_are_none(kind: str) -> None:
    """Minutes of noise and loud sound without RDS; a false one is due in some 15 hours."""
    receiver = Receiver(192_000, sound=Sound.NONE)
    generator = np.random.default_rng(1)
    sides = music(RATE_HZ * 4, seed=5)
    at = np.arange(4 * 192_000) / 192_000
    signals = {
        "stereo": at_rate(programme_signal(sides.left, sides.right), 192_000),
        "mono": at_rate(programme_signal(sides.left, sides.left, pilot=0.0), 192_000),
        "sawtooth": 0.9 * (at * 441.3 % 1 - 0.5),
    }
    found: list[Received] = []
    for _ in range(50):
        block = signals.get(kind)
        found += receiver.feed(
            generator.standard_normal(len(at)) if block is None else block
        ).groups
    assert found == []
    assert not receiver.synchronised


def awkward(size: int) -> st.SearchStrategy[np.ndarray]:
    return st.one_of(
        arrays.arrays(np.float64, st.integers(0, size), elements=st.floats(width=64)),
        arrays.arrays(np.float32, st.integers(0, size), elements=st.floats(width=32)),
        st.integers(0, 5 * size).flatmap(
            lambda count: st.sampled_from([np.nan, np.inf, -np.inf, 1e308, -3.0, 1e-310]).map(
                lambda value: np.full(count, value)
            )
        ),
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(awkward(4000), max_size=4), st.sampled_from(list(Sound)))
def test_nothing_that_comes_in_can_do_harm(blocks: list[np.ndarray], sound: Sound) -> None:
    """It raises nothing, comes out as numbers, and is forgotten a quarter of a second later."""
    receiver = Receiver(171_000, sound=sound)
    for block in blocks:
        audio = receiver.feed(block).audio
        assert np.isfinite(audio).all()
        assert not len(audio) or np.abs(audio).max() < 40
    groups = sent_groups(7)
    receptions = feed(receiver, at_rate(rds_signal(bits_of(groups)), 171_000), [17_100])
    assert all(np.isfinite(reception.audio).all() for reception in receptions)
    found = whole(received.group for received in groups_in(receptions))
    assert found[-4:] == groups[-4:]


def test_a_table_is_no_signal() -> None:
    with pytest.raises(ValueError, match="2 dimensions"):
        Receiver(192_000).feed(np.zeros((100, 2)))


def test_receivers_do_not_share_state() -> None:
    signal = at_rate(rds_signal(bits_of(VECTORS)), 192_000)
    alone = Receiver(192_000).feed(signal)
    one, other = Receiver(192_000), Receiver(192_000)
    pieces = []
    for start in range(0, len(signal), 5000):
        pieces.append(one.feed(signal[start : start + 5000]))
        other.feed(-0.5 * signal[::-1][start : start + 5000])
    assert tuple(groups_in(pieces)) == alone.groups
    assert np.array_equal(np.concatenate([piece.audio for piece in pieces]), alone.audio)
