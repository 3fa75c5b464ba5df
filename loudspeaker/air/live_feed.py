"""The sound of one open microphone, on its way from a control socket to playout.

Blocks of 20 ms come from the process that reads the microphone.  Before the airing they are
measured; while it is on air a few of them wait here, so that one that is late is not missed.  What
does not come is silence.  Playout takes a block whenever its output has room: nothing waits.
"""

from __future__ import annotations

import threading
from array import array
from collections import deque
from enum import StrEnum
from typing import Final

from loudspeaker.audio.voice_level import Fitness, LevelCheck, VoiceLevel
from loudspeaker.audio.voice_limiter import CELL_FRAMES, VoiceLimiter
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME
from loudspeaker.errors import SoundRefused, UsageRefused

_NS: Final = 1_000_000_000
BLOCK_BYTES: Final = BLOCK_FRAMES * BYTES_PER_FRAME
FIRST_BLOCKS: Final = 2
USUAL_BLOCKS: Final = 3
MOST_BLOCKS: Final = 5
"""100 ms: what waits longer is dropped, the oldest first."""
MOST_LATE: Final = 25
"""So many blocks in a row may come with too much behind them before 20 ms of speech are left out;
in a pause that is done at once."""
CHECKS: Final = 3
"""So often two seconds are measured until they are good, before the microphone is refused."""
MOST_SILENCE_NS: Final = 10 * _NS
LOST_NS: Final = 5 * _NS
FRESH_NS: Final = _NS
_QUIET_PEAK: Final = 330  # −40 dBFS
SILENCE: Final = bytes(BLOCK_BYTES)


class FeedState(StrEnum):
    """Where a microphone stands, as its speaker is told."""

    CHECKING = "checking"
    WAITING = "waiting"
    OPENING = "opening"
    OPEN = "open"
    ENDED = "ended"


class Close(StrEnum):
    """Why nothing more is to be expected of a microphone."""

    SPEAKER = "speaker"
    SILENCE = "silence"
    LOST = "lost"


class LiveFeed:
    """One microphone; ``put`` from a socket's thread, ``take`` from playout's."""

    def __init__(self, now_ns: int) -> None:
        self._lock = threading.Lock()
        self._check: LevelCheck | None = LevelCheck()
        self._checks_left = CHECKS
        self._waiting: deque[bytes] = deque()
        self._limiter = VoiceLimiter()
        self._filled = False
        self._late = 0
        self._last_seq = -1
        self._heard_ns = now_ns
        self._talked_ns = now_ns
        self._talking = False
        self._ended_by_speaker = False
        self._sounding = False
        self.state = FeedState.CHECKING
        self.level: VoiceLevel | None = None
        self.missed = 0
        """Blocks of silence that were sent because none had come."""

    # --- what the speaker's process sends -------------------------------------------------------

    def put(self, seq: int, pcm: bytes, *, talking: bool, now_ns: int) -> None:
        """Take one block; one that came before, or after a later one, is dropped.

        Raises UsageRefused for what is no block, SoundRefused once the level is not fit for air.
        """
        if len(pcm) != BLOCK_BYTES:
            raise UsageRefused(option="pcm", problem=f"not {BLOCK_BYTES} bytes")
        with self._lock:
            if seq <= self._last_seq:
                return
            self._last_seq, self._heard_ns = seq, now_ns
            if self._check is not None:
                self._measure(self._check, pcm)
            elif self.state is FeedState.OPEN:
                self._keep(pcm, talking=talking, now_ns=now_ns)

    def _measure(self, check: LevelCheck, pcm: bytes) -> None:
        level = check.add(pcm)
        if level is None:
            return
        self.level, self._checks_left = level, self._checks_left - 1
        if level.fitness is Fitness.GOOD:
            self._check, self.state = None, FeedState.WAITING
            self._limiter = VoiceLimiter(level.gain_db)
        elif self._checks_left:
            self._check = LevelCheck()
        else:
            self.state = FeedState.ENDED
            raise SoundRefused(
                path="microphone", problem=level.fitness.value, measured=level.measured
            )

    def _keep(self, pcm: bytes, *, talking: bool, now_ns: int) -> None:
        self._talking = talking
        if not talking:
            return
        self._talked_ns = now_ns
        self._waiting.append(pcm)
        if len(self._waiting) > MOST_BLOCKS:
            self._waiting.popleft()

    def end(self) -> None:
        """Note that the speaker has done."""
        with self._lock:
            self._ended_by_speaker = True

    # --- what playout does ----------------------------------------------------------------------

    def is_ready(self, now_ns: int) -> bool:
        """Tell whether it has been found fit, and somebody is still there."""
        here = not self._ended_by_speaker and now_ns - self._heard_ns <= FRESH_NS
        return self.state is FeedState.WAITING and here

    def is_here(self, now_ns: int) -> bool:
        """Tell whether the one who opened it still sends, and the airing is not over."""
        return self.state is not FeedState.ENDED and now_ns - self._heard_ns <= LOST_NS

    def opening(self) -> None:
        """Note that its airing begins: opening tone and announcement go before."""
        self.state = FeedState.OPENING

    def open(self, now_ns: int) -> None:
        """Let sound in from now on."""
        with self._lock:
            self._talked_ns = max(now_ns, self._talked_ns)
            self.state = FeedState.OPEN

    def rest(self) -> None:
        """Go back to waiting: its airing has not begun after all."""
        if self.state is FeedState.OPENING:
            self.state = FeedState.WAITING

    def over(self) -> None:
        """Note that the airing is over."""
        self.state = FeedState.ENDED

    def closed(self, now_ns: int) -> Close | None:
        """Tell whether nothing more is to be expected, and why."""
        if self._ended_by_speaker:
            return None if self._waiting else Close.SPEAKER
        if now_ns - self._heard_ns > LOST_NS:
            return Close.LOST
        return Close.SILENCE if now_ns - self._talked_ns > MOST_SILENCE_NS else None

    def take(self) -> bytes:
        """Return the next block, levelled and limited; silence where there is none."""
        with self._lock:
            block = self._next()
        begins, ends = block is not None and not self._sounding, block is None and self._sounding
        self._sounding = block is not None
        if ends:
            self._limiter.fade_out()
        if block is None:
            return self._limiter.feed(SILENCE)
        return self._limiter.feed(_faded_in(block) if begins else block)

    def _next(self) -> bytes | None:
        waiting = self._waiting
        if not self._talking and not self._ended_by_speaker:
            waiting.clear()
        if not self._filled and len(waiting) < FIRST_BLOCKS and not self._ended_by_speaker:
            return None
        self._filled = bool(waiting)
        if not waiting:
            self.missed += self._talking
            return None
        block = waiting.popleft()
        self._late = self._late + 1 if len(waiting) >= USUAL_BLOCKS else 0
        if self._late and (self._late > MOST_LATE or _is_quiet(block)):
            self._late = 0
            return _blended(block, waiting.popleft())
        return block


def _is_quiet(pcm: bytes) -> bool:
    samples = array("h", pcm)
    return max(samples) < _QUIET_PEAK and min(samples) > -_QUIET_PEAK


def _blended(one: bytes, other: bytes) -> bytes:
    """Return a block that begins as one and ends as the other."""
    pairs = zip(array("h", one), array("h", other), strict=True)
    mixed = [(a * (BLOCK_FRAMES - at) + b * at) // BLOCK_FRAMES for at, (a, b) in enumerate(pairs)]
    return array("h", mixed).tobytes()


def _faded_in(pcm: bytes) -> bytes:
    """Return the block with its first 5 ms rising from nothing."""
    samples = array("h", pcm)
    for at in range(CELL_FRAMES):
        samples[at] = samples[at] * at // CELL_FRAMES
    return samples.tobytes()
