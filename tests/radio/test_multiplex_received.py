"""Multiplexer and receiver, which share nothing but the definition of a group, meet."""

from __future__ import annotations

import numpy as np
import pytest

from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings
from loudspeaker.radio.rds import GROUP_BITS, Group, in_house
from loudspeaker.radio.rds_subcarrier import bit_sample
from loudspeaker.radio.receiver import Receiver, Reception, Sound

GROUPS = [
    in_house(pi=0x7001, tail=n, block_3=n * 2357 % 65536, block_4=~n % 65536) for n in range(16)
]
TONE_HZ, SIZE = 1000, 0.3


def received(rate_hz: int, *, stereo: bool) -> Reception:
    """Send a tone on the left (or on both sides) with the groups; return what is received."""
    groups = iter(GROUPS)

    def next_group(_sample: int) -> Group:
        return next(groups, GROUPS[0])

    sender = Multiplexer(MultiplexSettings(rate_hz=rate_hz, stereo=stereo), next_group)
    left = SIZE * np.sin(2 * np.pi * TONE_HZ * np.arange(72_000) / 48_000)
    sound = np.stack([left, 0 * left]) if stereo else left
    composite = sender.feed(sound.astype(np.float32))
    return Receiver(rate_hz, sound=Sound.STEREO if stereo else Sound.MONO).feed(composite)


def level_db(audio: np.ndarray) -> float:
    turns = np.exp(-2j * np.pi * TONE_HZ * np.arange(24_000) / 48_000)
    return float(20 * np.log10(2 * np.abs(np.mean(audio[24_000:48_000] * turns)) + 1e-12))


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("stereo", [False, True])
def test_groups_and_where_they_end(rate_hz: int, stereo: bool) -> None:
    found = received(rate_hz, stereo=stereo).groups
    assert [item.group for item in found[1:]] == GROUPS[1 : len(found)]
    assert len(found) >= len(GROUPS) - 2
    for number, item in enumerate(found):
        end = bit_sample((number + 1) * GROUP_BITS, rate_hz)
        assert item.end_sample == pytest.approx(end, abs=4)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_levels_and_separation(rate_hz: int) -> None:
    left, right = received(rate_hz, stereo=True).audio.T
    assert level_db(left) == pytest.approx(20 * np.log10(SIZE), abs=0.5)
    assert level_db(left) - level_db(right) > 50
    mono = received(rate_hz, stereo=False).audio
    assert level_db(mono) == pytest.approx(20 * np.log10(SIZE), abs=0.5)
