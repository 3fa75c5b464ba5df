"""Announcing: to a station that is there, and to one that is down."""

from __future__ import annotations

import json
import stat
from datetime import datetime, timedelta
from typing import Any

import pytest

from loudspeaker.errors import ProcessUnavailable, QuietHours
from loudspeaker.model import STATION_ZONE, from_iso
from loudspeaker.station.spool import waiting
from loudspeaker.system.home import Home
from tests.cli.conftest import ALL_DAY, Terminal
from tests.cli.servers import answering

ANSWER: dict[str, Any] = {
    "id": "7k3m9x2q",
    "occurrence": "7k3m9x2q-1",
    "state": "draft",
    "title": "Mời họp",
    "due": None,
    "priority": "normal",
    "points": [1, 2],
    "repeat": 2,
    "voice": "vi-bac",
    "author": "soan (simulated identity)",
    "why": None,
    "script": "mời họp.",
    "duration_estimate_s": 12.3,
    "accepted_at": "2026-11-24T17:00:00.000+07:00",
}


def _spooled(home: Home) -> dict[str, Any]:
    (one,) = waiting(home.spool)
    return one.request


def test_the_station_gets_resolved_times_an_id_and_the_person(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"announce": lambda _a: ANSWER}) as asked:
        told = terminal(
            *("announce", "Mời họp", "--at", "mai 5:30", "--zone", "Thôn 1"),
            *("--repeat", "3", "--title", "Họp", "--as", "soan", "--not-after", "mai 6:00"),
        )

    ((_, request),) = asked
    tomorrow = datetime.now(STATION_ZONE).date() + timedelta(days=1)
    assert told.status == 0
    assert from_iso(request["at"]).isoformat() == f"{tomorrow}T05:30:00+07:00"
    assert from_iso(request["not_after"]).hour == 6
    assert len(request.pop("id")) == 8
    assert {name: request[name] for name in ("text", "zone", "repeat", "title", "as")} == {
        "text": "Mời họp",
        "zone": "Thôn 1",
        "repeat": 3,
        "title": "Họp",
        "as": "soan",
    }
    assert "priority" not in request  # the station's default


def test_what_is_shown(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"announce": lambda _a: ANSWER}):
        told = terminal("announce", "Mời họp")
        document = terminal.json("announce", "Mời họp").document

    assert told.out.splitlines() == [
        "Announcement 7k3m9x2q: Mời họp (waiting for approval)",
        "  Time    as soon as it is approved",
        "  Points  1, 2",
        "  Level   normal",
        "  Length  about 12 seconds, read 2 times",
        "  Voice   vi-bac",
        "How it will be read:",
        "  mời họp.",
        "Next, a second person approves it: loudspeaker approve 7k3m9x2q",
    ]
    assert document == ANSWER


def test_the_same_key_is_the_same_id(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"announce": lambda _a: ANSWER}) as asked:
        for key in ("tin-1", "tin-1", "tin-2"):
            terminal("announce", "a", "--key", key)

    first, again, other = (request for _, request in asked)
    assert first["id"] == again["id"] != other["id"]
    assert first["key"] == "tin-1"


def test_a_station_that_is_down_finds_it_in_the_spool(terminal: Terminal) -> None:
    told = terminal.json("announce", "Mời họp lúc 19h30", "--at", "mai 5:30", "--points", "1,4")

    document = told.document
    assert told.status == 0
    assert document["state"] == "spooled"
    assert document["points"] == [1, 4]
    assert document["occurrence"] == f"{document['id']}-1"
    assert document["script"] == "mời họp lúc mười chín giờ ba mươi phút."
    request = _spooled(terminal.home)
    assert request["id"] == document["id"]
    assert from_iso(request["at"]) == from_iso(document["due"])


def test_a_spooled_key_is_kept_once(terminal: Terminal) -> None:
    documents = [terminal.json("announce", "a", "--key", "k").document for _ in range(2)]

    assert documents[0]["id"] == documents[1]["id"] == _spooled(terminal.home)["id"]


def test_people_are_told_that_it_is_kept(terminal: Terminal) -> None:
    told = terminal("announce", "Mời họp")

    assert "(kept until the station is back)" in told.out
    assert "submitted when it is" in told.out


def test_the_spool_takes_in_the_group(terminal: Terminal) -> None:
    terminal("announce", "a")

    (path,) = terminal.home.spool.glob("*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert terminal.home.spool.stat().st_mode & stat.S_ISGID


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (["announce", "   "], 4, "text_refused"),
        (["announce", "\u202e\x07"], 4, "text_refused"),
        (["announce", "a" * 90_000], 4, "text_refused"),
        (["announce", "a", "--points", "99"], 5, "not_found"),
        (["announce", "a", "--zone", "Thôn 99"], 5, "not_found"),
        (["announce", "a", "--voice", "no-such"], 5, "not_found"),
        (["announce", "a", "--at", "2020-01-01 17:00"], 4, "time_refused"),
        (["announce", "a", "--at", "bao giờ cũng được"], 4, "time_refused"),
        (["announce", "a", "--priority", "high"], 2, "usage"),
        (["announce", "a", "--repeat", "11"], 2, "usage"),
        (["announce", "a", "--priority", "emergency", "--at", "mai 5:30"], 2, "usage"),
        (["announce", "a", "--as", "duyet"], 3, "role_missing"),
        (["announce", "--file", "/nonexistent/x"], 4, "file_refused"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else str(value),
)
def test_nothing_wrong_comes_into_the_spool(
    terminal: Terminal, arguments: list[str], status: int, code: str
) -> None:
    told = terminal.json(*arguments)

    assert (told.status, told.error["code"]) == (status, code)
    assert list(terminal.home.spool.iterdir()) == []


def test_quiet_hours_name_the_next_allowed_time(terminal: Terminal) -> None:
    text = terminal.home.station_file.read_text()
    terminal.home.station_file.write_text(text.replace(ALL_DAY[1], ALL_DAY[0]))

    told = terminal.json("announce", "a", "--at", "mai 23:00")

    assert told.status == QuietHours.exit_code
    assert from_iso(told.error["facts"]["next_allowed"]).hour == 5


def test_without_a_home_there_is_nothing_to_keep_it_for(nowhere: Terminal) -> None:
    told = nowhere.json("announce", "a")

    assert told.status == ProcessUnavailable.exit_code
    assert not nowhere.home.root.exists()


def test_a_spool_that_is_none(terminal: Terminal) -> None:
    terminal.home.spool.rmdir()
    terminal.home.spool.write_text("")

    told = terminal.json("announce", "a")

    assert (told.status, told.error["code"]) == (74, "storage")


def test_the_text_may_look_like_an_option(terminal: Terminal) -> None:
    document = terminal.json("announce", "--", "--json").document

    assert json.dumps(document)
    assert _spooled(terminal.home)["text"] == "--json"
