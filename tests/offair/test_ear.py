"""Bytes of a receiver become sound, and groups where it is the whole composite."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.offair.ear import Ear
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, to_int16
from loudspeaker.radio.rds import Group, in_house


@given(st.binary(max_size=200), st.integers(1, 7))
def test_bytes_however_they_are_cut(data: bytes, size: int) -> None:
    ear = Ear(48_000)
    parts = [ear.hear(data[at : at + size]).samples for at in range(0, len(data), size)]
    whole = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.float32) / 32768
    heard = np.concatenate([np.zeros(0, np.float32), *parts])
    assert heard.tolist() == whole.tolist()


def test_composite_gives_sound_and_whose_it_is() -> None:
    group = in_house(pi=0x7ABC, tail=1, block_3=2, block_4=3)

    def next_group(_sample: int) -> Group:
        return group

    multiplexer = Multiplexer(MultiplexSettings(rate_hz=171_000), next_group)
    at = np.arange(2 * 48_000) / 48_000
    tone = (0.3 * np.sin(2 * np.pi * 1000 * at)).astype(np.float32)
    composite = to_int16(multiplexer.feed(tone[None]))
    ear = Ear(171_000)
    heard = [ear.hear(composite[n : n + 50_000]) for n in range(0, len(composite), 50_000)]
    groups = [found for part in heard for found in part.groups]
    assert len(groups) > 10
    assert {found.pi for found in groups if all(found.ok)} == {0x7ABC}
    sound = np.concatenate([part.samples for part in heard])[48_000:72_000]
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
    assert np.argmax(spectrum) * 2 == 1000
