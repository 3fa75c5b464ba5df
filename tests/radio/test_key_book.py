"""Master keys that change one receiver after the other."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import PointPlan
from loudspeaker.radio.addressing import EVERYONE, bitmap_address, point_address
from loudspeaker.radio.command_receiver import Accepted, CommandReceiver, Identity, Memory
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.key_book import Held, KeyBook, Reach, from_text, to_text
from loudspeaker.radio.rds import groups_ns
from tests.radio.profile_s import MASTER, PI, START
from tests.radio.test_addressing import COMMUNE, plans

NEW = bytes(reversed(range(32)))
FIRST = KeyBook(master=MASTER)
CHANGED = FIRST.changed(NEW, COMMUNE.numbers)

masters = st.binary(min_size=32, max_size=32)


@st.composite
def books(draw: st.DrawFn, numbers: Iterable[int] = range(1, 12)) -> KeyBook:
    """Draw a book somewhere on its way."""
    book = KeyBook(master=draw(masters), epoch=draw(st.integers(1, 9)))
    points = tuple(numbers)
    if draw(st.booleans()):
        return book
    other = draw(masters.filter(lambda master: master != book.master))
    book = book.changed(other, draw(st.sets(st.sampled_from(points))))
    for number in draw(st.lists(st.sampled_from(points), max_size=30)):
        book = draw(st.sampled_from([book.card_made, book.enrolled]))(number)
    return book


def test_a_station_begins_with_one_key_that_every_receiver_has() -> None:
    assert not FIRST.changing
    assert {FIRST.held_by(n) for n in COMMUNE.numbers} == {Held.CURRENT}
    assert [reach.address for reach in FIRST.everyone] == [EVERYONE]
    assert to_text(FIRST) == MASTER.hex() + "\n", "the file as it always was"


def test_a_change_goes_from_point_to_point_and_ends_with_the_last() -> None:
    book = CHANGED
    assert (book.epoch, book.changing) == (2, True)
    for number in COMMUNE.numbers:
        assert book.held_by(number) is Held.OLD
        assert book.surely_in(number).derive("all") == KeyRing(MASTER).derive("all")
        book = book.card_made(number)
        assert book.held_by(number) is Held.EITHER
        assert book.surely_in(number).derive("all") == KeyRing(MASTER).derive("all")
        assert book.changing
        book = book.enrolled(number)
        assert book.surely_in(number).derive("all") == KeyRing(NEW).derive("all")
    assert book == KeyBook(master=NEW, epoch=2)
    assert MASTER.hex() not in to_text(book), "the old key is gone"


def test_a_second_change_waits_for_the_first() -> None:
    with pytest.raises(ValueError, match="under way"):
        CHANGED.changed(MASTER, [1])
    assert FIRST.changed(NEW, []) == KeyBook(master=NEW, epoch=2), "nobody to go to"


def test_a_card_for_a_point_with_the_newest_keys_changes_nothing() -> None:
    assert FIRST.card_made(4) is FIRST
    assert CHANGED.enrolled(4).card_made(4) == CHANGED.enrolled(4)
    assert CHANGED.card_made(4).card_made(4) == CHANGED.card_made(4)


def test_keys_never_show_in_a_representation() -> None:
    for shown in (repr(CHANGED), str(CHANGED), f"{CHANGED}", repr(CHANGED.everyone)):
        assert MASTER.hex() not in shown
        assert NEW.hex() not in shown
        assert repr(MASTER)[2:10] not in shown


def test_addresses_of_points_with_different_keys_are_split() -> None:
    book = CHANGED.enrolled(1).enrolled(4).card_made(7)

    def told(points: Iterable[int]) -> list[tuple[str, object]]:
        reach = book.reach(list(points), COMMUNE)
        return [(_name_of(each.keys), each.address) for each in reach]

    assert told([1, 4]) == [("new", bitmap_address([1, 4]))]
    assert told([1, 2]) == [("new", point_address(1)), ("old", point_address(2))]
    assert told([7]) == [("new", point_address(7)), ("old", point_address(7))]
    assert told(COMMUNE.numbers) == [("new", EVERYONE), ("old", EVERYONE)]
    assert told([77]) == [("new", point_address(77))], "a stranger"
    assert told([]) == []


def _name_of(keys: KeyRing) -> str:
    return "new" if keys.derive("all") == KeyRing(NEW).derive("all") else "old"


@given(plans, st.data())
def test_exactly_the_wanted_points_are_reached_whatever_they_hold(
    plan: PointPlan, data: st.DataObject
) -> None:
    book = data.draw(books(plan.numbers))
    wanted = data.draw(st.sets(st.sampled_from(plan.numbers)))
    reach = book.reach(wanted, plan)
    for point in plan.points:
        for keys in _possible(book, point.number):
            assert _is_reached(reach, point.number, point.zone, keys) is (point.number in wanted)


def _possible(book: KeyBook, number: int) -> list[KeyRing]:
    """Return the keys that a receiver may have: one of two while a card is on its way."""
    certain = book.surely_in(number)
    return [certain, book.current] if book.held_by(number) is Held.EITHER else [certain]


def _is_reached(reach: Iterable[Reach], number: int, zone: int, keys: KeyRing) -> bool:
    return any(
        each.address.reaches(point=number, zone=zone)
        and each.keys.for_address(each.address) == keys.for_address(each.address)
        for each in reach
    )


def test_receivers_of_either_key_follow_and_the_wrong_key_only_counts_as_a_bad_tag() -> None:
    book = CHANGED.enrolled(4)
    receivers = {n: _receiver(n, book.surely_in(n)) for n in (3, 4, 5)}
    accepted: list[int] = []
    at_ns = 0
    for number, each in enumerate(book.reach([3, 4], COMMUNE)):
        command = Command(
            operation=Operation.OPEN, address=each.address, argument=30, counter=START + number
        )
        signed = sign(command, each.keys, PI)
        for group in to_groups(signed, pi=PI, toggle=bool(number % 2)):
            at_ns += groups_ns(1)
            for point, receiver in receivers.items():
                outcomes = receiver.hear(group, at_ns)
                accepted += [point for o in outcomes if isinstance(o, Accepted) and o.ours]
    assert sorted(accepted) == [3, 4]
    assert [n for n, receiver in receivers.items() if receiver.is_open] == [3, 4]


def _receiver(number: int, keys: KeyRing) -> CommandReceiver:
    zone = next(point.zone for point in COMMUNE.points if point.number == number)
    identity = Identity(
        point=number, zone=zone, pi=PI, keys=keys.for_receiver(point=number, zone=zone)
    )
    made = CommandReceiver(identity, Memory())
    made.carrier(0, present=True)
    return made


# --- the file -------------------------------------------------------------------------------------


@given(books())
def test_what_is_written_is_read(book: KeyBook) -> None:
    assert from_text(to_text(book)) == book


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        "zz" * 32,
        MASTER.hex() + "\nepoch 0\n",
        MASTER.hex() + "\nepoch zwei\n",
        MASTER.hex() + f"\nold {NEW.hex()}\n",
        MASTER.hex() + "\nheld 1\n",
        MASTER.hex() + f"\nold {NEW.hex()}\nheld 1,2\ncard 2\n",
        MASTER.hex() + f"\nold {NEW.hex()}\nheld 0\n",
        MASTER.hex() + "\nold 00\nheld 1\n",
        MASTER.hex() + "\nspare 1\n",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the words do not matter: no file leads here
        from_text(text)


@given(st.text(max_size=200))
def test_no_text_is_anything_but_read_or_refused(text: str) -> None:
    try:
        book = from_text(f"{MASTER.hex()}\n{text}")
    except ValueError:
        return
    assert book.master == MASTER
