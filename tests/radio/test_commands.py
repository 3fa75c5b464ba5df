"""Frames, keys and tags against the published vectors."""

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
from loudspeaker.radio.commands import (
    Command,
    KeyRing,
    Operation,
    command_from_bytes,
    sign,
    tag_is_right,
    time_to_live_steps,
)

from .profile_s import KEYS, MASTER, PI, VECTORS


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("all", "c7096f098345160cd6fc42df0b3235e0"),
        ("point:4", "ed613e30d5b2403852417605bdc42925"),
        ("zone:2", "98cb40bd3d43bf0c2d41b8a14fcbc54c"),
    ],
)
def test_key_derivation(label: str, key: str) -> None:
    assert KEYS.derive(label).hex() == key


@pytest.mark.parametrize(("operation", "address", "argument", "counter", "frame", "tag"), VECTORS)
def test_frames_and_tags(
    operation: Operation, address: Address, argument: int, counter: int, frame: str, tag: str
) -> None:
    command = Command(operation=operation, address=address, argument=argument, counter=counter)
    assert sign(command, KEYS, PI) == bytes.fromhex(frame + tag)
    assert command_from_bytes(bytes.fromhex(frame)) == command


def test_receivers_hold_the_three_keys_that_reach_them() -> None:
    keys = KEYS.for_receiver(point=4, zone=2)
    for address in (EVERYONE, bitmap_address([4]), zone_address(2), point_address(4)):
        assert keys.for_address(address) == KEYS.for_address(address)


def test_keys_do_not_show_in_logs() -> None:
    shown = repr(KEYS) + repr(KEYS.for_receiver(point=4, zone=2))
    assert KEYS.derive("all").hex() not in shown
    assert repr(KEYS.derive("all")) not in shown


def test_short_master_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        KeyRing(MASTER[:31])


@pytest.mark.parametrize(
    "frame", ["21C0000000000001", "10C0000000000001", "18C0000000000001", "11C0010100000001"]
)
def test_frames_of_no_such_profile_are_none(frame: str) -> None:
    assert command_from_bytes(bytes.fromhex(frame)) is None


@pytest.mark.parametrize(
    ("seconds", "steps"), [(0, 1), (4, 1), (4.1, 2), (120, 30), (1020, 255), (9_999, 255)]
)
def test_time_to_live(seconds: float, steps: int) -> None:
    assert time_to_live_steps(seconds) == steps


addresses = st.integers(0, 0xFFFF).map(from_word).filter(lambda address: address is not None)
commands = st.builds(
    Command,
    operation=st.sampled_from(Operation),
    address=addresses,
    argument=st.integers(0, 255),
    counter=st.integers(0, 2**32 - 1),
)


@given(commands)
def test_commands_survive(command: Command) -> None:
    assert command_from_bytes(command.to_bytes()) == command


@given(commands, st.integers(0, 127), st.integers(0, 0xFFFF))
def test_any_changed_bit_breaks_the_tag(command: Command, bit: int, pi: int) -> None:
    right = sign(command, KEYS, PI)
    key = KEYS.for_address(command.address)
    changed = (int.from_bytes(right, "big") ^ 1 << bit).to_bytes(16, "big")
    assert tag_is_right(right, key=key, pi=PI)
    assert not tag_is_right(changed, key=key, pi=PI)
    assert tag_is_right(right, key=key, pi=pi) == (pi == PI)
