"""The queue of commands: in order, and an all-stop ahead of everything."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.points.orders import GAVE_WAY, GivenUp, Order, Orders, in_turn
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.key_book import KeyBook

EVERYONE = KeyBook(master=bytes(32)).everyone


def order(operation: Operation = Operation.HOLD) -> Order:
    return Order(operation=operation, addresses=EVERYONE, argument=0, copies=1)


def at_once() -> float:
    return 0.0


def test_orders_come_out_as_they_went_in() -> None:
    orders, wanted = Orders(), [order(), order(Operation.OPEN), order()]
    for one in wanted:
        assert orders.add(one) is one.dispatch
    assert [orders.take(at_once) for _ in range(4)] == [*wanted, None]


def test_an_all_stop_drops_what_waits() -> None:
    orders, waiting = Orders(), [order(), order(Operation.ALL_STOP)]
    for one in waiting:
        orders.add(one)
    stop = order(Operation.ALL_STOP)
    orders.overtake(stop)
    assert [one.dispatch.problem for one in waiting] == ["all-stop"] * 2
    assert orders.take(at_once) is stop
    assert stop.dispatch.problem is None


def test_what_is_being_sent_gives_way_to_an_all_stop_only() -> None:
    orders, hold, stop = Orders(), order(), order(Operation.ALL_STOP)
    orders.add(order(Operation.OPEN))
    orders.go_on(hold)
    orders.wait(hold, 0.001)
    orders.overtake(order(Operation.ALL_STOP))
    orders.go_on(stop)
    with pytest.raises(GivenUp, match="all-stop"):
        orders.go_on(hold)
    with pytest.raises(GivenUp, match="all-stop"):
        orders.wait(hold, 10.0)


def test_what_waits_and_what_is_being_sent_give_way() -> None:
    orders, sent, waiting = Orders(), order(), order(Operation.OPEN)
    orders.add(sent)
    orders.add(waiting)
    assert orders.take(at_once) is sent
    orders.go_on(sent)
    orders.give_way()
    with pytest.raises(GivenUp, match="urgent"):
        orders.go_on(sent)
    assert [one.dispatch.problem for one in (sent, waiting)] == [GAVE_WAY] * 2
    urgent = order(Operation.OPEN)
    orders.add(urgent)
    assert orders.take(at_once) is urgent
    orders.go_on(urgent)


@pytest.mark.parametrize("taken", [False, True])
def test_nothing_gives_way_while_an_all_stop_is_on_its_way(taken: bool) -> None:
    orders, stop, behind = Orders(), order(Operation.ALL_STOP), order()
    orders.overtake(stop)
    if taken:
        assert orders.take(at_once) is stop
    orders.add(behind)
    orders.give_way()
    orders.go_on(stop)
    assert [one.dispatch.problem for one in (stop, behind)] == [None] * 2


def test_an_order_that_is_out_has_nothing_to_give_up() -> None:
    orders, sent = Orders(), order()
    orders.add(sent)
    orders.take(at_once)
    sent.dispatch.all_out_ns = 1
    orders.give_way()
    assert sent.dispatch.problem is None


def test_whoever_waits_is_woken() -> None:
    orders, hold = Orders(), order()
    timer = threading.Timer(0.05, lambda: orders.overtake(order(Operation.ALL_STOP)))
    timer.start()
    begin = time.monotonic()
    with pytest.raises(GivenUp, match="all-stop"):
        orders.wait(hold, 5.0)
    assert time.monotonic() - begin < 1.0
    timer.join()


def test_closing_lets_nothing_begin() -> None:
    orders, hold = Orders(), order()
    orders.close()
    with pytest.raises(GivenUp, match="closed"):
        orders.wait(hold, 5.0)
    begin = time.monotonic()
    orders.pause(5.0)
    assert orders.take(lambda: 5.0) is None
    assert time.monotonic() - begin < 1.0


# --- copies --------------------------------------------------------------------------------------


def copies_of(count: int, copies: int) -> str:
    commands = [bytes([number]) for number in b"ABCDEFGH"[:count]]
    return b"".join(in_turn(commands, copies)).decode()


def test_copies_go_out_all_once_and_then_each_one_s_together() -> None:
    assert copies_of(1, 3) == "AAA"
    assert copies_of(2, 3) == "ABAABB"
    assert copies_of(3, 4) == "ABCAAABBBCCC"
    assert copies_of(0, 3) == ""


def test_copies_of_many_commands_come_round_as_each_is_a_hold() -> None:
    assert copies_of(5, 3) == "ABCDE" * 3


@given(st.integers(1, 8), st.integers(1, 5))
def test_each_command_goes_out_as_often_as_was_asked_for(count: int, copies: int) -> None:
    sent = copies_of(count, copies)
    assert {sent.count(name) for name in sent} == {copies}
    assert sorted(sent[:count]) == sorted(set(sent))
