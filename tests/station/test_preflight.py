"""What is looked at ten minutes before an announcement is due."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loudspeaker.errors import SpeechFailure
from loudspeaker.sentences.details import PREFLIGHT_WORDS, details
from loudspeaker.station.preflight import Missing
from tests.station.bench import EMBEDDED, NOON, Bench

DUE = NOON + timedelta(hours=1)
CHECK = DUE - timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


def told(bench: Bench) -> str:
    """Return the detail of the fault; nothing if there is none."""
    faults = {fault["code"]: fault["detail"] for fault in bench.faults.listed()}
    return str(faults.get("preflight", ""))


def clip_of(bench: Bench, item_id: str) -> str:
    cues = bench.ask("show", id=item_id)["cues"]
    return str(next(cue["sha256"] for cue in cues if cue["kind"] == "speech"))


def test_nothing_is_said_when_nothing_is_missing(bench: Bench) -> None:
    item = bench.approved(at=DUE)
    bench.until(DUE + 2 * MINUTE)
    assert told(bench) == ""
    assert bench.ends(item) == ["aired"]


@pytest.mark.parametrize("damage", ["gone", "cut", "changed"])
def test_a_clip_that_is_lost_is_made_anew(bench: Bench, damage: str) -> None:
    item = bench.approved(at=DUE)
    bench.settle()
    path = bench.home.clips / f"{clip_of(bench, item)}.wav"
    before = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(before[:-2] + (b"" if damage == "cut" else b"xx"))
    bench.until(CHECK)
    assert told(bench).startswith("clip_lost: ")
    bench.parts.workshop.work_off()
    assert path.read_bytes() == before
    bench.until(CHECK + MINUTE)
    assert told(bench) == ""
    bench.until(DUE + 2 * MINUTE)
    assert bench.ends(item) == ["aired"]


def test_what_nobody_has_approved_is_told_in_time(bench: Bench) -> None:
    item = bench.announce(at=DUE)["id"]
    bench.until(CHECK - MINUTE)
    assert told(bench) == ""
    bench.until(CHECK)
    assert told(bench).startswith("unapproved: Kính mời")
    bench.approve(item)
    bench.advance(61)
    assert told(bench) == ""


def test_a_voice_that_failed_is_tried_again(bench: Bench) -> None:
    bench.speech.fails = {EMBEDDED: SpeechFailure(voice=EMBEDDED, problem="crash")}
    item = bench.approved(at=DUE)
    bench.until(CHECK)
    assert told(bench).startswith("sound_not_made: ")
    bench.speech.fails = {}
    bench.until(DUE + 2 * MINUTE)
    assert told(bench) == ""
    assert bench.ends(item) == ["aired"]


def test_playout_that_is_gone_is_told(bench: Bench) -> None:
    bench.approved(at=DUE)
    bench.settle()
    bench.air.down = True
    bench.until(CHECK)
    assert told(bench).startswith("no_playout: ")
    bench.air.down = False
    bench.until(CHECK + MINUTE)
    assert told(bench) == ""


def test_a_stop_in_force_is_told(bench: Bench) -> None:
    bench.approved(at=DUE)
    bench.settle()
    bench.air.stopped_since = "2026-12-01T12:30:00.000+07:00"
    bench.until(CHECK)
    assert told(bench).startswith("stopped: ")


def test_what_was_cancelled_lacks_nothing(bench: Bench) -> None:
    item = bench.announce(at=DUE)["id"]
    bench.until(CHECK)
    assert told(bench) != ""
    bench.ask("cancel", "duyet", id=item)
    bench.advance(61)
    assert told(bench) == ""


def test_a_title_cannot_pretend_to_be_another_problem(bench: Bench) -> None:
    bench.announce(at=DUE, title="Họp; no_transmitter: giả")
    bench.until(CHECK)
    assert [each.what.count("“") for each in details(told(bench))] == [1]


def test_every_problem_has_its_sentence() -> None:
    assert frozenset(missing.value for missing in Missing) == PREFLIGHT_WORDS
