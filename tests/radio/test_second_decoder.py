"""What is sent is received without one wrong block by a decoder that shares no code with us."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.audio.wav_header import build_header
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, Samples, to_int16
from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_schedule import GroupScheduler
from tests.radio.rds_air import FULL, command
from tests.radio.reference_modulator import music

DECODER = Path(__file__).with_name("gnuradio_decoder.py")
SYSTEM_PYTHON = "/usr/bin/python3"  # for which Debian packages GNU Radio
NOT_INSTALLED = 77
REQUIRED = "LOUDSPEAKER_REQUIRE_GR_RDS"
BEGIN = datetime(2026, 11, 28, 23, 58, 55, tzinfo=UTC)
FRAME_RATE_HZ = 48_000
SECONDS = 15
MOST_LOST = 5
"""Groups at both ends: until symbols and blocks are found, and what filters keep back."""


class Sender:
    """A full programme with point commands among it; ``sent`` is what was handed over."""

    def __init__(self, rate_hz: int) -> None:
        self._scheduler = GroupScheduler(FULL)
        self._rate_hz = rate_hz
        self.sent: list[str] = []

    def __call__(self, sample: int) -> Group:
        number = len(self.sent)
        if number % 20 == 10:
            self._scheduler.enqueue(command(number), number)
        group = self._scheduler.next(BEGIN + timedelta(seconds=sample / self._rate_hz)).group
        self.sent.append(group.hex())
        return group


def loud_sound(channels: int) -> Samples:
    """Return busy sound at full level."""
    sides = music(SECONDS * FRAME_RATE_HZ, seed=7, rate_hz=FRAME_RATE_HZ)
    return np.stack([sides.left, sides.right][:channels]).astype(np.float32)


def written(path: Path, settings: MultiplexSettings, sound: Samples) -> list[str]:
    """Write a composite file as the sound card would get it; return the groups in it."""
    sender = Sender(settings.rate_hz)
    multiplexer = Multiplexer(settings, sender)
    block = FRAME_RATE_HZ // 50
    parts = [
        to_int16(multiplexer.feed(sound[:, at : at + block]))
        for at in range(0, sound.shape[1], block)
    ]
    data = b"".join(parts)
    path.write_bytes(build_header(frames=len(data) // 2, rate_hz=settings.rate_hz) + data)
    return sender.sent


def decoded(path: Path) -> list[str]:
    """Return the groups that gr-rds finds; skip without it, unless it must be there."""
    done = subprocess.run(
        [SYSTEM_PYTHON, str(DECODER), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(path.parent)},
    )
    if done.returncode == NOT_INSTALLED:
        why = f"gr-rds is not installed ({done.stderr.strip()}): apt-get install gr-rds"
        pytest.fail(why) if os.environ.get(REQUIRED) else pytest.skip(why)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def is_within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Tell whether a sequence is in another without a gap."""
    starts = range(len(whole) - len(part) + 1)
    return any(list(whole[at : at + len(part)]) == list(part) for at in starts)


@pytest.mark.slow
@pytest.mark.parametrize(
    "settings",
    [
        MultiplexSettings(pilot_khz=0.0, drive_db=6.0),
        MultiplexSettings(stereo=True, drive_db=6.0),
        MultiplexSettings(rate_hz=171_000, pilot_khz=0.0, drive_db=6.0),
        MultiplexSettings(rate_hz=228_000, stereo=True, drive_db=6.0),
    ],
    ids=lambda settings: f"{settings.rate_hz}-{'stereo' if settings.stereo else 'mono'}",
)
def test_gnu_radio_reads_every_group(tmp_path: Path, settings: MultiplexSettings) -> None:
    path = tmp_path / "composite.wav"
    sent = written(path, settings, loud_sound(settings.channels))

    groups = decoded(path)

    assert is_within(groups, sent)
    assert len(groups) >= len(sent) - MOST_LOST


@pytest.mark.slow
def test_gnu_radio_does_not_mend_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "composite.wav"
    sent = written(path, MultiplexSettings(pilot_khz=0.0), loud_sound(1))
    data = bytearray(path.read_bytes())
    middle = len(data) // 4 * 2
    data[middle : middle + 2 * 20 * 192] = bytes(2 * 20 * 192)  # 20 ms of silence
    path.write_bytes(data)

    groups = decoded(path)

    assert len(sent) - MOST_LOST - 3 <= len(groups)
    assert not is_within(groups, sent)
