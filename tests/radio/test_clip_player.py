"""The whole IP point as values: orders, and everything an outsider with the broker may try."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.addressing import (
    EVERYONE,
    Address,
    bitmap_address,
    point_address,
    zone_address,
)
from loudspeaker.radio.clip_player import ClipPlayer, Ended, Ordered
from loudspeaker.radio.command_batch import IP_NETWORK, MAX_BATCH, commands_in, signed_batch
from loudspeaker.radio.command_receiver import Accepted, Memory
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.gate import Cause, GateChange
from loudspeaker.radio.play_orders import OrderKind

from .ip_points import ORDER, POINT, SENT_MS, ZONE, batch, opened, ordered, player, reasons
from .profile_s import KEYS, PI, SECOND, START, signed

OTHERS = KeyRing(bytes(32))


def moves(outcomes: list[object]) -> list[tuple[bool, Cause]]:
    return [(o.open, o.by) for o in outcomes if isinstance(o, GateChange)]


# --- commands -------------------------------------------------------------------------------------


def test_the_published_open() -> None:
    message = batch(Operation.OPEN, POINT, argument=30)
    assert message.hex() == "1100" + "0c1e33de8400" + "ae748ca9405737e8"
    made = player()
    assert moves([*made.hear_commands(message, SECOND)]) == [(True, Cause.COMMAND)]
    assert made.deadline_ns == 7 * SECOND


def test_of_many_each_point_follows_its_own() -> None:
    message = batch(Operation.OPEN, 5, POINT, 200, argument=30)
    assert len(message) == 48
    made = player()
    outcomes = made.hear_commands(message, SECOND)
    assert [o.command.address.value for o in outcomes if isinstance(o, Accepted)] == [POINT]
    assert made.is_open
    assert player(7).hear_commands(message, SECOND) == []


def test_hold_keeps_open_and_six_seconds_without_mute() -> None:
    made = opened()
    made.hear_commands(batch(Operation.HOLD, counter=START + 4), 2 * SECOND)
    assert moves([*made.advance(8 * SECOND - 1)]) == []
    assert moves([*made.advance(8 * SECOND)]) == [(False, Cause.HOLD)]
    outcomes = made.hear_commands(batch(Operation.HOLD, counter=START + 32), 9 * SECOND)
    assert moves([*outcomes]) == [(True, Cause.HOLD)]


def test_without_holds_it_never_outlives_its_time() -> None:
    made = opened()
    made.hear_order(ordered(), SECOND)
    assert moves([*made.advance(SECOND * 200)]) == [(False, Cause.HOLD)]
    late = batch(Operation.HOLD, counter=START + 4 * 199)
    assert moves([*made.hear_commands(late, 200 * SECOND)]) == []


@pytest.mark.parametrize("operation", [Operation.CLOSE, Operation.ALL_STOP])
def test_closing_takes_the_programme_away(operation: Operation) -> None:
    made = opened()
    made.hear_order(ordered(), SECOND)
    outcomes = made.hear_commands(batch(operation, counter=START + 2), 2 * SECOND)
    assert [o.programme.order for o in outcomes if isinstance(o, Ended)] == [ORDER]
    assert (made.programme, made.is_open) == (None, False)


def test_closing_another_point_does_not() -> None:
    made = opened()
    made.hear_order(ordered(), SECOND)
    bitmap = sign(
        Command(operation=Operation.CLOSE, address=bitmap_address([3]), counter=START + 3),
        KEYS,
        IP_NETWORK,
    )
    for message in (batch(Operation.CLOSE, 13, counter=START + 2), bitmap):
        made.hear_commands(message, 2 * SECOND)
    assert made.programme is not None
    assert made.is_open


def test_a_message_delivered_twice_is_no_attack() -> None:
    made = player()
    message = batch(Operation.OPEN, POINT, argument=30)
    made.hear_commands(message, SECOND)
    assert made.hear_commands(message, SECOND + 5) == []
    made.hear_order(ordered(), SECOND)
    assert made.hear_order(ordered(), SECOND + 5) == []


# --- orders ---------------------------------------------------------------------------------------


def test_an_order_is_played_at_its_time_by_the_senders_clock() -> None:
    made = opened()
    (outcome,) = made.hear_order(ordered(), 2 * SECOND)
    assert isinstance(outcome, Ordered)
    assert outcome.programme is made.programme is not None
    assert made.programme.start_ns == 2 * SECOND + 1_500_000_000
    later = ordered(counter=START + 5, sent_ms=SENT_MS + 1000)
    made.hear_order(later, 3 * SECOND - 200_000_000)
    assert made.programme.start_ns == 2 * SECOND + 1_300_000_000, "this one was under way shorter"


def test_what_plays_is_not_moved_by_a_little() -> None:
    shift_ms = 99
    made = opened()
    made.hear_order(ordered(), 2 * SECOND)
    assert made.programme is not None
    begin_ns = made.programme.start_ns
    again = ordered(counter=START + 2, play_at_ms=ORDER.play_at_ms + shift_ms)
    made.hear_order(again, 2 * SECOND)
    assert made.programme.start_ns == begin_ns
    later = ordered(
        counter=START + 3, play_at_ms=ORDER.play_at_ms + 1000 + shift_ms, position=48_000
    )
    made.hear_order(later, 2 * SECOND)
    assert (made.programme.start_ns, made.programme.order.position) == (begin_ns + SECOND, 48_000)
    moved = ordered(counter=START + 4, play_at_ms=ORDER.play_at_ms + 100)
    made.hear_order(moved, 2 * SECOND)
    assert made.programme.start_ns == begin_ns + 100_000_000


def test_fetching_plays_nothing() -> None:
    made = opened()
    (outcome,) = made.hear_order(ordered(kind=OrderKind.FETCH), SECOND)
    assert isinstance(outcome, Ordered)
    assert (outcome.programme, made.programme) == (None, None)


def test_an_order_of_another_airing_ends_the_one_before() -> None:
    made = opened()
    made.hear_order(ordered(), SECOND)
    same = made.hear_order(ordered(counter=START + 2, position=48_000), SECOND)
    assert [type(outcome) for outcome in same] == [Ordered]
    other = made.hear_order(ordered(counter=START + 3, run=b"run-0002"), SECOND)
    assert [type(outcome) for outcome in other] == [Ended, Ordered]


def test_orders_for_others_are_nothing() -> None:
    made = opened()
    assert made.hear_order(ordered(13, 14, counter=START + 9), SECOND) == []
    assert made.memory.last_counter == START
    assert made.programme is None


def test_an_order_is_remembered_over_a_power_cut() -> None:
    made = player()
    made.hear_order(ordered(), SECOND)
    again = player(memory=made.memory)
    assert reasons(again.hear_order(ordered(), SECOND)) == ["replay"]


# --- attacks: with the broker's password one can send anything ------------------------------------


def test_what_was_recorded_on_the_air_opens_nothing() -> None:
    made = player()
    on_air = signed(Operation.OPEN, to=point_address(POINT), argument=30)
    assert reasons(made.hear_commands(on_air, SECOND)) == ["badtag"]
    for_all = sign(Command(operation=Operation.HOLD, address=EVERYONE, counter=START + 1), KEYS, PI)
    assert reasons(made.hear_commands(for_all, SECOND)) == ["badtag"]
    assert not made.is_open


@pytest.mark.parametrize("address", [EVERYONE, zone_address(ZONE), bitmap_address([POINT])])
def test_a_stolen_point_opens_no_other(address: Address) -> None:
    command = Command(operation=Operation.OPEN, address=address, argument=30, counter=START)
    made = player()
    assert reasons(made.hear_commands(sign(command, KEYS, IP_NETWORK), SECOND)) == ["operation"]
    assert not made.is_open
    assert made.memory == Memory(), "not even the counter is taken"


def test_a_wrong_key_opens_nothing() -> None:
    made = player()
    message = batch(Operation.OPEN, POINT, argument=30, keys=OTHERS)
    assert reasons(made.hear_commands(message, SECOND)) == ["badtag"]
    assert reasons(made.hear_order(ordered(keys=OTHERS), SECOND)) == ["badtag"]
    assert not made.is_open
    assert made.programme is None


def test_a_recording_opens_nothing_once_anything_newer_was_heard() -> None:
    made = opened()
    made.hear_commands(batch(Operation.CLOSE, counter=START + 8), 3 * SECOND)
    replayed = made.hear_commands(batch(Operation.OPEN, POINT, argument=30), 4 * SECOND)
    assert reasons(replayed) == ["replay"]
    assert reasons(made.hear_order(ordered(), 4 * SECOND)) == ["replay"]
    assert not made.is_open


def test_what_was_held_back_for_more_than_ten_seconds_opens_nothing() -> None:
    made = player()
    made.hear_commands(batch(Operation.TIME), SECOND)
    held_back = batch(Operation.OPEN, POINT, argument=30, counter=START + 4)
    assert reasons(made.hear_commands(held_back, 13 * SECOND)) == ["window"]
    order = ordered(counter=START + 5)
    assert reasons(made.hear_order(order, 14 * SECOND)) == ["window"]
    assert not made.is_open


@settings(max_examples=300)
@given(st.data())
def test_no_mutation_opens_or_plays(data: st.DataObject) -> None:
    """Change, cut, lengthen or mix genuine messages for others: nothing opens, nothing plays."""
    genuine = [
        batch(Operation.OPEN, 11, 13, argument=30, counter=START + 2),
        batch(Operation.HOLD, counter=START + 3),
        ordered(11, 13, counter=START + 4),
        batch(Operation.OPEN, POINT, argument=30, keys=OTHERS),
    ]
    message = bytearray(data.draw(st.sampled_from(genuine)))
    for _ in range(data.draw(st.integers(0, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(message)))
    mutated = bytes(message[:cut]) + data.draw(st.binary(max_size=40))
    made = player()
    for hear in (made.hear_commands, made.hear_order):
        hear(mutated, SECOND)
    assert not made.is_open
    assert made.programme is None


@given(st.lists(st.binary(max_size=80), max_size=6))
def test_noise_never_makes_it_deaf(noise: list[bytes]) -> None:
    made = player()
    for message in noise:
        made.hear_commands(message, SECOND)
        made.hear_order(message, SECOND)
    made.hear_commands(batch(Operation.OPEN, POINT, argument=30), SECOND)
    assert made.is_open


@given(st.permutations(range(6)))
def test_out_of_order_it_never_plays_what_is_older(order: list[int]) -> None:
    """Whatever the order of arrival, the newest that was accepted counts."""
    made = opened()
    newest = -1
    for number in order:
        made.hear_order(ordered(counter=START + 1 + number, run=bytes([number] * 8)), SECOND)
        newest = max(newest, number)
        assert made.programme is not None
        assert made.programme.order.run == bytes([newest] * 8)


# --- batches --------------------------------------------------------------------------------------


@given(st.sets(st.integers(1, 0x3FFF), min_size=1, max_size=60), st.integers(0, 2**32 - 1))
def test_a_batch_has_one_command_for_each(points: set[int], counter: int) -> None:
    message = signed_batch(Operation.OPEN, points, keys=KEYS, counter=counter, argument=30)
    assert [int.from_bytes(c[1:3], "big") for c in commands_in(message)] == sorted(points)
    assert {int.from_bytes(c[4:8], "big") for c in commands_in(message)} == {counter}


@pytest.mark.parametrize("length", [0, 1, 15, 17, 16 * (MAX_BATCH + 1)])
def test_what_is_no_batch(length: int) -> None:
    assert commands_in(bytes(length)) == []
    assert reasons(player().hear_commands(bytes(length), SECOND)) == ["format"]


def test_a_simulated_point_may_play_faster() -> None:
    made = player(rate=20.0)
    made.hear_order(ordered(), SECOND)
    assert made.programme is not None
    assert made.programme.rate == 20.0
    assert isinstance(made, ClipPlayer)
    assert replace(made.programme, rate=1.0).order == ORDER
