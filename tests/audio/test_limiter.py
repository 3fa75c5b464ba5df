import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.limiter import Limiter, _GainCurve, latency_frames, limit
from loudspeaker.audio.pcm import Clip, Samples, silence, with_gain
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.errors import SoundRefused
from tests.audio.ffmpeg import ebur128, needs_ffmpeg
from tests.audio.signals import noise, sine, speech_like

RATE_HZ = 48_000


def impulses() -> Samples:
    samples = np.zeros(9_600, dtype=np.float32)
    samples[[0, 1, 500, 501, 502, 4_095, 4_096, 9_599]] = [1, -1, 1, -1, 1, 5, -5, 1]
    return samples


def nasty_signals() -> dict[str, Samples]:
    random = np.random.default_rng(3)
    burst = sine(hz=5_000, peak_db=20.0, seconds=0.01)
    return {
        "square wave": np.sign(sine(hz=997.3)).astype(np.float32),
        "fast square wave": np.sign(sine(hz=11_000, phase=0.3)).astype(np.float32),
        "full-scale noise": random.uniform(-1, 1, RATE_HZ).astype(np.float32),
        "one-bit noise": random.choice(np.array([-1, 1], dtype=np.float32), RATE_HZ),
        "noise 20 dB over": noise(rms_db=20.0),
        "impulses": impulses(),
        "half the rate": np.resize(np.array([1, -1], dtype=np.float32), 5_000),
        "a quarter of the rate": sine(hz=12_000, phase=np.pi / 4, peak_db=3.0),
        "near half the rate": sine(hz=23_000, peak_db=10.0),
        "constant": np.ones(5_000, dtype=np.float32),
        "burst": np.concatenate([silence(60), burst, silence(60)]),
        "one frame": np.ones(1, dtype=np.float32),
        "speech 12 dB over": with_gain(speech_like(peak=1.0), 12.0),
    }


def true_peak(samples: Samples, rate_hz: int = RATE_HZ) -> float:
    return true_peak_dbtp(Clip(samples=samples, rate_hz=rate_hz))


def fed_in_chunks(samples: Samples, cuts: list[int], rate_hz: int = RATE_HZ) -> Samples:
    limiter = Limiter(rate_hz=rate_hz)
    fed = given_back = 0
    out = []
    for chunk in np.split(samples, sorted(cuts)):
        out.append(limiter.feed(chunk))
        fed, given_back = fed + len(chunk), given_back + len(out[-1])
        assert 0 <= fed - given_back <= latency_frames(rate_hz)
    return np.concatenate([*out, limiter.finish()])


@pytest.mark.parametrize("name", nasty_signals())
def test_the_true_peak_stays_below_the_ceiling(name: str) -> None:
    samples = nasty_signals()[name]
    limited = limit(samples, rate_hz=RATE_HZ)
    assert len(limited) == len(samples)
    assert true_peak(limited) <= -1.0 + 0.1


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 96_000])
def test_at_other_rates_too(rate_hz: int) -> None:
    loud = noise(seconds=1.0, rms_db=0.0, rate_hz=rate_hz)
    assert true_peak(limit(loud, rate_hz=rate_hz), rate_hz) <= -1.0 + 0.1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(-8, 8, width=32), max_size=60),
    st.integers(1, 400),
    st.floats(-12, 0),
)
def test_any_steps_stay_below_any_ceiling(
    steps: list[float], width: int, ceiling_dbtp: float
) -> None:
    samples = np.repeat(np.array(steps, dtype=np.float32), width)
    limited = limit(samples, rate_hz=RATE_HZ, ceiling_dbtp=ceiling_dbtp)
    assert len(limited) == len(samples)
    assert true_peak(limited) <= ceiling_dbtp + 0.1


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 30_000), max_size=8),
    st.sampled_from([8_000, 44_100, 48_000]),
    st.integers(0, 30_000),
)
def test_chunks_give_bit_for_bit_the_same(cuts: list[int], rate_hz: int, frames: int) -> None:
    samples = noise(seconds=30_000 / rate_hz, rms_db=-3.0, rate_hz=rate_hz)[:frames]
    at_once = limit(samples, rate_hz=rate_hz)
    assert np.array_equal(fed_in_chunks(samples, cuts, rate_hz), at_once)


def test_small_chunks_give_bit_for_bit_the_same() -> None:
    samples = with_gain(speech_like(seconds=1.0, peak=1.0), 6.0)
    cuts = list(range(0, len(samples), 160))
    assert np.array_equal(fed_in_chunks(samples, cuts), limit(samples, rate_hz=RATE_HZ))


def test_what_is_below_the_ceiling_comes_out_as_it_went_in() -> None:
    samples = speech_like(seconds=2.0, peak=0.8)
    assert np.array_equal(limit(samples, rate_hz=RATE_HZ), samples)


def test_the_sound_stays_in_its_place() -> None:
    """A loud stretch in the middle is turned down; what lies well away from it is untouched."""
    quiet = sine(hz=440, peak_db=-12.0, seconds=3.0)
    loud = quiet.copy()
    loud[60_000:70_000] *= 8.0
    limited = limit(loud, rate_hz=RATE_HZ)
    assert np.array_equal(limited[:59_000], loud[:59_000])
    assert np.array_equal(limited[100_000:], loud[100_000:])
    inside = slice(62_000, 69_000)
    assert np.corrcoef(limited[inside], loud[inside])[0, 1] > 0.9999


def test_the_gain_is_a_smooth_curve_without_clicks() -> None:
    tone = sine(hz=440, peak_db=-12.0, seconds=1.0)
    tone[20_000:28_000] *= 10.0
    gain = limit(tone, rate_hz=RATE_HZ)[100:-100] / np.where(tone == 0, 1, tone)[100:-100]
    steps_db = np.diff(20 * np.log10(gain[np.abs(tone[100:-100]) > 0.01]))
    assert np.max(np.abs(steps_db)) < 0.5
    assert np.max(gain) <= 1.0 + 1e-6


def test_the_gain_comes_back_after_the_peak() -> None:
    tone = sine(hz=440, peak_db=-12.0, seconds=1.0)
    tone[10_000] = 4.0  # 13 dB over: back in 13 / 40 s
    limited = limit(tone, rate_hz=RATE_HZ)
    assert np.max(np.abs(limited[14_000:15_000])) < 0.8 * np.max(np.abs(tone[14_000:15_000]))
    assert limited[30_000:] == pytest.approx(tone[30_000:])


def test_the_gain_curve_waits_until_it_can_look_ahead() -> None:
    """The interpolator may deliver any number of cells; one at a time is the least."""
    cells = np.full(100, 2.0, dtype=np.float32)
    slow, fast = (_GainCurve(rate_hz=RATE_HZ, ceiling_dbtp=-1.0) for _ in range(2))
    parts = [slow.feed(cells[at : at + 1]) for at in range(100)]
    assert len(parts[0]) == 0
    at_once = np.concatenate([fast.feed(cells), fast.finish()])
    assert np.array_equal(np.concatenate([*parts, slow.finish()]), at_once)
    assert len(at_once) == 800


def test_nothing_in_nothing_out() -> None:
    assert len(limit(silence(0), rate_hz=RATE_HZ)) == 0
    assert len(Limiter(rate_hz=RATE_HZ).finish()) == 0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_a_number_is_refused(bad: float) -> None:
    with pytest.raises(SoundRefused, match="not_finite"):
        Limiter(rate_hz=RATE_HZ).feed(np.array([bad], dtype=np.float32))


@needs_ffmpeg
def test_ffmpeg_finds_no_peak_above_the_ceiling_either() -> None:
    loud = with_gain(speech_like(seconds=5.0, peak=1.0), 12.0)
    limited = Clip(samples=limit(loud, rate_hz=RATE_HZ), rate_hz=RATE_HZ)
    assert ebur128(limited).true_peak_dbtp <= -1.0 + 0.1
