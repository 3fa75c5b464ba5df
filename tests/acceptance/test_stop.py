"""``stop`` from outside while parts of the station are dead or frozen: silent, and for good."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bench.station import Bench, json_lines, running

pytestmark = pytest.mark.slow
TEXT = "Mời bà con đến nhà văn hóa thôn dự họp về nước sạch và vệ sinh môi trường. " * 4
AGAIN_S = 6.0  # longer than any restart, retry and lead-in together


@pytest.fixture(scope="module", params=["simulated", "multiplex"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    with running(voice="vi-bac", hardware=request.param) as made:
        yield made


def playing(bench: Bench) -> str:
    """Bring an announcement on air; return its occurrence."""
    filed = bench.announce(TEXT)
    bench.approve(filed["id"])
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            bench.heard_ns(filed["occurrence"])
        except LookupError:
            time.sleep(0.05)
            continue
        time.sleep(1.0)
        return str(filed["occurrence"])
    raise TimeoutError("not on air")


def last_heard_ns(bench: Bench) -> int:
    """Return when the last sound at a point ended, silence not counted."""
    events = json_lines(bench.home / "village" / "events.jsonl")
    ends: list[int] = [
        round(e["mono_ns"] + e["len_ms"] * 1e6)
        for e in events
        if e["ev"] == "audio" and e["n"] > 0 and e["rms_dbfs"] > -90
    ]
    return max(ends)


def stop(bench: Bench) -> tuple[int, int]:
    """Order stop-all at the command line; return the instant before it and its exit status."""
    begun_ns = time.monotonic_ns()
    return begun_ns, bench.station.command("stop", "--json").returncode


def assert_silent_for_good(bench: Bench, since_ns: int, *, within_s: float) -> None:
    time.sleep(AGAIN_S)
    assert (last_heard_ns(bench) - since_ns) / 1e9 <= within_s
    status: dict[str, Any] = json.loads(bench.station.command("status", "--json").stdout)
    assert status["on_air"] is None
    assert status["stopped_since"] is not None
    events = json_lines(bench.home / "village" / "events.jsonl")
    carrier = [e["ev"] for e in events if e["ev"] in {"carrier_on", "carrier_off"}]
    assert carrier[-1] == "carrier_off"


def assert_recorded(bench: Bench, occurrence: str) -> None:
    record = bench.wait_until_over(occurrence)
    assert (record["event"], record["result"]) == ("end", "aired_partial")
    assert record["reason"] == "operator"
    assert bench.station.command("resume", "--as", "duyet").returncode == 0


def test_with_the_station_killed(bench: Bench) -> None:
    occurrence = playing(bench)
    bench.station.signal("station", signal.SIGKILL)
    asked_ns, status = stop(bench)
    assert status == 0
    assert_silent_for_good(bench, asked_ns, within_s=1.0)
    assert_recorded(bench, occurrence)


def test_with_playout_frozen(bench: Bench) -> None:
    occurrence = playing(bench)
    bench.station.signal("air", signal.SIGSTOP)
    asked_ns, status = stop(bench)
    time.sleep(2.0)
    bench.station.signal("air", signal.SIGCONT)
    assert status == 69
    assert_silent_for_good(bench, asked_ns, within_s=3.0)
    assert_recorded(bench, occurrence)


def test_with_playout_killed_and_started_again(bench: Bench) -> None:
    occurrence = playing(bench)
    bench.station.signal("air", signal.SIGKILL)
    asked_ns, status = stop(bench)
    assert status in {0, 69}, "back already, or found by the next one"
    assert_silent_for_good(bench, asked_ns, within_s=3.0)
    assert_recorded(bench, occurrence)
