"""The two lanes, their threads, and how they end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from loudspeaker.errors import ProcessUnavailable, SpeechFailure
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.workshop import Lane
from tests.station.bench import EMBEDDED, NOON, Bench

LATER = NOON + timedelta(hours=1)
PATIENCE_S = 10.0


def test_a_lane_does_the_smallest_job_first_and_ends() -> None:
    done: list[str] = []
    worked = threading.Event()

    def work(name: str) -> None:
        done.append(name)
        if len(done) == 3:
            worked.set()

    lane = Lane("test", work)
    lane.add((2, "b", 0, "third"))
    lane.add((1, "b", 1, "second"))
    lane.add((1, "a", 2, "first"))
    lane.start()
    assert worked.wait(PATIENCE_S)
    lane.end()
    lane.join()
    assert done == ["first", "second", "third"]


def test_a_lane_that_ends_begins_nothing_more() -> None:
    done: list[str] = []
    lane = Lane("test", done.append)
    lane.add((0, "", 0, "x"))
    lane.end()
    lane.work_off()
    assert done == []
    lane.join()  # it was never started


def test_the_threads_make_what_is_added(bench: Bench) -> None:
    made = threading.Event()
    planner = bench.parts.planner
    note = planner.made

    def noted(item: Item, occurrence: Occurrence) -> None:
        note(item, occurrence)
        made.set()

    planner.made = noted  # type: ignore[method-assign]
    bench.parts.workshop.start()
    item = bench.approved(at=LATER)
    assert made.wait(PATIENCE_S)
    assert bench.state(item) == "ready"
    bench.parts.workshop.end()
    bench.parts.workshop.join()


def test_one_that_cannot_be_made_does_not_keep_the_others(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bench.announce("Một.", at=LATER)["id"]
    second = bench.announce("Hai.", at=LATER)["id"]
    clip = bench.speech.clip

    def broken(*_arguments: object) -> object:
        monkeypatch.setattr(bench.speech, "clip", clip)
        raise RuntimeError("a fault of this program")

    monkeypatch.setattr(bench.speech, "clip", broken)
    bench.approve(first)
    bench.approve(second)
    bench.settle()
    assert (bench.state(first), bench.state(second)) == ("flagged", "ready")
    bench.until(LATER + timedelta(seconds=60))
    assert bench.ends(first) == ["aired"]  # tried again when it was due


def test_what_the_end_of_the_process_breaks_off_is_made_after_it(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.approve(item)
    bench.speech.fails[EMBEDDED] = SpeechFailure(voice=EMBEDDED, problem="closed")
    bench.parts.workshop._making.end()  # as ``Workshop.end`` does, with a render under way
    bench.parts.workshop.work_off()
    assert bench.state(item) == "rendering"
    bench.speech.fails.clear()
    bench.restart()
    bench.settle()
    assert bench.state(item) == "ready"


def test_an_early_start_that_the_end_breaks_off_goes_on_after_it(bench: Bench) -> None:
    item = bench.announce("Chú ý. Nước lũ lên. Sơ tán ngay.", priority="emergency")["id"]
    bench.approve(item)

    def end(index: int) -> None:
        if index == 1:
            bench.parts.workshop._making.end()
            bench.speech.fails[EMBEDDED] = SpeechFailure(voice=EMBEDDED, problem="closed")

    bench.speech.before = end
    bench.parts.workshop.work_off()
    bench.speech.before = lambda _index: None
    bench.speech.fails.clear()
    bench.restart()
    bench.advance(5)
    assert bench.ends(item) == ["aired"]


def test_nothing_is_made_of_what_was_let_go(bench: Bench) -> None:
    items = [bench.announce(at=LATER)["id"] for _ in range(2)]
    for item in items:
        bench.approve(item)
    bench.ask("cancel", "duyet", id=items[0])
    bench.ask("edit", id=items[1], text="Khác.")
    bench.settle()
    assert bench.speech.asked == []
    bench.parts.workshop._making.make("gone")


def test_sound_that_is_gone_is_made_again(bench: Bench) -> None:
    item = bench.approved(at=LATER)
    bench.settle()
    for file in bench.home.clips.glob("*.wav"):
        file.unlink()
    kept = bench.parts.items.with_item(f"{item}-1")
    assert kept is not None
    bench.parts.workshop.add(*kept)
    bench.settle()
    assert len([asked for asked in bench.speech.asked if asked[0] == "clip"]) == 2
    assert bench.state(item) == "ready"


def test_a_tone_that_air_does_not_take_does_not_keep_approve_from_answering(bench: Bench) -> None:
    item = bench.announce("Chú ý.", priority="emergency")["id"]

    def fail(op: str) -> None:
        if op == "offer":
            raise ProcessUnavailable(process="air", problem="busy")

    bench.air.when_asked = fail
    assert bench.approve(item)["state"] == "handed"
    bench.air.when_asked = lambda _op: None
    bench.advance(10)
    assert bench.ends(item) == ["aired"]
