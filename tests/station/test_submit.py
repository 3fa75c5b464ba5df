"""What may be brought to the desk, and what is refused with which facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from loudspeaker.errors import (
    ModelMissing,
    NotFound,
    QuietHours,
    RoleMissing,
    StorageFailure,
    TextRefused,
    TimeRefused,
    UsageRefused,
)
from loudspeaker.model import Role, iso
from loudspeaker.station.drafting import Draft, points_of
from tests.station.bench import HELLO, NOON, Bench, caller

HOUR = timedelta(hours=1)


def test_a_draft_is_read_back_and_waits(bench: Bench) -> None:
    answer = bench.announce("Họp lúc 7h30.", at=NOON + HOUR)
    assert answer["state"] == "draft"
    assert answer["occurrence"] == f"{answer['id']}-1"
    assert "bảy giờ ba mươi" in answer["script"]
    assert answer["points"] == list(range(1, 12))
    assert answer["repeat"] == 2
    assert answer["accepted_at"] == iso(NOON)
    assert 3 < answer["duration_estimate_s"] < 30
    bench.advance(1800)
    assert bench.offered(answer["id"]) == []


@pytest.mark.parametrize(
    ("person", "refused"),
    [("soan", False), ("hai-vai", False), ("duyet", True), ("quantri", True), ("xem", True)],
)
def test_only_editors_submit(bench: Bench, person: str, refused: bool) -> None:
    if refused:
        with pytest.raises(RoleMissing) as caught:
            bench.ask("announce", person, text=HELLO)
        assert caught.value.wanted == ["editor"]
    else:
        assert bench.ask("announce", person, text=HELLO)["state"] == "draft"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("\u202e\u200b", "empty"),
        ("*** !!! ***", "empty"),
        ("a" * 20_001, "too_long"),
        ("ba con " * 150_000, "too_long"),
        ("\x00\x01PK\x03\x04\x00", "not_text"),
    ],
)
def test_text_that_cannot_be_announced(bench: Bench, text: str, problem: str) -> None:
    with pytest.raises(TextRefused) as caught:
        bench.announce(text)
    assert caught.value.problem == problem
    assert bench.queue() == []


def test_hidden_characters_are_neither_kept_nor_shown(bench: Bench) -> None:
    made = bench.announce("Họp \u202emai\u202c\u200b.\x07", title="\x1b[31mĐỏ\u202e  lắm ")
    shown = bench.ask("show", id=made["id"])
    assert shown["text"] == "Họp mai."
    assert shown["title"] == "[31mĐỏ lắm"


def test_a_long_title_is_cut_and_an_empty_one_is_the_text(bench: Bench) -> None:
    assert bench.announce(HELLO, title="x" * 500)["title"] == "x" * 59 + "…"
    assert bench.announce(HELLO, title="\u200b")["title"] == HELLO


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"points": "99"}, NotFound),
        ({"points": "1,99,98"}, NotFound),
        ({"points": "one"}, UsageRefused),
        ({"points": ""}, UsageRefused),
        ({"points": "-1"}, UsageRefused),
        ({"points": "1_0"}, UsageRefused),
        ({"points": "1,,2"}, UsageRefused),
        ({"zone": "Không Có"}, NotFound),
        ({"zone": "1", "points": "1"}, UsageRefused),
        ({"voice": "khong-co"}, NotFound),
        ({"priority": "urgent"}, UsageRefused),
        ({"repeat": 0}, UsageRefused),
        ({"repeat": 11}, UsageRefused),
        ({"at": "never"}, TimeRefused),
        ({"at": "11:59"}, TimeRefused),
        ({"at": "2099-01-01T00:00+07:00"}, TimeRefused),
        ({"at": "13:00", "not_after": "12:30"}, UsageRefused),
        ({"not_after": "11:00"}, TimeRefused),
        ({"at": "13:00", "priority": "emergency"}, UsageRefused),
        ({"voice": "vi_VN-vais1000-medium"}, ModelMissing),
    ],
)
def test_circumstances_that_are_refused(
    bench: Bench, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        bench.announce(**arguments)
    assert bench.queue() == []


def test_unknown_names_come_with_those_there_are(bench: Bench) -> None:
    with pytest.raises(NotFound) as caught:
        bench.announce(points="99,1,98")
    assert (caught.value.kind, caught.value.name) == ("point", "98, 99")
    assert caught.value.known == [str(n) for n in range(1, 12)]
    with pytest.raises(NotFound) as voices:
        bench.announce(voice="khong-co")
    assert "vi-bac" in voices.value.known


def test_the_stations_own_voice_may_lack_its_model(folder: Any) -> None:
    bench = Bench(folder, extra="voice: vi_VN-vais1000-medium\n")
    assert bench.announce()["voice"] == "vi_VN-vais1000-medium"
    bench.kill()


def test_points_by_number_by_zone_and_all(bench: Bench) -> None:
    plan = bench.live.now.hardware.points.plan
    zone = plan.zones[0]
    assert bench.announce(points="4, 1,4")["points"] == [1, 4]
    assert bench.announce(points=" all ")["points"] == list(plan.numbers)
    assert bench.announce(zone=zone.name.upper())["points"] == list(plan.in_zone(zone.number))


def test_a_zone_without_points_is_refused(bench: Bench) -> None:
    plan = bench.live.now.hardware.points.plan
    emptied = type(plan)(points=plan.points[:1], zones=plan.zones)
    other = next(z for z in plan.zones if z.number != plan.points[0].zone)
    with pytest.raises(UsageRefused, match="without points"):
        points_of(None, other.name, emptied)


# --- quiet hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "free"),
    [
        ("22:00", "2026-12-02T05:00"),
        ("mai 4:59", "2026-12-02T05:00"),
        ("2026-12-01 20:59:59", "2026-12-02T05:00"),
    ],
)
def test_quiet_hours_are_refused_naming_the_next_time(bench: Bench, at: str, free: str) -> None:
    with pytest.raises(QuietHours) as caught:
        bench.announce(at=at)
    assert caught.value.next_allowed is not None
    assert caught.value.next_allowed.startswith(free)


def test_an_emergency_needs_no_allowed_hours(folder: Any) -> None:
    bench = Bench(folder, start=NOON + timedelta(hours=11))
    item = bench.approved(priority="emergency")
    assert len(bench.offered(item)) == 1
    bench.kill()


def test_without_a_time_hours_count_at_approval(folder: Any) -> None:
    bench = Bench(folder, start=NOON + timedelta(hours=11))
    assert bench.announce()["state"] == "draft"
    bench.kill()


def test_hours_that_end_before_the_announcement_does(bench: Bench) -> None:
    long = "Kính mời bà con đến họp. " * 60
    with pytest.raises(QuietHours):
        bench.announce(long, at="20:58")
    assert bench.announce(HELLO, at="20:58")["state"] == "draft"


# --- the same again -------------------------------------------------------------------------------


def test_the_same_key_is_the_same_announcement(bench: Bench) -> None:
    first = bench.announce(key="abc", at="12:30")
    again = bench.announce("Khác hẳn.", key="abc")
    assert again["id"] == first["id"]
    assert again["script"] == first["script"]
    assert len(bench.queue()) == 1


def test_a_key_is_remembered_after_its_time_has_passed(bench: Bench) -> None:
    first = bench.announce(key="abc", at="12:30")
    bench.advance(3600)
    again = bench.announce(key="abc", at="12:30")
    assert (again["id"], again["state"]) == (first["id"], "missed")


def test_the_same_id_is_the_same_announcement(bench: Bench) -> None:
    assert bench.announce(id="abcd1234")["id"] == "abcd1234"
    assert (
        bench.announce("Khác.", id="abcd1234")["script"] == bench.announce(id="abcd1234")["script"]
    )
    assert len(bench.queue()) == 1


def test_keys_survive_a_restart(bench: Bench) -> None:
    first = bench.announce(key="k")
    bench.restart()
    assert bench.announce(key="k")["id"] == first["id"]


@pytest.mark.parametrize("bad", ["", "ABCDEFGH", "../../x", "a b c d", "abc", "a" * 33, "ă" * 8])
def test_an_id_is_letters_and_digits(bench: Bench, bad: str) -> None:
    with pytest.raises(UsageRefused):
        bench.announce(id=bad)


@pytest.mark.parametrize("bad", ["", "x" * 201, "\ud800", 7, ["k"]])
def test_a_key_is_a_short_text(bench: Bench, bad: object) -> None:
    with pytest.raises(UsageRefused):
        bench.announce(key=bad)


# --- what a caller may not pretend ----------------------------------------------------------------


def test_nobody_can_claim_that_a_draft_was_kept(bench: Bench) -> None:
    with pytest.raises(TimeRefused):
        bench.announce(at="2020-01-01T12:00+07:00", kept=True)


@pytest.mark.parametrize(
    "arguments",
    [
        {"text": 5},
        {"text": None},
        {"text": HELLO, "points": [1, 4]},
        {"text": HELLO, "repeat": "2"},
        {"text": HELLO, "repeat": 1.5},
        {"text": HELLO, "repeat": True},
        {"text": HELLO, "title": {}},
        {"text": HELLO, "as": 3},
    ],
)
def test_arguments_of_another_kind_are_refused(bench: Bench, arguments: dict[str, Any]) -> None:
    person = arguments.pop("as", "soan")
    with pytest.raises(UsageRefused):
        bench.ask("announce", person, **arguments)


def test_a_full_disk_accepts_nothing_and_says_so(bench: Bench) -> None:
    def full(_when: str) -> None:
        raise StorageFailure(path="station.db", problem="database or disk is full")

    bench.when_committing = full
    with pytest.raises(StorageFailure) as caught:
        bench.announce()
    assert caught.value.exit_code == 74
    bench.when_committing = lambda _when: None
    assert bench.queue() == []
    bench.restart()
    assert bench.queue() == []


def test_the_desk_itself_checks_roles(bench: Bench) -> None:
    with pytest.raises(RoleMissing):
        bench.parts.desk.submit(
            caller("x", Role.VIEWER), Draft(text=HELLO), item_id="abcd1234", key=None
        )


@pytest.mark.parametrize("decide", [None, "approve", "reject", "cancel"])
def test_the_queue_tells_of_each_what_is_told_of_it_alone(bench: Bench, decide: str | None) -> None:
    item_id = bench.announce(at=NOON + timedelta(hours=3), points="4,1", repeat=3)["id"]
    if decide is not None:
        bench.ask(decide, "duyet", id=item_id, **({"why": "sai"} if decide == "reject" else {}))
    alone = bench.ask("show", id=item_id)
    assert bench.queue() == [{name: alone[name] for name in bench.queue()[0]}]
