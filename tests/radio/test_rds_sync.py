"""Synchronisation with bits that begin, break, slip and go wrong anywhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.rds import GROUP_BITS, Group, group_from_hex, make_group
from loudspeaker.radio.rds_sync import LOST_BITS, BlockSync, Received
from tests.radio.reference_modulator import bits_of

VECTORS = [
    group_from_hex(text)
    for text in (
        "7F2B 0460 E0CD 4441",
        "7F2B 0C61 7F2B 4920",
        "7F2B 2460 5468 6F6E",
        "7F2B B475 BEEF 1234",
        "7F2B BC6A 7F2B 1234",
        "7F2B 97E5 CAFE F00D",
    )
]
MANY = [make_group(pi=0x7001, kind=6, tail=n % 32, block_3=n, block_4=77 * n) for n in range(40)]


def random_bits(count: int, seed: int = 1) -> list[int]:
    bits: list[int] = np.random.default_rng(seed).integers(0, 2, count).tolist()
    return bits


def run(bits: Sequence[int], *, portion: int = 38, **options: bool) -> list[Received]:
    """Return what comes out; bit ``n`` ends at sample ``10 n``."""
    sync = BlockSync(**options)
    found: list[Received] = []
    for start in range(0, len(bits), portion):
        part = np.array(bits[start : start + portion], dtype=np.int64)
        found += sync.push(part, 10 * (start + np.arange(len(part))))
    return found


def whole(found: Sequence[Received]) -> list[Group]:
    return [received.group for received in found if all(received.group.ok)]


def test_all_groups_from_the_first_bit_on() -> None:
    found = run(bits_of(VECTORS))
    assert whole(found) == VECTORS
    ends = [10 * (GROUP_BITS * (number + 1) - 1) for number in range(len(VECTORS))]
    assert [received.end_sample for received in found] == ends


@given(st.integers(1, 300), st.integers(1, 200))
@settings(max_examples=25)
def test_portions_do_not_matter(portion: int, lead: int) -> None:
    bits = random_bits(lead) + bits_of(VECTORS) + random_bits(LOST_BITS, seed=2)
    assert run(bits, portion=portion) == run(bits, portion=1)


def test_nothing_comes_of_no_bits() -> None:
    assert BlockSync().push(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)) == []


@pytest.mark.parametrize("missing", range(0, GROUP_BITS + 1, 13))
def test_starting_in_the_middle_of_a_group(missing: int) -> None:
    bits = bits_of(VECTORS)[missing:]
    assert whole(run(bits)) == VECTORS[1 if missing else 0 :]


def test_right_blocks_in_front_of_the_synchronisation_are_kept() -> None:
    """Here it comes with the third block seen, in the second group; half of the first was heard."""
    (first, *_) = run(bits_of(VECTORS[:2])[52:])
    assert first.group.ok == (False, False, True, True)
    assert first.group.blocks[2:] == VECTORS[0].blocks[2:]


@pytest.mark.parametrize("slip", [-3, -1, 1, 2, 7])
def test_a_slip_of_the_bit_clock_costs_a_group_or_two(slip: int) -> None:
    bits = bits_of(MANY)
    at = 10 * GROUP_BITS + 45
    slipped = bits[:at] + [0] * slip + bits[at:] if slip > 0 else bits[:at] + bits[at - slip :]
    found = whole(run(slipped))
    assert len(found) >= len(MANY) - 2
    assert all(group in MANY for group in found)


def test_synchronisation_is_kept_through_bad_blocks() -> None:
    bits = bits_of(MANY)
    for block in range(8, 8 + 12):  # three groups
        bits[block * 26 + 5] ^= 1
    found = run(bits)
    assert len(found) == len(MANY)
    assert [received.group.ok for received in found[2:5]] == [(False,) * 4] * 3
    assert whole(found) == MANY[:2] + MANY[5:]


def test_synchronisation_is_lost_without_right_blocks_and_found_again() -> None:
    gap = random_bits(2 * LOST_BITS + 17)
    found = run(bits_of(MANY[:5]) + gap + bits_of(MANY[5:]))
    assert whole(found) == MANY
    assert len(found) == len(MANY) + LOST_BITS // GROUP_BITS


@pytest.mark.parametrize("bit", [0, 1])
def test_unchanging_bits_are_nothing(bit: int) -> None:
    assert run([bit] * 5000) == []


def test_two_right_blocks_are_not_enough() -> None:
    assert run(random_bits(500) + bits_of(VECTORS)[:52] + random_bits(500, seed=3)) == []


def test_three_of_five_are_enough() -> None:
    bits = bits_of(VECTORS[:2])[:130]
    bits[26 + 3] ^= 1
    bits[52 + 3] ^= 1
    found = run(random_bits(200) + bits + random_bits(78, seed=3))
    assert [received.group.ok for received in found] == [
        (True, False, False, True),
        (True, False, False, False),
    ]


def test_false_groups_in_noise_are_rare_and_never_whole() -> None:
    """28 minutes; one false synchronisation comes in about 15 hours."""
    sync, found = BlockSync(), list[Received]()
    generator = np.random.default_rng(1)
    for _ in range(2000):
        bits = generator.integers(0, 2, 1000)
        found += sync.push(bits, bits)
    assert len(found) <= LOST_BITS // GROUP_BITS + 2
    assert whole(found) == []


def test_errors_are_marked_not_hidden() -> None:
    generator = np.random.default_rng(4)
    bits = np.array(bits_of(MANY))
    wrong = bits ^ (generator.random(len(bits)) < 0.02)
    found = run(wrong.tolist())
    assert 0.4 < np.mean([received.group.ok for received in found]) < 0.8
    sent = {(place, word) for group in MANY for place, word in enumerate(group.blocks)}
    for received in found:
        group = received.group
        right = [pair for pair, ok in zip(enumerate(group.blocks), group.ok, strict=True) if ok]
        assert set(right) <= sent


def test_mending_makes_more_groups_whole() -> None:
    bits = bits_of(MANY)
    for group in range(2, len(MANY)):
        at = group * GROUP_BITS + 26 * (group % 4) + 9
        bits[at] ^= 1
        bits[at + 4] ^= 1
    assert len(whole(run(bits))) == 2
    assert whole(run(bits, correct_bursts=True)) == MANY


def test_memory_does_not_grow() -> None:
    sync = BlockSync()
    sizes = set()
    for seed in range(50):
        bits = np.array(random_bits(38, seed) if seed % 3 else bits_of(MANY[:2]))
        sync.push(bits, bits)
        sizes.add((len(sync._bits), len(sync._blocks), len(sync._places), len(sync._ends)))
    assert len(sizes) == 1


@given(st.lists(st.integers(0, 1), max_size=600), st.integers(1, 100))
@settings(max_examples=50)
def test_any_bits_in_any_portions(bits: list[int], portion: int) -> None:
    for received in run(bits, portion=portion):
        assert any(received.group.ok) or received.end_sample > 0
