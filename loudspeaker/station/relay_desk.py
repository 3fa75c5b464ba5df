"""The actions about relays: which other stations there are, and whether one can be had just now.

A trial hears a source as playout would, and nothing of it goes on air.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from loudspeaker.audio.source_check import SourceCheck, Verdict
from loudspeaker.config.relay import RelayConfig
from loudspeaker.errors import NotFound
from loudspeaker.model import Caller, TimeSource
from loudspeaker.model.relay import Relay, SourceFailed, SourceProblem
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.schedules import Schedules

TRIAL_S: Final = 5.0
LONGEST_TRIAL_S: Final = 20.0
_NS = 1_000_000_000

Listen = Callable[[str, str | None], Iterator[Mapping[str, Any]]]
"""Gives facts and sound of a source by its name and address; SourceFailed when it ends."""


def no_sources(_name: str, _address: str | None) -> Iterator[Mapping[str, Any]]:
    """Hear nothing: of a station without a way to them."""
    raise SourceFailed(SourceProblem.NO_BRIDGE)


class RelayDesk:
    """Lists sources and tries them, one at a time.

    Trials take seconds.  They must take neither the places at ``bridge``, which playout needs, nor
    the few threads in which alarms ring, which hand over what is due now.
    """

    def __init__(
        self,
        *,
        config: Callable[[], RelayConfig],
        listen: Listen,
        schedules: Callable[[], Schedules],
        time: TimeSource,
    ) -> None:
        self._config = config
        self._listen = listen
        self._schedules = schedules
        self._time = time
        self._trying = threading.Lock()

    def listed(self, _caller: Caller, _arguments: Arguments) -> list[dict[str, Any]]:
        """Return every source with the programmes that relay it."""
        users: dict[str, list[str]] = {}
        for standing in self._schedules().all().values():
            programme = standing.item.content.programme
            for relay in programme.relays if programme else ():
                users.setdefault(relay.source.casefold(), []).append(standing.schedule.title)
        return [
            {
                "name": source.name,
                "address": source.address,
                "programmes": list(dict.fromkeys(users.get(source.name.casefold(), []))),
            }
            for source in self._config().sources
        ]

    def test(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Hear a source for some seconds and return what was found; NotFound."""
        name, config = given.text(arguments, "name"), self._config()
        source = config.source_named(name)
        if source is None:
            raise NotFound(kind="source", name=name, known=list(config.names))
        return {
            "name": source.name,
            "address": source.address,
            **self._tried(source.name, source.address),
        }

    def problem(self, relay: Relay) -> str | None:
        """Return in one word why a relay could not be heard now; None if it could."""
        found = self._tried(relay.source, relay.address)
        if found["problem"] is not None:
            return str(found["problem"])
        verdict = found["verdict"]
        return None if verdict in (Verdict.GOOD, Verdict.QUIET) else str(verdict)

    def _tried(self, name: str, address: str) -> dict[str, Any]:
        if not self._trying.acquire(blocking=False):
            return _told(SourceCheck(), {}, SourceProblem.BUSY.value)
        try:
            return self._try(name, address)
        finally:
            self._trying.release()

    def _try(self, name: str, address: str) -> dict[str, Any]:
        check, facts, detail = SourceCheck(), dict[str, Any](), ""
        problem: str | None = None
        give_up_ns = self._time.mono_ns() + round(LONGEST_TRIAL_S * _NS)
        try:
            for message in self._listen(name, address):
                facts |= message.get("facts", {})
                check.add(message.get("pcm", b""))
                if check.seconds >= TRIAL_S:
                    break
                if self._time.mono_ns() > give_up_ns:
                    problem = SourceProblem.LATE.value
                    break
        except SourceFailed as failed:
            problem, detail = failed.problem, failed.detail
        return _told(check, facts, problem, detail)


def _told(
    check: SourceCheck, facts: Mapping[str, Any], problem: str | None, detail: str = ""
) -> dict[str, Any]:
    known = {key: facts.get(key) for key in ("codec", "ip", "host")}
    return {**check.to_values(), **known, "problem": problem, "detail": detail}
