"""What IP points have reported, as far as it is theirs: who is there, and who heard what."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from loudspeaker.devices.points.players import ClipList
from loudspeaker.model import TimeSource
from loudspeaker.radio.point_status import Refusal, Status, StatusKind, status_in

log = logging.getLogger(__name__)
SILENT_NS = 30_000_000_000
KEPT_RUNS = 32
HEARD_SHARE = 0.9
OFFLINE = b"offline"


@dataclass(slots=True)
class _Seen:
    """When a point was last heard of, and when it last complained."""

    seen_ns: int
    silent_now: bool = False


class Reports:
    """Takes reports from the reading thread and answers playout; safe from any thread."""

    def __init__(
        self, points: Iterable[int], keys: Callable[[int], Sequence[bytes]], time: TimeSource
    ) -> None:
        """``keys`` tells with which keys a point may sign."""
        self._time = time
        self._lock = threading.Lock()
        start_ns = time.mono_ns()
        self._keys = keys
        self._seen = {number: _Seen(start_ns) for number in points}
        self._sent: deque[tuple[int, int]] = deque()
        self._runs: OrderedDict[bytes, dict[int, dict[tuple[int, bytes], int]]] = OrderedDict()
        self.forged = 0

    def sent(self, counter: int) -> None:
        """Note that a command or order with this counter has gone out."""
        now_ns = self._time.mono_ns()
        with self._lock:
            self._sent.append((now_ns, counter))
            while self._sent[0][0] < now_ns - SILENT_NS:
                self._sent.popleft()

    def expect(self, run: bytes) -> None:
        """Keep from now on what is reported about an airing."""
        with self._lock:
            self._runs.setdefault(run, {})
            self._runs.move_to_end(run)
            while len(self._runs) > KEPT_RUNS:
                self._runs.popitem(last=False)

    # --- what comes in --------------------------------------------------------------------------

    def take(self, point: int, payload: bytes) -> None:
        """Take a report; one whose tag is wrong is counted and forgotten."""
        keys = self._keys(point) if point in self._seen else ()
        tried = (status_in(payload, point, key=key) for key in keys)
        status = next((found for found in tried if found is not None), None)
        if status is None:
            self.forged += 1
            return
        with self._lock:
            self._note_seen(point, status)
            self._note_heard(point, status)
        if status.kind is StatusKind.REFUSED:
            log.warning("point %d refuses: %s", point, status.refusal.name.lower())

    def link(self, point: int, payload: bytes) -> None:
        """Take the hint that a point has left the broker; its next report is true again."""
        with self._lock:
            if payload == OFFLINE and point in self._seen:
                self._seen[point].silent_now = True

    def _note_seen(self, point: int, status: Status) -> None:
        """Believe that a point lives if it repeats what it cannot have recorded long ago."""
        if any(counter == status.counter for _, counter in self._sent):
            self._seen[point] = _Seen(self._time.mono_ns())

    def _note_heard(self, point: int, status: Status) -> None:
        over = status.kind is StatusKind.PLAYED or status.refusal is Refusal.SUPERSEDED
        if not over or status.run not in self._runs:
            return
        heard = self._runs[status.run].setdefault(point, {})
        place = (status.position, status.sha256)
        heard[place] = max(heard.get(place, 0), status.frames)

    # --- what is asked --------------------------------------------------------------------------

    def acknowledged(self, what: ClipList) -> frozenset[int]:
        """Return the points of the list that have heard 90 % of its frames, hash by hash."""
        total = sum(clip.frames for clip in what.clips)
        with self._lock:
            by_point = self._runs.get(what.run, {})
            return frozenset(
                point
                for point in what.points
                if _heard_frames(by_point.get(point, {}), what) >= HEARD_SHARE * total > 0
            )

    def silent(self) -> tuple[int, ...]:
        """Return the points that have not been heard of for 30 s, or have left."""
        oldest_ns = self._time.mono_ns() - SILENT_NS
        with self._lock:
            return tuple(
                point
                for point, seen in sorted(self._seen.items())
                if seen.silent_now or seen.seen_ns < oldest_ns
            )


def _heard_frames(heard: dict[tuple[int, bytes], int], what: ClipList) -> int:
    places = ((clip, (clip.position, clip.sha256)) for clip in what.clips)
    return sum(min(clip.frames, heard.get(place, 0)) for clip, place in places)
