"""Volumes that people want at points, kept until a carrier that is up anyway takes them along.

A receiver hears commands only under a carrier, and nobody keys one up for a volume: the command
goes out in the silence after the next airing, or ahead of a test of that point
(docs/decisions/0007-a-volume-waits-for-a-carrier.md).
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from loudspeaker.devices.points.base import PointCommands
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource, iso

log = logging.getLogger(__name__)
SETTING = "point_volumes"
COPIES = 2
LIMIT_NS = 3_000_000_000


class SettingStore(Protocol):
    """Where a few values are kept durably: the journal."""

    def setting(self, name: str) -> str | None:
        """Return a kept value."""
        ...

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a value; it is on the disk when the call returns."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """The volume somebody wants at a point (0-100); times are ISO 8601, ``sent_at`` at last."""

    point: int
    volume: int
    by: str
    asked_at: str
    sent_at: str | None = None


class Volumes:
    """The newest wish for each point; safe from any thread."""

    def __init__(self, store: SettingStore, time: TimeSource) -> None:
        self._store = store
        self._time = time
        self._lock = threading.Lock()
        kept = json.loads(store.setting(SETTING) or "[]")
        self._wishes = {values["point"]: Wish(**values) for values in kept}

    def ask(self, point: int, volume: int, *, by: str) -> Wish:
        """Keep a wish, durably; it takes the place of the one before.  StorageFailure."""
        wish = Wish(point=point, volume=volume, by=by, asked_at=iso(self._time.wall()))
        with self._lock:
            self._keep([wish])
        return wish

    def _keep(self, changed: Iterable[Wish]) -> None:
        wishes = self._wishes | {wish.point: wish for wish in changed}
        values = [asdict(wishes[point]) for point in sorted(wishes)]
        self._store.keep_setting(SETTING, json.dumps(values, ensure_ascii=False))
        self._wishes = wishes

    def waiting(self, points: Collection[int] | None = None) -> list[tuple[int, tuple[int, ...]]]:
        """Return each volume that was not sent yet, with its points (of ``points``, if given)."""
        groups: dict[int, list[int]] = {}
        for wish in self.listed():
            if wish.sent_at is None and (points is None or wish.point in points):
                groups.setdefault(wish.volume, []).append(wish.point)
        return [(volume, tuple(numbers)) for volume, numbers in groups.items()]

    def send(
        self,
        points: PointCommands,
        groups: Iterable[tuple[int, Sequence[int]]],
        *,
        silence: Callable[[], None],
    ) -> None:
        """Send volumes one behind the other, each while ``silence`` sends blocks of it.

        What did not leave in time waits for the next carrier.  Raises what ``silence`` raises.
        """
        for volume, numbers in groups:
            setting = points.set_volume(numbers, volume, copies=COPIES)
            give_up_ns = self._time.mono_ns() + LIMIT_NS
            while not setting.has_all_out(now_ns := self._time.mono_ns()):
                if now_ns > give_up_ns:
                    return
                silence()
            if setting.problem is None:
                self.sent(volume, numbers)

    def sent(self, volume: int, points: Iterable[int]) -> None:
        """Note that the command has left; what was wished anew meanwhile still waits.

        A disk that does not take it only costs sending it once more.
        """
        now = iso(self._time.wall())
        with self._lock:
            known = (self._wishes.get(point) for point in points)
            done = [replace(w, sent_at=now) for w in known if w is not None and w.volume == volume]
            try:
                self._keep(done)
            except LoudspeakerError as error:
                log.warning("volume %d was sent and is not on the disk: %s", volume, error)

    def listed(self) -> list[Wish]:
        """Return every point's wish, by number."""
        with self._lock:
            return [self._wishes[point] for point in sorted(self._wishes)]
