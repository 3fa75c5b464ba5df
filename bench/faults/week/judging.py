"""Whether what the points heard of a slot is what was planned and what the log says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bench.faults.week import plan
from bench.faults.week.accounts import Account
from bench.faults.week.hearing import Heard, Tape
from bench.faults.week.plan import Slot

LATE_S = 2.0
SHARE, BESIDES_MS = 0.01, 300.0
"""Sound that was not interrupted is as long as the log says, but for this."""
CUT_SHARE, CUT_MS = 0.06, 2500.0
"""Positions are written ahead; so much of what was interrupted may not have been heard."""
TONE_S = 1.5
REST_S = 3.0
LEVELS_DBFS = (-28.0, -12.0)

Problems = dict[str, list[str]]
WallOf = Callable[[int], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A slot that is over."""

    slot: Slot
    heard: Heard
    accounts: Mapping[str, Account]
    tapes: Mapping[int, Tape]
    wall_of: WallOf

    def relays(self) -> list[Account]:
        """Return the airings of another station."""
        return [each for each in self.accounts.values() if each.last["kind"] == "relay"]


def judge(played: Played) -> Problems:
    """Return what is wrong, by kind."""
    found: Problems = {
        "records": list(_records(played)),
        "late": list(_late(played)),
        "length": list(_lengths(played)),
        "level": list(_levels(played)),
        "relay": list(_relays(played)),
        "tay": list(_tay(played)),
        "phantom": list(_phantoms(played)),
    }
    return {kind: each for kind, each in found.items() if each}


def _records(played: Played) -> Iterator[str]:
    for name, account in played.accounts.items():
        if len(account.ends) != 1:
            yield f"{name}: {len(account.ends)} terminal records"
        elif account.ends[0]["event"] != "end":
            yield f"{name}: {account.ends[0]['event']} ({account.ends[0]['reason']})"
        elif account.ends[0]["result"] != "aired" and account not in played.relays():
            yield f"{name}: {account.ends[0]['result']}"


def _late(played: Played) -> Iterator[str]:
    """Compare when it was due, when it was heard and when that was recorded."""
    for name, account in played.accounts.items():
        parts = played.heard.parts.get(name)
        if not parts:
            continue
        first = played.wall_of(min(part.first_ns for part in parts.values()))
        last = played.wall_of(max(part.last_ns for part in parts.values()))
        late_s = (first - account.due).total_seconds()
        if not -0.1 <= late_s <= LATE_S and account.last["priority"] != "emergency":
            yield f"{name}: heard {late_s:+.2f} s from its time"
        told = [record["wall"] for record in (*account.starts[:1], *account.ends)]
        for what, moment, wall in zip(("begin", "end"), (first, last), told, strict=False):
            off_s = (moment - datetime.fromisoformat(wall)).total_seconds()
            if abs(off_s) > LATE_S:
                yield f"{name}: its {what} was heard {off_s:+.2f} s from its record"


def _lengths(played: Played) -> Iterator[str]:
    for name, account in played.accounts.items():
        share, besides_ms = (CUT_SHARE, CUT_MS) if account.is_cut else (SHARE, BESIDES_MS)
        for point in sorted(plan.POINTS):
            recorded_ms = account.ms_at(point)
            part = played.heard.parts.get(name, {}).get(point)
            off_ms = (part.ms if part else 0.0) - recorded_ms
            if abs(off_ms) > share * recorded_ms + besides_ms:
                yield f"{name} at point {point}: {off_ms / 1000:+.1f} s of {recorded_ms / 1000:.1f}"
    for point, tape in played.tapes.items():
        off_ms = tape.ms - played.heard.all_ms.get(point, 0.0)
        if abs(off_ms) > BESIDES_MS:
            yield f"sound file of point {point}: {off_ms:+.0f} ms from what the village tells"


def _levels(played: Played) -> Iterator[str]:
    low, high = LEVELS_DBFS
    for name, parts in played.heard.parts.items():
        for point, part in parts.items():
            if not low <= part.level_dbfs <= high:
                yield f"{name} at point {point}: {part.level_dbfs:.1f} dBFS"


def _relays(played: Played) -> Iterator[str]:
    """Compare the seconds of both tones at each point with the log and with the plan."""
    relays, slot = played.relays(), played.slot
    if len(relays) != 1:
        yield f"{len(relays)} relays"
        return
    whole_s = plan.RELAY_MINUTES[slot.programme] * 60
    yield from _rest(relays[0], whole_s)
    disturbed = slot.emergency or slot.power_cut
    for point, tape in played.tapes.items():
        source_s, fallback_s = tape.tones[plan.SOURCE_HZ], tape.tones[plan.FALLBACK_HZ]
        told = f"point {point}: source {source_s:.1f} s, fallback {fallback_s:.1f} s"
        wanted = (0.0, whole_s) if slot.dead_source else (whole_s, 0.0)
        off_s = abs(source_s - wanted[0]) + abs(fallback_s - wanted[1])
        if not disturbed and off_s > 2 * TONE_S:
            yield f"{told}, planned {wanted[0]:.0f} and {wanted[1]:.0f}"
        for of, heard_s in (("source", source_s), ("fallback", fallback_s)):
            recorded_ms = relays[0].relayed_ms(of)
            allowed_s = TONE_S + (CUT_MS / 1000 if disturbed else 0.0)
            if recorded_ms is not None and abs(heard_s - recorded_ms / 1000) > allowed_s:
                yield f"{told}, recorded {of} {recorded_ms / 1000:.1f} s"


def _rest(relay: Account, whole_s: float) -> Iterator[str]:
    """Compare the rest of a relay that was cut with what the clock says was left of its time."""
    if relay.is_cut:
        walls = [datetime.fromisoformat(record["wall"]) for record in relay.starts]
        left_s = whole_s - (walls[-1] - walls[0]).total_seconds()
        rest_s = relay.attempts[-1]["pos_ms"] / 1000
        if abs(rest_s - left_s) > REST_S:
            yield f"{relay.occurrence}: went on for {rest_s:.1f} s, {left_s:.1f} s were left"


def _tay(played: Played) -> Iterator[str]:
    recorded_s = sum(each.language_ms("tyz") for each in played.accounts.values()) / 1000
    for point, tape in played.tapes.items():
        heard_s = tape.tones[plan.TAY_HZ]
        wanted_s = recorded_s if point in plan.TAY_POINTS else 0.0
        if abs(heard_s - wanted_s) > TONE_S:
            yield f"point {point}: Tày for {heard_s:.1f} s instead of {wanted_s:.1f}"


def _phantoms(played: Played) -> Iterator[str]:
    for name in set(played.heard.parts) - set(played.accounts):
        yield f"{name} was heard and is not on record"
    for point, ms in played.heard.unlabelled_ms.items():
        yield f"point {point}: {ms:.0f} ms of sound that belongs to nothing"
