"""Moments in the station's zone, written short, and drawn at random."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st

from loudspeaker.model import STATION_ZONE


def at(text: str) -> datetime:
    """Return ``2026-12-01 17:00`` as an aware time of the station."""
    return datetime.fromisoformat(text).replace(tzinfo=STATION_ZONE)


moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(STATION_ZONE),
)
