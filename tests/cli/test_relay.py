"""``loudspeaker relay``: sources as people see them, and what a trial found."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.air.relay_feed import Trouble
from loudspeaker.audio.source_check import Verdict
from loudspeaker.config import relay
from loudspeaker.model.relay import SourceProblem
from loudspeaker.model.stream_address import AddressProblem
from loudspeaker.sentences.relays import (
    EXPECTED,
    PROBLEMS,
    VERDICTS,
    WHY,
    fallback_told,
    on_air_told,
    verdict_told,
)
from tests.cli.conftest import Terminal
from tests.cli.servers import answering

FOUND: dict[str, Any] = {
    "name": "VOV1",
    "address": "https://radio.vn/live",
    "verdict": "good",
    "heard_s": 5.0,
    "level_dbfs": -21.3,
    "peak_dbfs": -6.0,
    "codec": "mp3",
    "ip": "113.160.1.1",
    "host": "cdn.radio.vn",
    "problem": None,
    "detail": "",
}


def test_sources_are_listed_with_their_programmes(terminal: Terminal) -> None:
    rows = [{"name": "VOV1", "address": "https://radio.vn/live", "programmes": ["Sáng", "Chiều"]}]
    with answering(terminal.home.control_socket, {"relays": lambda _a: rows}):
        out = terminal("relay", "list").out
    assert "VOV1" in out
    assert "Sáng; Chiều" in out


def test_a_trial_tells_level_codec_and_address(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"relay_test": lambda _a: FOUND}):
        ended = terminal("relay", "test", "VOV1")
    assert ended.status == 0
    assert "VOV1: It can be relayed." in ended.out
    assert "level -21.3 dBFS" in ended.out
    assert "From cdn.radio.vn (113.160.1.1), mp3." in ended.out


@pytest.mark.parametrize(
    "changes",
    [
        {"problem": "host_not_allowed", "detail": "evil.vn"},
        {"verdict": "silent"},
        {"verdict": "clipped"},
    ],
)
def test_what_cannot_be_relayed_ends_with_a_status(
    terminal: Terminal, changes: dict[str, Any]
) -> None:
    found = {**FOUND, **changes}
    with answering(terminal.home.control_socket, {"relay_test": lambda _a: found}):
        ended = terminal("relay", "test", "VOV1")
    assert ended.status == 74
    assert "→" in ended.out


def test_what_is_on_air_and_what_was_heard_is_told_of_relays_alone() -> None:
    assert on_air_told(None) == ""
    assert on_air_told({"source": "VOV1", "fallback": False}) == "relay of VOV1"
    assert on_air_told({"source": "VOV1", "fallback": True}) == "the fallback for VOV1"
    assert fallback_told(None) == fallback_told({"fallback_ms": 0, "why": None}) == ""
    told = fallback_told({"fallback_ms": 31_000, "why": "gone"})
    assert told == "fallback for 0:31: the other station broke off"


def test_every_word_has_its_sentence() -> None:
    assert set(WHY) == set(map(str, Trouble))
    assert set(PROBLEMS) == {*map(str, SourceProblem), *map(str, AddressProblem)}
    assert set(VERDICTS) == set(map(str, Verdict))
    assert verdict_told({**FOUND, "problem": "new_word"})[0] == "It cannot be heard: new_word."


def test_everything_that_could_stand_there_can_be_translated() -> None:
    assert relay.EXPECTED == EXPECTED
