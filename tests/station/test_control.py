"""Requests at the control socket: named actions, arguments of the right kind, views."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import (
    InternalError,
    LoudspeakerError,
    NotFound,
    RoleMissing,
    StorageFailure,
    UsageRefused,
)
from loudspeaker.station.points import point_rows
from tests.station.bench import HELLO, NOON, Bench

HOUR = timedelta(hours=1)
ACTIONS = [
    *("announce", "edit", "edit_plan", "approve", "reject", "cancel"),
    *("queue", "show", "why", "status", "faults", "points"),
    *("schedules", "next", "pause", "unpause", "reload"),
    *("lexicon", "lexicon_add", "lexicon_remove"),
    *("mourning", "mourning_on", "mourning_off"),
    *("point", "points_report", "points_volume", "points_trial", "points_test"),
    *("clock", "clock_confirm"),
    *("relays", "relay_test"),
    *("for_approval", "users", "users_log", "users_add", "users_remove", "users_role"),
    *("delegate", "revoke", "faults_acknowledge"),
    *("whoami", "password", "code_begin", "code_confirm", "code_end"),
    *("sessions", "session_end", "tokens", "token_add", "token_revoke"),
    *("templates", "template", "emergency_plan", "emergency", "correct_plan", "correct"),
    *("reviews_due", "review_done"),
    *("resume", "asrun", "audit", "report"),
    *("read_back", "hear", "choices"),
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=2), st.integers(), max_size=2),
)
NAMES = st.sampled_from(
    [
        *("id", "text", "title", "at", "points", "zone", "priority", "repeat", "voice"),
        *("not_after", "key", "why", "name", "hours", "limit", "now", "as", "kept"),
        *("content_sha256", "written", "reading", "espeak", "piper", "replace"),
        *("template", "values", "confirm", "drill"),
        *("point", "heard", "note", "by", "repair", "repaired", "volume", "time"),
        *("roles", "account", "sure", "until", "code", "all"),
        *("days", "from", "texts"),
    ]
)


def test_an_unknown_action(bench: Bench) -> None:
    with pytest.raises(UsageRefused, match="unknown: fly"):
        bench.ask("fly")


@pytest.mark.parametrize("op", ["edit", "approve", "reject", "cancel", "show", "why"])
@pytest.mark.parametrize("item", [None, 5, ["a"]])
def test_an_id_must_be_given_and_be_text(bench: Bench, op: str, item: object) -> None:
    with pytest.raises(UsageRefused):
        bench.ask(op, "hai-vai", id=item)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(op=st.sampled_from(ACTIONS), arguments=st.dictionaries(NAMES, VALUES, max_size=6))
def test_any_request_is_answered_or_refused(
    bench: Bench, op: str, arguments: dict[str, Any]
) -> None:
    arguments.setdefault("as", "hai-vai")
    try:
        answer = bench.ask(op, arguments.pop("as"), **arguments)
    except LoudspeakerError as error:
        json.dumps(error.to_message())
    else:
        json.dumps(answer)


def test_every_action_is_there(bench: Bench) -> None:
    assert set(bench.parts.control._actions) == set(ACTIONS)


# --- looking --------------------------------------------------------------------------------------


def test_the_queue_shows_open_ones_first_then_the_last_day(bench: Bench) -> None:
    done = bench.approved("Xong.", at=NOON + timedelta(minutes=5))
    later = bench.approved("Sau.", at=NOON + 2 * HOUR)
    soon = bench.announce("Trước.", at=NOON + HOUR)["id"]
    draft = bench.announce("Nháp.")["id"]
    bench.advance(600)
    assert [row["id"] for row in bench.queue()] == [draft, soon, later, done]
    assert [row["id"] for row in bench.ask("queue", limit=2)] == [draft, soon]
    assert bench.ask("queue", limit=-1) == []
    bench.advance(26 * 3600)
    assert [row["id"] for row in bench.queue()] == [draft]


def test_one_announcement_whole(bench: Bench) -> None:
    item = bench.approved("Họp lúc 7h.", at=NOON + timedelta(minutes=5))
    bench.advance(600)
    shown = bench.ask("show", id=item)
    assert shown["text"] == "Họp lúc 7h."
    assert "bảy giờ" in shown["script"]
    assert shown["script_values"]["sentences"]
    assert len(shown["content_sha256"]) == 64
    (occurrence,) = shown["occurrences"]
    assert occurrence["state"] == "aired"
    assert occurrence["aired_at"] == "2026-12-01T12:05:00.000+07:00"
    why = bench.ask("why", id=item)
    assert why["now"] == "2026-12-01T12:10:00.000+07:00"
    assert why["air"]["on_air"] is None
    left_out = {"now": None, "air": None, "awaited": None}
    assert {**why, **left_out} == {**shown, **left_out}


def test_states_are_the_peoples_until_they_have_decided(bench: Bench) -> None:
    item = bench.announce(at=NOON + HOUR)["id"]
    states = [bench.ask("show", id=item)["state"]]
    bench.approve(item)
    states.append(bench.ask("show", id=item)["state"])
    bench.settle()
    states.append(bench.ask("show", id=item)["state"])
    bench.ask("cancel", "duyet", id=item)
    states.append(bench.ask("show", id=item)["state"])
    assert states == ["draft", "rendering", "ready", "cancelled"]


@pytest.mark.parametrize("down", [False, True])
def test_status_with_and_without_air(bench: Bench, down: bool) -> None:
    bench.announce()
    bench.faults.report("chime", "x")
    bench.air.down = down
    status = bench.ask("status")
    assert status["station"] == "Xã thử"
    assert status["profile"] == "simulated"
    assert status["counts"] == {"planned": 1}
    assert (status["air"] is None) == down
    assert [fault["code"] for fault in status["faults"]] == ["chime"]
    assert bench.ask("faults") == status["faults"]
    assert bench.ask("why", id=bench.queue()[0]["id"])["air"] == status["air"]


def test_points_with_their_zones(bench: Bench) -> None:
    rows = bench.ask("points")
    assert [row["number"] for row in rows] == list(range(1, 12))
    zones = {zone.number: zone.name for zone in bench.live.now.hardware.points.plan.zones}
    assert all(row["zone_name"] == zones[row["zone"]] for row in rows)
    unknown = [{**row, "keys": None} for row in rows]
    assert point_rows(bench.live.now.hardware.points.plan) == unknown


# --- what will sound ------------------------------------------------------------------------------


def test_what_will_sound(bench: Bench) -> None:
    path = bench.home.schedules / "toi.yaml"
    path.write_text('title: Tối\ncron: "0 18 * * *"\ntext: "Họp."\n', "utf-8")
    bench.ask("reload", "quantri")
    single = bench.approved("Một.", at=NOON + HOUR)
    assert [row["id"] for row in bench.ask("next")["items"]] == [single]
    schedule = next(row["id"] for row in bench.ask("schedules") if row["name"] == "toi")
    bench.approve(schedule)
    found = bench.ask("next", hours=48)
    assert [(row["id"], row["due"][:16]) for row in found["items"]] == [
        (single, "2026-12-01T13:00"),
        (schedule, "2026-12-01T18:00"),
        (schedule, "2026-12-02T18:00"),
    ]
    assert found["to"] == "2026-12-03T12:00:00.000+07:00"
    assert bench.ask("next", hours=0.5)["items"] == []


@pytest.mark.parametrize("hours", [0, -1, 9000, float("nan"), float("inf"), "24", True])
def test_how_far_one_may_look(bench: Bench, hours: object) -> None:
    with pytest.raises(UsageRefused):
        bench.ask("next", hours=hours)


# --- reload ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["soan", "duyet", "xem"])
def test_only_the_administrator_reloads(bench: Bench, person: str) -> None:
    with pytest.raises(RoleMissing):
        bench.ask("reload", person)


def test_reload_takes_the_new_configuration_and_tells_air(bench: Bench) -> None:
    text = bench.home.station_file.read_text("utf-8")
    bench.home.station_file.write_text(text.replace("Xã thử", "Xã khác"), "utf-8")
    assert bench.ask("reload", "quantri") == {}
    assert bench.ask("status")["station"] == "Xã khác"
    assert bench.air.reloads == 1


def test_a_bad_configuration_leaves_the_old_one(bench: Bench) -> None:
    good = bench.home.station_file.read_text("utf-8")
    bench.home.station_file.write_text(good + "namme: x\n", "utf-8")
    bench.ask("reload", "quantri")
    assert bench.ask("status")["station"] == "Xã thử"
    (fault,) = [f for f in bench.ask("faults") if f["code"] == "configuration"]
    assert "station.yaml" in fault["detail"]
    bench.home.station_file.write_text(good, "utf-8")
    bench.ask("reload", "quantri")
    assert "configuration" not in bench.fault_codes()


def test_reload_while_air_is_away(bench: Bench) -> None:
    bench.air.kill()
    assert bench.ask("reload", "quantri") == {}


class Dead(BaseException):
    """The process is gone."""


def test_a_station_that_dies_while_it_reloads_tells_air_when_it_is_back(bench: Bench) -> None:
    def die(op: str) -> None:
        if op == "reload":
            raise Dead

    bench.settle()
    told = bench.air.reloads
    bench.air.when_asked = die
    with pytest.raises(Dead):
        bench.ask("reload", "quantri")
    bench.air.when_asked = lambda _op: None
    assert bench.air.reloads == told
    bench.restart()
    bench.settle()
    assert bench.air.reloads == told + 1


def test_air_is_told_of_the_hours_whatever_else_a_reload_cannot_do(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise StorageFailure(path="station.db", problem="full")

    monkeypatch.setattr(bench.parts.planner, "plan_all", full)
    bench.ask("reload", "quantri")
    assert bench.air.reloads == 1


def test_an_air_that_reloads_nothing_is_offered_what_it_needs_all_the_same(bench: Bench) -> None:
    def refuse(op: str) -> None:
        if op == "reload":
            raise InternalError(what="no")

    item = bench.approved(at="2026-12-01 12:30")
    bench.air.when_asked = refuse
    bench.restart()
    bench.advance(3600)
    assert bench.ends(item) == ["aired"]


def test_a_person_who_is_nobody(bench: Bench) -> None:
    with pytest.raises(NotFound) as caught:
        bench.ask("queue", "ai-đó")
    assert "soan" in caught.value.known
    assert bench.announce(HELLO)["author"] == "soan (simulated identity)"
