"""The FM multiplex: programme sound and RDS become the one signal that modulates the transmitter.

Composite (ITU-R BS.450-4): 15 kHz low-pass, 50 us pre-emphasis, sum and, in stereo, the difference
on 38 kHz with a pilot of 19 kHz, RDS on 57 kHz.  Samples of ±1 are ±75 kHz of deviation, which
nothing passes.  Every block continues the one before in phase, whatever its text or its sound.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.composite_rates import check_rate
from loudspeaker.radio.multiplex_limiter import DeviationLimiter, delay_samples
from loudspeaker.radio.multiplex_power import FULL_DEVIATION_KHZ, PowerLimiter, PowerMeter
from loudspeaker.radio.multiplex_tables import (
    FRAME_RATE_HZ,
    INTERPOLATION_HALF_FRAMES,
    LOW_PASS_HALF_FRAMES,
    PERIOD_FRAMES,
    PILOT_HZ,
    sine,
)
from loudspeaker.radio.multiplex_windows import PeriodicFilter, emphasis_filter, modulation_filter
from loudspeaker.radio.rds_subcarrier import MEAN_SQUARE, NextGroup, RdsSubcarrier

Samples = npt.NDArray[np.float32]
_FULL_SCALE = 32767
_MARGIN_STEREO, _MARGIN_MONO = 0.006, 0.017  # what may still be higher between the samples
_MOST_PILOT_KHZ, _MOST_RDS_KHZ = 7.5, 7.5  # ITU-R BS.450-4; EN 50067, 1.3


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiplexSettings:
    """What the composite is made of; levels are peak deviations.

    ``pilot_khz`` 0 sends mono without a pilot.  ``drive_db`` raises the sound into the limiter.
    ``power_limit_dbr`` None only measures the power (ITU-R BS.412-9).  ValueError for a rate
    that there is not, levels beyond the standards, and stereo without a pilot.
    """

    rate_hz: int = 192_000
    stereo: bool = False
    pilot_khz: float = 6.75
    rds_khz: float = 2.0
    drive_db: float = 0.0
    pre_emphasis_us: float = 50.0
    power_limit_dbr: float | None = None

    def __post_init__(self) -> None:
        check_rate(self.rate_hz)
        if not (0 <= self.pilot_khz <= _MOST_PILOT_KHZ and 0 <= self.rds_khz <= _MOST_RDS_KHZ):
            raise ValueError(f"pilot {self.pilot_khz} kHz, RDS {self.rds_khz} kHz")
        if self.stereo and not self.pilot_khz:
            raise ValueError("stereo needs a pilot")

    @property
    def channels(self) -> int:
        """How many channels of sound are taken."""
        return 2 if self.stereo else 1

    @property
    def pilot_share(self) -> float:
        """The pilot's part of the full deviation."""
        return self.pilot_khz / FULL_DEVIATION_KHZ

    @property
    def rds_share(self) -> float:
        """The part of RDS at its highest peaks."""
        return self.rds_khz / FULL_DEVIATION_KHZ

    @property
    def fixed_power(self) -> float:
        """The mean square of pilot and RDS."""
        return self.pilot_share**2 / 2 + self.rds_share**2 * MEAN_SQUARE

    @property
    def audio_ceiling(self) -> float:
        """What is left for the sound."""
        margin = _MARGIN_STEREO if self.stereo else _MARGIN_MONO
        return 1.0 - self.pilot_share - self.rds_share - margin

    @property
    def delay_s(self) -> float:
        """By how much sound comes out after it goes in; RDS is not delayed."""
        frames = LOW_PASS_HALF_FRAMES - 1 + INTERPOLATION_HALF_FRAMES
        return frames / FRAME_RATE_HZ + delay_samples(self.rate_hz) / self.rate_hz


class Multiplexer:
    """Turns blocks of 48 kHz sound into composite; ``next_group`` is asked as groups are due."""

    def __init__(self, settings: MultiplexSettings, next_group: NextGroup) -> None:
        self.settings = settings
        self.meter = PowerMeter()
        self._emphasis = _emphasis(settings)
        self._modulation = modulation_filter(settings.rate_hz, stereo=settings.stereo)
        self._limiter = DeviationLimiter(rate_hz=settings.rate_hz, ceiling=settings.audio_ceiling)
        self._power_limiter = (
            None
            if settings.power_limit_dbr is None
            else PowerLimiter(limit_dbr=settings.power_limit_dbr, fixed_power=settings.fixed_power)
        )
        self._power_gain = 1.0
        self._pilot = _pilot(settings)
        self._rds = (
            RdsSubcarrier(settings.rate_hz, next_group, peak=settings.rds_share)
            if settings.rds_share
            else None
        )

    @property
    def limiter_gain_db(self) -> float:
        """What the deviation limiter does at the end of the last block."""
        return 20 * float(np.log10(self._limiter.gain))

    def feed(self, sound: Samples) -> Samples:
        """Return the composite of a block of frames of ±1: ``(n,)``, or ``(2, n)`` for stereo.

        ``n`` is a whole number of milliseconds (ValueError else); what is not finite is silence.
        """
        block = self._checked(sound)
        if not block.size:
            return np.zeros(0, dtype=np.float32)
        audio = self._limiter.feed(*self._modulation.feed(self._emphasise(block)))
        composite = self._limit_power(audio)
        if self._pilot is not None:
            rows = composite.reshape(-1, len(self._pilot))
            rows += self._pilot
        if self._rds is not None:
            self._rds.add_to(composite)
        return composite

    def restart(self) -> None:
        """Begin anew after a cut: with silence, and with the first bit of the next group.

        The power of the last minute is not forgotten.
        """
        settings = self.settings
        self._emphasis = _emphasis(settings)
        self._modulation = modulation_filter(settings.rate_hz, stereo=settings.stereo)
        self._limiter = DeviationLimiter(rate_hz=settings.rate_hz, ceiling=settings.audio_ceiling)
        if self._rds is not None:
            self._rds.restart()

    def _checked(self, sound: Samples) -> Samples:
        block = np.atleast_2d(np.asarray(sound, dtype=np.float32))
        if block.shape[0] != self.settings.channels or block.shape[1] % PERIOD_FRAMES:
            raise ValueError(f"a block of {block.shape}, not whole milliseconds of sound")
        finite = np.isfinite(block)
        if not finite.all():
            block = np.where(finite, block, np.float32(0))
        return np.clip(block, -1.0, 1.0)

    def _emphasise(self, block: Samples) -> Samples:
        for channel, one in enumerate(self._emphasis):
            block[channel] = one.feed(block[channel : channel + 1])[0]
        return block

    def _limit_power(self, audio: Samples) -> Samples:
        """Apply the gain that the multiplex power asks for, as a straight line over the block."""
        if not len(audio):
            return audio
        power, seconds = float(audio @ audio) / len(audio), len(audio) / self.settings.rate_hz
        gain, before = 1.0, self._power_gain
        if self._power_limiter is not None:
            gain = self._power_limiter.gain(power, seconds)
        self._power_gain = gain
        self.meter.add(power * gain**2 + self.settings.fixed_power, seconds)
        if gain != 1.0 or before != 1.0:
            audio *= np.linspace(before, gain, len(audio), dtype=np.float32)
        return audio


def _emphasis(settings: MultiplexSettings) -> list[PeriodicFilter]:
    gain = 10 ** (settings.drive_db / 20) * settings.audio_ceiling
    return [emphasis_filter(settings.pre_emphasis_us, gain) for _ in range(settings.channels)]


def _pilot(settings: MultiplexSettings) -> Samples | None:
    """Return a millisecond of pilot, shifted as the limiter shifts the sound; None without one."""
    if not settings.pilot_share:
        return None
    samples = settings.rate_hz // 1000
    table = sine(PILOT_HZ, settings.rate_hz, samples) * np.float32(settings.pilot_share)
    return np.roll(table, delay_samples(settings.rate_hz) % samples)


def to_int16(composite: Samples) -> bytes:
    """Return 16-bit little-endian samples; full scale is ±75 kHz, and nothing goes beyond."""
    scaled = composite * np.float32(_FULL_SCALE)
    np.clip(scaled, -_FULL_SCALE, _FULL_SCALE, out=scaled)
    np.rint(scaled, out=scaled)
    data: bytes = scaled.astype("<i2").tobytes()
    return data
