"""What the limited process does for the plug-in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loudspeaker.hookspecs import IntakeJob
from loudspeaker.plugins.documents.edxml import intake_jobs as edxml
from loudspeaker.plugins.documents.reading import intake_jobs as reading
from loudspeaker.plugins.documents.signing import intake_jobs as signing

JOBS: Final[Mapping[str, IntakeJob]] = {
    "read_paper": reading.read_paper,
    **signing.JOBS,
    "read_message": edxml.read_message,
    "read_address": edxml.read_address,
    "write_message": edxml.write_message,
}
