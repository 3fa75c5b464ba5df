"""A simulated IP point as a value of time: what is heard, to the frame, and what it reports."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.audio.wav_header import build_header
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.play_orders import ClipPlace, OrderKind, PlayOrder, signed_order
from loudspeaker.radio.point_status import Refusal, Status, StatusKind, status_in
from loudspeaker.village.config import PointConfig
from loudspeaker.village.ip_point import IpPoint
from loudspeaker.village.ip_shelf import ClipShelf, Fetched, Wanted
from loudspeaker.village.ip_tape import Tape
from loudspeaker.village.receivers import MemoryFile
from tests.radio.ip_points import BASE, SENT_MS, batch
from tests.radio.profile_s import KEYS, SECOND, START

POINT, ZONE = 12, 3
MS = 1_000_000


def clip_bytes(frames: int, first: int) -> bytes:
    samples = array("h", [(first + n) % 30_000 + 1 for n in range(frames)])
    return build_header(frames=frames, rate_hz=48_000) + samples.tobytes()


def place(position: int, data: bytes) -> ClipPlace:
    frames = (len(data) - 44) // 2
    return ClipPlace(position=position, frames=frames, sha256=hashlib.sha256(data).digest())


ONE, TWO = clip_bytes(48_000, 0), clip_bytes(72_000, 7_000)
FIRST, SECOND_CLIP = place(0, ONE), place(60_000, TWO)
GAP = bytes(2 * 12_000)


class FakeShelf(ClipShelf):
    """A shelf that is filled by hand."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        directory.mkdir()
        self.wanted: list[Wanted] = []

    def want(self, wanted: Wanted) -> None:
        self.wanted.append(wanted)

    def settle(self, fetched: Fetched) -> None:
        self.wanted.remove(fetched.wanted)

    def put(self, data: bytes) -> None:
        self.path(hashlib.sha256(data).digest()).write_bytes(data)


class Bench:
    """A point with what it wrote down, recorded and said."""

    def __init__(self, folder: Path, *, rate: float = 1.0) -> None:
        self.events: list[dict[str, Any]] = []
        self.sound = bytearray()
        self.times: list[int] = []
        self.said: list[Status] = []
        self.shelf = FakeShelf(folder / "shelf")
        self.memory = MemoryFile(folder / "12.json", key_of_all=KEYS.derive("all"))
        self.rate = rate
        self.counter = START
        self.point = self.make()

    def make(self) -> IpPoint:
        keys = KEYS.for_receiver(point=POINT, zone=ZONE)
        return IpPoint(
            PointConfig(number=POINT, zone=ZONE, keys=keys, volume=70),
            memory=self.memory,
            shelf=self.shelf,
            tape=Tape(POINT, self, self._record, rate=self.rate),
            log=self,
            say=self._say,
            rate=self.rate,
        )

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        self.events.append({"ev": ev, "mono_ns": mono_ns, **fields})

    def _record(self, number: int, mono_ns: int, pcm: bytes) -> None:
        assert number == POINT
        self.sound += pcm
        self.times.append(mono_ns)

    def _say(self, report: bytes) -> None:
        status = status_in(report, POINT, key=KEYS.derive("point:12"))
        assert status is not None
        self.said.append(status)

    def reports(self, *kinds: StatusKind) -> list[Status]:
        return [status for status in self.said if status.kind in kinds]

    # --- what comes in ----------------------------------------------------------------------------

    def command(self, operation: Operation, at_ns: int, *points: int) -> None:
        self.counter += 1
        argument = 30 if operation is Operation.OPEN else 0
        message = batch(operation, *points, counter=self.counter, argument=argument)
        self.point.hear_commands(message, at_ns)

    def order(self, at_ns: int, *, in_ms: int = 1000, **changes: Any) -> PlayOrder:
        self.counter += 1
        sent_ms = SENT_MS + at_ns // MS
        order = PlayOrder(
            kind=OrderKind.PLAY,
            counter=self.counter,
            sent_ms=sent_ms,
            play_at_ms=sent_ms + in_ms,
            run=b"run-0001",
            base=BASE,
            label="a-1",
            clips=(FIRST, SECOND_CLIP),
        )
        order = replace(order, **changes)
        self.point.hear_order(signed_order(order, [POINT], KEYS), at_ns)
        return order

    def run(self, start_ns: int, stop_ns: int, *, step_ns: int = 50 * MS) -> None:
        """Let time pass in ticks, with holds."""
        for at_ns in range(start_ns, stop_ns + 1, step_ns):
            if at_ns // (2 * SECOND) != (at_ns - step_ns) // (2 * SECOND):
                self.command(Operation.HOLD, at_ns)
            self.point.advance(at_ns)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.shelf.put(ONE)
    made.shelf.put(TWO)
    return made


@pytest.mark.parametrize("step_ms", [1, 7, 50, 333])
def test_an_order_is_heard_to_the_frame(bench: Bench, step_ms: int) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND)
    bench.run(SECOND, 6 * SECOND, step_ns=step_ms * MS)
    assert bytes(bench.sound) == ONE[44:] + GAP + TWO[44:]
    assert bench.times[0] == 2 * SECOND
    audio = [event for event in bench.events if event["ev"] == "audio"]
    assert [event["pos_ms"] for event in audio] == [250.0 * n for n in range(11)]
    assert {event["occurrence"] for event in audio} == {"a-1"}
    assert {(event["source"], event["carrier"]) for event in audio} == {("ip", False)}


def test_in_a_simulation_sound_may_run_faster(tmp_path: Path) -> None:
    bench = Bench(tmp_path, rate=20.0)
    bench.shelf.put(ONE)
    bench.shelf.put(TWO)
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND)
    bench.run(SECOND, 2_300 * MS)
    assert bytes(bench.sound) == ONE[44:] + GAP + TWO[44:]


def test_what_it_reports(bench: Bench) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    order = bench.order(SECOND)
    bench.run(SECOND, 6 * SECOND)
    assert len(bench.reports(StatusKind.OPENED)) == 1
    assert [s.position for s in bench.reports(StatusKind.PLAYING)] == [0, 60_000]
    played = bench.reports(StatusKind.PLAYED)
    assert [(s.sha256, s.position, s.frames) for s in played] == [
        (clip.sha256, clip.position, clip.frames) for clip in (FIRST, SECOND_CLIP)
    ]
    assert {(s.run, s.counter, s.volume) for s in played} == {(order.run, order.counter, 70)}


def test_a_shut_point_plays_nothing_and_says_so(bench: Bench) -> None:
    bench.order(SECOND)
    bench.run(SECOND, 6 * SECOND)
    assert bench.sound == b""
    refused = bench.reports(StatusKind.REFUSED)
    assert [s.refusal for s in refused] == [Refusal.SHUT, Refusal.SHUT]


def test_an_open_point_without_order_is_silent(bench: Bench) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.run(SECOND, 6 * SECOND)
    assert bench.sound == b""


def test_without_holds_it_mutes_within_six_seconds_and_reports_what_was_heard(bench: Bench) -> None:
    long = clip_bytes(480_000, 3)
    bench.shelf.put(long)
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND, in_ms=0, clips=(place(0, long),))
    for at_ns in range(SECOND, 12 * SECOND, 50 * MS):
        bench.point.advance(at_ns)
    assert len(bench.sound) == 6 * 48_000 * 2
    assert bench.reports(StatusKind.SHUT)
    (played,) = bench.reports(StatusKind.PLAYED)
    assert played.frames == 6 * 48_000


def test_closing_ends_it_to_the_frame(bench: Bench) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND, in_ms=0)
    bench.run(SECOND, 1_500 * MS)
    bench.command(Operation.CLOSE, 1_510 * MS)
    bench.run(1_520 * MS, 6 * SECOND)
    assert len(bench.sound) == 2 * 48 * 510
    (refused,) = bench.reports(StatusKind.REFUSED)
    assert (refused.refusal, refused.frames, refused.position) == (Refusal.SUPERSEDED, 48 * 510, 0)
    assert refused.run == b"run-0001"


def test_another_airing_takes_over_at_once(bench: Bench) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND, in_ms=0)
    bench.run(SECOND, 1_500 * MS)
    bench.order(1_500 * MS, in_ms=0, run=b"run-0002", label="e-1", clips=(place(0, TWO),))
    bench.run(1_550 * MS, 4 * SECOND)
    assert bytes(bench.sound) == ONE[44 : 44 + 2 * 24_000] + TWO[44:]
    labels = [event["occurrence"] for event in bench.events if event["ev"] == "audio"]
    assert labels == ["a-1"] * 2 + ["e-1"] * 6


def test_the_same_order_again_changes_nothing(bench: Bench) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND, in_ms=0)
    bench.run(SECOND, 1_500 * MS)
    bench.order(1_500 * MS, in_ms=-470)  # 30 ms later by another network's delay
    bench.run(1_550 * MS, 6 * SECOND)
    assert bytes(bench.sound) == ONE[44:] + GAP + TWO[44:]
    assert len(bench.reports(StatusKind.PLAYED)) == 2


def test_a_clip_that_comes_late_is_joined(bench: Bench) -> None:
    late = clip_bytes(96_000, 11)
    clip = place(0, late)
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND, in_ms=0, clips=(clip,))
    (wanted,) = bench.shelf.wanted
    assert wanted.url == f"{BASE}{clip.sha256.hex()}.wav"
    bench.run(SECOND, 1_500 * MS)
    bench.shelf.put(late)
    bench.point.fetched(Fetched(point=POINT, wanted=wanted))
    bench.run(1_550 * MS, 4 * SECOND)
    assert [s.sha256 for s in bench.reports(StatusKind.FETCHED)] == [clip.sha256]
    assert bytes(bench.sound).strip(b"\0") == late[44 + 2 * 24_000 :]
    (played,) = bench.reports(StatusKind.PLAYED)
    assert played.frames == 72_000


@pytest.mark.parametrize("refusal", [Refusal.FETCH, Refusal.HASH, Refusal.CLIP])
def test_a_clip_that_cannot_be_had(bench: Bench, refusal: Refusal) -> None:
    missing = place(0, clip_bytes(4_800, 99))
    bench.command(Operation.OPEN, SECOND, POINT)
    bench.order(SECOND, clips=(missing,))
    (wanted,) = bench.shelf.wanted
    bench.point.fetched(Fetched(point=POINT, wanted=wanted, refusal=refusal))
    bench.run(SECOND, 4 * SECOND)
    assert [s.refusal for s in bench.reports(StatusKind.REFUSED)] == [refusal, Refusal.LATE]
    assert bench.sound.strip(b"\0") == b""


def test_fetching_ahead(bench: Bench) -> None:
    clip = place(0, clip_bytes(4_800, 5))
    bench.order(SECOND, kind=OrderKind.FETCH, clips=(clip,))
    assert [wanted.sha256 for wanted in bench.shelf.wanted] == [clip.sha256]
    bench.run(SECOND, 3 * SECOND)
    assert bench.reports(StatusKind.REFUSED) == []


def test_counters_outlive_a_power_cut(bench: Bench) -> None:
    bench.command(Operation.OPEN, SECOND, POINT)
    again = bench.make()
    again.hear_commands(batch(Operation.OPEN, POINT, counter=bench.counter, argument=30), 9)
    assert bench.events[-1]["rejected"] == "replay"


def test_a_heartbeat_every_ten_seconds(bench: Bench) -> None:
    for at_ns in range(0, 60 * SECOND, 100 * MS):
        bench.point.advance(at_ns)
    assert len(bench.reports(StatusKind.ALIVE)) == 6


def test_a_flood_is_written_down_but_not_answered_in_full(bench: Bench) -> None:
    for number in range(1000):
        bench.point.hear_commands(bytes(16), SECOND + number * MS)
    rejected = [event for event in bench.events if event["ev"] == "point"]
    assert len(rejected) == 1000
    assert len(bench.reports(StatusKind.REFUSED)) <= 12
    bench.command(Operation.OPEN, 3 * SECOND, POINT)
    assert bench.reports(StatusKind.OPENED), "and it is not deaf"


OUTSIDERS: dict[str, Callable[[Bench], None]] = {
    "noise": lambda bench: bench.point.hear_order(bytes(range(200)), SECOND),
    "too short": lambda bench: bench.point.hear_order(b"", SECOND),
    "no command": lambda bench: bench.point.hear_commands(b"\x11", SECOND),
}


@pytest.mark.parametrize("attack", OUTSIDERS)
def test_nonsense_is_refused(bench: Bench, attack: str) -> None:
    OUTSIDERS[attack](bench)
    assert bench.events[-1]["rejected"] == "format"
    assert bench.sound == b""
