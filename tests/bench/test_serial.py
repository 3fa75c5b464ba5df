"""The hostile encoder: a short campaign, and that its judge sees what is wrong."""

from __future__ import annotations

import random

import pytest

from bench.faults.hostile_port import mutated
from bench.faults.sent import (
    KEYS,
    PI,
    Ordered,
    Wrong,
    ascii_parts,
    in_order,
    uecp_parts,
    whole_commands,
)
from bench.faults.serial import LANGUAGES, campaign
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.ascii_encoder import whole_group
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import fragments_of
from loudspeaker.radio.uecp_elements import InHouseGroup, Payload, RdsOutput, element_frame

HOLD = Ordered(operation=Operation.HOLD, address=EVERYONE.word, argument=0)
CLOSE = Ordered(operation=Operation.CLOSE, address=EVERYONE.word, argument=0)


@pytest.mark.slow
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_hostile_encoder_and_a_pulled_cable(language: str) -> None:
    verdict = campaign(language, frames=4000, pulls=1, seed=5)
    assert verdict.problems == []
    assert verdict.frames >= 4000
    assert verdict.orders >= 5
    assert verdict.pulls == 1


# --- the judge -----------------------------------------------------------------------------------


def signed(operation: Operation, counter: int, *, keys: KeyRing = KEYS) -> bytes:
    command = Command(operation=operation, address=EVERYONE, counter=counter)
    return sign(command, keys, PI)


def as_uecp(command: bytes) -> bytes:
    return b"".join(
        element_frame(
            InHouseGroup(payload=Payload(tail=p.tail, block_3=p.block_3, block_4=p.block_4))
        )
        for p in fragments_of(command, toggle=True)
    )


def as_ascii(command: bytes) -> bytes:
    parts = fragments_of(command, toggle=True)
    return b"".join(whole_group(6 << 12 | p.tail, p.block_3, p.block_4) for p in parts)


def test_what_was_ordered_is_found_in_both_languages() -> None:
    hold, close = signed(Operation.HOLD, 1), signed(Operation.CLOSE, 2)
    for stream, read in (
        (as_uecp(hold) + as_uecp(close) * 2, uecp_parts),
        (as_ascii(hold) + b"TA=1\r" + as_ascii(close) * 2, ascii_parts),
    ):
        assert in_order(whole_commands(read(stream)), [HOLD, CLOSE]) == 2


def test_copies_that_were_given_up_do_not_count() -> None:
    hold = signed(Operation.HOLD, 1)
    lines = as_ascii(hold).splitlines(keepends=True)
    stream = b"".join(lines[:2]) + as_ascii(hold)
    assert list(whole_commands(ascii_parts(stream))) == [hold]


@pytest.mark.parametrize(
    "copies",
    [
        [signed(Operation.OPEN, 1)],
        [signed(Operation.CLOSE, 1), signed(Operation.HOLD, 2)],
        [signed(Operation.HOLD, 2), signed(Operation.CLOSE, 1)],
        [signed(Operation.HOLD, 1), signed(Operation.CLOSE, 1)],
        [signed(Operation.HOLD, 1, keys=KeyRing(bytes(32)))],
        [bytes(16)],
    ],
)
def test_what_nobody_ordered_is_seen(copies: list[bytes]) -> None:
    with pytest.raises(Wrong):
        in_order(copies, [HOLD, CLOSE])


@pytest.mark.parametrize(
    "stream", [b"H=606414C00000\r", b"G=206414C00000\r", b"RESET\r", b"*ALL\r"]
)
def test_an_ascii_command_that_must_not_be_sent_is_seen(stream: bytes) -> None:
    with pytest.raises(Wrong):
        list(ascii_parts(stream))


@pytest.mark.parametrize("stream", [element_frame(RdsOutput(on=False)), b"\xfe\x00\xff"])
def test_a_uecp_frame_that_must_not_be_sent_is_seen(stream: bytes) -> None:
    with pytest.raises(Wrong):
        list(uecp_parts(stream))


def test_mutations_differ_and_come_back_for_their_seed() -> None:
    first = [mutated(random.Random(seed), b"+\r\n\r\n") for seed in range(50)]
    assert first == [mutated(random.Random(seed), b"+\r\n\r\n") for seed in range(50)]
    assert len(set(first)) > 25
