"""Which sample rates a sound card takes, for when the one that is needed is not among them."""

from __future__ import annotations

from typing import Any

COMMON_HZ = (
    8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000,
)  # fmt: skip
RATE_MISSING = "rate_missing"
_NO_SUCH_RATE = "sample rate"  # in PortAudio's own words for error -9997


def rate_problem(library: Any, device: str | None, rate_hz: int) -> str | None:
    """Return ``rate_missing: 192000 not in 44100 96000``, or None when it is not that.

    None also when the card cannot be asked: whatever else is wrong with it is told elsewhere.
    """
    if (error := _refusal(library, device, rate_hz)) is None or _NO_SUCH_RATE not in error.lower():
        return None
    there = [str(rate) for rate in COMMON_HZ if _refusal(library, device, rate) is None]
    return f"{RATE_MISSING}: {rate_hz} not in {' '.join(there) or '-'}"


def _refusal(library: Any, device: str | None, rate_hz: int) -> str | None:
    try:
        library.check_output_settings(device=device, channels=1, dtype="int16", samplerate=rate_hz)
    except Exception as error:  # noqa: BLE001 - sounddevice's own error has no narrower parent
        return str(error)
    return None
