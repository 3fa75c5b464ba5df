"""A station that listens to itself: what was heard is proved, and a stranger is reported."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bench.faults.station import Station
from bench.station import Bench, running
from loudspeaker.asrun import verify
from loudspeaker.bootstrap.init import equip_village
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.system.home import Home

pytestmark = pytest.mark.slow

TEXT = (
    "Mời bà con thôn 2 và thôn 4 đến nhận 2,5 tấn phân bón lúc 7h30 ngày 5/12/2026. Ủy ban nhân dân"
    " xã đề nghị bà con mang theo sổ hộ khẩu và đến đúng giờ để không phải chờ lâu. Trân trọng cảm"
    " ơn bà con đã chú ý lắng nghe."
)
CAPTURED = [
    {"do": "foreign_carrier", "when": "carrier_on", "nth": 2, "after": 8, "for": 14},
    {"do": "foreign_carrier", "when": "carrier_off", "nth": 2, "after": 5, "for": 16},
]


def with_faults(station: Station) -> None:
    """Start the village by hand, with a stranger's carrier in it."""
    file = station.home / "station.yaml"
    text = file.read_text("utf-8").replace("hardware: simulated", "hardware: monitored")
    file.write_text(text, "utf-8")
    home = Home(station.home)
    equip_village(home, load_settings(home))
    script = station.home / "faults.jsonl"
    script.write_text("".join(json.dumps(fault) + "\n" for fault in CAPTURED), "utf-8")
    command = [sys.executable, "-m", "loudspeaker", "--home", str(station.home)]
    process = subprocess.Popen([*command, "village", "--script", str(script)])
    VILLAGES.append(process)
    assert wait_for((home.village / "village.pid").exists, 15)


VILLAGES: list[subprocess.Popen[bytes]] = []


def wait_for(found: Callable[[], Any], seconds: float) -> Any:
    """Return what is found, or nothing after so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if what := found():
            return what
        time.sleep(0.2)
    return None


class Listened:
    """Two announcements: the second one is covered by a stranger half way."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self.ready_roles = set(json.loads((bench.home / "run" / "ready.json").read_text())["pids"])
        first = self._air()
        self.proof = wait_for(lambda: self._proof(first), 30)
        self.faults_when_well = self._codes()
        second = self._file()
        self.seen_during = wait_for(lambda: self._codes() & {"foreign_audio"}, 60)
        bench.wait_until_over(second)
        self.seen_idle = wait_for(lambda: self._detail("sound while nothing is sent"), 40)
        self.faults_after = wait_for(lambda: not self._codes() and "none", 60)
        self.second_proof = self._proof(second)
        self.records = bench.records()

    def _file(self) -> str:
        filed = self._bench.announce(TEXT)
        self._bench.approve(filed["id"])
        return str(filed["occurrence"])

    def _air(self) -> str:
        occurrence = self._file()
        self._bench.wait_until_over(occurrence)
        return occurrence

    def _proof(self, occurrence: str) -> dict[str, Any] | None:
        own = [r for r in self._bench.records() if r["occurrence"] == occurrence]
        return next((record for record in own if record["event"] == "heard"), None)

    def _faults(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._bench.client.call("faults")
        return found

    def _codes(self) -> set[str]:
        ours = {"dead_air", "foreign_audio", "foreign_rds", "monitor"}
        return {fault["code"] for fault in self._faults()} & ours

    def _detail(self, text: str) -> bool:
        return any(text in fault["detail"] for fault in self._faults())


@pytest.fixture(scope="module")
def listened() -> Iterator[Listened]:
    with running(voice="vi-bac", chime="ding_dong", before=with_faults) as bench:
        yield Listened(bench)
    for village in VILLAGES:
        village.terminate()
        village.wait(5)


def test_the_watch_is_a_process_of_its_own(listened: Listened) -> None:
    assert "offair" in listened.ready_roles


def test_an_announcement_that_was_heard_is_proved(listened: Listened) -> None:
    proof = listened.proof
    assert proof is not None
    assert (proof["event"], proof["proof"], proof["result"]) == ("heard", "offair", None)
    assert listened.faults_when_well == set()


def test_a_stranger_in_place_of_us_and_while_idle_is_reported_and_passes(
    listened: Listened,
) -> None:
    assert listened.seen_during == {"foreign_audio"}
    assert listened.seen_idle
    assert listened.faults_after == "none"


def test_what_was_covered_is_not_proved(listened: Listened) -> None:
    assert listened.second_proof is None


def test_the_record_is_whole_with_the_proof_in_it(listened: Listened) -> None:
    audit = verify(
        (json.dumps(r, ensure_ascii=False) for r in listened.records), key=None, heads=()
    )
    assert audit.passed
    terminal = [r["event"] for r in listened.records if r["event"] == "end"]
    assert len(terminal) == 2
    assert {r["proof"] for r in listened.records if r["event"] != "heard"} == {"commanded"}
