"""An approver lets somebody decide for a while: who may, what it is worth, how it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import (
    AuthorsDelegate,
    DelegationRefused,
    NotFound,
    RoleMissing,
    SelfApproval,
    TimeRefused,
    UsageRefused,
)
from loudspeaker.model import STATION_ZONE
from loudspeaker.station.delegations import until_of
from tests.station.bench import HELLO, NOON, Bench

HOUR = timedelta(hours=1)
STATION = """\
name: Xã thử
people:
  - {name: soan, roles: [editor]}
  - {name: duyet, roles: [editor, approver]}
  - {name: pho, roles: [approver]}
  - {name: chi, roles: [editor]}
  - {name: quantri, roles: [admin]}
"""


@pytest.fixture
def bench(folder: Path) -> Iterator[Bench]:
    bench = Bench(folder, station=STATION)
    yield bench
    bench.kill()


def delegate(bench: Bench, until: str = "10/12", by: str = "duyet", **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask("delegate", by, name="Chi", until=until, **more)
    return answer


def set_wall(bench: Bench, moment: datetime) -> None:
    bench.clock.step(moment - bench.clock.wall())


def draft(bench: Bench, author: str = "soan") -> str:
    answer = bench.ask("announce", author, text=HELLO, at="2026-12-20T12:00:00+07:00")
    return str(answer["id"])


def test_a_delegate_approves_and_the_record_names_both(bench: Bench) -> None:
    delegate(bench, why="Nghỉ  phép")
    item = bench.announce(at=NOON + HOUR)["id"]
    approved = bench.ask("approve", "chi", id=item)
    bench.advance(2 * 3600)
    assert approved["approver"] == "chi (simulated identity)"
    assert approved["approver_for"] == "duyet (simulated identity)"
    assert bench.ends(item) == ["aired"]
    (rundown,) = bench.offered(item)
    assert rundown.approver_for == approved["approver_for"]
    assert rundown.author == "soan (simulated identity)"
    (shown,) = bench.ask("users")["delegations"]
    assert (shown["giver"], shown["holder"], shown["why"]) == ("duyet", "chi", "Nghỉ phép")


def test_what_never_came_to_air_names_both_too(bench: Bench) -> None:
    delegate(bench)
    item = bench.announce(at=NOON + HOUR)["id"]
    bench.ask("approve", "chi", id=item)
    bench.ask("cancel", "chi", id=item)
    (record,) = [r for r in bench.air.records if r["item"] == item]
    assert (record["event"], record["approver_for"]) == ("cancelled", "duyet (simulated identity)")


def test_nobody_approves_their_own_text_for_nobody(bench: Bench) -> None:
    delegate(bench)
    with pytest.raises(SelfApproval):
        bench.ask("approve", "chi", id=draft(bench, "chi"))


def test_a_delegate_does_not_approve_what_the_other_wrote(bench: Bench) -> None:
    delegate(bench)
    item = draft(bench, "duyet")
    with pytest.raises(AuthorsDelegate) as caught:
        bench.ask("approve", "chi", id=item)
    assert caught.value.giver == "duyet (simulated identity)"
    bench.ask("delegate", "pho", name="chi", until="10/12")
    assert bench.ask("approve", "chi", id=item)["approver_for"] == "pho (simulated identity)"


def test_an_approver_decides_in_their_own_right(bench: Bench) -> None:
    item = draft(bench)
    assert bench.ask("approve", "pho", id=item)["approver_for"] is None


def test_an_edit_voids_it(bench: Bench) -> None:
    delegate(bench)
    item = draft(bench)
    bench.ask("approve", "chi", id=item)
    bench.ask("edit", "soan", id=item, text="Khác.")
    row = bench.ask("show", id=item)
    assert (row["approver"], row["approver_for"]) == (None, None)


def test_what_a_delegate_may_and_may_not(bench: Bench) -> None:
    for allowed in (False, True):
        if allowed:
            delegate(bench)
        item = draft(bench)
        if allowed:
            assert bench.ask("reject", "chi", id=item, why="x")["state"] == "rejected"
        else:
            with pytest.raises(RoleMissing):
                bench.ask("reject", "chi", id=item, why="x")
    for op in ("delegate", "pause", "reload", "users_add"):
        with pytest.raises(RoleMissing):
            bench.ask(op, "chi", name="soan", until="10/12", roles=["viewer"])


# --- its end --------------------------------------------------------------------------------------


def may(bench: Bench) -> bool:
    try:
        bench.ask("reject", "chi", id="nothing", why="x")
    except RoleMissing:
        return False
    except NotFound:
        return True
    raise AssertionError("there is no such announcement")


def test_it_lasts_to_the_end_of_its_day_over_a_restart(bench: Bench) -> None:
    delegate(bench, until="3/12")
    bench.restart()
    set_wall(bench, datetime(2026, 12, 3, 23, 59, 59, tzinfo=STATION_ZONE))
    assert may(bench)
    bench.clock.advance_s(1)
    assert not may(bench)
    assert bench.ask("users")["delegations"] == []


def test_what_has_ended_stays_ended_when_the_clock_is_set_back(bench: Bench) -> None:
    delegate(bench, until="3/12")
    set_wall(bench, NOON + timedelta(days=30))
    assert not may(bench)
    set_wall(bench, NOON)
    assert not may(bench)
    bench.restart()
    assert not may(bench)


@pytest.mark.parametrize("year", [1970, 2099])
def test_without_a_clock_it_goes_on_and_none_is_made(bench: Bench, year: int) -> None:
    delegate(bench, until="3/12")
    set_wall(bench, datetime(year, 1, 1, tzinfo=STATION_ZONE))
    assert may(bench)
    with pytest.raises(DelegationRefused, match="clock"):
        bench.ask("delegate", "pho", name="soan", until="10/12")
    set_wall(bench, NOON + timedelta(days=30))
    assert not may(bench)


def test_one_that_was_made_by_a_wrong_clock_does_not_count(bench: Bench) -> None:
    set_wall(bench, NOON + timedelta(days=700))
    bench.ask("delegate", "duyet", name="chi", until="2028-12-01")
    assert may(bench)
    set_wall(bench, NOON)
    assert not may(bench)


def test_it_is_taken_back(bench: Bench) -> None:
    delegate(bench)
    with pytest.raises(NotFound):
        bench.ask("revoke", "pho", name="chi")
    assert may(bench)
    assert len(bench.ask("revoke", "duyet", name="chi")["ended"]) == 1
    assert not may(bench)
    delegate(bench)
    bench.ask("revoke", "quantri", name="chi")
    assert not may(bench)


def test_the_newest_counts(bench: Bench) -> None:
    delegate(bench, until="20/12")
    delegate(bench, until="3/12")
    (only,) = bench.ask("users")["delegations"]
    assert only["until"].startswith("2026-12-04T00:00")


@pytest.mark.parametrize(
    "change",
    [
        ("name: duyet, roles: [editor, approver]", "name: duyet, roles: [editor]"),
        ("name: duyet, roles: [editor, approver]", "name: duyet, roles: [approver, admin]"),
        ("name: chi, roles: [editor]", "name: chi, roles: [editor, admin]"),
        ("name: duyet", "name: khac"),
    ],
)
def test_it_dies_with_the_roles(bench: Bench, change: tuple[str, str]) -> None:
    delegate(bench)
    bench.home.station_file.write_text(STATION.replace(*change), "utf-8")
    bench.ask("reload", "quantri")
    assert not may(bench)


def test_every_beginning_and_end_is_sealed(bench: Bench) -> None:
    delegate(bench)
    bench.air.kill()
    bench.ask("revoke", "quantri", name="chi")
    delegate(bench, until="3/12")
    bench.air.restart()
    bench.settle()
    set_wall(bench, NOON + timedelta(days=9))
    bench.parts.register.tell()
    about = [c for c in bench.air.people_changes if c["what"] in ("delegated", "ended")]
    by = [(c["what"], c["by"] and c["by"].split()[0]) for c in about]
    assert by == [
        ("delegated", "duyet"),
        ("ended", "quantri"),
        ("delegated", "duyet"),
        ("ended", None),
    ]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize("until", ["", "  "])
def test_a_delegation_says_when_it_ends(bench: Bench, until: str) -> None:
    with pytest.raises(UsageRefused, match="day"):
        bench.ask("delegate", "duyet", name="chi", until=until)


@pytest.mark.parametrize(
    ("holder", "until", "problem"),
    [
        ("duyet", "10/12", "self"),
        ("quantri", "10/12", "admin"),
        ("pho", "10/12", "approves_already"),
        ("chi", "2027-02-01", "too_long"),
        ("chi", "2031-01-01", "too_long"),
    ],
)
def test_what_cannot_be_delegated(bench: Bench, holder: str, until: str, problem: str) -> None:
    with pytest.raises(DelegationRefused) as caught:
        bench.ask("delegate", "duyet", name=holder, until=until)
    assert caught.value.problem == problem
    assert bench.ask("users")["delegations"] == []


def test_unknown_people_and_days(bench: Bench) -> None:
    with pytest.raises(NotFound):
        bench.ask("delegate", "duyet", name="ai", until="10/12")
    with pytest.raises(UsageRefused):
        bench.ask("delegate", "duyet", name="chi", until="một ngày nào đó")
    with pytest.raises(TimeRefused) as caught:
        bench.ask("delegate", "duyet", name="chi", until="2026-11-01")
    assert caught.value.given == "2026-11-01"


@given(st.integers(0, 400))
def test_a_day_is_counted_whole(days: int) -> None:
    day = (NOON + timedelta(days=days)).date()
    until = until_of(f"{day.day}/{day.month}/{day.year}", NOON)
    assert until is not None
    assert (until - timedelta(seconds=1)).date() == day


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("delegate"), st.integers(0, 60)),
            st.tuples(st.just("revoke"), st.just(0)),
            st.tuples(st.just("restart"), st.just(0)),
            st.tuples(st.just("clock"), st.integers(-90, 90)),
            st.tuples(st.just("lost"), st.just(0)),
        ),
        max_size=8,
    )
)
def test_it_never_counts_beyond_its_end_or_a_look_that_saw_it(
    bench: Bench, steps: list[tuple[str, int]]
) -> None:
    """Whatever happens to clock and process, against a model that knows only dates."""
    set_wall(bench, NOON)
    bench.ask("users")
    held: tuple[datetime, datetime] | None = None
    now: datetime | None = NOON
    for what, days in (("revoke", 0), *steps):
        if what == "restart":
            bench.restart()
        elif what == "clock":
            now = NOON + timedelta(days=days)
            set_wall(bench, now)
        elif what == "lost":
            now = None
            set_wall(bench, datetime(1970, 1, 2, tzinfo=STATION_ZONE))
        elif what == "delegate" and now is not None:
            day = (now + timedelta(days=days)).date()
            delegate(bench, until=day.isoformat())
            end = datetime(day.year, day.month, day.day, tzinfo=STATION_ZONE) + timedelta(days=1)
            held = (now, end)
        elif what == "revoke":
            held = None
            with suppress(NotFound):
                bench.ask("revoke", "duyet", name="chi")
        if held is not None and now is not None and now >= held[1]:
            held = None
        counts = held is not None and (now is None or now >= held[0] - timedelta(hours=1))
        assert may(bench) is counts
