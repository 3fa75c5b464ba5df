"""The process of the off-air watch: reads the receiver, asks playout, tells it what it finds.

It can tell playout nothing but that; when it dies or lies, faults and proofs are all that suffers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.offair.ear import Ear
from loudspeaker.offair.programme import Airing, airing_from
from loudspeaker.offair.source import Source
from loudspeaker.offair.watch import Watch, Watched

log = logging.getLogger(__name__)
_NS = 1_000_000_000
_ON_AIR_LOOK_NS = _NS // 4
_IDLE_LOOK_NS = _NS // 2
_REPORT_NS = 10 * _NS
_WAIT_S = 0.1
_MUTE_NS = 5 * _NS
MONITOR = "monitor"
_MOST_UNTOLD = 100


class Playout(Protocol):
    """What the watch asks of ``air``; LoudspeakerError when it does not answer."""

    def sounding(self) -> Mapping[str, Any]:
        """Return what goes out now."""
        ...

    def offair(self, *, faults: Mapping[str, str], heard: Sequence[Mapping[str, Any]]) -> None:
        """Tell what is wrong, and which airings were listened to."""
        ...


class OffAirProcess:
    """One turn after the other, each at most about 0.1 s long."""

    def __init__(
        self, source: Source, ear: Ear, watch: Watch, playout: Playout, time: TimeSource
    ) -> None:
        self._source, self._ear, self._watch = source, ear, watch
        self._playout, self._time = playout, time
        self._next_look_ns = 0
        self._next_report_ns = 0
        self._heard_ns = time.mono_ns()
        self._told: dict[str, str] | None = None
        self._untold: list[dict[str, Any]] = []

    def turn(self) -> None:
        """Hear, look, judge, tell."""
        self._hear()
        now_ns = self._time.mono_ns()
        if now_ns >= self._next_look_ns:
            self._look(now_ns)
        faults = {str(code): text for code, text in self._watch.judge(now_ns / _NS).items()}
        if now_ns - self._heard_ns > _MUTE_NS:
            faults[MONITOR] = self._source.problem or "nothing comes"
        self._untold += [_values(watched) for watched in self._watch.finished()]
        self._tell(faults, now_ns)

    def _hear(self) -> None:
        data = self._source.read(_WAIT_S)
        if not data:
            return
        self._heard_ns = self._time.mono_ns()
        self._watch.heard(self._ear.hear(data), self._heard_ns / _NS)

    def _look(self, now_ns: int) -> None:
        airing: Airing | None = None
        try:
            answer = self._playout.sounding()
            airing = airing_from(answer)
            relayed = answer.get("unknown") is True
            self._watch.programme(airing, now_ns / _NS, something_else=relayed)
        except (LoudspeakerError, ValueError, KeyError, TypeError, OSError) as error:
            log.info("playout is not known: %s", error)
            self._watch.unanswered(now_ns / _NS)
        self._next_look_ns = now_ns + (_IDLE_LOOK_NS if airing is None else _ON_AIR_LOOK_NS)

    def _tell(self, faults: dict[str, str], now_ns: int) -> None:
        """Tell what is new, and everything again now and then: playout may have begun anew."""
        if faults == self._told and not self._untold and now_ns < self._next_report_ns:
            return
        self._next_report_ns = now_ns + (_NS if faults != self._told else _REPORT_NS)
        try:
            self._playout.offair(faults=faults, heard=self._untold)
        except LoudspeakerError as error:
            log.info("playout takes no report: %s", error)
            self._untold = self._untold[-_MOST_UNTOLD:]
            return
        self._told, self._untold = faults, []
        self._next_report_ns = now_ns + _REPORT_NS

    def close(self) -> None:
        """Let go of the receiver."""
        self._source.close()


def _values(watched: Watched) -> dict[str, Any]:
    tally = watched.tally
    log.info("%s: %g of %g s heard", watched.occurrence, tally.same_s, tally.ours_s)
    return {
        "occurrence": watched.occurrence,
        "attempt": watched.attempt,
        "same_ms": round(tally.same_s * 1000),
        "ours_ms": round(tally.ours_s * 1000),
    }
