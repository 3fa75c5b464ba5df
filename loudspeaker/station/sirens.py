"""Which siren opens an announcement."""

from __future__ import annotations

from loudspeaker.model import Priority
from loudspeaker.model.announcement import Content
from loudspeaker.model.siren import Siren
from loudspeaker.rundown import Kind


def siren_of(content: Content, default: Siren | None) -> Siren | None:
    """Return the pattern; None for the attention tone, the chime, or the tone of a drill.

    ``default`` is the station's, for emergencies that two people wrote and for corrections.
    """
    if content.priority is not Priority.EMERGENCY or content.kind is Kind.DRILL:
        return None
    release = content.release
    if release is None or release.kind is Kind.CORRECTION:
        return default
    return release.siren
