"""Recurring announcements: files become items, items become airings, once each."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from typing import Any

import pytest

from loudspeaker.config.identity import account_of
from loudspeaker.errors import NotFound, RoleMissing, SelfApproval, UsageRefused, WrongState
from tests.station.bench import NOON, Bench

FILE = """\
title: Buổi chiều
cron: "0 {hours} * * *"
text: "{text}"
repeat: 1
{more}
"""


def write(
    bench: Bench,
    *,
    hours: str = "13,15,17",
    text: str = "Họp.",
    more: str = "",
    name: str = "chieu",
) -> None:
    path = bench.home.schedules / f"{name}.yaml"
    path.write_text(FILE.format(hours=hours, text=text, more=more), "utf-8")
    bench.ask("reload", "quantri")


def row(bench: Bench, name: str = "chieu") -> dict[str, Any]:
    (found,) = [r for r in bench.ask("schedules") if r["name"] == name]
    return dict(found)


def approved(bench: Bench, **what: str) -> str:
    write(bench, **what)
    item = str(row(bench)["id"])
    bench.approve(item)
    bench.settle()
    return item


def aired(bench: Bench, item: str) -> list[datetime]:
    return [o.due for o in bench.occurrences(item) if o.state.value == "aired" and o.due]


def hour(number: int, *, days: int = 0) -> datetime:
    return NOON.replace(hour=number) + timedelta(days=days)


def test_a_file_is_a_draft_until_somebody_approves_it(bench: Bench) -> None:
    write(bench)
    assert row(bench) == {
        "id": row(bench)["id"],
        "name": "chieu",
        "title": "Buổi chiều",
        "cron": ["0 13,15,17 * * *"],
        "state": "draft",
        "paused": False,
        "next": "2026-12-01T13:00:00.000+07:00",
    }
    bench.advance(3 * 3600)
    assert bench.air.offers == []
    assert [r["id"] for r in bench.ask("queue") if r["schedule"] == "chieu"] == [row(bench)["id"]]


def test_approved_once_aired_at_every_due_time(bench: Bench) -> None:
    item = approved(bench)
    bench.until(hour(13, days=1) + timedelta(minutes=30))
    assert aired(bench, item) == [hour(13), hour(15), hour(17), hour(13, days=1)]
    assert len(bench.speech.asked) == 2  # spoken once, aired often; the other is the canary
    assert all(len(bench.air.ends_of(o.id)) == 1 for o in bench.occurrences(item)[1:5])


def test_once_per_due_time_over_restarts_and_reloads(bench: Bench) -> None:
    item = approved(bench)
    for _ in range(5):
        bench.restart()
        bench.ask("reload", "quantri")
        bench.advance(3601)
    bench.advance(60)
    assert aired(bench, item) == [hour(13), hour(15), hour(17)]
    assert row(bench)["state"] == "approved"
    assert len(bench.air.records) == 6


def test_who_owns_the_file_cannot_approve_it(bench: Bench) -> None:
    text = bench.home.station_file.read_text("utf-8")
    owner = f"{{name: duyet, roles: [approver], os_user: '{account_of(os.getuid())}'}}"
    text = text.replace("{name: duyet, roles: [approver]}", owner)
    bench.home.station_file.write_text(text, "utf-8")
    bench.ask("reload", "quantri")
    write(bench)
    item = row(bench)["id"]
    assert bench.ask("show", id=item)["author"] == "duyet"
    with pytest.raises(SelfApproval):
        bench.approve(item)
    assert bench.ask("approve", "hai-vai", id=item)["approver"] == "hai-vai (simulated identity)"


# --- changed, removed, refused --------------------------------------------------------------------


def test_a_changed_file_must_be_approved_again(bench: Bench) -> None:
    item = approved(bench)
    bench.until(hour(13) + timedelta(minutes=5))
    write(bench, text="Khác.")
    assert row(bench)["state"] == "draft"
    bench.until(hour(15) + timedelta(minutes=30))
    assert aired(bench, item) == [hour(13)]
    bench.approve(item)
    bench.until(hour(17) + timedelta(minutes=30))
    assert aired(bench, item) == [hour(13), hour(17)]
    ends = bench.ends(item)
    assert ends.count("cancelled(superseded)") == 3
    assert ends.count("aired") == 2


def test_a_change_while_it_is_with_air_is_withdrawn(bench: Bench) -> None:
    item = approved(bench)
    bench.until(hour(13) - timedelta(seconds=30))
    assert bench.air.accepted
    write(bench, text="Khác.")
    bench.advance(120)
    assert aired(bench, item) == []
    assert "cancelled(superseded)" in bench.ends(item)


def test_a_file_that_is_written_again_the_same_stays_approved(bench: Bench) -> None:
    approved(bench)
    write(bench)
    bench.restart()
    assert row(bench)["state"] == "approved"


@pytest.mark.parametrize("away", [False, True], ids=["running", "away"])
def test_a_removed_file_airs_no_more(bench: Bench, away: bool) -> None:
    item = approved(bench)
    path = bench.home.schedules / "chieu.yaml"
    if away:
        bench.kill()
        path.unlink()
        bench.start()
    else:
        path.unlink()
        bench.ask("reload", "quantri")
    bench.until(hour(20))
    assert aired(bench, item) == []
    assert set(bench.ends(item)) == {"cancelled(operator)"}
    assert [r for r in bench.ask("schedules") if r["name"] == "chieu"] == []
    assert bench.ask("show", id=item)["state"] == "cancelled"
    write(bench)
    assert row(bench)["state"] == "draft"
    bench.approve(item)
    bench.until(hour(13, days=1) + timedelta(minutes=30))
    assert aired(bench, item) == [hour(13, days=1)]


def test_a_refused_file_is_a_fault_and_leaves_what_was_approved(bench: Bench) -> None:
    item = approved(bench)
    path = bench.home.schedules / "chieu.yaml"
    good = path.read_text("utf-8")
    path.write_text("title: [", "utf-8")
    bench.ask("reload", "quantri")
    assert "schedules" in bench.fault_codes()
    bench.until(hour(13) + timedelta(minutes=5))
    assert aired(bench, item) == [hour(13)]
    path.write_text(good, "utf-8")
    bench.ask("reload", "quantri")
    assert "schedules" not in bench.fault_codes()
    assert row(bench)["state"] == "approved"


def test_a_refused_file_at_the_start_does_not_lose_its_item(bench: Bench) -> None:
    item = approved(bench)
    path = bench.home.schedules / "chieu.yaml"
    good = path.read_text("utf-8")
    path.write_text("title: [", "utf-8")
    bench.restart()
    bench.until(hour(13) + timedelta(minutes=5))
    assert aired(bench, item) == [hour(13)]  # it was planned before
    path.write_text(good, "utf-8")
    bench.ask("reload", "quantri")
    assert row(bench)["state"] == "approved"


@pytest.mark.parametrize("more", ["points: 99", "zone: Không Có", "voice: khong-co"])
def test_names_that_the_station_does_not_have(bench: Bench, more: str) -> None:
    write(bench, more=more)
    assert "schedules" in bench.fault_codes()
    assert [r for r in bench.ask("schedules") if r["name"] == "chieu"] == []


# --- held back ------------------------------------------------------------------------------------


def test_paused_and_let_go_on_in_time(bench: Bench) -> None:
    item = approved(bench)
    assert bench.ask("pause", "duyet", name="chieu")["paused"] is True
    assert row(bench)["next"] is None
    bench.until(hour(13) + timedelta(minutes=20))
    assert bench.ends(item) == ["cancelled(operator)"]
    bench.ask("unpause", "duyet", name="chieu")
    bench.until(hour(15) + timedelta(minutes=20))
    assert aired(bench, item) == [hour(15)]
    assert bench.ends(item) == ["cancelled(operator)", "aired"]


def test_a_pause_survives_a_restart(bench: Bench) -> None:
    item = approved(bench)
    bench.ask("pause", "quantri", name="chieu")
    bench.restart()
    bench.until(hour(18))
    assert aired(bench, item) == []


def test_a_pause_takes_back_what_air_has(bench: Bench) -> None:
    item = approved(bench)
    bench.until(hour(13) - timedelta(seconds=30))
    bench.ask("pause", "duyet", name="chieu")
    bench.until(hour(15) + timedelta(minutes=20))
    assert aired(bench, item) == []
    bench.ask("unpause", "duyet", name="chieu")
    bench.until(hour(17) + timedelta(minutes=20))
    assert aired(bench, item) == [hour(17)]


def test_a_pause_while_air_is_away_is_not_forgotten(bench: Bench) -> None:
    item = approved(bench)
    bench.until(hour(13) - timedelta(seconds=30))
    bench.air.kill()
    bench.ask("pause", "duyet", name="chieu")
    bench.air.restart()
    bench.until(hour(13) + timedelta(minutes=30))
    assert aired(bench, item) == []


def test_a_paused_file_is_planned_when_somebody_lets_it_go_on(bench: Bench) -> None:
    item = approved(bench, more="paused: true")
    bench.until(hour(13) + timedelta(minutes=20))
    assert aired(bench, item) == []
    bench.ask("unpause", "duyet", name="chieu")
    rows = bench.ask("next", hours=4)["items"]
    assert [r["due"][11:16] for r in rows if r.get("schedule") == "chieu"] == ["15:00", "17:00"]
    bench.until(hour(15) + timedelta(minutes=20))
    assert aired(bench, item) == [hour(15)]


def test_a_file_that_says_paused_later_is_obeyed(bench: Bench) -> None:
    item = approved(bench)
    bench.ask("pause", "duyet", name="chieu")
    bench.ask("unpause", "duyet", name="chieu")
    write(bench, more="paused: true")
    assert row(bench)["paused"] is True
    bench.until(hour(18))
    assert aired(bench, item) == []


def test_a_pause_holds_while_the_file_is_broken(bench: Bench) -> None:
    item = approved(bench)
    bench.ask("pause", "duyet", name="chieu")
    (bench.home.schedules / "chieu.yaml").write_text("title: [", "utf-8")
    bench.restart()
    bench.until(hour(18))
    assert aired(bench, item) == []


def queued(bench: Bench) -> list[str]:
    return [found["due"][11:16] if found["due"] else "" for found in bench.ask("queue")]


def test_the_shipped_example_waits_for_nobody(bench: Bench) -> None:
    (shipped,) = bench.ask("schedules")
    assert (shipped["name"], shipped["paused"]) == ("ve-sinh-moi-truong", True)
    assert queued(bench) == []
    assert bench.ask("status")["counts"] == {}
    bench.ask("unpause", "duyet", name=shipped["name"])
    assert [found["id"] for found in bench.ask("queue")] == [shipped["id"]]
    assert bench.ask("status")["counts"] == {"planned": 1}


def test_what_is_planned_of_a_paused_schedule_is_in_no_queue(bench: Bench) -> None:
    approved(bench, hours="13,15")
    planned = ["", "13:00", "15:00"]
    assert queued(bench) == planned
    bench.ask("pause", "duyet", name="chieu")
    assert queued(bench) == []
    bench.ask("unpause", "duyet", name="chieu")
    assert queued(bench) == planned


def test_what_was_aired_of_a_paused_schedule_stays_in_the_queue(bench: Bench) -> None:
    approved(bench, hours="13,15")
    bench.until(hour(13) + timedelta(minutes=1))
    bench.ask("pause", "duyet", name="chieu")
    assert queued(bench) == ["13:00"]


@pytest.mark.parametrize("person", ["soan", "xem"])
def test_who_may_pause(bench: Bench, person: str) -> None:
    write(bench)
    for op in ("pause", "unpause"):
        with pytest.raises(RoleMissing):
            bench.ask(op, person, name="chieu")


def test_an_unknown_schedule(bench: Bench) -> None:
    with pytest.raises(NotFound) as caught:
        bench.ask("pause", "duyet", name="khong-co")
    assert "ve-sinh-moi-truong" in caught.value.known
    with pytest.raises(UsageRefused):
        bench.ask("pause", "duyet")


# --- validity, and what people do to it -----------------------------------------------------------


def test_valid_from_and_to(bench: Bench) -> None:
    item = approved(bench, hours="13", more="valid_from: 2026-12-02\nvalid_to: 2026-12-03")
    bench.advance(4 * 24 * 3600)
    assert aired(bench, item) == [hour(13, days=1), hour(13, days=2)]


def test_a_changed_validity_needs_approval(bench: Bench) -> None:
    approved(bench, more="valid_to: 2026-12-03")
    write(bench, more="valid_to: 2026-12-30")
    assert row(bench)["state"] == "draft"


def test_it_is_edited_in_its_file_only(bench: Bench) -> None:
    item = approved(bench)
    with pytest.raises(WrongState) as caught:
        bench.ask("edit", id=item, text="Khác.")
    assert caught.value.state == "recurring"


def test_cancelled_as_a_whole(bench: Bench) -> None:
    item = approved(bench)
    bench.until(hour(13) + timedelta(minutes=5))
    assert bench.ask("cancel", "duyet", id=item)["state"] == "cancelled"
    bench.until(hour(20))
    assert aired(bench, item) == [hour(13)]
    assert set(bench.ends(item)) == {"aired", "cancelled(operator)"}
    assert all(record["due"] for record in bench.air.records if record["event"] == "cancelled")
    with pytest.raises(WrongState):
        bench.ask("cancel", "duyet", id=item)


def test_rejected_and_written_anew(bench: Bench) -> None:
    write(bench)
    item = row(bench)["id"]
    assert bench.ask("reject", "duyet", id=item, why="sai")["state"] == "rejected"
    assert bench.ends(item) == []  # nothing was due yet
    write(bench, text="Đúng.")
    assert row(bench)["state"] == "draft"
    bench.approve(item)
    bench.until(hour(13) + timedelta(minutes=5))
    assert aired(bench, item) == [hour(13)]


def test_approved_twice_is_refused(bench: Bench) -> None:
    item = approved(bench)
    with pytest.raises(WrongState):
        bench.approve(item)


def test_a_year_without_a_station(bench: Bench) -> None:
    item = approved(bench)
    bench.kill()
    bench.clock.advance_s(365 * 24 * 3600)
    bench.start()
    bench.advance(3700)
    planned = [o for o in bench.occurrences(item) if o.due and o.due < hour(13, days=10)]
    assert all(o.state.value == "missed" for o in planned)
    assert all(len(bench.air.ends_of(o.id)) == 1 for o in planned)
    assert len(aired(bench, item)) == 1


def test_every_minute_is_planned_in_one_step(bench: Bench) -> None:
    path = bench.home.schedules / "phut.yaml"
    path.write_text('title: t\ncron: "* * * * *"\ntext: "Họp."\n', "utf-8")
    bench.ask("reload", "quantri")
    commits: list[str] = []
    bench.when_committing = commits.append
    bench.approve(row(bench, "phut")["id"])
    assert len(commits) <= 6
    assert len(bench.occurrences(row(bench, "phut")["id"])) == 1 + 25 * 60


def test_other_days_are_approved_with_the_times(bench: Bench) -> None:
    approved(bench, more="except: 2026-12-24")
    before = row(bench)["state"]
    write(bench, more="except: 2026-12-25")
    assert (before, row(bench)["state"]) == ("approved", "draft")
