"""``radio power``, ``radio spectrum``, ``radio test-tone``."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from loudspeaker.audio.drawing import DARK, PALE
from loudspeaker.cli.workbench.powering import _parts
from loudspeaker.cli.workbench.spectrum_picture import Words, draw_spectrum
from loudspeaker.radio.spectrum import REGIONS_HZ, SpectrumMeter
from tests.cli.conftest import Terminal
from tests.cli.workbench.signals import composite, signal

WORDS = Words(title="Thử", mean="m", peak="p", guide="g", regions=dict.fromkeys(REGIONS_HZ, "r"))


def tone_file(path: Path, *, khz: float = 19.0, seconds: float = 2.0) -> Path:
    times = np.arange(round(seconds * 128_000)) / 128_000
    return signal(path, khz / 75 * np.sin(2 * np.pi * 400 * times), rate_hz=128_000)


# --- power --------------------------------------------------------------------------------------


def test_power_as_values(nowhere: Terminal, tmp_path: Path) -> None:
    path = tone_file(tmp_path / "in.wav", seconds=61)
    document = nowhere.json("radio", "power", str(path)).document

    assert document["seconds"] == 61.0
    assert document["peak_khz"] == pytest.approx(19.0, abs=0.01)
    assert document["mean_dbr"] == pytest.approx(0.0, abs=0.01)
    assert document["highest_60s_dbr"] == pytest.approx(0.0, abs=0.01)
    assert [second["until_s"] for second in document["each_second"]] == list(range(1, 62))
    assert document["each_second"][58]["last_60s_dbr"] is None
    assert document["each_second"][60]["dbr"] == pytest.approx(0.0, abs=0.01)


@pytest.mark.parametrize(
    ("khz", "said"), [(30.0, "ABOVE the limit of 0 dBr"), (10.0, "within the limit of 0 dBr")]
)
def test_power_for_people(nowhere: Terminal, tmp_path: Path, khz: float, said: str) -> None:
    told = nowhere("radio", "power", str(tone_file(tmp_path / "in.wav", khz=khz, seconds=61)))

    assert told.status == 0
    assert said in told.out
    assert "1:01" in told.out
    assert f"{khz:.1f}" in told.out


def test_a_short_signal_has_no_verdict(nowhere: Terminal, tmp_path: Path) -> None:
    told = nowhere("radio", "power", str(tone_file(tmp_path / "in.wav")))

    assert "shorter than the 60 s" in told.out


@pytest.mark.parametrize("seconds", [1, 40, 41, 3600, 86_400])
def test_a_table_stays_readable(seconds: int) -> None:
    parts = _parts([{}] * seconds)

    assert len(parts) <= 40
    assert sum(map(len, parts)) == seconds


@pytest.mark.parametrize("command", ["power", "spectrum"])
def test_no_signal_no_measurement(nowhere: Terminal, tmp_path: Path, command: str) -> None:
    path, png = tmp_path / "in.wav", tmp_path / "p.png"
    path.write_bytes(b"RIFF")
    options = ["--png", str(png)] if command == "spectrum" else []

    assert nowhere("radio", command, str(path), *options).status == 4
    assert not png.exists()


# --- spectrum -----------------------------------------------------------------------------------


def test_a_picture_is_drawn(nowhere: Terminal, tmp_path: Path) -> None:
    path, png = tone_file(tmp_path / "in.wav", khz=75.0), tmp_path / "p.png"
    told = nowhere("radio", "spectrum", str(path), "--png", str(png))
    document = nowhere.json("radio", "spectrum", str(path), "--png", str(png)).document

    assert told.status == 0
    assert str(png) in told.out
    assert "At 19 kHz: 0.00 kHz" in told.out
    assert "Everywhere below the guide line" in told.out or "above the guide line" in told.out
    assert document["highest_db"]["mono"] == pytest.approx(0.0, abs=0.05)
    assert document["bandwidth_hz"] == pytest.approx(54, abs=1)
    with Image.open(png) as picture:
        assert (picture.format, picture.width) == ("PNG", 1200)


def test_what_is_above_the_guide_is_told(nowhere: Terminal, tmp_path: Path) -> None:
    times = np.arange(192_000) / 192_000
    path = signal(tmp_path / "in.wav", 0.1 * np.sin(2 * np.pi * 75_000 * times))
    told = nowhere("radio", "spectrum", str(path), "--png", str(tmp_path / "p.png"))

    assert "40 dB above the guide line at 75.0 kHz." in told.out


@pytest.mark.parametrize("width", ["799", "4001", "wide", "1e9"])
def test_widths_that_cannot_be(nowhere: Terminal, tmp_path: Path, width: str) -> None:
    path = tone_file(tmp_path / "in.wav")
    png = str(tmp_path / "p.png")

    assert nowhere("radio", "spectrum", str(path), "--png", png, "--width", width).status == 2


def rows_of(png: bytes, colour: str, column: int) -> list[int]:
    """Return the rows in which a column of a picture has a colour, or almost."""
    wanted = tuple(bytes.fromhex(colour[1:]))
    with Image.open(io.BytesIO(png)) as file:
        picture = file.convert("RGB")
        pixels = [picture.getpixel((column, y)) for y in range(picture.height)]
    return [y for y, pixel in enumerate(pixels) if pixel == wanted]


@pytest.mark.parametrize("width_px", [800, 1200, 4000])
def test_a_line_stands_where_it_belongs(width_px: int) -> None:
    meter = SpectrumMeter(192_000)
    times = np.arange(192_000) / 192_000
    meter.feed((0.1 * np.sin(2 * np.pi * 48_000 * times)).astype(np.float32))
    png = draw_spectrum(meter.spectrum(), WORDS, width_px=width_px)
    plot = width_px - 70 - 36  # the margins
    middle = 70 + plot // 2

    highest = min(min(rows_of(png, DARK, x), default=9999) for x in range(middle - 4, middle + 5))
    top = 12 + 34 + 2 * 20
    assert highest == pytest.approx(top + 400 * 20 / 120, abs=3)  # -20 of -120 dB
    beside = rows_of(png, DARK, middle + plot // 8)
    assert min(beside) > top + 390


def test_peaks_are_drawn_above_the_mean() -> None:
    meter = SpectrumMeter(192_000)
    signal_ = np.zeros(192_000, dtype=np.float32)
    signal_[50_000:60_000] = np.random.default_rng(1).normal(0, 0.1, 10_000)
    meter.feed(signal_)
    png = draw_spectrum(meter.spectrum(), WORDS)

    assert min(rows_of(png, PALE, 500)) < min(rows_of(png, DARK, 500))


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 384_000])
def test_any_rate_is_drawn(rate_hz: int) -> None:
    meter = SpectrumMeter(rate_hz)
    meter.feed(np.zeros(1000, dtype=np.float32))

    assert draw_spectrum(meter.spectrum(), WORDS)[:4] == b"\x89PNG"


# --- test tone ----------------------------------------------------------------------------------


def test_a_tone_of_known_deviation(nowhere: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    told = nowhere.json("radio", "test-tone", "--out", str(path), "--seconds", "1")
    clip = composite(path)
    spectrum = np.abs(np.fft.rfft(clip.samples)) / 96_000

    assert told.document["carrier_nulls_hz"] == [24_950, 10_869, 6_933]
    assert (clip.rate_hz, clip.frames) == (192_000, 192_000)
    assert spectrum[400] * 75 == pytest.approx(60, abs=0.01)
    assert np.delete(spectrum, 400).max() < 1e-5


def test_a_tone_for_people(nowhere: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    told = nowhere(
        "radio", "test-tone", "--out", str(path), "--hz", "13587", "--khz", "75",
        "--rate", "171000", "--seconds", "0.5",
    )  # fmt: skip

    assert f"{path}: 13587 Hz with 75 kHz deviation, 0.5 s at 171000 Hz" in told.out
    assert "31187, 13587, 8667 Hz" in told.out


@pytest.mark.parametrize(
    "options",
    [("--hz", "19"), ("--hz", "60001"), ("--khz", "0"), ("--khz", "75.1"), ("--rate", "48000"),
     ("--seconds", "0")],
)  # fmt: skip
def test_tones_that_cannot_be(nowhere: Terminal, tmp_path: Path, options: tuple[str, str]) -> None:
    path = tmp_path / "tone.wav"

    assert nowhere("radio", "test-tone", "--out", str(path), *options).status == 2
    assert not path.exists()
