"""What plug-ins say of a text that is no announcement yet, in the command's own process."""

from __future__ import annotations

import logging
from typing import Any, Final

from loudspeaker.config.station import StationConfig
from loudspeaker.model import Priority
from loudspeaker.model.review import Announcement
from loudspeaker.system.home import Home

_TOLD_AS_CONCERNS: Final = ("loudspeaker.station.plugin_thread", "loudspeaker.system.faults")
"""Who would tell the terminal what the concerns tell already."""


def concerns_about(text: str, home: Home, station: StationConfig | None) -> list[dict[str, Any]]:
    """Return the concerns as JSON-ready values."""
    from loudspeaker.bootstrap.plugins import review_once  # noqa: PLC0415 - loads the plug-ins
    from loudspeaker.station.review import concern_values  # noqa: PLC0415

    for name in _TOLD_AS_CONCERNS:
        logging.getLogger(name).addHandler(logging.NullHandler())
    announcement = Announcement(title="", text=text, priority=Priority.NORMAL)
    return concern_values(review_once(home, station, announcement), announcement)
