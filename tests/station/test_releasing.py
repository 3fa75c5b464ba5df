"""One person in an emergency: a template approved before, its word, its drill, its correction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from loudspeaker.errors import (
    FieldRefused,
    NotFound,
    QuietHours,
    RoleMissing,
    SelfApproval,
    Stopped,
    TemplateUnapproved,
    TextRefused,
    Unconfirmed,
    WrongState,
)
from loudspeaker.model import Priority
from loudspeaker.rundown import Kind
from tests.clocks import Witness
from tests.station.bench import NOON, Bench

FILE = """\
title: Lũ
confirm: lũ
siren: {{sound: wail, blasts: 3, blast_s: 19, gap_s: 10}}
repeat: 1
every_min: {every}
lasts_min: {lasts}
text: "{text}"
fields:
  - {{name: noi, type: place, ask: Ở đâu?, example: ven suối}}
  - {{name: cap, type: level, ask: Cấp mấy?, default: "3", example: "3"}}
"""
TEXT = "Nước lên ở {noi}, {cap}."
WHERE = {"noi": "thôn 2"}


def write(bench: Bench, *, text: str = TEXT, every: int = 15, lasts: int = 60) -> None:
    path = bench.home.templates / "thu.yaml"
    path.write_text(FILE.format(text=text, every=every, lasts=lasts), "utf-8")
    bench.ask("reload", "quantri")


def row(bench: Bench, name: str = "thu") -> dict[str, Any]:
    (found,) = [r for r in bench.ask("templates") if r["name"] == name]
    return dict(found)


@pytest.fixture
def ready(bench: Bench) -> Bench:
    """A station with one template that was approved."""
    write(bench)
    bench.approve(row(bench)["id"])
    return bench


def released(bench: Bench, person: str = "soan", **other: Any) -> dict[str, Any]:
    wish = {"template": "thu", "values": WHERE, "confirm": "lu", **other}
    answer: dict[str, Any] = bench.ask("emergency", person, **wish)
    return answer


def states(bench: Bench, item: str) -> list[str]:
    return [each.state.value for each in bench.occurrences(item)]


# --- templates ------------------------------------------------------------------------------------


def test_shipped_templates_wait_for_approval_and_in_nobodys_way(bench: Bench) -> None:
    rows = bench.ask("templates")
    assert {"lu", "lu-quet", "bao", "chay-rung", "dich-benh", "tim-nguoi"} <= {
        r["name"] for r in rows
    }
    assert {r["state"] for r in rows} == {"draft"}
    assert [r for r in bench.ask("queue") if r["title"] == "Cảnh báo lũ"] == []
    assert bench.ask("status")["counts"] == {}
    assert bench.fault_codes() == set()


def test_what_was_not_approved_cannot_be_released(bench: Bench) -> None:
    write(bench)
    for op in ("emergency_plan", "emergency"):
        with pytest.raises(TemplateUnapproved):
            bench.ask(op, template="thu", values=WHERE, confirm="lu")
    with pytest.raises(NotFound):
        bench.ask("emergency", template="no", confirm="lu")
    assert bench.air.offers == []


def test_a_changed_template_must_be_approved_again_and_says_so(ready: Bench) -> None:
    write(ready, text="Khác ở {noi}, {cap}.")
    assert (row(ready)["state"], row(ready)["version"]) == ("draft", 2)
    assert ready.fault_codes() == {"templates_unapproved"}
    with pytest.raises(TemplateUnapproved):
        released(ready)
    ready.approve(row(ready)["id"])
    assert ready.fault_codes() == set()
    assert released(ready)["release"]["version"] == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("blasts: 3", "blasts: 2"),
        ("every_min: 15", "every_min: 10"),
        ("confirm: lũ", "confirm: bão"),
        ("example: ven suối", "example: ven sông"),
        ("repeat: 1", "repeat: 1\npoints: 4"),
    ],
)
def test_any_change_voids_the_approval(ready: Bench, old: str, new: str) -> None:
    path = ready.home.templates / "thu.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    ready.ask("reload", "quantri")
    assert row(ready)["approved"] is False


def test_an_approval_survives_restarts_and_new_words(ready: Bench) -> None:
    ready.restart()
    ready.ask("lexicon_add", written="Thử", reading="thử")
    ready.ask("reload", "quantri")
    assert row(ready)["approved"] is True


def test_a_bad_file_is_a_fault_and_the_template_before_it_stays(ready: Bench) -> None:
    (ready.home.templates / "thu.yaml").write_text("title: x\n", "utf-8")
    ready.ask("reload", "quantri")
    assert "templates" in ready.fault_codes()
    assert released(ready)["state"] == "rendering"


def test_a_file_that_is_gone_takes_its_approval_with_it(ready: Bench) -> None:
    (ready.home.templates / "thu.yaml").unlink()
    ready.ask("reload", "quantri")
    with pytest.raises(NotFound):
        released(ready)
    write(ready)
    assert row(ready)["approved"] is False


# --- release --------------------------------------------------------------------------------------


def test_the_plan_says_everything_and_changes_nothing(ready: Bench) -> None:
    plan = ready.ask("emergency_plan", template="thu", values=WHERE, points="1,4")
    assert plan["script"] == "nước lên ở thôn hai, cấp ba."
    assert (plan["confirm"], plan["points"], plan["airings"]) == ("lũ", [1, 4], 4)
    assert (plan["level"], plan["colour"]) == (3, "orange")
    assert plan["duration_estimate_s"] > 77, "the siren counts"
    assert ready.queue() == []


def test_one_person_airs_it_and_the_record_says_how(ready: Bench) -> None:
    plan = ready.ask("emergency_plan", template="thu", values=WHERE)
    item = released(ready, content_sha256=plan["content_sha256"])["id"]
    ready.settle()
    (rundown,) = {r.occurrence: r for r in ready.offered(item)}.values()
    assert (rundown.priority, rundown.kind) == (Priority.EMERGENCY, Kind.ANNOUNCEMENT)
    record = ready.air.records[0]
    assert (record["event"], record["author"]) == ("start", "soan (simulated identity)")
    assert record["approver"] == "duyet (simulated identity)"
    assert record["release"]["template"] == "thu"
    assert record["release"]["sha256"] == row(ready)["sha256"]
    assert record["release"]["author"] == row(ready)["author"]


def test_the_siren_comes_first_as_often_as_it_is_to_sound(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.settle()
    cues = ready.parts.made.of(ready.parts.items.get(item))  # type: ignore[arg-type]
    kinds = [cue.kind.value for cue in cues]
    assert kinds == ["attention", "gap", "attention", "gap", "attention", "gap", "speech"]
    assert [cue.frames for cue in cues[1:4:2]] == [480_000, 480_000]
    assert len({cue.sha256 for cue in cues[:5:2]}) == 1


def test_a_siren_that_cannot_be_made_is_replaced_by_the_attention_tone(bench: Bench) -> None:
    bench.speech.fails["siren"] = Stopped(since="x")
    write(bench)
    bench.approve(row(bench)["id"])
    released(bench)
    bench.settle()
    assert bench.air.offers[0].cues[0].kind.value == "attention"
    assert "siren" in bench.fault_codes()


@pytest.mark.parametrize("word", ["", "lu quet", "có", "LỬ A"])
def test_another_word_is_refused(ready: Bench, word: str) -> None:
    with pytest.raises(Unconfirmed):
        released(ready, confirm=word)
    assert ready.air.offers == []
    assert ready.ask("reviews_due") == []


@pytest.mark.parametrize("word", ["LŨ", "lu", " lũ ", "Lu"])
def test_the_word_may_be_typed_without_marks(ready: Bench, word: str) -> None:
    assert released(ready, confirm=word)["state"] == "rendering"


def test_who_may_release(ready: Bench) -> None:
    for person in ("quantri", "xem"):
        with pytest.raises(RoleMissing):
            released(ready, person)
    assert released(ready, "duyet")["author"] == "duyet (simulated identity)"
    ready.settle()
    assert ready.air.records[0]["event"] == "start", "who approved the template may release it"


def test_what_is_shown_is_what_airs(ready: Bench) -> None:
    plan = ready.ask("emergency_plan", template="thu", values=WHERE)
    with pytest.raises(WrongState, match="changed"):
        released(ready, values={"noi": "thôn 3"}, content_sha256=plan["content_sha256"])


def test_missing_unknown_and_wrong_values_are_refused(ready: Bench) -> None:
    for values in ({}, {"noi": "x", "so": "1"}, {"noi": "Thôn 2. Hết lũ"}, {"noi": "{nghỉ: 9}"}):
        with pytest.raises(FieldRefused):
            released(ready, values=values)


def test_nothing_is_released_while_the_station_is_stopped(ready: Bench) -> None:
    ready.air.stopped_since = "2026-12-01T11:00:00.000+07:00"
    with pytest.raises(Stopped):
        released(ready)
    assert ready.queue() == []


def test_the_same_key_is_the_same_release(ready: Bench) -> None:
    assert released(ready, key="k")["id"] == released(ready, key="k")["id"]


def test_it_is_not_edited(ready: Bench) -> None:
    item = released(ready)["id"]
    with pytest.raises(WrongState, match="released"):
        ready.ask("edit", id=item, text="Khác.")


# --- repetition -----------------------------------------------------------------------------------


def test_it_is_aired_again_until_it_expires_each_with_its_own_record(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.advance(2 * 3600)
    assert states(ready, item) == ["aired"] * 4
    dues = [each.due for each in ready.occurrences(item)]
    assert dues == [NOON + timedelta(minutes=15 * n) for n in range(4)]
    assert ready.ends(item) == ["aired"] * 4
    assert [op for op, _ in ready.speech.asked] == ["phrases"], "spoken once"


def test_people_see_the_next_airing_alone(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.advance(60)
    shown = [r for r in ready.queue() if r["id"] == item]
    assert [r["occurrence"] for r in shown] == [f"{item}-2", f"{item}-1"]
    assert ready.ask("show", id=item)["occurrence"] == f"{item}-2"
    assert ready.ask("status")["counts"] == {"planned": 1, "aired": 1}


def test_cancel_ends_all_that_is_ahead(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.advance(16 * 60)
    ready.ask("cancel", id=item)
    ready.advance(2 * 3600)
    assert states(ready, item) == ["aired", "aired", "cancelled", "cancelled"]
    assert ready.ends(item) == ["aired", "aired", "cancelled(operator)", "cancelled(operator)"]


def test_others_who_only_write_may_not_cancel_it(ready: Bench) -> None:
    item = released(ready, "hai-vai")["id"]
    with pytest.raises(RoleMissing):
        ready.ask("cancel", "soan", id=item)


def test_cancel_cuts_what_is_on_air(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.parts.workshop.work_off()
    ready.air.play()
    ready.follow()
    ready.ask("cancel", id=item)
    ready.settle()
    assert states(ready, item) == ["aired_partial"] + ["cancelled"] * 3


def test_it_survives_restarts(ready: Bench) -> None:
    item = released(ready)["id"]
    for _ in range(8):
        ready.advance(500)
        ready.restart()
        ready.air.restart()
    assert ready.ends(item) == ["aired"] * 4


def test_what_could_not_be_aired_in_time_is_missed_and_the_next_one_heard(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.advance(60)
    ready.air.down = True
    ready.advance(40 * 60)
    ready.air.restart()
    ready.advance(3600)
    assert [end.split("(")[0] for end in ready.ends(item)] == ["aired", "missed", "aired", "aired"]


@pytest.mark.parametrize("step_s", [-10 * 365 * 86400, -3600, 600, 3600, 10 * 365 * 86400])
def test_the_intervals_stay_when_the_clock_is_set(ready: Bench, step_s: int) -> None:
    item = released(ready)["id"]
    ready.advance(60)
    ready.process.beat()
    ready.clock.step(timedelta(seconds=step_s))
    ready.process.beat()
    ready.advance(3600)
    assert ready.ends(item) == ["aired"] * 4


def test_a_newer_release_replaces_the_older_where_it_is_heard_as_well(ready: Bench) -> None:
    first = released(ready, points="1,4")["id"]
    other = released(ready, points="7")["id"]
    ready.settle()
    second = released(ready, points="1,4,5")["id"]
    ready.advance(10)
    assert states(ready, first)[1:] == ["cancelled"] * 3
    assert states(ready, other)[1:] == ["planned"] * 3
    assert states(ready, second)[1:] == ["planned"] * 3
    assert set(ready.ends(first)[1:]) == {"cancelled(superseded)"}


# --- drill ----------------------------------------------------------------------------------------


def drilled(bench: Bench, **other: Any) -> dict[str, Any]:
    wish = {"template": "thu", "confirm": "lu", "drill": True, **other}
    answer: dict[str, Any] = bench.ask("emergency", **wish)
    return answer


def test_a_drill_says_so_first_and_last_and_is_recorded_as_one(ready: Bench) -> None:
    answer = drilled(ready)
    words = answer["script"]
    assert words.startswith("đây là diễn tập, không phải báo động thật.")
    assert words.endswith("đây là diễn tập.")
    assert "ven suối" in words, "the example, as nothing was given"
    ready.settle()
    (rundown,) = {r.occurrence: r for r in ready.offered(answer["id"])}.values()
    assert (rundown.kind, rundown.priority) == (Kind.DRILL, Priority.PRIORITY)
    assert {r["kind"] for r in ready.air.records} == {"drill"}
    assert answer["title"] == "DIỄN TẬP: Lũ"
    assert states(ready, answer["id"]) == ["rendering"] or len(states(ready, answer["id"])) == 1


def test_a_drill_obeys_quiet_hours(ready: Bench) -> None:
    ready.until(NOON.replace(hour=22))
    with pytest.raises(QuietHours):
        drilled(ready)
    assert released(ready)["state"] == "rendering", "an emergency does not"


def test_a_drill_needs_the_word_and_the_approval(ready: Bench) -> None:
    with pytest.raises(Unconfirmed):
        drilled(ready, confirm="x")
    write(ready, text="Khác ở {noi}, {cap}.")
    with pytest.raises(TemplateUnapproved):
        drilled(ready)


# --- review ---------------------------------------------------------------------------------------


def test_a_second_person_reviews_within_a_day(ready: Bench) -> None:
    item = released(ready)["id"]
    assert ready.fault_codes() == {"review"}
    assert [r["id"] for r in ready.ask("status")["reviews"]] == [item]
    with pytest.raises(SelfApproval):
        ready.ask("review_done", "soan", id=item)
    for person in ("xem", "quantri"):
        with pytest.raises(RoleMissing):
            ready.ask("review_done", person, id=item)
    done = ready.ask("review_done", "duyet", id=item, note="đúng")
    assert (done["reviewed_by"], done["note"]) == ("duyet (simulated identity)", "đúng")
    assert ready.fault_codes() == set()
    assert ready.ask("reviews_due") == []
    with pytest.raises(WrongState, match="reviewed"):
        ready.ask("review_done", "duyet", id=item)


def test_what_nobody_has_reviewed_in_a_day_is_overdue_also_after_a_restart(ready: Bench) -> None:
    released(ready)
    ready.advance(86400 + 1)
    assert ready.fault_codes() == {"review_overdue"}
    ready.restart()
    assert ready.fault_codes() == {"review_overdue"}


def test_what_two_people_approved_needs_no_review(ready: Bench) -> None:
    item = ready.approved()
    with pytest.raises(WrongState, match="no_review"):
        ready.ask("review_done", "duyet", id=item)


# --- correction -----------------------------------------------------------------------------------


def test_a_correction_names_what_was_aired_and_goes_to_the_same_points(bench: Bench) -> None:
    item = bench.approved(title="Họp thôn", points="1,4")
    bench.advance(120)
    answer = bench.ask("correct", id=item)
    assert answer["title"] == "Đính chính: Họp thôn"
    assert "họp thôn" in answer["script"].casefold()
    assert "mười hai giờ" in answer["script"]
    assert (answer["priority"], answer["points"], answer["kind"]) == (
        "emergency",
        [1, 4],
        "correction",
    )
    bench.settle()
    record = bench.air.records[-1]
    assert (record["event"], record["author"], record["approver"]) == (
        "start",
        "soan (simulated identity)",
        None,
    )
    assert record["release"] == {"corrects": f"{item}-1"}
    assert [r["id"] for r in bench.ask("reviews_due")] == [answer["id"]]


def test_what_is_on_air_is_cut_and_does_not_come_back(bench: Bench) -> None:
    item = bench.approved()
    bench.parts.workshop.work_off()
    bench.air.play()
    bench.follow()
    answer = bench.ask("correct", "duyet", id=item)
    bench.advance(60)
    assert bench.ends(item) == ["aired_partial(operator)"]
    assert bench.ends(answer["id"]) == ["aired"]


def test_a_correction_ends_the_repetitions_of_what_it_corrects(ready: Bench) -> None:
    item = released(ready)["id"]
    ready.advance(60)
    ready.ask("correct", id=item)
    ready.advance(3600)
    assert states(ready, item) == ["aired"] + ["cancelled"] * 3


def test_only_what_was_heard_lately_and_not_too_often(bench: Bench) -> None:
    waiting = bench.announce()["id"]
    with pytest.raises(WrongState, match="draft"):
        bench.ask("correct", "duyet", id=waiting)
    item = bench.approved()
    bench.advance(10)
    first = bench.ask("correct", id=item)["id"]
    for _ in range(2):
        bench.ask("correct", id=item)
    with pytest.raises(WrongState, match="corrected"):
        bench.ask("correct", id=item)
    bench.advance(60)
    with pytest.raises(WrongState, match="correction"):
        bench.ask("correct", id=first)
    other = bench.approved()
    bench.advance(86400 + 60)
    with pytest.raises(WrongState, match="too_old"):
        bench.ask("correct", id=other)


def test_own_words_are_an_approvers_and_bounded(bench: Bench) -> None:
    item = bench.approved()
    bench.advance(10)
    with pytest.raises(RoleMissing):
        bench.ask("correct", "soan", id=item, text="Họp lúc 20 giờ.")
    for text, problem in ((" ", "empty"), ("a" * 501, "too_long")):
        with pytest.raises(TextRefused, match=problem):
            bench.ask("correct", "duyet", id=item, text=text)
    plan = bench.ask("correct_plan", "duyet", id=item, text="Họp lúc 20 giờ.")
    assert plan["script"].startswith("đính chính")
    assert plan["script"].endswith("họp lúc hai mươi giờ.")


def test_who_only_writes_corrects_their_own_alone(bench: Bench) -> None:
    item = bench.ask("announce", "hai-vai", text="Họp.")["id"]
    bench.approve(item)
    bench.advance(10)
    with pytest.raises(RoleMissing):
        bench.ask("correct", "soan", id=item)
    assert bench.ask("correct", "duyet", id=item)["author"] == "duyet (simulated identity)"


# --- what one person could have made of it --------------------------------------------------------


def test_an_editor_cannot_change_how_an_approved_template_is_read(ready: Bench) -> None:
    word = {"written": "Nước lên", "reading": "vỡ đập rồi"}
    with pytest.raises(RoleMissing):
        ready.ask("lexicon_add", "soan", **word)
    assert row(ready)["approved"]
    answer = ready.ask("lexicon_add", "duyet", **word)
    assert answer["approve_again"] == ["thu"]
    assert not row(ready)["approved"]
    assert ready.fault_codes() == {"templates_unapproved"}


def test_a_word_that_no_template_has_is_for_every_editor(ready: Bench) -> None:
    ready.ask("lexicon_add", "soan", written="Pù Cà", reading="pù cà")
    assert row(ready)["approved"]


def test_a_correction_names_what_was_aired_and_not_what_was_written_since(bench: Bench) -> None:
    item = bench.approved("Họp thôn lúc 7h.", title="Họp thôn")
    bench.advance(0.5)
    bench.ask("edit", id=item, title="Vỡ đập! Tất cả chạy lên đồi ngay", points="1")
    bench.advance(30)
    answer = bench.ask("correct", "soan", id=item)
    assert answer["title"] == "Đính chính: Họp thôn"
    assert "vỡ đập" not in answer["script"]
    assert answer["points"] == list(range(1, 12))


def test_a_drill_is_nothing_to_correct(ready: Bench) -> None:
    drill = ready.ask("emergency", "duyet", template="thu", values=WHERE, confirm="lu", drill=True)
    ready.advance(30)
    with pytest.raises(WrongState) as refused:
        ready.ask("correct", "duyet", id=drill["id"], text="tôi nói gì cũng được")
    assert refused.value.state == "drill"


def test_own_words_are_not_for_who_released_it(ready: Bench) -> None:
    item = released(ready, "duyet")["id"]
    ready.advance(30)
    with pytest.raises(SelfApproval):
        ready.ask("correct", "duyet", id=item, text="tôi nói gì cũng được")
    assert ready.ask("correct", "duyet", id=item)["title"].startswith("Đính chính")


def test_a_key_of_something_else_releases_nothing_and_says_so(ready: Bench) -> None:
    ready.announce(key="k1")
    with pytest.raises(WrongState) as refused:
        released(ready, key="k1")
    assert refused.value.state == "other_key"
    first = released(ready, key="k2")
    assert released(ready, key="k2")["id"] == first["id"]
    with pytest.raises(WrongState):
        released(ready, key="k2", drill=True)


def test_a_voice_whose_model_is_gone_keeps_no_emergency_from_air(bench: Bench) -> None:
    path = bench.home.templates / "thu.yaml"
    text = FILE.format(text=TEXT, every=15, lasts=60) + "voice: tone\n"
    path.write_text(text, "utf-8")
    bench.ask("reload", "quantri")
    bench.approve(row(bench)["id"])
    facts = bench.parts.drafting._facts
    bench.parts.drafting._facts = lambda: replace(facts(), has_model=lambda _voice: False)
    item = released(bench)["id"]
    bench.advance(30)
    assert bench.ends(item)[:1] == ["aired"]


def test_a_repetition_waits_for_its_minute(ready: Bench) -> None:
    released(ready)
    ready.advance(14 * 60 + 10)
    (first, *_others, second) = ready.air.offers
    assert (first.immediate, second.immediate) == (True, False)


@pytest.mark.parametrize("behind", [timedelta(days=400), timedelta(hours=2)])
def test_repetitions_keep_their_times_over_a_power_cut_and_a_clock_that_lags(
    ready: Bench, behind: timedelta
) -> None:
    item = released(ready)["id"]
    ready.advance(60)
    before = [each.due for each in ready.occurrences(item)]
    ready.witness = Witness()
    ready.clock.step(-behind)
    ready.clock.reboot()
    ready.restart()
    ready.process.beat()
    ready.clock.advance_s(30)
    ready.clock.step(behind)
    ready.witness.steered = True
    ready.process.beat()
    assert [each.due for each in ready.occurrences(item)] == before
