"""The sound of another station, on its way to playout: kept for some seconds, judged, levelled.

What comes is heard about eight seconds later.  So it is known beforehand what is coming: a line
that breaks is given that time to come back, a pause is told from the end of the programme.

The rule, once it is on air: a second in which nothing is there to be sent, two and a half in which
nothing is to be heard and nothing is coming, three seconds missing out of thirty, or sound that is
clipped, and the source is given up for the rest of the airing.  Pauses are heard two seconds long
at the most.  There is no way back: nobody is to hear one programme chase the other.
"""

from __future__ import annotations

import threading
from collections import deque
from enum import StrEnum
from typing import Final

from loudspeaker.audio.relay_level import (
    CLIPPED_SHARE,
    BlockLevel,
    LevelRider,
    measure_block,
    ramped,
)
from loudspeaker.audio.voice_limiter import VoiceLimiter
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, RATE_HZ

BLOCK_BYTES: Final = BLOCK_FRAMES * BYTES_PER_FRAME
BLOCKS_A_SECOND: Final = RATE_HZ // BLOCK_FRAMES
KEPT: Final = 8 * BLOCKS_A_SECOND
"""Before it is on air: the newest eight seconds."""
MOST_KEPT: Final = 12 * BLOCKS_A_SECOND
ENOUGH: Final = 2 * BLOCKS_A_SECOND
"""With less it does not begin."""
MOST_MISSING: Final = BLOCKS_A_SECOND
LONGEST_PAUSE: Final = 2 * BLOCKS_A_SECOND
MOST_QUIET: Final = LONGEST_PAUSE + BLOCKS_A_SECOND // 2
_WINDOW: Final = 30 * BLOCKS_A_SECOND
_MISSING_IN_WINDOW: Final = 3 * BLOCKS_A_SECOND
_CLIP_WINDOW: Final = 3 * BLOCKS_A_SECOND
_BEFORE_SOUND: Final = 10
_SILENCE: Final = bytes(BLOCK_BYTES)


class Trouble(StrEnum):
    """Why a source was given up."""

    UNREACHABLE = "unreachable"
    GONE = "gone"
    SILENT = "silent"
    CLIPPED = "clipped"
    UNSTEADY = "unsteady"


class _Recent:
    """The sum of the newest so many numbers."""

    def __init__(self, count: int) -> None:
        self._numbers = deque([0] * count)
        self.total = 0

    def add(self, number: int) -> None:
        self._numbers.append(number)
        self.total += number - self._numbers.popleft()


class RelayFeed:
    """One source; ``put`` and ``lost`` from the thread that hears it, the rest from playout's."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rest = b""
        self._waiting: deque[tuple[bytes, BlockLevel]] = deque()
        self._clipped = _Recent(_CLIP_WINDOW)
        self._lacked = _Recent(_WINDOW)
        self._rider = LevelRider()
        self._limiter = VoiceLimiter()
        self._open = False
        self._sounding = False
        self._missing = 0
        self._quiet = 0
        self.trouble: Trouble | None = None
        self.problem = ""
        """What the source's own process said last of why nothing comes."""

    # --- what comes -----------------------------------------------------------------------------

    def put(self, pcm: bytes) -> None:
        """Take sound, however it is cut."""
        with self._lock:
            data = self._rest + pcm
            whole = len(data) - len(data) % BLOCK_BYTES
            for at in range(0, whole, BLOCK_BYTES):
                self._keep(data[at : at + BLOCK_BYTES])
            self._rest = data[whole:]

    def _keep(self, block: bytes) -> None:
        level = measure_block(block)
        self._rider.hear(level)
        self._clipped.add(level.clipped)
        self._waiting.append((block, level))
        if len(self._waiting) > (MOST_KEPT if self._open else KEPT):
            self._waiting.popleft()

    def lost(self, problem: str) -> None:
        """Note that the source's process has given it up for now."""
        with self._lock:
            self.problem, self._rest = problem, b""

    # --- what playout asks ----------------------------------------------------------------------

    @property
    def is_ready(self) -> bool:
        """Tell whether there is enough that can be heard to begin with."""
        with self._lock:
            return self._unfit() is None

    def open(self) -> None:
        """Begin, if it is fit; else ``trouble`` says why not.  A new airing asks anew."""
        with self._lock:
            self.trouble = self._unfit()
            self._open = True
            self._missing = self._quiet = 0
            self._lacked = _Recent(_WINDOW)
            self._rider.settle()
            self._limiter = VoiceLimiter(self._rider.gain_db)
            self._sounding = False

    def rest(self) -> None:
        """Note that it is not on air for now: only what is newest is kept."""
        with self._lock:
            self._open = False
            while len(self._waiting) > KEPT:
                self._waiting.popleft()

    def _unfit(self) -> Trouble | None:
        if len(self._waiting) < ENOUGH:
            return Trouble.UNREACHABLE
        if self._is_clipped:
            return Trouble.CLIPPED
        return None if any(level.sounds for _, level in self._waiting) else Trouble.SILENT

    @property
    def _is_clipped(self) -> bool:
        return self._clipped.total > CLIPPED_SHARE * _CLIP_WINDOW * BLOCK_FRAMES

    def take(self) -> bytes | None:
        """Return the next block, levelled and limited; None once the source is given up."""
        with self._lock:
            if self.trouble is not None:
                return None
            block = self._next()
            self.trouble = self._judged()
            if self.trouble is not None:
                return self._faded_out()
            self._limiter.want(self._rider.step())
        return self._passed(block)

    def _next(self) -> bytes | None:
        """Return the next block, if there is one; a pause that has been long enough is left out."""
        if self._quiet >= LONGEST_PAUSE:
            self._skip_pause()
        if not self._waiting:
            self._missing += 1
            self._quiet += 1
            self._lacked.add(1)
            return None
        block, level = self._waiting.popleft()
        self._missing = 0
        self._quiet = 0 if level.sounds else self._quiet + 1
        self._lacked.add(0)
        return block

    def _skip_pause(self) -> None:
        """Go on shortly before what is to be heard next, if that has come already."""
        sounds = (at for at, (_, level) in enumerate(self._waiting) if level.sounds)
        ahead = next(sounds, None)
        for _ in range((ahead or 0) - _BEFORE_SOUND):
            self._waiting.popleft()

    def _judged(self) -> Trouble | None:
        if self._missing >= MOST_MISSING:
            return Trouble.GONE
        if self._quiet >= MOST_QUIET:
            return Trouble.SILENT
        if self._is_clipped:
            return Trouble.CLIPPED
        unsteady = self._lacked.total >= _MISSING_IN_WINDOW
        return Trouble.UNSTEADY if unsteady else None

    def _passed(self, block: bytes | None) -> bytes:
        if block is None and self._sounding:
            self._limiter.fade_out()
        begins = block is not None and not self._sounding
        self._sounding = block is not None
        given = block or _SILENCE
        return self._limiter.feed(ramped(given, 0.0, 1.0) if begins else given)

    def _faded_out(self) -> bytes:
        self._limiter.fade_out()
        return self._limiter.feed(_SILENCE)
