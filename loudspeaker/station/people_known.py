"""What is known of people beside ``station.yaml``: last seen, delegations, sealed changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import iso
from loudspeaker.station.air_link import Air
from loudspeaker.station.delegations import Delegations
from loudspeaker.store.people_seen import PeopleSeen

NEWEST: Final = 5
_PASSING: Final = frozenset({"session", "session_end"})
"""What happens every day, and would leave no place for what does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleKnown:
    """The ``Background`` of a running station."""

    seen: PeopleSeen
    delegations: Delegations
    air: Air

    def known(self) -> dict[str, Any]:
        """Return it all; ``changes`` is None while playout, which seals them, is down."""
        try:
            everything = self.air.people_log()["changes"]
            changes = [each for each in everything if each["what"] not in _PASSING][-NEWEST:]
        except LoudspeakerError:
            changes = None
        return {
            "seen": {name: iso(at) for name, at in self.seen.all().items()},
            "delegations": self.delegations.listed(),
            "changes": changes,
        }

    def log(self) -> dict[str, Any]:
        """Return every sealed change."""
        return self.air.people_log()


class NothingKnown:
    """The ``Background`` where no station runs."""

    def known(self) -> dict[str, Any]:
        """Return nothing."""
        return {"seen": {}, "delegations": [], "changes": None}

    def log(self) -> dict[str, Any]:
        """Return nothing."""
        return {"changes": [], "intact": None}
