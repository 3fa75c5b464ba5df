"""What ``air`` is to seal of people and delegations: kept here until it has been told."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from typing import Any

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import TimeSource, iso
from loudspeaker.model.delegation import Roster
from loudspeaker.station.air_link import Air
from loudspeaker.store.choices import Choices

log = logging.getLogger(__name__)
_WAITING, _TOLD = "people_waiting", "people_told"
MOST_WAITING = 200


class Register:
    """Tells ``air`` of every list that came into force here, in order, however long it is away."""

    def __init__(
        self, choices: Choices, air: Air, time: TimeSource, *, roster: Callable[[], Roster]
    ) -> None:
        self._choices = choices
        self._air = air
        self._time = time
        self._roster = roster
        self._turn = threading.Lock()

    def tell(self, by: str | None = None) -> None:
        """Note the list in force if it is another than the last one, and have it sealed."""
        with self._turn:
            try:
                self._note(by)
                self._pay()
            except ProcessUnavailable:
                log.info("changes of people wait for air")
            except LoudspeakerError:
                log.exception("changes of people are not sealed yet")

    def _note(self, by: str | None) -> None:
        values = self._roster().to_values()
        text = json.dumps(values, sort_keys=True)
        if text == self._choices.get(_TOLD):
            return
        entry = {"roster": values, "by": by, "wall": iso(self._time.wall())}
        self._choices.keep(_WAITING, json.dumps([*self._waiting(), entry][-MOST_WAITING:]))
        self._choices.keep(_TOLD, text)

    def _waiting(self) -> list[dict[str, Any]]:
        kept = self._choices.get(_WAITING)
        return list(json.loads(kept)) if kept else []

    def _pay(self) -> None:
        waiting = self._waiting()
        while waiting:
            entry = waiting[0]
            self._air.people(entry["roster"], by=entry["by"], wall=entry["wall"])
            waiting = waiting[1:]
            self._choices.keep(_WAITING, json.dumps(waiting))
