"""Voices that hang, crash, or give NaN or nothing: nobody dies of it, and nothing airs silent.

    python -m bench.faults.voices --faults 500 --seed 1 --results FILE

Broken models are installed as a broken download would be, and the speech child is stopped, killed
or sent a SIGSEGV while it speaks.  Each announcement must be heard, from the embedded voice if need
be, or have failed with its reason and a fault; no other process may have died.
"""

from __future__ import annotations

import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.bad_voices import bad_models, install
from bench.faults.judge import TERMINAL
from bench.faults.live import ROOT, Live, live

FAULTS_A_PIECE = 20
RATE = 8.0
SPEAKING = "Kính mời bà con đến nhà văn hóa thôn dự họp về nước sạch. "
SIGNALS = {"SEGV": signal.SIGSEGV, "STOP": signal.SIGSTOP, "KILL": signal.SIGKILL}
FIRST = ("bad-nan", "SEGV", "bad-silent", "KILL", "bad-empty")
"""What the short form has time for."""
STORM, STORM_S = "storm", 6.0
"""Whatever speaks is killed, again and again: not even the embedded voice gets through."""
HITS, HIT_WITHIN_S = 4, 0.15
"""The child is only busy for a moment: several blows are likely to meet it then."""
GRACE_S = 600
"""Renders wait behind those that hang, longer where other rows take the machine's time; how late
an announcement may be is not the question here."""
ROLES = ("speech", "speech-spare")
STAYING = ("run", "station", "air", "village")
AHEAD_S = 6
MOST_WAITING = 3
TONE_MS = 6000.0
"""An emergency's attention tone and the silence after it: what follows is speech."""
LOUD_DBFS = -45.0
LOUD_SHARE = 0.3
DRAIN_S = 600.0


@dataclass(slots=True, kw_only=True)
class Trouble:
    """One home on which voices fail."""

    row: Live
    voices: tuple[str, ...]
    done: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    faults: set[str] = field(default_factory=set)

    def strike(self, kind: str) -> None:
        """Have something said, and its voice fail."""
        chance = self.row.chance
        text = SPEAKING * chance.randint(1, 8) + f"Số {chance.randrange(10**6)}."
        broken = kind in self.voices
        words = ["--voice", kind if broken else "vi-bac"]
        emergency = chance.random() < 0.3
        if not emergency and chance.random() < 0.5:
            due = datetime.now().astimezone() + timedelta(seconds=AHEAD_S)
            words += ["--at", due.isoformat(timespec="seconds")]
        self.row.say(text, *words, emergency=emergency)
        if kind == STORM:
            self._storm()
        elif not broken:
            for _ in range(1 if kind == "STOP" else HITS):
                time.sleep(chance.uniform(0.0, HIT_WITHIN_S))
                self._hit(SIGNALS[kind])
        self.done[kind] += 1

    def _storm(self) -> None:
        until = time.monotonic() + STORM_S
        while time.monotonic() < until:
            for role in ROLES:
                self.row.station.signal(role, signal.SIGKILL)
            time.sleep(0.02)
            if self.row.chance.random() < 0.02:
                self.look()

    def _hit(self, number: signal.Signals) -> None:
        station = self.row.station
        role = self.row.chance.choice(ROLES)
        if not station.signal(role, number):
            for other in ROLES:
                station.signal(other, number)

    def look(self) -> None:
        """Note which faults are shown."""
        try:
            self.faults |= {fault["code"] for fault in self.row.station.ask("faults")}
        except RuntimeError:
            return


def silent_airings(
    events: Iterable[Mapping[str, Any]], records: Iterable[Mapping[str, Any]], emergencies: set[str]
) -> Iterator[str]:
    """Yield what is recorded as aired, and was not sound at the point that heard most."""
    loud: dict[tuple[str, int], list[bool]] = defaultdict(list)
    for event in events:
        occurrence = event.get("occurrence")
        if event.get("ev") != "audio" or event.get("n", 0) <= 0 or occurrence is None:
            continue
        if occurrence not in emergencies or event["pos_ms"] >= TONE_MS:
            loud[occurrence, event["n"]].append(event["rms_dbfs"] > LOUD_DBFS)
    shares: dict[str, float] = defaultdict(float)
    for (occurrence, _), blocks in loud.items():
        shares[occurrence] = max(shares[occurrence], sum(blocks) / len(blocks))
    for record in records:
        if record["event"] == "end" and record["result"] == "aired":
            share = shares[record["occurrence"]]
            if share < LOUD_SHARE:
                yield f"silent: {record['occurrence']}: {share:.0%} of it was sound"


def unexplained(records: Iterable[Mapping[str, Any]], faults: set[str]) -> Iterator[str]:
    """Yield what did not air, and does not say that its voice failed, or no fault says so."""
    for record in records:
        if record["event"] not in TERMINAL or record["result"] == "aired":
            continue
        if record["reason"] != "speech_failed":
            yield f"{record['occurrence']}: {record['event']} {record['reason']}"
        elif "speech" not in faults:
            yield f"{record['occurrence']} has failed, and no fault says so"


def play(number: int, faults: int, chance: random.Random, *, source: Path) -> dict[str, Any]:
    """Have voices fail so many times on one home, then judge."""
    with live(chance, source=source, rate=RATE, settings=f"grace_s: {GRACE_S}\n") as row:
        home = row.station.home
        voices = [install(home, name, model) for name, model in bad_models(chance).items()]
        trouble = Trouble(row=row, voices=tuple(voices))
        before = {role: pid for role, pid in row.station.pids().items() if role in STAYING}
        kinds = [*dict.fromkeys((*FIRST, *SIGNALS, STORM, *voices))]
        for turn in range(faults):
            trouble.strike(kinds[(number * faults + turn) % len(kinds)])
            trouble.look()
            row.until(lambda: len(row.waiting()) < MOST_WAITING, DRAIN_S)
        row.until(lambda: not row.waiting(), DRAIN_S)
        trouble.look()
        after = row.station.pids()
        problems = [f"{role} has died" for role, pid in before.items() if after.get(role) != pid]
        problems += row.problems()
        emergencies = {name for name, level in row.accepted.items() if level == "emergency"}
        records = row.asrun.lines
        problems += silent_airings(row.village.lines, records, emergencies)
        problems += unexplained(records, trouble.faults)
    counts = {f"faults_{kind}": count for kind, count in trouble.done.items()}
    aired = sum(record["result"] == "aired" for record in records)
    failed = sum(record["reason"] == "speech_failed" for record in records)
    shown = {"aired": aired, "failed": failed, "shown": sorted(trouble.faults)}
    return {"faults": faults, **counts, **shown, "problems": problems}


def main() -> int:
    """Have voices fail and print what came of it."""
    parser = pieces.options(__doc__)
    parser.add_argument("--faults", type=int, default=500)
    parser.add_argument("--source", type=Path, default=ROOT)
    asked = parser.parse_args()
    each = min(FAULTS_A_PIECE, asked.faults)
    summary = pieces.run(
        "voices",
        lambda number, chance: play(number, each, chance, source=asked.source),
        pieces=-(-asked.faults // each),
        asked=asked,
        form=f"{each} a home",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
