"""The whole receiver: vectors, orders, and everything an outsider may try."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.addressing import (
    EVERYONE,
    Address,
    bitmap_address,
    point_address,
    zone_address,
)
from loudspeaker.radio.command_receiver import Accepted, CommandReceiver, Memory, Rejected
from loudspeaker.radio.commands import KeyRing, Operation
from loudspeaker.radio.counter_rule import Reason
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.gate import Cause, GateChange
from loudspeaker.radio.rds import Group, group_from_hex

from .profile_s import PI, SECOND, START, VECTORS, Air, reasons, receiver, signed


@pytest.mark.parametrize("vector", VECTORS)
def test_every_published_vector_is_accepted(
    vector: tuple[Operation, Address, int, int, str, str],
) -> None:
    operation, _, argument, counter, frame, tag = vector
    outcomes = Air(receiver()).send(bytes.fromhex(frame + tag), at=SECOND)
    accepted = outcomes[0]
    assert isinstance(accepted, Accepted)
    assert accepted.ours
    command = accepted.command
    assert (command.operation, command.argument, command.counter) == (operation, argument, counter)


def test_published_groups_are_heard() -> None:
    listener = receiver()
    texts = ("6064 14C0 0000", "6065 33DE 8403", "6066 6CDE BE45", "6067 F56D BE43")
    groups = tuple(group_from_hex(f"7001 {text}") for text in texts)
    (accepted,) = Air(listener).groups(groups, at=SECOND)
    assert isinstance(accepted, Accepted)
    assert accepted.command.operation is Operation.HOLD


def test_open_moves_the_gate_when_the_last_group_has_come() -> None:
    air = Air(receiver())
    outcomes = air.send(signed(Operation.OPEN, argument=30), at=SECOND, copies=3)
    assert outcomes[1:] == [
        GateChange(mono_ns=SECOND, open=True, volume=80, by=Cause.COMMAND),
    ]
    assert air.listener.is_open
    assert air.listener.deadline_ns == 7 * SECOND


@pytest.mark.parametrize("operation", [Operation.CLOSE, Operation.ALL_STOP])
def test_closing(operation: Operation) -> None:
    air = Air(receiver())
    air.send(signed(Operation.OPEN, argument=30), at=SECOND)
    outcomes = air.send(signed(operation, counter=START + 4), at=2 * SECOND)
    assert outcomes[-1] == GateChange(mono_ns=2 * SECOND, open=False, volume=80, by=Cause.COMMAND)


@pytest.mark.parametrize("operation", [Operation.TEST, Operation.TIME, Operation.HOLD])
def test_harmless_operations_open_nothing(operation: Operation) -> None:
    air = Air(receiver())
    (outcome,) = air.send(signed(operation), at=SECOND)
    assert isinstance(outcome, Accepted)
    assert not air.listener.is_open


def test_volume_is_remembered() -> None:
    air = Air(receiver())
    air.send(signed(Operation.VOLUME, argument=35), at=SECOND)
    assert air.listener.memory == Memory(last_counter=START, volume=35)


@pytest.mark.parametrize(
    ("operation", "argument", "reason"),
    [
        (Operation.OPEN, 0, Reason.ARGUMENT),
        (Operation.VOLUME, 101, Reason.ARGUMENT),
        (Operation.HOLD, 1, Reason.ARGUMENT),
        (Operation.KEY_CHANGE, 0, Reason.OPERATION),
    ],
)
def test_what_the_profile_does_not_define_is_refused(
    operation: Operation, argument: int, reason: Reason
) -> None:
    assert reasons(Air(receiver()).send(signed(operation, argument=argument), at=SECOND)) == [
        reason
    ]


def test_an_unknown_version_is_no_command() -> None:
    other = b"\x21" + signed(Operation.OPEN, argument=30)[1:]
    assert reasons(Air(receiver()).send(other, at=SECOND)) == [Reason.FORMAT]


def test_commands_for_others_are_nothing() -> None:
    air = Air(receiver(point=4, zone=2))
    for address in (point_address(5), zone_address(3)):
        assert air.send(signed(Operation.OPEN, to=address, argument=30), at=SECOND) == []


def test_a_bitmap_for_others_is_overheard_and_makes_older_recordings_worthless() -> None:
    air = Air(receiver(point=4, zone=2))
    missed = signed(Operation.OPEN, argument=30)
    others = signed(Operation.OPEN, to=bitmap_address([1]), argument=30, counter=START + 8)
    (overheard,) = air.send(others, at=SECOND)
    assert isinstance(overheard, Accepted)
    assert not overheard.ours
    assert reasons(air.send(missed, at=2 * SECOND)) == [Reason.REPLAY]
    assert not air.listener.is_open


def test_a_recording_replayed_after_a_power_cut_is_refused() -> None:
    air = Air(receiver())
    air.send(signed(Operation.OPEN, argument=30), at=SECOND)
    again = Air(receiver(memory=air.listener.memory))
    assert reasons(again.send(signed(Operation.OPEN, argument=30), at=SECOND)) == [Reason.REPLAY]


def test_bad_tags_never_make_it_deaf() -> None:
    air = Air(receiver())
    forged = KeyRing(bytes(32))
    for n in range(500):
        command = signed(Operation.OPEN, argument=30, counter=START + n, keys=forged)
        assert reasons(air.send(command, at=n * SECOND)) == [Reason.BAD_TAG]
    right = signed(Operation.OPEN, argument=30, counter=START)
    assert any(isinstance(o, Accepted) for o in air.send(right, at=500 * SECOND))
    assert air.listener.is_open


def test_copies_of_holds_survive_losses_that_one_copy_does_not() -> None:
    air = Air(receiver())
    air.send(signed(Operation.OPEN, argument=255), at=SECOND)
    hold = to_groups(signed(Operation.HOLD, counter=START + 8), pi=PI, toggle=False)
    heard = (*hold[:2], *hold[3:], *hold[:3])  # group 2 lost in the first, group 3 in the second
    assert any(isinstance(o, Accepted) for o in air.groups(heard, at=3 * SECOND))


def test_lost_groups_never_chop_speech_but_silence_of_holds_mutes() -> None:
    air = Air(receiver())
    air.send(signed(Operation.OPEN, argument=30), at=SECOND)
    assert air.listener.advance(6 * SECOND) == []
    (muted,) = air.listener.advance(8 * SECOND)
    assert (muted.mono_ns, muted.by) == (7 * SECOND, Cause.HOLD)
    outcomes = air.send(signed(Operation.HOLD, counter=START + 32), at=9 * SECOND)
    assert outcomes[-1] == GateChange(mono_ns=9 * SECOND, open=True, volume=80, by=Cause.HOLD)


def test_a_lost_carrier_squelches() -> None:
    air = Air(receiver())
    air.send(signed(Operation.OPEN, argument=30), at=SECOND)
    air.listener.carrier(2 * SECOND, present=False)
    (gone,) = air.listener.advance(3 * SECOND)
    assert (gone.mono_ns, gone.by) == (2 * SECOND + 200_000_000, Cause.SQUELCH)


def _opened_by(groups: list[Group], listener: CommandReceiver) -> bool:
    for number, group in enumerate(groups):
        listener.hear(group, SECOND + number * 100_000_000)
    return listener.is_open


OPEN = signed(Operation.OPEN, argument=255, counter=START + 1)
OPEN_GROUPS = to_groups(OPEN, pi=PI, toggle=True)
words = st.integers(0, 0xFFFF)
any_group = st.builds(Group, blocks=st.tuples(words, words, words, words))
near_groups = st.builds(
    lambda tail, third, fourth: Group(blocks=(PI, 0x6000 | tail, third, fourth)),
    st.integers(0, 7),
    words,
    words,
)
damaged = st.builds(
    lambda index, block, bit: Group(
        blocks=tuple(  # type: ignore[arg-type]  # four blocks stay four
            word ^ (1 << bit if at == block else 0)
            for at, word in enumerate(OPEN_GROUPS[index].blocks)
        )
    ),
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 15),
)


@given(st.lists(any_group | near_groups | damaged, max_size=60))
def test_mutated_and_invented_groups_open_nothing(groups: list[Group]) -> None:
    assert not _opened_by(groups, receiver())


@given(st.integers(0, 3), st.lists(st.sampled_from(OPEN_GROUPS) | near_groups, max_size=60))
def test_truncated_commands_open_nothing(missing: int, groups: list[Group]) -> None:
    kept = [group for group in groups if group.blocks != OPEN_GROUPS[missing].blocks]
    assert not _opened_by(kept, receiver())


@given(st.lists(st.sampled_from(OPEN_GROUPS), max_size=60))
def test_replayed_groups_in_any_order_open_nothing(groups: list[Group]) -> None:
    assert not _opened_by(groups, receiver(memory=Memory(last_counter=START + 1)))


@given(st.binary(min_size=32, max_size=32), st.sampled_from([EVERYONE, zone_address(2)]))
def test_wrongly_keyed_commands_open_nothing(master: bytes, address: Address) -> None:
    forged = signed(Operation.OPEN, to=address, argument=255, keys=KeyRing(master))
    assert reasons(Air(receiver()).send(forged, at=SECOND)) == [Reason.BAD_TAG]


@given(st.permutations(range(4)), st.lists(near_groups, max_size=20))
def test_groups_out_of_order_are_still_one_command(order: list[int], rubbish: list[Group]) -> None:
    opened = _opened_by([*rubbish, *(OPEN_GROUPS[index] for index in order)], receiver())
    assert opened


@given(st.lists(st.sampled_from(["open", "close", "old"]), max_size=8))
def test_an_old_recording_never_undoes_what_came_later(script: list[str]) -> None:
    air, expected = Air(receiver()), False
    recordings: list[bytes] = []
    for n, what in enumerate(script):
        if what == "old":
            for recording in recordings:
                outcomes = air.send(recording, at=(n + 1) * SECOND)
                moves = [o for o in outcomes if isinstance(o, Accepted | GateChange)]
                # after 6 s without a hold it mutes by itself
                assert all(isinstance(o, GateChange) and o.by is Cause.HOLD for o in moves)
            continue
        operation, argument = (Operation.OPEN, 255) if what == "open" else (Operation.CLOSE, 0)
        recordings.append(signed(operation, argument=argument, counter=START + 4 * n))
        air.send(recordings[-1], at=(n + 1) * SECOND)
        expected = what == "open"
        assert air.listener.is_open is expected


def test_rejections_carry_their_time() -> None:
    forged = signed(Operation.OPEN, argument=30, keys=KeyRing(bytes(32)))
    assert Air(receiver()).send(forged, at=SECOND) == [
        Rejected(mono_ns=SECOND, reason=Reason.BAD_TAG)
    ]
