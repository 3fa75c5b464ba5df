"""How exactly a scheduled announcement begins: its first sample at a point against its due time.

python -m bench.on_time [--items 200]
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import datetime, timedelta

from bench.station import percentile, running
from loudspeaker.model import STATION_ZONE

EVERY_S = 7.0
BATCH = 20


def main() -> None:
    """Plan items seven seconds apart, let them air, print the deviations."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=200)
    chosen = parser.parse_args()
    with running(voice="tone", chime="none") as bench:
        offset_s = time.time() - time.monotonic()
        due: dict[str, datetime] = {}
        first = datetime.now(STATION_ZONE) + timedelta(seconds=20)
        for number in range(chosen.items):
            at = first + timedelta(seconds=EVERY_S * number)
            while at - datetime.now(STATION_ZONE) > timedelta(seconds=EVERY_S * BATCH):
                time.sleep(1.0)
            filed = bench.announce(f"Mục {number}.", at=at.isoformat())
            bench.approve(filed["id"])
            due[filed["occurrence"]] = at
        for occurrence in due:
            bench.wait_until_over(occurrence)
        late_ms = [
            (bench.heard_ns(o) / 1e9 + offset_s - at.timestamp()) * 1000 for o, at in due.items()
        ]
    figures = {
        "items": len(late_ms),
        "p50_ms": round(percentile(late_ms, 0.5), 1),
        "p99_abs_ms": round(percentile([abs(ms) for ms in late_ms], 0.99), 1),
        "earliest_ms": round(min(late_ms), 1),
        "latest_ms": round(max(late_ms), 1),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
