"""Whether everything is there that an announcement needs, ten minutes before it is due.

What is missing while a person can still act is a fault then, and not a silence later.  Sound that
is gone or damaged is made anew at once, from the embedded voice if the chosen one fails.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.model.relay import Relay, SourceProblem
from loudspeaker.rundown import Cue
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.endings import WITH_US
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
AHEAD = timedelta(minutes=10)
AGAIN = timedelta(minutes=1)
NEXT_TRIAL = timedelta(seconds=10)
LEAST_FREE_BYTES = 50_000_000
_READ_BYTES = 1 << 20


class Missing(StrEnum):
    """What an announcement that is due soon lacks."""

    APPROVAL = "unapproved"
    SOUND = "sound_not_made"
    CLIP = "clip_lost"
    PLAYOUT = "no_playout"
    TRANSMITTER = "no_transmitter"
    POINTS = "no_points"
    OUTPUT = "no_output"
    STOPPED = "stopped"
    CLOCK = "no_time"
    DISK = "disk_full"
    SOURCE = "no_source"


_FAULTS_OF_AIR = {
    "transmitter": Missing.TRANSMITTER,
    "points": Missing.POINTS,
    "sound": Missing.OUTPUT,
}


class _Busy(Exception):
    """Another source is being tried just now."""


class Preflight:
    """Looks once ten minutes ahead, and again every minute while something is missing."""

    def __init__(
        self,
        *,
        items: Items,
        made: MadeCues,
        clips: Path,
        air: Air,
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
        is_time_known: Callable[[], bool],
        free_bytes: Callable[[], int],
        make: Callable[[Item, Occurrence], None],
        held_back: Callable[[Item], bool],
        source_problem: Callable[[Relay], str | None],
    ) -> None:
        self._items = items
        self._made = made
        self._clips = clips
        self._air = air
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._is_time_known = is_time_known
        self._free_bytes = free_bytes
        self._make = make
        self._held_back = held_back
        self._source_problem = source_problem
        self._told: dict[str, str] = {}

    def plan(self, occurrence: Occurrence) -> None:
        """Have an occurrence looked at in time; one that is due sooner, in a minute."""
        if occurrence.due is not None:
            now, ahead = self._time.wall(), occurrence.due - AHEAD
            self._ring(occurrence, ahead if ahead > now else now + AGAIN)

    def _ring(self, occurrence: Occurrence, at: datetime) -> None:
        self._alarms.ring(f"check {occurrence.id}", at, lambda: self.look(occurrence.id))

    def look(self, occurrence_id: str) -> None:
        """Look at one occurrence; mend what can be mended and tell the rest."""
        found = self._items.with_item(occurrence_id)
        waits = found is not None and found[1].state in (*WITH_US, OccurrenceState.HANDED)
        if found is None or not waits or self._held_back(found[0]):
            self._tell(occurrence_id, "")
            return
        item, occurrence = found
        try:
            missing = list(dict.fromkeys(self._missing(item, occurrence)))
        except _Busy:
            self._ring(occurrence, self._time.wall() + NEXT_TRIAL)
            return
        self._tell(occurrence_id, _told(item, missing))
        if missing:
            log.warning("%s is due and lacks %s", occurrence_id, ", ".join(missing))
            self._ring(occurrence, self._time.wall() + AGAIN)

    def _tell(self, occurrence_id: str, told: str) -> None:
        if told:
            self._told[occurrence_id] = told
        else:
            self._told.pop(occurrence_id, None)
        self._faults.set("preflight", "; ".join(self._told.values()) or None)

    # --- what may be missing --------------------------------------------------------------------

    def _missing(self, item: Item, occurrence: Occurrence) -> Iterator[Missing]:
        if item.state is not ItemState.APPROVED:
            yield Missing.APPROVAL
        else:
            for each in self._with_slot(item, occurrence):
                yield from self._missing_sound(item, each)
                yield from self._missing_source(item, each)
        yield from self._missing_at_air()
        if not self._is_time_known():
            yield Missing.CLOCK
        if self._free_bytes() < LEAST_FREE_BYTES:
            yield Missing.DISK

    def _with_slot(self, item: Item, occurrence: Occurrence) -> Iterator[Occurrence]:
        """Yield an occurrence, with the first of a slot also what else its programme has in it."""
        yield occurrence
        if occurrence.place is None or occurrence.place.slot != occurrence.id:
            return
        for each in self._items.occurrences_of(item.id):
            in_slot = each.place is not None and each.place.slot == occurrence.id
            if in_slot and each.id != occurrence.id and each.state in WITH_US:
                yield each

    def _missing_sound(self, item: Item, occurrence: Occurrence) -> Iterator[Missing]:
        """Tell of sound that is not there, and have it made."""
        cues = self._made.of(item, occurrence)
        lost = [cue for cue in cues if not self._is_whole(cue)]
        if cues and not lost:
            return
        yield Missing.CLIP if lost else Missing.SOUND
        for cue in lost:
            (self._clips / f"{cue.sha256}.wav").unlink(missing_ok=True)
        failed = occurrence.state is OccurrenceState.FLAGGED and occurrence.id not in self._told
        if lost or failed:  # what failed is tried again once, and once more when it is due
            self._make(item, occurrence)

    def _missing_source(self, item: Item, occurrence: Occurrence) -> Iterator[Missing]:
        """Hear another station beforehand; this takes some seconds."""
        relay = item.content.relay_at(occurrence.place)
        if relay is None or occurrence.state is OccurrenceState.HANDED:
            return
        problem = self._source_problem(relay)
        if problem == SourceProblem.BUSY:
            raise _Busy
        if problem is not None:
            log.warning("%s cannot be heard: %s", relay.source, problem)
            yield Missing.SOURCE

    def _is_whole(self, cue: Cue) -> bool:
        """Tell whether a cue's file is there with the content that its name says."""
        if cue.sha256 is None:
            return True
        digest = hashlib.sha256()
        try:
            with (self._clips / f"{cue.sha256}.wav").open("rb") as stream:
                while block := stream.read(_READ_BYTES):
                    digest.update(block)
        except OSError:
            return False
        return digest.hexdigest() == cue.sha256

    def _missing_at_air(self) -> Iterator[Missing]:
        try:
            status = self._air.status()
        except LoudspeakerError:
            yield Missing.PLAYOUT
            return
        codes = {fault["code"] for fault in status["faults"]}
        yield from (missing for code, missing in _FAULTS_OF_AIR.items() if code in codes)
        if status["stopped_since"]:
            yield Missing.STOPPED


def _told(item: Item, missing: list[Missing]) -> str:
    """Return what is missing as a fault's detail: ``word: title``, one after the other."""
    title = item.content.title.replace(";", ",")
    return "; ".join(f"{each.value}: {title}" for each in missing)
