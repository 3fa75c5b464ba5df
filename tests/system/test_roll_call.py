"""Readiness messages from one end to the other, and what strangers send."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.system.notify import notify
from loudspeaker.system.roll_call import RollCall


@pytest.fixture
def roll_call(monkeypatch: pytest.MonkeyPatch) -> Iterator[RollCall]:
    made = RollCall()
    monkeypatch.setenv("NOTIFY_SOCKET", made.address)
    yield made
    made.close()


def test_what_a_process_says_is_heard_in_order(roll_call: RollCall) -> None:
    notify(READY=1, X_ROLE="air", X_PID=os.getpid())
    notify(X_ROLE="air", STATUS="a=b")
    assert list(roll_call.messages(wait_s=1.0)) == [
        {"READY": "1", "X_ROLE": "air", "X_PID": str(os.getpid())},
        {"X_ROLE": "air", "STATUS": "a=b"},
    ]


def test_it_waits_for_the_first_message_only_as_long_as_it_may(roll_call: RollCall) -> None:
    assert list(roll_call.messages(wait_s=0.0)) == []
    begin = time.monotonic()
    assert list(roll_call.messages(wait_s=0.05)) == []
    assert 0.04 < time.monotonic() - begin < 1.0


def test_two_roll_calls_do_not_hear_each_other(roll_call: RollCall) -> None:
    other = RollCall()
    assert other.address != roll_call.address
    notify(READY=1)
    assert list(other.messages(wait_s=0.0)) == []
    other.close()


def test_who_listens_to_nobody_blocks_nobody(roll_call: RollCall) -> None:
    """A run that hangs must not hold up the process that keeps the carrier."""
    begin = time.monotonic()
    for number in range(2_000):
        notify(X_ROLE="air", NUMBER=number)
    assert time.monotonic() - begin < 2.0
    assert next(iter(roll_call.messages(wait_s=0.0))) == {"X_ROLE": "air", "NUMBER": "0"}


@pytest.mark.parametrize("address", ["", "@nobody-listens-here", "/none/at/all", "@", "x" * 300])
def test_nobody_there_is_no_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify(READY=1)


def test_a_socket_in_the_file_system_is_found_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        notify(READY=1)
        assert listener.recv(100) == b"READY=1"


@given(st.lists(st.binary(max_size=100), max_size=5))
def test_strange_messages_are_read_as_far_as_they_make_sense(datagrams: list[bytes]) -> None:
    roll_call = RollCall()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect("\0" + roll_call.address[1:])
        for datagram in [*datagrams, b"\nno sign\nREADY=1\n=\n"]:
            sender.send(datagram)
    messages = list(roll_call.messages(wait_s=1.0))
    roll_call.close()
    assert len(messages) == len(datagrams) + 1
    assert messages[-1] == {"READY": "1", "": ""}
