"""The watch itself: programme and receiver come in, faults and proofs come out; no ports."""

from __future__ import annotations

from dataclasses import dataclass, field

from loudspeaker.audio.offair import REACH_S, STRETCH_S, OffAir, Stretch
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ
from loudspeaker.offair.ear import Heard
from loudspeaker.offair.heard_clock import HeardClock
from loudspeaker.offair.judgement import Judgement, OffAirFault, RdsWatch, Tally
from loudspeaker.offair.programme import Airing, Programme

_UNANSWERED_S = 10.0
_LOOK_S = 1.0
"""Playout is asked at least so often: for so long a carrier may have been up unnoticed."""


@dataclass(slots=True, kw_only=True)
class Watched:
    """One airing, while it lasts and until all of it has been judged."""

    occurrence: str
    attempt: int
    start_s: float
    end_s: float
    over: bool = False
    tally: Tally = field(default_factory=Tally)


class Watch:
    """Everything in seconds of CLOCK_MONOTONIC; ``pi`` is our own, None where we send no RDS."""

    def __init__(self, programme: Programme, *, pi: int | None) -> None:
        self._programme = programme
        self._offair = OffAir()
        self._clock = HeardClock()
        self._judgement = Judgement()
        self._rds = RdsWatch(pi)
        self._airings: list[Watched] = []
        self._finished: list[Watched] = []
        self._on_air = False
        self._answered_s: float | None = None

    # --- what comes in --------------------------------------------------------------------------

    def programme(
        self, airing: Airing | None, now_s: float, *, something_else: bool = False
    ) -> None:
        """Take one look at playout; ``something_else`` goes out of which only that is known."""
        before_s = now_s - _LOOK_S if self._answered_s is None else self._answered_s
        if airing is not None or something_else or self._on_air:
            self._offair.aired.carrier(before_s, now_s)
        self._follow(airing, now_s)
        for piece in self._programme.follow(airing):
            self._offair.aired.sent(piece.start_s, piece.samples)
            self._airings[-1].end_s = piece.start_s + len(piece.samples) / PROGRAMME_RATE_HZ
        self._on_air, self._answered_s = airing is not None or something_else, now_s
        self._offair.aired.known_until(now_s)

    def _follow(self, airing: Airing | None, now_s: float) -> None:
        key = None if airing is None else (airing.occurrence, airing.attempt)
        for watched in self._airings:
            watched.over = watched.over or (watched.occurrence, watched.attempt) != key
        if airing is not None and (not self._airings or self._airings[-1].over):
            self._airings.append(
                Watched(
                    occurrence=airing.occurrence,
                    attempt=airing.attempt,
                    start_s=airing.start_s,
                    end_s=now_s,
                )
            )

    def unanswered(self, now_s: float) -> None:
        """Note that playout does not answer: after a while, that it sends nothing."""
        self._answered_s = now_s if self._answered_s is None else self._answered_s
        if now_s - self._answered_s > _UNANSWERED_S:
            self._follow(None, now_s)
            self._on_air = False
            self._offair.aired.known_until(now_s - REACH_S)

    def heard(self, heard: Heard, now_s: float) -> None:
        """Take what the receiver gave just now."""
        for group in heard.groups:
            if all(group.ok):
                self._rds.take(group.pi, now_s)
        if not len(heard.samples):
            return
        start_s = self._clock.take(len(heard.samples), now_s, may_set=not self._on_air)
        if start_s is not None:
            self._offair.listen(start_s)
        self._offair.heard(heard.samples)

    # --- what comes out -------------------------------------------------------------------------

    def judge(self, now_s: float) -> dict[OffAirFault, str]:
        """Judge what can be judged by now; return what is wrong, each with a detail."""
        for stretch in self._offair.stretches():
            self._judgement.take(stretch)
            self._count(stretch)
        faults = dict(self._judgement.faults)
        stranger = self._rds.foreign(now_s)
        if stranger is not None:
            when = "in place of ours" if self._on_air else "while nothing is sent"
            faults[OffAirFault.FOREIGN_RDS] = f"PI {stranger:04X} {when}"
        return faults

    def _count(self, stretch: Stretch) -> None:
        """Add a stretch to the airing it is of; finish those that lie behind it for good."""
        lag_s = stretch.lag_s
        sent_s = stretch.start_s - (lag_s or 0.0)
        for watched in self._airings:
            if watched.start_s <= sent_s + STRETCH_S / 2 <= watched.end_s:
                watched.tally.add(stretch)
        margin_s = REACH_S if lag_s is None else STRETCH_S
        done = [w for w in self._airings if w.over and sent_s > w.end_s + margin_s]
        self._finished += done
        self._airings = [watched for watched in self._airings if watched not in done]

    def finished(self) -> list[Watched]:
        """Return airings of which all has been judged, each once."""
        finished, self._finished = self._finished, []
        return finished
