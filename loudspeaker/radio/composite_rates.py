"""The sampling rates of composite signals, without anything that is slow to import."""

from __future__ import annotations

RATES_HZ = (171_000, 192_000, 228_000)
"""Above twice 60 kHz, and with whole numbers of samples per period of pilot and subcarriers."""


def check_rate(rate_hz: int) -> None:
    """Refuse other rates with ValueError, naming those there are."""
    if rate_hz not in RATES_HZ:
        rates = ", ".join(str(rate) for rate in RATES_HZ)
        raise ValueError(f"a composite signal at {rate_hz} Hz: the rates are {rates}")
