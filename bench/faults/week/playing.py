"""Plays the slots of the week one by one and judges each when it is over."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.faults.judge import stuck_carriers
from bench.faults.week import plan
from bench.faults.week.accounts import accounts_of
from bench.faults.week.commune import Commune
from bench.faults.week.hearing import heard_in, tapes_since
from bench.faults.week.judging import Played, judge
from bench.faults.week.plan import Slot
from bench.faults.week.reported import Sums

BREAK_IN_S = 2.0
INTO_RELAY_S = 1.0
LONGEST_SLOT_S = 240.0
AFTERWARDS_S = 3.0


class Player:
    """A week in the making."""

    def __init__(self, commune: Commune, *, ahead_s: float) -> None:
        self._commune = commune
        self._ahead = timedelta(seconds=ahead_s)
        self._sums = Sums()
        self._waiting: list[str] = []
        self._levels: dict[str, str] = {}
        self._broke_in_s: float | None = None

    def play(self, slot: Slot, found: dict[str, Any]) -> None:
        """Write what is new, set the clock forward, let it be heard, judge it."""
        commune = self._commune
        commune.source_is(dead=slot.dead_source)
        for bulletin in slot.bulletins:
            occurrence = commune.write(bulletin, slot.programme)
            self._waiting.append(occurrence)
            self._levels[occurrence] = bulletin.priority
        warning = commune.draft(plan.EMERGENCY, "--priority", "emergency") if slot.emergency else ""
        commune.until(commune.is_made, "everything is made")
        mark = commune.events.cut()
        commune.set_forward(slot.due - self._ahead)
        begun_ns = time.monotonic_ns() + commune.mains.monotonic_ns
        if slot.emergency or slot.power_cut:
            self._disturb(slot, warning)
        commune.until(lambda: self._is_over(slot), f"slot {slot.number}", limit_s=LONGEST_SLOT_S)
        time.sleep(AFTERWARDS_S)
        played = self._played(slot, mark, begun_ns)
        problems = judge(played)
        self._add_order(played, problems)
        if stuck := stuck_carriers(commune.events.lines[mark:]):
            problems["stuck"] = stuck
        if self._broke_in_s is not None and slot.emergency and self._broke_in_s > BREAK_IN_S:
            problems["emergency"] = [f"heard after {self._broke_in_s:.2f} s"]
        self._sums.add(played)
        found |= self._told(played) | {"problems": problems}

    def _disturb(self, slot: Slot, warning: str) -> None:
        """Let the emergency or the power cut come into the relay."""
        commune = self._commune
        commune.until(commune.is_relaying, "a relay", limit_s=LONGEST_SLOT_S)
        time.sleep(INTO_RELAY_S)
        if slot.power_cut:
            commune.cut_power()
            return
        occurrence = commune.approve_at_once(warning)
        answered_ns = time.monotonic_ns() + commune.mains.monotonic_ns
        commune.until(lambda: commune.ended(occurrence), "the emergency's end")
        time.sleep(1.0)
        commune.events.look()
        heard = (e for e in commune.events.lines if e.get("occurrence") == occurrence and e["n"])
        first_ns = next((event["mono_ns"] for event in heard), answered_ns + 10**12)
        self._broke_in_s = round((first_ns - answered_ns) / 1e9, 2)

    def _is_over(self, slot: Slot) -> bool:
        """Tell whether all of the slot has its end, and nothing is on air."""
        commune = self._commune
        if commune.now() < slot.due.astimezone(UTC) + timedelta(seconds=2):
            return False
        accounts = accounts_of(commune.of_slot(slot))
        own = [name for name in accounts if f"T{slot.due:%H%M}" in name]
        return len(own) >= plan.OWN_AIRINGS and all(each.ends for each in accounts.values())

    def _played(self, slot: Slot, mark: int, begun_ns: int) -> Played:
        commune = self._commune
        commune.events.look()
        home = commune.station.home
        return Played(
            slot=slot,
            heard=heard_in(commune.events.lines[mark:]),
            accounts=accounts_of(commune.of_slot(slot)),
            tapes=tapes_since(home, begun_ns, plan.TONES),
            wall_of=commune.wall_of,
        )

    def _add_order(self, played: Played, problems: dict[str, list[str]]) -> None:
        """Check which bulletins were heard, in which order, and which still wait."""
        begins = {
            name: min(part.first_ns for part in parts.values())
            for name, parts in played.heard.parts.items()
            if name in self._waiting
        }
        heard = sorted(begins, key=lambda name: begins[name])
        ranked = sorted(self._waiting, key=lambda name: self._levels[name] != "priority")
        urgent = sum(self._levels[name] == "priority" for name in ranked)
        in_order = [name for name in ranked if name in heard]
        if heard != in_order or not heard or heard[:urgent] != ranked[:urgent]:
            problems["order"] = [f"heard {heard} of {ranked}"]
        self._waiting = [name for name in self._waiting if name not in heard]

    def _told(self, played: Played) -> dict[str, Any]:
        parts = played.heard.parts
        return {
            "due": played.slot.due.isoformat(),
            "airings": len(played.accounts),
            "heard_s": round(sum(played.heard.longest_ms(name) for name in parts) / 1000, 1),
            "bulletins_left": len(self._waiting),
            "latest_s": round(max(self._late_s(played), default=0.0), 2),
        }

    def _late_s(self, played: Played) -> list[float]:
        return [
            (played.wall_of(min(p.first_ns for p in parts.values())) - account.due).total_seconds()
            for name, account in played.accounts.items()
            if (parts := played.heard.parts.get(name)) and account.last["priority"] != "emergency"
        ]

    # --- the end --------------------------------------------------------------------------------

    def report(self, found: dict[str, Any]) -> None:
        """Compare the monthly report with what was heard, and the log with itself."""
        station = self._commune.station
        report = station.ask("report", f"{plan.MONDAY:%Y-%m}")
        audit = station.command("audit", "verify", "--json").returncode
        problems = {
            "report": list(self._sums.differences(report)),
            "waiting": [f"{len(self._waiting)} bulletins never aired"] if self._waiting else [],
            "audit": [f"exit {audit}"] if audit else [],
        }
        found |= {
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "heard_s": self._sums.rounded(),
            "problems": {kind: each for kind, each in problems.items() if each},
        }

    def figures(self) -> dict[str, Any]:
        """Return what is told at the end."""
        return {"emergency_after_s": self._broke_in_s, "interrupted": self._sums.cut}
