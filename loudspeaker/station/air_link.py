"""The station's line to ``air``: what can be asked of playout."""

from __future__ import annotations

from typing import Any, Final, Protocol

from loudspeaker.rundown import Cue, Rundown
from loudspeaker.system.channel import Client

OFFER_TIMEOUT_S = 3.0
STATUS_TIMEOUT_S = 1.0

ACCEPTED: Final = "accepted"
KNOWN: Final = "known"
SETTLED: Final = "settled"

UNKNOWN: Final = "unknown"
WAITING: Final = "waiting"
ON_AIR: Final = "on_air"


class Air(Protocol):
    """What the use cases ask of playout.

    Every call raises ProcessUnavailable while playout is down, and LoudspeakerError for what it
    refuses.
    """

    def offer(self, rundown: Rundown) -> str:
        """Hand a rundown over; return ACCEPTED, KNOWN (nothing is changed) or SETTLED."""
        ...

    def append(self, occurrence: str, index: int, cue: Cue) -> None:
        """Add the cue number ``index`` to a growing rundown; one that it has changes nothing."""
        ...

    def finish(self, occurrence: str, count: int) -> None:
        """Tell that a growing rundown is whole with so many cues."""
        ...

    def withdraw(self, occurrence: str, reason: str) -> str:
        """Take a rundown back; return UNKNOWN, WAITING or ON_AIR."""
        ...

    def note(self, record: dict[str, Any]) -> None:
        """Have a record sealed; for an occurrence that is settled nothing happens."""
        ...

    def status(self) -> dict[str, Any]:
        """Return what playout says of itself."""
        ...

    def resume(self, *, by: str) -> str | None:
        """Lift stop-all in the name of a person who may; return since when it held."""
        ...

    def points(self) -> dict[str, Any]:
        """Return what playout knows of the points: volumes, and which keys each has."""
        ...

    def set_volume(self, point: int, volume: int, *, by: str) -> None:
        """Have a volume sent with the next carrier; UsageRefused beyond 0-100, NotFound, NotNow."""
        ...

    def heads(self) -> list[dict[str, Any]]:
        """Return the published ends of the log."""
        ...

    def reload(self) -> None:
        """Have the configuration read again."""
        ...

    def people(self, roster: dict[str, Any], *, by: str | None, wall: str) -> None:
        """Have what changed of people and delegations sealed; ``by`` whom, if that is known."""
        ...

    def people_note(self, entry: dict[str, Any]) -> None:
        """Have a change of accounts sealed; one that was sealed changes nothing."""
        ...

    def people_log(self) -> dict[str, Any]:
        """Return the sealed ``changes``, and whether they are ``intact``."""
        ...


class AirClient:
    """``Air`` over its socket."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def offer(self, rundown: Rundown) -> str:
        """Hand a rundown over."""
        answer = self._client.call("offer", timeout_s=OFFER_TIMEOUT_S, rundown=rundown.to_values())
        return str(answer["acceptance"])

    def append(self, occurrence: str, index: int, cue: Cue) -> None:
        """Add a cue."""
        self._client.call("append", occurrence=occurrence, index=index, cue=cue.to_values())

    def finish(self, occurrence: str, count: int) -> None:
        """Tell that no more cues come."""
        self._client.call("finish", occurrence=occurrence, count=count)

    def withdraw(self, occurrence: str, reason: str) -> str:
        """Take a rundown back."""
        answer = self._client.call("withdraw", occurrence=occurrence, reason=reason)
        return str(answer["withdrawn"])

    def note(self, record: dict[str, Any]) -> None:
        """Have a record sealed."""
        self._client.call("note", record=record)

    def status(self) -> dict[str, Any]:
        """Return what playout says of itself."""
        status: dict[str, Any] = self._client.call("status", timeout_s=STATUS_TIMEOUT_S)
        return status

    def resume(self, *, by: str) -> str | None:
        """Lift stop-all."""
        answer = self._client.call("resume_for", timeout_s=STATUS_TIMEOUT_S, by=by)
        since: str | None = answer["stopped_since"]
        return since

    def points(self) -> dict[str, Any]:
        """Return what playout knows of the points."""
        points: dict[str, Any] = self._client.call("points", timeout_s=STATUS_TIMEOUT_S)
        return points

    def set_volume(self, point: int, volume: int, *, by: str) -> None:
        """Have a volume sent with the next carrier."""
        self._client.call("set_volume", point=point, volume=volume, by=by)

    def heads(self) -> list[dict[str, Any]]:
        """Return the published ends of the log."""
        heads: list[dict[str, Any]] = self._client.call("heads")
        return heads

    def reload(self) -> None:
        """Have the configuration read again."""
        self._client.call("reload")

    def people(self, roster: dict[str, Any], *, by: str | None, wall: str) -> None:
        """Have changes sealed."""
        self._client.call("people", roster=roster, by=by, wall=wall)

    def people_note(self, entry: dict[str, Any]) -> None:
        """Have a change of accounts sealed."""
        self._client.call("people_note", timeout_s=STATUS_TIMEOUT_S, entry=entry)

    def people_log(self) -> dict[str, Any]:
        """Return the sealed changes."""
        log: dict[str, Any] = self._client.call("people_log", timeout_s=STATUS_TIMEOUT_S)
        return log
