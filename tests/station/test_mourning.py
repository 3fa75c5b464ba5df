"""Days of mourning at the station: everything but emergencies is held, and says so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loudspeaker.errors import MourningDays, NotFound, QuietHours, RoleMissing, UsageRefused
from tests.station.bench import NOON, Bench
from tests.station.test_schedules import aired, approved, hour, write

TODAY, TOMORROW = "2026-12-01", "2026-12-02"


def declare(bench: Bench, days: str = TODAY, person: str = "duyet") -> None:
    bench.ask("mourning_on", person, days=days)


def test_what_was_approved_is_missed_with_its_own_reason(bench: Bench) -> None:
    item = bench.approved(at=NOON + timedelta(minutes=30))
    standing = approved(bench, hours="13")
    declare(bench)
    bench.until(NOON + timedelta(hours=2))
    assert bench.air.offers == []
    assert bench.ends(item) == ["missed(mourning)"]
    assert bench.ends(standing) == ["missed(mourning)"]
    bench.until(hour(13, days=1) + timedelta(minutes=1))
    assert aired(bench, standing) == [hour(13, days=1)]


def test_it_is_aired_if_mourning_ends_within_its_time(bench: Bench) -> None:
    text = bench.home.station_file.read_text("utf-8")
    all_day = "allowed_hours: [{from: '00:00', to: '24:00'}]\n"
    bench.home.station_file.write_text(text + all_day, "utf-8")
    item = bench.approved(at="23:55") if bench.ask("reload", "quantri") == {} else ""
    declare(bench)
    bench.until(NOON + timedelta(hours=12, minutes=1))
    assert bench.ends(item) == ["aired"]


def test_emergencies_are_heard(bench: Bench) -> None:
    declare(bench)
    item = bench.approved(priority="emergency")
    bench.advance(10)
    assert bench.ends(item) == ["aired"]


def test_new_announcements_are_refused_with_the_next_time(bench: Bench) -> None:
    declare(bench, f"{TODAY}..{TOMORROW}")
    with pytest.raises(MourningDays) as caught:
        bench.announce(at="17:00")
    assert caught.value.next_allowed == "2026-12-03T05:00:00.000+07:00"
    draft = bench.announce()["id"]
    with pytest.raises(MourningDays):
        bench.approve(draft)
    with pytest.raises(QuietHours):
        bench.announce(at="2026-12-03 03:00")


def test_it_is_said_wherever_people_look(bench: Bench) -> None:
    item = bench.approved(at="17:00")
    approved(bench, hours="15")
    declare(bench)
    end = "2026-12-02T00:00:00.000+07:00"
    assert [row["mourning_until"] for row in bench.ask("queue") if row["due"]][:2] == [end, end]
    assert [row["mourning_until"] for row in bench.ask("next")["items"]] == [end, end]
    assert bench.ask("why", id=item)["mourning_until"] == end
    assert bench.ask("status")["mourning_until"] == end
    assert bench.ask("mourning")["until"] == end


def test_it_is_taken_back(bench: Bench) -> None:
    standing = approved(bench, hours="13")
    declare(bench)
    with pytest.raises(NotFound) as caught:
        bench.ask("mourning_off", "duyet", days=TOMORROW)
    assert caught.value.known == [TODAY]
    assert bench.ask("mourning_off", "duyet", days=TODAY) == {"days": [], "until": None}
    bench.until(hour(13) + timedelta(minutes=1))
    assert aired(bench, standing) == [hour(13)]
    assert bench.air.reloads >= 2


def test_a_file_by_hand_counts_after_reload_and_restart(bench: Bench) -> None:
    standing = approved(bench, hours="13")
    bench.home.mourning_file.write_text(f"days: [{TODAY}]\n", "utf-8")
    bench.restart()
    bench.until(hour(14))
    assert bench.ends(standing) == ["missed(mourning)"]
    bench.home.mourning_file.write_text("days: [nonsense]\n", "utf-8")
    bench.ask("reload", "quantri")
    assert "configuration" in [fault["code"] for fault in bench.ask("faults")]
    assert bench.ask("status")["mourning_until"] is not None  # the old days stay


@pytest.mark.parametrize(
    ("op", "person", "error"),
    [
        ("mourning_on", "soan", RoleMissing),
        ("mourning_on", "xem", RoleMissing),
        ("mourning_off", "quantri", RoleMissing),
    ],
)
def test_who_may(bench: Bench, op: str, person: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        bench.ask(op, person, days=TODAY)
    assert not bench.home.mourning_file.exists()


@pytest.mark.parametrize("days", ["", "x", "2026-12-02..2026-12-01", "2026-12-01..2028-12-01"])
def test_days_that_are_none(bench: Bench, days: str) -> None:
    with pytest.raises(UsageRefused):
        declare(bench, days)


# --- what a changed schedule changes --------------------------------------------------------------


def change(bench: Bench, item: str) -> dict[str, object]:
    found = bench.ask("show", id=item)["timetable_change"]
    return {name: found[name] for name in ("is_new", "added", "dropped", "kept")}


def test_the_approver_sees_what_a_changed_file_changes(bench: Bench) -> None:
    item = approved(bench, hours="13,15")
    assert bench.ask("show", id=item)["timetable_change"] is None
    write(bench, hours="15,17")
    at = "2026-12-01T{:02d}:00:00.000+07:00".format
    expected = {"is_new": False, "added": [at(17)], "dropped": [at(13)], "kept": [at(15)]}
    expected["added"] = [at(17)]
    found = change(bench, item)
    assert found["dropped"] == ["2026-12-01T13:00:00.000+07:00"]
    assert found == {**expected, "dropped": [at(13)], "kept": [at(15)]}
    write(bench, hours="15,18")  # compared with what was approved, not with the last draft
    bench.restart()
    assert change(bench, item)["added"] == [at(18)]


def test_a_new_file_adds_all_its_times(bench: Bench) -> None:
    write(bench, hours="13,15")
    (item,) = [row["id"] for row in bench.ask("schedules") if row["name"] == "chieu"]
    found = change(bench, item)
    assert (found["is_new"], found["kept"], found["dropped"]) == (True, [], [])
    assert len(found["added"]) == 2  # type: ignore[arg-type]


# --- what will sound, from a day on ---------------------------------------------------------------


def test_what_will_sound_from_a_day_on_with_its_texts(bench: Bench) -> None:
    single = bench.approved("Họp thôn.", at="2026-12-02 09:00")
    standing = approved(bench, hours="13")
    whole = bench.ask("next", hours=24, texts=True, **{"from": "2026-12-02T00:00:00+07:00"})
    assert [row["due"][:13] for row in whole["items"]] == ["2026-12-02T09", "2026-12-02T13"]
    assert whole["texts"] == {single: "Họp thôn.", standing: "Họp."}
    assert all(row["duration_estimate_s"] > 0 for row in whole["items"])
    past = bench.ask("next", hours=2, **{"from": "2026-01-01T00:00:00+07:00"})
    assert past["from"] == "2026-12-01T12:00:00.000+07:00"
    with pytest.raises(UsageRefused):
        bench.ask("next", **{"from": "tomorrow"})
