"""Who decides for whom: what must hold whatever people, times and roles there are."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loudspeaker.model import STATION_ZONE, Person, Role
from loudspeaker.model.delegation import (
    CLOCK_SLACK,
    Delegation,
    Roster,
    delegation_from_values,
    givers,
    is_in_force,
    roster_changes,
    roster_from_values,
)

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)
NAMES = ("An", "Bình", "Chi", "Dũng")
AN = Person(name="An", roles=frozenset({Role.APPROVER}))
CHI = Person(name="Chi", roles=frozenset({Role.EDITOR}))
GIVEN = Delegation(
    id="d1", giver="An", holder="Chi", made_at=NOON, until=NOON + timedelta(days=9), why="Nghỉ"
)

moments = st.integers(-(10**7), 10**7).map(lambda s: NOON + timedelta(seconds=s))
roles = st.frozensets(st.sampled_from(Role), min_size=1)
people = st.lists(
    st.builds(Person, name=st.sampled_from(NAMES), roles=roles, os_user=st.none() | st.text("ab")),
    unique_by=lambda person: person.name,
    max_size=4,
).map(tuple)
delegations = st.lists(
    st.builds(
        Delegation,
        id=st.uuids().map(str),
        giver=st.sampled_from(NAMES),
        holder=st.sampled_from(NAMES),
        made_at=moments,
        until=moments,
        why=st.text(max_size=5),
    ),
    unique_by=lambda each: each.id,
    max_size=5,
).map(tuple)


@given(people, delegations, st.none() | moments, st.sampled_from(NAMES))
def test_only_a_real_approver_is_acted_for_and_never_by_an_administrator(
    everyone: tuple[Person, ...],
    made: tuple[Delegation, ...],
    now: datetime | None,
    name: str,
) -> None:
    by_name = {person.name: person for person in everyone}
    for giver in givers(name, made, everyone, now):
        assert giver != name
        assert Role.APPROVER in by_name[giver].roles
        assert Role.ADMIN not in by_name[giver].roles | by_name[name].roles
        between = [d for d in made if (d.giver, d.holder) == (giver, name)]
        assert any(now is None or d.made_at - CLOCK_SLACK <= now < d.until for d in between)


@given(st.integers(-(10**7), 10**7))
@example(9 * 24 * 3600)
@example(9 * 24 * 3600 - 1)
@example(-3600)
@example(-3601)
def test_it_counts_from_its_beginning_to_its_end(seconds: int) -> None:
    now = NOON + timedelta(seconds=seconds)
    expected = NOON - CLOCK_SLACK <= now < GIVEN.until
    assert is_in_force(GIVEN, (AN, CHI), now) is expected
    assert GIVEN.is_over(now) is (now >= GIVEN.until)


def test_without_a_clock_it_neither_ends_nor_is_over() -> None:
    assert is_in_force(GIVEN, (AN, CHI), None)
    assert not GIVEN.is_over(None)


@pytest.mark.parametrize(
    "everyone",
    [
        (CHI,),
        (AN,),
        (replace(AN, roles=frozenset({Role.EDITOR})), CHI),
        (replace(AN, roles=frozenset({Role.APPROVER, Role.ADMIN})), CHI),
        (AN, replace(CHI, roles=frozenset({Role.EDITOR, Role.ADMIN}))),
    ],
    ids=["giver gone", "holder gone", "no approver any more", "administers", "holder administers"],
)
def test_it_dies_with_the_roles(everyone: tuple[Person, ...]) -> None:
    assert not is_in_force(GIVEN, everyone, NOON)


def test_a_delegate_cannot_hand_it_on() -> None:
    further = replace(GIVEN, id="d2", giver="Chi", holder="Dũng")
    dung = Person(name="Dũng", roles=frozenset({Role.VIEWER}))
    assert givers("Dũng", (GIVEN, further), (AN, CHI, dung), NOON) == ()


# --- the list that is sealed ----------------------------------------------------------------------

rosters = st.builds(Roster, people=people, delegations=delegations)


@given(rosters)
def test_a_list_survives_the_wire(roster: Roster) -> None:
    again = roster_from_values(json.loads(json.dumps(roster.to_values())))
    assert set(again.people) == set(roster.people)
    assert again.delegations == tuple(
        delegation_from_values(each.to_values()) for each in roster.delegations
    )


@given(rosters, rosters)
def test_no_change_of_anybodys_roles_is_left_out(before: Roster, after: Roster) -> None:
    told = {
        (change["person"], change["what"])
        for change in roster_changes(before, after)
        if change["what"] not in ("delegated", "ended")
    }
    old, new = ({p.name: p for p in roster.people} for roster in (before, after))
    expected = {(name, "added") for name in new.keys() - old.keys()}
    expected |= {(name, "removed") for name in old.keys() - new.keys()}
    for name in old.keys() & new.keys():
        expected |= {(name, "roles")} if old[name].roles != new[name].roles else set()
        expected |= {(name, "account")} if old[name].os_user != new[name].os_user else set()
    assert told == expected
    assert list(roster_changes(after, after)) == []


@given(st.lists(rosters, min_size=2, max_size=4))
def test_delegations_begin_and_end_in_the_list(lists: list[Roster]) -> None:
    for before, after in pairwise(lists):
        changes = roster_changes(before, after)
        about = [c for c in changes if c["what"] in ("delegated", "ended")]
        told = [(c["what"], (c["after"] or c["before"])["id"]) for c in about]
        old, new = (set(roster.delegations) for roster in (before, after))
        assert sorted(told) == sorted(
            [("ended", d.id) for d in old - new] + [("delegated", d.id) for d in new - old]
        )
