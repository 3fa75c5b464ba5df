"""Who speaks live: microphones that are open for accepted rundowns, and their sockets' requests."""

from __future__ import annotations

import binascii
import hmac
import secrets
import threading
from dataclasses import dataclass, field
from typing import Any, Final

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.live_feed import LiveFeed
from loudspeaker.config.identity import same_person
from loudspeaker.errors import NotFound, NotTheSpeaker, UsageRefused, WrongState
from loudspeaker.model import Caller, TimeSource
from loudspeaker.rundown import Rundown

MOST_MICROPHONES: Final = 8
_LONGEST_PCM: Final = 8_192


@dataclass(slots=True, kw_only=True)
class Microphone:
    """One open microphone; ``token`` is known to the process that opened it, and to nobody else."""

    occurrence: str
    feed: LiveFeed
    token: str = field(default_factory=lambda: secrets.token_hex(16))


class Microphones:
    """All open microphones, one for an occurrence; safe from any thread."""

    def __init__(self, accepted: Accepted, time: TimeSource) -> None:
        self._accepted = accepted
        self._time = time
        self._lock = threading.Lock()
        self._open: dict[str, Microphone] = {}

    # --- what playout asks ----------------------------------------------------------------------

    def lacks(self, rundown: Rundown) -> bool:
        """Tell whether a live airing has to wait for its microphone."""
        if rundown.live is None:
            return False
        feed = self.feed(rundown.occurrence)
        return feed is None or not feed.is_ready(self._time.mono_ns())

    def feed(self, occurrence: str) -> LiveFeed | None:
        """Return the microphone of an occurrence."""
        with self._lock:
            found = self._open.get(occurrence)
        return found.feed if found else None

    # --- what speakers ask ----------------------------------------------------------------------

    def begin(self, caller: Caller, occurrence: str) -> dict[str, Any]:
        """Open the microphone of a live airing that was handed over; nothing sounds by that.

        Raises NotFound, NotTheSpeaker, and WrongState (``microphone_busy``).
        """
        rundown = self._accepted.get(occurrence)
        if rundown is None or rundown.live is None:
            raise NotFound(kind="live", name=occurrence, known=[])
        if not same_person(caller.name, rundown.author):
            raise NotTheSpeaker(person=caller.name, author=rundown.author)
        now_ns = self._time.mono_ns()
        with self._lock:
            known = self._open.get(occurrence)
            if known is not None and known.feed.is_here(now_ns):
                raise WrongState(item=rundown.item, state="microphone_busy", action="live")
            self._forget_gone(now_ns)
            opened = Microphone(occurrence=occurrence, feed=LiveFeed(now_ns))
            self._open[occurrence] = opened
        return {
            "token": opened.token,
            "occurrence": occurrence,
            "title": rundown.title,
            "points": list(rundown.points),
            "longest_s": rundown.live.longest_s,
        }

    def _forget_gone(self, now_ns: int) -> None:
        gone = [name for name, each in self._open.items() if not each.feed.is_here(now_ns)]
        for name in gone:
            del self._open[name]
        if len(self._open) >= MOST_MICROPHONES:
            raise UsageRefused(option="live", problem=f"{MOST_MICROPHONES} microphones are open")

    def sound(self, token: object, seq: object, pcm: object, talking: object) -> dict[str, Any]:
        """Take a block; tell where the airing stands.  Raises UsageRefused, SoundRefused."""
        opened = self._known(token)
        if not isinstance(seq, int) or isinstance(seq, bool):
            raise UsageRefused(option="seq", problem="not_a_number")
        feed = opened.feed
        feed.put(seq, _decoded(pcm), talking=talking is True, now_ns=self._time.mono_ns())
        if self._accepted.get(opened.occurrence) is None:  # refused, withdrawn, or over
            feed.over()
        state = feed.state
        return {"state": state.value, "level": None if feed.level is None else _level(feed)}

    def end(self, token: object) -> dict[str, Any]:
        """Close the microphone: what has been said is sent, and the airing ends."""
        feed = self._known(token).feed
        feed.end()
        return {"state": feed.state.value}

    def _known(self, token: object) -> Microphone:
        wanted = token if isinstance(token, str) and token.isascii() else ""
        with self._lock:
            every = tuple(self._open.values())
        for each in every:
            if hmac.compare_digest(each.token, wanted):
                return each
        raise UsageRefused(option="token", problem="unknown")


def _level(feed: LiveFeed) -> dict[str, float]:
    assert feed.level is not None, "it was asked for before"
    return {
        "peak_db": round(feed.level.peak_db, 1),
        "speech_db": round(feed.level.speech_db, 1),
        "gain_db": round(feed.level.gain_db, 1),
    }


def _decoded(pcm: object) -> bytes:
    if not isinstance(pcm, str) or len(pcm) > _LONGEST_PCM:
        raise UsageRefused(option="pcm", problem="not base64")
    try:
        return binascii.a2b_base64(pcm.encode("ascii"), strict_mode=True)
    except (ValueError, UnicodeEncodeError) as error:
        raise UsageRefused(option="pcm", problem="not base64") from error
