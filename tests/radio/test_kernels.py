"""The filters, by their transfer functions and by the matrices made of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.kernels import (
    DE_EMPHASIS_S,
    MONO_STOP_HZ,
    STEREO_STOP_HZ,
    Kernel,
    Span,
    audio_kernel,
    filter_matrix,
    matched_kernel,
    mixing_matrix,
    pilot_kernel,
)

BIT_S = 1 / 1187.5


def response(kernel: Kernel, hz: npt.ArrayLike) -> npt.NDArray[np.complex128]:
    step = kernel.times_s[1] - kernel.times_s[0]
    turns = np.exp(-2j * np.pi * np.asarray(hz)[:, np.newaxis] * kernel.times_s)
    return np.asarray((kernel.values * turns).sum(axis=1) * step)


def level_db(values: npt.NDArray[np.complex128]) -> npt.NDArray[np.float64]:
    return 20 * np.log10(np.abs(values) + 1e-12)


@pytest.mark.parametrize("stop_hz", [MONO_STOP_HZ, STEREO_STOP_HZ])
def test_audio_is_flat_to_15_khz_but_for_the_de_emphasis(stop_hz: float) -> None:
    hz = np.linspace(0, 15_000, 31)
    wanted = 1 / (1 + 2j * np.pi * hz * DE_EMPHASIS_S)
    found = response(audio_kernel(stop_hz), hz)
    assert np.abs(found / wanted - 1).max() < 3e-4  # of complex values: so without delay too


@pytest.mark.parametrize("stop_hz", [MONO_STOP_HZ, STEREO_STOP_HZ])
def test_nothing_beyond_the_sound_gets_through(stop_hz: float) -> None:
    hz = np.concatenate([np.linspace(stop_hz, 60_000, 60), [19_000.0]])
    assert level_db(response(audio_kernel(stop_hz), hz)).max() < -85


def test_de_emphasis_by_published_figures() -> None:
    at_15_khz = level_db(response(audio_kernel(MONO_STOP_HZ), [15_000.0]))[0]
    assert at_15_khz == pytest.approx(-13.66, abs=0.02)


def test_the_matched_filter_is_as_good_as_the_ideal_one() -> None:
    """Of the ratio of signal to noise it loses less than 0.02 dB."""
    hz = np.linspace(-6000, 6000, 601)
    ideal = np.sin(np.pi * hz * BIT_S / 2) * np.cos(np.pi * hz * BIT_S / 4)
    ideal[np.abs(hz) > 2 / BIT_S] = 0
    found = response(matched_kernel(), hz)
    kept = np.abs(np.vdot(found, ideal)) ** 2 / np.vdot(found, found).real / np.dot(ideal, ideal)
    assert -10 * np.log10(kept) < 0.02


def test_the_matched_filter_stops_stereo_and_pilot() -> None:
    """The stereo band ends 4 kHz below the subcarrier, the pilot lies 38 kHz away."""
    strongest = level_db(response(matched_kernel(), [1187.5]))[0]
    others = level_db(response(matched_kernel(), [*range(4000, 57_000, 2500), 38_000]))
    assert others.max() < strongest - 80


def test_the_pilot_filter_passes_the_pilot_alone() -> None:
    kernel = pilot_kernel()
    assert level_db(response(kernel, [0.0, 6.0])) == pytest.approx([0, 0], abs=0.01)
    assert level_db(response(kernel, np.linspace(4_000, 40_000, 90))).max() < -75


@pytest.mark.parametrize("kernel", [audio_kernel(MONO_STOP_HZ), matched_kernel(), pilot_kernel()])
def test_no_kernel_reads_beyond_its_ends(kernel: Kernel) -> None:
    outside = np.array([-kernel.after_s - 1e-6, kernel.before_s + 1e-6])
    assert (kernel.at(outside) == 0).all()


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_filter_matrix_is_the_convolution(rate_hz: int) -> None:
    kernel, span = audio_kernel(MONO_STOP_HZ), Span(rate_hz=rate_hz, milliseconds=1, outputs=48)
    before, after = span.before(kernel), span.after(kernel)
    window = np.random.default_rng(1).standard_normal(before + span.samples + after)
    found = window @ filter_matrix(kernel, span)
    inputs_s = (np.arange(len(window)) - before) / rate_hz
    for output in (0, 17, 47):
        wanted = np.sum(window * kernel.at(output / 48_000 - inputs_s)) / rate_hz
        assert found[output] == pytest.approx(wanted, abs=1e-5)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_mixing_matrix_gives_size_and_phase_of_a_carrier(rate_hz: int) -> None:
    kernel, span = pilot_kernel(), Span(rate_hz=rate_hz, milliseconds=4, outputs=1)
    matrix = mixing_matrix(kernel, span, carrier_hz=19_000)
    times_s = (np.arange(len(matrix)) - span.before(kernel)) / rate_hz
    window = 0.7 * np.cos(2 * np.pi * 19_000 * times_s + 0.4)
    real, imaginary = window @ matrix
    assert complex(real, imaginary) == pytest.approx(0.7 * np.exp(0.4j), abs=1e-4)
