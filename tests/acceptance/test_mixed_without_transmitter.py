"""With the transmitter gone, IP points hear it at its time, and the others when it is back."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from tests.devices.pty_peer import wait_until

from .mixed import MixedStation, mixed_station

pytestmark = pytest.mark.slow
PORT = "village/ports/unplugged"
TEXT = "Mời bà con dự họp ở nhà văn hóa."


@pytest.fixture(scope="module")
def station() -> Iterator[MixedStation]:
    with mixed_station(rate=4.0, transmitter=PORT) as made:
        wait_until(lambda: "transmitter" in made.faults(), 15.0)
        yield made


def events_of(station: MixedStation, occurrence: str) -> list[str]:
    return [r["event"] for r in station.bench.records() if r["occurrence"] == occurrence]


def test_each_way_hears_it_once(station: MixedStation) -> None:
    filed = station.bench.announce(TEXT, points="1,12")
    occurrence = str(filed["occurrence"])
    approved_s = time.monotonic()
    station.bench.approve(filed["id"])
    wait_until(lambda: "interrupted" in events_of(station, occurrence), 40.0)
    assert time.monotonic() - approved_s < 30.0
    approved = station.approved(filed["id"])
    assert np.any(approved)
    assert station.heard_exactly(12, approved)
    assert len(station.sound(1)) == 0

    (station.home / PORT).symlink_to(station.home / "village" / "ports" / "transmitter")
    record = station.bench.wait_until_over(occurrence)
    assert (record["result"], record["points"], record["acked"]) == ("aired", [1, 12], [12])
    assert events_of(station, occurrence) == ["start", "interrupted", "start", "end"]
    assert station.heard_exactly(1, approved)
    assert station.heard_exactly(12, approved), "and nothing more than before"
