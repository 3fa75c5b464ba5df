"""Messages passed on: what playout may say, what points may, and how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.bridge.broker import Heard
from loudspeaker.bridge.relay import (
    LARGEST_MESSAGE_BYTES,
    MOST_CLIPS,
    REPORTS_AT_ONCE,
    BadMessage,
    Relay,
)

SHA = "ab" * 32
NOW_NS = 100_000_000_000


@dataclass
class FakeBroker:
    """Takes messages, or has a problem."""

    problem: str | None = None
    sent: list[tuple[str, bytes, int]] = field(default_factory=list)

    def publish(self, name: str, payload: bytes, token: int) -> bool:
        if self.problem is None:
            self.sent.append((name, payload, token))
        return self.problem is None


class Desk:
    """A relay with what it told playout; its clock is moved by hand."""

    def __init__(self) -> None:
        self.told: list[Mapping[str, Any]] = []
        self.now_ns = NOW_NS
        self.broker = FakeBroker()
        self.relay = Relay(self.told.append, clock_ns=lambda: self.now_ns)
        self.relay.broker = self.broker


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_signed_bytes_go_out_as_they_are(desk: Desk) -> None:
    desk.relay.take({"id": 5, "topic": "cmd", "at_ns": NOW_NS, "hex": "00ff"})
    desk.relay.take({"id": 6, "topic": "play", "at_ns": NOW_NS, "hex": "01"})
    assert desk.broker.sent == [("cmd", b"\x00\xff", 5), ("play", b"\x01", 6)]
    assert desk.told == []
    desk.relay.events.acknowledged(5)
    assert desk.told == [{"out": 5}]


def test_what_cannot_go_is_told_at_once(desk: Desk) -> None:
    desk.broker.problem = "connection lost"
    desk.relay.take({"id": 5, "topic": "cmd", "at_ns": NOW_NS, "hex": "00"})
    assert desk.told == [{"failed": 5, "problem": "connection lost"}]
    desk.relay.broker = None
    desk.relay.take({"id": 6, "topic": "cmd", "at_ns": NOW_NS, "hex": "00"})
    assert desk.told[-1] == {"failed": 6, "problem": "not sent"}


def test_what_lay_here_while_we_stood_still_never_goes(desk: Desk) -> None:
    desk.now_ns += 2_000_000_001
    desk.relay.take({"id": 5, "topic": "cmd", "at_ns": NOW_NS, "hex": "00"})
    assert desk.told == [{"failed": 5, "problem": "late"}]
    assert desk.broker.sent == []


def test_greeting_and_changes(desk: Desk) -> None:
    desk.broker.problem = "not connected yet"
    assert desk.relay.greet() == {"broker": "not connected yet", "clips": None}
    desk.relay.clips_are("address in use")
    desk.relay.events.changed(None)
    desk.relay.take({"ping": 3})
    assert desk.told == [{"clips": "address in use"}, {"broker": None}, {"pong": 3}]
    assert desk.relay.greet()["clips"] == "address in use"


def test_only_what_is_aired_is_served(desk: Desk) -> None:
    desk.relay.take({"serve": [SHA]})
    assert desk.relay.is_served(SHA)
    desk.relay.take({"serve": []})
    assert not desk.relay.is_served(SHA)
    desk.relay.take({"serve": [SHA]})
    desk.relay.left()
    assert not desk.relay.is_served(SHA)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"id": 1, "topic": "points/1/status", "at_ns": NOW_NS, "hex": "00"},
        {"id": 1, "topic": "cmd"},
        {"id": 1, "topic": "cmd", "hex": ""},
        {"id": 1, "topic": "cmd", "hex": "0"},
        {"id": 1, "topic": "cmd", "hex": "zz"},
        {"id": 1, "topic": "cmd", "hex": "00" * (LARGEST_MESSAGE_BYTES + 1)},
        {"id": -1, "topic": "cmd", "hex": "00"},
        {"id": True, "topic": "cmd", "hex": "00"},
        {"id": "1", "topic": "cmd", "hex": "00"},
        {"topic": "cmd", "at_ns": NOW_NS, "hex": "00"},
        {"id": 1, "topic": "cmd", "hex": "00"},
        {"id": 1, "topic": "cmd", "at_ns": -1, "hex": "00"},
        {"ping": None},
        {"serve": SHA},
        {"serve": [SHA.upper()]},
        {"serve": ["../air/points.key"]},
        {"serve": [1]},
        {"serve": [SHA] * (MOST_CLIPS + 1)},
    ],
)
def test_what_is_no_message(desk: Desk, message: Mapping[str, Any]) -> None:
    desk.relay.take({"serve": [SHA]})
    with pytest.raises(BadMessage):
        desk.relay.take(message)
    assert desk.broker.sent == []
    assert desk.relay.is_served(SHA), "the list before it stays"


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(st.sampled_from(["id", "topic", "at_ns", "hex", "serve", "ping", "x"]), json)
)
def test_anything_is_a_message_or_none(message: dict[str, Any]) -> None:
    desk = Desk()
    try:
        desk.relay.take(message)
    except BadMessage:
        assert desk.broker.sent == []


# --- reports ------------------------------------------------------------------------------------


def report(desk: Desk, point: int = 12, payload: bytes = b"\x01") -> None:
    desk.relay.events.heard(Heard(point=point, kind="status", payload=payload))


def test_reports_are_passed_on_without_being_understood(desk: Desk) -> None:
    report(desk, payload=b"\x00\xff")
    desk.relay.events.heard(Heard(point=13, kind="link", payload=b"offline"))
    assert desk.told == [
        {"status": 12, "hex": "00ff"},
        {"link": 13, "hex": b"offline".hex()},
    ]


def test_one_who_says_too_much_keeps_nobody_else_from_being_heard(desk: Desk) -> None:
    for _ in range(500):
        report(desk)
    report(desk, point=13)
    assert len(desk.told) == REPORTS_AT_ONCE + 1
    assert desk.told[-1]["status"] == 13
    desk.now_ns += 1_000_000_000
    for _ in range(500):
        report(desk)
    assert len(desk.told) == REPORTS_AT_ONCE + 1 + 10


def test_what_is_too_long_is_left(desk: Desk) -> None:
    report(desk, payload=bytes(257))
    assert desk.told == []
