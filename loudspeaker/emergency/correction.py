"""What a correction says: it names what was aired and when, so that nobody takes it for news."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from loudspeaker.model.fixed import CORRECTION_NAMED, CORRECTION_PREPARED
from loudspeaker.model.time import STATION_ZONE

MOST_CHARACTERS: Final = 500
LONGEST_S: Final = 180.0
TITLE: Final = "Đính chính: {title}"


def correction_text(title: str, aired_at: datetime, own_words: str | None = None) -> str:
    """Return the prepared sentence, or somebody's own words behind what is corrected."""
    named = CORRECTION_NAMED.format(title=title.strip(), time=_spoken(aired_at))
    return f"{named} {(own_words or CORRECTION_PREPARED).strip()}"


def correction_title(title: str) -> str:
    """Return the title of a correction."""
    return TITLE.format(title=title)


def _spoken(moment: datetime) -> str:
    local = moment.astimezone(STATION_ZONE)
    return f"{local.hour} giờ {local.minute} phút ngày {local.day}/{local.month}/{local.year}"
