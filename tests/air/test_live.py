"""A live airing: who opens it, what is heard, when it ends, and what is on record."""

from __future__ import annotations

import hashlib
import wave
from array import array
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from loudspeaker.air.control import _parts
from loudspeaker.air.live_airing import LiveAiring
from loudspeaker.air.orders import Interruption
from loudspeaker.errors import NotFound, NotTheSpeaker, SoundRefused, UsageRefused, WrongState
from loudspeaker.model import Caller, Priority, Role
from loudspeaker.model.live import Live
from loudspeaker.model.release import Release, Warrant
from loudspeaker.rundown import CueKind, Kind, rundown_from_values
from loudspeaker.timetable.hours import DayBudget
from tests.air.bench import RATE, Bench, Killed
from tests.air.live_bench import LIVE, Speaker, block, live

AIRED = [("start", None, None), ("end", "aired", None)]
REFUSED = [("refused", None, "unapproved")]


def spoken_s(bench: Bench) -> float:
    """Return for how long anything of the microphone was heard."""
    samples = array("h", bytes(bench.sound.heard))
    return sum(1 for each in samples if abs(each) > 100) / RATE


def set_talking(speaker: Speaker, talking: bool) -> None:
    speaker.talking = talking


def set_present(speaker: Speaker, present: bool) -> None:
    speaker.present = present


def test_what_is_said_is_heard_behind_the_announcement_and_kept(bench: Bench) -> None:
    rundown = bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.at(15, speaker.end)
    bench.run(20)

    assert bench.records("l-1") == AIRED
    assert speaker.states == ["checking", "waiting", "opening", "open", "ended"]
    start, end = (r for r in bench.journal.since(0))
    assert (start["kind"], start["live"]["reason"], start["live"]["sha256"]) == (
        "live",
        "Nước lên nhanh",
        None,
    )
    sha256, ms = end["live"]["sha256"], end["live"]["ms"]
    path = bench.home / "live" / f"{sha256}.wav"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    with wave.open(str(path)) as file:
        assert file.getnframes() == pytest.approx(ms * RATE / 1000, abs=RATE / 1000)
        kept = file.readframes(file.getnframes())
    heard = bytes(bench.sound.heard)
    assert kept in heard, "the record is of what went out, to the sample"
    assert spoken_s(bench) == pytest.approx(ms / 1000, abs=0.1)
    assert end["pos_ms"] == end["len_ms"] == rundown.frames * 1000 // RATE + ms
    assert end["audio_sha256"] != start["audio_sha256"]
    assert [p.name for p in (bench.home / "live").iterdir()] == [path.name]


def test_nothing_is_keyed_before_a_fit_microphone_is_there(bench: Bench) -> None:
    bench.offer(live(bench))
    bench.run(5)
    assert bench.transmitter.log == []
    Speaker(bench).begin()
    bench.run(2)
    assert bench.transmitter.log == []
    bench.run(3)
    assert bench.transmitter.log != []


@pytest.mark.parametrize(
    ("says", "problem", "measured"),
    [
        (lambda _n: block(100), "silent", "peak -50.3 dBFS"),
        (lambda _n: block(32_760), "clipped", "96000 samples at full scale"),
    ],
)
def test_a_microphone_that_is_not_fit_is_refused_with_the_figure(
    bench: Bench, says: object, problem: str, measured: str
) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench, says=says).begin()  # type: ignore[arg-type]
    bench.run(12)
    assert isinstance(speaker.refused, SoundRefused)
    assert (speaker.refused.problem, speaker.refused.measured) == (problem, measured)
    assert bench.transmitter.log == []
    bench.run(600)
    assert bench.records("l-1") == [("missed", None, "microphone")]


def test_who_clears_their_throat_first_is_given_time(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench, says=lambda n: block(10 if n < 150 else 4000)).begin()
    bench.run(15)
    assert "open" in speaker.states


# --- who may ------------------------------------------------------------------------------------


def test_only_the_author_may_speak_and_only_one_at_a_time(bench: Bench) -> None:
    bench.offer(live(bench))
    bench.offer(bench.rundown("a-1", due_s=900))
    other = Caller(name="duyet", roles=frozenset({Role.APPROVER}))
    with pytest.raises(NotTheSpeaker):
        Speaker(bench).begin(other)
    for unknown in ("a-1", "x-1"):
        with pytest.raises(NotFound):
            Speaker(bench, occurrence=unknown).begin()
    first = Speaker(bench).begin()
    with pytest.raises(WrongState) as raised:
        Speaker(bench).begin()
    assert raised.value.state == "microphone_busy"
    first.present = False
    bench.run(6)
    Speaker(bench).begin()


@pytest.mark.parametrize(
    ("token", "seq", "pcm"),
    [
        ("f" * 32, 0, ""),
        (None, 0, ""),
        ("đ", 0, ""),
        ("own", "0", ""),
        ("own", True, ""),
        ("own", 0, "AAAA"),
        ("own", 0, "****"),
        ("own", 0, "đ"),
        ("own", 0, None),
        ("own", 0, "A" * 100_000),
    ],
)
def test_what_is_no_block_of_ours_is_refused(
    bench: Bench, token: object, seq: object, pcm: object
) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    with pytest.raises(UsageRefused):
        bench.playout.microphones.sound(speaker.token if token == "own" else token, seq, pcm, True)


def test_another_ones_microphone_cannot_be_spoken_into(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.token, own = "f" * 32, speaker.token
    speaker.send(block())
    assert isinstance(speaker.refused, UsageRefused)
    assert own != speaker.token


WARRANT = Warrant(template="lu", version=1, sha256="a" * 64, author="quantri", approver="duyet")
RELEASE = Release(kind=Kind.LIVE, warrant=WARRANT)


@pytest.mark.parametrize(
    "changes",
    [
        {"approver": ""},
        {"approver": "soan"},
        {"live": None},
        {"kind": Kind.ANNOUNCEMENT},
        {"priority": Priority.NORMAL},
        {"live": Live(longest_min=11, reason="x")},
        {"live": Live(longest_min=0, reason="x")},
        {"live": Live(longest_min=5, reason=" ")},
        {"release": replace(RELEASE, warrant=None)},
        {"release": replace(RELEASE, kind=Kind.ANNOUNCEMENT)},
        {"release": RELEASE, "approver": "quantri"},
        {"release": RELEASE, "priority": Priority.PRIORITY},
    ],
)
def test_what_two_people_do_not_answer_for_opens_no_microphone(
    bench: Bench, changes: dict[str, Any]
) -> None:
    bench.offer(live(bench, **changes))
    if changes.get("live", LIVE) is not None:
        Speaker(bench).begin()
    bench.run(15)
    assert bench.records("l-1") == REFUSED
    assert bench.transmitter.log == []


def test_one_person_may_from_a_template_that_two_approved(bench: Bench) -> None:
    bench.offer(live(bench, release=RELEASE, author="soan"))
    speaker = Speaker(bench).begin()
    speaker.at(12, speaker.end)
    bench.run(20)
    assert bench.records("l-1") == AIRED
    assert bench.journal.since(0)[0]["release"] == WARRANT.to_values()


def test_an_ordinary_one_keeps_to_hours_and_the_days_minutes(bench: Bench) -> None:
    bench.limits = replace(bench.limits, budget=DayBudget(limit_minutes=1))
    bench.offer(live(bench, priority=Priority.PRIORITY))
    Speaker(bench).begin()
    bench.run(10)
    assert bench.records("l-1") == [("refused", None, "day_limit")]


def test_the_end_of_the_allowed_hours_cuts_it(bench: Bench) -> None:
    bench.limits = Bench.limits_until(12 * 60 + 1)
    bench.offer(live(bench, priority=Priority.PRIORITY, live=Live(longest_min=5, reason="x")))
    Speaker(bench).begin()
    bench.run(75)
    assert bench.records("l-1")[-1] == ("end", "aired_partial", "quiet_hours")
    assert max(bench.heard_at_s("l-1")) <= 10 + 60.6


# --- how it ends --------------------------------------------------------------------------------


def test_the_longest_time_ends_it(bench: Bench) -> None:
    bench.offer(live(bench))
    Speaker(bench).begin()
    bench.run(75)
    assert bench.records("l-1") == AIRED
    assert spoken_s(bench) == pytest.approx(60, abs=0.1)


def test_silence_of_the_key_ends_it_after_ten_seconds(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.at(12, partial(set_talking, speaker, False))
    speaker.at(18, partial(set_talking, speaker, True))
    speaker.at(25, partial(set_talking, speaker, False))
    bench.run(45)
    assert bench.records("l-1") == AIRED
    assert bench.transmitter.log[-1][0] / 1e9 == pytest.approx(10 + 35, abs=2.5)


def test_a_speaker_who_is_gone_is_missed_after_five_seconds(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.at(12, partial(set_present, speaker, False))
    bench.run(45)
    assert bench.records("l-1")[-1] == ("end", "aired_partial", "microphone")
    assert bench.transmitter.log[-1][0] / 1e9 == pytest.approx(10 + 17, abs=2.5)
    assert bench.journal.since(0)[-1]["live"]["sha256"]


def test_stop_cuts_it_and_keeps_what_was_said(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.at(12, bench.orders.stop)
    bench.run(20)
    assert bench.records("l-1")[-1] == ("end", "aired_partial", "operator")
    end = bench.journal.since(0)[-1]
    assert (bench.home / "live" / f"{end['live']['sha256']}.wav").exists()
    assert end["pos_ms"] == end["len_ms"]


def test_an_emergency_breaks_in_and_it_does_not_come_back(bench: Bench) -> None:
    bench.offer(live(bench, priority=Priority.PRIORITY))
    Speaker(bench).begin()
    bench.events.at(
        12,
        lambda: bench.offer(
            bench.rundown("e-1", due_s=0, immediate=True, priority=Priority.EMERGENCY)
        ),
    )
    bench.run(45)
    assert bench.records("l-1")[-1] == ("end", "aired_partial", "superseded")
    assert bench.records("e-1") == AIRED


def test_a_live_emergency_without_microphone_breaks_into_nothing(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=20, due_s=2))
    bench.offer(live(bench))
    bench.run(40)
    assert bench.records() == AIRED
    assert bench.records("l-1") == []


def test_after_a_crash_it_is_over_and_its_recording_is_saved(bench: Bench) -> None:
    bench.offer(live(bench))
    Speaker(bench).begin()
    bench.kill_at(14)
    with pytest.raises(Killed):
        bench.run(30)
    (kept,) = (bench.home / "live").iterdir()  # a real kill leaves it as it was being written
    (bench.home / "live" / "on-air-l-1.wav").write_bytes(bytes(44) + kept.read_bytes()[44:-1])
    kept.unlink()
    bench.clock.watchers[1:] = []
    bench.reboot()
    bench.run(5)
    assert bench.records("l-1") == [
        ("start", None, None),
        ("interrupted", None, "crash"),
        ("end", "aired_partial", "crash"),
    ]
    sha256 = bench.journal.since(0)[-1]["live"]["sha256"]
    data = (bench.home / "live" / f"{sha256}.wav").read_bytes()
    assert hashlib.sha256(data).hexdigest() == sha256


def test_a_crash_before_anything_was_heard_leaves_it_waiting_for_its_microphone(
    bench: Bench,
) -> None:
    bench.offer(live(bench))
    Speaker(bench).begin()
    bench.kill_at(2.2)
    with pytest.raises(Killed):
        bench.run(30)
    bench.clock.watchers[1:] = []
    bench.reboot()
    bench.run(20)
    assert bench.records("l-1")[-1] == ("interrupted", None, "crash")
    speaker = Speaker(bench).begin()
    speaker.at(12, speaker.end)
    bench.run(30)
    assert bench.records("l-1")[-1] == ("end", "aired", None)


def test_ordinary_speech_that_cannot_be_kept_is_not_said_and_an_emergency_is(bench: Bench) -> None:
    (bench.home / "live").write_text("no folder")
    bench.offer(live(bench, "p-1", priority=Priority.PRIORITY))
    Speaker(bench, "p-1").begin()
    bench.run(15)
    assert bench.records("p-1") == [("failed", None, "sound")]
    assert bench.transmitter.log == []
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.at(12, speaker.end)
    bench.run(30)
    assert bench.records("l-1") == AIRED
    assert bench.journal.since(0)[-1]["live"]["sha256"] is None
    assert "recording" in [fault["code"] for fault in bench.faults.listed()]


def test_ordinary_speech_ends_where_the_disk_takes_no_more(bench: Bench) -> None:
    bench.offer(live(bench, priority=Priority.PRIORITY))
    Speaker(bench).begin()

    def fill_up() -> None:
        airing = bench.playout.on_air
        assert isinstance(airing, LiveAiring)
        assert airing.tape is not None
        airing.tape.problem = "No space left on device"

    bench.events.at(12, fill_up)
    bench.run(20)
    assert bench.records("l-1")[-1] == ("end", "aired_partial", "sound")
    assert bench.journal.since(0)[-1]["live"]["sha256"] is None


def test_the_watch_off_air_can_read_what_is_being_said(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    seen: list[tuple[str | None, int]] = []

    def look() -> None:
        assert bench.playout.on_air is not None
        seen.extend(_parts(bench.playout.on_air))
        assert (bench.home / "clips" / f"{seen[-1][0]}.wav").exists()

    bench.events.at(12, look)
    speaker.at(13, speaker.end)
    bench.run(20)
    assert len(seen) == 2
    assert seen[-1][1] > RATE


def test_shutdown_waits_for_a_pause(bench: Bench) -> None:
    bench.offer(live(bench))
    speaker = Speaker(bench).begin()
    speaker.at(12, partial(bench.orders.end, Interruption.SHUTDOWN))
    speaker.at(13, partial(set_talking, speaker, False))
    bench.run(30)
    assert bench.records("l-1")[-1] == ("end", "aired_partial", "shutdown")


def test_it_survives_the_journal(bench: Bench) -> None:
    rundown = live(bench)
    assert rundown_from_values(rundown.to_values()) == rundown
    older = {k: v for k, v in bench.rundown().to_values().items() if k != "live"}
    assert rundown_from_values(older).live is None
    assert CueKind("live") is CueKind.LIVE
