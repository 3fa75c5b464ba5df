"""Speech without words: random syllables with formants, tones and pauses, each seed a text."""

from __future__ import annotations

import numpy as np

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples

RATE_HZ = PROGRAMME_RATE_HZ


def babble(seconds: float, *, seed: int, peak: float = 0.5) -> Samples:
    """Return so much of it."""
    random = np.random.default_rng(seed)
    parts: list[Samples] = []
    length = 0
    while length < seconds * RATE_HZ:
        parts.append(_syllable(random))
        length += len(parts[-1])
        if random.random() < 0.2:
            parts.append(np.zeros(round(random.uniform(0.1, 0.5) * RATE_HZ), np.float32))
            length += len(parts[-1])
    sound = np.concatenate(parts)[: round(seconds * RATE_HZ)]
    loud: Samples = (sound * (peak / np.abs(sound).max())).astype(np.float32)
    return loud


def _syllable(random: np.random.Generator) -> Samples:
    """Return a short noise and a voiced sound that glides."""
    count = round(random.uniform(0.12, 0.28) * RATE_HZ)
    at = np.arange(count) / RATE_HZ
    pitch_hz = random.uniform(100, 220) * (1 + random.uniform(-0.2, 0.3) * at / at[-1])
    phase = 2 * np.pi * np.cumsum(pitch_hz) / RATE_HZ
    formants = random.uniform((300, 900, 2200), (900, 2200, 3300))
    voice = np.zeros(count)
    for number in range(1, 25):
        hz = number * 150.0
        gain = sum(1 / (1 + ((hz - formant) / 120) ** 2) for formant in formants)
        voice += (gain + 0.02) * np.sin(number * phase) / number**0.3
    swell = np.abs(np.sin(np.pi * at / at[-1])) ** 0.6
    burst = random.normal(0, random.uniform(0.1, 1.0), count) * np.exp(-at / 0.02)
    loudness = random.uniform(0.3, 1.0)
    syllable: Samples = (loudness * (voice * swell + burst)).astype(np.float32)
    return syllable


# --- what a radio link does to it -----------------------------------------------------------------


def band_limited(sound: Samples, *, low_hz: float = 300, high_hz: float = 3400) -> Samples:
    """Return only what a telephone lets through."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    spectrum[(hz < low_hz) | (hz > high_hz)] = 0
    return np.fft.irfft(spectrum, len(sound)).astype(np.float32)


def without_de_emphasis(sound: Samples) -> Samples:
    """Return it as sharp as it is on air (50 us)."""
    spectrum = np.fft.rfft(sound) * (
        1 + 2j * np.pi * 50e-6 * np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
    )
    return (np.fft.irfft(spectrum, len(sound)) / 4).astype(np.float32)


def hiss(seconds: float, *, rms: float = 0.1, seed: int = 3) -> Samples:
    """Return what a receiver without squelch gives where there is no carrier."""
    return np.random.default_rng(seed).normal(0, rms, round(seconds * RATE_HZ)).astype(np.float32)


def noisy(sound: Samples, *, snr_db: float, seed: int = 5) -> Samples:
    """Add noise so far below the sound."""
    rms = float(np.sqrt(np.mean(np.square(sound))))
    noise = hiss(len(sound) / RATE_HZ, rms=rms * 10 ** (-snr_db / 20), seed=seed)
    return sound + noise[: len(sound)]


def hum(seconds: float) -> Samples:
    """Return a bad mains supply: 50 Hz and its harmonics."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    waves = (0.1 / n * np.sin(2 * np.pi * 50 * n * at + n) for n in range(1, 12))
    mixed: Samples = np.sum(list(waves), axis=0).astype(np.float32)
    return mixed


def tone(seconds: float, *, hz: float = 440, peak: float = 0.1) -> Samples:
    """Return a steady tone."""
    at = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (peak * np.sin(2 * np.pi * hz * at)).astype(np.float32)


def off_by(sound: Samples, ppm: float) -> Samples:
    """Return it as a clock hears it that is off."""
    at = np.arange(int(len(sound) / (1 + ppm * 1e-6)) - 1) * (1 + ppm * 1e-6)
    whole = at.astype(int)
    share = (at - whole).astype(np.float32)
    heard: Samples = (sound[whole] * (1 - share) + sound[whole + 1] * share).astype(np.float32)
    return heard
