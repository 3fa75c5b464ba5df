"""``radio test-tone``: a tone of known deviation, to set the level into the exciter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.workbench.signal_out import write_signal
from loudspeaker.radio.calibration import carrier_nulls_hz, tone_blocks
from loudspeaker.sentences.language import _

_BLOCK = 1 << 15


def write_tone(out: Path, *, hz: int, khz: float, rate_hz: int, seconds: float) -> None:
    """Write the tone and tell how its deviation can be checked."""
    samples = max(1, round(seconds * rate_hz))
    blocks = tone_blocks(hz=hz, deviation_khz=khz, rate_hz=rate_hz, samples=samples, block=_BLOCK)
    written = write_signal(blocks, out, rate_hz=rate_hz, samples=samples)
    document = {
        "file": str(written.path),
        "rate_hz": rate_hz,
        "seconds": round(written.seconds, 3),
        "hz": hz,
        "deviation_khz": khz,
        "carrier_nulls_hz": [round(null) for null in carrier_nulls_hz(khz)],
    }
    show(document, _as_text)


def _as_text(document: dict[str, Any]) -> None:
    text = _("{file}: {hz} Hz with {khz:g} kHz deviation, {seconds:g} s at {rate} Hz")
    say(
        text.format(
            file=visible(document["file"]),
            hz=document["hz"],
            khz=document["deviation_khz"],
            seconds=document["seconds"],
            rate=document["rate_hz"],
        )
    )
    nulls = ", ".join(str(null) for null in document["carrier_nulls_hz"])
    text = _("With {khz:g} kHz deviation the carrier vanishes at tones of {nulls} Hz (Bessel).")
    say(text.format(khz=document["deviation_khz"], nulls=nulls))
