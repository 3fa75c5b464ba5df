"""How soon a station is ready, and what it costs idle: processor time and memory.

python -m bench.idle [--seconds 120]
"""

from __future__ import annotations

import argparse
import json
import os
import time
from pathlib import Path

from bench.station import running

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """Return the processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def rss_mb(pid: int) -> float:
    """Return a process's resident memory."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Leave a station alone and look at it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    chosen = parser.parse_args()
    begun = time.monotonic()
    with running(voice="vi-bac") as bench:
        time.sleep(20.0)  # the first look at everything is over
        pids = {role: pid for role, pid in bench.station.pids().items() if role != "run"}
        before = {role: cpu_s(pid) for role, pid in pids.items()}
        time.sleep(chosen.seconds)
        share = {r: 100 * (cpu_s(p) - before[r]) / chosen.seconds for r, p in pids.items()}
        result = {
            "ready_s": round(bench.ready_s, 2),
            "cpu_percent": {role: round(value, 2) for role, value in share.items()},
            "station_and_air_percent": round(share["station"] + share["air"], 2),
            "rss_mb": {role: round(rss_mb(pid)) for role, pid in pids.items()},
        }
    result["wall_s"] = round(time.monotonic() - begun)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
