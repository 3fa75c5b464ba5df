"""What a receiver on our own frequency makes known: our programme, a stranger's, or nothing.

Sound that was sent and sound that was heard come in with times on one clock, which may be off by
up to 5 s; every two seconds of what was heard get a verdict, some seconds later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from loudspeaker.audio.aired import Aired
from loudspeaker.audio.band_levels import FRAME_S, BandLevels
from loudspeaker.audio.likeness import NO_MATCH, Match, Nature, best_match, frames_in, nature_of
from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.track import Track

STRETCH_S = 2.0
REACH_S = 5.0
_STRETCH, _REACH = frames_in(STRETCH_S), frames_in(REACH_S)
_CONTEXT = frames_in(1.0)
_NEAR = frames_in(0.3)
_KEPT = frames_in(30.0)
_GRID_S = 0.5

LIKE = 0.7
"""So much alike is the same: right ones reach 0.9 in noise of 10 dB, wrong ones never 0.55."""
UNLIKE = 0.55
_CLEARLY = 0.1
_EXPECTED_SHARE = 0.25
_QUIET_DB = -55.0
_BELOW_US_DB = 25.0
_FLOOR_DB = 10.0
_MOVES_DB = 3.0
_STANDS_OUT_DB = 15.0
_HUM_DB = 6.0
_FOLLOWS = 0.2


class Verdict(StrEnum):
    """What two seconds of a receiver's sound are."""

    SAME = "same"
    DEAD = "dead"
    FOREIGN = "foreign"
    SILENT = "silent"
    FOREIGN_IDLE = "foreign_idle"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A verdict.

    ``ours`` tells that our programme must have been heard throughout, ``lag_s`` by how much later
    it is heard than sent, as far as is known.
    """

    start_s: float
    verdict: Verdict
    likeness: float
    lag_s: float | None
    ours: bool


class OffAir:
    """Compares a receiver with the programme; both only ever go on in time."""

    def __init__(self) -> None:
        self.aired = Aired()
        self._heard = Track()
        self._levels = BandLevels()
        self._heard_at = 0
        self._judged = 0
        self._lag: int | None = None
        self._ours_db: float | None = None

    def listen(self, start_s: float) -> None:
        """Begin to hear at a time; what was heard before is forgotten."""
        self._levels, self._heard = BandLevels(), Track()
        self._heard_at = round(start_s / FRAME_S)
        self._judged = self._heard_at + _CONTEXT

    def heard(self, samples: Samples) -> None:
        """Take sound at 48 kHz that follows on what was heard before."""
        levels = self._levels.feed(samples)
        self._heard.put(self._heard_at, levels)
        self._heard_at += len(levels)

    def stretches(self) -> Iterator[Stretch]:
        """Yield what can be said by now, each stretch once, in order."""
        while self._judged + _STRETCH + _CONTEXT <= self._heard.end:
            match = self._match(self._judged)
            if match is None:
                return
            yield self._judge(self._judged, match)
            self._judged += _STRETCH
            self._heard.forget_before(self._judged - _KEPT)
            self.aired.forget_before(self._judged - _KEPT)

    def _judge(self, at: int, match: Match) -> Stretch:
        if match.likeness >= LIKE and self._is_telling(at - match.lag):
            self._follow(match.lag, at)
            verdict, ours = Verdict.SAME, True
        else:
            verdict = self._unlike(at, match)
            ours = all(map(self._is_telling, self._places(at)))
        return Stretch(
            start_s=at * FRAME_S,
            verdict=verdict,
            likeness=match.likeness,
            lag_s=None if self._lag is None else self._lag * FRAME_S,
            ours=ours,
        )

    # --- where ours is in what was heard --------------------------------------------------------

    def _match(self, at: int) -> Match | None:
        """Look where it was found before, else wherever it may be; None until that is known."""
        if self._lag is not None:
            near = self._match_near(at, self._lag)
            if near is None or near.likeness >= LIKE or self._ours_is_far(at - self._lag):
                return near
        if not self._is_known(at, _REACH):
            return None
        if not self._sounds(at, _REACH):
            return NO_MATCH
        match = self._search(at, 0, _REACH)
        if match.likeness - match.rival < _CLEARLY:  # it repeats itself: it may be anywhere
            return replace(match, likeness=min(match.likeness, UNLIKE))
        return match

    def _match_near(self, at: int, lag: int) -> Match | None:
        return self._search(at, lag, _NEAR) if self._is_known(at - lag, _NEAR) else None

    def _ours_is_far(self, place: int) -> bool:
        """Tell, of where it would be, that nothing was sent around there: it is not sought."""
        return self._is_known(place, _CONTEXT) and not self._sounds(place, _CONTEXT)

    def _search(self, at: int, lag: int, reach: int) -> Match:
        start, stop = at - _CONTEXT, at + _STRETCH + _CONTEXT
        sent = self.aired.piece(start - lag - reach, stop - lag + reach)
        return best_match(self._heard.piece(start, stop), sent, first_lag=lag - reach)

    def _follow(self, lag: int, at: int) -> None:
        self._lag = lag
        level_db = self._nature(at, at + _STRETCH).level_db
        before = level_db if self._ours_db is None else self._ours_db
        self._ours_db = before + _FOLLOWS * (level_db - before)

    # --- what ought to be heard -----------------------------------------------------------------

    def _unlike(self, at: int, match: Match) -> Verdict:
        strange = self._is_strange(at)
        if match.likeness >= LIKE:  # a beginning or an end of ours, or of something else
            return Verdict.UNSURE
        if self._is_expected(at):
            if strange is None or (strange and match.likeness >= UNLIKE):
                return Verdict.UNSURE
            return Verdict.FOREIGN if strange else Verdict.DEAD
        if self._may_be_ours(at) or strange is None:
            return Verdict.UNSURE
        return Verdict.FOREIGN_IDLE if strange else Verdict.SILENT

    def _is_expected(self, at: int) -> bool:
        """Tell whether ours must have been heard here, wherever exactly it is."""
        shares = (self.aired.share(place, place + _STRETCH) for place in self._places(at))
        return all(share >= _EXPECTED_SHARE for share in shares)

    def _may_be_ours(self, at: int) -> bool:
        """Tell whether something of ours may have been heard here."""
        place, reach = (at, _REACH) if self._lag is None else (at - self._lag, 2 * _CONTEXT)
        carries = self.aired.carries(place - reach, place + _STRETCH + reach)
        return carries or self._sounds(place, reach)

    def _places(self, at: int) -> Iterator[int]:
        """Yield where in what was sent this may be: one place once that is known."""
        if self._lag is not None:
            yield at - self._lag
            return
        for shift_s in np.arange(-REACH_S, REACH_S + _GRID_S, _GRID_S):
            yield at + frames_in(float(shift_s))

    def _is_telling(self, place: int) -> bool:
        return self.aired.is_telling(place, place + _STRETCH)

    def _is_known(self, place: int, reach: int) -> bool:
        return self.aired.is_known(place + _STRETCH + _CONTEXT + reach)

    def _sounds(self, place: int, reach: int) -> bool:
        return self.aired.share(place - reach, place + _STRETCH + reach) > 0

    # --- what was heard by itself ---------------------------------------------------------------

    def _is_strange(self, at: int) -> bool | None:
        """Tell whether it sounds like a programme or a tone; None where it begins or ends."""
        half = _STRETCH // 2
        halves = {
            self._is_programme(self._nature(start, start + 3 * half // 2))
            for start in (at - half // 2, at + half)
        }
        return halves.pop() if len(halves) == 1 else None

    def _nature(self, start: int, stop: int) -> Nature:
        return nature_of(self._heard.piece(start, stop), floor_db=self._quiet_db - _FLOOR_DB)

    @property
    def _quiet_db(self) -> float:
        return _QUIET_DB if self._ours_db is None else self._ours_db - _BELOW_US_DB

    def _is_programme(self, nature: Nature) -> bool:
        if nature.level_db < self._quiet_db:
            return False
        stands_out = nature.tone_db > _STANDS_OUT_DB and nature.hum_db < _HUM_DB
        return stands_out or nature.movement_db > _MOVES_DB
