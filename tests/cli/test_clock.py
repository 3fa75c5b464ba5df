"""``loudspeaker clock``: what people are told."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.cli.clock import _show_clock
from loudspeaker.errors import ClockUnknown, TimeRefused
from loudspeaker.sentences.telling import sentence

NOW = "2026-11-28T17:05:00.000+07:00"
SHOWN: dict[str, Any] = {
    "now": NOW,
    "known": True,
    "doubt": None,
    "needs_proof": True,
    "steered": False,
    "chip": None,
    "vouched_by": None,
}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"known": False, "doubt": "unproved"}, "only emergencies are aired"),
        ({"needs_proof": False}, "as it stands"),
        ({"steered": True}, "over the network"),
        ({"vouched_by": "duyet"}, "duyet compared it"),
        ({"vouched_by": "machine"}, "clock chip"),
        ({"chip": NOW}, "clock chip"),
    ],
)
def test_why_the_time_is_believed(
    facts: dict[str, Any], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _show_clock({**SHOWN, **facts})
    assert told in capsys.readouterr().out


def test_what_to_do_when_nobody_knows_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    _show_clock({**SHOWN, "known": False, "doubt": "impossible"})
    assert "loudspeaker clock confirm" in capsys.readouterr().out
    assert "loudspeaker clock confirm" in sentence(ClockUnknown(now=NOW))


def test_how_a_confirmation_is_refused() -> None:
    other = TimeRefused(problem="other_clock", given="2026-11-28T17:09:00.000+07:00", now=NOW)
    assert "17:05" in sentence(other)
    assert "17:09" in sentence(other)
    bare = TimeRefused(problem="not_a_moment", given="17:05", now=NOW)
    assert "date and year" in sentence(bare)
