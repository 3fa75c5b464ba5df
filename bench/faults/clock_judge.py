"""Whether announcements came at their time, by a clock that was set again and again.

All moments are nanoseconds of the machine's true monotonic clock, which the receivers live by;
what the station's own clock showed then is told by a ``Timeline``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bench.faults.judge import TERMINAL

NS = 1_000_000_000
LATE_NS = 2 * NS
EARLY_NS = NS // 10
"""A sound that begins so much before its time is on time."""
QUEUED_NS = NS // 2
"""What is in the sound card's hands cannot be taken back when the clock is set back then."""
EARLIEST_NS = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * NS
LATEST_NS = int(datetime(2041, 1, 1, tzinfo=UTC).timestamp()) * NS
"""Between these an unproved clock is believed in the simulated profile."""

Stretch = tuple[int, int]


@dataclass(slots=True, kw_only=True)
class Timeline:
    """What the station's clock showed: ``true_offset_ns`` ahead of the monotonic, and shifted."""

    true_offset_ns: int
    steps: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    """Each moment at which the clock was set, and by how much it has been wrong since."""

    def set(self, mono_ns: int, shift_ns: int) -> None:
        """Note that the clock is wrong by so much from now on."""
        self.steps.append((mono_ns, shift_ns))

    def wall_ns(self, mono_ns: int) -> int:
        """Return what the clock showed."""
        shift = next(shift for at, shift in reversed(self.steps) if at <= mono_ns)
        return mono_ns + self.true_offset_ns + shift

    def when_between(self, first_ns: int, last_ns: int, until_ns: int) -> list[Stretch]:
        """Return the stretches in which the clock showed a time from first to last."""
        found: list[Stretch] = []
        ends = [at for at, _ in self.steps[1:]] + [until_ns]
        for (begin, shift), end in zip(self.steps, ends, strict=True):
            ahead = self.true_offset_ns + shift
            stretch = max(begin, first_ns - ahead), min(end, last_ns - ahead)
            if stretch[0] < stretch[1]:
                found.append(stretch)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """An approved announcement; ``due_ns`` is None for an emergency, which is always due."""

    occurrence: str
    ready_ns: int
    due_ns: int | None
    grace_ns: int = 600 * NS


def windows(awaited: Awaited, timeline: Timeline, until_ns: int) -> list[Stretch]:
    """Return the stretches in which it had to begin at once: due, not too late, clock believed."""
    if awaited.due_ns is None:
        return [(awaited.ready_ns, until_ns)]
    first = max(awaited.due_ns, EARLIEST_NS)
    last = min(awaited.due_ns + awaited.grace_ns, LATEST_NS)
    shown = timeline.when_between(first, last, until_ns)
    return [(max(begin, awaited.ready_ns), end) for begin, end in shown if end > awaited.ready_ns]


def first_sounds(events: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return when each occurrence's first sound went out under carrier."""
    found: dict[str, int] = {}
    for event in events:
        if event.get("ev") == "audio" and event.get("n") == 0 and event.get("carrier"):
            occurrence = event.get("occurrence")
            if occurrence is not None:
                at = min(found.get(occurrence, event["mono_ns"]), event["mono_ns"])
                found[occurrence] = at
    return found


def carriers(events: Iterable[Mapping[str, Any]], until_ns: int) -> list[Stretch]:
    """Return the stretches under carrier."""
    found: list[Stretch] = []
    since: int | None = None
    for event in events:
        if event.get("ev") == "carrier_on" and since is None:
            since = event["mono_ns"]
        elif event.get("ev") == "carrier_off" and since is not None:
            found.append((since, event["mono_ns"]))
            since = None
    return found if since is None else [*found, (since, until_ns)]


def others_on_air(
    occurrence: str, sounds: Mapping[str, int], under_carrier: Sequence[Stretch]
) -> list[Stretch]:
    """Return the stretches under carrier in which another occurrence sounded first."""
    return [
        (begin, end)
        for begin, end in under_carrier
        if any(begin <= at < end for name, at in sounds.items() if name != occurrence)
        and not begin <= sounds.get(occurrence, -1) < end
    ]


def is_early(awaited: Awaited, timeline: Timeline, sound_ns: int) -> bool:
    """Tell whether sound began although the clock had not shown its time just before."""
    if awaited.due_ns is None:
        return False
    due = awaited.due_ns - EARLY_NS
    shown = timeline.when_between(due, LATEST_NS * 2, sound_ns + EARLY_NS)
    return not any(end > sound_ns - QUEUED_NS for _, end in shown)


def lateness_ns(
    awaited: Awaited,
    timeline: Timeline,
    *,
    sound_ns: int | None,
    busy: Sequence[Stretch],
    until_ns: int,
) -> int | None:
    """Return how long it was due and nothing kept it from beginning before its first sound.

    That is the longest stretch in which the clock showed its time, was believed, and nothing else
    was on air; None if there was none long enough to begin in.
    """
    longest = None
    for begin, end in windows(awaited, timeline, until_ns):
        if sound_ns is not None and begin > sound_ns:
            break
        free = max([begin, *(stop for start, stop in busy if start < end and stop > begin)])
        began = sound_ns is not None and sound_ns < end
        waited = (sound_ns if sound_ns is not None and began else end) - free
        if began or waited > LATE_NS:
            longest = max(longest or 0, waited, 0)
    return longest


def judge_record(
    awaited: Awaited, timeline: Timeline, records: Sequence[Mapping[str, Any]], until_ns: int
) -> dict[str, list[str]]:
    """Return what is wrong with an announcement's terminal record."""
    ends = [record for record in records if record["event"] in TERMINAL]
    name = awaited.occurrence
    if len(ends) != 1:
        return {"unfinished": [f"{name}: {len(ends)} terminal records"]}
    if ends[0]["event"] != "missed":
        return {}
    if awaited.due_ns is None:
        return {"missed": [f"emergency {name}: missed, {ends[0]['reason']}"]}
    skipped = not windows(awaited, timeline, until_ns)
    if skipped and ends[0]["reason"] != "clock":
        return {"untrue": [f"{name}: skipped by the clock, recorded {ends[0]['reason']}"]}
    return {}
