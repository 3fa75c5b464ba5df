"""Identifiers of announcements."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.station.ids import ID_LENGTH, ID_LETTERS, id_of, new_id


def test_a_fresh_id_can_be_read_out() -> None:
    found = {new_id() for _ in range(200)}

    assert len(found) == 200
    assert all(len(each) == ID_LENGTH and set(each) <= set(ID_LETTERS) for each in found)


def test_a_schedule_keeps_the_id_it_had_in_earlier_versions() -> None:
    assert id_of("ve-sinh-moi-truong", kind=b"schedule") == "dd0467p7"


@given(st.text())
def test_a_name_always_has_the_same_id_and_kinds_are_apart(name: str) -> None:
    assert id_of(name, kind=b"item-key") == id_of(name, kind=b"item-key")
    assert id_of(name, kind=b"item-key") != id_of(name, kind=b"schedule")
