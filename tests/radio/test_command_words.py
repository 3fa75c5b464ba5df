"""Point commands as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.addressing import (
    EVERYONE,
    Address,
    bitmap_address,
    from_word,
    point_address,
    zone_address,
)
from loudspeaker.radio.command_words import (
    Order,
    address_words,
    argument_words,
    operation_word,
    read_order,
)
from loudspeaker.radio.commands import Command, Operation


@pytest.mark.parametrize(
    ("text", "operation", "points", "argument"),
    [
        ("open 1,4", Operation.OPEN, {1, 4}, 30),
        ("open 4 10", Operation.OPEN, {4}, 3),
        ("open all 1020", Operation.OPEN, None, 255),
        ("  open   all ", Operation.OPEN, None, 30),
        ("close", Operation.CLOSE, None, 0),
        ("close all", Operation.CLOSE, None, 0),
        ("close 3 200", Operation.CLOSE, {3, 200}, 0),
        ("volume 20 all", Operation.VOLUME, None, 20),
        ("volume 0 1 4", Operation.VOLUME, {1, 4}, 0),
        ("volume 100 1,4 7", Operation.VOLUME, {1, 4, 7}, 100),
        ("hold", Operation.HOLD, None, 0),
        ("stop", Operation.ALL_STOP, None, 0),
        ("time", Operation.TIME, None, 0),
    ],
)
def test_orders(text: str, operation: Operation, points: set[int] | None, argument: int) -> None:
    wanted = None if points is None else frozenset(points)
    assert read_order(text) == Order(operation=operation, points=wanted, argument=argument)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "shout", "Open 1", "open", "open 0", "open 1,", "open -1", "open 1 2 3",
        "open all 0", "open all 1021", "open all 12.5", "open 16384", "open all,1", "open ١",
        "close all 1", "close x", "volume", "volume 20", "volume 101 all", "volume all 20",
        "volume -1 all", "hold all", "stop now", "time 12", "open 1,4 120 s",
    ],
)  # fmt: skip
def test_what_is_no_order(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_order(text)


PARTS = ["open", "close", "volume", "all", "1", "2,3", "0", "99"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PARTS)).map(" ".join))
def test_any_text_is_an_order_or_refused(text: str) -> None:
    try:
        order = read_order(text)
    except ValueError:
        return
    assert order.points is None or min(order.points) >= 1
    assert 0 <= order.argument <= 255


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (EVERYONE, "all"),
        (point_address(4), "point 4"),
        (zone_address(2), "zone 2"),
        (bitmap_address([1, 4, 14]), "points 1,4,14"),
    ],
)
def test_addresses(address: Address, words: str) -> None:
    assert address_words(address) == words


@given(st.integers(0, 0xFFFF))
def test_every_address_has_words(word: int) -> None:
    address = from_word(word)
    assert address is None or address_words(address)


@pytest.mark.parametrize(
    ("operation", "argument", "words"),
    [
        (Operation.OPEN, 30, "120 s"),
        (Operation.VOLUME, 0, "0"),
        (Operation.CLOSE, 0, ""),
        (Operation.HOLD, 7, "7"),
    ],
)
def test_arguments(operation: Operation, argument: int, words: str) -> None:
    command = Command(operation=operation, address=EVERYONE, argument=argument, counter=1)
    assert argument_words(command) == words


def test_operations() -> None:
    assert [operation_word(each) for each in (Operation.OPEN, Operation.ALL_STOP)] == [
        "open", "all_stop",
    ]  # fmt: skip
