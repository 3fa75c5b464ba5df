"""A moment at which nothing special is the case."""

from __future__ import annotations

from datetime import datetime

from loudspeaker.model import STATION_ZONE

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)
