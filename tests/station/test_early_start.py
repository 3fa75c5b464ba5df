"""Announcements that are on air while their speech is still being made."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loudspeaker.errors import (
    ConfigurationRefused,
    IntegrityFailure,
    SpeechFailure,
    StorageFailure,
)
from loudspeaker.rundown import CueKind, Rundown
from tests.station.bench import EMBEDDED, Bench
from tests.station.fakes import voice

TEXT = "Bà con chú ý. Nước lũ đang lên nhanh. Đề nghị bà con sơ tán ngay. Xin nhắc lại."
CRASHED = SpeechFailure(voice=EMBEDDED, problem="crashed")


class Dies(BaseException):
    """The station's process ends here."""


def kinds(rundown: Rundown) -> str:
    letters = {CueKind.ATTENTION: "A", CueKind.CHIME: "C", CueKind.GAP: "-", CueKind.SPEECH: "s"}
    return "".join(letters[cue.kind] for cue in rundown.cues)


def known(bench: Bench, item: str) -> Rundown:
    """Return what air has of an announcement."""
    return bench.air.accepted[f"{item}-1"]


def test_an_emergency_is_offered_with_its_tone_before_approve_returns(bench: Bench) -> None:
    item = bench.announce(TEXT, priority="emergency", repeat=1)["id"]
    assert bench.approve(item)["state"] == "handed"
    (rundown,) = bench.offered(item)
    assert kinds(rundown) == "A-"
    assert (rundown.complete, rundown.immediate) == (False, True)
    bench.parts.workshop.work_off()
    grown = known(bench, item)
    spoken = len(grown.cues) - 2
    assert kinds(grown) == "A-" + "s" * spoken
    assert spoken >= 3
    assert grown.complete
    assert bench.air.appended == [(f"{item}-1", index) for index in range(2, 2 + spoken)]
    bench.advance(5)
    assert bench.ends(item) == ["aired"]


def test_the_second_reading_follows_after_a_gap(bench: Bench) -> None:
    item = bench.approved(TEXT, priority="emergency", repeat=3)
    bench.parts.workshop.work_off()
    rundown = known(bench, item)
    speech = kinds(rundown)[2:].split("-")
    assert len(speech) == 3
    assert len(set(speech)) == 1
    first = rundown.cues[2 : 2 + len(speech[0])]
    assert rundown.cues[-len(first) :] == first
    assert [cue.frames for cue in rundown.cues if cue.kind is CueKind.GAP] == [
        24_000,
        96_000,
        96_000,
    ]


def test_an_ordinary_announcement_waits_for_its_first_phrase(bench: Bench) -> None:
    item = bench.approved(TEXT, repeat=1)
    assert bench.offered(item) == []
    seen: list[int] = []
    bench.speech.before = lambda _index: seen.append(len(bench.offered(item)))
    bench.parts.workshop.work_off()
    assert seen[:2] == [0, 1]
    (rundown,) = bench.offered(item)
    assert kinds(rundown) == "C-s"
    assert kinds(known(bench, item)).startswith("C-sss")


@pytest.mark.parametrize(
    ("gain_db", "factor"), [(None, 0.1), (0.0, 0.9)], ids=["unmeasured", "slow"]
)
def test_a_slow_or_unmeasured_voice_speaks_whole(
    bench: Bench, gain_db: float | None, factor: float
) -> None:
    bench.voices["vi-bac"] = voice(gain_db=gain_db, factor=factor)
    item = bench.approved(TEXT, repeat=2)
    bench.parts.workshop.work_off()
    (rundown,) = bench.offered(item)
    assert (kinds(rundown), rundown.complete) == ("C-s-s", True)
    assert bench.speech.asked == [("clip", "vi-bac")]


def test_early_start_can_be_switched_off(bench: Bench) -> None:
    text = bench.home.station_file.read_text("utf-8")
    bench.home.station_file.write_text(text + "early_start: false\n", "utf-8")
    bench.ask("reload", "quantri")
    bench.approved(TEXT)
    bench.settle()
    assert bench.speech.asked == [("clip", "vi-bac")]


def test_what_was_made_is_kept_for_a_replay(bench: Bench) -> None:
    item = bench.approved(TEXT, repeat=2)
    bench.parts.workshop.work_off()
    kept = bench.parts.items.get(item)
    assert kept is not None
    assert bench.parts.made.of(kept) == known(bench, item).cues


# --- air restarts in the middle -------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_air_restarts_in_the_middle(bench: Bench, at: int) -> None:
    item = bench.announce(TEXT, priority="emergency", repeat=2)["id"]

    def restart(index: int) -> None:
        if index == at:
            bench.air.kill()
        if index == at + 1:
            bench.air.restart()
            bench.follow()

    bench.speech.before = restart
    bench.approve(item)
    bench.parts.workshop.work_off()
    if bench.air.down:
        bench.air.restart()
    bench.advance(4)
    kept = bench.parts.items.get(item)
    assert kept is not None
    indices = [index for _, index in bench.air.appended]
    assert indices == sorted(set(indices))  # each once, in order, whatever was sent again
    assert indices[-1] == len(bench.parts.made.of(kept)) - 1
    assert bench.ends(item) == ["aired"]


def test_approved_while_air_is_down_and_made_before_it_is_back(bench: Bench) -> None:
    bench.air.kill()
    item = bench.approved(TEXT, priority="emergency")
    bench.parts.workshop.work_off()
    assert bench.offered(item) == []
    assert "air" in bench.fault_codes()
    bench.air.restart()
    bench.follow()
    (rundown,) = bench.offered(item)
    assert rundown.complete
    assert "air" not in bench.fault_codes()
    bench.advance(5)
    assert bench.ends(item) == ["aired"]


def test_an_air_that_only_misses_one_call_gets_the_rest_two_seconds_later(bench: Bench) -> None:
    item = bench.announce(TEXT, priority="emergency", repeat=1)["id"]

    def busy(op: str) -> None:
        bench.air.refuses = (
            StorageFailure(path="journal.db", problem="full") if op == "finish" else None
        )

    bench.air.when_asked = busy
    bench.approve(item)
    bench.parts.workshop.work_off()
    assert not known(bench, item).complete
    bench.air.when_asked = lambda _op: None
    bench.air.refuses = None
    bench.advance(2.1)
    bench.advance(5)
    assert bench.ends(item) == ["aired"]


# --- station restarts in the middle ---------------------------------------------------------------


@pytest.mark.parametrize("priority", ["normal", "emergency"])
@pytest.mark.parametrize("at", [0, 1, 2])
@pytest.mark.parametrize("played", [False, True])
def test_station_restarts_in_the_middle(bench: Bench, priority: str, at: int, played: bool) -> None:
    item = bench.announce(TEXT, priority=priority, repeat=2)["id"]

    def die(index: int) -> None:
        if index == at:
            raise Dies

    bench.approve(item)
    bench.speech.before = die
    with pytest.raises(Dies):
        bench.parts.workshop.work_off()
    bench.speech.before = lambda _index: None
    if played:
        bench.air.play()  # it is on air already, with what it has
        bench.follow()
    bench.restart()
    bench.advance(4)
    indices = [index for _, index in bench.air.appended]
    assert indices == sorted(set(indices))
    assert bench.ends(item) == ["aired"]
    kept = bench.parts.items.get(item)
    assert kept is not None
    made = bench.parts.made.of(kept)
    assert indices[-1] == len(made) - 1 if len(bench.offered(item)[0].cues) < len(made) else True


# --- failures -------------------------------------------------------------------------------------


def test_speech_that_fails_in_the_middle_ends_on_air(bench: Bench) -> None:
    item = bench.announce(TEXT, priority="emergency")["id"]

    def fail(index: int) -> None:
        if index == 1:
            bench.speech.fails[EMBEDDED] = CRASHED

    bench.speech.before = fail
    bench.approve(item)
    bench.parts.workshop.work_off()
    assert "speech" in bench.fault_codes()
    assert not known(bench, item).complete
    bench.advance(30)
    assert bench.ends(item) == ["aired_partial(speech_failed)"]


def test_speech_that_fails_while_air_is_down_is_recorded_as_failed(bench: Bench) -> None:
    bench.speech.fails[EMBEDDED] = CRASHED
    bench.air.kill()
    item = bench.approved(TEXT, priority="emergency")
    bench.parts.workshop.work_off()
    bench.air.restart()
    bench.advance(30)
    assert bench.ends(item) == ["failed(speech_failed)"]


def test_speech_that_fails_before_its_first_phrase_is_flagged(bench: Bench) -> None:
    bench.speech.fails[EMBEDDED] = CRASHED
    item = bench.approved(TEXT)
    bench.settle()
    assert (bench.state(item), bench.reason(item)) == ("flagged", "speech_failed")
    assert bench.offered(item) == []
    bench.advance(700)
    assert bench.ends(item) == ["failed(speech_failed)"]


@pytest.mark.parametrize("priority", ["normal", "emergency"])
def test_another_voice_that_fails_is_replaced(bench: Bench, priority: str) -> None:
    bench.speech.fails["vi-nam"] = IntegrityFailure(what="voice", where="x", problem="damaged")
    item = bench.approved(TEXT, priority=priority, voice="vi-nam")
    bench.advance(5)
    assert bench.ends(item) == ["aired"]
    assert "voice_substituted" in bench.fault_codes()
    assert ("phrases", EMBEDDED) in bench.speech.asked


@pytest.mark.parametrize("priority", ["normal", "emergency"])
def test_a_voice_whose_file_is_gone_is_replaced(
    bench: Bench, priority: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = bench.announce(TEXT, priority=priority, voice="vi-nam")["id"]
    gone = ConfigurationRefused(file="voices/vi-nam.yaml", line=0, problem="unknown_name")

    def no_voice(_name: str) -> None:
        raise gone

    workshop = bench.parts.workshop
    monkeypatch.setattr(workshop._making, "_voices", no_voice)
    bench.approve(item)
    bench.advance(5)
    assert bench.ends(item) == ["aired"]
    assert "voice_substituted" in bench.fault_codes()


def test_a_voice_that_speaks_again_is_no_fault_any_more(bench: Bench) -> None:
    bench.speech.falls_back_at = 1
    bench.approved(TEXT, voice="vi-nam")
    bench.settle()
    assert "voice_substituted" in bench.fault_codes()
    bench.speech.falls_back_at = None
    bench.approved(TEXT, voice="vi-nam")
    bench.settle()
    assert "voice_substituted" not in bench.fault_codes()


def test_an_unreadable_measurement_means_speaking_whole(bench: Bench) -> None:
    bench.speech.fails["installed"] = IntegrityFailure(what="voice", where="x", problem="damaged")
    bench.approved(TEXT)
    bench.settle()
    assert bench.speech.asked == [("clip", "vi-bac")]


def test_without_its_tone_an_emergency_begins_with_speech(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.station.sounds.TONE_PATIENCE_S", 0.0)
    bench.speech.fails["attention"] = CRASHED
    bench.restart()
    item = bench.approved(TEXT, priority="emergency", repeat=1)
    assert bench.offered(item) == []
    bench.parts.workshop.work_off()
    assert set(kinds(known(bench, item))) == {"s"}
    bench.advance(5)
    assert bench.ends(item) == ["aired"]


@pytest.mark.parametrize(("priority", "offers"), [("emergency", 1), ("normal", 0)])
def test_a_disk_that_fills_after_approval_silences_no_emergency(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, priority: str, offers: int
) -> None:
    monkeypatch.setattr("loudspeaker.station.sounds.TONE_PATIENCE_S", 0.0)
    bench.speech.fails["attention"] = CRASHED
    bench.restart()
    item = bench.approved(TEXT, priority=priority, repeat=1)

    def full(_when: str) -> None:
        raise StorageFailure(path="station.db", problem="full")

    bench.when_committing = full
    bench.parts.workshop.work_off()
    assert len(bench.offered(item)) == offers
    bench.when_committing = lambda _when: None
    bench.advance(10)
    assert bench.ends(item) == ["aired"]


def test_a_cancelled_emergency_gets_no_more_phrases(bench: Bench) -> None:
    item = bench.announce(TEXT, priority="emergency")["id"]

    def cancel(index: int) -> None:
        if index == 1:
            bench.ask("cancel", "duyet", id=item)

    bench.speech.before = cancel
    bench.approve(item)
    bench.parts.workshop.work_off()
    assert len(bench.offered(item)) == 1
    bench.advance(10)
    assert bench.ends(item) == ["cancelled(operator)"]


def test_an_edit_while_speech_is_made_lets_nothing_of_the_old_out(bench: Bench) -> None:
    item = bench.announce(TEXT)["id"]

    def edit(index: int) -> None:
        if index == 0:
            bench.ask("edit", id=item, text="Khác hẳn.")

    bench.speech.before = edit
    bench.approve(item)
    bench.parts.workshop.work_off()
    bench.speech.before = lambda _index: None
    assert bench.offered(item) == []
    bench.approve(item)
    bench.advance(5)
    assert len({r.text_sha256 for r in bench.offered(item)}) == 1
    assert bench.ends(item) == ["cancelled(superseded)", "aired"]


def test_an_emergency_waits_for_no_long_render(bench: Bench) -> None:
    """The ordinary lane is busy: an emergency is made beside it, not after it."""
    usual = bench.approved(TEXT, at=bench.clock.wall() + timedelta(hours=1))
    urgent = bench.announce(TEXT, priority="emergency", repeat=1)["id"]
    order: list[str] = []
    bench.speech.before = lambda _index: order.append("urgent")
    bench.approve(urgent)
    bench.parts.workshop._urgent.work_off()
    assert set(order) == {"urgent"}
    assert bench.state(usual) == "rendering"
    assert known(bench, urgent).complete
