"""Ten thousand announcements wait, then an emergency comes: heard within a second, seen at once.

    python -m bench.faults.backlog --queued 10000 --seed 1 --results FILE

The queue is filled for the days to come.  Then emergencies are approved: from the answer to the
first sound at a point (its attention tone) at most 1 s may pass, in silence and while something is
on air, above all where its own commands are on their way to the points.  ``queue`` and ``status``
are timed as people wait for them, from the shell to the end of the command.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from bench.faults import pieces
from bench.faults.live import ROOT, Live, Weight, live, text_for

EMERGENCIES, LOOKS = 16, 40
MOST_TONE_S = 1.0
MOST_RSS_MIB, MOST_LOOK_S = 300.0, 0.3
SILENT_FIRST_S = 2.0
LONG_S = 6.0
OPENED_S, CLOSING_S = 1.3, 1.6
"""How long commands go out before the sound, and after it."""
BREAKING_IN = (
    (0.0, OPENED_S),
    (OPENED_S, OPENED_S + LONG_S),
    (OPENED_S + LONG_S, OPENED_S + LONG_S + CLOSING_S),
)
"""When emergencies come, counted from the carrier: each span in turn."""
ROLES = ("station", "air")
FIRST_DUE = timedelta(hours=3)
TEXTS = 20
MADE_S_EACH = 0.2
_NS = 1_000_000_000


def fill(row: Live, count: int) -> None:
    """Have so many announcements written and approved, for the coming days."""
    desk, begin = row.desk, datetime.now().astimezone() + FIRST_DUE
    texts = [text_for(2 + number / TEXTS) for number in range(TEXTS)]
    for number in range(count):
        due = (begin + timedelta(seconds=20 * number)).isoformat(timespec="seconds")
        item = desk.ask("announce", "soan", text=texts[number % TEXTS], at=due)
        desk.ask("approve", "duyet", id=item["id"], despite_concerns=True)


def is_made(row: Live) -> bool:
    """Tell whether nothing is left to be spoken."""
    return not row.desk.ask("status", "soan")["counts"].get("rendering", 0)


def tone_after_s(row: Live) -> float:
    """Have an emergency approved; return how long it takes to the first sound at a point.

    It is cancelled then: how it goes on is for other rows.
    """
    desk = row.desk
    text = text_for(row.chance.uniform(2, 4))
    item = desk.ask("announce", "soan", text=text, priority="emergency")
    occurrence = str(
        desk.ask("approve", "duyet", id=item["id"], despite_concerns=True)["occurrence"]
    )
    answered_ns = time.monotonic_ns()
    row.accepted[occurrence] = "emergency"
    heard: list[int] = []

    def is_heard() -> bool:
        heard.extend(
            event["mono_ns"]
            for event in row.village.look()
            if event["ev"] == "audio" and event["n"] > 0 and event["occurrence"] == occurrence
        )
        return bool(heard)

    in_time = row.until(is_heard, 30, every_s=0.05)
    desk.ask("cancel", "duyet", id=item["id"])
    return (min(heard) - answered_ns) / _NS if in_time else float("inf")


def tones_s(row: Live, count: int) -> dict[str, float]:
    """Have so many emergencies: in silence, and at an instant of each span of an airing."""
    most = {"most_tone_s": 0.0, "most_tone_breaking_in_s": 0.0}
    for number in range(count):
        row.until(lambda: not row.carrier(), 60)
        time.sleep(SILENT_FIRST_S)
        span = number % (1 + len(BREAKING_IN))
        if span:
            row.said_fast(text_for(LONG_S))
            row.until(row.carrier, 30, every_s=0.02)
            time.sleep(row.chance.uniform(*BREAKING_IN[span - 1]))
        name = "most_tone_breaking_in_s" if span else "most_tone_s"
        most[name] = max(most[name], tone_after_s(row))
        row.until(lambda: not row.waiting(), 60)
    return most


def p95_s(action: Callable[[], object], times: int) -> float:
    """Return how long an action takes in 95 of 100 cases."""
    taken = []
    for _ in range(times):
        begun = time.monotonic()
        action()
        taken.append(time.monotonic() - begun)
    return quantiles(taken, n=20, method="inclusive")[-1]


def judged(figures: dict[str, float]) -> list[str]:
    """Return which figures are too large."""
    limits = {
        "most_tone_s": MOST_TONE_S,
        "most_tone_breaking_in_s": MOST_TONE_S,
        "most_rss_mib": MOST_RSS_MIB,
        "most_queue_p95_s": MOST_LOOK_S,
        "most_status_p95_s": MOST_LOOK_S,
    }
    return [
        f"{name}: {figures[name]:.3f}, allowed {limit:g}"
        for name, limit in limits.items()
        if not figures[name] <= limit
    ]


def play(
    queued: int, emergencies: int, looks: int, chance: random.Random, *, source: Path
) -> dict[str, Any]:
    """Fill, alarm, look, judge."""
    with live(chance, source=source, rate=1.0) as row:
        begun = time.monotonic()
        fill(row, queued)
        row.until(lambda: is_made(row), 60 + MADE_S_EACH * queued, every_s=0.5)
        filled_s = time.monotonic() - begun
        tones = tones_s(row, emergencies)
        row.said_fast(text_for(LONG_S))  # so that people look while something is on air
        figures = {
            **tones,
            "most_rss_mib": Weight.of(row.station.pids()[role] for role in ROLES).rss_mib,
            "most_queue_p95_s": p95_s(lambda: row.station.ask("queue"), looks),
            "most_status_p95_s": p95_s(lambda: row.station.ask("status"), looks),
            "most_queue_answer_p95_s": p95_s(lambda: row.desk.ask("queue", "soan"), looks),
        }
        problems = row.problems()
    rounded = {name: round(value, 3) for name, value in figures.items()}
    counts = {"queued": queued, "filled_s": round(filled_s, 1), "emergencies": emergencies}
    return {**counts, **rounded, "problems": [*problems, *judged(figures)]}


def main() -> int:
    """Do it, and print what came of it."""
    parser = pieces.options(__doc__)
    parser.add_argument("--queued", type=int, default=10_000)
    parser.add_argument("--emergencies", type=int, default=EMERGENCIES)
    parser.add_argument("--looks", type=int, default=LOOKS)
    parser.add_argument("--source", type=Path, default=ROOT)
    asked = parser.parse_args()
    summary = pieces.run(
        "backlog",
        lambda _, chance: play(
            asked.queued, asked.emergencies, asked.looks, chance, source=asked.source
        ),
        pieces=1,
        asked=asked,
        form=f"{asked.queued} queued",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
