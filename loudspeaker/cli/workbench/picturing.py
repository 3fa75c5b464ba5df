"""``radio spectrum``: a picture of what is in a composite signal, and what should not be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.workbench.composite_file import composite_file
from loudspeaker.cli.workbench.progress import progress
from loudspeaker.cli.workbench.spectrum_picture import Words, draw_spectrum
from loudspeaker.radio.multiplex_power import FULL_DEVIATION_KHZ
from loudspeaker.radio.spectrum import REGIONS_HZ, Spectrum, SpectrumMeter
from loudspeaker.sentences.language import _
from loudspeaker.system.files import write_durable


def draw_file(path: Path, png: Path, *, width_px: int) -> None:
    """Measure a file, draw it, and tell its levels."""
    with composite_file(path) as composite:
        rate_hz, seconds = composite.rate_hz, composite.seconds
        meter = SpectrumMeter(rate_hz)
        with progress(_("measuring {file}").format(file=path.name), total=seconds) as at:
            for number, block in enumerate(composite.blocks, start=1):
                meter.feed(block)
                at(number * len(block) / rate_hz)
    spectrum = meter.spectrum()
    write_durable(
        png.absolute(), draw_spectrum(spectrum, _words(path, spectrum), width_px=width_px)
    )
    show(_document(path, png, rate_hz, seconds, spectrum), _as_text)


def _words(path: Path, spectrum: Spectrum) -> Words:
    title = _("{file}: dB relative to a tone of 75 kHz deviation, in {bandwidth:.0f} Hz")
    return Words(
        title=title.format(file=visible(path.name), bandwidth=spectrum.bandwidth_hz),
        mean=_("mean"),
        peak=_("peak hold"),
        guide=_("guide line: levels allowed, and quiet in between"),
        regions={
            "mono": _("mono 0–15 kHz"),
            "pilot": _("pilot 19"),
            "stereo": _("stereo 23–53 kHz"),
            "rds": _("RDS 57"),
        },
    )


def _document(
    path: Path, png: Path, rate_hz: int, seconds: float, spectrum: Spectrum
) -> dict[str, Any]:
    hz, over_db = spectrum.above_guide()
    reach_hz = rate_hz / 2
    return {
        "file": str(path),
        "png": str(png.absolute()),
        "rate_hz": rate_hz,
        "seconds": round(seconds, 3),
        "bandwidth_hz": round(spectrum.bandwidth_hz, 1),
        "highest_db": {
            name: round(spectrum.highest_db(low, high), 1)
            for name, (low, high) in REGIONS_HZ.items()
            if high <= reach_hz
        },
        "above_guide": {"hz": round(hz), "db": round(over_db, 1)},
    }


def _as_text(document: dict[str, Any]) -> None:
    say(_("The picture is in {file}.").format(file=visible(document["png"])))
    if "pilot" in document["highest_db"]:
        pilot = FULL_DEVIATION_KHZ * 10 ** (document["highest_db"]["pilot"] / 20)
        say(_("At 19 kHz: {khz:.2f} kHz of deviation.").format(khz=pilot))
    above = document["above_guide"]
    text = (
        _("{db:.0f} dB above the guide line at {khz:.1f} kHz.")
        if above["db"] > 0
        else _("Everywhere below the guide line, nearest ({db:.0f} dB) at {khz:.1f} kHz.")
    )
    say(text.format(db=abs(above["db"]), khz=above["hz"] / 1000))
