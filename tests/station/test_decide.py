"""Approve, reject, edit, cancel: who may, in which state, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.config.identity import account_of, same_person
from loudspeaker.errors import (
    LoudspeakerError,
    NotFound,
    PersonUnknown,
    QuietHours,
    RoleMissing,
    SelfApproval,
    SimulatedOnly,
    Stopped,
    StorageFailure,
    TimeRefused,
    UsageRefused,
    WrongState,
)
from loudspeaker.model.announcement import Item
from loudspeaker.station.approval import is_approved
from tests.station.bench import HELLO, NOON, Bench

HOUR = timedelta(hours=1)
LATER = NOON + HOUR


# --- approve --------------------------------------------------------------------------------------


def test_an_approved_announcement_is_made_handed_over_and_aired(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    assert bench.approve(item)["state"] == "rendering"
    bench.settle()
    assert bench.state(item) == "ready"
    bench.until(LATER - timedelta(seconds=61))
    assert bench.offered(item) == []
    bench.advance(2)
    (rundown,) = bench.offered(item)
    assert (rundown.due, rundown.complete, rundown.immediate) == (LATER, True, False)
    assert (rundown.author, rundown.approver) == (
        "soan (simulated identity)",
        "duyet (simulated identity)",
    )
    bench.advance(120)
    assert bench.ends(item) == ["aired"]
    assert bench.state(item) == "aired"


@pytest.mark.parametrize(
    ("person", "refused"),
    [("duyet", False), ("hai-vai", False), ("soan", True), ("quantri", True), ("xem", True)],
)
def test_only_approvers_approve(bench: Bench, person: str, refused: bool) -> None:
    item = bench.announce(at=LATER)["id"]
    if refused:
        with pytest.raises(RoleMissing):
            bench.ask("approve", person, id=item)
        assert bench.state(item) == "planned"
    else:
        assert bench.ask("approve", person, id=item)["state"] == "rendering"


def test_nobody_approves_their_own_text(bench: Bench) -> None:
    item = bench.ask("announce", "hai-vai", text=HELLO)["id"]
    with pytest.raises(SelfApproval) as caught:
        bench.ask("approve", "hai-vai", id=item)
    assert caught.value.exit_code == 3
    assert bench.approve(item)["approver"].startswith("duyet")


def test_one_person_under_two_identities_is_one_person() -> None:
    assert same_person("Lan (simulated identity)", "lan")
    assert not same_person("Lan", "Lan 2")


def test_who_edits_is_the_author_of_the_new_content(bench: Bench) -> None:
    item = bench.announce()["id"]
    bench.ask("edit", "hai-vai", id=item, text="Khác.")
    with pytest.raises(SelfApproval):
        bench.ask("approve", "hai-vai", id=item)


def test_only_what_was_shown_is_approved(bench: Bench) -> None:
    item = bench.announce()["id"]
    seen = bench.ask("show", id=item)["content_sha256"]
    bench.ask("edit", id=item, text="Khác hẳn.")
    with pytest.raises(WrongState) as caught:
        bench.approve(item, content_sha256=seen)
    assert caught.value.state == "changed"
    now = bench.ask("show", id=item)["content_sha256"]
    assert bench.approve(item, content_sha256=now)["state"] == "rendering"


@pytest.mark.parametrize(("late_s", "refused"), [(0.9, False), (1.1, True)])
def test_approval_after_the_due_time(bench: Bench, late_s: float, refused: bool) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.until(LATER + timedelta(seconds=late_s))
    if refused:
        with pytest.raises(TimeRefused) as caught:
            bench.approve(item)
        assert caught.value.problem == "past"
    else:
        bench.approve(item)
        bench.advance(5)
        assert bench.ends(item) == ["aired"]


def test_approval_after_the_announcement_has_expired(bench: Bench) -> None:
    item = bench.announce(not_after=(NOON + HOUR).isoformat())["id"]
    bench.advance(3700)
    with pytest.raises(TimeRefused):
        bench.approve(item)


def test_quiet_hours_at_approval(bench: Bench) -> None:
    item = bench.announce()["id"]
    bench.until(NOON + timedelta(hours=10))
    with pytest.raises(QuietHours) as caught:
        bench.approve(item)
    assert caught.value.next_allowed == "2026-12-02T05:00:00.000+07:00"
    assert bench.state(item) == "planned"


def test_hours_that_were_narrowed_since_count_at_approval(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    text = bench.home.station_file.read_text("utf-8")
    hours = "allowed_hours:\n  - {days: all, from: '17:00', to: '18:00'}\n"
    bench.home.station_file.write_text(text + hours, "utf-8")
    bench.ask("reload", "quantri")
    with pytest.raises(QuietHours):
        bench.approve(item)


@pytest.mark.parametrize("priority", ["normal", "emergency"])
def test_a_stopped_station_starts_nothing(bench: Bench, priority: str) -> None:
    item = bench.announce(priority=priority)["id"]
    bench.air.stopped_since = "2026-12-01T11:00:00+07:00"
    with pytest.raises(Stopped) as caught:
        bench.approve(item)
    assert caught.value.since == bench.air.stopped_since
    bench.air.stopped_since = None
    bench.approve(item)
    bench.advance(10)
    assert bench.ends(item) == ["aired"]


def test_a_stopped_station_still_takes_what_is_for_later(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.air.stopped_since = "2026-12-01T11:00:00+07:00"
    assert bench.approve(item)["state"] == "rendering"


def test_air_that_does_not_answer_is_not_known_to_be_stopped(bench: Bench) -> None:
    item = bench.announce()["id"]
    bench.air.kill()
    bench.approve(item)
    bench.air.restart()
    bench.advance(10)
    assert bench.ends(item) == ["aired"]


def test_a_full_disk_at_approval_approves_nothing(bench: Bench) -> None:
    item = bench.announce(priority="emergency")["id"]

    def full(_when: str) -> None:
        raise StorageFailure(path="station.db", problem="database or disk is full")

    bench.when_committing = full
    with pytest.raises(StorageFailure):
        bench.approve(item)
    bench.when_committing = lambda _when: None
    bench.restart()
    assert bench.ask("show", id=item)["state"] == "draft"
    assert bench.air.offers == []
    assert bench.approve(item)["state"] == "handed"


# --- every action in every state ------------------------------------------------------------------


def draft(bench: Bench) -> str:
    return str(bench.announce(at=LATER)["id"])


def ready(bench: Bench) -> str:
    item = bench.approved(at=LATER)
    bench.settle()
    return item


def flagged(bench: Bench) -> str:
    bench.speech.fails["vi-bac"] = StorageFailure(path="clips", problem="full")
    item = bench.approved(at=LATER)
    bench.settle()
    bench.speech.fails.clear()
    return item


def handed(bench: Bench) -> str:
    item = ready(bench)
    bench.until(LATER - timedelta(seconds=30))
    return item


def on_air(bench: Bench) -> str:
    item = ready(bench)
    bench.until(LATER + timedelta(milliseconds=500))
    return item


def aired(bench: Bench) -> str:
    item = ready(bench)
    bench.until(LATER + timedelta(seconds=10))
    return item


def missed(bench: Bench) -> str:
    item = draft(bench)
    bench.until(LATER + HOUR)
    return item


def rejected(bench: Bench) -> str:
    item = draft(bench)
    bench.ask("reject", "duyet", id=item, why="sai")
    return item


def cancelled(bench: Bench) -> str:
    item = ready(bench)
    bench.ask("cancel", "duyet", id=item)
    return item


STATES: dict[Callable[[Bench], str], str] = {
    draft: "planned",
    ready: "ready",
    flagged: "flagged",
    handed: "handed",
    on_air: "on_air",
    aired: "aired",
    missed: "missed",
    rejected: "cancelled",
    cancelled: "cancelled",
}
MAY = {
    "approve": {draft},
    "reject": {draft, missed},
    "edit": {draft, ready, flagged, handed, on_air, rejected},
    "cancel": {draft, ready, flagged, handed, on_air},
}


@pytest.mark.parametrize("make", STATES, ids=lambda make: make.__name__)
@pytest.mark.parametrize("action", MAY)
def test_what_can_be_done_in_which_state(
    bench: Bench, make: Callable[[Bench], str], action: str
) -> None:
    item = make(bench)
    assert bench.state(item) == STATES[make]
    later = (bench.clock.wall() + HOUR).isoformat(timespec="seconds")
    extra: dict[str, dict[str, Any]] = {"reject": {"why": "sai"}, "edit": {"at": later}}
    person = "soan" if action == "edit" else "duyet"
    if make in MAY[action]:
        bench.ask(action, person, id=item, **extra.get(action, {}))
        return
    before = bench.ask("show", id=item)
    with pytest.raises(WrongState) as caught:
        bench.ask(action, person, id=item, **extra.get(action, {}))
    assert caught.value.exit_code == 5
    assert bench.ask("show", id=item) == before


@pytest.mark.parametrize("make", STATES, ids=lambda make: make.__name__)
def test_nothing_aired_after_a_cancellation_was_acknowledged(
    bench: Bench, make: Callable[[Bench], str]
) -> None:
    item = make(bench)
    if make not in MAY["cancel"]:
        return
    offers = len(bench.offered(item))
    answer = bench.ask("cancel", "duyet", id=item)
    assert answer["state"] in ("cancelled", "aired_partial")
    bench.advance(7200)
    assert len(bench.offered(item)) == offers
    (end,) = bench.ends(item)
    assert end in ("cancelled(operator)", "aired_partial(operator)")


# --- reject and edit ------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["soan", "quantri", "xem"])
def test_only_approvers_reject(bench: Bench, person: str) -> None:
    with pytest.raises(RoleMissing):
        bench.ask("reject", person, id=draft(bench), why="sai")


@pytest.mark.parametrize("person", ["duyet", "quantri", "xem"])
def test_only_editors_edit(bench: Bench, person: str) -> None:
    with pytest.raises(RoleMissing):
        bench.ask("edit", person, id=draft(bench), text="Khác.")


def test_a_rejected_draft_says_why_and_may_be_changed(bench: Bench) -> None:
    item = rejected(bench)
    shown = bench.ask("show", id=item)
    assert (shown["state"], shown["why"]) == ("rejected", "sai")
    assert bench.ends(item) == ["cancelled(rejected)"]
    again = bench.ask("edit", id=item, text="Viết lại cho đúng.")
    assert (again["state"], again["why"], again["occurrence"]) == ("draft", None, f"{item}-2")
    bench.approve(item)
    bench.advance(7200)
    assert bench.ends(item) == ["cancelled(rejected)", "aired"]


@pytest.mark.parametrize("why", [None, "", "  \u200b ", 5])
def test_a_rejection_needs_a_reason(bench: Bench, why: object) -> None:
    item = draft(bench)
    with pytest.raises(UsageRefused):
        bench.ask("reject", "duyet", id=item, why=why)
    assert bench.state(item) == "planned"


def test_a_reason_is_bounded_and_has_nothing_hidden(bench: Bench) -> None:
    item = draft(bench)
    answer = bench.ask("reject", "duyet", id=item, why="sai\u202e \x1b[2J" + "x" * 9999)
    assert answer["why"].startswith("sai [2J")
    assert len(answer["why"]) == 500


def test_an_edit_voids_the_approval(bench: Bench) -> None:
    item = handed(bench)
    old_text = bench.offered(item)[0].text_sha256
    answer = bench.ask("edit", id=item, text="Nội dung mới.", at="14:00")
    assert (answer["state"], answer["approver"], answer["version"]) == ("draft", None, 2)
    bench.advance(120)
    assert bench.ends(item) == ["cancelled(superseded)"]
    (record,) = bench.air.ends_of(f"{item}-1")
    assert record["text_sha256"] == old_text  # of what was let go, not of what came instead
    bench.until(NOON + timedelta(hours=3))
    assert bench.ends(item) == ["cancelled(superseded)", "missed(unapproved)"]


def test_an_edited_announcement_can_be_approved_again(bench: Bench) -> None:
    item = handed(bench)
    bench.ask("edit", id=item, text="Nội dung mới.", at="14:00")
    bench.advance(5)  # the record of the first occurrence comes in after the second was made
    bench.approve(item)
    bench.until(NOON + timedelta(hours=3))
    assert bench.ends(item) == ["cancelled(superseded)", "aired"]
    old, new = bench.offered(item)
    assert old.text_sha256 != new.text_sha256
    assert old.occurrence != new.occurrence


def test_an_edit_leaves_what_is_not_given(bench: Bench) -> None:
    item = bench.announce("Họp.", title="Tiêu đề", points="1,4", repeat=3, at=LATER)["id"]
    changed = bench.ask("edit", id=item, repeat=1)
    assert (changed["title"], changed["points"], changed["repeat"]) == ("Tiêu đề", [1, 4], 1)
    assert changed["due"] == "2026-12-01T13:00:00.000+07:00"


def test_an_edit_may_take_the_time_away(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    assert bench.ask("edit", id=item, now=True)["due"] is None
    with pytest.raises(UsageRefused):
        bench.ask("edit", id=item, now=True, at="14:00")


def test_a_new_zone_replaces_the_points(bench: Bench) -> None:
    item = bench.announce(points="1,2,3")["id"]
    plan = bench.live.now.hardware.points.plan
    changed = bench.ask("edit", id=item, zone=plan.zones[1].name)
    assert changed["points"] == list(plan.in_zone(plan.zones[1].number))
    with pytest.raises(UsageRefused):
        bench.ask("edit", id=item, zone="1", points="1")


def test_a_title_made_of_the_text_follows_it(bench: Bench) -> None:
    item = bench.announce("Cũ.")["id"]
    assert bench.ask("edit", id=item, text="Mới.")["title"] == "Mới."


def test_a_refused_edit_changes_nothing(bench: Bench) -> None:
    item = ready(bench)
    with pytest.raises(NotFound):
        bench.ask("edit", id=item, points="99")
    assert bench.ask("show", id=item)["version"] == 1
    assert bench.state(item) == "ready"


def test_what_an_edit_would_change_is_told_and_nothing_is_kept(bench: Bench) -> None:
    item = ready(bench)
    plan = bench.ask("edit_plan", id=item, at="14:00")
    assert plan["due"] == "2026-12-01T14:00:00.000+07:00"
    assert (plan["approval_void"], plan["approver"]) == (True, "duyet (simulated identity)")
    assert plan["content_sha256"] == bench.ask("show", id=item)["content_sha256"]
    assert [each["field"] for each in plan["changes"]["fields"]] == ["due"]
    assert bench.state(item) == "ready"
    assert not bench.ask("edit_plan", id=bench.announce()["id"], at="14:00")["approval_void"]


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"at": "03:00 3/12"}, QuietHours),
        ({"at": "hôm nào đó"}, TimeRefused),
        ({"at": "14:00", "content_sha256": "0" * 64}, WrongState),
        ({"points": "99"}, NotFound),
    ],
)
def test_a_plan_refuses_what_the_edit_would_refuse(
    bench: Bench, changes: dict[str, str], refused: type[LoudspeakerError]
) -> None:
    item = ready(bench)
    for action in ("edit_plan", "edit"):
        with pytest.raises(refused):
            bench.ask(action, id=item, **changes)
    assert bench.state(item) == "ready"


# --- cancel ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "before", "after"),
    [
        ("soan", True, False),
        ("duyet", True, True),
        ("hai-vai", True, True),
        ("quantri", False, False),
        ("xem", False, False),
    ],
)
def test_editors_cancel_only_before_approval(
    bench: Bench, person: str, before: bool, after: bool
) -> None:
    for item, may in ((draft(bench), before), (ready(bench), after)):
        if may:
            assert bench.ask("cancel", person, id=item)["state"] == "cancelled"
        else:
            with pytest.raises(RoleMissing):
                bench.ask("cancel", person, id=item)


@pytest.mark.parametrize("make", [ready, handed, on_air], ids=lambda make: make.__name__)
def test_a_cancellation_while_air_is_down_is_kept_for_it(
    bench: Bench, make: Callable[[Bench], str]
) -> None:
    item = make(bench)
    bench.air.kill()
    assert bench.ask("cancel", "duyet", id=item)["state"] == "cancelled"
    bench.restart()
    bench.air.restart()
    offers = len(bench.offered(item))
    bench.advance(7200)
    assert len(bench.offered(item)) == offers
    (end,) = bench.ends(item)
    assert end in ("cancelled(operator)", "aired_partial(operator)")
    assert bench.ask("show", id=item)["state"] == "cancelled"


def test_a_withdrawal_on_air_outlives_an_air_that_dies_of_it(bench: Bench) -> None:
    item = on_air(bench)
    bench.ask("cancel", "duyet", id=item)
    assert bench.air.on_air is not None
    bench.air.kill()
    bench.air.restart()  # it has forgotten, and would play the item again
    bench.follow()
    bench.advance(60)
    assert bench.ends(item) == ["cancelled(operator)"]


def test_cancelling_what_air_settled_unheard_of_keeps_airs_word(bench: Bench) -> None:
    item = on_air(bench)
    bench.clock.advance_s(2)
    bench.air.play()  # aired, but the record has not come in yet
    bench.ask("cancel", "duyet", id=item)
    bench.advance(60)
    assert bench.ends(item) == ["aired"]
    assert bench.state(item) == "aired"


# --- finding --------------------------------------------------------------------------------------


def test_the_beginning_of_an_id_is_enough(bench: Bench) -> None:
    bench.announce(id="abcd1111")
    bench.announce(id="abce2222")
    assert bench.ask("show", id=" ABCD ")["id"] == "abcd1111"
    with pytest.raises(NotFound) as several:
        bench.ask("show", id="abc")
    assert several.value.known == ["abcd1111", "abce2222"]
    with pytest.raises(NotFound) as none:
        bench.ask("show", id="zzzz")
    assert {"abcd1111", "abce2222"} <= set(none.value.known)
    with pytest.raises(NotFound):
        bench.ask("show", id="")


def test_a_whole_id_wins_over_longer_ones(bench: Bench) -> None:
    bench.announce(id="abcd")
    bench.announce(id="abcd1111")
    assert bench.ask("show", id="abcd")["id"] == "abcd"


# --- who is asking --------------------------------------------------------------------------------


def test_an_unknown_account_is_refused_on_a_real_station(folder: Any) -> None:
    station = "name: Xã\nprofile: station\npeople:\n  - {name: An, roles: [editor], os_user: an}\n"
    bench = Bench(folder, station=station)
    with pytest.raises(PersonUnknown):
        bench.ask("queue", None)
    with pytest.raises(SimulatedOnly):
        bench.ask("queue", "An")
    bench.kill()


REAL = """\
name: Xã
profile: station
people:
  - {{name: An, roles: [editor, approver, admin], os_user: {account}}}
"""


@pytest.fixture
def real_bench(folder: Path) -> Iterator[Bench]:
    """A real station where whoever asks is An."""
    bench = Bench(folder, station=REAL.format(account=account_of(12345)))
    yield bench
    bench.kill()


def test_a_voice_for_tests_is_refused_on_a_real_station(real_bench: Bench) -> None:
    with pytest.raises(SimulatedOnly) as caught:
        real_bench.ask("announce", None, text=HELLO, voice="tone")
    assert caught.value.option == "--voice tone"
    made = real_bench.ask("announce", None, text=HELLO, voice="vi-nam")
    with pytest.raises(SimulatedOnly):
        real_bench.ask("edit", None, id=made["id"], voice="tone")
    assert real_bench.ask("show", None, id=made["id"])["voice"] == "vi-nam"


def test_a_schedule_with_a_voice_for_tests_is_not_taken_on_a_real_station(
    real_bench: Bench,
) -> None:
    path = real_bench.home.schedules / "hop.yaml"
    path.write_text('title: Họp\ncron: "0 7 * * *"\ntext: Họp.\nvoice: tone\n', "utf-8")
    real_bench.ask("reload", None)
    assert "schedules" in real_bench.fault_codes()
    assert "hop" not in [row["name"] for row in real_bench.ask("schedules", None)]


def test_is_approved_is_about_the_very_content(bench: Bench) -> None:
    item: Item | None = bench.parts.items.get(ready(bench))
    assert item is not None
    assert is_approved(item)
