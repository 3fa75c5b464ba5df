"""How much memory and disk a station takes, and whether that grows beyond its records."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.faults.simulated.world import World

MOST_OPEN = 60
MOST_GROWTH_MIB = 30.0
MOST_KIB_A_RECORD = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much memory and disk there is of a station."""

    rss_mib: float
    disk_kib: float
    records: int

    @classmethod
    def of(cls, world: World) -> Size:
        """Measure."""
        gc.collect()
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        files = (world.home.database, world.home.journal, world.home.asrun_log)
        return cls(
            rss_mib=pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20),
            disk_kib=sum(path.stat().st_size for path in files) / 1024,
            records=world.air.journal._head()[0] if world.air else 0,  # noqa: SLF001 - only counted
        )


def growth(
    before: Size, after: Size, open_things: Mapping[str, int]
) -> tuple[dict[str, float], list[str]]:
    """Return what has grown, and what of that too much."""
    rss_mib = after.rss_mib - before.rss_mib
    kib = (after.disk_kib - before.disk_kib) / max(1, after.records - before.records)
    problems = [
        f"{name}: {count} are open" for name, count in open_things.items() if count > MOST_OPEN
    ]
    if rss_mib > MOST_GROWTH_MIB:
        problems.append(f"memory has grown by {rss_mib:.0f} MiB")
    if kib > MOST_KIB_A_RECORD:
        problems.append(f"{kib:.1f} KiB a record")
    return {"most_rss_growth_mib": round(rss_mib, 1), "most_kib_a_record": round(kib, 2)}, problems
